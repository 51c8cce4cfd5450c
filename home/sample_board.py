"""The sample school's noticeboard, written by the same actions as any, then dated back."""

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

from board.actions import notes, questions
from board.askable import find
from board.models import Call, Note, NoteRead, Question, Reply
from devplan.models import Plan
from schools.models import Member, School, Subject

CONTENT = Path(__file__).parent / "content" / "sample_board.yaml"
Event = tuple[int, Callable[[], None]]


@dataclass
class Board:
    """One making of the noticeboard. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        for about in self.content["notes"]:
            yield -about["day"], partial(self._note, about, True)
        for about in self.content["drafts"]:
            yield -about["day"], partial(self._note, about, False)

        for about in self.content["questions"]:
            yield -about["day"] - 1, partial(self._question, about)

    def _question(self, about: dict[str, Any]) -> None:
        kind, key = self._thing(about["about"])
        thing = find(self.school, kind, key)
        assert thing is not None
        with self.dated(-about["day"]):
            one = questions.ask(self.school, self.people[about["by"]], thing, about["text"])
        for said in about["answers"]:
            with self.dated(-said["day"]):
                reply = questions.reply(one, self.people[said["by"]], thing, said["text"])
            Reply.objects.filter(pk=reply.pk).update(at=self._ago(-said["day"]))
        if about.get("closed"):
            with self.dated(-about["answers"][-1]["day"]):
                questions.close(one, self.people[about["by"]], thing)
            questions.seen(one, self.people[about["by"]])
            Question.objects.filter(pk=one.pk).update(
                closed_at=self._ago(-about["answers"][-1]["day"])
            )
        Question.objects.filter(pk=one.pk).update(asked_at=self._ago(-about["day"]))
        Call.objects.filter(question=one).update(made_at=self._ago(-about["day"]))

    @staticmethod
    def _thing(about: Any) -> tuple[str, str]:
        """The kind and the key of what is asked about."""
        if about == "vision":
            return "vision", "whole"
        if about == "plan":
            return "plan", str(Plan.objects.get(state="agreed").pk)
        return "note", str(Note.objects.get(title=about["note"]).pk)

    def _note(self, about: dict[str, Any], show: bool) -> None:
        days = -about["day"]
        subjects = list(Subject.objects.filter(name__in=about.get("subjects", [])))
        words = notes.Words(
            about["about"],
            about["title"],
            about["text"],
            about.get("links", []),
            subjects,
            about.get("stages", []),
        )
        with self.dated(days):
            note = notes.write(self.school, self.people[about["by"]], words, show=show)
        moment = self._ago(days)
        Note.objects.filter(pk=note.pk).update(written_at=moment, shown_at=moment if show else None)
        for number, key in enumerate(about.get("read", [])):
            notes.read(note, self.people[key])
            later = min(moment + datetime.timedelta(hours=15 * (number + 1)), timezone.now())
            NoteRead.objects.filter(note=note, member=self.people[key]).update(read_at=later)

    @staticmethod
    def _ago(days: int) -> datetime.datetime:
        day = timezone.localtime(timezone.now() - datetime.timedelta(days=days))
        return day.replace(hour=15, minute=40, second=0, microsecond=0)
