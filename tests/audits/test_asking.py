"""Asking staff about their skills: rounds opened, moved, closed; who is asked; who may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import asking, skills
from audits.actions.statements import Changed, NotSo, Words
from audits.models import Skill, SkillsAsked, SkillsAudit, SkillsQuestion
from schools.actions import people
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

from .training_parts import AREAS, Staff, a_round, a_staff, asked_of, in_days, let_it_end, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Iterator[Staff]:
    made = a_staff()
    with scope(school=made.school):
        yield made


def test_a_round_asks_every_statement_of_everybody_chosen(staff: Staff) -> None:
    audit = a_round(staff)
    assert audit.is_open
    assert SkillsQuestion.objects.filter(audit=audit).count() == 4
    assert {one.member_id for one in SkillsAsked.objects.filter(audit=audit)} == {
        one.pk for one in staff.everybody
    }
    assert Activity.objects.filter(verb="audits.skills_opened").count() == 1


def test_governors_and_guests_are_not_asked(staff: Staff) -> None:
    audit = a_round(staff, [staff.governor, staff.guest, staff.teacher])
    assert [one.member for one in SkillsAsked.objects.filter(audit=audit)] == [staff.teacher]


@pytest.mark.parametrize("who", ["teacher", "governor", "guest"])
def test_others_may_not_open_a_round(staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        asking.open_audit(
            staff.school, getattr(staff, who), "Mine", "position", in_days(3), staff.everybody
        )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "   "}),
        ("title", {"title": "x" * 121}),
        ("grouping", {"grouping": "shoe size"}),
        ("closes_on", {"closes_on": None}),
        ("closes_on", {"closes_on": in_days(-1)}),
        ("closes_on", {"closes_on": in_days(121)}),
        ("people", {"people": []}),
    ],
)
def test_a_round_without_what_it_needs_is_refused_by_field(
    staff: Staff, field: str, change: dict[str, Any]
) -> None:
    about = {
        "title": "Skills audit",
        "grouping": "position",
        "closes_on": in_days(14),
        "people": staff.everybody,
        **change,
    }
    with pytest.raises(NotSo) as refused:
        asking.open_audit(staff.school, staff.head, **about)
    assert refused.value.field == field
    assert not SkillsAudit.objects.exists()


def test_a_second_round_waits_for_the_end_of_the_first(staff: Staff) -> None:
    first = a_round(staff)
    with pytest.raises(Refused, match="Close it before"):
        a_round(staff)
    asking.close(first, staff.smt)
    assert a_round(staff).is_open


def test_without_statements_there_is_nothing_to_ask(staff: Staff) -> None:
    for one in Skill.objects.all():
        skills.retire(one, staff.coordinator)
    with pytest.raises(Refused, match="library"):
        a_round(staff)


def test_a_round_keeps_the_words_that_it_was_asked_with(staff: Staff) -> None:
    audit = a_round(staff)
    one = Skill.objects.order_by("pk").first()
    assert one
    skills.reword(one, staff.coordinator, Words("I can do better"), Words(one.text, one.why))
    assert "I can do better" not in SkillsQuestion.objects.filter(audit=audit).values_list(
        "text", flat=True
    )


def test_more_people_and_more_time_can_be_given_while_it_is_open(staff: Staff) -> None:
    audit = a_round(staff, staff.teachers[:1])
    more = asking.ask_more(audit, staff.head, [*staff.teachers[:2], staff.governor])
    assert [one.member for one in more] == [staff.teachers[1]]
    assert asking.move(audit, staff.head, in_days(20)).closes_on == in_days(20)
    with pytest.raises(Refused, match="Nobody new"):
        asking.ask_more(audit, staff.head, staff.teachers[:2])
    with pytest.raises(NotSo):
        asking.move(audit, staff.head, in_days(-1))


def test_what_has_ended_stays_ended(staff: Staff) -> None:
    audit = let_it_end(a_round(staff))
    for change in (
        lambda: asking.move(audit, staff.head, in_days(3)),
        lambda: asking.close(audit, staff.head),
        lambda: asking.ask_more(audit, staff.head, staff.teachers),
    ):
        with pytest.raises(Refused, match="not opened again"):
            change()


def test_two_who_reword_one_statement_lose_nothing(staff: Staff) -> None:
    one = Skill.objects.order_by("pk").first()
    assert one
    base = Words(one.text, one.why)
    skills.reword(one, staff.coordinator, Words("First"), base)
    with pytest.raises(Changed):
        skills.reword(one, staff.head, Words("Second"), base)


def test_the_same_statement_twice_a_blank_and_one_too_long_are_refused(staff: Staff) -> None:
    for words in (Words(f"i can do {AREAS[0]} 0".upper()), Words("  "), Words("x" * 301)):
        with pytest.raises(NotSo):
            skills.add(staff.school, staff.coordinator, AREAS[0], words)
    with pytest.raises(NotSo):
        skills.add(staff.school, staff.coordinator, "gardening", Words("I can dig"))


def test_who_leaves_halfway_is_no_longer_asked_and_what_they_said_stays_counted(
    staff: Staff,
) -> None:
    audit = a_round(staff)
    says(audit, staff.teacher, 2)
    says(audit, staff.teachers[1], 2, only=1)
    for one in staff.teachers[:2]:
        people.leave(one, staff.head)
    mail.outbox.clear()
    call_command("send_reminders")
    told = {address for message in mail.outbox for address in message.to}
    assert staff.teachers[1].email not in told
    assert SkillsAsked.objects.filter(audit=audit, member=staff.teacher).exists()
    page = signed_in(Client(), staff.coordinator).get(
        reverse("audits:needs", args=[staff.school.slug, audit.pk])
    )
    assert page.status_code == 200


def test_the_pages_of_a_round_refuse_and_come_back_filled_in(staff: Staff, client: Client) -> None:
    path = reverse("audits:skills_open", args=[staff.school.slug])
    signed_in(client, staff.coordinator)
    typed = {"title": "Our skills", "closes_on": in_days(-2).isoformat(), "grouping": "position"}
    answer = client.post(path, typed)
    assert answer.status_code in (200, 422)
    assert "Our skills" in answer.content.decode()
    assert not SkillsAudit.objects.exists()
    typed["closes_on"] = in_days(9).isoformat()
    typed["people"] = [one.pk for one in staff.teachers]  # type: ignore[assignment]
    answer = client.post(path, typed)
    assert answer.status_code == 302, answer.content.decode()
    assert SkillsAsked.objects.count() == len(staff.teachers)


def test_a_round_of_another_school_is_not_there(staff: Staff, client: Client) -> None:
    audit = a_round(staff)
    other = a_school()
    signed_in(client, a_member(other, "headteacher"))
    for name in ("skills", "needs", "helping", "skills_answer"):
        assert client.get(reverse(f"audits:{name}", args=[other.slug, audit.pk])).status_code == 404
    assert asked_of(audit, staff.teacher).finished_at is None


def test_the_page_of_a_round_takes_as_many_queries_for_many_as_for_few(
    staff: Staff, client: Client, django_assert_max_num_queries: Any
) -> None:
    many = [a_member(staff.school, "teacher") for _ in range(25)]
    audit = a_round(staff, [*staff.everybody, *many])
    for one in many[:20]:
        says(audit, one, 3)
    signed_in(client, staff.coordinator)
    for name in ("skills", "needs", "helping"):
        with django_assert_max_num_queries(15):
            answer = client.get(reverse(f"audits:{name}", args=[staff.school.slug, audit.pk]))
        assert answer.status_code == 200
