"""What is carried of duties, roles and their descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schools.carrying import Numbers, addresses, carry

from .models import Comment, Duty, Holding, Line, Role, RoleDescription, Signature

SHAPE = {
    "type": "object",
    "properties": {
        "school": {"type": "string"},
        "role": {"type": "string"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "vision": {
            "type": ["object", "null"],
            "properties": {"number": {"type": "integer"}, "text": {"type": "string"}},
        },
        "aims": {"type": "array", "items": {"type": "string"}},
        "subjects": {
            "type": "object",
            "patternProperties": {"^-?[0-9]{1,17}$": {"type": "string"}},
            "additionalProperties": False,
        },
        "key_stages": {"type": "array", "items": {"type": "string"}},
    },
}


def words(value: dict[str, Any], row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The words that a version was agreed with: subjects stand in them by number."""
    if "subjects" not in value:
        return value
    named = value["subjects"].items()
    subjects = {str(numbers.kept("schools.subject", int(pk))): name for pk, name in named}
    return {**value, "subjects": subjects}


carry(Duty, Role, Holding, Line, Signature, Comment)
carry(RoleDescription, texts={"words": words}, shapes={"words": SHAPE})
addresses(
    "roles",
    "number",
    "group",
    "role_key",
    "set_key",
    role="roles.role",
    pk="roles.duty",
    signature="roles.signature",
)
