"""A review from preparing to the drafts that follow, walked by four people at once, by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Locator, expect
from pytest_django.live_server_helper import LiveServer

from roles.models import Role
from schools.models import Member
from tests.conftest import DESK, PHONE, NewPage
from tests.factories import a_member
from tests.priorities.making import Field, a_field, with_duties
from tests.roles.making import Staff, a_duty, a_role, an_agreed

from .walking import Person, Tally

TITLE = "What moves us next year"
COACH = "Coach colleagues in their own classrooms"
WORKSHOP = "Run a workshop each half term"
REPAIR = "Repair laptops that break down"
LIST = "Keep the list of what the school owns"
MAP = "Map progression from year to year"
DUTIES = {COACH: "staff", WORKSHOP: "staff", REPAIR: "resources", LIST: "resources"}
SECRET = "Half my Monday goes on broken hinges"
COORDINATORS = re.compile(r"^Read it\s?: ICT coordinator.*2$")
VISION = "Every child makes with technology."


@dataclass(frozen=True)
class Rated:
    """What somebody says of the four duties, in their order."""

    points: tuple[int, int, int, int]
    comment: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Decided:
    """What the meeting decides for a duty."""

    kind: str
    minutes: str = ""
    reason: str = ""
    role: str = ""


RATED = {
    "head": Rated((5, 3, 1, 2)),
    "coordinator": Rated((5, 4, 1, 3), SECRET, 30),
    "department": Rated((4, 3, 2, 2), "They come too late to help"),
    "governor": Rated((5, 3, 1, 4)),
}
DECIDED = {
    COACH: Decided("do more", "1:15", "It is where lessons change"),
    WORKSHOP: Decided("keep"),
    REPAIR: Decided("hand on", reason="Nearer to the machines", role="ICT technician"),
    LIST: Decided("simplify", "15", "Labels are enough"),
}


@dataclass(frozen=True)
class Walk:
    """A school whose coordinator and technician have agreed what they do, and its four walkers."""

    where: Field
    people: dict[str, Person]


@pytest.fixture
def walk(transactional_db: None, settings: Any, live_server: LiveServer, new_page: NewPage) -> Walk:
    # Letters name the address under which the school is served.
    settings.BASE_URL = live_server.url
    where = a_field()
    technician = a_member(where.school, "technician", name="Tara Technician")
    with scope(school=where.school):
        with_duties(where, 0)
        _roles(where, technician)
    tally, people = Tally(), {}
    for name in RATED:
        member: Member = getattr(where, name)
        width = PHONE if name == "coordinator" else DESK
        people[name] = Person(new_page(member.user, width=width), tally, member.email)
    return Walk(where, people)


def _roles(where: Field, technician: Member) -> None:
    """The coordinator leads all five duties, 30 minutes each; the technician one of their own."""
    whole = [a_duty(where.school, text, area=area) for text, area in DUTIES.items()]
    whole.append(a_duty(where.school, MAP, area="curriculum"))
    staff = Staff(
        where.school, where.head, where.head, where.coordinator, where.teacher, where.governor
    )
    role = a_role(staff, where.coordinator)
    an_agreed(staff, role, duties=whole, release_minutes=150)
    other = a_role(staff, technician, title="ICT technician", position="technician")
    own = a_duty(where.school, "Update the servers", kind="technical")
    an_agreed(staff, other, duties=[own])


def goes(person: Person, *names: str | re.Pattern[str]) -> None:
    """From the school's front page by links; on a phone the cycle is folded away."""
    person.click(re.compile(r"^School \d+$"))
    for name in names:
        if name in ("Priorities", "Roles"):
            fold = person.page.locator("details.fold > summary")
            if fold.is_visible():
                fold.click()
        person.click(name)


def fits(person: Person) -> None:
    """No page is wider than its screen."""
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def prepares(head: Person, slug: str) -> None:
    """Two areas, four people, their release time, the last day; then it is opened."""
    head.page.goto(f"/s/{slug}/priorities/")
    head.click("Prepare the first review")
    head.sees(VISION)
    head.type("Title", TITLE)
    head.type("Rate by", str(timezone.localdate().replace(day=1, month=1, year=2100)))
    head.type("Length of the meeting", "40")
    head.click("On to the duties")
    curriculum = head.page.get_by_role("group", name="Curriculum planning")
    head.click("Tick none", within=curriculum)
    head.click("Save, and on to the people")
    head.sees("4 duties are chosen.")
    for name in ("Helen Head", "Priya Shah", "Owen Hughes", "Grace Governor"):
        head.tick(name)
    released = head.page.get_by_role("spinbutton", name="Priya Shah")
    expect(released).to_have_value("150")
    released.fill("160")
    head.click("Save, and look it over")
    head.sees("Ready to open")
    head.click("Open it and ask 4 people")
    head.sees("0 of 4 have finished")


def duty_of(person: Person, text: str) -> Locator:
    return person.page.get_by_role("group", name=text, exact=True)


def rates(person: Person, said: Rated) -> None:
    """Each duty in its place, each answer saved as it is given; then it is finished."""
    for text, point in zip(DUTIES, said.points, strict=True):
        duty = duty_of(person, text)
        duty.get_by_role("radio", name=re.compile(f"^{point}\\b")).check()
        person.tally.clicks += 1
        if said.minutes is not None:
            duty.get_by_label("minutes a week").fill(str(said.minutes))
            person.tally.fields += 1
        if said.comment and text == REPAIR:
            duty.locator("summary").click()
            duty.get_by_label("Comment on").fill(said.comment)
            duty.get_by_label("Comment on").blur()
        expect(duty.locator(".save-line")).to_have_text("✓ saved")
    person.page.wait_for_load_state("networkidle")
    person.sees("4 of 4 · saved")
    fits(person)
    person.click("I have finished")
    person.sees("Thank you: you have finished.")


def sees_nothing(person: Person, slug: str, review: str) -> None:
    """What no page shows can be asked for by its address: that is refused, in words."""
    base = f"/s/{slug}"
    for path in (
        *(f"{base}/priorities/{review}/{name}/" for name in ("results", "meeting", "decisions")),
        f"{base}/priorities/{review}/balance/",
        f"{base}/priorities/{review}/ratings.xlsx",
        f"{base}/print/review-{review}.pdf",
    ):
        answer = person.page.goto(path)
        assert answer is not None and answer.status == 403, path
        expect(person.page.locator("body")).not_to_contain_text(SECRET)


def decides(head: Person, text: str, what: Decided) -> None:
    """Take down one duty's decision on the wall."""
    head.page.get_by_role("radio", name=what.kind, exact=True).check()
    head.tally.clicks += 1
    if what.role:
        head.choose("To or with which role", what.role)
    if what.minutes:
        head.type("Minutes a week", what.minutes)
    if what.reason:
        head.type("Reason", what.reason)
    head.click(re.compile(rf"^Take down\s?: {text}"))
    expect(head.page.get_by_text("✓ taken down")).to_be_visible()


def meets(head: Person) -> None:
    """Duty after duty, what divides people first, until none is left."""
    left = dict(DECIDED)
    while left:
        text = head.page.locator("h1").inner_text().strip()
        expect(head.page.get_by_role("navigation", name="Duties")).to_contain_text(
            f"{len(DECIDED) - len(left) + 1} of {len(DECIDED)}"
        )
        head.sees(VISION)
        if text == REPAIR:
            head.sees(SECRET)
            expect(head.page.locator(".said-of-it")).not_to_contain_text("Priya Shah")
        decides(head, text, left.pop(text))
        head.click(re.compile(r"^Next\b") if left else "To the end")
    head.sees("4 of 4 duties decided")


def test_a_review_ends_with_the_drafts_that_its_decisions_ask_for(walk: Walk) -> None:
    slug, people = walk.where.school.slug, walk.people
    head, coordinator = people["head"], people["coordinator"]
    prepares(head, slug)
    for name in ("coordinator", "department", "governor"):
        people[name].follow_mail()
        people[name].sees(VISION)
        rates(people[name], RATED[name])
    review = head.page.url.split("/priorities/")[1].split("/")[0]
    goes(head, "Priorities", "Who has finished")
    head.sees("3 of 4 have finished")
    expect(head.page.locator("main")).not_to_contain_text(SECRET)
    for name in ("head", "department", "governor"):
        sees_nothing(people[name], slug, review)
        goes(people[name], "Priorities")
    head.click(re.compile(rf"^Rate\s?: {TITLE}"))
    rates(head, RATED["head"])
    goes(head, "Priorities", "Who has finished")
    head.sees("Everybody has finished")
    head.click("Reveal the ratings")
    findings = {_reads(person) for person in people.values()}
    assert len(findings) == 1 and findings.pop().startswith("Staff development has")
    fits(coordinator)
    head.click("Talk it over, duty by duty")
    meets(head)
    head.click("Agree the outcome")
    head.sees(f"“{REPAIR}” goes")
    head.sees("75 instead of 30 minutes")
    head.click("Agree the outcome")
    head.sees("2 drafts of role descriptions are ready to be looked at.")
    _report(head.prints("Report as PDF"))
    goes(coordinator, "Priorities", TITLE, "Decisions", COORDINATORS)
    fits(coordinator)
    own = _lines(coordinator)
    assert (own[COACH], own[WORKSHOP], own[LIST], own[MAP]) == ("75", "30", "15", "30")
    assert REPAIR not in own and len(own) == 4
    expect(coordinator.page.locator(".head-state")).to_contain_text("draft", ignore_case=True)
    head.click(re.compile(r"^Read it\s?: ICT technician"))
    assert REPAIR in _lines(head)
    with scope(school=walk.where.school):
        assert Role.objects.get(title="ICT coordinator").descriptions.count() == 2


def _reads(person: Person) -> str:
    """Open the results by clicking; what they say first."""
    goes(person, "Priorities", TITLE)
    person.sees(VISION)
    person.sees("4 of 4 people")
    return person.page.locator("h1").inner_text().strip()


def _lines(person: Person) -> dict[str, str]:
    """The duties of the description that is open, with their minutes."""
    rows = person.page.locator("table.duties tr[id^=line-]")
    expect(rows.first).to_be_visible()
    return {
        row.locator("th").inner_text().split("\n")[0].strip(): re.sub(
            r"\D", "", row.locator("td.num").inner_text()
        )
        for row in rows.all()
    }


def _report(pages: list[str]) -> None:
    """The report says what was found, and every decision with its reason."""
    first, whole = " ".join(pages[:2]), " ".join(pages)
    assert "Staff development has" in pages[0] and VISION in pages[0]
    assert "Agreed" in pages[0] and "Helen Head" in pages[0]
    for words in ("Do more", "Hand on to ICT technician", "Simplify"):
        assert words in first
    for text, what in DECIDED.items():
        assert text in whole and what.reason in whole
    assert SECRET in whole and "Priya Shah" not in pages[-1]
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
