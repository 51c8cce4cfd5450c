"""The audits at the year's turn: what is asked again, and what of the registers falls due."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.calendar import academic_year
from schools.json_rows import day, together
from schools.models import Member
from schools.permissions import may
from schools.turning import MOST_LINES, Line, Step, Turn

from .actions.repeating import closing_day, title_of_audit, title_of_selfreview
from .actions.selfreview import LEAST_PEOPLE
from .models import RegisterEntry, SelfReview, Signature, SkillsAudit
from .queries.cells import in_short
from .queries.repeating import last_audit, last_selfreview


class Falls(NamedTuple):
    """An entry of the registers that falls due, as it is read together with other rows: days as they are written."""

    pk: int
    name: str
    renews_on: str
    owner: int | None
    owner_left: str | None


def steps(member: Member, turn: Turn) -> list[Step]:
    """Entitlement, training needs, self-review, registers: four queries."""
    first, last = datetime.date(turn.starts_in, 9, 1), datetime.date(turn.starts_in + 1, 8, 31)
    falling = RegisterEntry.objects.filter(renews_on__range=(first, last), retired_on=None)
    told = together(
        member.school,
        {
            "signed": (Signature.objects.filter(year=turn.starts_in), ["subject_id", "key_stage"]),
            "entries": (
                falling.order_by("renews_on", "name"),
                ["pk", "name", "renews_on", "owner_id", "owner__left_on"],
            ),
        },
    )
    return [
        _entitlement(member, turn, {tuple(one) for one in told["signed"]}),
        _training(member, turn),
        _selfreview(member, turn),
        _registers(member, turn, [Falls(*one) for one in told["entries"]]),
    ]


def _entitlement(member: Member, turn: Turn, signed: set[Any]) -> Step:
    cells = in_short(member.school)
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
    newest = last_audit()
    done = newest is not None and newest.year >= turn.starts_in
    leads = may(member, "audits.lead_skills") and not done
    slug = member.school.slug
    lines: tuple[Line, ...] = ()
    if newest is None:
        sentence = _("Nobody has been asked yet.")
    elif done:
        sentence = _("“%(round)s” was opened on %(day)s.") % _round(newest)
    else:
        sentence = _("The last round, “%(round)s”, was opened on %(day)s.") % _round(newest)
        if leads and _has_begun(turn) and not newest.is_open:
            lines = _preview_of_audit(newest, turn)
    return Step(
        _("Training needs, asked again"),
        done,
        sentence,
        lines,
        len(lines),
        reverse("audits:skills_open" if leads else "audits:training", args=[slug]),
        _ways(leads, lines, _("Open a round"), _("See training needs")),
        reverse("audits:skills_repeat", args=[slug]) if lines else "",
        _("Ask again like this"),
    )


def _selfreview(member: Member, turn: Turn) -> Step:
    newest = last_selfreview()
    done = newest is not None and newest.year >= turn.starts_in
    leads = may(member, "audits.lead_selfreview") and not done
    slug = member.school.slug
    lines: tuple[Line, ...] = ()
    if newest is None:
        sentence = _("There has been no self-review yet.")
    elif done:
        sentence = _("“%(round)s” was opened on %(day)s.") % _round(newest)
    else:
        sentence = _("The last one, “%(round)s”, was opened on %(day)s.") % _round(newest)
        if leads and _has_begun(turn) and newest.is_agreed:
            lines = _preview_of_selfreview(newest, turn)
    return Step(
        _("Self-review, once more"),
        done,
        sentence,
        lines,
        len(lines),
        reverse("audits:selfreview_open" if leads else "audits:selfreviews", args=[slug]),
        _ways(leads, lines, _("Open a self-review"), _("See self-reviews")),
        reverse("audits:selfreview_repeat", args=[slug]) if lines else "",
        _("Judge again like this"),
    )


def _has_begun(turn: Turn) -> bool:
    """Whether a round that is opened today counts for the year that one turns to."""
    return academic_year(timezone.localdate()) >= turn.starts_in


def _preview_of_audit(before: Any, turn: Turn) -> tuple[Line, ...]:
    """What one click would open, and whom it asks of what; nothing where there is nothing or nobody to ask."""
    if not before.people or not before.statements:
        return ()
    asked = ngettext(
        "%(n)s member of staff is asked, and gets an e-mail.",
        "%(n)s members of staff are asked, and get an e-mail each.",
        before.people,
    )
    words = ngettext(
        "%(n)s statement as it is worded now; results are grouped by %(grouping)s, as then.",
        "%(n)s statements as they are worded now; results are grouped by %(grouping)s, as then.",
        before.statements,
    )
    grouping = before.get_grouping_display()
    return (
        _opens(title_of_audit(turn.starts_in)),
        Line(asked % {"n": before.people}),
        Line(words % {"n": before.statements, "grouping": grouping}),
    )


def _preview_of_selfreview(before: Any, turn: Turn) -> tuple[Line, ...]:
    """What one click would open, and whom it asks; nothing where too few are here."""
    if before.people < LEAST_PEOPLE:
        return ()
    asked = ngettext(
        "%(n)s person who judged then is asked, and gets an e-mail.",
        "The %(n)s people who judged then, and are still here, are asked, and get an e-mail each.",
        before.people,
    )
    return (_opens(title_of_selfreview(turn.starts_in)), Line(asked % {"n": before.people}))


def _opens(title: str) -> Line:
    day = date_format(closing_day())
    return Line(_("“%(round)s”, open until %(day)s") % {"round": title, "day": day})


def _ways(leads: bool, lines: tuple[Line, ...], opens: str, sees: str) -> str:
    """What the link beside a step is called: another way than the one click, or the only one."""
    if lines:
        return _("Choose otherwise")
    return opens if leads else sees


def _round(one: SkillsAudit | SelfReview) -> dict[str, str]:
    return {"round": one.title, "day": date_format(one.opened_on)}


def _registers(member: Member, turn: Turn, rows: list[Falls]) -> Step:
    slug = member.school.slug
    alone = [one for one in rows if one.owner is None or one.owner_left]
    past = [one for one in rows if _is_past(one)]
    shown = alone or past or rows
    reads = may(member, "audits.read_registers")
    lines = tuple(
        Line(
            _("%(entry)s, on %(day)s")
            % {"entry": one.name, "day": date_format(day(one.renews_on))},
            reverse("audits:entry", args=[slug, one.pk]) if reads else "",
        )
        for one in shown[:MOST_LINES]
    )
    sentence = ngettext(
        "%(n)s entry of the registers falls due in %(year)s.",
        "%(n)s entries of the registers fall due in %(year)s.",
        len(rows),
    ) % {"n": len(rows), "year": turn.name}
    if past:
        words = ngettext(
            "%(n)s of them is past its day.", "%(n)s of them are past their day.", len(past)
        )
        sentence = f"{sentence} {words % {'n': len(past)}}"
    if alone:
        words = ngettext(
            "Nobody answers for %(n)s of them:", "Nobody answers for %(n)s of them:", len(alone)
        )
        sentence = f"{sentence} {words % {'n': len(alone)}}"
    return Step(
        _("Registers that fall due"),
        not alone and not past,
        sentence,
        lines,
        len(shown),
        reverse("audits:falling", args=[slug]) if reads else "",
        _("See what falls due") if reads else "",
    )


def _is_past(one: Falls) -> bool:
    """Whether the day of an entry has passed: it ran out, and was not renewed."""
    due = day(one.renews_on)
    return due is not None and due < timezone.localdate()
