"""What the entitlement's pages and papers say of it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.wording import listed

from .cells import year_name
from .reckoning import Counts, Signed, State

if TYPE_CHECKING:
    from .queries.entitlement import Grid, GridCell, GridRow

MOST_NAMED = 3


def said_words(counts: Counts) -> str:
    """What is said of a cell: "5 of 7 met", "3 of 7 said", "not taught here"."""
    if counts.nothing_taught:
        return _("not taught here")
    if not counts.said:
        return _("nothing said yet")
    if not counts.complete:
        return _("%(said)s of %(total)s said") % {"said": counts.said, "total": counts.total}
    return _("%(met)s of %(taught)s met") % {"met": counts.met, "taught": counts.taught}


def cell_words(state: State, signed: Signed | None, counts: Counts) -> tuple[str, str, str]:
    """Where a cell stands: a sign, words and the class of a colour."""
    match state:
        case State.SIGNED if counts.unsaid:
            new = ngettext("signed, %(n)s new", "signed, %(n)s new", counts.unsaid)
            return "◐", new % {"n": counts.unsaid}, "amber-text"
        case State.SIGNED:
            return "✓", _("signed"), "green-text"
        case State.CARRIED if counts.complete:
            return "◐", _("to sign"), "amber-text"
        case State.CARRIED:
            assert signed is not None
            return "✓", _("holds to %(day)s") % {"day": _day(signed.until)}, "green-text"
        case State.OUT_OF_DATE:
            return "◔", _("out of date"), "red-text"
        case State.TO_SIGN:
            return "◐", _("to sign"), "amber-text"
        case _:
            return "○", _("to say"), "soft"


def signature_words(signed: Signed, by: str) -> str:
    """Who signed a cell, when, and for which year."""
    words = {
        "who": by or _("somebody who was erased"),
        "day": date_format(signed.on),
        "year": year_name(signed.year),
    }
    return _("signed by %(who)s on %(day)s for %(year)s") % words


def grid_headline(grid: Grid) -> str:
    """The finding of the whole grid."""
    total = len(grid.cells)
    if not total:
        return _("Pupils’ entitlement")
    if grid.waiting:
        names = titles(grid.waiting)
        if not grid.signed:
            return _("Nobody has signed yet what pupils get of it")
        verb = ngettext(
            "%(names)s has still to say", "%(names)s have still to say", len(grid.waiting)
        )
        return _("%(signed)s of %(total)s key stages are signed; %(rest)s") % {
            "signed": grid.signed,
            "total": total,
            "rest": verb % {"names": names},
        }
    if grid.counts.gaps:
        return ngettext(
            "Everything is signed, and one statement is not met yet",
            "Everything is signed, and %(n)s statements are not met yet",
            grid.counts.gaps,
        ) % {"n": grid.counts.gaps}
    return _("Pupils’ entitlement is secured in every subject and key stage")


def titles(rows: Sequence[GridRow]) -> str:
    """Rows by name, the first few: "Science, Music and 3 more"."""
    names = [row.title for row in rows]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], _("%(n)s more") % {"n": len(names) - MOST_NAMED + 1}]
    return listed(names)


def own_headline(grid: Grid) -> str:
    """What of the reader's own waits for them; nothing where they answer for nothing."""
    due, total = len(grid.own_due), sum(len(row.cells) for row in grid.own)
    if not total:
        return ""
    if not due:
        return _("All that is yours is said and signed")
    if total == 1:
        return _("Your key stage is to say")
    return ngettext(
        "%(n)s of your %(total)s key stages is to say",
        "%(n)s of your %(total)s key stages are to say",
        due,
    ) % {"n": _number(due), "total": _number(total, small=True)}


def reading(grid: Grid) -> str:
    """The sentence that says what the grid shows."""
    counts = grid.counts
    if not counts.said:
        return _("Nothing is said yet of %(total)s statements.") % {"total": counts.total}
    said = _(
        "Of %(taught)s statements that are taught, %(met)s are met, %(partly)s partly and %(not_yet)s not yet."
    ) % {
        "taught": counts.taught,
        "met": counts.met,
        "partly": counts.partly,
        "not_yet": counts.not_yet,
    }
    if counts.unsaid:
        more = ngettext("%(n)s has no answer.", "%(n)s have no answer.", counts.unsaid)
        said = f"{said} {more % {'n': counts.unsaid}}"
    secured = ngettext(
        "%(n)s of %(total)s key stages is secured: signed, in date, and nothing missing.",
        "%(n)s of %(total)s key stages are secured: signed, in date, and nothing missing.",
        grid.secured,
    ) % {"n": grid.secured, "total": len(grid.cells)}
    return f"{said} {secured}"


def about_cell(one: GridCell) -> str:
    """A cell for somebody who listens: "Science, KS2: 5 of 7 met, signed; last year 4 of 7 met"."""
    words = [f"{one.cell.title}, {one.cell.stage}: {one.words}", one.standing[1]]
    if one.last_words and one.counts.said:
        words.append(_("last year %(words)s") % {"words": one.last_words})
    return ", ".join(words)


def _day(day: object) -> str:
    return date_format(day, "j M Y")  # type: ignore[arg-type]


def _number(number: int, small: bool = False) -> str:
    """A small number as a word: "Two", or "two" with `small`."""
    words = [
        *(_("one"), _("two"), _("three"), _("four"), _("five")),
        *(_("six"), _("seven"), _("eight"), _("nine"), _("ten")),
    ]
    if not 1 <= number <= len(words):
        return str(number)
    return words[number - 1] if small else words[number - 1].capitalize()
