"""What is carried of the audits: what people judge keeps the promises that it was given with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from schools.carrying import Numbers, Table, add_tables, addresses, carry, keyed, tell
from schools.models import Member, School
from schools.permissions import may

from .bringing.workbook import registers_workbook
from .models import (
    AgreedLevel,
    EntitlementGap,
    EntryDocument,
    Judgement,
    Maintenance,
    OwnStrand,
    Purchase,
    Quote,
    RegisterEntry,
    RegisterImport,
    Renewal,
    SelfReview,
    SelfReviewJudge,
    Signature,
    Skill,
    SkillsAnswer,
    SkillsAsked,
    SkillsAudit,
    SkillsQuestion,
    Statement,
    StrandJudgement,
    TrainingAfter,
    TrainingOffer,
    TrainingPlace,
)

TEXTS = {"type": "array", "items": {"type": "string"}}
# A table on its way in: its cells as read and mended, and what its columns are taken for.
ROWS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "line": {"type": "integer"},
            "cells": TEXTS,
            "problems": {"type": "object", "additionalProperties": {"type": "string"}},
            "heading": {"type": "boolean"},
            "out": {"type": "boolean"},
        },
        "required": ["line", "cells", "problems", "heading", "out"],
        "additionalProperties": False,
    },
}
COLUMNS = {
    "type": "object",
    "properties": {
        "heads": TEXTS,
        "fields": TEXTS,
        "kind": {"type": "string"},
        "tables": {
            "type": "array",
            "items": {"type": "array", "items": {"type": ["string", "integer"]}, "maxItems": 2},
        },
    },
    "additionalProperties": False,
}
# The words of a strand (`audits.strands.StrandWords`).
LEVELS_SHAPE = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"text": {"type": "string"}, "know": {"type": "string"}, "next": TEXTS},
        "required": ["text", "know", "next"],
        "additionalProperties": False,
    },
    "minItems": 5,
    "maxItems": 5,
}
WORDS = {"title": {"type": "string"}, "about": {"type": "string"}, "levels": LEVELS_SHAPE}
WORDS_SHAPE = {
    "type": "object",
    "properties": WORDS,
    "required": list(WORDS),
    "additionalProperties": False,
}
STRANDS_SHAPE = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"key": {"type": "string"}, "plan_strand": {"type": "string"}, **WORDS},
        "required": ["key", "plan_strand", *WORDS],
        "additionalProperties": False,
    },
}
NO_RATER = "who judged what is nobody else’s to know"


def _objective(value: int | None, row: Any, numbers: Numbers) -> int | None:
    return numbers.of("devplan.objective", value)


def with_keys(
    rows: list[dict[str, Any]], row: Mapping[str, Any], key: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The rows of a table that came back, with `key` done to each cell of the column of keys."""
    columns = [
        place for place, name in enumerate(row["columns"].get("fields", [])) if name == "key"
    ]
    return [
        {
            **one,
            "cells": [
                key(cell) if place in columns else cell for place, cell in enumerate(one["cells"])
            ],
        }
        for one in rows
    ]


def _keys(value: list[dict[str, Any]], row: Mapping[str, Any], numbers: Numbers) -> Any:
    """The rows of a register that came back: the keys in them ("R12") are of entries."""

    def key(text: str) -> str:
        found = re.fullmatch(r"(\s*R)(-?\d{1,17})(\s*)", text)
        if found is None:
            return text
        return f"{found[1]}{numbers.kept('audits.registerentry', int(found[2]))}{found[3]}"

    return with_keys(value, row, key)


def _judgements(school: School) -> list[StrandJudgement]:
    """What is revealed, in an order that tells nobody apart: by strand, level and words."""
    rows = StrandJudgement._base_manager.filter(school=school).select_related("judge")
    shown = [one for one in rows.select_related("judge__review", "unnamed_in") if _is_shown(one)]
    return sorted(shown, key=_by_words)


def _is_shown(one: StrandJudgement) -> bool:
    return _review_of(one).state != SelfReview.State.JUDGING


def _review_of(one: StrandJudgement) -> SelfReview:
    review = one.unnamed_in if one.judge is None else one.judge.review
    assert review is not None  # one of the two is there: a constraint
    return review


def _by_words(one: StrandJudgement) -> tuple[Any, ...]:
    said = (one.strand, one.level or 0, one.cannot_say, one.evidence, one.what_next)
    return _review_of(one).pk, *said


def _finished_at(one: SelfReviewJudge) -> Any:
    """When somebody had judged everything; of what is not revealed, nothing: it is judged anew."""
    return None if one.review.state == SelfReview.State.JUDGING else one.finished_at


def _judges(school: School) -> Any:
    rows = SelfReviewJudge._base_manager.filter(school=school).select_related("review")
    return rows.order_by("pk")


carry(Statement, Judgement, Signature, EntitlementGap)
carry(RegisterEntry, EntryDocument, Renewal, Maintenance, Quote)
carry(Purchase, texts={"objective": _objective})
carry(RegisterImport, texts={"rows": _keys}, shapes={"rows": ROWS, "columns": COLUMNS})
carry(OwnStrand, shapes={"levels": LEVELS_SHAPE, "adopted": WORDS_SHAPE})
carry(SelfReview, shapes={"strands": STRANDS_SHAPE})
carry(AgreedLevel)
carry(SelfReviewJudge, rows=_judges, says={"finished_at": _finished_at})
carry(
    StrandJudgement,
    without={"judge": NO_RATER, "saved_at": NO_RATER},
    says={"unnamed_in": _review_of},
    rows=_judgements,
)
carry(Skill, SkillsAudit, SkillsQuestion, SkillsAnswer)
carry(SkillsAsked, texts={"group": keyed({"subject": "schools.subject"})})
carry(TrainingOffer, TrainingPlace, TrainingAfter)
tell(
    _(
        "Who judged what in a self-review. What was revealed is there without names, as its pages show it. A "
        "self-review that is still being judged is there without any judgement, and is judged anew."
    )
)
addresses(
    "audits",
    "area",
    "part",
    "stage",
    asked="audits.skillsasked",
    entry="audits.registerentry",
    imported="audits.registerimport",
    line="audits.maintenance",
    offer="audits.trainingoffer",
    own="audits.ownstrand",
    paper="audits.entrydocument",
    purchase="audits.purchase",
    question="audits.skillsquestion",
    quote="audits.quote",
    selfreview="audits.selfreview",
    skill="audits.skill",
    skills="audits.skillsaudit",
    statement="audits.statement",
    subject="schools.subject",
)


def _tables(school: School, member: Member) -> Iterator[Table]:
    """The registers, where there is anything in them."""
    if may(member, "audits.read_registers") and RegisterEntry.objects.exists():
        yield slugify(f"registers {school.name}"), partial(registers_workbook, school)


add_tables(_tables)
