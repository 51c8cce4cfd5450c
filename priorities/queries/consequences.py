"""What agreeing the decisions would do: which roles change, what nobody would lead any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from roles.changes import changes_by
from roles.drafting import content_of
from roles.merging import Content
from roles.models import Duty, Line, Part, Role, RoleDescription
from roles.models import State as VersionState
from roles.queries.descriptions import with_holders

from ..following import (
    STOP,
    CoordinatorsRole,
    Wanted,
    changed,
    wanted_by_role,
)
from ..models import Participant
from .decisions import Decisions
from .people import coordinating


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
    """What agreeing these decisions would do: at most nine queries."""
    decided = [row.decided for row in found.rows if row.decided]
    coordinators, without = _coordinators(found)
    agreed = _contents(VersionState.AGREED)
    leaders: dict[int, list[int]] = {}
    for role, (_version, content) in agreed.items():
        for duty, part in _parts(content):
            if part == Part.LEADS:
                leaders.setdefault(duty, []).append(role)
    wanted = wanted_by_role(decided, coordinators, leaders)
    opened = _contents(VersionState.DRAFT, VersionState.PROPOSED)
    roles = {
        role.pk: role
        for role in with_holders(Role.objects.filter(retired_on=None)).select_related("school")
    }
    duties = {f"d{pk}": text for pk, text in Duty.objects.values_list("pk", "text")}
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


def _coordinators(found: Decisions) -> tuple[list[CoordinatorsRole], list[str]]:
    """The role in which each coordinator's minutes are written: theirs in the review, else the
    coordinator's role that they hold. Sentences for those who have none.
    """
    people = Participant.objects.filter(review=found.review, coordinates=True)
    held = coordinating()
    there, without = [], []
    for one in people.select_related("member", "role"):
        role = one.role_id if one.role is not None and one.role.retired_on is None else None
        if role is None and one.member_id:
            role = held.get(one.member_id, (None, None))[0]
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


def _contents(*states: str) -> dict[int, tuple[RoleDescription, Content]]:
    """The versions in these states with what they hold, by role: two queries."""
    lines = Prefetch("lines", queryset=Line.objects.select_related("duty", "subject"))
    versions = RoleDescription.objects.filter(
        state__in=states, role__retired_on=None
    ).prefetch_related(lines)
    return {one.role_id: (one, content_of(one, one.lines.all())) for one in versions}


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
