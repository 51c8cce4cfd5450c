"""The way round: the cycle's stations and the person's menu. Apps add theirs when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

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

    `standing` answers where the school is in it, in one query.
    """

    order: int
    title: str | Promise
    url_name: str
    namespaces: tuple[str, ...]
    permission: str
    standing: Callable[[Member], Standing] | None = None


@dataclass(frozen=True)
class Link:
    """A link on a page: its words, its address, and whether the reader is there now."""

    title: str
    url: str
    current: bool = False


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
    """The steps of the cycle that this member may open."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return [
        Link(
            str(one.title),
            reverse(one.url_name, args=[member.school.slug]),
            any(here.startswith(prefix) for prefix in one.namespaces),
        )
        for one in STATIONS
        if may(member, one.permission)
    ]


def menu(request: HttpRequest, member: Member) -> list[Link]:
    """The pages of the school beside the cycle that this member may open."""
    return [
        Link(str(title), reverse(url_name, args=[member.school.slug]))
        for _order, title, url_name, permission in MENU
        if may(member, permission)
    ]
