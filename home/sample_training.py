"""The sample school's training needs, asked and answered by the same actions as any, then dated back."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from audits.actions import answering, asking, offers, skills
from audits.actions.statements import Words
from audits.grouping import is_asked
from audits.models import (
    Skill,
    SkillsAnswer,
    SkillsAsked,
    SkillsAudit,
    TrainingAfter,
    TrainingOffer,
    TrainingPlace,
)
from audits.queries.answering import questions_for
from audits.skills_library import skills_library
from schools.calendar import academic_year, usual_terms
from schools.models import Member, School

from .sample_days import school_day

CONTENT = Path(__file__).parent / "content" / "sample_training.yaml"
Event = tuple[int, Callable[[], None]]
AFTERNOON = 15


@dataclass
class Training:
    """One making of the training needs. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]
    rounds: dict[str, SkillsAudit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        yield -self.content["adopted"]["day"], self._adopt
        for about in self.content["own"]:
            yield -about["day"], partial(self._add, about)
        for about in self.content["reworded"]:
            yield -about["day"], partial(self._reword, about)
        for about in self.content["rounds"]:
            yield -about["day"], partial(self._round, about)
        for about in self.content["offers"]:
            yield max(-about.get("day", 0), 5), partial(self._offer, about)

    def _adopt(self) -> None:
        about = self.content["adopted"]
        with self.dated(-about["day"]):
            skills.adopt(self.school, self.people[about["by"]])

    def _add(self, about: dict[str, Any]) -> None:
        with self.dated(-about["day"]):
            words = Words(about["text"], about["why"])
            skills.add(self.school, self.people[about["by"]], about["area"], words)

    def _reword(self, about: dict[str, Any]) -> None:
        one = Skill.objects.get(key=about["key"])
        with self.dated(-about["day"]):
            words, base = Words(about["text"], one.why), Words(one.text, one.why)
            skills.reword(one, self.people[about["by"]], words, base)

    # Rounds -------------------------------------------------------------------------------------

    def _round(self, about: dict[str, Any]) -> None:
        key, days = about["key"], -about["day"]
        wanted = [one for name, one in self.people.items() if self._takes_part(name, key, one)]
        with self.dated(days):
            today = timezone.localdate()
            audit = asking.open_audit(
                self.school,
                self.people[about["by"]],
                about["title"],
                SkillsAudit.Grouping.POSITION,
                today,
                wanted,
            )
            for one in SkillsAsked.objects.filter(audit=audit).select_related("member"):
                one.audit = audit
                self._answer(one, key)
        moment = self._moment(-days + 1)
        SkillsAsked.objects.filter(audit=audit).update(asked_at=self._moment(-days))
        SkillsAsked.objects.filter(audit=audit, finished_at__isnull=False).update(
            finished_at=min(moment + datetime.timedelta(days=3), timezone.now())
        )
        opened = school_day(-days)
        SkillsAudit.objects.filter(pk=audit.pk).update(
            opened_on=opened, closes_on=school_day(about["until"]), year=academic_year(opened)
        )
        self.rounds[key] = SkillsAudit.objects.get(pk=audit.pk)

    def _takes_part(self, name: str, key: str, member: Member) -> bool:
        about = self.content["people"].get(name)
        if about is None or not is_asked(member):
            return False
        return key in about or (key == "this" and "last" not in about)

    def _answer(self, asked: SkillsAsked, key: str) -> None:
        name = next(name for name, one in self.people.items() if one.pk == asked.member_id)
        about = self.content["people"][name]
        if key not in about:
            return
        areas = [one.key for one in skills_library().areas if asked.audience in one.audiences]
        levels = dict(zip(areas, map(int, about[key]), strict=True))
        if key == "this" and "upto" in about:
            levels = {area: levels[area] for area in areas[: about["upto"]]}
        keys = dict(Skill.objects.values_list("pk", "key"))
        words = [
            answering.Say(
                one.pk,
                _near(levels[one.area], f"{name}{one.text}"),
                keys[one.skill_id] in about.get("helps", []),
                keys[one.skill_id] in about.get("wants", {}),
                about.get("wants", {}).get(keys[one.skill_id]),
            )
            for one in questions_for(asked)
            if one.area in levels
        ]
        answering.say(asked, asked.member, words)
        if about.get("shows"):
            answering.show_help(asked, asked.member, True)

    # Training -----------------------------------------------------------------------------------

    def _offer(self, about: dict[str, Any]) -> None:
        days = max(-about.get("day", 0), 5)
        today = timezone.localdate()
        been = about.get("day", 0) < 0
        day = school_day(about["day"]) if "day" in about else None
        year, term = _term(day or self._day(200 if about.get("later") else 60))
        details = offers.Details(
            title=about["title"],
            year=year,
            term=term,
            about=about.get("about", ""),
            giver=self.people[about["giver"]] if "giver" in about else None,
            outside=about.get("outside", ""),
            held_on=today if been else day,
            starts_at=datetime.time(*about["at"]) if "at" in about else None,
            minutes=about.get("minutes"),
            place=about.get("place", ""),
            places=about.get("places"),
            cost=about.get("cost", 0),
        )
        wanted = list(Skill.objects.filter(key__in=about["skills"]))
        leader = self.people[about["by"]]
        with self.dated(days + 20 if been else days):
            made = offers.offer(self.school, leader, details, wanted, self.rounds[about["round"]])
            for name in about["come"]:
                offers.sign_up(made, self.people[name])
        if been:
            with self.dated(days):
                self._held(made, about)
            moment = self._moment(about["day"])
            TrainingOffer.objects.filter(pk=made.pk).update(held_on=day, marked_at=moment)
            TrainingPlace.objects.filter(offer=made, after_done_at__isnull=False).update(
                after_done_at=moment + datetime.timedelta(days=7)
            )
        TrainingPlace.objects.filter(offer=made).update(made_at=self._moment(-days - 5))

    def _held(self, made: TrainingOffer, about: dict[str, Any]) -> None:
        came = [self.people[name] for name in about["come"] if name not in about.get("missed", [])]
        giver = self.people[about.get("giver", about["by"])]
        offers.mark(made, giver, [one.pk for one in came])
        before = self._levels(made)
        rows = []
        for place in TrainingPlace.objects.filter(offer=made, attended=True).select_related(
            "member"
        ):
            for skill in made.skills.all():
                level = before.get((place.member_id, skill.pk), 2)
                rises = zlib.crc32(f"{place.member.name}{skill.text}".encode()) % 4
                level = min(4, level + (about["after"] if rises else 0))
                rows.append(
                    TrainingAfter(school=self.school, place=place, skill=skill, confidence=level)
                )
        TrainingAfter.objects.bulk_create(rows)
        TrainingPlace.objects.filter(offer=made, attended=True).update(after_done_at=timezone.now())

    def _levels(self, made: TrainingOffer) -> dict[tuple[int, int], int]:
        rows = SkillsAnswer.objects.filter(question__audit=made.audit, confidence__isnull=False)
        columns = ("asked__member_id", "question__skill_id", "confidence")
        return {(who, skill): level for who, skill, level in rows.values_list(*columns)}

    def _day(self, days: int) -> datetime.date:
        return timezone.localdate() + datetime.timedelta(days=days)

    def _moment(self, days: int) -> datetime.datetime:
        ago = timezone.localtime(timezone.now() + datetime.timedelta(days=days))
        return ago.replace(hour=AFTERNOON, minute=55)


def _near(level: int, seed: str) -> int:
    """The level, or one beside it, always the same for the same seed."""
    move = (0, 0, 0, 1, -1)[zlib.crc32(seed.encode()) % 5]
    return min(4, max(1, level + move))


def _term(day: datetime.date) -> tuple[int, str]:
    """The academic year and term of a day; a holiday is of the term after it."""
    year = academic_year(day)
    for one in usual_terms(year):
        if day <= one.ends_on:
            return year, one.name
    return year + 1, "autumn"
