"""Who does what: duties × roles, as agreed or as it would be, in a constant number of queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charts.geometry import LoadBar, load_bar
from schools.models import School, Subject

from ..changes import LEADS
from ..findings import Findings, Held, Job, Load, Thing, find
from ..groups import GROUP_KEYS, group_key, group_of, group_titles
from ..library import AREA_KEYS, library
from ..models import Duty, Holding, Line, Role, RoleDescription, State

AGREED, WOULD_BE = "agreed", "open"
# How many leaders a duty has, where that is to be talked about.
GAP, OVERLAP = "gap", "overlap"
Reads = Callable[[RoleDescription], bool]


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see of it. Empty: everything, as agreed."""

    stage: str = AGREED
    group: str = ""
    role: int | None = None
    position: str = ""
    only_findings: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether a part is left out."""
        return bool(self.group or self.role is not None or self.position or self.only_findings)


@dataclass(frozen=True)
class Column:
    """A role with its load. `state` and `number` are those of the version that is shown, if any."""

    id: int
    title: str
    position: str
    holders: tuple[str, ...]
    number: int | None
    state: str
    agreed_on: datetime.date | None
    load: Load
    bar: LoadBar | None

    @property
    def vacant(self) -> bool:
        """Whether nobody holds the role."""
        return not self.holders

    @property
    def state_word(self) -> str:
        """The state of the version that is shown: "draft"."""
        return str(State(self.state).label) if self.state else ""


@dataclass(frozen=True)
class Row:
    """A duty with each column's part in it ("" for none), and whether it is to be talked about."""

    duty: Duty
    group: str
    parts: tuple[str, ...]
    finding: str
    leaders: int

    @property
    def retired(self) -> bool:
        """Whether the school has retired it; it stands here while a version holds it."""
        return self.duty.retired_on is not None


@dataclass(frozen=True)
class Block:
    """The rows of one area, or of one kind of responsibility."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Answer:
    """Who answers for a subject's entitlement, key stage by key stage: titles of roles."""

    subject: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entitlement:
    """Subjects × key stages. `missing` names each subject with the stages nobody answers for."""

    stages: tuple[str, ...]
    rows: tuple[Answer, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def nobody_anywhere(self) -> bool:
        """Whether no subject has anybody at any stage."""
        return all(not cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Matrix:
    """Everything that the page and the paper show."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    findings: Findings
    entitlement: Entitlement
    choice: Choice
    has_open: bool
    any_agreed: bool
    all_roles: tuple[tuple[int, str], ...] = ()
    positions: tuple[str, ...] = ()
    duty_count: int = 0

    @property
    def width(self) -> int:
        """How many columns the table has after the first."""
        return len(self.columns)

    @property
    def agreed_on(self) -> datetime.date | None:
        """When the newest of the agreed versions was agreed; None where there is none."""
        return max((one.agreed_on for one in self.columns if one.agreed_on), default=None)

    @property
    def any_load(self) -> bool:
        """Whether minutes are set for any of the roles."""
        return any(column.bar for column in self.columns)

    @cached_property
    def by_duty(self) -> list[tuple[Block, list[tuple[Row, list[tuple[str, list[str]]]]]]]:
        """The same as a list: for each duty the parts taken in it, each with its roles."""
        return [(block, [(row, self.parts_of(row)) for row in block.rows]) for block in self.blocks]

    def parts_of(self, row: Row) -> list[tuple[str, list[str]]]:
        """The parts taken in a row's duty, each with the titles of its roles."""
        roles: dict[str, list[str]] = defaultdict(list)
        for column, part in zip(self.columns, row.parts, strict=True):
            if part:
                roles[part].append(column.title)
        return [(part, roles[part]) for part in PARTS if part in roles]


# How a part stands in a cell: its letter, and its word for who listens.
PARTS: dict[str, tuple[str, str | Promise]] = {
    "leads": ("L", gettext_lazy("leads")),
    "shares": ("S", gettext_lazy("shares")),
    "consulted": ("C", gettext_lazy("is consulted")),
    "informed": ("I", gettext_lazy("is informed")),
}


def matrix(school: School, choice: Choice | None = None, reads: Reads | None = None) -> Matrix:
    """Who does what in `school`. Six queries, however many duties and roles.

    Findings are about the whole school, whatever `choice` leaves out.

    Args:
        school: the school, whose scope is open.
        choice: what to show; its stage "open" takes, for each role, the draft or proposed version
            in place of the agreed one, as far as the reader may read it.
        reads: whether the reader may read a version that is not agreed; None: reads none.
    """
    choice = choice or Choice()
    current = Holding.objects.filter(until=None).select_related("member")
    roles = list(
        Role.objects.filter(retired_on=None).prefetch_related(Prefetch("holdings", current))
    )
    shown, has_open, any_agreed = _versions(roles, choice.stage, reads)
    lines = list(
        Line.objects.filter(description__in=[one.pk for one in shown.values()]).values_list(
            "description_id", "duty_id", "subject_id", "key_stage", "part", "minutes"
        )
    )
    role_of = {version.pk: role for role, version in shown.items()}
    held = [Held(role_of[one[0]], one[1], one[4], one[5]) for one in lines]
    of_role: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        of_role[one.role].append(one)
    used = {one.duty for one in held}
    duties = [duty for duty in Duty.objects.all() if not duty.retired_on or duty.pk in used]
    findings = find(
        _things(duties), [_job(one, shown) for one in roles], held, school.labels["smt"]
    )
    titles = group_titles(school.labels)
    groups = {one.pk: group_of(one) for one in duties}
    columns = [
        _column(one, shown.get(one.pk), of_role[one.pk], findings, groups, titles)
        for one in roles
        if choice.role in (None, one.pk) and choice.position in ("", one.position)
    ]
    rows = _rows(duties, columns, held, findings)
    if choice.only_findings:
        rows = [row for row in rows if row.finding or row.retired]
    if choice.role is not None:
        rows = [row for row in rows if any(row.parts)]
    if choice.group:
        rows = [row for row in rows if row.group == choice.group]
    return Matrix(
        columns=tuple(columns),
        blocks=tuple(
            Block(key, titles[key], found)
            for key in GROUP_KEYS
            if (found := tuple(row for row in rows if row.group == key))
        ),
        findings=findings,
        entitlement=_entitlement(school, roles, role_of, lines),
        choice=choice,
        has_open=has_open,
        any_agreed=any_agreed,
        all_roles=tuple((one.pk, one.title) for one in roles),
        positions=tuple(dict.fromkeys(one.position for one in roles)),
        duty_count=len(duties),
    )


def _versions(
    roles: list[Role], stage: str, reads: Reads | None
) -> tuple[dict[int, RoleDescription], bool, bool]:
    """The version shown of each role, whether the reader may read open ones, and any is agreed."""
    by_id = {one.pk: one for one in roles}
    states = [State.AGREED, State.PROPOSED, State.DRAFT] if reads else [State.AGREED]
    found = RoleDescription.objects.filter(state__in=states, role__in=list(by_id)).only(
        "school", "role", "number", "state", "agreed_at", "release_minutes", "line_manager"
    )
    agreed: dict[int, RoleDescription] = {}
    open_ones: dict[int, RoleDescription] = {}
    for version in found:
        version.role = by_id[version.role_id]
        if version.state == State.AGREED:
            agreed[version.role_id] = version
        elif reads and reads(version):
            open_ones[version.role_id] = version
    shown = {**agreed, **open_ones} if stage == WOULD_BE else agreed
    return shown, bool(open_ones), bool(agreed)


def _things(duties: list[Duty]) -> list[Thing]:
    investment = {entry.key for entry in library().entries if entry.investment}
    return [
        Thing(one.pk, one.text, one.kind, one.key in investment, one.retired_on is not None)
        for one in duties
    ]


def _job(role: Role, shown: dict[int, RoleDescription]) -> Job:
    version = shown.get(role.pk)
    release = version.release_minutes if version else None
    return Job(role.pk, role.title, role.position, role.is_vacant, release)


def _column(
    role: Role,
    version: RoleDescription | None,
    held: Iterable[Held],
    findings: Findings,
    groups: dict[int, str],
    titles: dict[str, str],
) -> Column:
    load = findings.loads[role.pk]
    bar = None
    if load.minutes:
        minutes: dict[str, int] = defaultdict(int)
        for one in held:
            minutes[groups[one.duty] if one.duty else ""] += one.minutes or 0
        segments = [(key, titles[key], minutes[key]) for key in (*AREA_KEYS, *GROUP_KEYS[:3])]
        segments.append(("entitlement", _("Pupils’ entitlement"), minutes[""]))
        bar = load_bar(segments, load.release)
    return Column(
        id=role.pk,
        title=role.title,
        position=role.position,
        holders=tuple(one.name for one in role.present_holders),
        number=version.number if version else None,
        state=version.state if version else "",
        agreed_on=localdate(version.agreed_at) if version and version.agreed_at else None,
        load=load,
        bar=bar,
    )


def _rows(
    duties: list[Duty], columns: list[Column], held: list[Held], findings: Findings
) -> list[Row]:
    parts: dict[int, dict[int, str]] = defaultdict(dict)
    leaders: dict[int, int] = defaultdict(int)
    for one in held:
        if one.duty is not None:
            parts[one.duty][one.role] = one.part
            leaders[one.duty] += one.part == LEADS
    marked = {one.duty.id: GAP for one in findings.gaps}
    marked |= {one.duty.id: OVERLAP for one in findings.overlaps}
    ids = [column.id for column in columns]
    rows = []
    for duty in duties:
        mine = parts[duty.pk]
        rows.append(
            Row(
                duty,
                group_key(duty.kind, duty.area),
                tuple([mine.get(one, "") for one in ids]),
                marked.get(duty.pk, ""),
                leaders[duty.pk],
            )
        )
    return rows


def _entitlement(
    school: School,
    roles: list[Role],
    role_of: dict[int, int],
    lines: Sequence[tuple[int, int | None, int | None, str, str, int | None]],
) -> Entitlement:
    titles = {one.pk: one.title for one in roles}
    answers: dict[tuple[int, str], list[str]] = defaultdict(list)
    for description, _duty, subject, stage, part, _minutes in lines:
        if subject is not None and part == LEADS:
            answers[subject, stage].append(titles[role_of[description]])
    stages = tuple(str(one) for one in school.key_stages)
    subjects = list(Subject.objects.all())
    rows = tuple(
        Answer(one.name, tuple(tuple(answers[one.pk, stage]) for stage in stages))
        for one in subjects
    )
    missing = []
    for row in rows:
        gaps = tuple(stage for stage, cell in zip(stages, row.cells, strict=True) if not cell)
        if gaps:
            missing.append((row.subject, gaps))
    return Entitlement(stages, rows, tuple(missing))
