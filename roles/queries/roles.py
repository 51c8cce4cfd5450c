"""What the list of roles reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from schools.json_rows import JSONRows, day, hang
from schools.models import Member, School
from schools.permissions import may

from ..changes import changes_by
from ..findings import Load
from ..models import Duty, Holding, Line, Role, RoleDescription, Signature, State
from ..parties import Party, asked, needs_line_manager
from ..standing import summary

HELD = ("id", "role_id", "until")
HOLDER = ("id", "name")
SIGNED = ("id", "member_id", "capacity", "void")


@dataclass(frozen=True)
class RoleRow:
    """One role in the list, as one reader sees it."""

    role: Role
    agreed: RoleDescription | None
    open_one: RoleDescription | None
    agreed_waits: list[Party]
    open_waits: list[Party]
    load: Load | None
    needs_line_manager: bool

    @property
    def words(self) -> str:
        """The state of its versions in a line."""
        return summary(self.agreed, self.open_one, self.agreed_waits, self.open_waits)

    @property
    def review_is_due(self) -> bool:
        return self.agreed is not None and self.agreed.review_is_due


@dataclass(frozen=True)
class Waiting:
    """Something that a role asks of the reader: a sentence, and where it is done."""

    role: Role
    description: RoleDescription
    kind: str


@dataclass(frozen=True)
class RoleList:
    """The school's roles, and what waits for the reader."""

    rows: list[RoleRow]
    waiting: list[Waiting]
    retired: list[Role]

    @property
    def to_sign(self) -> list[Waiting]:
        """The versions that the reader is asked to agree."""
        return [one for one in self.waiting if one.kind == "sign"]


def role_list(school: School, member: Member) -> RoleList:
    """Every role with holders, versions, load and what it waits for; two queries.

    Of holders and signatures only those fields are there that are named above; another one asks for itself.
    """
    roles = list(_with_holders(Role.objects.filter(school=school)))
    by_role: dict[int, list[RoleDescription]] = {role.pk: [] for role in roles}
    by_pk = {role.pk: role for role in roles}
    for one in _with_signatures(
        RoleDescription.objects.filter(
            school=school, state__in=(State.DRAFT, State.PROPOSED, State.AGREED)
        ).select_related("line_manager")
    ):
        one.role, one.school = by_pk[one.role_id], school
        by_role[one.role_id].append(one)
    rows: list[RoleRow] = []
    waiting: list[Waiting] = []
    for role in roles:
        role.school = school
        if role.retired_on:
            continue
        row = _row(role, by_role[role.pk], member)
        rows.append(row)
        waiting.extend(_asked(row, member))
    order = {"sign": 0, "sent_back": 1, "line_manager": 2, "review": 3}
    waiting.sort(key=lambda one: order[one.kind])
    return RoleList(rows, waiting, [role for role in roles if role.retired_on])


def _with_holders(roles: QuerySet[Role]) -> Iterator[Role]:
    """The roles with their holdings, of which `HELD` is known, and of whoever holds them `HOLDER`."""
    held = Holding.objects.filter(role=OuterRef("pk"))
    holder = (f"member__{name}" for name in HOLDER)
    for role in roles.annotate(held_by=JSONRows(held, *HELD, *holder)):
        holdings = []
        for row in role.held_by:
            one = Holding.from_db(None, HELD, [*row[:2], day(row[2])])
            one.member = Member.from_db(None, HOLDER, row[len(HELD) :])
            holdings.append(one)
        hang(role, "holdings", holdings)
        yield role


def _with_signatures(descriptions: QuerySet[RoleDescription]) -> Iterator[RoleDescription]:
    """The versions with the sum of their `minutes`, and their signatures, of which `SIGNED` is known."""
    given = Signature.objects.filter(description=OuterRef("pk"))
    lines = Line.objects.filter(description=OuterRef("pk")).order_by().values("description")
    for one in descriptions.annotate(
        minutes=Subquery(lines.annotate(sum=Sum("minutes")).values("sum")),
        signed_by=JSONRows(given, *SIGNED),
    ):
        hang(one, "signatures", [Signature.from_db(None, SIGNED, row) for row in one.signed_by])
        yield one


def _row(role: Role, versions: list[RoleDescription], member: Member) -> RoleRow:
    agreed = next((one for one in versions if one.state == State.AGREED), None)
    open_one = next((one for one in versions if one.is_open), None)
    if open_one is not None and not may(member, "roles.read_description", open_one):
        open_one = None
    shown = agreed or open_one
    return RoleRow(
        role=role,
        agreed=agreed,
        open_one=open_one,
        agreed_waits=_waits(agreed),
        open_waits=_waits(open_one),
        load=Load(shown.minutes or 0, shown.release_minutes) if shown else None,  # type: ignore[attr-defined]
        needs_line_manager=agreed is not None and needs_line_manager(agreed),
    )


def _waits(description: RoleDescription | None) -> list[Party]:
    if description is None:
        return []
    return asked(description, description.role.present_holders, description.signatures.all())


def _asked(row: RoleRow, member: Member) -> list[Waiting]:
    """What this role asks of the reader."""
    found: list[Waiting] = []
    for description, waits in ((row.open_one, row.open_waits), (row.agreed, row.agreed_waits)):
        if description is not None and any(one.member.pk == member.pk for one in waits):
            found.append(Waiting(row.role, description, "sign"))
    open_one, agreed = row.open_one, row.agreed
    if (
        open_one is not None
        and open_one.state == State.DRAFT
        and open_one.return_reason
        and open_one.drafted_by_id == member.pk
    ):
        found.append(Waiting(row.role, open_one, "sent_back"))
    if agreed is not None and row.needs_line_manager and may(member, "roles.manage", row.role):
        found.append(Waiting(row.role, agreed, "line_manager"))
    if (
        agreed is not None
        and row.review_is_due
        and open_one is None
        and (agreed.line_manager_id == member.pk or may(member, "roles.draft", agreed))
    ):
        found.append(Waiting(row.role, agreed, "review"))
    return found


@dataclass(frozen=True)
class Consequences:
    """What agreeing some versions would change in who leads what, in sentences."""

    warnings: list[str]
    good_news: list[str]


def consequences(school: School, descriptions: list[RoleDescription]) -> Consequences:
    """Which gaps and overlaps agreeing these versions together would make or mend; one query."""
    chosen = {one.pk: one.role_id for one in descriptions}
    agreed_now: dict[int, list[tuple[int | None, str]]] = {}
    to_be: dict[int, list[tuple[int | None, str]]] = {pk: [] for pk in chosen.values()}
    titles: dict[int, str] = {}
    duties: dict[int, Duty] = {}
    lines = Line.objects.filter(
        Q(description__state=State.AGREED) | Q(description__in=list(chosen)),
        school=school,
        duty__isnull=False,
        description__role__retired_on=None,
    ).select_related("duty", "description__role")
    for line in lines:
        role = line.description.role
        titles[role.pk] = role.title
        if line.duty is None:
            continue
        duties[line.duty.pk] = line.duty
        place = to_be if line.description_id in chosen else agreed_now
        place.setdefault(role.pk, []).append((line.duty.pk, line.part))
    changes = changes_by(
        agreed_now, to_be, {pk for pk, duty in duties.items() if duty.kind == "department"}
    )
    names = {pk: duty.text for pk, duty in duties.items()}
    return Consequences(changes.warnings(names, titles), changes.good_news(names))
