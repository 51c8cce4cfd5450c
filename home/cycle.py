"""The leadership cycle: the method's seven steps, and where the school is in those that have pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charts.geometry import Ring, Step, cycle
from schools.addresses import address
from schools.kept import part
from schools.models import Member
from schools.navigation import STATIONS, Standing
from schools.permissions import may

# By the order of their stations in the navigation.
METHOD = {
    10: ("vision", gettext_lazy("Vision")),
    20: ("where", gettext_lazy("Where we are")),
    30: ("priorities", gettext_lazy("Priorities")),
    40: ("roles", gettext_lazy("Roles")),
    50: ("plan", gettext_lazy("Plan")),
    55: ("progress", gettext_lazy("Progress")),
    60: ("impact", gettext_lazy("Impact")),
}


@dataclass(frozen=True)
class Reading:
    """A step that the member may open, as a line to read: its name, where it stands, its page."""

    title: str
    line: str
    url: str


@dataclass(frozen=True)
class Cycle:
    """The cycle as a picture, a sentence that says what it waits for, and what can be opened."""

    ring: Ring
    sentence: str
    readings: list[Reading]


def cycle_of(member: Member) -> Cycle:
    """Where the member's school is; one query a step that has pages."""
    stations = {one.order: one for one in STATIONS if may(member, one.permission)}
    standings = {
        order: _standing(order, one.standing, member)
        for order, one in stations.items()
        if one.standing is not None
    }
    nothing = Standing("later", "")
    urls = {
        order: address(one.url_name, member.school.slug) for order, one in sorted(stations.items())
    }
    steps = [
        Step(
            key,
            str(title),
            standings.get(order, nothing).state,
            standings.get(order, nothing).line,
            urls.get(order, ""),
        )
        for order, (key, title) in METHOD.items()
    ]
    waiting = sorted(standings.items(), key=lambda one: (one[1].state != "late", one[0]))
    said = next((standing.sentence for _order, standing in waiting if standing.sentence), "")
    readings = [
        Reading(str(stations[order].title), standings.get(order, nothing).line, url)
        for order, url in urls.items()
    ]
    return Cycle(cycle(steps), said or _("Nothing waits in the cycle today."), readings)


def _standing(order: int, ask: Callable[[Member], Standing], member: Member) -> Standing:
    """Where the school is in one step, remembered until something that the step reads has changed."""
    return part(f"standing {order}", lambda: ask(member))
