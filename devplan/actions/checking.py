"""What every writing of a plan checks: that it may still change, that nobody else wrote meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roles.queries.people import staff_of
from schools.models import Member, School, SchoolOwned
from schools.prepared import prepared
from schools.refusals import Refused

from ..days import EARLIEST, LATEST
from ..models import Plan, PlanSignature, State

Row = TypeVar("Row", bound=SchoolOwned)
Staff = Mapping[int, Member]


class NotSo(Refused):
    """One thing that was typed is refused: `field` names it, as in the words it was given in."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Changed(Refused):
    """Somebody else saved the row meanwhile; `now` is what it says, and `revision` the one it has."""

    def __init__(self, now: Any, revision: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing. Both wordings are below; nothing "
                "is lost. Save again to put yours in place of theirs."
            )
        )
        self.now = now
        self.revision = revision


def open_plan(pk: int) -> Plan:
    """The plan as it is now, held until the end of the transaction.

    Raises:
        Refused: it is closed.
    """
    plan = Plan.objects.select_for_update().select_related("school").get(pk=pk)
    refuse_closed(plan)
    return plan


def refuse_closed(plan: Plan) -> None:
    """
    Raises:
        Refused: the plan is closed.
    """
    if plan.state == State.CLOSED:
        raise Refused(
            _("This plan is closed and stays as it is. Write what is left into the new plan.")
        )


def void_signatures(plan: Plan) -> None:
    """Take back the signatures that wait for the other: what was signed has changed since.

    Those with which a version was agreed stay.
    """
    if waiting := _waiting(plan.school, plan=plan.pk):
        PlanSignature.objects.filter(pk__in=waiting).delete()


@prepared
def _waiting(*, school: int, plan: int) -> QuerySet[PlanSignature, int]:
    rows = PlanSignature.objects.filter(plan=plan, version=None)
    return rows.order_by().values_list("pk", flat=True)


def text_in(field: str, text: str, most: int, missing: str = "") -> str:
    """What was typed, without what stands around it. `missing` is said where it may not be empty.

    Raises:
        NotSo: it is too long, or missing.
    """
    tidy = text.strip()
    if not tidy and missing:
        raise NotSo(field, missing)
    if len(tidy) > most:
        raise NotSo(
            field,
            _("This can have %(most)s characters; it has %(has)s.")
            % {"most": most, "has": len(tidy)},
        )
    return tidy


def day_in(field: str, day: datetime.date | None) -> datetime.date | None:
    """A day that can be meant.

    Raises:
        NotSo: it is in another century.
    """
    if day is not None and not EARLIEST <= day.year <= LATEST:
        raise NotSo(field, _("Look at the year once more: %(year)s.") % {"year": day.year})
    return day


def person_in(
    field: str, pk: int | None, school: School, staff: Staff | None = None
) -> Member | None:
    """Somebody of the staff, by id.

    Raises:
        NotSo: they have left, or have no position among the staff.
    """
    return None if pk is None else people_in(field, [pk], school, staff)[0]


def people_in(
    field: str, pks: Collection[int], school: School, staff: Staff | None = None
) -> list[Member]:
    """People of the staff, by id, in order of their names. `staff` is the school's, where it is known.

    Raises:
        NotSo: one has left, or has no position among the staff.
    """
    if not pks:
        return []
    if staff is None:
        staff = {one.pk: one for one in staff_of(school, pks)}
    others = [pk for pk in pks if pk not in staff]
    if others:
        member = Member.objects.filter(pk__in=others).first()
        if member is not None and member.left_on:
            raise NotSo(
                field,
                _("%(name)s has left the school. Choose somebody else, or nobody for now.")
                % {"name": member.name},
            )
        raise NotSo(
            field,
            _("%(name)s is not among the staff. Choose somebody who is, or nobody for now.")
            % {"name": member.name if member else _("Whom you chose")},
        )
    return sorted((staff[pk] for pk in set(pks)), key=lambda one: (one.name, one.pk))


def moved(rows: list[Row], row: Row, up: bool) -> None:
    """Put a row one place up or down among `rows`, in their order; at an end it stays."""
    at = next(index for index, one in enumerate(rows) if one.pk == row.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    changed = []
    rows = [row if one.pk == row.pk else one for one in rows]
    for order, one in enumerate(rows):
        if one.order != order:  # type: ignore[attr-defined]
            one.order = order  # type: ignore[attr-defined]
            changed.append(one)
    if changed:
        type(row).objects.bulk_update(changed, ["order"])


def next_order(rows: Any) -> int:
    """The place after the last of these rows."""
    last = rows.order_by("-order").values_list("order", flat=True).first()
    return 0 if last is None else last + 1
