"""The examples of the plan in the definitions, worked out by the same arithmetic as the pages."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from handbook.definitions import works
from schools.money import pounds
from schools.wording import listed

from . import alignment, rag, ragtime
from .facts import Action, Aim, Cost, Facts, Objective
from .forecast import Bought, replacements
from .impact import Measured, Point, headline, tally, way_travelled
from .models import Rag, Status
from .money import Item, table
from .rag import Judged, Timed
from .years import name as year_name

DAY = datetime.date
TODAY, HALF_TERM = DAY(2026, 11, 29), DAY(2026, 10, 31)


@works("on-time")
def on_time() -> Mapping[str, str]:
    """Four actions, one of them past its finish."""
    actions = [
        Timed("done", ends_on=DAY(2026, 10, 1)),
        Timed("under_way", ends_on=DAY(2026, 12, 20)),
        Timed("under_way"),
        Timed("under_way", ends_on=DAY(2026, 11, 11)),
    ]
    late = sum(rag.computed(one, TODAY).reason == "late" for one in actions)
    return {"some": str(len(actions) - late), "all": str(len(actions))}


@works("done")
def done() -> Mapping[str, str]:
    """Four actions, one of them dropped."""
    stated = [Status.DONE, Status.UNDER_WAY, Status.NOT_STARTED, Status.DROPPED]
    counted = [one for one in stated if one != Status.DROPPED]
    sums = {"some": counted.count(Status.DONE), "all": len(counted)}
    return {"done": _("%(some)s of %(all)s") % sums}


@works("rag")
def states() -> Mapping[str, str]:
    """Four actions on one day."""

    def of(**dates: DAY | str) -> str:
        timed = Timed(**{"status": "under_way", **dates})  # type: ignore[arg-type]
        return _word(rag.computed(timed, TODAY, HALF_TERM).rag)

    ends = DAY(2026, 12, 10)
    return {
        "late": of(ends_on=DAY(2026, 11, 20)),
        "start": of(status="not_started", starts_on=DAY(2026, 11, 2), ends_on=DAY(2027, 3, 1)),
        "silent": of(ends_on=ends, updated_on=DAY(2026, 10, 12)),
        "said": of(ends_on=ends, updated_on=DAY(2026, 11, 9)),
    }


@works("rag-together")
def together() -> Mapping[str, str]:
    """An objective of four actions, with and without a missed criterion."""
    actions = [rag.GREEN, rag.GREEN, rag.GREEN, rag.AMBER]
    missed = [Judged(DAY(2026, 9, 28), met=False)]
    return {
        "amber": _word(rag.of_objective(actions, [], TODAY)),
        "red": _word(rag.of_objective(actions, missed, TODAY)),
    }


@works("over-time")
def over_time() -> Mapping[str, str]:
    """One action on two days, before and after its finish."""
    said = [ragtime.Said(DAY(2026, 2, 1), "under_way", rag.GREEN)]
    story = ragtime.Story(1, DAY(2025, 11, 1), DAY(2026, 3, 1), said)
    return {
        "before": _word(ragtime.stood(story, DAY(2026, 2, 12))),
        "after": _word(ragtime.stood(story, DAY(2026, 4, 1))),
    }


@works("money")
def money() -> Mapping[str, str]:
    """Two costs of one year, one of them overspent."""
    items = [
        Item(2026, 150_000, funding="school budget", spent=120_000),
        Item(2026, 50_000, funding="grant", spent=62_000),
    ]
    found = table(items, [2026], lambda one: one.funding)
    grant = next(line for line in found.lines if line.key == "grant")
    sums = {"spent": pounds(grant.spent), "planned": pounds(grant.total)}
    return {
        "planned": pounds(found.total),
        "spent": pounds(found.spent),
        "left": pounds(found.total - found.spent),
        "over": (
            _("took more than planned, %(spent)s of %(planned)s")
            if grant.spent > grant.total
            else _("took no more than planned, %(spent)s of %(planned)s")
        )
        % sums,
    }


@works("replacements")
def bought_again() -> Mapping[str, str]:
    """Tablets over ten years."""
    found = replacements([Bought("Tablets", 2026, 960_000, 5)], 2026, 10)
    return {"years": listed([year_name(one.year) for one in found if one.pence])}


@works("way-travelled")
def way() -> Mapping[str, str]:
    """An indicator nearer to its target, one that moved the other way, and one that is to be held."""
    start, target = Decimal(14), Decimal(5)
    stays = Decimal(95)
    held = Measured(
        True, stays, DAY(2025, 9, 1), [Point(DAY(2026, 9, 1), stays + 1)], [Point(TODAY, stays)]
    )
    return {
        "way": f"{way_travelled(start, Decimal(7), target)} %",
        "worse": f"{way_travelled(start, Decimal(16), target)} %".replace("-", "−"),
        "held": _("held") if held.held(TODAY) else _("not held"),
    }


@works("moved")
def moved() -> Mapping[str, str]:
    """Four indicators: better, worse, not measured, without a baseline."""

    def indicator(baseline: int | None, latest: int | None) -> Measured:
        points = [] if latest is None else [Point(DAY(2026, 9, 1), Decimal(latest))]
        return Measured(True, None if baseline is None else Decimal(baseline), None, points)

    told = tally([indicator(1, 2), indicator(2, 1), indicator(1, None), indicator(None, 1)])
    return {"sentence": f"“{headline(told)}”"}


@works("criteria")
def criteria() -> Mapping[str, str]:
    """Three criteria, one of them missed."""
    found = [
        Judged(DAY(2026, 9, 28), met=True),
        Judged(DAY(2026, 10, 1), met=False),
        Judged(DAY(2027, 4, 8), met=False),
    ]
    return {"missed": str(sum(rag.missed([one], TODAY) for one in found))}


@works("checks")
def checks() -> Mapping[str, str]:
    """A plan that buys tablets and does nothing else."""
    facts = Facts(
        aims=[Aim(1, "Every child makes and shares")],
        objectives=[Objective(1, "Enough tablets", "infrastructure", 1)],
        actions=[Action(1, "Buy tablets", 1)],
        costs=[Cost(1, 400_000, "Capital grant", "Three classes share one set.")],
    )
    found = [str(check.title) for check, rows in alignment.run(facts) if rows]
    return {"number": str(len(found)), "found": listed([f"“{one}”" for one in found])}


def _word(state: str) -> str:
    """A state as pages write it."""
    return str(dict(Rag.choices)[state])
