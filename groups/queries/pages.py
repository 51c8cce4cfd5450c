"""What the pages of a group, and of a school about its groups, list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from audits.selfreview_library import Level, selfreview_library
from audits.strands import read_levels
from schools.models import School, User
from schools.sample import Way

from ..figures import figures_of
from ..kinds import SORTS, Sort
from ..models import Affiliation, Entry, Group, GroupMember, Published
from ..topics import TOPICS, Topic, digest
from .rollup import Cell, cells_of, columns_of, own_titles


def groups_of(user: User) -> list[Group]:
    """The groups somebody is of: one query."""
    return list(Group.objects.filter(people__user=user))


def people_of(group: Group) -> list[GroupMember]:
    """A group's people, administrators first: one query."""
    return list(group.people.select_related("user").order_by("part", "user__name", "pk"))


def affiliations_of(group: Group) -> list[Affiliation]:
    """A group's schools and those it has invited, with how much each publishes: one query."""
    with scopes_disabled():
        return list(
            Affiliation.objects.filter(group=group)
            .select_related("school")
            .annotate(topics=Count("published"))
            .order_by("school__name", "school_id")
        )


def sample_ways() -> list[Way]:
    """The people of the sample group, to look round as: one query."""
    people = GroupMember.objects.filter(group__sample=True).select_related("user", "group")
    return [
        Way(
            str(one.user),
            _("%(part)s of %(group)s") % {"part": one.get_part_display(), "group": one.group},
            reverse("sample_groups:sign_in", args=[one.pk]),
        )
        for one in people.order_by("part", "pk")
    ]


@dataclass(frozen=True)
class Kept:
    """How much a group offers of one kind."""

    sort: Sort
    many: int


def library_of(group: Group) -> list[Kept]:
    """What a group offers, by kind: one query."""
    counts = Counter(
        group.entries.filter(retired_on=None).order_by().values_list("kind", flat=True)
    )
    return [Kept(sort, counts[kind]) for kind, sort in SORTS.items()]


@dataclass(frozen=True)
class Listed:
    """An entry with what its place is called."""

    entry: Entry
    place: str

    @property
    def levels(self) -> list[tuple[Level, str]]:
        """Its levels, each with its name; none where its kind has none."""
        return list(zip(read_levels(self.entry.levels), selfreview_library().names, strict=False))


def entries_of(group: Group, sort: Sort) -> tuple[list[Listed], list[Listed]]:
    """The entries of a kind that are offered, place by place, and those retired: one query."""
    titles = sort.place_titles
    places = list(titles)
    rows = [
        Listed(one, titles.get(one.place, one.place))
        for one in group.entries.filter(kind=sort.kind)
    ]
    if not sort.in_order:
        rows.sort(key=lambda row: places.index(row.entry.place) if row.place else 0)
    return (
        [row for row in rows if row.entry.retired_on is None],
        [row for row in rows if row.entry.retired_on is not None],
    )


def affiliations_of_school(school: School) -> list[Affiliation]:
    """The groups that the school is of or is invited to, with how much it publishes to each: one query."""
    return list(
        Affiliation.objects.filter(school=school)
        .select_related("group")
        .annotate(topics=Count("published"))
        .order_by("joined_on", "group__name")
    )


@dataclass(frozen=True)
class Choice:
    """A topic as the head decides about it: what the group would see today, and what it sees."""

    topic: Topic
    today: list[Cell]
    published: Published | None
    there: list[Cell]

    @property
    def differs(self) -> bool:
        """Whether the group sees other figures than today's."""
        return self.published is not None and [c.words for c in self.there] != [
            c.words for c in self.today
        ]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """A figure a line: its title, what the group sees and what it is today, "–" where there is none."""
        sees = {cell.title: cell.words for cell in self.there}
        now = {cell.title: cell.words for cell in self.today}
        return [(title, sees.get(title, "–"), now.get(title, "–")) for title in {**now, **sees}]


@dataclass(frozen=True)
class Choices:
    """All topics, and the digest of the figures of today."""

    topics: list[Choice]
    digest: str


def choices_of(affiliation: Affiliation) -> Choices:
    """What can be published to a group, what of it is, and the exact figures: a constant number of queries."""
    now = figures_of(affiliation.school, affiliation.group)
    there = {one.topic: one for one in affiliation.published.all()}
    titles = own_titles(
        affiliation.group, [*now.values(), *(one.figures for one in there.values())]
    )
    found = []
    for topic in TOPICS.values():
        row = there.get(topic.key)
        today = cells_of(columns_of(topic, [now[topic.key]], titles), now[topic.key])
        before = cells_of(columns_of(topic, [row.figures], titles), row.figures) if row else []
        found.append(Choice(topic, today, row, before))
    return Choices(found, digest(now))


def invitations_for(school: School) -> list[Affiliation]:
    """Invitations that the school has not answered: one query."""
    return list(
        Affiliation.objects.filter(Q(joined_on=None), school=school).select_related("group")
    )
