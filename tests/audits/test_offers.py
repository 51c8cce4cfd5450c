"""Training: offered, signed up for, attended, and what changed by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import offers
from audits.actions.offers import Details, OfferChanged
from audits.actions.statements import NotSo
from audits.models import Skill, SkillsAudit, TrainingAfter, TrainingOffer
from audits.queries.offers import offer_page, training_plan
from schools.actions import people
from schools.models import Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import signed_in

from .training_parts import (
    Staff,
    a_round,
    a_staff,
    an_offer,
    in_days,
    it_took_place,
    let_it_end,
    says,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Iterator[Staff]:
    made = a_staff()
    with scope(school=made.school):
        yield made


@pytest.fixture
def audit(staff: Staff) -> SkillsAudit:
    return a_round(staff)


def ids(*members: Member) -> list[int]:
    return [one.pk for one in members]


def test_training_is_offered_signed_up_for_and_attended(staff: Staff) -> None:
    one = an_offer(staff, places=3)
    for each in staff.teachers[:3]:
        offers.sign_up(one, each)
    assert offers.sign_up(one, staff.teacher).member == staff.teacher
    assert one.signed_up.count() == 3
    with pytest.raises(Refused, match="All places are taken"):
        offers.sign_up(one, staff.teachers[3])
    offers.sign_off(one, staff.teacher)
    offers.sign_up(one, staff.teachers[3])
    it_took_place(one)
    offers.mark(one, staff.coordinator, ids(*staff.teachers[1:3]), [staff.head])
    came = {each.member for each in one.signed_up.filter(attended=True)}
    assert came == {*staff.teachers[1:3], staff.head}


@pytest.mark.parametrize("who", ["governor", "guest"])
def test_only_staff_sign_up(staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        offers.sign_up(an_offer(staff), getattr(staff, who))


def test_only_leaders_offer_change_and_call_off(staff: Staff) -> None:
    one, details = an_offer(staff), Details("Mine", 2026, "autumn")
    for attempt in (
        lambda: offers.offer(staff.school, staff.teacher, details, []),
        lambda: offers.change(one, staff.teacher, details, [], one.revision),
        lambda: offers.cancel(one, staff.teacher),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_who_gives_it_says_who_came_and_nobody_else_of_the_staff(staff: Staff) -> None:
    one = it_took_place(an_offer(staff, giver=staff.teacher))
    with pytest.raises(NotAllowed):
        offers.mark(one, staff.teachers[1], [])
    assert offers.mark(one, staff.teacher, []).marked_at is not None


def test_nobody_has_come_before_the_day(staff: Staff) -> None:
    with pytest.raises(Refused, match="on the day or after it"):
        offers.mark(an_offer(staff), staff.coordinator, [])


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 121}),
        ("when", {"term": "winter"}),
        ("when", {"year": 26}),
        ("places", {"places": 0}),
        ("cost", {"cost": -1}),
        ("cost", {"cost": 2_000_000_01}),
    ],
)
def test_training_that_cannot_be_is_refused_by_field(
    staff: Staff, field: str, change: dict[str, Any]
) -> None:
    with pytest.raises(NotSo) as refused:
        an_offer(staff, **change)
    assert refused.value.field == field
    assert not TrainingOffer.objects.exists()


def test_who_left_gives_no_training(staff: Staff) -> None:
    people.leave(staff.teacher, staff.head)
    staff.teacher.refresh_from_db()
    with pytest.raises(NotSo):
        an_offer(staff, giver=staff.teacher)


def test_who_leaves_gives_their_place_back(staff: Staff) -> None:
    one = an_offer(staff, places=1)
    offers.sign_up(one, staff.teacher)
    people.leave(staff.teacher, staff.head)
    assert offers.sign_up(one, staff.teachers[1])


def test_two_who_change_it_lose_nothing(staff: Staff) -> None:
    one = an_offer(staff)
    seen = one.revision
    offers.change(one, staff.head, Details("First", 2026, "autumn"), [], seen)
    with pytest.raises(OfferChanged):
        offers.change(one, staff.smt, Details("Second", 2026, "autumn"), [], seen)


def test_fewer_places_than_are_taken_are_refused(staff: Staff) -> None:
    one = an_offer(staff)
    for each in staff.teachers[:2]:
        offers.sign_up(one, each)
    with pytest.raises(NotSo):
        offers.change(one, staff.head, Details("Less", 2026, "autumn", places=1), [], one.revision)


def test_what_was_called_off_takes_nobody(staff: Staff) -> None:
    one = an_offer(staff)
    offers.cancel(one, staff.head)
    with pytest.raises(Refused, match="called off"):
        offers.sign_up(one, staff.teacher)


def test_what_took_place_is_not_called_off(staff: Staff) -> None:
    one = it_took_place(an_offer(staff))
    offers.mark(one, staff.head, [], [staff.teacher])
    with pytest.raises(Refused, match="took place"):
        offers.cancel(one, staff.head)


def attended(staff: Staff, audit: SkillsAudit, before: int, people_: list[Member]) -> TrainingOffer:
    """Training to which these came, all of whom had answered `before`."""
    for each in people_:
        says(audit, each, before)
    let_it_end(audit)
    one = it_took_place(an_offer(staff, audit))
    offers.mark(one, staff.coordinator, [], people_)
    return one


def after(one: TrainingOffer, member: Member, confidence: int, number: int | None = None) -> bool:
    place = one.signed_up.get(member=member)
    wanted = list(one.skills.order_by("pk"))[:number]
    return offers.say_after(place, member, {each.pk: confidence for each in wanted})


def test_the_change_is_shown_once_three_have_said_it(staff: Staff, audit: SkillsAudit) -> None:
    one = attended(staff, audit, 2, staff.teachers[:3])
    for each in staff.teachers[:2]:
        assert after(one, each, 4)
    assert offer_page(one, staff.coordinator).changed == []
    after(one, staff.teachers[2], 3)
    for row in offer_page(one, staff.coordinator).changed:
        assert row.change
        assert (row.change.people, row.change.before) == (3, 2)
        assert row.change.after == pytest.approx(11 / 3)


def test_the_change_of_two_people_is_never_shown(staff: Staff, audit: SkillsAudit) -> None:
    one = attended(staff, audit, 2, staff.teachers[:2])
    for each in staff.teachers[:2]:
        after(one, each, 4)
    changed = offer_page(one, staff.coordinator).changed
    assert [row for row in changed if row.change is not None] == []


def test_only_who_came_answers_after_it_and_only_for_themselves(
    staff: Staff, audit: SkillsAudit
) -> None:
    one = attended(staff, audit, 2, staff.teachers[:3])
    place = one.signed_up.get(member=staff.teacher)
    skill = one.skills.order_by("pk").first()
    assert skill
    with pytest.raises(Refused, match="Only who came"):
        offers.say_after(place, staff.teachers[1], {skill.pk: 4})
    for wrong in ({skill.pk: 5}, {skill.pk + 999: 3}):
        with pytest.raises(Refused, match="one of the four"):
            offers.say_after(place, staff.teacher, wrong)
    assert not TrainingAfter.objects.exists()


def test_once_answered_after_it_the_statements_and_the_day_stay(
    staff: Staff, audit: SkillsAudit
) -> None:
    one = attended(staff, audit, 2, staff.teachers[:3])
    after(one, staff.teacher, 4)
    about = Details(one.title, one.year, one.term, held_on=one.held_on)
    with pytest.raises(NotSo) as refused:
        offers.change(one, staff.head, about, [], one.revision)
    assert refused.value.field == "skills"
    moved = Details(one.title, one.year, one.term, held_on=in_days(-3))
    with pytest.raises(NotSo) as refused:
        offers.change(one, staff.head, moved, list(Skill.objects.all()), one.revision)
    assert refused.value.field == "held_on"


def test_the_plan_sums_what_training_costs_by_term(staff: Staff) -> None:
    an_offer(staff, cost=12_500)
    an_offer(staff, cost=20_000, term="summer")
    called_off = an_offer(staff, cost=99_999)
    offers.cancel(called_off, staff.head)
    plan = training_plan(staff.school, TrainingOffer.objects.values_list("year", flat=True)[0])
    assert plan.cost == 32_500
    assert [term.cost for term in plan.terms if term.rows] == [12_500, 20_000]


def test_a_refused_form_comes_back_filled_in(staff: Staff, client: Client) -> None:
    signed_in(client, staff.coordinator)
    path = reverse("audits:offer_add", args=[staff.school.slug])
    typed = {"title": "Spreadsheets", "when": "2026-autumn", "places": "-4", "cost": "£1,2OO"}
    answer = client.post(path, typed)
    assert answer.status_code in (200, 422)
    text = answer.content.decode()
    assert "Spreadsheets" in text and "£1,2OO" in text
    assert not TrainingOffer.objects.exists()


def test_the_pages_take_as_many_queries_for_many_as_for_few(
    staff: Staff, audit: SkillsAudit, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        one = an_offer(staff, audit, title=f"Training {number}")
        for each in staff.teachers:
            offers.sign_up(one, each)
    signed_in(client, staff.coordinator)
    for name in ("offers", "training", "training_plan"):
        with django_assert_max_num_queries(15):
            assert (
                client.get(reverse(f"audits:{name}", args=[staff.school.slug])).status_code == 200
            )
