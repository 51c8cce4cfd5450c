"""The second proof beside a password, where a school asks for it: of whom, and what who has none is told."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Member, PositionKind, School

LEADERS = frozenset({PositionKind.HEADTEACHER, PositionKind.SMT, PositionKind.COORDINATOR})
_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_one(member: Member) -> bool:
    """Whether the member's school lets them in with a second proof only."""
    wanted = member.school.second_proof
    return wanted == School.SecondProof.EVERYBODY or (
        wanted == School.SecondProof.LEADERS and not LEADERS.isdisjoint(member.kinds)
    )


def has_one(user: Any) -> bool:
    """Whether signing in as `user` takes a second proof; one query."""
    return is_mfa_enabled(user, _KINDS)


def is_missing(member: Member) -> bool:
    """Whether the member needs one and has none; no query where the school asks for none."""
    return needs_one(member) and not has_one(member.user)


def asked_for(request: HttpRequest, member: Member) -> HttpResponse:
    """403: why nothing of the school can be seen yet, and where to set up a second proof."""
    context = {"of": member.school, "of_labels": member.school.labels}
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
