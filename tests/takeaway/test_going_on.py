"""A school that was brought in goes on where it was: a review into its next round, a self-review to its levels."""

from __future__ import annotations

import dataclasses
import datetime
import io

import pytest
from django.utils import timezone
from django_scopes import scope

from audits.actions import levels
from audits.models import SelfReview, StrandJudgement
from audits.queries.selfreview import seen
from priorities.actions import revealing
from priorities.models import Completion, Participant, Rating, Review, Round
from priorities.queries.results import results
from priorities.queries.reviews import review_or_404
from schools.models import Member
from takeaway import actions
from tests.audits import selfreview_parts
from tests.priorities.making import a_field, a_revealed, an_open, rates, with_duties

from .files import data_of, taken, without_the_bringing

pytestmark = pytest.mark.django_db


def test_a_review_that_was_revealed_goes_into_its_next_round() -> None:
    where = a_field(slug="here")
    with scope(school=where.school):
        review = a_revealed(with_duties(where))
        Participant.objects.filter(member=where.teacher).update(consents=True)
        before = results(review_or_404(where.school, review.pk), where.head)
    assert where.head.user is not None
    file = taken(where.school)
    head = actions.bring(where.head.user, io.BytesIO(file))
    with scope(school=head.school):
        assert Rating.objects.count() == 0
        brought = Review.objects.get()
        after = results(review_or_404(head.school, brought.pk), head)
        first = after.rounds[0]
        assert [one.text for one in after.duties] == [one.text for one in before.duties]
        assert first.table == before.rounds[0].table
        assert first.raters is None
        assert first.analysis == before.rounds[0].analysis
        assert [one.minutes for one in first.coordinators] == [
            one.minutes for one in before.rounds[0].coordinators
        ]
        assert [one.name for one in first.coordinators] == ["Priya Shah"]

        day = timezone.localdate() + datetime.timedelta(days=5)
        opened = revealing.open_next_round(brought, head, day)
        people = list(Member.objects.order_by("pk"))
        for member in people:
            rates(opened, member, [5, 5, 5, 5, 5, 5])
        revealing.reveal(brought, head)
        found = results(review_or_404(head.school, brought.pk), head)
        assert [one.number for one in found.rounds] == [1, 2]
        assert dataclasses.replace(found.rounds[0], revealed_on="") == dataclasses.replace(
            first, revealed_on=""
        )
        assert {point for line in found.shown.table for point in line} == {5}
    # And from there along again, with both rounds.
    again = taken(without_the_bringing(head.school))
    third = actions.bring(where.head.user, io.BytesIO(again))
    assert data_of(taken(without_the_bringing(third.school))) == data_of(again)
    [plain] = data_of(again)["rows"]["priorities.review"]
    assert [one["number"] for one in plain["result"]["results"]["rounds"]] == [1, 2]


def test_a_round_that_is_open_is_rated_anew() -> None:
    where = a_field(slug="here")
    with scope(school=where.school):
        opened = an_open(with_duties(where))
        for member in (where.head, where.teacher):
            rates(opened, member, [1, 2, 3, 4, 5, 1], comment="between us")
    assert where.head.user is not None
    file = taken(where.school)
    assert b"between us" not in file and "between us" not in str(data_of(file))
    head = actions.bring(where.head.user, io.BytesIO(file))
    with scope(school=head.school):
        assert (Rating.objects.count(), Completion.objects.count()) == (0, 0)
        again = Round.objects.get()
        assert again.revealed_at is None
        for member in Member.objects.order_by("pk"):
            rates(again, member, [3, 3, 3, 3, 3, 3])
        revealing.reveal(again.review, head)
        found = results(review_or_404(head.school, again.review_id), head)
        assert found.shown.rated == 5


def test_a_revealed_self_review_shows_what_was_judged_and_nobody_who_judged_it() -> None:
    hall = selfreview_parts.a_hall()
    with scope(school=hall.school):
        review = selfreview_parts.a_revealed(hall)
        before = [(one.key, one.spread, one.said) for one in seen(review)]
    assert hall.head.user is not None
    head = actions.bring(hall.head.user, io.BytesIO(taken(hall.school)))
    with scope(school=head.school):
        brought = SelfReview.objects.select_related("school").get()
        assert [(one.key, one.spread, one.said) for one in seen(brought)] == before
        judgements = list(StrandJudgement.objects.all())
        assert judgements
        assert all((one.judge, one.unnamed_in) == (None, brought) for one in judgements)
        selfreview_parts.agree_levels(brought, head, [2] * 7)
        levels.agree_all(brought, head)
        brought.refresh_from_db()
        assert brought.is_agreed
