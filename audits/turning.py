"""The audits at the year's turn: what is asked again, and what of the registers falls due."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.permissions import may
from schools.turning import MOST_LINES, Line, Step, Turn

from .models import RegisterEntry, SelfReview, Signature, SkillsAudit
from .queries.cells import in_short


def steps(member: Member, turn: Turn) -> list[Step]:
    """Entitlement, training needs, self-review, registers: five queries."""
    return [
        _entitlement(member, turn),
        _training(member, turn),
        _selfreview(member, turn),
        _registers(member, turn),
    ]


def _entitlement(member: Member, turn: Turn) -> Step:
    cells = in_short(member.school)
    signed = set(
        Signature.objects.filter(year=turn.starts_in).values_list("subject_id", "key_stage")
    )
    done = bool(cells) and len(signed) >= len(cells)
    return Step(
        _("Pupils’ entitlement, said again"),
        done,
        _("%(signed)s of %(all)s key stages are signed for %(year)s, subject by subject.")
        % {"signed": len(signed), "all": len(cells), "year": turn.name}
        + ("" if done else " " + _("What was said last year can be said again in one step.")),
        url=reverse("audits:entitlement", args=[member.school.slug]),
        verb=_("See the grid"),
    )


def _training(member: Member, turn: Turn) -> Step:
    newest = SkillsAudit.objects.order_by("-opened_on", "-pk").first()
    done = newest is not None and newest.year >= turn.starts_in
    if newest is None:
        sentence = _("Nobody has been asked yet.")
    elif done:
        sentence = _("“%(round)s” was opened on %(day)s.") % _round(newest)
    else:
        sentence = _("The last round, “%(round)s”, was opened on %(day)s.") % _round(newest)
    leads = may(member, "audits.lead_skills") and not done
    return Step(
        _("Training needs, asked again"),
        done,
        sentence,
        url=reverse(
            "audits:skills_open" if leads else "audits:training", args=[member.school.slug]
        ),
        verb=_("Open a round") if leads else _("See training needs"),
    )


def _selfreview(member: Member, turn: Turn) -> Step:
    newest = SelfReview.objects.order_by("-opened_on", "-pk").first()
    done = newest is not None and newest.year >= turn.starts_in
    if newest is None:
        sentence = _("There has been no self-review yet.")
    elif done:
        sentence = _("“%(round)s” was opened on %(day)s.") % _round(newest)
    else:
        sentence = _("The last one, “%(round)s”, was opened on %(day)s.") % _round(newest)
    leads = may(member, "audits.lead_selfreview") and not done
    url = "audits:selfreview_open" if leads else "audits:selfreviews"
    return Step(
        _("Self-review, once more"),
        done,
        sentence,
        url=reverse(url, args=[member.school.slug]),
        verb=_("Open a self-review") if leads else _("See self-reviews"),
    )


def _round(one: SkillsAudit | SelfReview) -> dict[str, str]:
    return {"round": one.title, "day": date_format(one.opened_on)}


def _registers(member: Member, turn: Turn) -> Step:
    slug = member.school.slug
    first = datetime.date(turn.starts_in, 9, 1)
    last = datetime.date(turn.starts_in + 1, 8, 31)
    rows = list(
        RegisterEntry.objects.filter(renews_on__range=(first, last), retired_on=None)
        .select_related("owner")
        .order_by("renews_on", "name")
    )
    alone = [one for one in rows if one.owner is None or one.owner.left_on]
    shown = alone or rows
    reads = may(member, "audits.read_registers")
    lines = tuple(
        Line(
            _("%(entry)s, on %(day)s")
            % {"entry": one.name, "day": date_format(one.renews_on or "")},
            reverse("audits:entry", args=[slug, one.pk]) if reads else "",
        )
        for one in shown[:MOST_LINES]
    )
    sentence = ngettext(
        "%(n)s entry of the registers falls due in %(year)s.",
        "%(n)s entries of the registers fall due in %(year)s.",
        len(rows),
    ) % {"n": len(rows), "year": turn.name}
    if alone:
        words = ngettext(
            "Nobody answers for %(n)s of them:", "Nobody answers for %(n)s of them:", len(alone)
        )
        sentence = f"{sentence} {words % {'n': len(alone)}}"
    return Step(
        _("Registers that fall due"),
        not alone,
        sentence,
        lines,
        len(shown),
        reverse("audits:falling", args=[slug]) if reads else "",
        _("See what falls due") if reads else "",
    )
