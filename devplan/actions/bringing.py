"""Bringing the plan that a school has: a file is kept, its rows are mended, and all of them are saved or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.sheets import LONGEST_CELL, Sheet, tables_in
from exchange.tables import Unreadable
from files.actions import keep
from files.kinds import DOCX, TEXT, XLSX
from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..bringing import matching
from ..bringing.columns import FIELDS, LEAVE
from ..bringing.matching import ActionDraft, CostDraft, CriterionDraft, Draft, ObjectiveDraft, Whole
from ..models import Action, Cost, CostKind, Criterion, Objective, Plan, PlanImport, Strand
from ..queries.bringing import Read, Setting, read_import, rows_of
from .checking import Changed, next_order, open_plan, text_in, void_signatures

sentence("devplan.brought", gettext_lazy("%(who)s brought %(rows)s rows into “%(plan)s”"))

KINDS = (XLSX, DOCX, TEXT)


def bring_file(plan: Plan, member: Member, uploaded: UploadedFile) -> PlanImport:
    """Keep a file and its first table that looks like a plan; nothing of it is in the plan yet.

    It is read before the transaction begins: nobody else's saving waits for a long file.

    Raises:
        NotAllowed: `member` may not write the whole plan.
        Refused: it is no Excel workbook, Word document or CSV, has no table, too many rows, a macro.
    """
    check(member, "devplan.write_plan")
    try:
        uploaded.seek(0)
        sheets = tables_in(uploaded.read())
    except Unreadable as refused:
        raise Refused(refused.sentence) from refused
    uploaded.seek(0)
    read = [rows_of(one) for one in sheets]
    best = max(range(len(read)), key=lambda n: len([f for f in read[n][0].fields if f != LEAVE]))
    setting, rows = read[best]
    setting.tables = named(sheets)
    with transaction.atomic():
        open_plan(plan.pk)
        return PlanImport.objects.create(
            school=plan.school,
            plan=plan,
            upload=keep(plan.school, member, uploaded, KINDS),
            member=member,
            table=best,
            columns=asdict(setting),
            rows=rows,
        )


def named(sheets: Sequence[Sheet]) -> list[tuple[str, int]]:
    """The tables of a file by name and number of rows."""
    return [(one.name, len(one.rows)) for one in sheets]


def tables_of(found: PlanImport) -> list[Sheet]:
    """The tables of the file as it was brought."""
    with found.upload.file.open("rb") as file:
        return tables_in(file.read())


def choose_table(found: PlanImport, member: Member, table: int, revision: int) -> PlanImport:
    """Take another table of the file; what was mended in the one before is given up.

    Raises:
        NotAllowed, Refused: as for `bring_file`; there is no such table, or it is saved already.
        Changed: somebody else went on with it meanwhile.
    """
    check(member, "devplan.write_plan")
    sheets = tables_of(found)
    if not 0 <= table < len(sheets):
        raise Refused(_("The file has no such table. Choose one of these."))
    setting, rows = rows_of(sheets[table])
    setting.tables = named(sheets)
    with transaction.atomic():
        now = _held(found, member, revision)
        now.table, now.columns, now.rows = table, asdict(setting), rows
        now.save(update_fields=["table", "columns", "rows"])
        return now


@transaction.atomic
def set_columns(found: PlanImport, member: Member, setting: Setting, revision: int) -> PlanImport:
    """Say what the columns are, what is taken where the table says nothing, and who is meant by a name.

    Raises:
        NotAllowed: `member` may not write the whole plan.
        Refused: a field is given twice, or it is saved already.
        Changed: somebody else went on with it meanwhile.
    """
    now = _held(found, member, revision)
    taken = [one for one in setting.fields if one != LEAVE]
    twice = next((one for one in taken if taken.count(one) > 1), None)
    if twice:
        raise Refused(
            _("Two columns are taken for “%(field)s”. Choose one of them.")
            % {"field": FIELDS[twice]}
        )
    if any(one not in FIELDS for one in taken) or setting.kind not in ("", *CostKind.values):
        raise Refused(_("Choose what each column is from the list."))
    setting.strand = text_in("strand", setting.strand, 80)
    setting.funding = text_in("funding", setting.funding, 80)
    setting.rationale = text_in("rationale", setting.rationale, 300)
    now.columns = asdict(setting)
    now.save(update_fields=["columns"])
    return now


@transaction.atomic
def mend(
    found: PlanImport,
    member: Member,
    cells: Mapping[int, Mapping[int, str]],
    left_out: Mapping[int, bool],
    revision: int,
) -> PlanImport:
    """Put other words into cells, by line and column from 0, and leave out rows or take them in again.

    Raises:
        NotAllowed: `member` may not write the whole plan.
        Refused: it is saved already.
        Changed: somebody else went on with it meanwhile.
    """
    now = _held(found, member, revision)
    for row in now.rows:
        for column, text in cells.get(row["line"], {}).items():
            if column < len(row["cells"]) and row["cells"][column] != text.strip():
                row["cells"][column] = text.strip()[:LONGEST_CELL]
                row["problems"].pop(str(column), None)
        if row["line"] in left_out:
            row["out"] = left_out[row["line"]]
    now.save(update_fields=["rows"])
    return now


@transaction.atomic
def save_import(found: PlanImport, member: Member, shown: str) -> Read:
    """Bring all rows into the plan. `shown` is the fingerprint of what the member was shown.

    Raises:
        NotAllowed: `member` may not write the whole plan.
        Refused: a row cannot be, something changed since it was shown, it is saved already, or the
            plan is closed; then nothing is saved.
    """
    check(member, "devplan.write_plan")
    plan = open_plan(found.plan_id)
    now = PlanImport.objects.select_for_update().get(pk=found.pk)
    now.plan, now.school = plan, plan.school
    if now.finished_at:
        raise Refused(_("This table is in the plan already."))
    read = read_import(now)
    if read.wrong:
        raise Refused(_("Some rows cannot be saved yet. Mend them, or leave them out."))
    if read.fingerprint != shown:
        raise Refused(
            _("The plan has changed since these rows were shown. Look at them once more.")
        )
    if read.whole.changes:
        _write(plan, read.whole)
        void_signatures(plan)
        record(
            plan.school,
            member,
            "devplan.brought",
            path=plan.get_absolute_url(),
            plan=plan.title,
            rows=str(len(read.whole.lines)),
        )
    now.finished_at = timezone.now()
    now.save(update_fields=["finished_at"])
    return read


@transaction.atomic
def drop_import(found: PlanImport, member: Member) -> None:
    """Give up a table that is not in the plan; the file goes with it.

    Raises:
        NotAllowed: `member` may not write the whole plan.
        Refused: it is in the plan already, and stays as what it came from.
    """
    now = _held(found, member, found.revision)
    upload = now.upload
    now.delete()
    upload.delete()


def _held(found: PlanImport, member: Member, revision: int) -> PlanImport:
    """The import as it is now, one revision on."""
    check(member, "devplan.write_plan")
    plan = open_plan(found.plan_id)
    now = PlanImport.objects.select_for_update().select_related("upload").get(pk=found.pk)
    now.plan, now.school = plan, plan.school
    if now.finished_at:
        raise Refused(_("This table is in the plan already."))
    if now.revision != revision:
        raise Changed(None, now.revision)
    now.revision += 1
    now.save(update_fields=["revision"])
    return now


# ---- Writing it all at once ------------------------------------------------------------------------


def _write(plan: Plan, whole: Whole) -> None:
    strands = _strands(plan, whole.new_strands)
    objectives = whole.objectives
    _objectives(plan, objectives, strands)
    _criteria(plan, objectives)
    _actions(plan, objectives)
    _costs(plan, objectives)


def _strands(plan: Plan, names: Sequence[str]) -> dict[str, int]:
    order = next_order(plan.strands)
    Strand.objects.bulk_create(
        Strand(school=plan.school, plan=plan, name=name, order=order + n)
        for n, name in enumerate(names)
    )
    return {matching.tidy(name): pk for name, pk in plan.strands.values_list("name", "pk")}


def _objectives(plan: Plan, drafts: Sequence[ObjectiveDraft], strands: Mapping[str, int]) -> None:
    order = next_order(plan.objectives)
    rows = []
    for draft in drafts:
        strand = strands[matching.tidy(draft.strand)]
        row = Objective(school=plan.school, plan=plan, strand_id=strand, **_said(draft))
        row.pk, row.revision = draft.pk, draft.revision + bool(draft.changed)
        row.order = order
        order += draft.is_new
        rows.append(row)
    _save(Objective, drafts, rows, (*matching.OBJECTIVE, "strand_id", "revision"))


def _criteria(plan: Plan, objectives: Sequence[ObjectiveDraft]) -> None:
    drafts: list[CriterionDraft] = []
    rows = []
    for objective in objectives:
        assert objective.pk is not None
        for order, draft in enumerate(objective.criteria):
            drafts.append(draft)
            one = Criterion(
                school=plan.school, objective_id=objective.pk, order=order, **draft.says
            )
            one.pk = draft.pk
            rows.append(one)
    _save(Criterion, drafts, rows, ("due_on",))


def _actions(plan: Plan, objectives: Sequence[ObjectiveDraft]) -> None:
    drafts: list[ActionDraft] = []
    rows = []
    for objective in objectives:
        order = max((one.order for one in objective.actions if not one.is_new), default=-1) + 1
        assert objective.pk is not None
        for draft in objective.actions:
            drafts.append(draft)
            one = Action(school=plan.school, objective_id=objective.pk, **_said(draft))
            touched = draft.changed or matching.more_help(draft) or _money(draft)
            one.pk, one.revision = draft.pk, draft.revision + bool(touched)
            one.order = order
            order += draft.is_new
            rows.append(one)
            if touched and not draft.is_new:
                draft.changed.setdefault("revision", (draft.revision, one.revision))
    _save(Action, drafts, rows, (*matching.ACTION, "revision"))
    through = Action.supporters.through
    through.objects.bulk_create(
        through(action_id=draft.pk, member_id=pk)
        for draft in drafts
        for pk in sorted(matching.more_help(draft))
    )


def _money(action: ActionDraft) -> bool:
    return any(one.is_new or one.changed for one in action.costs)


def _costs(plan: Plan, objectives: Sequence[ObjectiveDraft]) -> None:
    drafts: list[CostDraft] = []
    rows = []
    for objective in objectives:
        for action in objective.actions:
            assert action.pk is not None
            for draft in action.costs:
                drafts.append(draft)
                one = Cost(school=plan.school, action_id=action.pk, **draft.says)
                one.pk = draft.pk
                rows.append(one)
    _save(Cost, drafts, rows, matching.COST)


def _said(draft: Draft) -> dict[str, object]:
    return {name: value for name, value in draft.says.items() if value is not None}


def _save(
    model: type[Objective] | type[Criterion] | type[Action] | type[Cost],
    drafts: Sequence[Draft],
    rows: Sequence[Objective | Criterion | Action | Cost],
    fields: Sequence[str],
) -> None:
    """Add the rows that are new, and change those that say something else now; two statements."""
    pairs = list(zip(drafts, rows, strict=True))
    fresh = [(draft, row) for draft, row in pairs if draft.is_new]
    changed = [row for draft, row in pairs if not draft.is_new and draft.changed]
    model.objects.bulk_create([row for _draft, row in fresh])  # type: ignore[misc]
    for draft, row in fresh:
        draft.pk = row.pk
    if changed:
        names = [one.removesuffix("_id") for one in fields]
        model.objects.bulk_update(changed, names, batch_size=200)  # type: ignore[arg-type]
