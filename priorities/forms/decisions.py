"""The form in which a decision on one duty is taken down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roles.minutes import parse_minutes
from roles.models import Role

from ..actions.deciding import LONGEST_REASON, Choice, NotSo
from ..models import Decision
from ..queries.decisions import Row


@dataclass(frozen=True)
class Option:
    """One thing to choose, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class MinutesField:
    """A coordinator's minutes a week, as typed; `hint` says what they are today and what would fit."""

    name: str
    label: str
    value: str
    hint: str


class DecisionForm:
    """One duty's decision: filled in from what was decided, or from what was typed and refused."""

    def __init__(
        self,
        row: Row,
        roles: Sequence[Role],
        typed: Mapping[str, str] | None = None,
        refused: NotSo | None = None,
        *,
        meanwhile: bool = False,
    ) -> None:
        self.row = row
        self.roles = roles
        self.typed = typed
        self.refused = refused
        self.meanwhile = meanwhile

    def _value(self, name: str, saved: object) -> str:
        if self.typed is not None:
            return str(self.typed.get(name, ""))
        return "" if saved is None else str(saved)

    @property
    def key(self) -> int:
        return self.row.duty.pk

    @property
    def revision(self) -> int:
        """The decision that the page has shown: what is saved next is said in its place."""
        if self.typed is not None and not self.meanwhile:
            return number_in(self.typed.get("revision", ""))
        return self.row.decided.revision if self.row.decided else 0

    @property
    def kinds(self) -> list[Option]:
        chosen = self._value("kind", self.row.decided.kind if self.row.decided else "")
        return [Option(one.value, str(one.label), one.value == chosen) for one in Decision.Kind]

    @property
    def to_roles(self) -> list[Option]:
        saved = self.row.decided.to_role if self.row.decided else None
        chosen = self._value("to_role", saved)
        return [Option(str(one.pk), one.title, str(one.pk) == chosen) for one in self.roles]

    @property
    def reason(self) -> str:
        return self._value("reason", self.row.decided.reason if self.row.decided else "")

    @property
    def longest_reason(self) -> int:
        return LONGEST_REASON

    @property
    def minutes(self) -> list[MinutesField]:
        found = []
        for one in self.row.times:
            hint = _("no time today")
            if one.today:
                hint = _("today %(today)s") % {"today": one.today}
            if one.fits:
                hint = _("%(today)s, %(fits)s would fit") % {"today": hint, "fits": one.fits}
            label = one.name if len(self.row.times) > 1 else ""
            name = f"minutes-{one.participant}"
            found.append(MinutesField(name, label, self._value(name, one.decided), hint))
        return found

    @property
    def wrong(self) -> str:
        """Which field was refused; nothing when none was."""
        return self.refused.field if self.refused else ""


def number_in(typed: str) -> int:
    """A whole number that a page sent back; 0 where it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def choice_from(coordinators: Iterable[int], typed: Mapping[str, str]) -> Choice:
    """What was typed for a duty; `coordinators` are the participations that have time for it.

    Raises:
        NotSo: minutes that are no length of time, or a role that is none.
    """
    minutes: dict[int, int] = {}
    for participant in coordinators:
        said = str(typed.get(f"minutes-{participant}", ""))
        try:
            spent = parse_minutes(said)
        except ValueError:
            raise NotSo(
                "minutes",
                _("“%(typed)s” is no length of time. Type minutes a week, such as 45 or 1:30.")
                % {"typed": said[:40]},
            ) from None
        if spent is not None:
            minutes[participant] = spent
    role = typed.get("to_role", "")
    if role and not number_in(role):
        raise NotSo("to_role", _("Choose a role from the list."))
    return Choice(
        kind=typed.get("kind", ""),
        reason=typed.get("reason", "").replace("\r\n", "\n"),
        to_role=number_in(role) or None,
        minutes=minutes,
    )
