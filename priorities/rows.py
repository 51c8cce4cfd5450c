"""The rows of the results' tables: one a duty, in the order that the reader asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.beads import Beads

from . import figures
from .analysis import DutyResult
from .outcome import RatedDuty, Remark, Results
from .proposing import Move, moved

SORTS = ("split", "influence", "area")


@dataclass(frozen=True)
class Row:
    """A duty's line. `agenda` is its place on the agenda, from 1."""

    number: int
    duty: RatedDuty
    area: str
    result: DutyResult
    beads: Beads
    words: str
    median: str
    consensus: str
    stands: str
    remarks: tuple[Remark, ...]
    carriers: str
    previous: str
    agenda: int


def rows_of(results: Results, titles: Mapping[str, str], sort: str = "split") -> list[Row]:
    """The duties, by split (most split first), influence or area; `titles` by area."""
    analysis, shown = results.analysis, results.shown
    orders = {
        "split": analysis.agenda,
        "influence": analysis.ranking,
        "area": sorted(
            range(len(results.duties)),
            key=lambda place: (list(titles).index(results.duties[place].area), place),
        ),
    }
    on_agenda = {place: rank for rank, place in enumerate(analysis.agenda, start=1)}
    found = []
    for place in orders.get(sort, analysis.agenda):
        duty, result = results.duties[place], analysis.duties[place]
        found.append(
            Row(
                number=place + 1,
                duty=duty,
                area=titles[duty.area],
                result=result,
                beads=figures.beads_of(result),
                words=figures.counts_in_words(result),
                median=figures.points(result.median),
                consensus=figures.consensus_in_words(result.consensus),
                stands=str(figures.QUADRANTS[result.quadrant]) if result.quadrant else "–",
                remarks=shown.remarks[place],
                carriers=figures.carriers_in_words(shown.carriers[place]),
                previous=_change(
                    results.previous.medians[place] if results.previous else None, result.median
                ),
                agenda=on_agenda[place],
            )
        )
    return found


def _change(before: float | None, now: float | None) -> str:
    """From a median to another, in words."""
    if before is None or now is None:
        return _("new") if before is None else "–"
    if before == now:
        return _("as before")
    words = {"before": figures.points(before), "now": figures.points(now)}
    return (_("up from %(before)s") if now > before else _("down from %(before)s")) % words


@dataclass(frozen=True)
class MoveRow:
    """A duty that moved between two rounds, in words."""

    duty: RatedDuty
    change: str
    consensus: str


def moves_of(results: Results) -> list[MoveRow]:
    """What moved from the round before to the one shown; empty in the first round."""
    if results.before is None:
        return []
    return [_moved(results, one) for one in moved(results.before.analysis, results.analysis)]


def _moved(results: Results, one: Move) -> MoveRow:
    words = {"before": figures.points(one.before), "now": figures.points(one.now)}
    change = (
        _("stays at %(now)s") % words
        if one.before == one.now
        else _("from %(before)s to %(now)s") % words
    )
    both = {
        "before": figures.consensus_in_words(one.consensus_before),
        "now": figures.consensus_in_words(one.consensus),
    }
    if one.consensus == one.consensus_before:
        consensus = _("as before")
    elif one.closer:
        consensus = _("closer: %(before)s, now %(now)s") % both
    else:
        consensus = _("further apart: %(before)s, now %(now)s") % both
    return MoveRow(results.duties[one.place], change, consensus)


@dataclass(frozen=True)
class SideRow:
    """A duty's median of each group that may be shown, and how far they lie apart."""

    duty: RatedDuty
    medians: tuple[str, ...]
    apart: float


def side_by_side(results: Results) -> list[SideRow]:
    """The groups' medians duty by duty, the furthest apart first; empty with fewer than two groups."""
    groups = results.shown.groups
    if len(groups) < 2:
        return []
    found = []
    for place, duty in enumerate(results.duties):
        given = [one.medians[place] for one in groups]
        known = [one for one in given if one is not None]
        apart = max(known) - min(known) if known else 0.0
        found.append(SideRow(duty, tuple(figures.points(one) for one in given), apart))
    return sorted(found, key=lambda one: -one.apart)


def why_not_side_by_side(results: Results) -> str:
    """Why positions are not set side by side; empty where they are."""
    shown = results.shown
    if len(shown.groups) >= 2 or not shown.rated:
        return ""
    if shown.all_groups < 2:
        return _("All who rated did so from one position, so there is nothing to compare.")
    return _(
        "Positions are not set side by side: at least two of them would need three people each, "
        "with three or more outside each, so that nobody can be picked out; or everybody who "
        "rated consents to be named."
    )
