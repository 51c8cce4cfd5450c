"""Rating: each answer as it is given, being finished, consent, and forms that came back on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..analysis import POINTS
from ..models import Carrier, Completion, Participant, Rating, Review, Round, State

sentence(
    "priorities.typed_in",
    gettext_lazy("%(who)s typed in the paper form of %(person)s for “%(review)s”"),
)

CANNOT_SAY = 0
MOST_MINUTES = 2400
LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Answer:
    """What is said of one duty: only the fields in `given` are written, the others stay.

    `influence` is 1 to 5, `CANNOT_SAY`, or None for no answer; `minutes` are a week.
    """

    duty: int
    influence: int | None = None
    carrier: str = ""
    minutes: int | None = None
    comment: str = ""
    given: frozenset[str] = field(default_factory=frozenset)

    @property
    def says_nothing(self) -> bool:
        return (
            self.influence is None and self.minutes is None and not (self.carrier or self.comment)
        )


def save(participant: Participant, member: Member, answers: Iterable[Answer]) -> Round:
    """Save what `participant` answers; of two answers to the same, the last one stays.

    Raises:
        NotAllowed: it is not the member's own participation.
        Refused: rating is not open, or an answer cannot be.
    """
    check(member, "priorities.rate", participant)
    with transaction.atomic():
        opened = _open_round(participant)
        _write(opened, participant, answers, None)
    return opened


@transaction.atomic
def finish(participant: Participant, member: Member) -> Completion:
    """Say that one has finished the round; what is not answered counts as "can't say".

    Raises:
        NotAllowed: it is not the member's own participation.
        Refused: rating is not open.
    """
    check(member, "priorities.rate", participant)
    opened = _open_round(participant)
    done, _new = Completion.objects.get_or_create(
        school_id=participant.school_id, round=opened, participant=participant
    )
    return done


@transaction.atomic
def take_back(participant: Participant, member: Member) -> None:
    """Say that one has not finished after all.

    Raises:
        NotAllowed: it is not the member's own participation.
        Refused: rating is not open.
    """
    check(member, "priorities.rate", participant)
    opened = _open_round(participant)
    Completion.objects.filter(round=opened, participant=participant).delete()


@transaction.atomic
def consent(participant: Participant, member: Member, gives: bool) -> Participant:
    """Say whether one's ratings may stand under one's name, until the outcome is agreed.

    Raises:
        NotAllowed: it is not the member's own participation.
        Refused: the outcome is agreed, or the review is only being prepared.
    """
    check(member, "priorities.rate", participant)
    one = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("review")
        .get(pk=participant.pk)
    )
    if one.review.state not in (State.RATING, State.REVEALED):
        raise Refused(
            _(
                "The outcome of this review is agreed, and its report stays as it was. Ask who "
                "led it if your name should go."
            )
        )
    one.consents = gives
    one.save(update_fields=["consents"])
    return one


@transaction.atomic
def type_in(
    participant: Participant, member: Member, answers: Iterable[Answer], *, complete: bool
) -> Round:
    """Type in the form that `participant` filled in on paper; `complete` marks them as finished.

    What they answered here themselves stays as they gave it. The trail says whose form was typed
    in and by whom, and none of what it holds.

    Raises:
        NotAllowed: `member` may not type forms in.
        Refused: rating is not open, it is the member's own, or an answer cannot be.
    """
    check(member, "priorities.type_in")
    if participant.member_id == member.pk:
        raise Refused(_("This is your own form: rate on your own page."))
    opened = _open_round(participant)
    own = set(
        Rating.objects.filter(round=opened, participant=participant, typed_in_by=None).values_list(
            "duty_id", flat=True
        )
    )
    _write(opened, participant, [one for one in answers if one.duty not in own], member)
    if complete:
        Completion.objects.get_or_create(
            school_id=participant.school_id, round=opened, participant=participant
        )
    review = opened.review
    record(
        member.school,
        member,
        "priorities.typed_in",
        person=participant.member,
        path=reverse("priorities:reveal", args=[member.school.slug, review.pk]),
        review=review.title,
    )
    return opened


def why_closed(review: Review) -> str:
    """Why nobody can rate in the review now; empty where people can."""
    match review.state:
        case State.PREPARING:
            return _("This review is still being prepared. You get an e-mail when it opens.")
        case State.RATING if review.deadline and review.deadline_has_passed:
            return _(
                "The deadline was %(day)s, so answers cannot change any more. If you need longer, ask "
                "who leads the review to move it."
            ) % {"day": date_format(review.deadline)}
        case State.RATING:
            return ""
        case State.REVEALED:
            return _(
                "The ratings of this round are revealed, so they cannot change any more. If you see "
                "something differently now, say it in the meeting, or in the next round."
            )
        case _:
            return _("The outcome of this review is agreed, so its ratings stay as they are.")


def _open_round(participant: Participant) -> Round:
    """The round in which `participant` can answer now; their row is held until the end, and a reveal
    waits for it.

    Raises:
        Refused: none is open for them.
    """
    if (
        connection.features.has_select_for_update
    ):  # else the transaction itself lets one in at a time
        Participant.objects.select_for_update().filter(pk=participant.pk).first()
    rounds = Round.objects.select_related("review").filter(review=participant.review_id)
    opened = rounds.order_by("-number").first()
    if opened is None:
        raise Refused(why_closed(participant.review))
    if refusal := why_closed(opened.review):
        raise Refused(refusal)
    return opened


def _write(
    opened: Round, participant: Participant, answers: Iterable[Answer], typist: Member | None
) -> None:
    """Insert or update, those answers that give the same fields in one statement."""
    now, answers = timezone.now(), list(answers)
    together: dict[frozenset[str], list[Rating]] = {}
    empty = {one.duty for one in answers if one.says_nothing}
    if empty:  # a field left empty takes something back, or says nothing at all
        said = Rating.objects.filter(round=opened, participant=participant, duty__in=empty)
        empty -= set(said.values_list("duty_id", flat=True))
    for answer in answers:
        if not answer.given or answer.duty in empty:
            continue
        _refuse_what_cannot_be(answer, participant)
        cannot_say = answer.influence == CANNOT_SAY
        together.setdefault(answer.given, []).append(
            Rating(
                school_id=participant.school_id,
                round=opened,
                participant=participant,
                duty_id=answer.duty,
                influence=None if cannot_say else answer.influence,
                cannot_say=cannot_say,
                carrier=answer.carrier,
                minutes=answer.minutes,
                comment=answer.comment,
                typed_in_by=typist,
                saved_at=now,
            )
        )
    for given, ratings in together.items():
        fields = {*given, "saved_at", "typed_in_by"}
        if "influence" in given:
            fields.add("cannot_say")
        Rating.objects.bulk_create(
            ratings,
            update_conflicts=True,
            unique_fields=["round", "participant", "duty"],
            update_fields=sorted(fields),
        )


def _refuse_what_cannot_be(answer: Answer, participant: Participant) -> None:
    influence = answer.influence
    if influence is not None and not CANNOT_SAY <= influence <= POINTS:
        raise Refused(_("Influence is rated from 1 to 5, or “can’t say”."))
    if answer.carrier and answer.carrier not in Carrier.values:
        raise Refused(_("Choose one of the ways shown in which a duty can be carried."))
    if answer.minutes is not None:
        if not participant.coordinates:
            raise Refused(_("Only who coordinates says how long a duty takes them."))
        if not 0 <= answer.minutes <= MOST_MINUTES:
            raise Refused(
                _("Minutes a week go from 0 to %(most)s, which is 40 hours.")
                % {"most": MOST_MINUTES}
            )
    if len(answer.comment) > LONGEST_COMMENT:
        raise Refused(
            _(
                "The comment has %(length)s characters; %(most)s is the most. Say it shorter: it is kept here."
            )
            % {"length": len(answer.comment), "most": LONGEST_COMMENT}
        )


@dataclass(frozen=True)
class Misread:
    """An answer that cannot be read: of which duty, which field, what was typed and what is wrong."""

    duty: int
    field: str
    typed: str
    sentence: str


def read(
    posted: Mapping[str, Any], duties: Iterable[int], *, coordinates: bool
) -> tuple[list[Answer], list[Misread]]:
    """The answers in a form's fields (`influence-12`, `carrier-12`, `minutes-12`, `comment-12`) to these
    duties of the review, by id.

    Fields that are not there are not given: a page in two tabs does not undo what it does not show.
    """
    answers, misread = [], []
    for duty in duties:
        given: dict[str, Any] = {}
        for name in ("influence", "carrier", "comment", *(["minutes"] if coordinates else [])):
            typed = posted.get(f"{name}-{duty}")
            if typed is None:
                continue
            typed = str(typed).strip()
            if name in ("carrier", "comment"):
                given[name] = typed
            elif not typed:
                given[name] = None
            elif typed.isascii() and typed.isdigit() and len(typed) < 7:
                given[name] = int(typed)
            else:
                misread.append(
                    Misread(
                        duty,
                        name,
                        typed[:80],
                        _("“%(typed)s” is not a whole number.") % {"typed": typed[:80]},
                    )
                )
        if given:
            answers.append(Answer(duty, given=frozenset(given), **given))
    return answers, misread
