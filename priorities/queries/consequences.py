"""What agreeing the decisions would do: which roles change, what nobody would lead any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from roles.changes import changes_by
from roles.drafting import content_of
from roles.merging import Content
from roles.models import Line, Part, Role, RoleDescription
from roles.models import State as VersionState
from schools.models import PositionKind

from ..following import (
    STOP,
    CoordinatorsRole,
    Wanted,
    changed,
    wanted_by_role,
)
from .decisions import Decisions


@dataclass(frozen=True)
class RoleChange:
    """A role whose description the decisions change.

    `content` is what its open version holds, else its agreed one, else nothing. `agreed` is what
    its agreed version holds, None without one. `duties` words the lines by key.
    """

    role: Role
    open_one: RoleDescription | None
    content: Content
    agreed: Content | None
    wanted: Mapping[int, Wanted]
    duties: Mapping[str, str]

    @property
    def state(self) -> str:
        """The state of the open version; nothing without one."""
        return self.open_one.state if self.open_one else ""

    @property
    def number(self) -> int:
        """The number of the open version; 0 without one."""
        return self.open_one.number if self.open_one else 0

    @property
    def after(self) -> Content:
        """What the role would hold."""
        return changed(self.content, self.wanted)

    @staticmethod
    def started_from(draft: RoleDescription) -> Content:
        """What a version that was just started holds: one query."""
        return content_of(draft, draft.lines.select_related("duty", "subject"))

    @property
    def words(self) -> list[str]:
        """What would change, a line each."""
        before, after = self.content.lines, self.after.lines
        found = []
        for key in sorted(before.keys() | after.keys()):
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            words = {"duty": self.duties.get(key, "")}
            if new is None:
                found.append(_("“%(duty)s” goes") % words)
            elif old is None:
                part = Part(new.part).label
                found.append(_("“%(duty)s” is new: %(part)s") % {**words, "part": part})
            else:
                said = [str(Part(new.part).label)] if new.part != old.part else []
                if new.minutes != old.minutes:
                    said.append(
                        _("%(after)s instead of %(before)s minutes")
                        % {"after": new.minutes or 0, "before": old.minutes or 0}
                    )
                found.append(_("“%(duty)s”: %(changes)s") % {**words, "changes": ", ".join(said)})
        return found


@dataclass(frozen=True)
class Consequences:
    """What agreeing would do. `gaps` are sentences about what nobody, or several, would lead;
    `without_role` about coordinators who hold no role to write it in.
    """

    changes: list[RoleChange]
    gaps: list[str]
    without_role: list[str] = field(default_factory=list)


def seen(found: Decisions) -> str:
    """A fingerprint of the decisions, so that nobody agrees what they have not seen."""
    whole = json.dumps(found.plain(), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def consequences(found: Decisions) -> Consequences:
    """What agreeing these decisions would do: three queries."""
    decided = [row.decided for row in found.rows if row.decided]
    roles, held = _roles()
    coordinators, without = _coordinators(found, roles, held)
    versions = _versions()
    agreed = _contents(versions, VersionState.AGREED)
    leaders: dict[int, list[int]] = {}
    for role, (_version, content) in agreed.items():
        for duty, part in _parts(content):
            if part == Part.LEADS:
                leaders.setdefault(duty, []).append(role)
    wanted = wanted_by_role(decided, coordinators, leaders)
    opened = _contents(versions, VersionState.DRAFT, VersionState.PROPOSED)
    duties = _wordings(found, versions)
    changes = []
    for pk, want in wanted.items():
        if pk not in roles:
            continue
        base = agreed[pk][1] if pk in agreed else None
        version = opened[pk][0] if pk in opened else None
        there = opened[pk][1] if pk in opened else base
        change = RoleChange(roles[pk], version, there or Content(), base, want, duties)
        if change.after != change.content:
            changes.append(change)
    return Consequences(changes, _gaps(found, agreed, changes, roles, duties), without)


def _roles() -> tuple[dict[int, Role], dict[int, int]]:
    """The roles there are, by id, and the first coordinator's role that each member holds: one query."""
    rows = (
        Role.objects.filter(retired_on=None)
        .select_related("school")
        .annotate(held_by=F("holdings__member"), held_until=F("holdings__until"))
        .order_by("order", "pk")
    )
    roles: dict[int, Role] = {}
    held: dict[int, int] = {}
    for row in rows:  # a row comes back for each holder, one for none
        roles.setdefault(row.pk, row)
        holds = row.held_by is not None and row.held_until is None
        if holds and row.position == PositionKind.COORDINATOR:
            held.setdefault(row.held_by, row.pk)
    return roles, held


def _coordinators(
    found: Decisions, roles: Mapping[int, Role], held: Mapping[int, int]
) -> tuple[list[CoordinatorsRole], list[str]]:
    """The role in which each coordinator's minutes are written: theirs in the review, else the
    coordinator's role that they hold. Sentences for those who have none.
    """
    there, without = [], []
    for one in found.review.participants.all():
        if not one.coordinates:
            continue
        role = one.role_id if one.role_id in roles else held.get(one.member_id or 0)
        if role is not None:
            there.append(CoordinatorsRole(one.pk, role))
        else:
            without.append(
                _(
                    "A coordinator who took part holds no role. Add one in Roles and write the "
                    "decisions into its description."
                )
            )
    return there, without


def _versions() -> list[RoleDescription]:
    """The versions that are agreed or open, with their lines: two queries."""
    lines = Prefetch("lines", queryset=Line.objects.select_related("duty", "subject"))
    states = (VersionState.AGREED, VersionState.DRAFT, VersionState.PROPOSED)
    versions = RoleDescription.objects.filter(state__in=states, role__retired_on=None)
    return list(versions.prefetch_related(lines))


def _contents(
    versions: Iterable[RoleDescription], *states: str
) -> dict[int, tuple[RoleDescription, Content]]:
    """What the versions in these states hold, by role."""
    return {
        one.role_id: (one, content_of(one, one.lines.all()))
        for one in versions
        if one.state in states
    }


def _wordings(found: Decisions, versions: Iterable[RoleDescription]) -> dict[str, str]:
    """How the duties read that are decided or stand in a version, by the key of their line."""
    reviewed = {f"d{row.duty.duty}": row.duty.text for row in found.rows if row.duty.duty}
    lines = (line for one in versions for line in one.lines.all() if line.duty)
    return reviewed | {f"d{line.duty_id}": line.duty.text for line in lines if line.duty}


def _parts(content: Content) -> Iterable[tuple[int, str]]:
    return [(int(key[1:]), line.part) for key, line in content.lines.items() if key[0] == "d"]


def _gaps(
    found: Decisions,
    agreed: Mapping[int, tuple[RoleDescription, Content]],
    changes: Iterable[RoleChange],
    roles: Mapping[int, Role],
    duties: Mapping[str, str],
) -> list[str]:
    stopped = {row.duty.duty for row in found.rows if row.decided and row.decided.kind == STOP}
    now = {role: list(_parts(content)) for role, (_version, content) in agreed.items()}
    to_be = {
        one.role.pk: list(_parts(changed(one.agreed or Content(), one.wanted))) for one in changes
    }
    made = changes_by(now, to_be)
    names = {int(key[1:]): text for key, text in duties.items()}
    titles = {pk: role.title for pk, role in roles.items()}
    said = []
    for duty in made.gaps_made:
        words = {"duty": names[duty]}
        if duty in stopped:
            said.append(
                _(
                    "“%(duty)s” stops. Retire it from the school’s duties too, else it shows as one "
                    "that nobody leads."
                )
                % words
            )
        else:
            said.append(_("Nobody would lead “%(duty)s” any more.") % words)
    overlaps = type(made)(overlaps_made=made.overlaps_made)
    return said + overlaps.warnings(names, titles)
