"""The results of a review: what the page says, in how many queries, and what is kept of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from priorities.actions import revealing
from priorities.models import Participant, Rating, Review, ReviewDuty, Round
from priorities.outcome import Results, people_in, results_as_plain, results_from_plain
from priorities.queries.results import KEPT, results
from priorities.queries.reviews import review_or_404
from roles.models import Area, Duty
from schools.models import Member
from tests.factories import a_member, signed_in

from .making import Field, an_open, rates

MOST_QUERIES = 12


def url(where: Field, review: Review, page: str = "results") -> str:
    return reverse(f"priorities:{page}", args=[where.school.slug, review.pk])


def fresh(where: Field, review: Review) -> Review:
    return review_or_404(where.school, review.pk)


def revealed_with(
    where: Field, rows: dict[Member, Sequence[int | None]], minutes: int | None = 20
) -> Review:
    """A review that these people rated, the coordinator with minutes, and that is revealed."""
    opened = an_open(where)
    for member, points in rows.items():
        more: dict[str, Any] = (
            {"minutes": minutes} if member == where.coordinator and minutes else {}
        )
        rates(opened, member, points, **more)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    return fresh(where, opened.review)


def filled(where: Field, people: int, duties: int) -> Review:
    """A revealed review of this size, every duty rated by everybody, with a comment each."""
    areas = Area.values
    for place in range(len(where.duties), duties):
        where.duties.append(
            Duty.objects.create(
                school=where.school,
                kind="duty",
                area=areas[place % 5],
                text=f"Duty {place}",
                order=place,
            )
        )
    everybody = [
        *where.everybody,
        *(a_member(where.school, "teacher", name=f"Person {n}") for n in range(people - 5)),
    ]
    opened = an_open(where, everybody)
    rated = list(ReviewDuty.objects.filter(review=opened.review))
    Rating.objects.bulk_create(
        Rating(
            school=where.school,
            round=opened,
            participant=one,
            duty=duty,
            influence=1 + (place * 7 + number * number) % 5,
            minutes=10 + place % 4 * 5 if one.coordinates else None,
            comment="Yes." if number == 0 else "",
        )
        for number, one in enumerate(Participant.objects.filter(review=opened.review))
        for place, duty in enumerate(rated)
    )
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    return fresh(where, opened.review)


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_headline_is_the_finding_and_the_page_says_how_far_people_agree(
    where: Field, client: Client
) -> None:
    review = revealed_with(
        where,
        {
            where.head: [5, 4, 3, 1, 2, 5],
            where.coordinator: [5, 4, 3, 1, 2, 5],
            where.teacher: [5, 4, 3, 1, 2, 5],
        },
    )
    # Equal minutes; the two duties of staff development, medians 5 and 4, have 7 of 14 of the influence.
    text = said(signed_in(client, where.head), url(where, review))
    assert "Staff development has half the influence and gets a third of the time" in text
    assert "You agree with one another unusually strongly (W = 1.00)." in text
    assert "On every duty you are of one mind." in text
    assert "3 of 5 people" in text


def test_the_page_makes_as_many_queries_for_many_ratings_as_for_few(
    where: Field, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    previous = revealed_with(where, {where.head: [5] * 6, where.coordinator: [1] * 6})
    review = filled(where, 40, 60)
    Review.objects.filter(pk=review.pk).update(previous=previous)
    for member in (where.head, where.teacher):
        client = signed_in(Client(), member)
        said(client, url(where, review))
        with django_assert_max_num_queries(MOST_QUERIES):
            said(client, url(where, review))
        with django_assert_max_num_queries(MOST_QUERIES):
            said(client, url(where, review, "balance"))


def test_minutes_are_summed_over_coordinators_and_kept_apart_by_each(where: Field) -> None:
    joel = a_member(where.school, "coordinator", name="Joel Other")
    opened = an_open(where, [*where.everybody, joel])
    rates(opened, where.coordinator, [5] * 6, minutes=30)
    rates(opened, joel, [4] * 5, minutes=20)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    found = results(fresh(where, opened.review), where.head)
    assert [one.minutes for one in found.analysis.duties] == [50, 50, 50, 50, 50, 30]
    loads = {one.name: (one.total, one.capacity) for one in found.shown.coordinators}
    assert loads["Priya Shah"] == (180, 150)
    assert loads["Joel Other"][0] == 100


def test_a_comment_carries_a_name_only_where_its_author_consents(
    where: Field, client: Client
) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [5], comment="From Tom")
    rates(opened, where.governor, [5], comment="From Grace")
    Participant.objects.filter(member=where.governor).update(consents=True)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    review = fresh(where, opened.review)
    remarks = {one.text: one for one in results(review, where.head).shown.remarks[0]}
    assert remarks["From Grace"].name == "Grace Governor"
    assert remarks["From Tom"].name == "" and remarks["From Tom"].participant is None
    text = said(signed_in(client, where.head), url(where, review))
    assert "From Tom" in text and "Tom Teacher" not in text and "Grace Governor" in text


def test_the_raters_stand_in_an_order_that_is_not_that_of_the_participants(where: Field) -> None:
    review = filled(where, 12, 6)
    table = results(review, where.head).shown.table
    rated: dict[int, list[int | None]] = {}
    for one in Rating.objects.order_by("participant", "duty__order"):
        rated.setdefault(one.participant_id, []).append(one.influence)
    assert sorted(map(tuple, rated.values())) == sorted(table)
    assert [tuple(one) for one in rated.values()] != list(table)
    assert table == results(fresh(where, review), where.teacher).shown.table


def test_positions_stand_side_by_side_only_where_nobody_can_be_picked_out(
    where: Field, client: Client
) -> None:
    review = filled(where, 12, 6)  # 8 teachers, one each of the four others
    (group,) = results(review, where.head).shown.groups
    assert (group.kind, group.raters) == ("teacher", 8)
    text = said(signed_in(client, where.head), url(where, review))
    assert "Positions are not set side by side" in text
    Participant.objects.filter(review=review).update(consents=True)
    assert len(results(fresh(where, review), where.head).shown.groups) == 5
    text = said(signed_in(client, where.head), url(where, review))
    assert "Positions are not set side by side" not in text


def test_a_group_has_no_median_of_a_duty_that_only_one_of_it_rated(where: Field) -> None:
    review = filled(where, 12, 6)
    first = ReviewDuty.objects.filter(review=review).first()
    teachers = Participant.objects.filter(review=review, group="teacher")
    Rating.objects.filter(duty=first, participant__in=teachers[1:]).update(influence=None)
    (group,) = results(fresh(where, review), where.head).shown.groups
    assert group.medians[0] is None and group.medians[1] is not None


def test_round_two_stands_beside_round_one(where: Field, client: Client) -> None:
    review = revealed_with(where, {where.head: [1] * 6, where.teacher: [5] * 6})
    second = revealing.open_next_round(
        review, where.head, timezone.localdate() + datetime.timedelta(days=2)
    )
    rates(second, where.head, [4] * 6)
    rates(second, where.teacher, [4, 4, 4, 4, 4, 5])
    revealing.reveal(second.review, where.head, [p.pk for p in review.participants.all()])
    review = fresh(where, review)
    assert results(review, where.head).number == 2
    text = said(signed_in(client, where.head), url(where, review))
    assert "What moved since round 1" in text and "closer: split, now all alike" in text
    first = said(client, url(where, review) + "?round=1")
    assert "What moved since" not in first
    assert client.get(url(where, review) + "?round=3").status_code == 404
    assert client.get(url(where, review) + "?round=x").status_code == 404
    with pytest.raises(Http404):
        results(review, where.head, 3)


def test_the_review_before_is_compared_duty_by_duty(where: Field, client: Client) -> None:
    last = revealed_with(where, {where.head: [1] * 6, where.teacher: [2] * 6})
    review = revealed_with(where, {where.head: [4] * 6, where.teacher: [4] * 6})
    Review.objects.filter(pk=review.pk).update(previous=last)
    found = results(fresh(where, review), where.head)
    assert found.previous is not None and found.previous.medians == (1.5,) * 6
    assert "up from 1½" in said(signed_in(client, where.head), url(where, review))


def kept(where: Field, review: Review) -> Results:
    """Keep the results in the review, as agreeing it does."""
    found = results(review, where.head)
    review.result = {KEPT: results_as_plain(found)}
    review.save(update_fields=["result"])
    Review.objects.filter(pk=review.pk).update(state="agreed")
    return found


def test_what_is_kept_gives_back_the_same_results(where: Field) -> None:
    review = filled(where, 12, 6)
    Participant.objects.filter(review=review).update(consents=True)
    found = results(fresh(where, review), where.head)
    plain = json.loads(json.dumps(results_as_plain(found)))
    assert "Helen Head" not in json.dumps(plain)
    names = {one.pk: str(one) for one in review.participants.select_related("member")}
    assert people_in(plain) == set(names)
    assert results_from_plain(plain, names) == found
    with pytest.raises(KeyError):
        results_from_plain(plain, names, 7)


def test_once_agreed_the_results_stay_whatever_changes(where: Field, client: Client) -> None:
    review = filled(where, 12, 6)
    before = kept(where, review)
    Rating.objects.filter(round__review=review).update(influence=5, comment="Changed since")
    ReviewDuty.objects.filter(review=review).update(text="Another text", area="staff")
    Participant.objects.filter(review=review).update(capacity=5)
    assert results(fresh(where, review), where.head) == before
    text = said(signed_in(client, where.department), url(where, review))
    assert "Another text" not in text and "Changed since" not in text


def test_a_name_can_go_from_what_is_kept(where: Field) -> None:
    opened = an_open(where)
    rates(opened, where.governor, [5], comment="From Grace")
    Participant.objects.filter(member=where.governor).update(consents=True)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    review = fresh(where, opened.review)
    kept(where, review)
    Participant.objects.filter(member=where.governor).update(consents=False)
    (remark,) = results(fresh(where, review), where.head).shown.remarks[0]
    assert (remark.text, remark.name) == ("From Grace", "")


def test_forms_that_were_typed_in_are_mentioned(where: Field, client: Client) -> None:
    review = revealed_with(where, {where.head: [4] * 6, where.teacher: [4] * 6})
    Rating.objects.filter(participant__member=where.teacher).update(typed_in_by=where.head)
    text = said(signed_in(client, where.head), url(where, review))
    assert "1 form came back on paper and was typed in." in text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Nobody has rated a duty in this round"),
        ([[5, 4, 3, 2, 1, 1]], "Only one person has rated"),
        ([[5, 4, 3, 2, 1, 0], [0, 4, 3, 2, 1, 1]], "Fewer than two people rated every duty"),
        ([[3] * 6, [3] * 6], "nobody set one duty above another"),
        ([[1] * 6, [1] * 6], "nobody set one duty above another"),
        ([[0] * 6, [0] * 6], "Fewer than two people rated every duty"),
    ],
)
def test_what_cannot_be_said_is_said_plainly(
    where: Field, client: Client, rows: list[list[int]], sentence: str
) -> None:
    review = revealed_with(where, dict(zip(where.everybody, rows, strict=False)))
    client = signed_in(client, where.head)
    for page in ("results", "balance", "ratings_xlsx"):
        assert client.get(url(where, review, page)).status_code == 200
    assert sentence in said(client, url(where, review))


def test_who_left_out_a_duty_is_counted(where: Field, client: Client) -> None:
    rows = [[5, 4, 3, 2, 1, 1], [5, 3, 4, 2, 1, 1], [0, 4, 3, 2, 1, 1]]
    review = revealed_with(where, dict(zip(where.everybody, rows, strict=False)))
    text = said(signed_in(client, where.head), url(where, review))
    assert "That leaves out 1 person who did not rate every duty." in text


def test_without_minutes_time_is_not_drawn(where: Field, client: Client) -> None:
    review = revealed_with(where, {where.head: [5] * 6, where.teacher: [1] * 6})
    text = said(signed_in(client, where.head), url(where, review))
    assert "so time is not drawn" in text and "chart-field" not in text


def test_text_is_shown_as_text(where: Field, client: Client) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [5], comment="<script>alert(1)</script> שלום 🙂")
    ReviewDuty.objects.filter(review=opened.review).update(text="<b>Bold</b>", short="")
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    text = said(signed_in(client, where.head), url(where, opened.review))
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text
    assert "<b>Bold" not in text and "שלום 🙂" in text


def test_the_order_of_the_duties_is_the_readers_choice(where: Field, client: Client) -> None:
    review = filled(where, 12, 6)
    client = signed_in(client, where.head)
    assert "by area" in said(client, url(where, review) + "?sort=area")
    assert "most influence first" in said(client, url(where, review) + "?sort=influence")
    assert "most split first" in said(client, url(where, review) + "?sort=nonsense")


def test_a_revealed_round_is_needed(where: Field) -> None:
    review = revealed_with(where, {where.head: [4] * 6})
    Round.objects.filter(review=review).delete()
    with pytest.raises(Http404):
        results(fresh(where, review), where.head)
