"""The results of a skills audit: areas by groups, statements by groups, one person's answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404
from django.utils.translation import gettext as _

from schools.models import Member, School, Subject
from schools.permissions import may

from ..grouping import Grouping, group_name, groups_of
from ..models import SkillsAnswer, SkillsAsked, SkillsAudit, SkillsQuestion
from ..needs import Heat, Line, Reply, Tally, heat, level
from ..skills_library import skills_library
from .skills import area_title, areas_for


@dataclass(frozen=True)
class HeatCell:
    """A figure of the heat map; `tally` is None where it may not be shown. `before` is the last round's mean."""

    group: str
    tally: Tally | None
    before: float | None = None

    @property
    def level(self) -> int:
        return level(self.tally.mean) if self.tally else 0

    @property
    def words(self) -> str:
        """The step in words."""
        return level_words(self.level)

    @property
    def mean(self) -> str:
        """The mean with one decimal."""
        return f"{self.tally.mean:.1f}" if self.tally and self.tally.mean is not None else ""

    @property
    def moved(self) -> float | None:
        """By how much it moved since the last round, to one decimal; None where nothing is known."""
        if self.tally is None or self.tally.mean is None or self.before is None:
            return None
        return round(self.tally.mean - self.before, 1)

    @property
    def moved_words(self) -> str:
        """The move with its sign: "+0.3", "−0.2", "as before"."""
        return moved_words(self.moved)


@dataclass(frozen=True)
class HeatRow:
    """One area or statement by groups, and of everybody."""

    key: str
    title: str
    cells: list[HeatCell]
    total: HeatCell


@dataclass(frozen=True)
class Results:
    """What came of a round, for who reads it: `groups` is empty for those who see totals only.

    `people` are all who were asked.
    """

    audit: SkillsAudit
    groups: list[str]
    merged: list[str]
    rows: list[HeatRow]
    asked: int
    finished: int
    counted: int
    last: SkillsAudit | None
    questions: dict[str, list[HeatRow]] = field(default_factory=dict)
    people: list[SkillsAsked] = field(default_factory=list)

    @property
    def known(self) -> list[HeatRow]:
        """The rows with a figure of everybody."""
        return [one for one in self.rows if one.total.tally is not None]

    @property
    def weakest(self) -> HeatRow | None:
        """The area of which people are least sure."""
        return min(self.known, key=_mean, default=None)

    @property
    def surest(self) -> HeatRow | None:
        """The area of which people are surest."""
        return max(self.known, key=_mean, default=None)


def level_words(step: int) -> str:
    """A step of the four as it stands in the heat map."""
    return ["", _("not yet"), _("with help"), _("on their own"), _("with ease")][step]


def moved_words(by: float | None) -> str:
    """A move with its sign."""
    if by is None:
        return ""
    if abs(by) < 0.05:
        return _("as before")
    return f"+{by:.1f}" if by > 0 else f"−{-by:.1f}"


def results(audit: SkillsAudit, member: Member | None) -> Results:
    """What came of a round: at most five queries. A member of None is the shell, which sees groups."""
    school = audit.school
    last = (
        SkillsAudit.objects.filter(school=school, opened_on__lte=audit.opened_on, pk__lt=audit.pk)
        .order_by("-opened_on", "-pk")
        .first()
    )
    heats = _heats([audit, last] if last is not None else [audit])
    people, questions, found = heats[audit.pk]
    before, last_questions = Heat(), dict[int, SkillsQuestion]()
    if last is not None:
        _people, last_questions, before = heats[last.pk]
    grouped = member is None or may(member, "audits.see_groups", audit)
    subjects = list(Subject.objects.all()) if audit.grouping == Grouping.SUBJECT else []
    names = dict(groups_of(school, audit.grouping, subjects))
    same = last is not None and last.grouping == audit.grouping
    columns = found.groups if grouped else ()
    areas_before = {one.key: one for one in before.areas}
    skills_before = {
        last_questions[int(one.key)].skill_id: one
        for lines in before.questions.values()
        for one in lines
    }

    def row(line: Line, title: str, then: Line | None) -> HeatRow:
        cells = []
        for place, group in enumerate(columns):
            old = None
            if then is not None and same and group in before.groups:
                old = then.groups[before.groups.index(group)]
            cells.append(
                HeatCell(group_name(names, group), line.groups[place], old.mean if old else None)
            )
        old = then.total if then is not None else None
        total = HeatCell(_("Everybody"), line.total, old.mean if old else None)
        return HeatRow(line.key, title, cells, total)

    rows = [row(one, area_title(school, one.key), areas_before.get(one.key)) for one in found.areas]
    single = {
        area: [
            row(
                one,
                questions[int(one.key)].text,
                skills_before.get(questions[int(one.key)].skill_id),
            )
            for one in lines
        ]
        for area, lines in found.questions.items()
    }
    return Results(
        audit,
        [group_name(names, one) for one in columns],
        [group_name(names, one) for one in found.merged] if grouped else [],
        rows,
        len(people),
        sum(one.finished_at is not None for one in people),
        found.people,
        last,
        single,
        people,
    )


def _heats(
    audits: list[SkillsAudit],
) -> dict[int, tuple[list[SkillsAsked], dict[int, SkillsQuestion], Heat]]:
    """By round its people, questions and heat: three queries."""
    people: dict[int, list[SkillsAsked]] = {one.pk: [] for one in audits}
    for asked in SkillsAsked.objects.filter(audit__in=audits).select_related("member"):
        people[asked.audit_id].append(asked)
    place = skills_library().place
    rows = SkillsQuestion.objects.filter(audit__in=audits)
    questions: dict[int, list[SkillsQuestion]] = {one.pk: [] for one in audits}
    for one in sorted(rows, key=lambda one: (place(one.area), one.order, one.pk)):
        questions[one.audit_id].append(one)
    columns = ("question__audit_id", "asked_id", "question_id", "confidence", "helps", "wants")
    replies: dict[int, list[Reply]] = {one.pk: [] for one in audits}
    answers = SkillsAnswer.objects.filter(question__audit__in=audits).order_by()
    for audit, *row in answers.values_list(*columns):
        replies[audit].append(Reply(*row))
    found = {}
    for each in audits:
        areas: dict[str, list[int]] = {}
        for one in questions[each.pk]:
            areas.setdefault(one.area, []).append(one.pk)
        group_of = {one.pk: one.group for one in people[each.pk]}
        order = _order(each, set(group_of.values()))
        known = {one.pk: one for one in questions[each.pk]}
        found[each.pk] = (people[each.pk], known, heat(areas, group_of, order, replies[each.pk]))
    return found


def _order(audit: SkillsAudit, there: set[str]) -> list[str]:
    """The groups that there are, in their order; those of subjects as numbered."""
    if audit.grouping == Grouping.SUBJECT:
        return sorted(there, key=lambda one: (not one, one == "across", one))
    known = [key for key, _name in groups_of(audit.school, audit.grouping, [])]
    return [one for one in known if one in there] + sorted(there - set(known))


def _mean(row: HeatRow) -> float:
    tally = row.total.tally
    return tally.mean or 0.0 if tally else 0.0


@dataclass(frozen=True)
class Said:
    """What one person said to one statement, and a year before."""

    question: SkillsQuestion
    answer: SkillsAnswer | None
    before: int | None


@dataclass(frozen=True)
class Person:
    """One person's answers, area by area."""

    asked: SkillsAsked
    areas: list[tuple[str, list[Said]]]
    group: str
    last: SkillsAudit | None


def asked_or_404(audit: SkillsAudit, pk: int) -> SkillsAsked:
    """Somebody's place in a round: one query."""
    found = SkillsAsked.objects.filter(audit=audit, pk=pk).select_related("member").first()
    if found is None:
        raise Http404
    found.audit = audit
    return found


def person(asked: SkillsAsked, school: School) -> Person:
    """One person's answers, for who may see them: at most six queries."""
    audit = asked.audit
    areas = areas_for(asked.audience)
    place = skills_library().place
    questions = SkillsQuestion.objects.filter(audit=audit, area__in=areas)
    said = {one.question_id: one for one in SkillsAnswer.objects.filter(asked=asked)}
    last = (
        SkillsAsked.objects.filter(member=asked.member_id, audit__pk__lt=audit.pk)
        .select_related("audit")
        .order_by("-audit__opened_on", "-audit_id")
        .first()
    )
    before: dict[int, int | None] = {}
    if last is not None:
        before = dict(
            SkillsAnswer.objects.filter(asked=last)
            .order_by()
            .values_list("question__skill_id", "confidence")
        )
    found: dict[str, list[Said]] = {}
    for one in sorted(questions, key=lambda one: (place(one.area), one.order, one.pk)):
        found.setdefault(one.area, []).append(Said(one, said.get(one.pk), before.get(one.skill_id)))
    subjects = list(Subject.objects.all()) if audit.grouping == Grouping.SUBJECT else []
    names = dict(groups_of(school, audit.grouping, subjects))
    return Person(
        asked,
        [(area_title(school, key), rows) for key, rows in found.items()],
        group_name(names, asked.group),
        last.audit if last else None,
    )
