"""Questions: asked where something is read, answered, closed, and read by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from board.actions import notes, questions
from board.askable import find
from board.models import Call, Note, Question
from board.queries.questions import due
from roles.models import Role, RoleDescription, State
from schools.actions import vision
from schools.models import Member, School
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db


def a_note(member: Member) -> Note:
    with scope(school=member.school):
        words = notes.Words("changed", "Trolleys", "They have moved.")
        return notes.write(member.school, member, words, show=True)


def asked(school: School, member: Member, kind: str, key: Any, text: str) -> Question:
    with scope(school=school):
        about = find(school, kind, str(key))
        assert about is not None
        return questions.ask(school, member, about, text)


def waiting(member: Member) -> list[str]:
    with scope(school=member.school):
        return [one.sentence for one in due(member)]


def ask_url(school: School, kind: str, key: Any) -> str:
    return reverse("board:ask", args=[school.slug, kind, key])


def test_a_governor_asks_the_writer_answers_and_the_governor_is_told(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "coordinator", name="Ann Writer")
    governor = a_member(school, "governor", name="Gil Asks")
    note = a_note(writer)
    signed_in(client, governor)
    page = client.post(ask_url(school, "note", note.pk), {"text": "What did it cost?"}, follow=True)
    assert "What did it cost?" in page.text
    assert waiting(writer) == ["Gil Asks asks about a note on the noticeboard"]
    with scope(school=school):
        question = Question.objects.get()
    signed_in(client, writer)
    client.post(question.get_absolute_url(), {"text": "Nothing."})
    assert waiting(writer) == []
    assert waiting(governor) == [
        "Ann Writer has answered your question about a note on the noticeboard"
    ]
    signed_in(client, governor)
    assert "Nothing." in client.get(question.get_absolute_url()).text
    assert waiting(governor) == []


def test_who_is_named_is_called_and_those_who_may_not_read_are_refused_with_the_words_kept(
    client: Client,
) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    writer = a_member(school, "coordinator")
    tech = a_member(school, "technician", name="Ryan Cole")
    a_member(school, "guest", name="Elin Vaughan")
    note = a_note(writer)
    signed_in(client, head)
    refused = client.post(ask_url(school, "note", note.pk), {"text": "Dear @Elin, is it so?"})
    assert "Elin Vaughan may not read what this is about" in refused.text
    assert "Dear @Elin, is it so?" in refused.text
    with scope(school=school):
        assert not Question.objects.exists()
    client.post(ask_url(school, "note", note.pk), {"text": "@Ryan Cole is it so?"})
    assert len(waiting(tech)) == 1 and "names you" in waiting(tech)[0]


def test_a_name_that_two_have_is_asked_back(client: Client) -> None:
    school = a_school()
    a_member(school, "teacher", name="Joel Hart")
    a_member(school, "teacher", name="Joel Whit")
    writer = a_member(school, "coordinator")
    with pytest.raises(Refused, match="More than one person is called Joel"):
        asked(school, writer, "note", a_note(writer).pk, "@Joel?")


def test_names_chosen_from_the_list_are_called_too(client: Client) -> None:
    school = a_school()
    tech, guest = a_member(school, "technician"), a_member(school, "guest")
    writer = a_member(school, "coordinator")
    note = a_note(writer)
    signed_in(client, writer)
    form = client.get(ask_url(school, "note", note.pk)).text
    assert tech.name in form and guest.name not in form
    client.post(ask_url(school, "note", note.pk), {"text": "So?", "tell": [tech.pk]})
    assert len(waiting(tech)) == 1
    answer = client.post(ask_url(school, "note", note.pk), {"text": "So?", "tell": [guest.pk]})
    assert answer.status_code == 200 and waiting(guest) == []


def test_a_proposed_description_and_what_is_asked_of_it_are_for_its_readers_alone(
    client: Client,
) -> None:
    school = a_school()
    head, teacher = a_member(school, "headteacher"), a_member(school, "teacher")
    with scope(school=school):
        role = Role.objects.create(school=school, title="Secret role", position="coordinator")
        one = RoleDescription.objects.create(
            school=school, role=role, number=1, state=State.PROPOSED, line_manager=head
        )
    question = asked(school, head, "role", one.pk, "Is an hour enough?")
    signed_in(client, teacher)
    for url in (ask_url(school, "role", one.pk), question.get_absolute_url()):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "Is an hour enough?" not in answer.text and "Secret role" not in answer.text
    assert client.post(question.get_absolute_url(), {"text": "x"}).status_code == 403
    with scope(school=school):
        about = find(school, "role", str(one.pk))
        assert about is not None
        with pytest.raises(NotAllowed):
            questions.ask(school, teacher, about, "x")
        with pytest.raises(NotAllowed):
            questions.reply(question, teacher, about, "x")


def test_what_waits_never_carries_the_words_themselves() -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    asked(school, a_member(school, "headteacher"), "note", a_note(writer).pk, "Confidential words")
    with scope(school=school):
        (one,) = due(writer)
    assert "Confidential" not in repr(one) and "Trolleys" not in repr(one)


def test_only_who_asked_who_answers_and_senior_managers_close_it(client: Client) -> None:
    school = a_school()
    writer, other = a_member(school, "coordinator"), a_member(school, "teacher")
    question = asked(school, a_member(school, "teacher"), "note", a_note(writer).pk, "Why?")
    url = reverse("board:close", args=[school.slug, question.pk])
    assert signed_in(client, other).post(url).status_code == 403
    signed_in(client, writer).post(url)
    with scope(school=school):
        assert Question.objects.get().closed_at is not None
    assert waiting(writer) == []
    signed_in(client, other).post(question.get_absolute_url(), {"text": "And now?"})
    with scope(school=school):
        assert Question.objects.get().closed_at is None


def test_nothing_to_add_is_an_answer(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    question = asked(school, a_member(school, "teacher"), "note", a_note(writer).pk, "Why?")
    signed_in(client, writer).post(reverse("board:nothing_to_add", args=[school.slug, question.pk]))
    assert waiting(writer) == []


def test_guests_and_other_schools_ask_nothing(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    note = a_note(writer)
    question = asked(school, writer, "note", note.pk, "Why?")
    signed_in(client, a_member(school, "guest"))
    assert client.get(question.get_absolute_url()).status_code == 403
    assert client.post(ask_url(school, "note", note.pk), {"text": "x"}).status_code == 403
    signed_in(client, a_member(a_school(), "headteacher"))
    assert client.get(question.get_absolute_url()).status_code == 404


def test_of_what_is_gone_a_page_says_so_without_its_words(client: Client) -> None:
    school = a_school()
    writer, reader = a_member(school, "coordinator"), a_member(school, "governor")
    note = a_note(writer)
    question = asked(school, reader, "note", note.pk, "Why?")
    with scope(school=school):
        notes.withdraw(note, writer)
    answer = signed_in(client, writer).get(question.get_absolute_url())
    assert answer.status_code == 410
    assert "What this was about is gone" in answer.text and "Why?" not in answer.text
    assert waiting(writer) == []
    for kind, key in (("note", note.pk), ("note", "x"), ("what", "1"), ("cell", "x:KS1")):
        assert client.get(ask_url(school, kind, key)).status_code == 404


def test_what_was_asked_of_the_vision_stays_below_the_next_version(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    for base in (0, 1):
        with scope(school=school):
            vision.write(
                school, head, base=base, text=f"V{base}", aims=["A"], horizon=None, review_on=None
            )
        if not base:
            asked(school, a_member(school, "teacher"), "vision", "whole", "What about music?")
    page = signed_in(client, head).get(reverse("schools:vision", args=[school.slug])).text
    assert "V1" in page and "What about music?" in page


def test_a_page_with_many_questions_takes_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school()
    writer, reader = a_member(school, "coordinator"), a_member(school, "teacher")
    note = a_note(writer)
    signed_in(client, writer)
    for many in (1, 20):
        for _number in range(many):
            question = asked(school, reader, "note", note.pk, "Why?")
            with scope(school=school):
                about = find(school, "note", str(note.pk))
                assert about is not None
                questions.reply(question, writer, about, "So.")
        with django_assert_max_num_queries(11):
            client.get(note.get_absolute_url())
        with django_assert_max_num_queries(1), scope(school=school):
            due(reader)
    with scope(school=school):
        assert Call.objects.filter(member=reader, done_at=None).count() == 21


def test_every_kind_finds_its_thing_and_answers_without_error() -> None:
    from board.askable import KINDS

    school = the_sample()
    from audits.models import RegisterEntry, SelfReview, TrainingOffer
    from audits.queries.cells import cells_of, leaders_of
    from devplan.models import Action, Objective, Plan
    from priorities.models import Review

    with scope(school=school):
        head = Member.objects.get(name="Helen Marlowe")
        note = Note.objects.filter(state="shown").first()
        plan = Plan.objects.get(state="agreed")
        cell = cells_of(school, [], leaders_of(school))[0]
        keys = {
            "vision": "whole",
            "note": note.pk if note else 0,
            "role": RoleDescription.objects.filter(state="agreed").values_list("pk", flat=True)[0],
            "plan": plan.pk,
            "objective": Objective.objects.filter(plan=plan).values_list("pk", flat=True)[0],
            "action": Action.objects.filter(objective__plan=plan).values_list("pk", flat=True)[0],
            "results": Review.objects.filter(state="closed").values_list("pk", flat=True)[0],
            "cell": f"{cell.number}:{cell.stage}",
            "offer": TrainingOffer.objects.values_list("pk", flat=True)[0],
            "selfreview": SelfReview.objects.filter(state="agreed").values_list("pk", flat=True)[0],
            "entry": RegisterEntry.objects.values_list("pk", flat=True)[0],
        }
        assert sorted(keys) == sorted(KINDS)
        for kind, key in keys.items():
            about = find(school, kind, str(key))
            assert about is not None, kind
            assert about.title and about.url and about.readable(head) and about.answers(), kind
