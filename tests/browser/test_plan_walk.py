"""A plan from the file that a school has to the report of what it changed, walked by four people, by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from pytest_django.live_server_helper import LiveServer

from devplan.models import Action, Indicator, Plan, PlanImport
from schools.models import Member
from tests.conftest import DESK, PHONE, NewPage
from tests.devplan.bringing_parts import a_workbook
from tests.factories import a_member, a_school

from .walking import Person, Tally

TITLE = "ICT development plan"
COACH = "Coach colleagues in their own classrooms"
REACH = "Technology changes what pupils do in lessons"
MEASURE = "Lessons in which pupils choose the tool"


def the_table(first: int) -> bytes:
    """A plan as a school has it, with one amount that cannot be read."""
    spring = f"Spring {first + 1}"
    why = "Half a day a week is what changes lessons."
    return a_workbook(
        [
            "Objective|Action|By whom|Start|Finish|Success criteria|Cost|Type of cost|Why".split(
                "|"
            ),
            ["Staff development"],
            [
                *(REACH, COACH, "Tom Teacher", f"1/9/{first}", f"18/12/{first}"),
                *("Six of ten lessons", "£1,2OO", "time", why),
            ],
            ["", "Visit each other’s lessons", "Priya Pastoral", spring, spring, "", "", "", ""],
        ]
    )


@pytest.fixture
def people(
    transactional_db: None, settings: Any, live_server: LiveServer, new_page: NewPage
) -> dict[str, Person]:
    settings.BASE_URL = live_server.url
    school = a_school()
    made: dict[str, tuple[Member, int]] = {
        "head": (a_member(school, "headteacher", name="Hana Head"), DESK),
        "coordinator": (a_member(school, "coordinator", name="Cora Coordinator"), DESK),
        "teacher": (a_member(school, "teacher", name="Tom Teacher"), PHONE),
        "manager": (a_member(school, "smt", name="Priya Pastoral"), DESK),
    }
    tally = Tally()
    found = {}
    for name, (member, width) in made.items():
        found[name] = Person(new_page(member.user, width=width), tally, member.email)
        found[name].page.goto(f"{live_server.url}/s/{school.slug}/plan/")
    return found


def test_a_plan_is_brought_agreed_run_discussed_measured_and_printed(
    people: dict[str, Person], tmp_path: Path
) -> None:
    coordinator, head, teacher = (people[one] for one in ("coordinator", "head", "teacher"))
    first = _bring(coordinator, tmp_path)
    _measure_how(coordinator, first)
    _agree(coordinator, head)
    _say_how_far(teacher)
    _discuss(coordinator)
    _record(coordinator)
    pages = coordinator.prints("Report as PDF")
    whole = " ".join(pages)
    assert MEASURE in whole
    assert REACH in whole
    assert "£1,200" in whole
    assert coordinator.tally.clicks < 60


def _bring(who: Person, folder: Path) -> int:
    """Begin a plan, and bring what is in the file into it; one cell is mended on the way."""
    today = timezone.localdate()
    first = today.year if today.month >= 9 else today.year - 1
    file = folder / "plan.xlsx"
    file.write_bytes(the_table(first))
    who.click("Begin the first plan")
    who.type("Title", TITLE)
    who.click("Begin the plan")
    who.click("Bring the plan you have")
    who.page.set_input_files("#bring-file", file)
    who.click("Read it")
    who.sees("One row has to be mended before the plan can be saved")
    who.page.locator(".wrong input").fill("£1,200")
    who.click("Keep what I mended")
    who.sees("Two rows are ready to be saved")
    who.click("Bring all of it into the plan")
    who.sees("2 rows are in the plan.")
    who.sees(COACH)
    return first


def _measure_how(who: Person, first: int) -> None:
    """Say how the objective is measured, with where it stands and where it shall stand."""
    who.click(re.compile("^say how it is measured"))
    who.type("What is measured", MEASURE)
    who.type("Unit", "of ten")
    who.type("Where it stands at the beginning", "2")
    line = who.page.locator(".row-form.line").first
    line.locator("input").first.fill("6")
    line.locator("input[type=date]").fill(f"{first + 1}-07-20")
    who.click("Add it")
    who.sees(MEASURE)


def _agree(author: Person, head: Person) -> None:
    for who, name in ((author, "Sign as author"), (head, "Agree as")):
        who.page.goto(who.page.url.split("/s/")[0] + _plan_path())
        who.click("Read and sign")
        who.click(re.compile(f"^{name}"))
    head.sees(TITLE)
    with scope(school=_plan().school):
        assert Plan.objects.get().state == "agreed"


def _say_how_far(who: Person) -> None:
    """In two taps and a sentence, on a phone."""
    who.page.goto(who.page.url.split("/s/")[0] + _plan_path() + "updates/")
    before = who.tally.clicks
    who.tick("under way")
    who.page.locator("label.green").filter(visible=True).first.click()
    who.type("What happened", "Four colleagues so far.")
    who.click(re.compile("^Say it"))
    who.sees("Four colleagues so far.")
    # Beside the colour: how far it is, and the button that says it.
    assert who.tally.clicks - before == 2
    assert who.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    with scope(school=_plan().school):
        assert Action.objects.get(text=COACH).updates.get().rag == "green"


def _discuss(who: Person) -> None:
    who.page.goto(who.page.url.split("/s/")[0] + _plan_path() + "discussions/")
    who.click("Set them up")
    who.click("Set them up")
    who.click(re.compile("^Prepare"))
    who.type("One thing more", "How coaching goes")
    who.click("Add")
    who.sees("How coaching goes")
    who.type("What shall be done", "Ask for an hour in the timetable")
    who.click("Write it down")
    who.click(re.compile("^The meeting was held"))
    who.sees("Ask for an hour in the timetable")


def _record(who: Person) -> None:
    who.page.goto(who.page.url.split("/s/")[0] + _plan_path() + "impact/")
    who.click("Record a measurement")
    who.click(MEASURE)
    who.type("Measured", "4")
    who.click("Record")
    who.sees("4 of ten")
    with scope(school=_plan().school):
        assert Indicator.objects.get().measurements.get().value == 4
        assert PlanImport.objects.get().finished_at
    who.page.goto(who.page.url.split("/s/")[0] + _plan_path() + "impact/")


def _plan() -> Plan:
    with scopes_disabled():
        return Plan.objects.select_related("school").get()


def _plan_path() -> str:
    return _plan().get_absolute_url()
