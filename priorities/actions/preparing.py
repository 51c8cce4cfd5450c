"""Preparing a review and opening it: what is asked, which duties, whom, and until when."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.groups import GROUP_KEYS
from roles.models import Duty, DutyKind
from schools.models import Member, PositionKind, School, Vision
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Participant, Review, ReviewDuty, Round, State
from ..queries.people import coordinating

sentence("priorities.prepared", gettext_lazy("%(who)s began to prepare the review “%(review)s”"))
sentence(
    "priorities.opened",
    gettext_lazy("%(who)s opened “%(review)s” for rating, until %(day)s"),
)
sentence(
    "priorities.deadline", gettext_lazy("%(who)s moved the deadline of “%(review)s” to %(day)s")
)
sentence("priorities.invited", gettext_lazy("%(who)s asked %(person)s to rate in “%(review)s”"))

LEAST_PARTICIPANTS = 2


@dataclass(frozen=True)
class Details:
    """What a review asks. `scale_words` has five words or blanks; `meeting_minutes` is the meeting's length."""

    title: str
    key_question: str
    scale_words: Sequence[str]
    deadline: datetime.date | None
    meeting_minutes: int


@dataclass(frozen=True)
class Limits:
    """The least and the most minutes a week that a duty shall have; None where nobody says."""

    floor: int | None = None
    ceiling: int | None = None


@transaction.atomic
def start(
    school: School, member: Member, details: Details, previous: Review | None = None
) -> Review:
    """Begin to prepare a review: with all duties of the coordinator and nobody asked yet, or with
    the duties, limits, scale and people of `previous`, as far as they are still there.

    Raises:
        NotAllowed: `member` may not prepare reviews.
        Refused: the deadline has passed.
    """
    check(member, "priorities.facilitate")
    _not_past(details.deadline)
    review = Review.objects.create(
        school=school, facilitator=member, previous=previous, **_fields(details)
    )
    duties = _duties_of_the_coordinator()
    if previous is None:
        limits = {duty.pk: Limits() for duty in duties}
        people: list[int] = []
    else:
        limits = {one.duty_id: Limits(one.floor, one.ceiling) for one in previous.duties.all()}
        people = [
            one.member_id
            for one in previous.participants.select_related("member")
            if one.member_id and one.member and not one.member.left_on
        ]
    _set_duties(review, duties, limits)
    _set_participants(review, people, {})
    _record(review, member, "priorities.prepared")
    return review


@transaction.atomic
def change(review: Review, member: Member, details: Details) -> Review:
    """Change what a review asks while it is prepared.

    Raises:
        NotAllowed: `member` may not prepare reviews.
        Refused: it is open already, or the deadline has passed.
    """
    review = _being_prepared(review, member)
    _not_past(details.deadline)
    for name, value in _fields(details).items():
        setattr(review, name, value)
    review.save(update_fields=list(_fields(details)))
    return review


@transaction.atomic
def choose_duties(review: Review, member: Member, limits: Mapping[int, Limits]) -> Review:
    """Let the review have these duties of the school, by id, with their limits in minutes a week.

    Raises:
        NotAllowed: `member` may not prepare reviews.
        Refused: it is open already, or a least is above its most.
    """
    review = _being_prepared(review, member)
    duties = _duties_of_the_coordinator()
    for duty in duties:
        one = limits.get(duty.pk, Limits())
        if one.floor is not None and one.ceiling is not None and one.floor > one.ceiling:
            raise Refused(
                _(
                    "“%(duty)s” has a least time of %(floor)s minutes and a most of %(ceiling)s. Make the most longer."
                )
                % {"duty": duty.text, "floor": one.floor, "ceiling": one.ceiling}
            )
    _set_duties(review, duties, limits)
    return review


@transaction.atomic
def choose_participants(
    review: Review,
    member: Member,
    people: Collection[int],
    capacities: Mapping[int, int | None],
) -> Review:
    """Let these people of the school, by id, take part; `capacities` is the release time, in minutes
    a week, of those who coordinate.

    Raises:
        NotAllowed: `member` may not prepare reviews.
        Refused: it is open already.
    """
    review = _being_prepared(review, member)
    _set_participants(review, people, capacities)
    return review


@transaction.atomic
def open_rating(review: Review, member: Member) -> Round:
    """Open the first round: from now on words of duties, labels and vision stay as they are.

    Raises:
        NotAllowed: `member` may not open reviews.
        Refused: something is missing, or it is open already.
    """
    review = _being_prepared(review, member)
    missing = what_is_missing(review, review.duties.count(), review.participants.count())
    if missing:
        raise Refused(" ".join(missing))
    _copy_words(review)
    review.open_rating()
    review.save()
    opened = Round.objects.create(school=review.school, review=review, number=1)
    _record(
        review,
        member,
        "priorities.opened",
        day=date_format(review.deadline or timezone.localdate()),
    )
    return opened


@transaction.atomic
def move_deadline(review: Review, member: Member, day: datetime.date) -> Review:
    """Move the day until which people may rate; reminders start anew.

    Raises:
        NotAllowed: `member` may not facilitate reviews.
        Refused: nobody is rating, or the day has passed.
    """
    review = locked(review, member)
    if review.state != State.RATING:
        raise Refused(_("Nobody is rating in this review, so it has no deadline to move."))
    _not_past(day)
    review.deadline = day
    review.save(update_fields=["deadline"])
    _record(review, member, "priorities.deadline", day=date_format(day))
    return review


@transaction.atomic
def ask_too(review: Review, member: Member, person: Member) -> Participant:
    """Let one more person take part while the others rate already.

    Raises:
        NotAllowed: `member` may not facilitate reviews.
        Refused: nobody is rating, or the person takes part or has left.
    """
    review = locked(review, member)
    if review.state not in (State.PREPARING, State.RATING):
        raise Refused(
            _("The ratings are revealed. Ask further people when you open the next round.")
        )
    if person.left_on or review.participants.filter(member=person).exists():
        raise Refused(_("%(name)s takes part already, or has left.") % {"name": person.name})
    one = _participant(review, person, coordinating().get(person.pk))
    one.save()
    record(
        review.school,
        member,
        "priorities.invited",
        person=person,
        path=review.get_absolute_url(),
        review=review.title,
    )
    return one


def what_is_missing(review: Review, duties: int, participants: int) -> list[str]:
    """What keeps the review from being opened, each a sentence; nothing where it can be."""
    missing = []
    if review.deadline is None:
        missing.append(_("Say until when people may rate."))
    elif review.deadline_has_passed:
        missing.append(_("The deadline has passed: choose a day to come."))
    if not duties:
        missing.append(_("Choose at least one duty."))
    if participants < LEAST_PARTICIPANTS:
        missing.append(
            _(
                "Choose at least two people: with one alone there is nothing to compare, and no rating is secret."
            )
        )
    return missing


def locked(review: Review, member: Member) -> Review:
    """The review as it is now, held until the end of the transaction.

    Raises:
        NotAllowed: `member` may not facilitate reviews.
    """
    check(member, "priorities.facilitate")
    return Review.objects.select_for_update().select_related("school").get(pk=review.pk)


def _being_prepared(review: Review, member: Member) -> Review:
    review = locked(review, member)
    if review.state != State.PREPARING:
        raise Refused(
            _(
                "This review is open already: what it asks and whom cannot change any more. What you typed is below."
            )
        )
    return review


def _not_past(day: datetime.date | None) -> None:
    if day is not None and day < timezone.localdate():
        raise Refused(_("That day has passed. Choose today or a day to come."))


def _fields(details: Details) -> dict[str, object]:
    return {
        "title": details.title,
        "key_question": details.key_question,
        "scale_words": list(details.scale_words),
        "deadline": details.deadline,
        "meeting_minutes": details.meeting_minutes,
    }


def _duties_of_the_coordinator() -> list[Duty]:
    """The duties that can be reviewed, area by area."""
    duties = Duty.objects.filter(kind=DutyKind.DUTY, retired_on=None)
    return sorted(duties, key=lambda one: (GROUP_KEYS.index(one.area), one.order, one.pk))


def _set_duties(review: Review, duties: Sequence[Duty], limits: Mapping[int, Limits]) -> None:
    """Replace the review's duties by those of `duties` that are in `limits`."""
    review.duties.all().delete()
    ReviewDuty.objects.bulk_create(
        ReviewDuty(
            school=review.school,
            review=review,
            duty=duty,
            order=place,
            text=duty.text,
            short=duty.short,
            why=duty.why,
            area=duty.area,
            floor=limits[duty.pk].floor,
            ceiling=limits[duty.pk].ceiling,
        )
        for place, duty in enumerate(one for one in duties if one.pk in limits)
    )


def _set_participants(
    review: Review, people: Collection[int], capacities: Mapping[int, int | None]
) -> None:
    review.participants.exclude(member__in=people).delete()
    there = {one.member_id: one for one in review.participants.all()}
    coordinators = coordinating()
    for person in Member.objects.filter(pk__in=people, left_on=None).prefetch_related("positions"):
        known = coordinators.get(person.pk)
        one = there.get(person.pk) or _participant(review, person, known)
        if person.pk in capacities and one.coordinates:
            one.capacity = capacities[person.pk]
        one.save()


def _participant(
    review: Review, person: Member, known: tuple[int | None, int | None] | None
) -> Participant:
    """A participation of `person`; `known` is the role and the release time of who coordinates."""
    role, minutes = known or (None, None)
    coordinates = known is not None or PositionKind.COORDINATOR in person.kinds
    return Participant(
        school=review.school,
        review=review,
        member=person,
        group=group_of(person, coordinates),
        coordinates=coordinates,
        role_id=role,
        capacity=minutes,
    )


def group_of(person: Member, coordinates: bool) -> str:
    """The position from which somebody rates: who coordinates does so as coordinator, others from their first."""
    if coordinates:
        return PositionKind.COORDINATOR.value
    held = [kind for kind in PositionKind.values if kind in person.kinds]
    return held[0] if held else PositionKind.GUEST.value


def _copy_words(review: Review) -> None:
    """Keep the words that are rated with: of the duties, the vision and the school's labels."""
    duties = list(review.duties.select_related("duty"))
    for one in duties:
        one.text, one.short, one.why = one.duty.text, one.duty.short, one.duty.why
    ReviewDuty.objects.bulk_update(duties, ["text", "short", "why"])
    vision = Vision.objects.order_by("-number").prefetch_related("aims").first()
    review.words = {
        "labels": dict(review.school.labels),
        "vision": vision.text if vision else "",
        "vision_number": vision.number if vision else None,
        "aims": [aim.text for aim in vision.aims.all()] if vision else [],
    }


def _record(review: Review, member: Member, verb: str, **about: Any) -> None:
    path = review.get_absolute_url()
    record(review.school, member, verb, path=path, review=review.title, **about)
