"""Who may do what: permissions with a sentence each, and the door of every view.

A permission is a predicate of the `rules` library over `(member, thing)` and a sentence that
says who may. Each app's `rules.py` declares its own with `permission()`. A view names one with
`@member_view("app.verb")`; where the answer depends on a thing that the view looks up, the view
asks `check(request.member, "app.verb", thing)` as soon as it has it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import rules
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from .models import Member, School

P = ParamSpec("P")

SENTENCES: dict[str, str | Promise] = {}


class MemberRequest(HttpRequest):
    """A request of a signed-in member, within their school: what a `member_view` is given."""

    school: School
    member: Member
    visiting: bool  # the member is the sample's, as whom somebody looks round


class NotAllowed(PermissionDenied):
    """Somebody may not do this in their own school; the sentence says who may."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


def permission(name: str, predicate: Callable[..., bool], sentence: str | Promise) -> None:
    """Declare a permission. `sentence` is what somebody reads who does not have it."""
    rules.set_perm(name, predicate) if rules.perm_exists(name) else rules.add_perm(name, predicate)
    SENTENCES[name] = sentence


def may(member: Member | None, name: str, thing: Any = None) -> bool:
    """Whether `member` has the permission, on `thing` where it is about one."""
    return member is not None and rules.has_perm(name, member, thing)


def check(member: Member | None, name: str, thing: Any = None) -> None:
    """Let `member` pass, or refuse.

    Raises:
        NotAllowed: with the permission's sentence.
    """
    if not may(member, name, thing):
        raise NotAllowed(SENTENCES[name])


def member_view(
    name: str,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]
]:
    """A view of a school, for members who have the permission `name`.

    Signed out: to the sign-in page. Not a member, or no such school: 404. A member without the
    permission: 403 with its sentence. The view is not given the address's `school`; it has
    `request.school` and `request.member`, and runs in the school's scope.
    """

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        @login_required
        def door(request: Any, school: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if getattr(request, "member", None) is None:
                raise Http404
            check(request.member, name)
            return view(request, *args, **kwargs)

        door.permission = name  # type: ignore[attr-defined]
        return door

    return decorate
