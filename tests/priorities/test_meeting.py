"""The meeting on the wall: one duty at a time, in the agenda's order, the decision taken down live."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from priorities.models import Decision, Participant, Review, ReviewDuty
from priorities.queries import decisions as queries
from priorities.queries.reviews import review_or_404
from tests.factories import signed_in

from .making import Field, a_revealed


def address(where: Field, review: Review, duty: int | None = None) -> str:
    url = reverse("priorities:meeting", args=[where.school.slug, review.pk])
    return url if duty is None else f"{url}?duty={duty}"


def order(where: Field, review: Review) -> list[ReviewDuty]:
    """The duties in the order in which they are talked about."""
    found = queries.decisions(review_or_404(where.school, review.pk), where.head)
    return [ReviewDuty.objects.get(pk=row.duty.pk) for row in found.rows]


def test_the_meeting_begins_with_what_people_differ_on_most(client: Client, where: Field) -> None:
    review = a_revealed(where)
    duties = order(where, review)
    signed_in(client, where.head)
    text = client.get(address(where, review)).content.decode()
    assert f"{duties[0].text}</h1>" in text and "1 of 6" in text and "minutes" in text
    assert f'rel="next" href="{address(where, review, duties[1].pk)}"' in text
    assert 'rel="prev"' not in text
    last = client.get(address(where, review, duties[-1].pk)).content.decode()
    assert f'rel="prev" href="{address(where, review, duties[-2].pk)}"' in last
    assert "To the end" in last


def test_a_duty_of_another_review_is_not_found(client: Client, where: Field) -> None:
    review = a_revealed(where)
    signed_in(client, where.head)
    assert client.get(address(where, review, 999_999)).status_code == 404
    assert client.get(f"{address(where, review)}?duty=x").status_code == 200


def test_a_decision_taken_down_in_the_meeting_stays_in_the_meeting(
    client: Client, where: Field
) -> None:
    review = a_revealed(where)
    duty = order(where, review)[0]
    signed_in(client, where.coordinator)
    url = reverse("priorities:decide", args=[where.school.slug, review.pk, duty.pk])
    answer = client.post(url, {"kind": "keep", "meeting": "yes", "revision": "0"})
    assert answer.status_code == 302 and answer["Location"] == address(where, review, duty.pk)
    assert Decision.objects.get().duty == duty


def test_who_took_part_watches_and_does_not_write(client: Client, where: Field) -> None:
    review = a_revealed(where)
    signed_in(client, where.teacher)
    text = client.get(address(where, review)).content.decode()
    assert "Not decided yet." in text and "<textarea" not in text


def test_comments_stand_without_a_name(client: Client, where: Field) -> None:
    review = a_revealed(where)
    duty = order(where, review)[0]
    one = Participant.objects.get(member=where.teacher)
    one.ratings.filter(duty=duty).update(comment="<script>alert(1)</script> شكرا 🎈")
    signed_in(client, where.head)
    text = client.get(address(where, review)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; شكرا 🎈" in text and "Tom Teacher" not in text
