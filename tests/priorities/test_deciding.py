"""Taking down decisions: on the page, by htmx, two people at once, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from priorities.actions import deciding
from priorities.actions.deciding import Choice, DecidedMeanwhile, NotSo
from priorities.models import Decision, Participant, Review, ReviewDuty
from priorities.queries import decisions as queries
from priorities.queries.reviews import review_or_404
from roles.models import Duty, Role
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

from .making import Field, a_revealed, an_open, rates


@pytest.fixture
def review(where: Field) -> Review:
    """Revealed; the coordinator's first two duties take 60 and 90 minutes a week."""
    opened = an_open(where)
    for place, member in enumerate(where.everybody):
        rates(opened, member, [1 + (place + n) % 5 for n in range(6)])
    coordinator = Participant.objects.get(coordinates=True)
    for duty, minutes in zip(ReviewDuty.objects.all(), (60, 90), strict=False):
        coordinator.ratings.filter(duty=duty).update(minutes=minutes)
    from priorities.actions import revealing

    revealing.reveal(opened.review, where.head)
    return Review.objects.get()


def coordinating() -> Participant:
    return Participant.objects.get(coordinates=True)


def first() -> ReviewDuty:
    duty = ReviewDuty.objects.first()
    assert duty is not None
    return duty


def a_role(where: Field, title: str = "ICT technician", position: str = "technician") -> Role:
    return Role.objects.create(school=where.school, title=title, position=position)


def found(where: Field, review: Review) -> queries.Decisions:
    return queries.decisions(review_or_404(where.school, review.pk), where.head, may_decide=True)


def page(name: str, where: Field, review: Review, *args: Any) -> str:
    return reverse(f"priorities:{name}", args=[where.school.slug, review.pk, *args])


def test_a_decision_is_taken_down_with_its_minutes_and_counts_in_the_load(
    where: Field, review: Review
) -> None:
    before = found(where, review).loads[0]
    assert (before.today, before.after, before.capacity) == (150, 150, 150)
    chosen = Choice("more", "It moves the vision", None, {coordinating().pk: 100})
    decision = deciding.decide(first(), where.coordinator, chosen, 0)
    assert (decision.kind, decision.revision, decision.decided_by) == (
        "more",
        1,
        where.coordinator,
    )
    after = found(where, review).loads[0]
    assert (after.after, after.over) == (190, 40) and "40 minutes too many" in after.sentence
    trail = Activity.objects.get(verb="priorities.decided")
    assert trail.member == where.coordinator and "vision" not in str(trail.about)


def test_nothing_is_decided_by_a_suggestion(where: Field, review: Review) -> None:
    rows = found(where, review).rows
    assert any(row.suggested for row in rows) and not Decision.objects.exists()
    assert all(row.decided is None for row in rows)


def test_rows_stand_in_the_order_of_the_agenda(where: Field, review: Review) -> None:
    one = found(where, review)
    assert [row.place for row in one.rows] == list(one.results.analysis.agenda)


@pytest.mark.parametrize("kind", ["simplify", "hand_on", "stop"])
def test_who_loses_a_duty_is_owed_a_reason(where: Field, review: Review, kind: str) -> None:
    role = a_role(where).pk if kind == "hand_on" else None
    with pytest.raises(NotSo) as refused:
        deciding.decide(first(), where.head, Choice(kind, "  ", role), 0)
    assert refused.value.field == "reason" and not Decision.objects.exists()


@pytest.mark.parametrize("kind", ["keep", "more", "share"])
def test_other_decisions_need_none(where: Field, review: Review, kind: str) -> None:
    role = a_role(where).pk if kind == "share" else None
    assert deciding.decide(first(), where.head, Choice(kind, "", role), 0).reason == ""


def test_what_cannot_be_is_refused_with_the_field_it_is_about(where: Field, review: Review) -> None:
    me = coordinating()
    own = a_role(where, "ICT coordinator", "coordinator")
    Participant.objects.filter(pk=me.pk).update(role=own)
    ended = a_role(where, "Gone")
    Role.objects.filter(pk=ended.pk).update(retired_on="2020-01-01")
    for choice, field in [
        (Choice("", "why"), "kind"),
        (Choice("dance", "why"), "kind"),
        (Choice("hand_on", "why"), "to_role"),
        (Choice("share", "why"), "to_role"),
        (Choice("hand_on", "why", ended.pk), "to_role"),
        (Choice("hand_on", "why", 999_999), "to_role"),
        (Choice("hand_on", "why", own.pk), "to_role"),
        (Choice("keep", "", None, {me.pk: 3001}), "minutes"),
        (Choice("keep", "y" * 2001), "reason"),
    ]:
        with pytest.raises(NotSo) as refused:
            deciding.decide(first(), where.head, choice, 0)
        assert refused.value.field == field
    assert not Decision.objects.exists()


def test_a_duty_handed_on_takes_no_more_of_the_coordinators_time(
    where: Field, review: Review
) -> None:
    role = a_role(where)
    chosen = Choice("hand_on", "Nearer to the machines", role.pk, {coordinating().pk: 30})
    deciding.decide(first(), where.head, chosen, 0)
    one = found(where, review)
    assert one.by_duty[first().pk].decision_words == "hand on to ICT technician"
    assert one.loads[0].after == 90


def test_the_second_of_two_sees_both_and_overwrites_nothing(where: Field, review: Review) -> None:
    deciding.decide(first(), where.head, Choice("keep", "Head's reason"), 0)
    with pytest.raises(DecidedMeanwhile):
        deciding.decide(first(), where.coordinator, Choice("more", "Mine"), 0)
    assert Decision.objects.get().reason == "Head's reason"
    deciding.decide(first(), where.coordinator, Choice("more", "Mine"), 1)
    assert (Decision.objects.get().kind, Decision.objects.get().revision) == ("more", 2)


def test_two_who_decide_alike_are_not_in_each_others_way(where: Field, review: Review) -> None:
    deciding.decide(first(), where.head, Choice("keep"), 0)
    deciding.decide(first(), where.coordinator, Choice("keep"), 0)
    assert Decision.objects.get().revision == 1


def test_only_who_leads_takes_decisions_down(where: Field, review: Review) -> None:
    for member in (where.teacher, where.department, where.governor):
        with pytest.raises(NotAllowed):
            deciding.decide(first(), member, Choice("keep"), 0)
    assert not Decision.objects.exists()


def test_before_the_reveal_nothing_is_decided(where: Field) -> None:
    opened = an_open(where)
    with pytest.raises(Refused):
        deciding.decide(first(), where.head, Choice("keep"), 0)
    assert opened.revealed_at is None


def test_the_page_saves_a_duty_without_javascript(
    client: Client, where: Field, review: Review
) -> None:
    signed_in(client, where.coordinator)
    listed = client.get(page("decisions", where, review))
    assert listed.status_code == 200 and b"6 duties wait for a decision" in listed.content
    key = f"minutes-{coordinating().pk}"
    posted = {"kind": "more", "reason": "", key: "1:15", "revision": "0"}
    answer = client.post(page("decide", where, review, first().pk), posted)
    assert answer.status_code == 302 and answer["Location"].endswith(f"#duty-{first().pk}")
    assert found(where, review).by_duty[first().pk].times[0].decided == 75
    text = client.get(page("decisions", where, review)).content.decode()
    assert "165 of 150 minutes a week" in text.split('id="running"')[1]


def test_a_refused_form_comes_back_with_what_was_typed(
    client: Client, where: Field, review: Review
) -> None:
    signed_in(client, where.head)
    key = f"minutes-{coordinating().pk}"
    for typed, wrong in [
        ({"kind": "stop", "reason": "", key: "20"}, "Say why"),
        ({"kind": "keep", "reason": "<script>", key: "soon"}, "no length of time"),
        ({"kind": "keep", "reason": "ابجد" * 600, key: "20"}, "2000 characters"),
    ]:
        for where_to in ({}, {"meeting": "yes"}):
            answer = client.post(
                page("decide", where, review, first().pk), {**typed, **where_to, "revision": "0"}
            )
            text = answer.content.decode()
            assert answer.status_code == 422 and wrong in text
            assert f'value="{typed[key]}"' in text and "<script>alert" not in text
            if typed["reason"]:
                assert typed["reason"].replace("<script>", "&lt;script&gt;") in text
    assert not Decision.objects.exists()


def test_the_second_of_two_reads_both_texts_on_the_page(
    client: Client, where: Field, review: Review
) -> None:
    deciding.decide(first(), where.head, Choice("keep", "What the head says"), 0)
    signed_in(client, where.coordinator)
    typed = {"kind": "more", "reason": "What I say", "revision": "0"}
    answer = client.post(page("decide", where, review, first().pk), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "What the head says" in text and "What I say" in text and "Helen Head" in text
    assert '<input type="hidden" name="revision" value="1">' in text
    again = client.post(page("decide", where, review, first().pk), {**typed, "revision": "1"})
    assert again.status_code == 302 and Decision.objects.get().reason == "What I say"


def test_a_mistake_does_not_make_one_overwrite_unseen(
    client: Client, where: Field, review: Review
) -> None:
    signed_in(client, where.coordinator)
    deciding.decide(first(), where.head, Choice("keep", "Unseen"), 0)
    answer = client.post(
        page("decide", where, review, first().pk), {"kind": "stop", "reason": "", "revision": "0"}
    )
    form = answer.content.decode().split(f'id="decide-{first().pk}"')[1].split("</form>")[0]
    assert 'name="revision" value="0"' in form


def test_htmx_is_answered_with_the_form_and_the_running_load(
    client: Client, where: Field, review: Review
) -> None:
    signed_in(client, where.head)
    posted = {"kind": "stop", "reason": "Nobody reads it", "revision": "0"}
    answer = client.post(
        page("decide", where, review, first().pk), posted, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200 and 'hx-swap-oob="true"' in text
    assert "90 of 150 minutes a week" in text and "1 of 6 duties decided" in text
    assert 'name="revision" value="1"' in text and "<html" not in text


def test_who_took_part_reads_the_decisions_and_cannot_write_them(
    client: Client, where: Field, review: Review
) -> None:
    deciding.decide(first(), where.head, Choice("stop", "Nobody reads it"), 0)
    signed_in(client, where.teacher)
    text = client.get(page("decisions", where, review)).content.decode()
    assert "Nobody reads it" in text and "hx-post" not in text
    answer = client.post(page("decide", where, review, first().pk), {"kind": "keep"})
    assert answer.status_code == 403
    assert "Only senior managers and the coordinator" in answer.content.decode()


def test_others_are_kept_out(client: Client, where: Field, review: Review) -> None:
    outsider = a_member(where.school, "teacher")
    signed_in(client, outsider)
    for name in ("decisions", "meeting"):
        assert client.get(page(name, where, review)).status_code == 403
    with scopes_disabled():
        other = a_member(a_school(), "headteacher")
    signed_in(client, other)
    for name in ("decisions", "meeting", "agree"):
        assert client.get(page(name, where, review)).status_code == 404
    client.logout()
    assert client.get(page("decisions", where, review)).status_code == 302


def test_before_the_reveal_the_pages_show_nothing(client: Client, where: Field) -> None:
    opened = an_open(where)
    signed_in(client, where.head)
    for name in ("decisions", "meeting"):
        assert client.get(page(name, where, opened.review)).status_code == 403
    answer = client.post(page("decide", where, opened.review, first().pk), {"kind": "keep"})
    assert answer.status_code == 302 and not Decision.objects.exists()


def test_a_duty_of_another_review_is_not_found(
    client: Client, where: Field, review: Review
) -> None:
    signed_in(client, where.head)
    assert client.post(page("decide", where, review, 999_999)).status_code == 404


@pytest.mark.parametrize("number", [6, 60])
def test_the_page_asks_no_more_of_the_database_for_more_duties(
    client: Client, where: Field, number: int, django_assert_max_num_queries: Any
) -> None:
    for place in range(6, number):
        where.duties.append(
            Duty.objects.create(
                school=where.school, kind="duty", area="staff", text=f"Duty {place}", order=place
            )
        )
    review = a_revealed(where)
    for duty in ReviewDuty.objects.filter(review=review):
        deciding.decide(duty, where.head, Choice("keep", "", None, {coordinating().pk: 5}), 0)
    signed_in(client, where.head)
    for name in ("decisions", "meeting"):
        with django_assert_max_num_queries(12):
            assert client.get(page(name, where, review)).status_code == 200
