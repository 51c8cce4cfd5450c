"""What a plan that is being written does not say yet: leads, dates, actions. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Said:
    """What a row says: `actions` are those of an objective, None for an action itself."""

    anchor: str
    actions: int | None = None
    lead: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Gap:
    """Something that rows do not say: how many of them, as a sentence, and where the first is."""

    sentence: str
    anchor: str


@dataclass(frozen=True)
class Missing:
    """What is not said yet: the page's headline, and each thing with the first row that lacks it."""

    headline: str
    rows: list[Gap]


def missing(rows: Sequence[Said]) -> Missing:
    """What these rows, objectives and actions in their order, do not say yet."""
    actions = [one for one in rows if one.actions is None]
    gaps = []
    if found := [one for one in rows if one.actions == 0]:
        gaps.append(Gap(_no_action(len(found)), found[0].anchor))
    if found := [one for one in actions if not one.lead]:
        gaps.append(Gap(_no_lead(len(found)), found[0].anchor))
    if found := [one for one in actions if not one.ends]:
        gaps.append(Gap(_no_finish(len(found)), found[0].anchor))
    return Missing(gaps[0].sentence if gaps else _("Write the plan"), gaps)


def _no_action(n: int) -> str:
    return ngettext("One objective has no action yet", "%(n)s objectives have no action yet", n) % {
        "n": n
    }


def _no_lead(n: int) -> str:
    return ngettext("One action has no lead yet", "%(n)s actions have no lead yet", n) % {"n": n}


def _no_finish(n: int) -> str:
    return ngettext("One action has no finish yet", "%(n)s actions have no finish yet", n) % {
        "n": n
    }
