"""The sample school's entitlement, said and signed by the same actions as any, then dated back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from audits.actions import entitlement, statements
from audits.cells import Cell, this_year
from audits.models import EntitlementGap, Judgement, Signature, Statement
from audits.queries.cell import cell_page
from audits.queries.cells import cell_or_404, statements_of
from schools.models import Member, School, Subject

from .sample_days import school_day, school_moment
from .sample_registers import Registers
from .sample_selfreview import SelfReviews
from .sample_training import Training

CONTENT = Path(__file__).parent / "content" / "sample_entitlement.yaml"
Event = tuple[int, Callable[[], None]]
YEARS = {"last": 1, "this": 0}


@dataclass
class Audits:
    """One making of the audits. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        yield -self.content["adopted"]["day"], self._adopt
        for about in self.content["own"]:
            yield -about["day"], partial(self._add, about)
        for about in self.content["reworded"]:
            yield -about["day"], partial(self._reword, about)
        for about in self.content["cells"]:
            for when in YEARS:
                if when in about:
                    yield -about[when]["day"], partial(self._say, about, when)
        yield from Training(self.school, self.people, self.dated).events()
        yield from Registers(self.school, self.people, self.dated).events()
        yield from SelfReviews(self.school, self.people, self.dated).events()

    def _adopt(self) -> None:
        about = self.content["adopted"]
        with self.dated(-about["day"]):
            statements.adopt(self.school, self.people[about["by"]])

    def _add(self, about: dict[str, Any]) -> None:
        words = statements.Words(about["text"], about["why"])
        with self.dated(-about["day"]):
            member = self.people[about["by"]]
            statements.add(self.school, member, about["about"], about["stage"], words)

    def _reword(self, about: dict[str, Any]) -> None:
        one = Statement.objects.get(key=about["key"], subject__name=about["subject"])
        words = statements.Words(about["text"], one.why)
        with self.dated(-about["day"]):
            base = statements.Words(one.text, one.why)
            statements.reword(one, self.people[about["by"]], words, base)

    def _say(self, about: dict[str, Any], when: str) -> None:
        said, member = about[when], self.people[about["by"]]
        cell = self._cell(about)
        with self.dated(-said["day"]):
            entitlement.say(cell, member, self._words(cell, said))
        rows = Judgement.objects.filter(subject=cell.subject, key_stage=cell.stage)
        rows = rows.filter(year=this_year())
        rows.update(said_at=school_moment(said["day"]))
        if "sign" in said:
            self._sign(cell, self.people[about.get("signer", about["by"])], said["sign"], when)
        rows.update(year=this_year() - YEARS[when])

    def _sign(self, cell: Cell, signer: Member, day: int, when: str) -> None:
        gaps = EntitlementGap.objects.filter(subject=cell.subject, statement__key_stage=cell.stage)
        before = set(gaps.filter(closed_on=None).values_list("pk", flat=True))
        with self.dated(-day):
            made = entitlement.sign(cell, signer, cell_page(cell, signer).seen)
        Signature.objects.filter(pk=made.pk).update(
            signed_at=school_moment(day), year=this_year() - YEARS[when]
        )
        gaps.filter(closed_on=None).exclude(pk__in=before).update(opened_on=school_day(day))
        gaps.filter(closed_on__isnull=False, pk__in=before).update(closed_on=school_day(day))

    def _cell(self, about: dict[str, Any]) -> Cell:
        name = about["subject"]
        number = Subject.objects.get(name=name).pk if name else 0
        return cell_or_404(self.school, number, about["stage"])

    def _words(self, cell: Cell, said: dict[str, Any]) -> list[entitlement.Word]:
        found = []
        for one in statements_of(cell):
            answer = said.get("answers", {}).get(one.key.split(".")[0], said.get("rest"))
            if isinstance(answer, list):
                found.append(entitlement.Word(one.pk, answer[0], answer[1]))
            elif answer:
                found.append(entitlement.Word(one.pk, answer))
        return found
