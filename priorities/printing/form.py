"""The form on paper: to be filled in with a pen, or on a screen in any reader of PDF files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.register import Document, Printable
from roles.groups import group_titles
from roles.library import AREA_KEYS, fill, library
from schools.labels import LABELS, Labels
from schools.permissions import check, may

from ..analysis import POINTS
from ..models import Review, ReviewDuty, State
from ..opening_words import key_question, opening_words
from ..queries.rating import Choice, carriers
from ..queries.reviews import (
    VisionWords,
    by_area,
    labels_of,
    review_or_404,
    vision_of,
    with_participants,
)

if TYPE_CHECKING:
    from schools.models import Member, School

TEMPLATE = "documents/priorities/form.html"
BLANK = "review-form"
_NAME = re.compile(r"review-(\d+)-form")


@dataclass(frozen=True)
class Row:
    """A duty on the form; `key` names its fields."""

    key: str
    text: str
    why: str


@dataclass(frozen=True)
class PaperArea:
    """An area's duties."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """All that stands on the form. `points` are (number, word); `return_by` says when it is wanted back."""

    title: str
    question: str
    vision: VisionWords | None
    points: tuple[tuple[int, str], ...]
    carriers: tuple[Choice, ...]
    areas: tuple[PaperArea, ...]
    coordinator: str
    return_by: str


class FormSource:
    """Lists and makes the forms of the reviews that are prepared or open."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The form of each review that is not revealed, for who leads it."""
        if not may(member, "priorities.facilitate"):
            return
        for review in with_participants():
            if review.state not in (State.PREPARING, State.RATING):
                continue
            yield Printable(
                f"review-{review.pk}-form",
                _("%(review)s: form to rate on paper") % {"review": review.title},
                _(
                    "For who would rather write, or cannot sign in. Fields can be filled in on a screen too."
                ),
                _("Priorities"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """`review-12-form` is the form of review 12."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        try:
            review = review_or_404(school, int(match[1]))
        except Http404:
            return None
        if member is not None:
            check(member, "priorities.see", review)
        return _document(sheet_of(review, school), name, school.name)


def sheet_of(review: Review, school: School) -> Sheet:
    """The form of a review, in the words it is rated in: four queries."""
    labels = labels_of(review, school)
    duties = ReviewDuty.objects.filter(review=review).select_related("duty")
    prepared = review.state == State.PREPARING
    rows = [
        (
            one.area,
            Row(
                str(one.pk),
                one.duty.text if prepared else one.text,
                one.duty.why if prepared else one.why,
            ),
        )
        for one in duties
    ]
    return Sheet(
        title=review.title,
        question=review.key_question,
        vision=vision_of(review),
        points=_points(review.scale_words),
        carriers=carriers(labels),
        areas=tuple(
            PaperArea(key, title, tuple(found)) for key, title, found in by_area(rows, labels)
        ),
        coordinator=labels["coordinator"],
        return_by=_("Please give it back by %(day)s.")
        % {"day": date_format(review.deadline, "l j F Y")}
        if review.deadline
        else "",
    )


def blank_form() -> Document:
    """The form with the library's duties, of no school: for the public guide."""
    labels = Labels(LABELS)
    titles = group_titles(labels)
    sheet = Sheet(
        title=_("Which duties matter most?"),
        question=key_question(labels),
        vision=None,
        points=_points(opening_words().scale),
        carriers=carriers(labels),
        areas=tuple(
            PaperArea(
                area,
                titles[area],
                tuple(
                    Row(one.key, fill(one.text, labels), fill(one.why, labels))
                    for one in library().entries_of("duty", area)
                ),
            )
            for area in AREA_KEYS
        ),
        coordinator=labels["coordinator"],
        return_by="",
    )
    return _document(sheet, BLANK, "ICT Lead")


def _points(words: Iterable[str]) -> tuple[tuple[int, str], ...]:
    said = list(words) or [""] * POINTS
    return tuple(enumerate(said, start=1))


def _document(sheet: Sheet, name: str, school_name: str) -> Document:
    return Document(
        name=name,
        title=_("%(review)s: form") % {"review": sheet.title},
        template=TEMPLATE,
        context={"sheet": sheet},
        school_name=school_name,
        status=_("Form to rate on paper"),
        foot=sheet.return_by,
        forms=True,
    )
