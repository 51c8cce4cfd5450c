"""The public guide: its pages, to which each app's part adds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .examples import example_bar

Text = str | Promise


@dataclass(frozen=True)
class GuidePage:
    """One page of the guide: its address, its name, a line on what it is about, its template.

    Pages with the same `part` stand together, in the order in which they were added. `figures`
    makes what the template draws.
    """

    slug: str
    title: Text
    about: Text
    template: str
    part: Text
    figures: Callable[[], dict[str, Any]] = dict


DEFINING_ROLES = _("Defining roles")
ELSEWHERE = _("Elsewhere")

PAGES: list[GuidePage] = []


def add_page(page: GuidePage) -> None:
    """Add a page to the guide; called from `AppConfig.ready`."""
    if page not in PAGES:
        PAGES.append(page)


def find_page(slug: str) -> GuidePage | None:
    """The page with this address."""
    return next((page for page in PAGES if page.slug == slug), None)


def parts() -> list[tuple[str, list[GuidePage]]]:
    """The pages under the headings of their parts, both in the order in which they were added."""
    found: dict[str, list[GuidePage]] = {}
    for page in PAGES:
        found.setdefault(str(page.part), []).append(page)
    return list(found.items())


def neighbours(page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
    """The page before and the one after, as one reads through the guide."""
    order = [one for _part, some in parts() for one in some]
    at = order.index(find_page(page.slug) or page)
    return (
        order[at - 1] if at else None,
        order[at + 1] if at + 1 < len(order) else None,
    )


OWN_PAGES = (
    GuidePage(
        "leadership",
        _("Who leads ICT?"),
        _("What the headteacher and senior managers cannot hand on, and how they share the rest."),
        "guide/leadership.html",
        DEFINING_ROLES,
    ),
    GuidePage(
        "heads-of-department",
        _("Heads of department"),
        _("Where pupils’ entitlement is met or missed: one subject, one key stage at a time."),
        "guide/departments.html",
        DEFINING_ROLES,
    ),
    GuidePage(
        "coordination",
        _("Coordination"),
        _("A coordinator’s role and its five areas, with an example description to take away."),
        "guide/coordination.html",
        DEFINING_ROLES,
        lambda: {"bar": example_bar()},
    ),
    GuidePage(
        "negotiation",
        _("Negotiation and review"),
        _("How a role comes to be agreed by two people, and why it is looked at again."),
        "guide/negotiation.html",
        DEFINING_ROLES,
    ),
    GuidePage(
        "links",
        _("Useful links"),
        _("What England’s schools are asked to meet, and who helps, each with what it is for."),
        "guide/links.html",
        ELSEWHERE,
    ),
)
