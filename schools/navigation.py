"""The way round: the cycle's stations and the person's menu. Apps add theirs when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from .addresses import address
from .models import Member
from .permissions import may


@dataclass(frozen=True)
class Standing:
    """Where the school is in one step of the cycle.

    `line` is a few words beside the step ("reviewed in June"); `sentence` says what the step waits
    for, and stands above the whole cycle where it is the first that is not done.
    """

    state: Literal["done", "now", "late", "later"]
    line: str
    sentence: str = ""


@dataclass(frozen=True)
class Station:
    """One step of the cycle that has pages: where it stands, its name and its first page.

    `namespaces` are how the names of its pages begin. `standing` answers where the school is in it, in
    one query. What is not `in_bar` stands in the cycle and not in the bar, which has room for six.
    """

    order: int
    title: str | Promise
    url_name: str
    namespaces: tuple[str, ...]
    permission: str
    standing: Callable[[Member], Standing] | None = None
    in_bar: bool = True


@dataclass(frozen=True)
class Link:
    """A link on a page: its words, its address, whether the reader is there now, and whether the bar has it."""

    title: str
    url: str
    current: bool = False
    in_bar: bool = True


STATIONS: list[Station] = []
MENU: list[tuple[int, str | Promise, str, str]] = []


def add_station(station: Station) -> None:
    """Put a step of the cycle into the navigation; called from `AppConfig.ready`."""
    STATIONS.append(station)
    STATIONS.sort(key=lambda one: one.order)


def add_menu(order: int, title: str | Promise, url_name: str, permission: str) -> None:
    """Put a page of the school into the person's menu; called from `AppConfig.ready`."""
    MENU.append((order, title, url_name, permission))
    MENU.sort(key=lambda entry: entry[0])


def stations(request: HttpRequest, member: Member) -> list[Link]:
    """The steps of the cycle that this member may open; a page belongs to the one that names it longest."""
    match = request.resolver_match
    here = match.view_name if match else ""
    mine = [one for one in STATIONS if may(member, one.permission)]
    named = {one.order: _named(one, here) for one in mine}
    longest = max(named.values(), default=0)
    return [
        Link(
            str(one.title),
            address(one.url_name, member.school.slug),
            bool(longest) and named[one.order] == longest,
            one.in_bar,
        )
        for one in mine
    ]


def _named(station: Station, here: str) -> int:
    """How much of a page's name a station gives: 0 where it is none of its pages."""
    return max((len(one) for one in station.namespaces if here.startswith(one)), default=0)


def menu(request: HttpRequest, member: Member) -> list[Link]:
    """The pages of the school beside the cycle that this member may open."""
    return [
        Link(str(title), address(url_name, member.school.slug))
        for _order, title, url_name, permission in MENU
        if may(member, permission)
    ]


def way_to(request: HttpRequest, member: Member) -> list[Link]:
    """From the front page to the part of the school that the page belongs to; `current` is the page itself.

    A page belongs to a step of the cycle by its name, to a page of the menu by its address; the front page
    and guests' pages lead nowhere else.
    """
    front = Link(gettext("Front page"), address("front", member.school.slug))
    if request.path == front.url:
        return []
    part = next((one for one in stations(request, member) if one.current), None) or next(
        (one for one in menu(request, member) if request.path.startswith(one.url)), None
    )
    if part is None:
        return [front]
    return [front, Link(part.title, part.url, part.url == request.path)]
