"""The sample school's registers, kept by the same actions as any, then dated back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audits import purposes
from audits.actions import maintenance, purchases, register_imports, registers
from audits.cells import this_year
from audits.entries import Details
from audits.models import EntryDocument, Purchase, RegisterEntry, RegisterImport, Renewal
from schools.models import Member, School
from schools.money import pence_from

from .sample_days import school_day

CONTENT = Path(__file__).parent / "content" / "sample_registers.yaml"
Event = tuple[int, Callable[[], None]]
A_YEAR = 365


@dataclass
class Registers:
    """One making of the registers. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]
    made: dict[str, RegisterEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        for about in self.content["entries"]:
            yield -about["day"], partial(self._add, about)
            for days in about.get("before", []):
                yield days, partial(self._renew, about, days)
        for about in self.content["retired"]:
            yield -about["day"], partial(self._add, about)
            yield -about["gone"], partial(self._retire, about)

        for about in self.content["log"]:
            yield -about["day"], partial(self._log, about)
        about = self.content["brought"]
        yield -about["day"], partial(self._bring, about)
        for about in self.content["purchases"]:
            yield -about["day"], partial(self._purchase, about)

    def _bring(self, about: dict[str, Any]) -> None:
        file = SimpleUploadedFile(about["name"], about["text"].encode())
        made = register_imports.bring_file(self.school, self.people[about["by"]], file)
        RegisterImport.objects.filter(pk=made.pk).update(started_at=self._moment(-about["day"]))

    def _log(self, about: dict[str, Any]) -> None:
        day, next_on = school_day(about["day"]), about.get("next")
        said = maintenance.Happened(
            about["state"],
            about["text"],
            day,
            about.get("who", ""),
            pence_from(about["cost"]) if "cost" in about else None,
            school_day(next_on) if next_on else None,
        )
        with self.dated(-about["day"]):
            maintenance.log(self.made[about["to"]], self.people[about["by"]], said)

    def _purchase(self, about: dict[str, Any]) -> None:
        """A purchase with all its steps, each dated back to its day."""
        asker, days = self.people[about["by"]], -about["day"]
        wish = purchases.Wish(
            about["what"],
            about["why"],
            about.get("kind", "equipment"),
            about.get("quantity", 1),
            pence_from(about["cost"]),
            self._objective(asker, about["for"]) if "for" in about else None,
        )
        with self.dated(days):
            one = purchases.ask(self.school, asker, wish)
            for supplier, price, *letter in about.get("quotes", []):
                words = f"{one.what}\n{supplier}\n{price} pounds\n".encode()
                file = SimpleUploadedFile(f"{letter[0]}.txt", words) if letter else None
                purchases.quote(one, asker, supplier, pence_from(price), file)
        Purchase.objects.filter(pk=one.pk).update(asked_at=self._moment(days))
        if "decided" in about:
            who, ago, reason, *yes = about["decided"]
            with self.dated(-ago):
                one = purchases.decide(one, self.people[who], not yes, reason)
            Purchase.objects.filter(pk=one.pk).update(decided_on=self._day(ago))
        if "ordered" in about:
            who, ago, supplier, number = about["ordered"]
            with self.dated(-ago):
                one = purchases.order(one, self.people[who], supplier, number, one.pence)
            Purchase.objects.filter(pk=one.pk).update(ordered_on=self._day(ago))
        if "received" in about:
            who, ago = about["received"]
            first = purchases.first_details(one, self._day(ago))
            with self.dated(-ago):
                entry = purchases.receive(one, self.people[who], first)
            Purchase.objects.filter(pk=one.pk).update(received_on=self._day(ago))
            RegisterEntry.objects.filter(pk=entry.pk).update(made_at=self._moment(-ago))
        if "withdrawn" in about:
            who, ago, why = about["withdrawn"]
            with self.dated(-ago):
                one = purchases.withdraw(one, self.people[who], why)
            Purchase.objects.filter(pk=one.pk).update(ended_on=self._day(ago))

    def _objective(self, asker: Member, text: str) -> int:
        """The objective of the plan in force that says this."""
        return next(one.pk for one in purposes.choices(asker) if one.title == text)

    def _add(self, about: dict[str, Any]) -> None:
        days, member = -about["day"], self.people[about["by"]]
        years = len(about.get("before", []))
        renews = self._day(about["renews"] - A_YEAR * years) if "renews" in about else None
        starts = self._day(about["starts"] - A_YEAR * years) if "starts" in about else None
        details = Details(
            kind=about["kind"],
            name=about["name"],
            tag=about.get("tag", ""),
            supplier=about.get("supplier", ""),
            owner=self.people[about["owner"]] if "owner" in about else None,
            quantity=about.get("quantity", 1),
            in_use=about.get("in_use"),
            place=about.get("place", ""),
            pence=pence_from(about["cost"]),
            period=about.get("period", "once"),
            bought_on=self._day(about["bought"]) if "bought" in about else None,
            starts_on=starts,
            renews_on=renews,
            notice_days=about.get("notice"),
            replaced_in=this_year() + about["replaced"] if "replaced" in about else None,
            note=about.get("note", ""),
        )
        with self.dated(days):
            entry = registers.add(self.school, member, details)
            if "paper" in about:
                self._paper(entry, member, about["paper"], days)
        RegisterEntry.objects.filter(pk=entry.pk).update(made_at=self._moment(days))
        Renewal.objects.filter(entry=entry).update(opened_on=self._day(-days))
        self.made[about.get("key", about["name"])] = entry

    def _paper(self, entry: RegisterEntry, member: Member, title: str, days: int) -> None:
        words = f"{title}\n{entry.name}\n{entry.supplier}\n".encode()
        made = registers.attach(entry, member, SimpleUploadedFile(f"{title}.txt", words), title)
        EntryDocument.objects.filter(pk=made.pk).update(added_at=self._moment(days))

    def _renew(self, about: dict[str, Any], days: int) -> None:
        entry = self._fresh(about)
        assert entry.renews_on is not None
        member = self.people[about.get("owner", about["by"])]
        keeper = (
            member if "owner" not in about or about["owner"] in KEEPERS else self.people["amira"]
        )
        until = entry.renews_on + datetime.timedelta(days=A_YEAR)
        with self.dated(days):
            registers.renew(entry, keeper, until, entry.pence, entry.revision)
        day = self._day(-days)
        rows = Renewal.objects.filter(entry=entry, closed_on=timezone.localdate())
        rows.update(closed_on=day)
        Renewal.objects.filter(entry=entry, closed_on=None).update(opened_on=day)

    def _retire(self, about: dict[str, Any]) -> None:
        entry, days = self._fresh(about), -about["gone"]
        with self.dated(days):
            registers.retire(
                entry, self.people[about["by"]], about["why"], about.get("by_other", False)
            )
        RegisterEntry.objects.filter(pk=entry.pk).update(retired_on=self._day(-days))
        Renewal.objects.filter(entry=entry, closed_on=timezone.localdate()).update(
            closed_on=self._day(-days)
        )

    def _fresh(self, about: dict[str, Any]) -> RegisterEntry:
        pk = self.made[about.get("key", about["name"])].pk
        return RegisterEntry.objects.select_related("school").get(pk=pk)

    def _day(self, days: int) -> datetime.date:
        return timezone.localdate() + datetime.timedelta(days=days)

    def _moment(self, days: int) -> datetime.datetime:
        ago = timezone.localtime(timezone.now() - datetime.timedelta(days=days))
        return ago.replace(hour=16, minute=10) if days else ago


# Those of the sample's people who keep the registers.
KEEPERS = frozenset({"helen", "priya", "tom", "amira", "joel", "ryan", "janet"})
