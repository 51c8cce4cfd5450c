"""What somebody sees who rates: the duties, their own answers, how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schools.labels import Labels
from schools.models import Member

from ..analysis import POINTS
from ..models import Carrier, Participant, Rating, Review, ReviewDuty, Round
from .ratings import own
from .reviews import by_area


@dataclass(frozen=True)
class Point:
    """One point to slide to: its number, its word where it has one, and whether it is chosen."""

    value: int
    word: str
    checked: bool


@dataclass(frozen=True)
class Choice:
    """One way in which a duty can be carried."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Item:
    """A duty to rate. `last_time` is what the reader gave it in the round before, in words."""

    duty: ReviewDuty
    points: tuple[Point, ...]
    carriers: tuple[Choice, ...]
    cannot_say: bool
    minutes: str
    comment: str
    last_time: str
    typed_in: bool = False
    error: str = ""

    @property
    def answered(self) -> bool:
        return self.cannot_say or any(one.checked for one in self.points)


@dataclass(frozen=True)
class AreaOfItems:
    """The duties of an area; `done` counts those answered."""

    key: str
    title: str
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        return sum(one.answered for one in self.items)

    @property
    def total(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class AreaProgress:
    """How many of an area's duties are answered."""

    key: str
    done: int
    total: int


@dataclass(frozen=True)
class Progress:
    """How many duties are answered, in all and by area."""

    areas: tuple[AreaProgress, ...]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.areas)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.areas)

    @property
    def left(self) -> int:
        return self.total - self.done


def participation(review: int, member: Member) -> Participant | None:
    """The member's own participation with its review, or None: one query."""
    one = Participant.objects.select_related("review").filter(review=review, member=member).first()
    if one is not None:
        one.review.school = member.school
    return one


def areas_of_duties(review: int) -> dict[int, str]:
    """The area of each of the review's duties, by the duty's id: one query."""
    duties = ReviewDuty.objects.filter(review=review)
    return dict(duties.order_by().values_list("pk", "area"))


def progress(opened: Round, participant: Participant, areas: Mapping[int, str]) -> Progress:
    """How far the participant is, by the areas of the review's duties: one plain query, as it is
    asked with every answer that is saved.
    """
    ratings = Rating.objects.filter(round=opened, participant=participant)
    answered = {
        duty
        for duty, influence, cannot_say in ratings.order_by().values_list(
            "duty_id", "influence", "cannot_say"
        )
        if influence is not None or cannot_say
    }
    total = Counter(areas.values())
    done = Counter(areas[duty] for duty in answered)
    return Progress(tuple(AreaProgress(area, done[area], total[area]) for area in total))


def items_of(
    review: Review,
    ratings: Mapping[int, Rating],
    labels: Labels,
    *,
    last: Mapping[int, Rating] | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[int, str] | None = None,
) -> list[AreaOfItems]:
    """The review's duties by area with these answers filled in: one query.

    `typed` are a refused form's fields, which are shown instead of what is saved; `errors` says
    what is wrong, by duty.
    """
    last, typed, errors = last or {}, typed or {}, errors or {}
    words = list(review.scale_words) or [""] * POINTS
    duties = ReviewDuty.objects.filter(review=review).select_related("duty")
    items = []
    for duty in duties:
        saved = ratings.get(duty.pk)
        values = _values(saved)
        for name in values:
            values[name] = str(typed.get(f"{name}-{duty.pk}", values[name]))
        items.append(
            Item(
                duty=duty,
                points=tuple(
                    Point(number, words[number - 1], values["influence"] == str(number))
                    for number in range(1, POINTS + 1)
                ),
                carriers=carriers(labels, values["carrier"]),
                cannot_say=values["influence"] == "0",
                minutes=values["minutes"],
                comment=values["comment"],
                last_time=in_words(last.get(duty.pk)),
                typed_in=bool(saved and saved.typed_in_by_id),
                error=errors.get(duty.pk, ""),
            )
        )
    return [
        AreaOfItems(key, title, tuple(found))
        for key, title, found in by_area([(one.duty.area, one) for one in items], labels)
    ]


def carriers(labels: Labels, chosen: str = "") -> tuple[Choice, ...]:
    """The ways in which a duty can be carried, in the school's words."""
    return tuple(
        Choice(
            one.value,
            labels["coordinator"] if one == Carrier.COORDINATOR else str(one.label),
            chosen == one.value,
        )
        for one in Carrier
    )


def state_of(ratings: Mapping[int, Rating]) -> dict[str, dict[str, str]]:
    """One's own answers as plain values, for a second tab to show the same."""
    return {str(duty): _values(one) for duty, one in ratings.items()}


def last_ratings(opened: Round, participant: Participant) -> dict[int, Rating]:
    """The participant's own answers in the round before; none in the first. At most two queries."""
    if opened.number == 1:
        return {}
    before = Round.objects.filter(review=opened.review_id, number=opened.number - 1).first()
    return own(before, participant) if before else {}


def typed_in_ratings(opened: Round, participant: Participant) -> dict[int, Rating]:
    """What was typed in for the participant, for whoever types it in; nothing as soon as they have
    answered anything themselves, so that the form never shows, nor shows by a gap, what is theirs.
    """
    ratings = own(opened, participant)
    if any(one.typed_in_by_id is None for one in ratings.values()):
        return {}
    return ratings


def in_words(rating: Rating | None) -> str:
    """An answer in a word: "4", "can't say", or nothing."""
    if rating is None or (rating.influence is None and not rating.cannot_say):
        return ""
    return _("can’t say") if rating.cannot_say else str(rating.influence)


def _values(rating: Rating | None) -> dict[str, str]:
    """The four fields as a form has them."""
    if rating is None:
        return {"influence": "", "carrier": "", "minutes": "", "comment": ""}
    influence = "0" if rating.cannot_say else str(rating.influence or "")
    minutes = "" if rating.minutes is None else str(rating.minutes)
    return {
        "influence": influence,
        "carrier": rating.carrier,
        "minutes": minutes,
        "comment": rating.comment,
    }


def answered_duties(areas: Sequence[AreaOfItems]) -> Progress:
    """The progress that a page shows, counted from what it shows."""
    return Progress(tuple(AreaProgress(one.key, one.done, one.total) for one in areas))
