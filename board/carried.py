"""What is carried of the noticeboard and of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from schools.carrying import Numbers, addresses, carry, leave_out, tell
from schools.models import School

from .askable import KINDS
from .models import Call, Note, NoteRead, Question, Reply, Telling

NAMES = {"type": "array", "items": {"type": "string", "maxLength": 40}}
LINKS = {"type": "array", "items": {"type": "string", "pattern": "^https?://", "maxLength": 2000}}


def _shown(school: School) -> Any:
    """Notes that are or were on the noticeboard: a draft is read by its writer alone."""
    notes = Note._base_manager.filter(school=school).exclude(state=Note.State.DRAFT)
    return notes.order_by("pk")


def thing(value: str, row: Mapping[str, Any], numbers: Numbers) -> str:
    """The key of what is asked about: its numbers, each of the model that its kind names."""
    known = KINDS.get(row["kind"])
    if known is None or not known.model:
        return value
    number, colon, rest = value.partition(":")
    if not re.fullmatch(r"-?\d{1,17}", number):
        return value
    return f"{numbers.kept(known.model, int(number))}{colon}{rest}"


carry(
    Note,
    rows=_shown,
    shapes={"links": LINKS, "key_stages": NAMES},
)
carry(NoteRead, Reply, Call, Telling)
carry(Question, texts={"thing": thing})
leave_out("board.digest", "which e-mails went out belongs to the site that sent them")
tell(_("Notes that nobody has put on the noticeboard yet: a draft is its writer’s alone."))
addresses("board", "kind", note="board.note", thread="board.question")
