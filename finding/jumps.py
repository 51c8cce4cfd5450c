"""Where one can jump to by name: what needs one, the pages seen last, the cycle and the menu."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.due import collect
from schools.models import Member
from schools.navigation import menu, stations
from schools.once import together

from .recent import seen
from .words import WORD, plain


@dataclass(frozen=True)
class Jump:
    """A page to go to: its name and its address."""

    title: str
    url: str


@dataclass(frozen=True)
class Jumps:
    """Pages of one kind, under a heading."""

    key: str
    title: str
    jumps: list[Jump]


def pages(request: HttpRequest, member: Member) -> list[Jump]:
    """The pages of the cycle and of the menu, without a query."""
    slug = member.school.slug
    return [
        Jump(_("Front page"), reverse("front", args=[slug])),
        *(Jump(one.title, one.url) for one in stations(request, member)),
        *(Jump(one.title, one.url) for one in menu(request, member)),
        Jump(_("Print"), reverse("documents:index", args=[slug])),
    ]


def jumps(request: HttpRequest, member: Member) -> list[Jumps]:
    """All that can be jumped to, the nearest first."""
    with together():
        dues = [Jump(one.sentence, one.url) for one in collect(member)]
    found = [
        Jumps("due", _("Waiting for you"), dues),
        Jumps(
            "recent",
            _("Seen last"),
            [Jump(one.title, one.url) for one in seen(request, member)],
        ),
        Jumps("page", _("Pages"), pages(request, member)),
    ]
    return [one for one in found if one.jumps]


def named(found: list[Jump], words: list[str]) -> list[Jump]:
    """Those in whose name every one of `words` begins a word."""
    wanted = [plain(word) for word in words]
    return [
        one
        for one in found
        if wanted
        and all(
            any(part.startswith(word) for part in WORD.findall(plain(one.title))) for word in wanted
        )
    ]
