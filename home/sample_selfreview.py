"""The sample school's self-reviews, judged and agreed by the same actions as any, then dated back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from audits.actions import judging, levels, selfreview
from audits.cells import year_name
from audits.models import AgreedLevel, SelfReview, SelfReviewJudge
from audits.selfreview_library import selfreview_library
from roles.library import fill
from schools.calendar import academic_year
from schools.models import Member, School

from .sample_days import school_day

CONTENT = Path(__file__).parent / "content" / "sample_selfreview.yaml"
Event = tuple[int, Callable[[], None]]
NOT_JUDGED, CANNOT_SAY = ".", "-"
AFTERNOON = 16


@dataclass
class SelfReviews:
    """One making of the self-reviews. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        for about in self.content["reviews"]:
            yield -about["day"], partial(self._make, about)

    def _make(self, about: dict[str, Any]) -> None:
        days, leader = -about["day"], self.people[about["by"]]
        opened = school_day(about["day"])
        year = academic_year(opened)
        with self.dated(days):
            review = selfreview.open_review(
                self.school,
                leader,
                f"Self-review {year_name(year)}",
                timezone.localdate() + datetime.timedelta(days=max(about["until"], 1)),
                [self.people[key] for key in about["judges"]],
            )
        for judge in SelfReviewJudge.objects.filter(review=review).select_related("member"):
            self._judge(judge, about)
        self._date_judges(review, about)
        dates = {"opened_on": opened, "closes_on": school_day(about["until"]), "year": year}
        if "agreed" in about:
            self._agree(review, about)
            dates |= {
                "revealed_on": school_day(about["until"] + 1),
                "agreed_on": school_day(about["agreed"]),
            }
        SelfReview.objects.filter(pk=review.pk).update(**dates)

    def _judge(self, judge: SelfReviewJudge, about: dict[str, Any]) -> None:
        key = next(key for key, one in self.people.items() if one.pk == judge.member_id)
        words = about["words"].get(key, {})
        given = dict(zip(selfreview_library().keys, about["judges"][key], strict=True))
        for strand, level in given.items():
            if level == NOT_JUDGED:
                continue
            said = words.get(strand, {})
            judging.say(
                judge,
                judge.member,
                judging.Say(
                    strand,
                    judging.CANNOT_SAY if level == CANNOT_SAY else int(level),
                    said.get("evidence"),
                    said.get("what_next"),
                ),
            )

    def _agree(self, review: SelfReview, about: dict[str, Any]) -> None:
        leader = self.people[about["by"]]
        with self.dated(-about["until"] - 1):
            selfreview.reveal(review, leader)
        with self.dated(-about["agreed"]):
            for strand, said in about["levels"].items():
                evidence = fill(said["evidence"], self.school.labels)
                words = levels.Words(said["level"], evidence, said["what_next"])
                levels.agree_level(review, leader, strand, words)
            levels.agree_all(review, leader)
        AgreedLevel.objects.filter(review=review).update(agreed_on=school_day(about["agreed"]))

    def _date_judges(self, review: SelfReview, about: dict[str, Any]) -> None:
        rows = SelfReviewJudge.objects.filter(review=review)
        rows.filter(member__user__isnull=False).update(asked_at=self._moment(about["day"]))
        rows.filter(finished_at__isnull=False).update(finished_at=self._moment(about["day"] + 3))

    def _moment(self, days: int) -> datetime.datetime:
        ago = timezone.localtime(timezone.now() + datetime.timedelta(days=days))
        return ago.replace(hour=AFTERNOON, minute=20)
