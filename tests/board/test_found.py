"""Notes and questions are found by those who may read them, as soon as they stand there and no longer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from board.actions import notes, questions
from board.askable import find
from board.models import Question
from finding.models import Entry
from finding.queries import search
from roles.models import RoleDescription
from schools.models import Member
from tests.factories import a_member, signed_in
from tests.roles.making import Staff, a_draft, a_duty, a_role, an_agreed, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Any:
    made = staff()
    with scope(school=made.school):
        yield made


def a_note(people: Staff, *, show: bool = True) -> Any:
    words = notes.Words("try", "Zebra crossing", "Robots that stop for animals.", [], [], [])
    return notes.write(people.school, people.coordinator, words, show=show)


def finds(member: Member, typed: str) -> list[str]:
    found = search(
        Member.objects.prefetch_related("positions", "subjects").get(pk=member.pk), typed
    )
    return ["".join(piece.text for piece in one.title) for one in found.hits]


def ask(people: Staff, kind: str, key: str, text: str) -> Question:
    about = find(people.school, kind, key)
    assert about is not None
    return questions.ask(people.school, people.teacher, about, text)


def test_a_note_is_found_by_whoever_reads_the_noticeboard(people: Staff) -> None:
    a_note(people)
    guest = a_member(people.school, "guest")
    for member in (people.head, people.teacher, people.governor):
        assert finds(member, "robots") == ["Zebra crossing"]
    assert finds(guest, "robots") == []


def test_a_draft_is_found_by_its_writer_alone_and_one_taken_down_by_nobody(people: Staff) -> None:
    draft = a_note(people, show=False)
    assert finds(people.coordinator, "zebra") == ["Zebra crossing"]
    assert finds(people.head, "zebra") == []
    notes.withdraw(draft, people.coordinator)
    shown = a_note(people)
    assert finds(people.head, "zebra") == ["Zebra crossing"]
    notes.withdraw(shown, people.coordinator)
    assert finds(people.head, "zebra") == []


def test_a_question_is_found_with_its_answers_until_its_note_is_taken_down(people: Staff) -> None:
    note = a_note(people)
    asked = ask(people, "note", str(note.pk), "May giraffes cross?")
    assert finds(people.governor, "giraffes") == ["May giraffes cross?"]
    about = find(people.school, "note", str(note.pk))
    assert about is not None
    questions.reply(asked, people.coordinator, about, "Only with an elephant.")
    assert finds(people.governor, "elephant") == ["May giraffes cross?"]
    assert Entry.objects.get(kind="question").url == asked.get_absolute_url()
    notes.withdraw(note, people.coordinator)
    assert finds(people.governor, "giraffes") == []


def test_a_question_about_what_not_everybody_reads_is_found_by_nobody(people: Staff) -> None:
    a_duty(people.school)
    role = a_role(people, people.coordinator)
    draft = a_draft(people, role)
    about = find(people.school, "role", str(draft.pk))
    assert about is not None
    questions.ask(people.school, people.head, about, "Why so many giraffes?")
    for member in (people.head, people.coordinator, people.governor):
        assert finds(member, "giraffes") == []


def test_one_about_an_agreed_description_is(people: Staff, client: Client) -> None:
    a_duty(people.school)
    agreed: RoleDescription = an_agreed(people, a_role(people, people.coordinator))
    ask(people, "role", str(agreed.pk), "Why so many giraffes?")
    assert finds(people.governor, "giraffes") == ["Why so many giraffes?"]
    page = signed_in(client, people.governor).get(
        f"/s/{people.school.slug}/find/", {"q": "giraffes"}
    )
    assert "Why so many" in page.content.decode()
