"""Rating: each answer as it is given, bad input, finishing, consent, forms typed in."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from priorities.actions import rating
from priorities.actions.rating import Answer
from priorities.models import Completion, Participant, Rating, Review, ReviewDuty
from priorities.queries.ratings import own
from roles.models import Duty
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, signed_in

from .making import Field, a_field, a_prepared, a_revealed, an_open, rates, taking_part, with_duties
from .test_preparing import url

HX: Any = {"headers": {"HX-Request": "true"}}


def duties_of(review: Review) -> list[ReviewDuty]:
    return list(ReviewDuty.objects.filter(review=review))


def test_each_answer_is_saved_as_it_is_given(where: Field, client: Client) -> None:
    opened = an_open(where)
    duty = duties_of(opened.review)[0]
    signed_in(client, where.teacher)
    answer = client.post(
        url(where, opened.review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": "4"}, **HX
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "✓ saved" in page and "1 of 6" in page
    one = Rating.objects.get()
    assert (one.influence, one.cannot_say, one.carrier, one.minutes) == (4, False, "", None)
    # Another field of the same duty leaves the first as it is, and so does a second tab's.
    client.post(
        url(where, opened.review, f"rate/{duty.pk}/"), {f"carrier-{duty.pk}": "shared"}, **HX
    )
    client.post(
        url(where, opened.review, f"rate/{duty.pk}/"), {f"comment-{duty.pk}": "<b>Ja</b> 🌍"}, **HX
    )
    one.refresh_from_db()
    assert (one.influence, one.carrier, one.comment) == (4, "shared", "<b>Ja</b> 🌍")
    client.post(url(where, opened.review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": "0"}, **HX)
    one.refresh_from_db()
    assert (one.influence, one.cannot_say, one.carrier) == (None, True, "shared")
    page = client.get(url(where, opened.review, "rate/")).content.decode()
    assert "&lt;b&gt;Ja&lt;/b&gt; 🌍" in page and "1 of 6" in page
    assert "Every child makes with technology." in page


def test_one_saved_answer_reads_and_writes_nine_times_at_most(where: Field, client: Client) -> None:
    opened = an_open(where)
    duty = duties_of(opened.review)[0]
    signed_in(client, where.coordinator)
    path = url(where, opened.review, f"rate/{duty.pk}/")
    client.post(path, {f"influence-{duty.pk}": "4"}, **HX)
    with CaptureQueriesContext(connection) as captured:
        client.post(path, {f"influence-{duty.pk}": "5"}, **HX)
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [one["sql"] for one in captured if not one["sql"].startswith(around)]
    assert len(statements) <= 9, statements


@pytest.mark.parametrize("number", [6, 60])
def test_the_page_takes_the_same_queries_however_many_duties(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int, db: None
) -> None:
    where = a_field()
    with scope(school=where.school):
        opened = an_open(with_duties(where, number))
        rates(opened, where.coordinator, [1 + n % 5 for n in range(number)], minutes=10)
        signed_in(client, where.coordinator)
        client.get(url(where, opened.review, "rate/"))
        with django_assert_max_num_queries(10):
            page = client.get(url(where, opened.review, "rate/")).content.decode()
    assert f"{number} of {number}" in page and page.count("data-duty=") == number


def test_without_javascript_a_whole_area_is_saved_and_errors_keep_what_was_typed(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    first, second = duties_of(opened.review)[:2]
    signed_in(client, where.coordinator)
    typed = {
        f"influence-{first.pk}": "5",
        f"carrier-{first.pk}": "coordinator",
        f"minutes-{first.pk}": "30",
        f"influence-{second.pk}": "2",
        f"minutes-{second.pk}": "half an hour",
    }
    answer = client.post(url(where, opened.review, "rate/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "“half an hour” is not a whole number" in page
    assert 'value="half an hour"' in page and "The others are saved" in page
    saved = own(opened, taking_part(opened, where.coordinator))
    assert (saved[first.pk].influence, saved[first.pk].minutes) == (5, 30)
    assert (saved[second.pk].influence, saved[second.pk].minutes) == (2, None)
    typed[f"minutes-{second.pk}"] = "25"
    answer = client.post(url(where, opened.review, "rate/"), typed, follow=True)
    assert "2 answers are saved" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("influence", "6", "from 1 to 5"),
        ("influence", "-1", "not a whole number"),
        ("influence", "²", "not a whole number"),
        ("influence", "9" * 400, "not a whole number"),
        ("carrier", "everybody", "Choose one of the ways"),
        ("minutes", "2401", "40 hours"),
        ("comment", "x" * 2001, "2001 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_saves_nothing(
    where: Field, client: Client, name: str, typed: str, sentence: str
) -> None:
    opened = an_open(where)
    duty = duties_of(opened.review)[0]
    answer = signed_in(client, where.coordinator).post(
        url(where, opened.review, f"rate/{duty.pk}/"), {f"{name}-{duty.pk}": typed}, **HX
    )
    assert answer.status_code in (409, 422) and sentence in answer.content.decode()
    assert "Not saved" in answer.content.decode() and not Rating.objects.exists()
    page = client.post(url(where, opened.review, "rate/"), {f"{name}-{duty.pk}": typed})
    assert page.status_code == 409 and not Rating.objects.exists()
    if name == "comment":
        assert typed in page.content.decode()


def test_minutes_are_for_coordinators_alone(where: Field, client: Client) -> None:
    opened = an_open(where)
    duty = duties_of(opened.review)[0]
    signed_in(client, where.teacher)
    client.post(url(where, opened.review, f"rate/{duty.pk}/"), {f"minutes-{duty.pk}": "30"}, **HX)
    assert not Rating.objects.exists()
    assert "minutes a week" not in client.get(url(where, opened.review, "rate/")).content.decode()
    with pytest.raises(Refused, match="Only who coordinates"):
        rates(opened, where.teacher, [3], minutes=20)


def close_by_deadline(review: Review, where: Field) -> None:
    Review.objects.update(deadline=timezone.localdate() - datetime.timedelta(days=1))


def close_by_reveal(review: Review, where: Field) -> None:
    from priorities.actions import revealing

    revealing.reveal(review, where.head, [p.pk for p in review.participants.all()])


@pytest.mark.parametrize(
    ("closes", "sentence"),
    [(close_by_deadline, "The deadline was"), (close_by_reveal, "of this round are revealed")],
)
def test_after_the_deadline_or_the_reveal_nothing_is_saved_and_nothing_typed_is_lost(
    where: Field, client: Client, closes: Callable[[Review, Field], None], sentence: str
) -> None:
    opened = an_open(where)
    first, second = duties_of(opened.review)[:2]
    rates(opened, where.teacher, [2], finish=False)
    closes(opened.review, where)
    signed_in(client, where.teacher)
    answer = client.post(
        url(where, opened.review, f"rate/{second.pk}/"), {f"influence-{second.pk}": "5"}, **HX
    )
    assert answer.status_code == 409 and sentence in answer.content.decode()
    answer = client.post(
        url(where, opened.review, "rate/"),
        {f"influence-{first.pk}": "5", f"comment-{second.pk}": "A long thought"},
    )
    page = answer.content.decode()
    assert (
        answer.status_code == 409 and sentence in page and "What you typed is still below" in page
    )
    assert "A long thought" in page
    assert [one.influence for one in Rating.objects.all()] == [2]
    for done in ("yes", "no"):
        page = client.post(
            url(where, opened.review, "rate/finished/"), {"finished": done}, follow=True
        ).content.decode()
        assert sentence in page
    assert not Completion.objects.exists()
    page = client.get(url(where, opened.review, "rate/")).content.decode()
    assert "What you said" in page and "data-duty" not in page
    assert sentence in client.get(url(where, opened.review, "rate/state/")).json()["closed"]


def test_who_was_not_asked_cannot_rate(where: Field, client: Client) -> None:
    opened = an_open(where, where.everybody[:3])
    duty = duties_of(opened.review)[0]
    for member in (where.teacher, a_member(where.school, "smt")):
        signed_in(client, member)
        assert client.get(url(where, opened.review, "rate/")).status_code == 403
        answer = client.post(
            url(where, opened.review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": "4"}, **HX
        )
        assert (
            answer.status_code == 403 and "Only those who were invited" in answer.content.decode()
        )
    with pytest.raises(NotAllowed):
        rating.save(taking_part(opened, where.head), where.teacher, [])
    assert not Rating.objects.exists()


def test_before_it_opens_there_is_nothing_to_rate(where: Field, client: Client) -> None:
    review = a_prepared(where)
    duty = duties_of(review)[0]
    signed_in(client, where.teacher)
    assert "still being prepared" in client.get(url(where, review, "rate/")).content.decode()
    answer = client.post(
        url(where, review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": "4"}, **HX
    )
    assert answer.status_code == 409 and not Rating.objects.exists()


def test_a_duty_of_another_review_is_not_there(where: Field, client: Client) -> None:
    opened = an_open(where)
    foreign = duties_of(a_prepared(where, title="Another"))[0]
    answer = signed_in(client, where.teacher).post(
        url(where, opened.review, f"rate/{foreign.pk}/"), {f"influence-{foreign.pk}": "4"}, **HX
    )
    assert answer.status_code == 404 and not Rating.objects.exists()


def test_a_duty_retired_meanwhile_can_still_be_rated_and_says_so(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    Duty.objects.filter(pk=where.duties[0].pk).update(retired_on=timezone.localdate())
    duty = opened.review.duties.get(duty=where.duties[0])
    signed_in(client, where.teacher)
    assert (
        "The school retired this duty"
        in client.get(url(where, opened.review, "rate/")).content.decode()
    )
    client.post(url(where, opened.review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": "4"}, **HX)
    assert Rating.objects.get().influence == 4


def test_a_participant_who_left_cannot_come_in_and_what_they_said_counts(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [4] * 6)
    signed_in(client, where.teacher)
    Member.objects.filter(pk=where.teacher.pk).update(left_on=timezone.localdate())
    assert client.get(url(where, opened.review, "rate/")).status_code == 404
    assert Rating.objects.filter(influence=4).count() == 6


def test_in_two_tabs_the_last_answer_wins_and_both_can_show_it(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    first, second = duties_of(opened.review)[:2]
    signed_in(client, where.teacher)
    for duty, points in ((first, "2"), (second, "3"), (first, "5")):
        client.post(
            url(where, opened.review, f"rate/{duty.pk}/"), {f"influence-{duty.pk}": points}, **HX
        )
    state = client.get(url(where, opened.review, "rate/state/"))
    assert "no-store" in state.headers["Cache-Control"]
    found = state.json()
    assert found["answers"][str(first.pk)]["influence"] == "5"
    assert found["answers"][str(second.pk)]["influence"] == "3"
    assert found["progress"].startswith("2 of 6") and found["closed"] == ""
    other = signed_in(client, where.governor).get(url(where, opened.review, "rate/state/")).json()
    assert other["answers"] == {} and other["progress"].startswith("0 of 6")


def test_finishing_says_what_is_left_open_and_can_be_taken_back(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [4, 4, 4, 4], finish=False)
    signed_in(client, where.teacher)
    finished = url(where, opened.review, "rate/finished/")
    page = client.post(finished, {"finished": "yes"}, follow=True).content.decode()
    assert "2 duties have no answer and count as “can’t say”" in page
    client.post(finished, {"finished": "yes"})
    assert Completion.objects.count() == 1
    page = client.post(finished, {"finished": "no"}, follow=True).content.decode()
    assert "you can go on rating" in page and not Completion.objects.exists()


def test_consent_is_the_participants_own_and_nobody_elses(where: Field, client: Client) -> None:
    opened = an_open(where)
    one = taking_part(opened, where.teacher)
    assert one.consents is None
    with pytest.raises(NotAllowed):
        rating.consent(one, where.head, True)
    signed_in(client, where.teacher)
    for said, kept in (("yes", True), ("no", False), ("", False)):
        client.post(url(where, opened.review, "rate/consent/"), {"consents": said})
        assert Participant.objects.get(pk=one.pk).consents is kept
    review = a_revealed(where, title="Revealed")
    client.post(url(where, review, "rate/consent/"), {"consents": "yes"})
    assert Participant.objects.get(review=review, member=where.teacher).consents is True
    Review.objects.filter(pk=review.pk).update(state="agreed")
    page = client.post(
        url(where, review, "rate/consent/"), {"consents": "no"}, follow=True
    ).content.decode()
    assert "outcome of this review is agreed" in page
    assert Participant.objects.get(review=review, member=where.teacher).consents is True


def test_a_paper_form_is_typed_in_logged_and_marked(where: Field, client: Client) -> None:
    opened = an_open(where)
    person = taking_part(opened, where.governor)
    first, second = duties_of(opened.review)[:2]
    path = url(where, opened.review, f"type-in/{person.pk}/")
    signed_in(client, where.coordinator)
    bad = {
        f"influence-{first.pk}": "5",
        f"influence-{second.pk}": "x",
        f"comment-{first.pk}": "On paper",
    }
    answer = client.post(path, bad)
    assert answer.status_code == 409 and "On paper" in answer.content.decode()
    assert not Rating.objects.exists()
    client.post(path, {**bad, f"influence-{second.pk}": "0", "complete": "yes"})
    kept = own(opened, person)
    assert kept[first.pk].influence == 5 and kept[second.pk].cannot_say
    assert kept[first.pk].typed_in_by == where.coordinator
    assert Completion.objects.get().participant == person
    entry = Activity.objects.get(verb="priorities.typed_in")
    assert (entry.member, entry.person) == (where.coordinator, where.governor)
    assert entry.about == {"review": opened.review.title}
    assert "On paper" in client.get(path).content.decode()


def test_whoever_types_a_form_in_neither_sees_nor_changes_what_its_owner_said_here(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    person = taking_part(opened, where.governor)
    first, second = duties_of(opened.review)[:2]
    rates(opened, where.governor, [2], finish=False, comment="Mine alone")
    path = url(where, opened.review, f"type-in/{person.pk}/")
    signed_in(client, where.head)
    typed = {
        f"influence-{first.pk}": "5",
        f"influence-{second.pk}": "4",
        f"comment-{second.pk}": "Paper",
    }
    page = client.post(path, typed, follow=True).content.decode()
    assert "their own answer stays" in page
    kept = own(opened, person)
    assert (kept[first.pk].influence, kept[first.pk].comment) == (2, "Mine alone")
    assert (kept[second.pk].influence, kept[second.pk].typed_in_by) == (4, where.head)
    page = client.get(path).content.decode()
    assert "Mine alone" not in page and "Paper" not in page and page.count(" checked") == 1
    # Typed in again with a field left empty, what was typed in before stays.
    client.post(path, {f"influence-{second.pk}": "3", f"comment-{second.pk}": ""})
    assert own(opened, person)[second.pk].comment == "Paper"
    # Whoever owns the form sees it and has the last word.
    client = signed_in(client, where.governor)
    assert "Paper" in client.get(url(where, opened.review, "rate/")).content.decode()
    client.post(
        url(where, opened.review, f"rate/{second.pk}/"), {f"influence-{second.pk}": "1"}, **HX
    )
    mine = own(opened, person)[second.pk]
    assert mine.influence == 1 and mine.typed_in_by is None


def test_only_who_leads_types_forms_in_and_nobody_their_own(where: Field, client: Client) -> None:
    opened = an_open(where)
    person = taking_part(opened, where.governor)
    for member in (where.department, where.teacher, where.governor):
        path = url(where, opened.review, f"type-in/{person.pk}/")
        assert signed_in(client, member).get(path).status_code == 403
        with pytest.raises(NotAllowed):
            rating.type_in(person, member, [], complete=True)
    mine = taking_part(opened, where.head)
    answer = signed_in(client, where.head).get(url(where, opened.review, f"type-in/{mine.pk}/"))
    assert answer.headers["Location"] == url(where, opened.review, "rate/")
    with pytest.raises(Refused, match="your own form"):
        rating.type_in(mine, where.head, [], complete=True)


@pytest.mark.django_db(transaction=True)
def test_forty_people_save_at_once_and_none_is_refused() -> None:
    where = a_field()
    with scope(school=where.school):
        with_duties(where, 5)
        people = [a_member(where.school, "teacher") for _one in range(40)]
        opened = an_open(where, people)
        duties = [one.pk for one in duties_of(opened.review)]
        clients = [signed_in(Client(), one) for one in people]
    said: list[int] = []
    start = threading.Barrier(len(clients))

    def saves(client: Client, points: int) -> None:
        try:
            start.wait()
            for duty in duties:
                answer = client.post(
                    url(where, opened.review, f"rate/{duty}/"), {f"influence-{duty}": points}, **HX
                )
                said.append(answer.status_code)
        finally:
            close_old_connections()
            connection.close()

    threads = [
        threading.Thread(target=saves, args=(one, 1 + place % 5))
        for place, one in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [200] * 200
    with scope(school=where.school):
        assert Rating.objects.count() == 200
        for place, one in enumerate(people):
            given = {r.influence for r in own(opened, taking_part(opened, one)).values()}
            assert given == {1 + place % 5}


def test_an_answer_that_gives_nothing_writes_nothing(where: Field) -> None:
    opened = an_open(where)
    duty = duties_of(opened.review)[0]
    blank = Answer(duty.pk, given=frozenset({"comment", "carrier"}))
    rating.save(taking_part(opened, where.teacher), where.teacher, [blank])
    assert not Rating.objects.exists()
    rating.save(taking_part(opened, where.teacher), where.teacher, [Answer(duty.pk, 4)])
    assert not Rating.objects.exists()


def test_a_comment_can_be_taken_back(where: Field) -> None:
    opened = an_open(where)
    one = rates(opened, where.teacher, [3], finish=False, comment="Too hasty")
    duty = duties_of(opened.review)[0]
    rating.save(one, where.teacher, [Answer(duty.pk, given=frozenset({"comment"}))])
    kept = own(opened, one)[duty.pk]
    assert (kept.comment, kept.influence) == ("", 3)
