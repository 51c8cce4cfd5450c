"""The door of every page of a group: as `member_view` is that of a school's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import rules
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from schools import second_proof
from schools.permissions import SENTENCES, NotAllowed

from .models import Group, GroupMember

P = ParamSpec("P")


class GroupRequest(HttpRequest):
    """A request of somebody signed in, within their group: what a `group_view` is given."""

    group: Group
    person: GroupMember


def check(person: GroupMember, name: str) -> None:
    """Let `person` pass, or refuse.

    Raises:
        NotAllowed: with the permission's sentence.
    """
    if not rules.has_perm(name, person):
        raise NotAllowed(SENTENCES[name])


def group_view(
    name: str,
) -> Callable[
    [Callable[Concatenate[GroupRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]
]:
    """A view of a group, for those of its people who have the permission `name`.

    Signed out: to the sign-in page. Not of the group, or no such group: 404. Without the permission: 403 with its
    sentence. No school's scope is open in it.
    """

    def decorate(
        view: Callable[Concatenate[GroupRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        @login_required
        def door(request: Any, group: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            person = (
                GroupMember.objects.select_related("group")
                .filter(group__slug=group, user=request.user)
                .first()
            )
            if person is None:
                raise Http404
            if second_proof.site_asks(leads=person.administers) and not second_proof.has_one(
                request.user
            ):
                return second_proof.asked_by_site(request, person.group)
            person.user = request.user
            request.person, request.group = person, person.group
            check(person, name)
            return view(request, *args, **kwargs)

        door.permission = name  # type: ignore[attr-defined]
        return door

    return decorate
