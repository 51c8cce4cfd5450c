"""What is carried of priority reviews: what was revealed, as its pages show it; never who rated what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roles.groups import group_titles
from schools.carrying import Numbers, Table, add_tables, addresses, carry, leave_out
from schools.models import Member, School
from schools.permissions import may

from .exports import ratings_workbook
from .models import (
    Completion,
    DecidedMinutes,
    Decision,
    FollowUp,
    Participant,
    Review,
    ReviewDuty,
    Round,
)
from .queries.decisions import DECISIONS
from .queries.results import KEPT, results, to_carry
from .queries.reviews import labels_of, with_names

NUMBER = {"type": ["number", "null"]}
ID = {"type": ["integer", "null"]}
WHOLE = {"type": "integer"}
TEXT = {"type": "string"}


def _several(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _of(required: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An object with exactly these properties, all of them there but those of `more`."""
    return {
        "type": "object",
        "properties": {**required, **more},
        "required": list(required),
        "additionalProperties": False,
    }


_DUTY = _of(
    {"pk": WHOLE, "duty": WHOLE, "text": TEXT, "label": TEXT, "area": TEXT},
    floor=ID,
    ceiling=ID,
)
_FIGURES = _of(
    {
        "place": WHOLE,
        "counts": _several(WHOLE),
        "cannot_say": WHOLE,
        "median": NUMBER,
        "mean": NUMBER,
        "consensus": NUMBER,
        "split": {"type": "number"},
        "minutes": ID,
        "quadrant": {"type": ["string", "null"]},
    }
)
_ANALYSIS = _of(
    {
        "duties": _several(_FIGURES),
        "agreement": _of(
            {"w": NUMBER, "raters": WHOLE, "left_out": WHOLE}, flat={"type": "boolean"}
        ),
        "shares": _several(
            _of({"area": TEXT, "influence": {"type": "number"}, "time": NUMBER, "gap": NUMBER})
        ),
        "mean_minutes": NUMBER,
        "ranking": _several(WHOLE),
        "agenda": _several(WHOLE),
    }
)
_ROUND = _of(
    {
        "number": WHOLE,
        "revealed_on": TEXT,
        "asked": WHOLE,
        "typed_in": WHOLE,
        "table": _several(_several(ID)),
        "raters": {"type": ["array", "null"], "items": WHOLE},
        "coordinators": _several(
            _of({"participant": WHOLE, "name": TEXT, "capacity": ID, "minutes": _several(ID)})
        ),
        "remarks": _several(_several(_of({"text": TEXT, "participant": ID, "name": TEXT}))),
        "carriers": _several({"type": "object", "additionalProperties": WHOLE}),
        "groups": _several(_of({"kind": TEXT, "raters": WHOLE, "medians": _several(NUMBER)})),
        "all_groups": WHOLE,
        "analysis": _ANALYSIS,
    }
)
_RESULTS = _of(
    {
        "duties": _several(_DUTY),
        "rounds": {**_several(_ROUND), "minItems": 1},
        "number": WHOLE,
        "previous": {
            "anyOf": [
                {"type": "null"},
                _of({"title": TEXT, "on": TEXT, "medians": _several(NUMBER)}),
            ]
        },
        "names": {"type": "object", "maxProperties": 0},
        "high": {"type": "number"},
    }
)
_DECIDED = _of(
    {"duty": WHOLE, "school_duty": WHOLE, "kind": {"enum": Decision.Kind.values}},
    to_role=ID,
    title=TEXT,
    reason=TEXT,
    by=ID,
    minutes={
        "type": "object",
        "patternProperties": {"^-?[0-9]{1,9}$": WHOLE},
        "additionalProperties": False,
    },
    revision=WHOLE,
)
RESULT = _of(
    {},
    results=_RESULTS,
    decisions=_several(_DECIDED),
    left=_several(_of({"role": ID, "title": TEXT, "sentence": TEXT})),
)
WORDS = {
    "type": "object",
    "properties": {
        "labels": {"type": "object", "additionalProperties": TEXT},
        "vision": TEXT,
        "vision_number": ID,
        "aims": _several(TEXT),
    },
}


def _result(review: Review) -> dict[str, Any]:
    """What a review keeps; of one that is not agreed, the rounds that are revealed so far."""
    kept = {key: value for key, value in review.result.items() if key != KEPT}
    shown = to_carry(review)
    return kept if shown is None else {**kept, KEPT: shown}


def _translated(value: dict[str, Any], row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The kept results and decisions with the numbers of duties, roles and people translated."""
    found = dict(value)
    if KEPT in value:
        shown = dict(value[KEPT])
        shown["duties"] = [
            {
                **one,
                "pk": numbers.kept("priorities.reviewduty", one["pk"]),
                "duty": numbers.kept("roles.duty", one["duty"]),
            }
            for one in shown["duties"]
        ]
        shown["rounds"] = [_round(one, numbers) for one in shown["rounds"]]
        found[KEPT] = shown
    if DECISIONS in value:
        found[DECISIONS] = [_decided(one, numbers) for one in value[DECISIONS]]
    if "left" in value:
        found["left"] = [
            {**one, "role": _known(numbers, "roles.role", one["role"])} for one in value["left"]
        ]
    return found


def _round(one: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    participant = partial(_known, numbers, "priorities.participant")
    raters = one["raters"]
    return {
        **one,
        "raters": None if raters is None else [participant(pk) for pk in raters],
        "coordinators": [
            {**each, "participant": participant(each["participant"])}
            for each in one["coordinators"]
        ],
        "remarks": [
            [{**each, "participant": participant(each["participant"])} for each in remarks]
            for remarks in one["remarks"]
        ],
    }


def _decided(one: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    minutes = one.get("minutes", {}).items()
    return {
        **one,
        "duty": numbers.kept("priorities.reviewduty", one["duty"]),
        "school_duty": numbers.kept("roles.duty", one["school_duty"]),
        "to_role": _known(numbers, "roles.role", one.get("to_role")),
        "by": _known(numbers, "schools.member", one.get("by")),
        "minutes": {
            str(numbers.kept("priorities.participant", int(pk))): spent for pk, spent in minutes
        },
    }


def _known(numbers: Numbers, model: str, number: int | None) -> int | None:
    return None if number is None else numbers.kept(model, number)


def _reviews(school: School) -> Any:
    rows = Review._base_manager.filter(school=school).order_by("pk")
    return rows.select_related("school", "previous").prefetch_related("participants")


def _finished(school: School) -> Any:
    """Who had finished a round that is revealed: one that is open is rated anew where it is brought in."""
    rows = Completion._base_manager.filter(school=school, round__revealed_at__isnull=False)
    return rows.order_by("pk")


carry(
    Review,
    rows=_reviews,
    says={"result": _result},
    texts={"result": _translated},
    shapes={"scale_words": _several(TEXT), "words": WORDS, "result": RESULT},
)
carry(Round, ReviewDuty, Participant, Decision, DecidedMinutes, FollowUp)
carry(Completion, rows=_finished)
leave_out(
    "priorities.rating",
    "what somebody rated is theirs; what was revealed stands in the review's result, as its pages show it",
    _(
        "Who rated what in a priority review. What a revealed round found is there as its pages show it, with names "
        "only where everybody consented. A round that is still open is there without any rating, and is rated anew."
    ),
)
addresses(
    "priorities",
    review="priorities.review",
    duty="priorities.reviewduty",
    participant="priorities.participant",
)


def _tables(school: School, member: Member) -> Iterator[Table]:
    """The results of each review whose results `member` may see."""
    reviews = (
        Review.objects.filter(school=school).order_by("pk").select_related("school", "previous")
    )
    for one in reviews.prefetch_related(with_names()):
        if not may(member, "priorities.see_results", one):
            continue
        try:
            found = results(one, member)
        except Http404:
            continue
        titles = group_titles(labels_of(one, school))
        name = slugify(f"{one.title} {_now('ratings')}") or "ratings"
        yield name, partial(ratings_workbook, one.title, found, titles)


add_tables(_tables)
