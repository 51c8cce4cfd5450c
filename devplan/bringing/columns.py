"""What the columns of a table are: guessed from their heads, put right by hand. No database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.columns import LEAVE, Columns
from exchange.sheets import Sheet

__all__ = ("FIELDS", "LEAVE", "fields_of", "guess", "heads_of")

FIELDS: dict[str, str | Promise] = {
    LEAVE: _("leave out"),
    "key": _("key"),
    "strand": _("strand"),
    "objective": _("objective"),
    "criteria": _("success criteria"),
    "aim": _("aim of the vision"),
    "subject": _("subject"),
    "sdp_reference": _("place in the school development plan"),
    "strategies": _("strategies"),
    "action": _("action"),
    "lead": _("lead"),
    "supporters": _("who helps"),
    "span": _("start and finish"),
    "starts_on": _("start"),
    "ends_on": _("finish"),
    "monitored_how": _("monitored how"),
    "monitored_by": _("monitored by"),
    "monitored_on": _("monitored when"),
    "year": _("academic year of the cost"),
    "cost": _("cost"),
    "kind": _("what the money is for"),
    "capital": _("capital or revenue"),
    "funding": _("funding source"),
    "rationale": _("why it is worth it"),
    "lasts": _("lasts, in years"),
}


@cache
def _columns() -> Columns:
    """The fields with the words of columns.yaml, read once."""
    path = Path(__file__).parent / "columns.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Columns(FIELDS, loaded["exact"], loaded["fields"], {"action": "action"})


def guess(head: str) -> str:
    """The field that a head names; "leave" where none is known."""
    return _columns().guess(head)


def heads_of(sheet: Sheet) -> tuple[int, list[str]]:
    """How many rows stand above the plan's own, and the heads of its columns (exchange/columns.py)."""
    return _columns().heads_of(sheet)


def fields_of(heads: Sequence[str], width: int) -> list[str]:
    """A field for each column, none but costs and what is left out twice."""
    return _columns().fields_of(heads, width)
