"""Asking staff: opening a round, who has answered, more time, more people, closing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.calendar import academic_year
from schools.models import Member
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from .. import letters
from ..actions import asking as actions
from ..actions import repeating
from ..actions.statements import NotSo
from ..forms.training import MoveForm, OpenForm, PeopleForm
from ..grouping import is_asked
from ..models import SkillsAsked, SkillsAudit
from ..needs import minutes_for
from ..queries.answering import audit_or_404
from ..queries.skills import areas_for, skill_statements
from ..skills_library import SUPPORT, TEACHERS


@member_view("audits.lead_skills")
def open_round(request: MemberRequest) -> HttpResponse:
    """Ask staff about their skills."""
    staff = _staff(request)
    first = {
        "title": repeating.title_of_audit(academic_year(timezone.localdate())),
        "closes_on": repeating.closing_day(),
        "grouping": SkillsAudit.Grouping.POSITION,
        "people": [one.pk for one in staff],
    }
    form = OpenForm(request.POST or None, people=staff, initial=first)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        try:
            audit = actions.open_audit(
                request.school,
                request.member,
                got["title"],
                got["grouping"],
                got["closes_on"],
                list(got["people"]),
            )
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _opened(request, audit)
    found = skill_statements(request.school)
    context = {
        "form": form,
        "statements": found.total,
        "teachers": found.by_audience.get(TEACHERS, 0),
        "support": found.by_audience.get(SUPPORT, 0),
        "minutes": minutes_for(found.by_audience.get(TEACHERS, 0)),
        "support_minutes": minutes_for(found.by_audience.get(SUPPORT, 0)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/skills_open.html", context, status=status)


@require_POST
@member_view("audits.lead_skills")
def repeat(request: MemberRequest) -> HttpResponse:
    """Ask once more as in the year before: from the year's turn."""
    try:
        audit = repeating.repeat_audit(request.school, request.member)
    except (NotSo, Refused) as refused:
        messages.error(request, refused.sentence)
        return redirect("schools:turn", request.school.slug)
    return _opened(request, audit)


def _opened(request: MemberRequest, audit: SkillsAudit) -> HttpResponse:
    asked = SkillsAsked.objects.filter(audit=audit).select_related("member")
    _tell(request, letters.ask(audit, asked, _counts(audit)))
    return redirect("audits:skills", request.school.slug, audit.pk)


@member_view("audits.lead_skills")
def skills(request: MemberRequest, skills: int) -> HttpResponse:
    """Who has answered, and what can be done about who has not."""
    audit = audit_or_404(request.school, skills)
    return _page(request, audit)


@require_POST
@member_view("audits.lead_skills")
def move(request: MemberRequest, skills: int) -> HttpResponse:
    """Give more time, or less."""
    audit = audit_or_404(request.school, skills)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            actions.move(audit, request.member, form.cleaned_data["closes_on"])
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The closing day is set."))
            return redirect("audits:skills", request.school.slug, skills)
    return _page(request, audit, moving=form)


@require_POST
@member_view("audits.lead_skills")
def more(request: MemberRequest, skills: int) -> HttpResponse:
    """Ask more people."""
    audit = audit_or_404(request.school, skills)
    form = PeopleForm(request.POST, people=_not_asked(request, audit))
    if form.is_valid():
        try:
            made = actions.ask_more(audit, request.member, list(form.cleaned_data["people"]))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            rows = SkillsAsked.objects.filter(
                audit=audit, member__in=[one.member_id for one in made]
            )
            _tell(request, letters.ask(audit, rows.select_related("member"), _counts(audit)))
            return redirect("audits:skills", request.school.slug, skills)
    return _page(request, audit, asking=form)


@require_POST
@member_view("audits.lead_skills")
def close(request: MemberRequest, skills: int) -> HttpResponse:
    """End the round."""
    audit = audit_or_404(request.school, skills)
    try:
        actions.close(audit, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:skills", request.school.slug, skills)
    messages.success(request, _("Closed. Staff now see the results by group."))
    return redirect("audits:needs", request.school.slug, skills)


@require_POST
@member_view("audits.lead_skills")
def remind(request: MemberRequest, skills: int) -> HttpResponse:
    """Remind everybody who has not finished, once a day."""
    audit = audit_or_404(request.school, skills)
    if not audit.is_open:
        messages.error(request, _("This round has ended: nobody is reminded any more."))
        return redirect("audits:skills", request.school.slug, skills)
    sent = letters.remind_all(audit)
    if sent.count:
        words = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", sent.count)
        messages.success(request, words % {"n": sent.count})
    elif not sent.failed:
        messages.info(request, _("Everybody who could be was reminded today already."))
    _failures(request, sent)
    return redirect("audits:skills", request.school.slug, skills)


def _page(
    request: MemberRequest,
    audit: SkillsAudit,
    moving: MoveForm | None = None,
    asking: PeopleForm | None = None,
) -> HttpResponse:
    rows = list(
        SkillsAsked.objects.filter(audit=audit)
        .select_related("member")
        .order_by("member__name", "pk")
    )
    here = [one for one in rows if one.member.left_on is None]
    waiting = [one for one in here if one.finished_at is None]
    others = _not_asked(request, audit) if audit.is_open else []
    refused = any(form is not None and form.errors for form in (moving, asking))
    context = {
        "audit": audit,
        "done": [one for one in rows if one.finished_at is not None],
        "waiting": waiting,
        "gone": [one for one in rows if one.member.left_on and one.finished_at is None],
        "asked": len(here),
        "finished": len(here) - len(waiting),
        "moving": moving or MoveForm(initial={"closes_on": audit.closes_on}),
        "asking": asking or (PeopleForm(people=others) if others else None),
    }
    return render(request, "audits/skills.html", context, status=422 if refused else 200)


def _staff(request: MemberRequest) -> list[Member]:
    rows = Member.objects.filter(school=request.school, left_on=None)
    return [one for one in rows.prefetch_related("positions") if is_asked(one)]


def _not_asked(request: MemberRequest, audit: SkillsAudit) -> list[Member]:
    there = set(SkillsAsked.objects.filter(audit=audit).values_list("member_id", flat=True))
    return [one for one in _staff(request) if one.pk not in there]


def _counts(audit: SkillsAudit) -> dict[str, int]:
    areas = list(audit.questions.order_by().values_list("area", flat=True))
    return {
        audience: sum(one in areas_for(audience) for one in areas)
        for audience in (TEACHERS, SUPPORT)
    }


def _tell(request: MemberRequest, sent: letters.Sent) -> None:
    words = ngettext(
        "Open. %(n)s e-mail is on its way.", "Open. %(n)s e-mails are on their way.", sent.count
    )
    messages.success(request, words % {"n": sent.count})
    _failures(request, sent)


def _failures(request: MemberRequest, sent: letters.Sent) -> None:
    if sent.without:
        messages.warning(
            request,
            _("These have no way to sign in yet, so nothing was sent to them: %(names)s.")
            % {"names": ", ".join(sent.without)},
        )
    if sent.failed:
        messages.error(
            request,
            _("The mail server did not take the e-mails to %(names)s.")
            % {"names": ", ".join(sent.failed)},
        )
