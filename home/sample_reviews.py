"""The sample school's priority reviews, made by the same actions as any review, then dated back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml
from django.utils import timezone

from priorities.actions import agreeing, deciding, preparing, rating, revealing
from priorities.actions.rating import Answer
from priorities.models import Completion, Participant, Review, ReviewDuty, Round
from priorities.opening_words import key_question, opening_words
from priorities.queries.consequences import seen
from priorities.queries.decisions import decisions
from roles.models import Role
from schools.models import Member, School

from .sample_days import school_day, school_moment

CONTENT = Path(__file__).parent / "content" / "sample_reviews.yaml"


@dataclass
class Reviews:
    """One making of the reviews. `dated` dates back what the trail says, by days."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
        self.made: dict[str, Review] = {}

    def make(self, about: dict[str, Any]) -> None:
        """Make one review of the content."""
        self.made[about["key"]] = self._review(about)

    def _review(self, about: dict[str, Any]) -> Review:
        head, days = self.people["helen"], about["days_ago"]
        with self.dated(days):
            review = preparing.start(
                self.school,
                head,
                self._details(about),
                self.made.get(about.get("previous", "")),
            )
            if about["people"]:
                self._choose(review, about)
            if about["state"] != "preparing":
                preparing.open_rating(review, head)
                self._rate(review, about)
        if about["state"] in ("revealed", "agreed", "closed"):
            with self.dated(days - 1):
                review = self._reveal(review)
                self._decide(review, about)
        if about["state"] in ("agreed", "closed"):
            with self.dated(days - 2):
                fingerprint = seen(decisions(review, head))
                agreeing.agree(review, head, fingerprint)
                if about["state"] == "closed":
                    agreeing.close(review, head)
        self._date(review, about)
        return Review.objects.get(pk=review.pk)

    def _details(self, about: dict[str, Any]) -> preparing.Details:
        return preparing.Details(
            title=about["title"],
            key_question=key_question(self.school.labels),
            scale_words=opening_words().scale,
            deadline=school_day(5),
            meeting_minutes=60,
        )

    def _choose(self, review: Review, about: dict[str, Any]) -> None:
        head = self.people["helen"]
        people = [self.people[key].pk for key in about["people"]]
        capacities = {self.people["amira"].pk: 120, self.people["joel"].pk: 45}
        preparing.choose_participants(review, head, people, capacities)
        if "only" in about:
            chosen = ReviewDuty.objects.filter(review=review, area__in=about["only"])
            limits = {one.duty_id: preparing.Limits() for one in chosen}
            preparing.choose_duties(review, head, limits)

    def _rate(self, review: Review, about: dict[str, Any]) -> None:
        for participant in Participant.objects.filter(review=review).select_related("member"):
            key = next(k for k, one in self.people.items() if one.pk == participant.member_id)
            finished = key in about.get("finished", about["people"])
            begun = key in about.get("begun", [])
            if not (finished or begun):
                continue
            duties = list(ReviewDuty.objects.filter(review=review).select_related("duty"))
            member = self.people[key]
            answers = self._answers(key, duties, about)
            rating.save(participant, member, answers if finished else answers[: len(answers) // 3])
            if finished:
                rating.finish(participant, member)
            if key in about.get("consents", []):
                rating.consent(participant, member, True)

    def _answers(self, key: str, duties: list[ReviewDuty], about: dict[str, Any]) -> list[Answer]:
        content, answers = self.content, []
        for one in duties:
            entry = one.duty.key

            def chance(of: Sequence[Any], what: str, entry: str = entry) -> Any:
                """The same choice whenever the sample is made."""
                return of[crc32(f"{about['key']} {key} {entry} {what}".encode()) % len(of)]

            usual = content["influence"].get(entry, chance([2, 3, 3, 4], "usual"))
            if entry.startswith("resources"):
                usual += about.get("shift", 0) * -1
            given = usual + chance([-1, 0, 0, 0, 1], "mood")
            given = content["differ"].get(key, {}).get(entry, given)
            influence = max(1, min(5, given)) if chance(range(200), "sure") else rating.CANNOT_SAY
            carrier = "coordinator" if influence >= 4 else chance(["shared", "someone_else"], "who")
            comment = next(
                (
                    said["text"]
                    for said in content["comments"]
                    if (said["by"], said["duty"]) == (key, entry)
                ),
                "",
            )
            given_fields = {"influence", "carrier"}
            if comment:
                given_fields.add("comment")
            minutes = content["minutes"].get(key, {}).get(entry)
            if minutes is not None:
                given_fields.add("minutes")
            answers.append(
                Answer(one.pk, influence, carrier, minutes, comment, frozenset(given_fields))
            )
        return answers

    def _reveal(self, review: Review) -> Review:
        everybody = Participant.objects.filter(review=review).values_list("pk", flat=True)
        revealing.reveal(review, self.people["helen"], list(everybody))
        return Review.objects.get(pk=review.pk)

    def _decide(self, review: Review, about: dict[str, Any]) -> None:
        participants = {one.member_id: one.pk for one in Participant.objects.filter(review=review)}
        for one in about["decisions"]:
            duty = ReviewDuty.objects.get(review=review, duty__key=one["duty"])
            role = Role.objects.get(title=one["role"]).pk if "role" in one else None
            minutes = {
                participants[self.people[key].pk]: spent
                for key, spent in one.get("minutes", {}).items()
            }
            choice = deciding.Choice(one["kind"], one.get("reason", ""), role, minutes)
            deciding.decide(duty, self.people["priya"], choice, 0)
        if about["state"] != "revealed":  # whoever agrees an outcome has decided every duty
            for duty in ReviewDuty.objects.filter(review=review, decision=None):
                deciding.decide(duty, self.people["priya"], deciding.Choice("keep"), 0)

    def _date(self, review: Review, about: dict[str, Any]) -> None:
        days = about["days_ago"]

        def ago(so_many: int) -> datetime.datetime:
            return timezone.now() - datetime.timedelta(days=so_many)

        Review.objects.filter(pk=review.pk).update(created_at=ago(days + 10))
        Round.objects.filter(review=review).update(opened_at=ago(days + 8))
        Completion.objects.filter(round__review=review).update(at=ago(days))
        Participant.objects.filter(review=review).update(asked_at=ago(days + 8))
        if about["state"] not in ("preparing", "rating"):
            Review.objects.filter(pk=review.pk).update(deadline=school_day(-days))
            Round.objects.filter(review=review).update(revealed_at=school_moment(1 - days))
        if about["state"] in ("agreed", "closed"):
            Review.objects.filter(pk=review.pk).update(agreed_at=school_moment(2 - days))
