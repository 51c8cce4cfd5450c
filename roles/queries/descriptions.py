"""What the pages of a role's description read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from charts.geometry import LoadBar
from schools.json_rows import hang
from schools.labels import Labels
from schools.models import Member, School
from schools.permissions import check, may
from schools.prepared import prepared
from schools.wording import minutes_in_words

from ..findings import Load, load
from ..layout import Grid, Group, bar_of, grid, grouped
from ..models import (
    Comment,
    Holding,
    Line,
    Role,
    RoleDescription,
    Signature,
    State,
)
from ..parties import Party, asked, needs_line_manager
from ..standing import Standing, kicker_date, standing


@dataclass
class Version:
    """A version with all that a page, a PDF or a Word file shows of it."""

    school: School
    description: RoleDescription
    lines: list[Line]
    signatures: list[Signature]

    @cached_property
    def role(self) -> Role:
        return self.description.role

    @cached_property
    def labels(self) -> Labels:
        """The school's words, as they were when it was proposed."""
        return Labels({**self.school.labels, **self.description.words.get("labels", {})})

    @cached_property
    def groups(self) -> list[Group]:
        """Its duties by kind and area, in the order of the description."""
        return grouped(self.lines, self.labels)

    @cached_property
    def grid(self) -> Grid | None:
        """Its entitlement; None where it has none."""
        return grid(self.lines, self.description, self.school)

    @cached_property
    def load(self) -> Load:
        """Minutes a week of all its lines beside its release time."""
        return load((line.minutes for line in self.lines), self.description.release_minutes)

    @cached_property
    def bar(self) -> LoadBar:
        """The load as a figure, area by area; the rest together."""
        return bar_of(self.groups, self.grid, self.description.release_minutes)

    @cached_property
    def waiting(self) -> list[Party]:
        """For whom it waits."""
        return asked(self.description, self.role.present_holders, self.signatures)

    @cached_property
    def standing(self) -> Standing:
        """Its state in words."""
        return standing(self.description, self.waiting)

    @cached_property
    def given(self) -> list[Signature]:
        """The signatures that count."""
        return [one for one in self.signatures if not one.void]

    @property
    def needs_line_manager(self) -> bool:
        """Whether another line manager has to be named."""
        return needs_line_manager(self.description)

    @property
    def happened(self) -> str:
        """What last happened to it, and when."""
        return kicker_date(self.description)


@dataclass
class VersionPage(Version):
    """A version for one reader, with the role's other versions and what was said."""

    member: Member
    versions: list[RoleDescription] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    @cached_property
    def asked_as(self) -> str:
        """As what it waits for the reader; empty when it does not."""
        for party in self.waiting:
            if party.member.pk == self.member.pk:
                return party.capacity
        return ""

    @cached_property
    def readable(self) -> list[RoleDescription]:
        """The role's versions that the reader may read, newest first."""
        return [one for one in self.versions if may(self.member, "roles.read_description", one)]

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The same as a list of them says it: plain values."""
        return [
            {
                "url": one.get_absolute_url(),
                "here": one.pk == self.description.pk,
                "number": one.number,
                "state": one.get_state_display(),
                "from": timezone.localdate(one.agreed_at) if one.agreed_at else None,
                "until": timezone.localdate(one.ended_at) if one.ended_at else None,
            }
            for one in self.readable
        ]

    @cached_property
    def before(self) -> RoleDescription | None:
        """The version that it would take the place of, or took: the agreed one before it."""
        numbers = [
            one
            for one in self.readable
            if one.number < self.description.number and one.agreed_at is not None
        ]
        return numbers[0] if numbers else None

    @cached_property
    def reading(self) -> str:
        """The load in a sentence, with what it was in the agreed version before."""
        if self.before is None:
            return self.load.sentence
        before = _minutes(self.school, description=self.before.pk)
        return _("%(load)s Version %(number)s was %(minutes)s.") % {
            "load": self.load.sentence,
            "number": self.before.number,
            "minutes": minutes_in_words((before and before[0]) or 0),
        }

    @property
    def document_name(self) -> str:
        """The name under which this version is printed."""
        return f"role-{self.role.pk}-v{self.description.number}"

    @cached_property
    def open_one(self) -> RoleDescription | None:
        """The role's draft or proposed version, whoever may read it."""
        return next((one for one in self.versions if one.is_open), None)


def with_holders(roles: QuerySet[Role]) -> QuerySet[Role]:
    """Roles with who holds them, in two queries."""
    holdings = Holding.objects.select_related("member")
    return roles.prefetch_related(Prefetch("holdings", queryset=holdings))


def find_role(school: School, pk: int) -> Role:
    """The school's role with its holders.

    Raises:
        Http404: the school has no such role.
    """
    found = _roles(school, role=pk)
    if not found:
        raise Http404
    role: Role = found[0]
    role.school = school
    hang(role, "holdings", _holdings(school, role=pk))
    return role


@prepared
def _roles(*, school: int, role: int) -> QuerySet[Role]:
    return Role.objects.filter(school=school, pk=role).order_by()


@prepared
def _holdings(*, school: int, role: int) -> QuerySet[Holding]:
    return Holding.objects.filter(role=role).select_related("member")


def versions_of(role: Role) -> list[RoleDescription]:
    """All versions of a role, newest first, with their line managers."""
    versions = _versions(role.school, role=role.pk)
    for one in versions:
        one.role, one.school = role, role.school
    return versions


@prepared
def _versions(*, school: int, role: int) -> QuerySet[RoleDescription]:
    return RoleDescription.objects.filter(role=role).select_related("line_manager")


def find_version(role: Role, number: int) -> RoleDescription:
    """One version of a role, with its line manager.

    Raises:
        Http404: there is no version of that number.
    """
    description = (
        RoleDescription.objects.filter(role=role, number=number)
        .select_related("line_manager", "drafted_by")
        .first()
    )
    if description is None:
        raise Http404
    description.role, description.school = role, role.school
    return description


def that_matters(versions: Sequence[RoleDescription], member: Member) -> RoleDescription | None:
    """The version that matters to `member` now, of those that they may read.

    The open one, else the agreed, else the newest.
    """
    readable = [one for one in versions if may(member, "roles.read_description", one)]
    for wanted in (lambda one: one.is_open, lambda one: one.state == State.AGREED):
        for one in readable:
            if wanted(one):
                return one
    return readable[0] if readable else None


def lines_of(description: RoleDescription) -> list[Line]:
    """The lines of a version in their order; a draft's with its duties, for it has no words yet."""
    draft = description.state == State.DRAFT
    return _lines(description.school, description=description.pk, draft=draft)


@prepared
def _lines(*, school: int, description: int, draft: bool) -> QuerySet[Line]:
    lines = Line.objects.filter(description=description)
    return lines.select_related(*("duty", "subject") if draft else ("subject",))


def read_version(description: RoleDescription) -> Version:
    """A version as it is printed."""
    return Version(
        description.school, description, lines_of(description), signatures_of(description)
    )


def agreed_versions(school: School) -> tuple[list[Version], list[Role]]:
    """Every version in force in the order of the roles, and the roles without one; five queries."""
    roles = list(with_holders(Role.objects.filter(school=school, retired_on=None)))
    agreed: dict[int, Version] = {}
    descriptions = (
        RoleDescription.objects.filter(school=school, state=State.AGREED)
        .select_related("line_manager")
        .prefetch_related(
            Prefetch("lines", queryset=Line.objects.select_related("duty", "subject")),
            Prefetch(
                "signatures",
                queryset=Signature.objects.select_related("member", "recorded_by"),
            ),
        )
    )
    by_pk = {role.pk: role for role in roles}
    for one in descriptions:
        if one.role_id in by_pk:
            one.role, one.school = by_pk[one.role_id], school
            agreed[one.role_id] = Version(
                school, one, list(one.lines.all()), list(one.signatures.all())
            )
    return (
        [agreed[role.pk] for role in roles if role.pk in agreed],
        [role for role in roles if role.pk not in agreed],
    )


def signatures_of(description: RoleDescription) -> list[Signature]:
    """Every signature of a version, void ones too, with who gave and who recorded it."""
    return _signatures(description.school, description=description.pk)


@prepared
def _minutes(*, school: int, description: int) -> QuerySet[Line, int | None]:
    """The sum of a version's minutes; no row where it has no line."""
    lines = Line.objects.filter(description=description).order_by().values("description")
    return lines.annotate(sum=Sum("minutes")).values_list("sum", flat=True)


@prepared
def _signatures(*, school: int, description: int) -> QuerySet[Signature]:
    rows = Signature.objects.filter(description=description)
    return rows.select_related("member", "recorded_by")


def version_page(role: Role, number: int | None, member: Member) -> VersionPage | None:
    """The page of a version, or without a number of the one that matters to the reader.

    None where the role has no version that they may read.

    Raises:
        Http404: there is no version of that number.
        NotAllowed: the reader may not read it.
    """
    versions = versions_of(role)
    if number is None:
        description = that_matters(versions, member)
        if description is None:
            return None
    else:
        description = next((one for one in versions if one.number == number), None)
        if description is None:
            raise Http404
        check(member, "roles.read_description", description)
    page = VersionPage(
        school=role.school,
        description=description,
        lines=lines_of(description),
        signatures=signatures_of(description),
        member=member,
        versions=versions,
    )
    if description.proposed_at:
        page.comments = comments_of(page)
    return page


def comments_of(page: VersionPage) -> list[Comment]:
    """What was said about a version, each with the line it is about as the page has it."""
    lines = {line.pk: line for line in page.lines}
    comments = _comments(page.school, description=page.description.pk)
    for one in comments:
        one.line = lines.get(one.line_id) if one.line_id else None
    return comments


@prepared
def _comments(*, school: int, description: int) -> QuerySet[Comment]:
    return Comment.objects.filter(description=description).select_related("member")


@dataclass(frozen=True)
class Asked:
    """A version that waits for a member, and as what."""

    description: RoleDescription
    capacity: str


def asked_of(member: Member) -> list[Asked]:
    """Every version that waits for `member`'s agreement, proposed ones first; three queries."""
    descriptions = (
        RoleDescription.objects.filter(
            Q(line_manager=member)
            | Q(role__in=Holding.objects.filter(member=member, until=None).values("role")),
            school=member.school,
            state__in=(State.PROPOSED, State.AGREED),
            role__retired_on=None,
        )
        .select_related("role", "line_manager")
        .prefetch_related(
            "signatures",
            Prefetch("role__holdings", queryset=Holding.objects.select_related("member")),
        )
        .order_by("role__order", "role_id")
    )
    found: list[Asked] = []
    for description in descriptions:
        description.school = description.role.school = member.school
        for party in asked(
            description, description.role.present_holders, description.signatures.all()
        ):
            if party.member.pk == member.pk:
                found.append(Asked(description, party.capacity))
    return sorted(found, key=lambda one: one.description.state == State.AGREED)


def waiting_for(description: RoleDescription) -> list[Party]:
    """For whom a version waits: holders first, then the line manager."""
    return asked(description, description.role.present_holders, list(description.signatures.all()))
