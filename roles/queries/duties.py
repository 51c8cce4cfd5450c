"""What the pages of the school's duties show, each in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import School

from ..groups import GROUP_KEYS, group_abouts, group_key, group_of, group_titles
from ..library import Entry, Library, StartingSet, fill
from ..models import Duty, Line, Part, RoleDescription, State
from ..wording_diff import Piece, wording_diff


@dataclass(frozen=True)
class Leader:
    """A role that leads a duty in its agreed version."""

    id: int
    title: str


@dataclass(frozen=True)
class DutyRow:
    """A duty with who leads it as agreed."""

    duty: Duty
    leaders: tuple[Leader, ...]


@dataclass(frozen=True)
class DutyGroup:
    """Duties that stand together: an area's, or a kind's."""

    key: str
    title: str
    about: str
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True)
class SchoolDuties:
    """All duties of the school. `led` and `unled` count those that stand."""

    groups: tuple[DutyGroup, ...]
    retired: tuple[DutyRow, ...]
    led: int
    unled: int

    @property
    def total(self) -> int:
        """How many stand."""
        return self.led + self.unled

    @property
    def headline(self) -> str:
        """How many duties stand, and how many of them nobody leads."""
        total = ngettext("%(n)s duty", "%(n)s duties", self.total) % {"n": self.total}
        if not self.led or not self.unled:
            return total if self.led else _("%(total)s, none agreed yet") % {"total": total}
        return ngettext(
            "%(total)s, and %(n)s has nobody who leads it",
            "%(total)s, and %(n)s have nobody who leads them",
            self.unled,
        ) % {"total": total, "n": apnumber(self.unled)}


def duties_of(school: School) -> SchoolDuties:
    """The school's duties by group, with who leads each in the agreed versions. Two queries."""
    leaders: dict[int, list[Leader]] = defaultdict(list)
    lines = Line.objects.filter(
        description__state=State.AGREED, part=Part.LEADS, duty__isnull=False
    ).order_by("description__role__order", "description__role__title")
    for duty_id, role_id, title in lines.values_list(
        "duty_id", "description__role_id", "description__role__title"
    ):
        leaders[duty_id].append(Leader(role_id, title))
    by_group: dict[str, list[DutyRow]] = defaultdict(list)
    retired: list[DutyRow] = []
    for duty in Duty.objects.all():
        row = DutyRow(duty, tuple(leaders[duty.pk]))
        if duty.retired_on:
            retired.append(row)
        else:
            by_group[group_of(duty)].append(row)
    titles, abouts = group_titles(school.labels), group_abouts(school.labels)
    standing = [row for rows in by_group.values() for row in rows]
    led = sum(bool(row.leaders) for row in standing)
    return SchoolDuties(
        groups=tuple(
            DutyGroup(key, titles[key], abouts[key], tuple(by_group[key])) for key in GROUP_KEYS
        ),
        retired=tuple(retired),
        led=led,
        unled=len(standing) - led,
    )


@dataclass(frozen=True)
class Offer:
    """An entry of the library as the school would read it. `state`: new, present or retired."""

    entry: Entry
    text: str
    why: str
    state: str
    ticked: bool


@dataclass(frozen=True)
class OfferGroup:
    """What the library offers in one group."""

    key: str
    title: str
    about: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class SetOnOffer:
    """A starting set as the school would read it; `missing` counts its duties not yet adopted."""

    key: str
    title: str
    about: str
    size: int
    missing: int
    suits: bool


@dataclass(frozen=True)
class Offers:
    """Everything to adopt from, and how many of it are ticked."""

    groups: tuple[OfferGroup, ...]
    sets: tuple[SetOnOffer, ...]
    ticked: int
    chosen: str


def entries_of_set(starting_set: StartingSet) -> set[str]:
    """The keys of the entries that the roles of a starting set are made of."""
    return {line.entry for role in starting_set.roles for line in role.lines}


def offers(
    school: School, source: Library, chosen: str = "", ticked: Iterable[str] | None = None
) -> Offers:
    """The library beside what the school has. One query.

    Args:
        school: whose duties and labels.
        source: the library.
        chosen: key of the starting set whose missing entries are ticked; where the school has no
            duties yet, the one that suits its phase is.
        ticked: keys to tick instead, as when a form comes back.
    """
    present = dict(Duty.objects.exclude(key="").values_list("key", "retired_on"))
    sets = {one.key: one for one in source.sets}
    suiting = next((one.key for one in source.sets if school.phase in one.phases), "")
    if chosen not in sets:
        chosen = "" if present else suiting
    wanted = set(ticked) if ticked is not None else set()
    if ticked is None and chosen:
        wanted = entries_of_set(sets[chosen]) - present.keys()
    groups: dict[str, list[Offer]] = defaultdict(list)
    for entry in source.entries:
        state = "new"
        if entry.key in present:
            state = "retired" if present[entry.key] else "present"
        groups[group_key(entry.kind, entry.area)].append(
            Offer(
                entry,
                fill(entry.text, school.labels),
                fill(entry.why, school.labels),
                state,
                ticked=state != "present" and entry.key in wanted,
            )
        )
    titles, abouts = group_titles(school.labels), group_abouts(school.labels)
    return Offers(
        groups=tuple(
            OfferGroup(key, titles[key], abouts[key], tuple(groups[key])) for key in GROUP_KEYS
        ),
        sets=tuple(
            SetOnOffer(
                one.key,
                fill(one.title, school.labels),
                fill(one.about, school.labels),
                len(entries_of_set(one)),
                len(entries_of_set(one) - present.keys()),
                one.key == suiting,
            )
            for one in source.sets
        ),
        ticked=sum(offer.ticked for group in groups.values() for offer in group),
        chosen=chosen,
    )


@dataclass(frozen=True)
class Update:
    """A duty for which the library now has other words than those the school adopted."""

    duty: Duty
    text: str
    why: str
    text_change: tuple[Piece, ...]
    why_change: tuple[Piece, ...]
    entry: Entry


@dataclass(frozen=True)
class Updates:
    """What a newer library would change, and what it has beside what the school adopted."""

    changed: tuple[Update, ...]
    new: tuple[Offer, ...]

    def __len__(self) -> int:
        return len(self.changed)


def updates(school: School, source: Library) -> Updates:
    """What `source`, read in the school's labels of today, would change. One query.

    The differences are between the school's own words, reworded or not, and the library's.
    """
    duties = {duty.key: duty for duty in Duty.objects.exclude(key="")}
    changed, new = [], []
    for entry in source.entries:
        text, why = fill(entry.text, school.labels), fill(entry.why, school.labels)
        duty = duties.get(entry.key)
        if duty is None:
            new.append(Offer(entry, text, why, "new", ticked=False))
        elif not duty.retired_on and (text, why) not in (
            (duty.adopted_text, duty.adopted_why),
            (duty.text, duty.why),
        ):
            changed.append(
                Update(
                    duty,
                    text,
                    why,
                    tuple(wording_diff(duty.text, text)),
                    tuple(wording_diff(duty.why, why)),
                    entry,
                )
            )
    return Updates(tuple(changed), tuple(new))


@dataclass(frozen=True)
class Use:
    """A version of a role description that holds a duty."""

    description: RoleDescription
    part: str


def uses_of(duty: Duty) -> list[Use]:
    """The versions that hold the duty: agreed and open ones first, then the older. One query."""
    lines = Line.objects.filter(duty=duty).select_related(
        "description__role", "description__school"
    )
    rank = {State.AGREED: 0, State.PROPOSED: 1, State.DRAFT: 2}
    found = [Use(line.description, line.get_part_display()) for line in lines]
    return sorted(
        found,
        key=lambda use: (
            rank.get(State(use.description.state), 3),
            use.description.role.title,
            -use.description.number,
        ),
    )
