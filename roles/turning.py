"""The roles at the year's turn: descriptions whose review falls due, and roles that nobody holds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.json_rows import JSONRows, prefetched
from schools.models import Member
from schools.permissions import may
from schools.turning import MOST_LINES, Line, Step, Turn

from .models import OPEN_STATES, Holding, Role, RoleDescription, State


def falling_due(before: datetime.date) -> QuerySet[RoleDescription]:
    """The agreed descriptions whose review falls due by a day, or has none, and of which no newer version is open."""
    newer = RoleDescription.objects.filter(role=OuterRef("role"), state__in=OPEN_STATES)
    return (
        RoleDescription.objects.filter(
            Q(review_on__lte=before) | Q(review_on=None),
            ~Exists(newer),
            state=State.AGREED,
            role__retired_on=None,
        )
        .select_related("school", "role__school")
        .order_by("role__order", "role__title")
    )


def due_by(turn: Turn) -> datetime.date:
    """Until when a review counts as falling due at this turn: the end of the autumn."""
    return datetime.date(turn.starts_in, 12, 31)


def steps(member: Member, turn: Turn) -> list[Step]:
    """Descriptions to agree again, and roles to hand over: two queries."""
    held = Holding.objects.filter(role=OuterRef("pk"), until=None)
    rows = Role.objects.filter(retired_on=None)
    roles = list(rows.annotate(held=JSONRows(held, "member_id")))
    for role in roles:
        present = [Holding(member=Member(pk=pk)) for (pk,) in role.held]
        prefetched(role, "holdings", present, "role")
    return [_reviews(member, turn, roles), _vacant(member, roles)]


def _reviews(member: Member, turn: Turn, roles: Sequence[Role]) -> Step:
    slug, known = member.school.slug, {role.pk: role for role in roles}
    due = list(falling_due(due_by(turn)))
    for one in due:
        one.role = known[one.role_id]
    mine = [one for one in due if may(member, "roles.draft", one.role)]
    lines = tuple(
        Line(
            _("%(role)s, version %(number)s: to be reviewed by %(day)s")
            % {
                "role": one.title,
                "number": one.number,
                "day": date_format(one.review_on) if one.review_on else _("no day that is set"),
            },
            one.get_absolute_url(),
        )
        for one in due[:MOST_LINES]
    )
    if not due:
        sentence = _(
            "No agreed description falls due by the end of the autumn without a new version."
        )
    else:
        sentence = ngettext(
            "%(n)s description falls due by the end of the autumn. A new version begins with the words agreed.",
            "%(n)s descriptions fall due by the end of the autumn. New versions begin with the words agreed.",
            len(due),
        ) % {"n": len(due)}
    return Step(
        _("Descriptions to agree again"),
        not due,
        sentence,
        lines,
        len(due),
        reverse("roles:index", args=[slug]),
        _("See the roles"),
        reverse("roles:turn", args=[slug]) if mine else "",
        ngettext("Begin %(n)s new version", "Begin %(n)s new versions", len(mine))
        % {"n": len(mine)},
    )


def _vacant(member: Member, roles: Sequence[Role]) -> Step:
    slug = member.school.slug
    vacant = [role for role in roles if not role.present_holders]
    manages = may(member, "roles.manage")
    lines = tuple(
        Line(
            one.title,
            reverse(
                "roles:change" if may(member, "roles.manage", one) else "roles:role",
                args=[slug, one.pk],
            ),
        )
        for one in vacant[:MOST_LINES]
    )
    sentence = (
        ngettext(
            "%(n)s role has nobody. Give it to somebody, or end it.",
            "%(n)s roles have nobody. Give each to somebody, or end it.",
            len(vacant),
        )
        % {"n": len(vacant)}
        if vacant
        else _("Every role is held.")
    )
    return Step(
        _("Roles to hand over"),
        not vacant,
        sentence,
        lines,
        len(vacant),
        reverse("roles:index", args=[slug]),
        _("Hand them over") if manages and vacant else _("See the roles"),
    )
