"""A school out of its file: every value is checked first; then all rows are written, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import fastjsonschema
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, models
from django.urls import get_resolver
from django.utils.translation import gettext as _

from files.actions import safe_name
from files.kinds import ENDINGS
from schools.carrying import CARRIED, SCHOOL, Carried, Dangling
from schools.models import School
from schools.refusals import Refused

from . import schema
from .archive import Opened
from .contents import ordered
from .values import Unfit, from_plain, unfit_text

AT_ONCE = 400
Row = dict[str, Any]


class _NotYet(Exception):
    """A number is asked for of a model whose rows are not written yet."""


@dataclass
class Inwards:
    """Numbers on the way in: those of the rows that were written, by the numbers of the file."""

    below: str
    counts: Mapping[str, int]
    known: dict[str, list[int]] = field(default_factory=dict)

    def of(self, model: str, number: int | None) -> int | None:
        if not number:
            return number
        if number < 0:
            return None
        if number > self.counts[model]:
            raise Dangling
        if model not in self.known:
            raise _NotYet
        return self.known[model][number - 1]

    def kept(self, model: str, number: int) -> int:
        found = self.of(model, number)
        return number if found is None else found


@dataclass(frozen=True)
class Checked:
    """A school's file with each value as its field holds it: the school's, and the rows of each model."""

    school: Row
    rows: dict[str, list[Row]]


def check(opened: Opened) -> Checked:
    """Look at every value of a file; the database is not touched.

    Raises:
        Refused: something in it is not as the schema says, refers to nothing, or cannot be.
    """
    get_resolver().url_patterns  # noqa: B018  with the addresses, all sentences of the trail are known
    plain = opened.plain
    _refuse_what_is_unknown(plain)
    try:
        schema.check()(plain)
    except fastjsonschema.JsonSchemaValueException as error:
        raise _not_so(_where(str(error.name)), str(error.rule)) from error
    counts = {label: len(plain["rows"].get(label, [])) for label in CARRIED}
    [about] = SCHOOL
    return Checked(
        _values(about, plain["school"], "school", counts),
        {
            label: list(_rows(CARRIED[label], plain["rows"].get(label, []), counts))
            for label in CARRIED
        },
    )


def write(checked: Checked, opened: Opened, school: School, files: list[Any]) -> None:
    """Write all rows of a file into `school`, which is new, within its scope and an open transaction.

    What is put into the file storage is added to `files`, so that it can be taken out again.

    Raises:
        Refused: the database does not take it: something stands in it twice, or contradicts something else.
    """
    counts = {label: len(rows) for label, rows in checked.rows.items()}
    numbers = Inwards(f"/s/{school.slug}", counts)
    made: dict[str, list[Any]] = {}
    later: dict[str, dict[str, list[Any]]] = {}
    for carried in ordered():
        label = carried.label
        try:
            made[label] = _make(carried, checked.rows[label], school, numbers, later)
            numbers.known[label] = [one.pk for one in made[label]]
            _fill_lists(carried, made[label], checked.rows[label], numbers)
            if carried.stored:
                _store(carried, made[label], opened, files)
        except Dangling as error:
            raise Refused(_dangles(label)) from error
        except (IntegrityError, DataError) as error:
            raise Refused(
                _("Something in “%(model)s” stands there twice, or contradicts something else.")
                % {"model": label}
            ) from error
    for label, fields in later.items():
        _write_later(CARRIED[label], fields, made[label], checked.rows[label], numbers)


# Checking -----------------------------------------------------------------------------------------


def _refuse_what_is_unknown(plain: Any) -> None:
    rows = plain.get("rows") if isinstance(plain, dict) else None
    if isinstance(rows, dict) and (unknown := sorted(rows.keys() - CARRIED.keys())):
        raise Refused(
            _(
                "The file holds “%(model)s”, which this ICT Lead does not know: it was made by a newer one. Bring "
                "this site up to date first."
            )
            % {"model": unknown[0][:80]}
        )


def _not_so(where: str, why: str) -> Refused:
    return Refused(
        _("school.json: %(where)s is not as it must be (%(why)s).") % {"where": where, "why": why}
    )


def _dangles(label: str) -> str:
    return _("Something in “%(model)s” refers to what is not in the file.") % {"model": label}


def _where(name: str) -> str:
    """`data.rows.roles.duty[3].text` → "rows › roles.duty › 4 › text"."""
    return name.removeprefix("data.")[:160] if name != "data" else "it"


def _rows(carried: Carried, rows: list[Row], counts: Mapping[str, int]) -> Iterator[Row]:
    for place, row in enumerate(rows, start=1):
        where = f"{carried.label}, {place}"
        if row["id"] != place:
            raise _not_so(where, "id")
        yield _values(carried, row, where, counts)


def _values(carried: Carried, row: Row, where: str, counts: Mapping[str, int]) -> Row:
    """The values of a row as its fields hold them; references stay the file's numbers."""
    if wrong := unfit_text(row):
        raise _not_so(where, wrong)
    values: Row = {}
    for one in carried.fields:
        if one.name not in row:
            continue
        value = row[one.name]
        if isinstance(one, models.ForeignKey):
            _refuse_dangling(one, [value] if value is not None else [], counts, carried)
            values[one.name] = value
            continue
        try:
            values[one.name] = from_plain(one, value)
        except Unfit as unfit:
            raise _not_so(f"{where}, {one.name}", str(unfit)[:160]) from unfit
    for many in carried.lists:
        values[many.name] = row.get(many.name, [])
        _refuse_dangling(many, values[many.name], counts, carried)
    if wrong := carried.wrong(values):
        raise _not_so(where, wrong)
    return values


def _refuse_dangling(
    one: Any, given: list[int], counts: Mapping[str, int], carried: Carried
) -> None:
    count = counts[one.related_model._meta.label_lower]
    if any(not 0 < number <= count for number in given):
        raise Refused(_dangles(carried.label))


# Writing ------------------------------------------------------------------------------------------


def _make(
    carried: Carried,
    rows: list[Row],
    school: School,
    numbers: Inwards,
    later: dict[str, dict[str, list[Any]]],
) -> list[Any]:
    """The rows of one model, written together; what cannot be said yet is put down in `later`."""
    made = [
        carried.model(school=school, **_said(carried, row, place, numbers, later))
        for place, row in enumerate(rows)
    ]
    # Django's own, for neither scopes nor who listens for changes has a part in this.
    plain: models.QuerySet[Any] = models.QuerySet(carried.model)
    plain.bulk_create(made, batch_size=AT_ONCE)
    for one in carried.fields:
        if getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False):
            _put_off(later, carried, one.name, range(len(rows)))
    return made


def _put_off(
    later: dict[str, dict[str, list[Any]]], carried: Carried, name: str, places: Any
) -> None:
    later.setdefault(carried.label, {}).setdefault(name, []).extend(places)


def _said(
    carried: Carried,
    row: Row,
    place: int,
    numbers: Inwards,
    later: dict[str, dict[str, list[Any]]],
) -> Row:
    said: Row = {}
    for one in carried.fields:
        if one.name not in row:
            continue
        value = row[one.name]
        if isinstance(one, models.ForeignKey):
            if one.related_model is carried.model:
                if value is not None:
                    _put_off(later, carried, one.name, [place])
                continue
            target = one.related_model._meta.label_lower
            said[one.attname] = numbers.of(target, value)
        elif one.name in carried.texts:
            try:
                said[one.name] = carried.texts[one.name](value, row, numbers)
            except _NotYet:
                said[one.name] = value
                _put_off(later, carried, one.name, [place])
            except (KeyError, TypeError, ValueError) as error:
                raise _not_so(
                    f"{carried.label}, {place + 1}, {one.name}", _("it is not of the right shape")
                ) from error
        else:
            said[one.name] = value
    if carried.stored and "content_type" in row:
        said["name"] = safe_name(row["name"], ENDINGS.get(row["content_type"], ""))
    return said


def _write_later(
    carried: Carried,
    fields: Mapping[str, list[int]],
    made: list[Any],
    rows: list[Row],
    numbers: Inwards,
) -> None:
    """References of a model to itself, texts with numbers of later rows, and moments that Django sets to now."""
    plain: models.QuerySet[Any] = models.QuerySet(carried.model)
    for name, places in fields.items():
        one = carried.model._meta.get_field(name)
        for place in places:
            value = rows[place][name]
            if isinstance(one, models.ForeignKey):
                setattr(made[place], one.attname, numbers.of(carried.label, value))
            elif name in carried.texts:
                try:
                    translated = carried.texts[name](value, rows[place], numbers)
                except Dangling as error:
                    raise Refused(_dangles(carried.label)) from error
                except (KeyError, TypeError, ValueError) as error:
                    where = f"{carried.label}, {place + 1}, {name}"
                    raise _not_so(where, _("it is not of the right shape")) from error
                setattr(made[place], name, translated)
            else:
                setattr(made[place], name, value)
        plain.bulk_update([made[place] for place in places], [name], batch_size=AT_ONCE)


def _fill_lists(carried: Carried, made: list[Any], rows: list[Row], numbers: Inwards) -> None:
    for many in carried.lists:
        through = many.remote_field.through
        own, other = many.m2m_field_name(), many.m2m_reverse_field_name()
        target = many.related_model._meta.label_lower
        assert through is not None
        pairs: list[Any] = [
            through(**{f"{own}_id": one.pk, f"{other}_id": numbers.of(target, number)})
            for one, row in zip(made, rows, strict=True)
            for number in row[many.name]
        ]
        between: models.QuerySet[Any] = models.QuerySet(through)
        between.bulk_create(pairs, batch_size=AT_ONCE)


def _store(carried: Carried, made: list[Any], opened: Opened, files: list[Any]) -> None:
    """Put each row's file into the storage, below its school."""
    entries = set(opened.archive.namelist())
    for one in made:
        if one.content_type not in ENDINGS:
            raise Refused(
                _("“%(name)s” is not of a kind that can be kept here.") % {"name": one.name}
            )
        entry = opened.entry_of(one.sha256, one.content_type)
        if entry not in entries or opened.archive.getinfo(entry).file_size != one.size:
            raise Refused(_("“%(name)s” is missing in the .zip.") % {"name": one.name})
        kept = getattr(one, carried.stored)
        kept.save("", ContentFile(opened.archive.read(entry)), save=False)
        files.append(kept)
    plain: models.QuerySet[Any] = models.QuerySet(carried.model)
    plain.bulk_update(made, [carried.stored], batch_size=AT_ONCE)
