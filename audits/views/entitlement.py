"""The entitlement: the grid, one cell with its statements, saying and signing."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.numbers import number_in
from schools.offers import offers_for
from schools.permissions import MemberRequest, NotAllowed, check, may, member_view
from schools.refusals import Refused

from ..actions import entitlement as actions
from ..actions.entitlement import Said, Word
from ..cells import Cell
from ..library import library
from ..queries.cell import cell_page
from ..queries.cells import cell_or_404
from ..queries.entitlement import grid
from ..queries.entitlement_gaps import open_gaps
from ..wording import reading

FIRST = 6


@member_view("audits.read_entitlement")
def entitlement(request: MemberRequest) -> HttpResponse:
    """Subject × key stage; what is the reader's to say stands first.

    Who answers for subjects and does not lead sees these alone, unless they ask for the whole.
    """
    found = grid(request.school, request.member)
    has_own = bool(found.own) and not may(request.member, "audits.adopt_statements")
    own_alone = has_own and "whole" not in request.GET
    if own_alone:
        found = found.only_own()
    context = {
        "grid": found,
        "has_own": has_own,
        "own_alone": own_alone,
        "reading": reading(found),
        "first_gaps": found.gaps[:FIRST],
        "library": library(),
    }
    return render(request, "audits/entitlement.html", context)


@member_view("audits.read_entitlement")
def gaps(request: MemberRequest) -> HttpResponse:
    """Everything that was signed as not met, and what can be made of it."""
    found = open_gaps(request.school)
    rows = [(one, offers_for(one, request.member)) for one in found]
    return render(request, "audits/gaps.html", {"rows": rows})


@member_view("audits.read_entitlement")
def cell(request: MemberRequest, subject: int, stage: str) -> HttpResponse:
    """One key stage of a subject: its statements, to read or to answer. The plain form posts here."""
    one = cell_or_404(request.school, subject, stage)
    typed: dict[int, tuple[str, str]] | None = None
    wrong: tuple[int, str] = (0, "")
    base = None
    if request.method == "POST":
        check(request.member, "audits.say_entitlement", one)
        words = _words(request.POST)
        try:
            said = actions.say(one, request.member, words)
        except actions.NotSo as refused:
            wrong, base = (refused.statement, refused.sentence), getattr(refused, "revision", None)
            typed = {each.statement: (each.answer or "", each.evidence or "") for each in words}
        else:
            _tell(request, said)
            return redirect("audits:cell", request.school.slug, subject, stage)
    page = cell_page(one, request.member, typed, wrong, base)
    context = {"page": page, "cell": one, "wrong": wrong[1], **_around(one)}
    return render(request, "audits/cell.html", context, status=422 if wrong[1] else 200)


@require_POST
@member_view("audits.read_entitlement")
def answer(request: MemberRequest, subject: int, stage: str, statement: int) -> HttpResponse:
    """Save what was just said of one statement; answers with its line, or sends back to the page."""
    one = cell_or_404(request.school, subject, stage)
    words = [word for word in _words(request.POST) if word.statement == statement]
    try:
        said = actions.say(one, request.member, words)
    except NotAllowed as refused:
        return _line(request, statement, refused.sentence, 403)
    except actions.NotSo as refused:
        revision = getattr(refused, "revision", None)
        return _line(request, statement, refused.sentence, 409 if revision else 422, revision)
    if not request.htmx:  # type: ignore[attr-defined]
        _tell(request, said)
        return redirect("audits:cell", request.school.slug, subject, stage)
    page = cell_page(one, request.member)
    item = next((each for each in page.items if each.statement.pk == statement), None)
    context = {"page": page, "cell": one, "item": item, "said": said}
    return render(request, "audits/_answered.html", context)


@require_POST
@member_view("audits.sign_entitlement")
def sign(request: MemberRequest, subject: int, stage: str) -> HttpResponse:
    """Sign what is said of a cell this year."""
    one = cell_or_404(request.school, subject, stage)
    try:
        actions.sign(one, request.member, request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:cell", request.school.slug, subject, stage)
    words = {"subject": one.title, "stage": one.stage}
    messages.success(request, _("Signed: %(subject)s, %(stage)s. Thank you.") % words)
    return redirect("audits:entitlement", request.school.slug)


@require_POST
@member_view("audits.say_entitlement")
def rest(request: MemberRequest, subject: int, stage: str) -> HttpResponse:
    """Answer every open statement at once: as last year, or not taught here."""
    one = cell_or_404(request.school, subject, stage)
    ways = {"last": actions.say_as_last_year, "not_taught": actions.say_not_taught}
    way = ways.get(request.POST.get("as", ""))
    check(request.member, "audits.say_entitlement", one)
    if way is None:
        messages.error(request, _("Choose how the open statements are to be answered."))
        return redirect("audits:cell", request.school.slug, subject, stage)
    try:
        said = way(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        _tell(request, said)
    return redirect("audits:cell", request.school.slug, subject, stage)


def _words(typed: Mapping[str, str]) -> list[Word]:
    """What was posted, statement by statement; what no statement's number stands with is left out."""
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        field, _dash, number = name.rpartition("-")
        pk = number_in(number)
        if field in ("answer", "evidence", "revision") and pk is not None:
            found.setdefault(pk, {})[field] = value
    return [
        Word(
            pk,
            fields.get("answer") or None,
            fields.get("evidence"),
            number_in(fields.get("revision")),
        )
        for pk, fields in found.items()
    ]


def _tell(request: MemberRequest, said: Said) -> None:
    if said.took is not None:
        who = said.took.member.name if said.took.member else _("somebody who was erased")
        messages.warning(
            request,
            _("Saved. The signature of %(who)s is taken away by that: it waits to be signed again.")
            % {"who": who},
        )
    elif said.changed:
        words = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", said.changed)
        messages.success(request, words % {"n": said.changed})
    else:
        messages.info(request, _("Nothing had changed."))


def _line(
    request: MemberRequest,
    statement: int,
    sentence: str,
    status: int,
    revision: int | None = None,
) -> HttpResponse:
    context = {"statement": statement, "sentence": sentence, "revision": revision}
    return render(request, "audits/_not_answered.html", context, status=status)


def _around(one: Cell) -> dict[str, object]:
    """What the statements of this key stage rest on."""
    stage = next((each for each in library().stages if each.stage == one.stage), None)
    return {"rests_on": stage if one.subject is None else None}
