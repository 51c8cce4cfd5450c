"""The sample school's development plans, made by the same actions as any plan, then dated back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audits.models import Renewal
from audits.queries.gaps import gaps
from devplan.actions import (
    agreeing,
    bringing,
    costing,
    discussing,
    doing,
    measuring,
    minutes,
    setting_aside,
    updating,
    writing,
)
from devplan.models import (
    Action,
    Discussion,
    Indicator,
    Measurement,
    Monitoring,
    Objective,
    Plan,
    PlanImport,
    PlanSignature,
    PlanVersion,
    ProgressUpdate,
    Series,
    Spending,
)
from devplan.origins import Ref, of_gap
from devplan.queries.bringing import read_import
from devplan.queries.plans import colour_of, judge
from devplan.queries.terms import terms_of
from devplan.text import plain_text
from devplan.years import academic_year, half_term_began
from priorities.models import Decision
from roles.models import Duty
from schools.models import Aim, Member, School, Subject, Vision

from .sample_days import school_day, school_moment

CONTENT = Path(__file__).parent / "content" / "sample_plan.yaml"
Event = tuple[int, Callable[[], None]]
Capacity = PlanSignature.Capacity


@dataclass
class Plans:
    """One making of the plans. `dated` dates back what the trail says, by days ago."""

    school: School
    people: dict[str, Member]
    dated: Callable[[int], AbstractContextManager[None]]
    plans: dict[str, Plan] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
        self.today = timezone.localdate()

    def events(self) -> Iterator[Event]:
        """What happened how many days ago."""
        for key in ("previous", "current"):
            about = self.content[key]
            yield -about["began"], partial(self._write, key, about)
            yield -about["agreed"], partial(self._agree, key, about)
            for objective in about["objectives"]:
                for action in objective["actions"]:
                    if "added" in action:
                        yield -action["added"], partial(self._add_action, objective["key"], action)
                    for word in action.get("words", []):
                        yield -word[0], partial(self._say, action["text"], word)
        about = self.content["current"]
        yield -about["agreed"] + 1, partial(self._bring, self.content["brought"])
        yield -about["set_aside"]["day"], partial(self._set_aside, about["set_aside"])
        yield from self._talks()
        for key in ("previous", "current"):
            # After the last word, and before the next plan takes this one's place.
            yield 2, partial(self._show, key, self.content[key])

    # Writing ------------------------------------------------------------------------------------

    def _write(self, key: str, about: dict[str, Any]) -> None:
        first = academic_year(self.today) - about["years_ago"]
        words = writing.PlanWords(
            f"{about['title']} {first}–{(first + about['years']) % 100:02d}",
            first,
            about["years"],
            about["introduction"],
            about["strategies"],
        )
        with self.dated(-about["began"]):
            plan = writing.start_plan(self.school, self.people["amira"], words, preset="aligned")
            self.plans[key] = plan
            for one in about["objectives"]:
                self._add_objective(plan, one)
                for action in one["actions"]:
                    if "added" not in action:
                        self._add_action(one["key"], action)
        Plan.objects.filter(pk=plan.pk).update(created_at=self._moment(about["began"]))

    def _add_objective(self, plan: Plan, about: dict[str, Any]) -> None:
        amira = self.people["amira"]
        strand = plan.strands.get(kind=about["strand"])
        subject = about.get("subject")
        made = writing.add_objective(
            plan,
            amira,
            writing.ObjectiveWords(
                text=about["text"],
                strand=strand.pk,
                aim=self._aims()[about["aim"] - 1] if "aim" in about else None,
                subject=Subject.objects.get(name=subject).pk if subject else None,
                sdp_reference=about.get("sdp", ""),
                strategies=about.get("strategies", ""),
                criteria=[
                    writing.CriterionWords(one["text"], self._day(one["by"]))
                    for one in about.get("criteria", [])
                ],
            ),
        )
        self.objectives[about["key"]] = made
        for one in about.get("indicators", []):
            measuring.add_indicator(
                made,
                amira,
                measuring.IndicatorWords(
                    name=one["name"],
                    unit=one["unit"],
                    direction=one.get("direction", "up"),
                    baseline=Decimal(str(one["baseline"][1])) if "baseline" in one else None,
                    baseline_on=self._day(one["baseline"][0]) if "baseline" in one else None,
                    source=one["source"],
                    targets=[(Decimal(str(v)), self._day(day)) for day, v in one["targets"]],
                ),
            )

    def _add_action(self, objective: str, about: dict[str, Any]) -> None:
        amira = self.people["amira"]
        how: tuple[str | None, str, int | None] = (None, "", None)
        if "monitor" in about:
            how = about["monitor"]
        origin: tuple[str, int | None] = ("", None)
        if "decision" in about:
            made = Decision.objects.filter(duty__duty__key=about["decision"], kind="more")
            origin = ("decision", made.order_by("pk").values_list("pk", flat=True)[0])
        if "gap" in about:
            origin = of_gap(self._gap(*about["gap"]))
        with self.dated(-about.get("added", self.content["current"]["began"])):
            action = doing.add_action(
                self.objectives[objective],
                amira,
                doing.ActionWords(
                    text=about["text"],
                    lead=self.people[about["lead"]].pk,
                    supporters=[self.people[key].pk for key in about.get("helped_by", [])],
                    starts_on=self._day(about["from"]),
                    ends_on=self._day(about["to"]),
                    monitored_by=self.people[how[0]].pk if how[0] else None,
                    monitored_how=how[1],
                    monitored_on=school_day(how[2]) if how[2] is not None else None,
                    duty=Duty.objects.get(key=about["duty"]).pk if "duty" in about else None,
                ),
                origin,
            )
            if "costs" in about:
                first = self.objectives[objective].plan.first_year
                costs = [self._cost(first, *one) for one in about["costs"]]
                costing.set_costs(action, amira, costs, action.revision)
        self.actions[about["text"]] = action

    def _gap(self, kind: str, about: str, text: str = "") -> Ref:
        """What an audit has found so far, by its kind, where it was found, and how its words begin."""
        if kind == "renewal":
            return kind, Renewal.objects.get(entry__name=about, closed_on=None).pk
        return next(
            one.ref
            for one in gaps(self.school)
            if one.kind == kind
            and about in f"{one.about}, {one.text}"
            and one.text.startswith(text)
        )

    def _cost(
        self,
        first: int,
        year: int,
        pounds: int,
        kind: str,
        capital: bool,
        funding: str,
        why: str,
        lasts: int | None = None,
    ) -> costing.CostWords:
        source = self.content["funding"].get(funding, "")
        return costing.CostWords(first + year, pounds * 100, kind, capital, source, why, lasts)

    # Agreeing and saying ------------------------------------------------------------------------

    def _bring(self, about: dict[str, Any]) -> None:
        """The table that the plan was first written as: what it says is in the plan already."""
        plan, amira = self.plans["current"], self.people["amira"]
        with self.dated(-about["day"]):
            made = bringing.bring_file(
                plan, amira, SimpleUploadedFile(about["name"], about["text"].encode())
            )
            bringing.save_import(made, amira, read_import(made).fingerprint)
        moment = self._moment(about["day"])
        PlanImport.objects.filter(pk=made.pk).update(started_at=moment, finished_at=moment)

    def _set_aside(self, about: dict[str, Any]) -> None:
        thing = f"objective:{self.objectives[about['objective']].pk}"
        with self.dated(-about["day"]):
            setting_aside.set_aside(
                self.plans["current"], self.people["amira"], about["check"], thing, about["reason"]
            )

    def _agree(self, key: str, about: dict[str, Any]) -> None:
        plan, days = self.plans[key], -about["agreed"]
        with self.dated(days):
            for person, capacity in (("amira", Capacity.AUTHOR), ("helen", Capacity.HEAD)):
                seen = agreeing.fingerprint(plain_text(plan))
                plan = agreeing.sign(plan, self.people[person], capacity, seen)
        moment = school_moment(about["agreed"], 15, 45)
        PlanSignature.objects.filter(plan=plan).update(signed_at=moment)
        PlanVersion.objects.filter(plan=plan).update(made_at=moment)
        Plan.objects.filter(pk=plan.pk).update(
            agreed_at=moment, governors_noted_on=school_day(about["noted"])
        )
        Plan.objects.filter(school=self.school, state="closed", closed_at__isnull=False).update(
            closed_at=moment
        )

    def _say(self, action: str, word: list[Any]) -> None:
        days, who, status, colour, sentence, *shown = word
        one = Action.objects.select_related("objective").get(pk=self.actions[action].pk)
        with self.dated(-days):
            made = updating.update(
                one, self.people[who], updating.Word(status, colour, sentence, file=_file(*shown))
            )
        day = self._day(days)
        began = half_term_began(
            terms_of(self.school, [academic_year(day) - 1, academic_year(day)]), day
        )
        before = one.updates.exclude(pk=made.pk).first()
        one.status = status
        one.updated_on = timezone.localdate(before.made_at) if before else None
        then = colour_of(one, day, began, judge(one.objective.criteria.all()))
        ProgressUpdate.objects.filter(pk=made.pk).update(
            made_at=self._moment(days), computed_rag=then.rag
        )
        Action.objects.filter(pk=one.pk).update(updated_on=day)

    # Discussing ---------------------------------------------------------------------------------

    def _talks(self) -> Iterator[Event]:
        about = self.content["discussions"]
        yield -about["set_up"], partial(self._set_up, about)
        for meeting in about["meetings"]:
            yield -meeting["day"], partial(self._meet, meeting)
        yield 0, partial(self._next, about)

    def _set_up(self, about: dict[str, Any]) -> None:
        subjects = Subject.objects.filter(name__in=about["subjects"])
        with self.dated(-about["set_up"]):
            discussing.set_up(
                self.plans["current"],
                self.people["amira"],
                [self.people[key].pk for key in about["seniors"]],
                [one.pk for one in subjects],
                about["cadence"],
                school_day(about["set_up"] + 30),
            )

    def _meet(self, about: dict[str, Any]) -> None:
        by, plan = self.people[about["by"]], self.plans["current"]
        plan = Plan.objects.select_related("school").get(pk=plan.pk)
        direction = "up" if about["series"] == "up" else "down"
        series = Series.objects.get(
            direction=direction, **({} if direction == "up" else {"title": about["series"]})
        )
        with self.dated(-about["day"]):
            made = discussing.prepare(series, plan, by, school_day(about["day"]))
            made.series, made.plan = series, plan
            # Drafted from how things stand now: what ends later was not late on that day.
            made.agenda.filter(kind="late", action__ends_on__gte=school_day(about["day"])).delete()
            present = [self.people[key].pk for key in about["present"]]
            discussing.say_present(made, by, present, school_day(about["day"]))
            for text, words in about["notes"].items():
                item = made.agenda.filter(text=text).first() or discussing.add_item(made, by, text)
                item.discussion = made
                discussing.note(item, by, words, item.revision)
            if "also" in about:
                discussing.write_notes(made, by, about["also"], made.revision)
            for text, lead, due, *objective in about["outcomes"]:
                outcome = discussing.add_outcome(
                    made, by, text, self.people[lead].pk, self._day(due)
                )
                if objective:
                    discussing.make_action(outcome, by, self.objectives[objective[0]])
            made = minutes.hold(made, by)
            made.series, made.plan = series, plan
        if "agreed" in about:
            day, who = about["agreed"]
            with self.dated(-day):
                minutes.agree_minutes(made, self.people[who])
            Discussion.objects.filter(pk=made.pk).update(agreed_at=school_moment(day))

    def _next(self, about: dict[str, Any]) -> None:
        for title, days in about["next"].items():
            where = {"direction": "up"} if title == "up" else {"title": title}
            Series.objects.filter(**where).update(next_on=school_day(days))

    # What it changed ----------------------------------------------------------------------------

    def _show(self, key: str, about: dict[str, Any]) -> None:
        plan = self.plans[key]
        for objective in about["objectives"]:
            for one in objective.get("criteria", []):
                if "met" in one:
                    self.objectives[objective["key"]].criteria.filter(text=one["text"]).update(
                        met=one["met"]
                    )
            for one in objective.get("indicators", []):
                indicator = Indicator.objects.get(plan=plan, name=one["name"])
                for days, value, source in one["measured"]:
                    Measurement.objects.create(
                        school=self.school,
                        indicator=indicator,
                        value=Decimal(str(value)),
                        measured_on=self._day(days),
                        source=source,
                        recorded_by=self.people["amira"],
                        recorded_at=self._moment(days),
                    )
            for action in objective["actions"]:
                self._spend(action)
        for one in about.get("monitoring", []):
            made = Monitoring.objects.create(
                school=self.school,
                plan=plan,
                kind=one["kind"],
                about=one["about"],
                by=self.people[one["by"]],
                planned_on=school_day(one["planned"]),
                done_on=school_day(one["done"]) if "done" in one else None,
                found=one.get("found", ""),
                recorded_by=self.people[one["by"]],
            )
            objective = self.objectives[one["objective"]]
            made.criteria.set(objective.criteria.all()[:1])
            actions = objective.actions.all()
            made.actions.set(actions.filter(text=one["action"]) if "action" in one else actions[:1])

    def _spend(self, about: dict[str, Any]) -> None:
        costs = list(self.actions[about["text"]].costs.all())
        costs = [one for one in costs if one.year <= academic_year(self.today)] or costs
        for number, (days, pounds, note) in enumerate(about.get("spent", [])):
            Spending.objects.create(
                school=self.school,
                cost=costs[min(number, len(costs) - 1)],
                spent_on=self._day(days),
                pence=pounds * 100,
                note=note,
                recorded_by=self.people["janet"],
            )

    def _aims(self) -> list[int]:
        newest = Vision.objects.order_by("-number").first()
        return list(Aim.objects.filter(vision=newest).values_list("pk", flat=True))

    def _day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def _moment(self, days: int) -> datetime.datetime:
        ago = timezone.localtime(timezone.now() + datetime.timedelta(days=days))
        return ago.replace(hour=15, minute=45)


def _file(name: str = "", text: str = "") -> SimpleUploadedFile | None:
    return SimpleUploadedFile(name, text.encode()) if name else None
