"""What is ticked and typed when duties and people are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from roles.models import Duty

from ..actions.preparing import Limits
from ..actions.rating import MOST_MINUTES


@dataclass(frozen=True)
class Chosen:
    """Ids with what was typed for each; `errors` says by id what cannot be read."""

    limits: dict[int, Limits]
    errors: dict[int, str]


def read_duties(posted: QueryDict, duties: Iterable[Duty]) -> Chosen:
    """The duties ticked (`duty`), with `floor-<id>` and `ceiling-<id>` in minutes a week."""
    ticked = set(posted.getlist("duty"))
    chosen = Chosen({}, {})
    for duty in duties:
        if str(duty.pk) not in ticked:
            continue
        floor, wrong_floor = _minutes(posted.get(f"floor-{duty.pk}", ""))
        ceiling, wrong_ceiling = _minutes(posted.get(f"ceiling-{duty.pk}", ""))
        if wrong := wrong_floor or wrong_ceiling:
            chosen.errors[duty.pk] = wrong
        elif floor is not None and ceiling is not None and floor > ceiling:
            chosen.errors[duty.pk] = _("The least is above the most. Make the most longer.")
        chosen.limits[duty.pk] = Limits(floor, ceiling)
    return chosen


@dataclass(frozen=True)
class People:
    """Who is ticked, and the release time typed for who coordinates, minutes a week."""

    ticked: set[int]
    capacities: dict[int, int | None]
    errors: dict[int, str]


def read_people(posted: QueryDict, by_position: Mapping[str, Iterable[int]]) -> People:
    """The people ticked (`person`), everybody who holds a position that is ticked (`position`), and
    `capacity-<id>`.
    """
    ticked = {int(one) for one in posted.getlist("person") if _is_id(one)}
    for kind in posted.getlist("position"):
        ticked |= set(by_position.get(kind, ()))
    people = People(ticked, {}, {})
    for name, typed in posted.items():
        start, _dash, number = name.partition("-")
        if start != "capacity" or not _is_id(number):
            continue
        minutes, wrong = _minutes(typed)
        if wrong:
            people.errors[int(number)] = wrong
        people.capacities[int(number)] = minutes
    return people


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _minutes(typed: Any) -> tuple[int | None, str]:
    """Minutes a week and what is wrong with them, if anything is."""
    text = str(typed).strip()
    if not text:
        return None, ""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return None, _("“%(typed)s” is not a whole number of minutes.") % {"typed": text[:40]}
    minutes = int(text)
    if minutes > MOST_MINUTES:
        return None, _("Minutes a week go from 0 to %(most)s, which is 40 hours.") % {
            "most": MOST_MINUTES
        }
    return minutes, ""
