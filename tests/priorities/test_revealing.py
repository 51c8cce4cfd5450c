"""Who has finished, the reveal, and the next round."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from priorities.actions import rating, revealing
from priorities.models import Completion, Rating, Review, Round, State
from priorities.queries.due import due
from priorities.queries.standing import standing
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import signed_in

from .making import Field, a_revealed, an_open, rates, taking_part
from .test_preparing import url


def test_a_round_is_revealed_when_everybody_has_finished(where: Field, client: Client) -> None:
    opened = an_open(where)
    for member in where.everybody:
        rates(opened, member, [3] * 6)
    signed_in(client, where.head)
    page = client.get(url(where, opened.review, "reveal/")).content.decode()
    assert "Everybody has finished" in page
    client.post(url(where, opened.review, "reveal/"))
    review = Review.objects.get()
    assert review.state == State.REVEALED and review.rounds.get().revealed_at
    assert {to for one in mail.outbox for to in one.to} >= {where.teacher.email}
    about = Activity.objects.get(verb="priorities.revealed").about
    assert about["finished"] == 5 and about["asked"] == 5


def test_with_people_missing_it_asks_twice_and_names_them(where: Field, client: Client) -> None:
    opened = an_open(where)
    for member in where.everybody[:3]:
        rates(opened, member, [3] * 6)
    signed_in(client, where.head)
    answer = client.post(url(where, opened.review, "reveal/"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Reveal without 2 people?" in page
    assert "Not finished: Grace Governor, Tom Teacher" in page
    assert Review.objects.get().state == State.RATING
    teacher, governor = taking_part(opened, where.teacher), taking_part(opened, where.governor)
    # Only one of the two is known to be missing: it asks again.
    answer = client.post(url(where, opened.review, "reveal/"), {"without": [teacher.pk]})
    assert answer.status_code == 409
    client.post(url(where, opened.review, "reveal/"), {"without": [teacher.pk, governor.pk]})
    assert Review.objects.get().state == State.REVEALED


def test_nobody_waits_for_who_has_left(where: Field, client: Client) -> None:
    opened = an_open(where)
    for member in where.everybody[:4]:
        rates(opened, member, [3] * 6)
    Member.objects.filter(pk=where.governor.pk).update(left_on=timezone.localdate())
    page = signed_in(client, where.head).get(url(where, opened.review, "reveal/")).content.decode()
    assert "Everybody has finished" in page and "has left; nobody waits for them" in page
    assert revealing.reveal(opened.review, where.head).revealed_at


def test_only_who_leads_reveals_and_only_an_open_round(where: Field, client: Client) -> None:
    opened = an_open(where)
    for member in (where.department, where.teacher, where.governor):
        with pytest.raises(NotAllowed):
            revealing.reveal(
                opened.review, member, [p.pk for p in opened.review.participants.all()]
            )
        assert (
            signed_in(client, member).post(url(where, opened.review, "reveal/")).status_code == 403
        )
    review = opened.review
    revealing.reveal(review, where.head, [p.pk for p in review.participants.all()])
    with pytest.raises(Refused, match="nothing to reveal"):
        revealing.reveal(review, where.head)
    answer = signed_in(client, where.head).post(url(where, review, "reveal/"), follow=True)
    assert "nothing to reveal" in answer.content.decode()


def test_whoever_leads_sees_who_has_finished_and_nothing_of_what_they_said(
    where: Field, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [5, 4, 0, 2, 1, 3], comment="Quite a secret")
    rates(opened, where.governor, [1] * 6, finish=False, comment="Half a secret")
    client = signed_in(client, where.head)
    pages = (
        "",
        "reveal/",
        "rate/",
        "rate/state/",
        f"type-in/{taking_part(opened, where.teacher).pk}/",
    )
    for page in (*pages, f"type-in/{taking_part(opened, where.governor).pk}/"):
        text = client.get(url(where, opened.review, page), follow=True).content.decode()
        assert "secret" not in text and "checked> <span" not in text
        if "type-in" in page or page == "rate/":
            assert text.count(" checked") <= 2  # consent, and "the whole form": nothing of a duty
    text = client.get(url(where, opened.review, "reveal/")).content.decode()
    assert text.count("✓ finished") == 1 and text.count("○ not finished") == 4
    with django_assert_max_num_queries(11):
        client.get(url(where, opened.review, "reveal/"))
    assert "secret" not in str(list(Activity.objects.values_list("about", flat=True)))


def test_a_next_round_is_opened_and_shows_what_one_said_last_time(
    where: Field, client: Client
) -> None:
    review = a_revealed(where)
    day = timezone.localdate() + datetime.timedelta(days=5)
    mail.outbox.clear()
    signed_in(client, where.head)
    client.post(url(where, review, "deadline/"), {"next": "yes", "deadline": day.isoformat()})
    second = Round.objects.get(number=2)
    assert Review.objects.get().state == State.RATING and second.revealed_at is None
    assert len(mail.outbox) == 5
    page = signed_in(client, where.teacher).get(url(where, review, "rate/")).content.decode()
    assert "last time 4" in page and "Round 2" in page and "0 of 6" in page
    # Tom said 4, 5, 1, 2, 3, 4; nobody else's number stands there.
    assert [page.count(f"last time {n}") for n in range(1, 6)] == [1, 1, 1, 2, 1]
    assert not Rating.objects.filter(round=second).exists()
    rates(second, where.teacher, [5] * 6)
    assert Rating.objects.filter(round__number=1).count() == 30
    with pytest.raises(Refused, match="once the last is revealed"):
        revealing.open_next_round(review, where.head, day)


def test_saving_and_revealing_cannot_cross(where: Field) -> None:
    opened = an_open(where)
    one = taking_part(opened, where.teacher)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    duty = opened.review.duties.first()
    assert duty
    with pytest.raises(Refused, match="revealed"):
        rating.save(one, where.teacher, [rating.Answer(duty.pk, 4, given=frozenset({"influence"}))])
    assert not Rating.objects.exists()


def test_the_front_page_is_told_what_waits_and_the_cycle_where_it_is(
    where: Field, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert standing(where.head).line == "none yet"
    opened = an_open(where)
    assert "open until" in standing(where.head).line
    assert [one.verb for one in due(where.teacher)] == ["Rate"]
    for member in where.everybody[1:]:
        rates(opened, member, [3] * 6)
    assert due(where.teacher) == []
    assert [one.verb for one in due(where.head)] == ["Rate"]
    rates(opened, where.head, [3] * 6)
    assert where.head.kinds
    with django_assert_max_num_queries(2):
        assert [one.verb for one in due(where.head)] == ["Reveal"]
    Review.objects.update(deadline=timezone.localdate() - datetime.timedelta(days=1))
    assert standing(where.head).state == "late"
    Completion.objects.all().delete()
    assert [one.verb for one in due(where.head)] == ["Reveal, or give more time"]
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    assert "agreed" in standing(where.head).line and due(where.head) == []
