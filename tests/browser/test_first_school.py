"""From an empty database to a printed description that two people have agreed, by hand."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests.conftest import NewPage

from .walking import Person, Tally

HEAD, SMT, COORDINATOR = "Nadia Okafor", "Simon Reed", "Leah Brandt"
DEPARTMENT, GOVERNOR = "Omar Siddiqui", "June Whitaker"
ADDRESSES = {
    HEAD: "nadia@millbrook.example",
    SMT: "simon@millbrook.example",
    COORDINATOR: "leah@millbrook.example",
    DEPARTMENT: "omar@millbrook.example",
    GOVERNOR: "june@millbrook.example",
}
PASTED = f"""Name, E-mail, Position, Subjects
{COORDINATOR}, {ADDRESSES[COORDINATOR]}, coordinator
{DEPARTMENT}, {ADDRESSES[DEPARTMENT]}, head of department, Science
{GOVERNOR}, {ADDRESSES[GOVERNOR]}, governor
"""
VISION = "Every pupil makes and questions things with technology, and knows when to put it away."
AIMS = "Every teacher learns one new use a term.\nWhat we own works on the day."
PASSWORD = "willow-lantern-93-quay"


@pytest.fixture
def tally(settings: Any, live_server: LiveServer) -> Tally:
    # Letters name the address under which the school is served.
    settings.BASE_URL = live_server.url
    return Tally()


def starts(head: Person) -> None:
    """Sign up, confirm the address, describe the school."""
    head.goes_to("/")
    head.click("Start your school")
    head.type("Your name", HEAD)
    head.type("E-mail address", head.email)
    head.type("Password", PASSWORD)
    head.click("Make the account")
    head.sees("Look into your e-mail")
    head.follow_mail()
    head.click("Yes, it is mine")
    head.click("Describe your school")
    head.type("Name of the school", "Millbrook Middle School")
    head.choose("Phase", "middle")
    head.click("Start the school")


def adds_people(head: Person) -> None:
    """One by the form, the others as a pasted list with a line to mend, then everybody is invited."""
    head.click("Go on: People")
    head.click("Add one")
    head.type("Name", SMT)
    head.type("E-mail address", ADDRESSES[SMT])
    head.tick("SMT")
    head.click("Add, invite later")
    head.click("Add several")
    head.pastes("One person a line", PASTED.replace("governor", "govenor"))
    head.click("Check the list")
    head.sees("one line needs mending")
    head.pastes("One person a line", PASTED)
    head.click("Check again")
    head.click("Add these 3")
    head.click("Invite all 4")
    head.sees("4 invitations were sent.")


def writes_vision(head: Person) -> None:
    """The vision, its aims, and when it is looked at again."""
    head.click("Vision")
    head.click("Write the vision")
    head.click(re.compile("Use this: Families know"))
    head.sees("Use this")
    aims = head.page.get_by_label(re.compile("Its aims, one a line")).first
    assert aims.input_value().startswith("Families know how we keep children safe")
    head.type("The vision", VISION)
    head.type("Its aims, one a line", AIMS)
    head.type("To be reviewed by", "01012100")
    head.click("Save the vision")
    head.sees(VISION)


def adopts_duties(head: Person) -> None:
    """The starting set that suits a middle school is ticked already."""
    steps = head.page.get_by_role("navigation", name="Setting the school up")
    head.click("Roles", within=steps)
    head.click("Adopt what is ticked")


def drafts(head: Person, role: str, holder: str, line_manager: str, *, first: bool = False) -> None:
    """A role from the starting set with its holder, as it stands there; then it is proposed."""
    head.click("Roles")
    head.click("Add the first role" if first else "Add a role")
    head.click(role)
    head.tick(holder)
    head.click("Add it with a first draft")
    head.choose("Answers to", line_manager)
    head.click("Save")
    head.click("Propose version 1")
    head.sees(f"{line_manager}, line manager, has not agreed yet.")


def joins(person: Person) -> None:
    """Follow the invitation and choose a password."""
    person.follow_mail()
    person.type("Choose a password", PASSWORD)
    person.click("Join")


def agrees(person: Person, role: str) -> None:
    """Read the description and agree it."""
    person.click("Millbrook Middle School")
    person.click(re.compile(f"Read and agree.*“{role}”"))
    person.click("Agree version 1")
    person.click("I agree")
    person.sees("You have agreed.")


def tells(what: str, tally: Tally, began: float) -> None:
    """Print what a walk took: by hand as it was counted, and the time of the machine."""
    sys.stdout.write(
        f"{what}: {tally.presses} clicks, {tally.keys} keys in {tally.fields} fields, {tally.pages} pages: "
        f"{tally.minutes:.1f} minutes by hand; {(time.monotonic() - began) / 60:.1f} by machine\n"
    )


def borrows_a_vision(head: Person) -> None:
    """A vision and two aims from the examples, as they stand."""
    head.click("Vision")
    head.click("Write the vision")
    head.click(re.compile("Use this: In three years"))
    head.click(re.compile("Use this: Each subject knows"))
    head.click(re.compile("Use this: Every teacher has time"))
    head.click("Save the vision")
    head.sees("In three years no child’s learning waits")


def test_the_first_printed_description_takes_less_than_ten_minutes(
    new_page: NewPage, tally: Tally
) -> None:
    """From signing up: one colleague, a vision, the duties, one role, agreed by both and printed."""
    began = time.monotonic()
    head, coordinator = (
        Person(new_page(), tally, ADDRESSES[name], by_hand=True) for name in (HEAD, COORDINATOR)
    )
    starts(head)
    head.click("Go on: People")
    head.click("Add one")
    head.type("Name", COORDINATOR)
    head.type("E-mail address", coordinator.email)
    head.tick("ICT coordinator")
    head.click("Add and invite")
    borrows_a_vision(head)
    adopts_duties(head)
    drafts(head, "ICT coordinator", COORDINATOR, HEAD, first=True)
    joins(coordinator)
    agrees(coordinator, "ICT coordinator")
    agrees(head, "ICT coordinator")
    head.click("Roles")
    head.click("ICT coordinator")
    text = " ".join(head.prints("Print this version"))
    assert "Agreed version 1" in text and "not yet agreed" not in text
    tells("the first printed description", tally, began)
    assert tally.minutes < 10


def test_a_school_starts_and_prints_what_its_people_agreed(new_page: NewPage, tally: Tally) -> None:
    began = time.monotonic()
    people = {
        name: Person(new_page(), tally, email, by_hand=True) for name, email in ADDRESSES.items()
    }
    head = people[HEAD]
    starts(head)
    adds_people(head)
    writes_vision(head)
    adopts_duties(head)
    drafts(head, "Headteacher", HEAD, GOVERNOR, first=True)
    drafts(head, "SMT member for technology", SMT, HEAD)
    drafts(head, "ICT coordinator", COORDINATOR, SMT)
    drafts(head, "Head of department", DEPARTMENT, SMT)
    for name in (SMT, COORDINATOR, DEPARTMENT, GOVERNOR):
        joins(people[name])
    agrees(people[COORDINATOR], "ICT coordinator")
    agrees(people[DEPARTMENT], "Head of department")
    agrees(people[SMT], "ICT coordinator")
    agrees(people[SMT], "Head of department")
    agrees(people[SMT], "SMT member for technology")
    agrees(head, "SMT member for technology")
    agrees(head, "Headteacher")
    agrees(people[GOVERNOR], "Headteacher")
    day = f"{timezone.localdate():%-d %B %Y}"
    coordinator = people[COORDINATOR]
    coordinator.click("Roles")
    coordinator.click("ICT coordinator")
    coordinator.sees(f"{COORDINATOR}, holder, agreed on {day}.")
    pages = coordinator.prints("Print this version")
    text = " ".join(pages)
    for words in ("Agreed version 1", f"{COORDINATOR} holder agreed on {day}", VISION):
        assert words in text
    assert f"{SMT} line manager agreed on {day}" in text
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
    assert "not yet agreed" not in text
    head.click("Millbrook Middle School")
    head.sees("To the first printed role description")
    steps = head.page.get_by_role("region", name="To the first printed role description")
    assert steps.get_by_text("○ to do").count() == 0
    head.click("Put this list away")
    head.click("Print", within=head.page.get_by_role("banner"))
    pack = head.prints("PDF All roles")
    text = " ".join(pack)
    for name in (HEAD, SMT, COORDINATOR, DEPARTMENT, GOVERNOR):
        assert name in text
    assert f"{len(pack)} of {len(pack)}" in pack[-1]
    tells("five people, four roles", tally, began)
