"""The second proof beside a password, where a school or the site asks for it: of whom, and how that is said."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Member, PositionKind, School

LEADERS = frozenset({PositionKind.HEADTEACHER, PositionKind.SMT, PositionKind.COORDINATOR})
_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_one(member: Member) -> bool:
    """Whether the member's school, or this site, lets them in with a second proof only."""
    asking = {member.school.second_proof, settings.SECOND_PROOF}
    return _asks(asking, leads=not LEADERS.isdisjoint(member.kinds))


def site_asks(*, leads: bool) -> bool:
    """Whether who runs the site asks for one: of everybody, or of those who lead a school or administer a group."""
    return _asks({settings.SECOND_PROOF}, leads=leads)


def _asks(asking: set[str], *, leads: bool) -> bool:
    return School.SecondProof.EVERYBODY in asking or (
        leads and School.SecondProof.LEADERS in asking
    )


def has_one(user: Any) -> bool:
    """Whether signing in as `user` takes a second proof; one query."""
    return is_mfa_enabled(user, _KINDS)


def is_missing(member: Member) -> bool:
    """Whether the member needs one and has none; no query where the school asks for none."""
    return needs_one(member) and not has_one(member.user)


def asked_for(request: HttpRequest, member: Member) -> HttpResponse:
    """403: why nothing of the school can be seen yet, and where to set up a second proof."""
    by_site = site_asks(leads=not LEADERS.isdisjoint(member.kinds))
    return _page(request, of=member.school, of_labels=member.school.labels, by_site=by_site)


def asked_by_site(request: HttpRequest, of: Any) -> HttpResponse:
    """403: the same of anything else that who runs the site wants opened with a second proof only."""
    return _page(request, of=of, by_site=True)


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    answer = render(request, "errors/second_proof.html", context, status=403)
    add_never_cache_headers(answer)
    return answer


def choices(school: School) -> list[tuple[str, str]]:
    """Who may be asked for one, in the school's own words."""
    return [
        (School.SecondProof.NOBODY, _("Nobody: each decides for themselves")),
        (School.SecondProof.LEADERS, _leaders(school)),
        (School.SecondProof.EVERYBODY, _("Everybody, guests too")),
    ]


def in_words(school: School) -> str:
    """Who needs one in `school`."""
    return dict(choices(school))[school.second_proof]


def count(school: School) -> tuple[int, int]:
    """How many of those who sign in to `school` have one, and how many sign in; two queries."""
    there = Member.objects.filter(school=school, left_on=None, user__isnull=False)
    having = there.filter(user__authenticator__type__in=_KINDS).distinct()
    return having.count(), there.count()


def _leaders(school: School) -> str:
    said = school.labels.position
    return capfirst(
        _("%(head)s, %(smt)s and %(coordinator)s")
        % {
            "head": said(PositionKind.HEADTEACHER),
            "smt": said(PositionKind.SMT),
            "coordinator": said(PositionKind.COORDINATOR),
        }
    )
