"""A plan on its way in: what its rows can be tied to, what is there already, and what would change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from exchange.columns import stored
from exchange.sheets import Sheet
from roles.queries.people import staff_of
from schools.models import Aim, Member, School, Subject

from .. import years
from ..bringing import matching, rows
from ..bringing.columns import FIELDS, LEAVE, fields_of, heads_of
from ..bringing.matching import ActionDraft, CostDraft, CriterionDraft, ObjectiveDraft, Whole
from ..bringing.rows import Defaults, Given, Known, Part, parts_of
from ..models import CostKind, Objective, Plan, PlanImport
from .terms import terms_of


@dataclass
class Setting:
    """What a table is taken for, as it is stored: heads, a field a column, what is taken for granted, who is who,
    and the tables of its file, by name and number of rows.
    """

    heads: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    strand: str = ""
    year: int | None = None
    kind: str = ""
    funding: str = ""
    rationale: str = ""
    capital: bool = False
    people: dict[str, int] = field(default_factory=dict)
    tables: list[tuple[str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, found: PlanImport) -> Setting:
        return cls(**found.columns)

    @property
    def defaults(self) -> Defaults:
        return Defaults(
            self.strand, self.year, self.kind, self.funding, self.rationale, self.capital
        )


@dataclass(frozen=True)
class Read:
    """A table as read with its setting: each row as a part, and the plan as it would be."""

    found: PlanImport
    setting: Setting
    given: list[Given]
    parts: list[Part]
    whole: Whole

    @cached_property
    def wrong(self) -> list[Part]:
        """The parts that cannot be."""
        return [one for one in self.parts if one.problems]

    @cached_property
    def unknown(self) -> list[tuple[str, int]]:
        """Names that nobody of the staff has, with how many rows say each; most said first."""
        said = Counter(name for part in self.parts for name in part.unknown)
        return sorted(said.items(), key=lambda one: (-one[1], one[0]))

    @property
    def fingerprint(self) -> str:
        """Of all that would change: what is shown is what is saved, or nothing is."""
        said = [
            self.whole.new_strands,
            [(type(one).__name__, one.pk, one.says, one.changed) for one in self._changed],
            [
                sorted(matching.more_help(action))
                for objective in self.whole.objectives
                for action in objective.actions
            ],
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]

    @property
    def _changed(self) -> Iterable[matching.Draft]:
        return (one for one in self.whole.drafts() if one.is_new or one.changed)


def imports_of(plan: Plan) -> QuerySet[PlanImport]:
    """What was brought, newest first, without the tables themselves."""
    return (
        PlanImport.objects.filter(plan=plan)
        .select_related("upload", "member")
        .defer("rows", "columns")
    )


def import_or_404(plan: Plan, pk: int) -> PlanImport:
    """A table that was brought into this plan.

    Raises:
        Http404: there is none of that id.
    """
    found = PlanImport.objects.filter(plan=plan, pk=pk).select_related("upload", "member").first()
    if found is None:
        raise Http404
    found.plan, found.school = plan, plan.school
    return found


def rows_of(sheet: Sheet) -> tuple[Setting, list[dict[str, Any]]]:
    """A table of a file as it is stored: what its columns are guessed to be, and its rows below their heads."""
    above, heads = heads_of(sheet)
    width = sheet.width
    setting = Setting([*heads, *[""] * (width - len(heads))], fields_of(heads, width))
    return setting, stored(sheet, above, heads)


def given_of(stored: Iterable[Mapping[str, Any]]) -> list[Given]:
    """The stored rows as they are read."""
    return [
        Given(
            one["line"],
            one["cells"],
            {int(column): said for column, said in one["problems"].items()},
            one["heading"],
            one["out"],
        )
        for one in stored
    ]


def read_import(found: PlanImport) -> Read:
    """What the table would change in the plan, as both are now: twelve queries, however long it is."""
    setting = Setting.of(found)
    given = given_of(found.rows)
    parts = parts_of(given, setting.fields, known_of(found.plan, setting), setting.defaults)
    strands = list(found.plan.strands.values_list("name", flat=True))
    whole = matching.whole_of(parts, strands, there(found.plan))
    late = {id(action) for action in matching.ends_before(whole.objectives)}
    for line in whole.lines:
        if id(line.action) in late:
            line.part.problems.setdefault(
                None, _("With the days that the plan has, it would end before it starts.")
            )
    for part, earlier in matching.at_odds(whole):
        part.problems.setdefault(None, _at_odds(earlier))
    for part, what, pk in matching.gone(whole):
        part.notes.append(_gone(what, pk))
    if not parts or not whole.lines:
        for part in parts[:1]:
            part.problems.setdefault(None, _("No column says what the objective or the action is."))
    return Read(found, setting, given, parts, whole)


def _gone(what: str, pk: int) -> str:
    if what == "objective":
        return _(
            "By its key it was objective %(n)s, which is not in this plan: it comes in as new."
        ) % {"n": pk}
    return _("By its key it was action %(n)s, which is not in this plan: it comes in as new.") % {
        "n": pk
    }


def _at_odds(earlier: Part | None) -> str:
    if earlier is None:
        return _(
            "Its key is that of an action of another objective. Empty the key to add the action here."
        )
    return _(
        "By its key it is the same as row %(row)s, and is worded otherwise there. Word both alike, "
        "or empty the key."
    ) % {"row": earlier.line}


def known_of(plan: Plan, setting: Setting) -> Known:
    """What a row of a table can be tied to: people, aims, subjects, terms, years. Six queries."""
    school = plan.school
    staff = staff_of(school)
    covered = years.of_plan(plan.first_year, plan.years)
    left = Member.objects.filter(school=school, left_on__isnull=False).values_list(
        "name", flat=True
    )
    aims = Aim.objects.filter(school=school).order_by("vision_id", "order")
    subjects = Subject.objects.filter(school=school)
    return Known(
        people_by_name(staff) | {matching.tidy(name): pk for name, pk in setting.people.items()},
        frozenset(matching.tidy(name) for name in left),
        {matching.tidy(one.text): one.pk for one in aims},
        {matching.tidy(one.name): one.pk for one in subjects},
        {str(word).casefold(): kind for kind, word in CostKind.choices}
        | {kind: kind for kind in CostKind.values},
        terms_of(school, covered),
        covered,
    )


def people_by_name(staff: Iterable[Member]) -> dict[str, int]:
    """Ids by name in small letters; who shares a name with somebody is known by "name (address)" only."""
    people = list(staff)
    names = Counter(matching.tidy(one.name) for one in people)
    found = {matching.tidy(unique_name(one, names)): one.pk for one in people}
    return found


def unique_name(member: Member, names: Mapping[str, int]) -> str:
    """A name that only one has: with the e-mail address, or the id, where several share it."""
    if names[matching.tidy(member.name)] < 2:
        return member.name
    return f"{member.name} ({member.email or member.pk})"


def there(plan: Plan) -> list[ObjectiveDraft]:
    """The plan's objectives with all that belongs to them, as drafts. Five queries."""
    objectives = (
        Objective.objects.filter(plan=plan)
        .select_related("strand")
        .prefetch_related("criteria", "actions__supporters", "actions__costs")
        .order_by("strand__order", "strand_id", "order", "pk")
    )
    return [
        ObjectiveDraft(
            one.pk,
            {name: getattr(one, name) for name in matching.OBJECTIVE},
            revision=one.revision,
            strand=one.strand.name,
            criteria=[
                CriterionDraft(each.pk, {"text": each.text, "due_on": each.due_on})
                for each in one.criteria.all()
            ],
            actions=[_action(each) for each in one.actions.all()],
        )
        for one in objectives
    ]


def _action(one: Any) -> ActionDraft:
    helped = {each.pk for each in one.supporters.all()}
    return ActionDraft(
        one.pk,
        {name: getattr(one, name) for name in matching.ACTION},
        revision=one.revision,
        supporters=set(helped),
        helped=frozenset(helped),
        order=one.order,
        costs=[
            CostDraft(each.pk, {name: getattr(each, name) for name in matching.COST})
            for each in one.costs.all()
        ],
    )


def choices_of_fields() -> list[tuple[str, str]]:
    """What a column can be taken for."""
    return [(name, str(label)) for name, label in FIELDS.items()]


def unused(setting: Setting) -> list[str]:
    """Heads of columns that are left out."""
    return [
        head
        for head, name in zip(setting.heads, setting.fields, strict=False)
        if name == LEAVE and head
    ]


def staff_choices(school: School) -> list[tuple[int, str]]:
    """Whom a name can stand for: nobody for now, or one of the staff."""
    return [(rows.NOBODY, _("nobody for now")), *((one.pk, one.name) for one in staff_of(school))]
