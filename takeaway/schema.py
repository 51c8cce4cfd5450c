"""The JSON Schema of a school's file: made from the models and what each app says it carries of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import fastjsonschema
from django.db import models

from schools.carrying import CARRIED, SCHOOL, Carried

from .values import Anyfield, to_plain

VERSION = 1
FORMAT = "ictlead-school"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"
_NUMBER = r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$"
# What each kind of whole number holds on both databases; the first that fits counts.
_RANGES: list[tuple[type[Anyfield], int, int]] = [
    (models.PositiveSmallIntegerField, 0, 2**15 - 1),
    (models.PositiveBigIntegerField, 0, 2**63 - 1),
    (models.PositiveIntegerField, 0, 2**31 - 1),
    (models.BigIntegerField, -(2**63), 2**63 - 1),
    (models.SmallIntegerField, -(2**15), 2**15 - 1),
    (models.IntegerField, -(2**31), 2**31 - 1),
]
_ID = {"type": "integer", "minimum": 1}


def schema() -> dict[str, Any]:
    """The whole schema, as it stands in docs/school-file.schema.json."""
    [school] = SCHOOL
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A school of ICT Lead",
        "description": (
            "What school.json holds. The rows of each model are numbered from 1, in their order; references are "
            "these numbers. Where an older file lacks a property that is not required, its usual value is taken."
        ),
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "school": _row(school, numbered=False),
            "rows": {
                "type": "object",
                "properties": {
                    label: {"type": "array", "items": _row(CARRIED[label])}
                    for label in sorted(CARRIED)
                },
                "additionalProperties": False,
            },
        },
        "required": ["format", "version", "school", "rows"],
        "additionalProperties": False,
    }


@cache
def check() -> Any:
    """The compiled check: call it with what a file holds.

    Raises (when it is called):
        JsonSchemaValueException: the first thing that is not as the schema says.
    """
    return fastjsonschema.compile(schema())


def _row(carried: Carried, *, numbered: bool = True) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": _ID} if numbered else {}
    required = ["id"] if numbered else []
    for field in carried.fields:
        properties[field.name] = _property(carried, field)
        if is_required(field):
            required.append(field.name)
    for many in carried.lists:
        about = f"Numbers of {many.related_model._meta.label_lower}."
        properties[many.name] = {
            "type": "array",
            "items": _ID,
            "uniqueItems": True,
            "description": about,
        }
    return {
        "type": "object",
        "description": " ".join((carried.model.__doc__ or "").split()),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def is_required(field: Anyfield) -> bool:
    """Whether a file must say it: the field has no usual value."""
    return not (field.has_default() or field.null or (field.empty_strings_allowed and field.blank))


def _property(carried: Carried, field: Anyfield) -> dict[str, Any]:
    found = _of(carried, field)
    if not field.null:
        return found
    if "enum" in found:
        return {**found, "enum": [*found["enum"], None]}
    if isinstance(found.get("type"), str):
        return {**found, "type": [found["type"], "null"]}
    return {"anyOf": [found, {"type": "null"}]}


def _of(carried: Carried, field: Anyfield) -> dict[str, Any]:
    if field.name in carried.shapes:
        return dict(carried.shapes[field.name])
    if isinstance(field, models.ForeignKey):
        target = field.related_model._meta.label_lower
        return {**_ID, "description": f"Number of {target}."}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if field.choices:
        values = [to_plain(field, value) for value, _words in field.flatchoices]
        return {"enum": [*values, ""] if field.blank and "" not in values else values}
    if isinstance(field, models.IntegerField):
        low, high = next((low, high) for kind, low, high in _RANGES if isinstance(field, kind))
        return {"type": "integer", "minimum": low, "maximum": high}
    if isinstance(field, models.DecimalField):
        return {"type": "string", "pattern": _NUMBER}
    if isinstance(field, models.DateTimeField):
        return {"type": "string", "pattern": _MOMENT}
    if isinstance(field, models.DateField):
        return {"type": "string", "pattern": _DAY}
    if isinstance(field, models.TimeField):
        return {"type": "string", "pattern": _TIME}
    if isinstance(field, (models.CharField, models.TextField)):
        longest = {"maxLength": field.max_length} if field.max_length else {}
        return {"type": "string", **longest}
    raise TypeError(f"{carried.label}.{field.name}: nobody has said how this is carried.")
