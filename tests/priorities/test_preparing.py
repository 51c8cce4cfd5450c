"""Preparing a review and opening it: what it asks, which duties, whom."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from priorities.actions import preparing
from priorities.actions.preparing import Limits
from priorities.models import Participant, Review, ReviewDuty, State
from roles.models import Duty
from schools.models import Activity, Member, School, Vision
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in
from tests.roles.making import Staff, a_role, an_agreed

from .making import Field, a_prepared, a_revealed, an_open, details


def url(where: Field, review: Review | None, page: str = "") -> str:
    number = f"{review.pk}/" if review else ""
    return f"/s/{where.school.slug}/priorities/{number}{page}"


def test_a_review_walks_from_its_question_to_open_and_asks_people_by_mail(
    where: Field, client: Client
) -> None:
    signed_in(client, where.coordinator)
    day = timezone.localdate() + datetime.timedelta(days=9)
    typed = {
        "title": "What matters",
        "key_question": "Which <b>duties</b>?",
        "word_1": "little",
        "word_5": "most",
        "deadline": day.isoformat(),
        "meeting_minutes": 45,
    }
    answer = client.post(url(where, None, "new/"), typed)
    review = Review.objects.get()
    assert answer.headers["Location"] == url(where, review, "prepare/duties/")
    assert review.duties.count() == 6 and review.scale_words == ["little", "", "", "", "most"]

    kept = where.duties[:4]
    answer = client.post(
        url(where, review, "prepare/duties/"),
        {"duty": [one.pk for one in kept], f"floor-{kept[0].pk}": 10, f"ceiling-{kept[0].pk}": 60},
    )
    assert answer.headers["Location"] == url(where, review, "prepare/people/")
    first = review.duties.get(duty=kept[0])
    assert review.duties.count() == 4 and (first.floor, first.ceiling) == (10, 60)

    answer = client.post(
        url(where, review, "prepare/people/"),
        {
            "person": [where.head.pk],
            "position": ["teacher"],
            f"capacity-{where.coordinator.pk}": 120,
        },
    )
    chosen = {one.member_id: one for one in review.participants.all()}
    assert set(chosen) == {where.head.pk, where.teacher.pk, where.coordinator.pk}
    assert chosen[where.coordinator.pk].capacity == 120
    assert chosen[where.coordinator.pk].group == "coordinator"

    page = client.get(url(where, review, "prepare/open/")).content.decode()
    assert "Ready to open" in page and "Which &lt;b&gt;duties&lt;/b&gt;?" in page
    answer = client.post(url(where, review, "prepare/open/"), follow=True)
    assert "3 e-mails went out" in answer.content.decode()
    review = Review.objects.get()
    assert review.state == State.RATING and review.rounds.get().number == 1
    assert review.words["vision"] == "Every child makes with technology."
    assert review.words["aims"] == ["Sure teachers"]
    assert {to for one in mail.outbox for to in one.to} == {
        where.head.email,
        where.teacher.email,
        where.coordinator.email,
    }
    assert url(where, review, "rate/") in mail.outbox[0].body
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert {"priorities.prepared", "priorities.opened"} <= verbs


def test_the_words_stay_as_they_were_when_it_was_opened(where: Field) -> None:
    opened = an_open(where)
    Duty.objects.filter(pk=where.duties[0].pk).update(text="Reworded")
    Vision.objects.create(school=where.school, number=2, text="Another vision")
    School.objects.filter(pk=where.school.pk).update(label_words={"ict": "digital"})
    first = ReviewDuty.objects.filter(review=opened.review).first()
    assert first is not None and first.text == "Duty number 1"
    review = Review.objects.get(pk=opened.review_id)
    assert review.words["vision"] == "Every child makes with technology."
    assert review.words["labels"]["ict"] == "ICT"


def test_a_review_starts_from_the_last_ones_duties_and_people_who_are_still_here(
    where: Field, client: Client
) -> None:
    last = a_revealed(where, title="Last time", key_question="As before?")
    last.duties.filter(duty=where.duties[0]).update(floor=15)
    Duty.objects.filter(pk=where.duties[1].pk).update(retired_on=timezone.localdate())
    Member.objects.filter(pk=where.governor.pk).update(left_on=timezone.localdate())
    signed_in(client, where.head)
    page = client.get(url(where, None, "new/")).content.decode()
    assert "Start from “Last time”" in page and "As before?" in page
    client.post(
        url(where, None, "new/"),
        {"again": "on", "title": "Now", "key_question": "As before?", "meeting_minutes": 60},
    )
    review = Review.objects.get(title="Now")
    assert review.previous == last and review.deadline is None
    assert review.duties.count() == 5 and review.duties.get(duty=where.duties[0]).floor == 15
    assert where.governor.pk not in set(review.participants.values_list("member", flat=True))
    assert review.participants.count() == 4


def test_release_time_comes_from_the_agreed_role_description(where: Field) -> None:
    people = Staff(
        where.school, where.head, where.head, where.coordinator, where.teacher, where.governor
    )
    role = a_role(people, where.coordinator)
    an_agreed(people, role, release_minutes=170)
    review = preparing.start(where.school, where.head, details())
    preparing.choose_participants(review, where.head, [where.coordinator.pk], {})
    one = review.participants.get()
    assert (one.role, one.capacity, one.coordinates) == (role, 170, True)


@pytest.mark.parametrize(
    ("people", "fields", "sentence"),
    [
        (1, {}, "at least two people"),
        (5, {"deadline": None}, "until when"),
    ],
)
def test_it_is_not_opened_without_what_it_needs(
    where: Field, client: Client, people: int, fields: dict, sentence: str
) -> None:
    review = a_prepared(where, where.everybody[:people], **fields)
    with pytest.raises(Refused, match=sentence):
        preparing.open_rating(review, where.head)
    page = signed_in(client, where.head).get(url(where, review, "prepare/open/")).content.decode()
    assert sentence in page and "Open it and ask" not in page
    assert Review.objects.get().state == State.PREPARING and not mail.outbox


def test_it_is_not_opened_without_duties_or_after_its_deadline(where: Field) -> None:
    review = a_prepared(where)
    preparing.choose_duties(review, where.head, {})
    with pytest.raises(Refused, match="at least one duty"):
        preparing.open_rating(review, where.head)
    preparing.choose_duties(review, where.head, {where.duties[0].pk: Limits()})
    Review.objects.update(deadline=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(Refused, match="deadline has passed"):
        preparing.open_rating(review, where.head)


def test_a_school_without_a_vision_is_told_to_write_one_and_may_still_open(
    where: Field, client: Client
) -> None:
    Vision.objects.all().delete()
    review = a_prepared(where)
    page = signed_in(client, where.head).get(url(where, review, "prepare/open/")).content.decode()
    assert "no vision in words yet" in page and "Write the vision first" in page
    assert preparing.open_rating(review, where.head).review.words["vision"] == ""


def test_once_open_only_the_deadline_changes_and_what_was_typed_is_shown_back(
    where: Field, client: Client
) -> None:
    review = an_open(where).review
    signed_in(client, where.head)
    typed = {"title": "Renamed <i>", "key_question": "Other?", "meeting_minutes": 30}
    page = client.post(url(where, review, "prepare/"), typed).content.decode()
    assert "open already" in page and "Renamed &lt;i&gt;" in page
    answer = client.post(url(where, review, "prepare/duties/"), {"duty": [where.duties[0].pk]})
    assert answer.status_code == 400 and "open already" in answer.content.decode()
    assert review.duties.count() == 6
    day = timezone.localdate() + datetime.timedelta(days=30)
    client.post(url(where, review, "deadline/"), {"deadline": day.isoformat()})
    assert Review.objects.get().deadline == day
    past = timezone.localdate() - datetime.timedelta(days=1)
    page = client.post(
        url(where, review, "deadline/"), {"deadline": past.isoformat()}
    ).content.decode()
    assert "That day has passed" in page
    assert Review.objects.get().deadline == day


def test_limits_that_cannot_be_are_refused_and_kept_in_the_form(
    where: Field, client: Client
) -> None:
    review = a_prepared(where)
    one = where.duties[0]
    answer = signed_in(client, where.head).post(
        url(where, review, "prepare/duties/"),
        {"duty": [one.pk], f"floor-{one.pk}": "90", f"ceiling-{one.pk}": "1e3"},
    )
    page = answer.content.decode()
    assert answer.status_code == 400 and "not a whole number of minutes" in page
    assert 'value="90"' in page and 'value="1e3"' in page and review.duties.count() == 6
    with pytest.raises(Refused, match="Make the most longer"):
        preparing.choose_duties(review, where.head, {one.pk: Limits(60, 30)})
    answer = client.post(
        url(where, review, "prepare/people/"),
        {"person": [where.head.pk], f"capacity-{where.coordinator.pk}": "9999"},
    )
    assert answer.status_code == 400 and "40 hours" in answer.content.decode()


def test_only_those_who_lead_ict_prepare(where: Field, client: Client) -> None:
    review = a_prepared(where)
    pages = ["new/", *(f"{review.pk}/{one}" for one in ("prepare/", "prepare/duties/", "reveal/"))]
    for member in (where.department, where.teacher, where.governor):
        signed_in(client, member)
        for page in pages:
            answer = client.get(url(where, None, page))
            assert answer.status_code == 403
            assert "Only senior managers and the coordinator" in answer.content.decode()
        with pytest.raises(NotAllowed):
            preparing.open_rating(review, member)


def test_another_schools_review_is_not_there_and_the_signed_out_are_asked_to_sign_in(
    where: Field, client: Client
) -> None:
    review = a_prepared(where)
    pages = ("", "prepare/", "prepare/duties/", "prepare/people/", "prepare/open/", "rate/")
    for page in (*pages, "reveal/", "rate/state/", "type-in/1/"):
        answer = client.get(url(where, review, page))
        assert answer.status_code == 302 and "/account/login/" in answer.headers["Location"]
    other = a_school()
    signed_in(client, a_member(other, "headteacher"))
    for page in (*pages, "reveal/", "rate/state/", "type-in/1/"):
        assert client.get(f"/s/{other.slug}/priorities/{review.pk}/{page}").status_code == 404
        assert client.get(url(where, review, page)).status_code == 404


def test_a_guest_from_outside_is_added_invited_and_takes_part(where: Field, client: Client) -> None:
    review = a_prepared(where)
    typed = {"name": "Ada Adviser", "email": "ada@example.org"}
    answer = signed_in(client, where.coordinator).post(url(where, review, "prepare/guest/"), typed)
    assert answer.status_code == 403
    signed_in(client, where.head).post(url(where, review, "prepare/guest/"), typed)
    guest = Member.objects.get(email="ada@example.org")
    assert guest.kinds == {"guest"} and guest.invited_at
    assert review.participants.get(member=guest).group == "guest"
    answer = client.post(url(where, review, "prepare/guest/"), typed)
    assert answer.status_code == 400 and "Ada Adviser" in answer.content.decode()


def test_one_more_person_can_be_asked_while_the_others_rate(where: Field, client: Client) -> None:
    opened = an_open(where, where.everybody[:4])
    signed_in(client, where.head)
    answer = client.post(
        url(where, opened.review, "ask/"), {"person": where.governor.pk}, follow=True
    )
    assert "Grace Governor takes part" in answer.content.decode()
    assert mail.outbox[-1].to == [where.governor.email]
    answer = client.post(
        url(where, opened.review, "ask/"), {"person": where.governor.pk}, follow=True
    )
    assert "takes part already" in answer.content.decode()
    assert Participant.objects.filter(member=where.governor).count() == 1


def test_the_list_shows_what_each_may_see_in_a_constant_number_of_queries(
    where: Field, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    outsider = a_member(where.school, "teacher")
    first = an_open(where)
    signed_in(client, where.teacher)
    page = client.get(url(where, None)).content.decode()
    assert "waits for your ratings" in page and f"{first.review_id}/rate/" in page
    for number in range(4):
        a_prepared(where, title=f"Another {number}")
    client.get(url(where, None))
    with django_assert_max_num_queries(9):
        client.get(url(where, None))
    page = signed_in(client, outsider).get(url(where, None)).content.decode()
    assert "no review that waits for you" in page and first.review.title not in page
