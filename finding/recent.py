"""The last ten pages of a member, in a cookie that is theirs alone, and gone when the browser closes.

It is sealed: a title may name somebody, and whoever looks through a browser's cookies reads none.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from schools.models import Member
from schools.sealing import SEEN, CannotBeOpened, opened, seal

SALT, MOST, LONGEST = "finding.recent", 10, 60
# Browsers take no longer ones, name and place included.
LONGEST_COOKIE = 3_900


@dataclass(frozen=True)
class Page:
    """A page that somebody saw: what it is called, and its address."""

    title: str
    url: str


def seen(request: HttpRequest, member: Member) -> list[Page]:
    """The pages that `member` saw last in this school, the newest first; none of anybody else's.

    None either from before somebody was erased: their name may stand in a title.
    """
    try:
        signed = opened(request.COOKIES.get(settings.RECENT_COOKIE_NAME, ""), SEEN)
        value = signing.loads(signed, salt=SALT, max_age=_age(member))
        whose, pages = value["m"], [Page(title, url) for title, url in value["p"]]
    except (CannotBeOpened, signing.BadSignature, KeyError, TypeError, ValueError):
        return []
    return pages if whose == member.pk else []


def keep(request: HttpRequest, response: HttpResponse, member: Member, page: Page) -> None:
    """Put `page` before the others; a page that is the newest already is not sent again."""
    before = seen(request, member)
    short = Page(page.title[:LONGEST], page.url)
    if not short.title or len(short.url) > 200 or (before and before[0] == short):
        return
    pages = [short, *(one for one in before if one.url != short.url)][:MOST]
    while len(value := _sealed(member, pages)) > LONGEST_COOKIE:
        pages.pop()
    response.set_cookie(
        settings.RECENT_COOKIE_NAME,
        value,
        path=f"/s/{member.school.slug}/",
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )


def _sealed(member: Member, pages: list[Page]) -> str:
    told = {"m": member.pk, "p": [(one.title, one.url) for one in pages]}
    return seal(signing.dumps(told, salt=SALT, compress=True), SEEN)


def again(request: HttpRequest, response: HttpResponse, member: Member) -> None:
    """A page that was seen before is seen again, and stands first: its name is known from then."""
    for page in seen(request, member):
        if page.url == request.path:
            keep(request, response, member, page)
            return


def _age(member: Member) -> datetime.timedelta | None:
    """How old a cookie may be."""
    erased = member.school.erased_at
    return timezone.now() - erased if erased else None
