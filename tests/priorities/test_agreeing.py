"""Agreeing the outcome: kept as it is, begun in the roles, followed through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from notices.due import collect
from priorities.actions import agreeing, deciding, revealing
from priorities.actions.deciding import Choice
from priorities.following import Decided
from priorities.models import FollowUp, Participant, Rating, Review, ReviewDuty
from priorities.queries import decisions as queries
from priorities.queries.consequences import consequences, seen
from priorities.queries.reviews import review_or_404
from roles.actions import descriptions as versions
from roles.drafting import content_of
from roles.merging import Content, LineContent
from roles.models import Holding, Role, RoleDescription
from roles.models import State as VersionState
from schools import offers
from schools.models import Activity, Member
from schools.offers import Offer
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, signed_in

from .making import Field, an_open, rates


@pytest.fixture
def coordinators(where: Field) -> Role:
    """The coordinator's role, which leads the first three duties, 50 minutes each, agreed."""
    role = a_role(where, "ICT coordinator", "coordinator", where.coordinator)
    an_agreed(where, role, {0: 50, 1: 50, 2: 50})
    return role


@pytest.fixture
def review(where: Field, coordinators: Role) -> Review:
    """Revealed; the first three duties take 50 minutes a week each."""
    opened = an_open(where)
    for place, member in enumerate(where.everybody):
        rates(opened, member, [1 + (place + n) % 5 for n in range(6)], comment=f"From {place}")
    for duty in list(ReviewDuty.objects.all())[:3]:
        Rating.objects.filter(participant__coordinates=True, duty=duty).update(minutes=50)
    revealing.reveal(opened.review, where.head)
    return Review.objects.get()


def a_role(where: Field, title: str, position: str, holder: Member | None = None) -> Role:
    role = Role.objects.create(school=where.school, title=title, position=position)
    if holder is not None:
        Holding.objects.create(school=where.school, role=role, member=holder)
    return role


def lines_of(description: RoleDescription) -> dict[str, tuple[str, int | None]]:
    """What a version holds, by the text of its duties."""
    lines = description.lines.select_related("duty")
    return {str(one.duty): (one.part, one.minutes) for one in lines}


def an_agreed(where: Field, role: Role, minutes: dict[int, int]) -> RoleDescription:
    """Version 1 of a role, in force, without the signatures: those are tested with the roles."""
    draft = versions.start_version(role, where.head).description
    content = Content(
        "To lead",
        where.head.pk,
        150,
        None,
        {
            f"d{where.duties[n].pk}": LineContent("leads", m, "", "A note")
            for n, m in minutes.items()
        },
    )
    draft = versions.save_draft(draft, where.head, content, draft.revision)
    proposed = versions.propose(draft, where.head)
    proposed.become_agreed()
    proposed.save()
    return proposed


def decide(where: Field, place: int, kind: str, role: Role | None = None, **fields: Any) -> None:
    duty = ReviewDuty.objects.get(duty=where.duties[place])
    me = Participant.objects.get(coordinates=True)
    minutes = {me.pk: fields["minutes"]} if "minutes" in fields else {}
    chosen = Choice(kind, fields.get("reason", "Because"), role.pk if role else None, minutes)
    deciding.decide(duty, where.head, chosen, 0)


def found(where: Field, review: Review) -> queries.Decisions:
    return queries.decisions(review_or_404(where.school, review.pk), where.head)


def agreed(where: Field, review: Review) -> agreeing.Agreed:
    return agreeing.agree(
        review_or_404(where.school, review.pk), where.head, seen(found(where, review))
    )


def address(name: str, where: Field, review: Review) -> str:
    return reverse(f"priorities:{name}", args=[where.school.slug, review.pk])


def draft_of(role: Role) -> RoleDescription:
    return RoleDescription.objects.get(role=role, state=VersionState.DRAFT)


def test_from_revealed_to_the_coordinators_new_draft(
    client: Client, where: Field, review: Review, coordinators: Role
) -> None:
    technician = a_role(where, "ICT technician", "technician")
    librarian = a_role(where, "Librarian", "teacher")
    signed_in(client, where.head)
    me = Participant.objects.get(coordinates=True)
    key = f"minutes-{me.pk}"
    by_place = [ReviewDuty.objects.get(duty=duty) for duty in where.duties]
    whole: list[dict[str, Any]] = [
        {"kind": "more", key: "80"},
        {"kind": "hand_on", "to_role": technician.pk, "reason": "Nearer to the machines"},
        {"kind": "share", "to_role": librarian.pk, key: "20"},
        {"kind": "more", key: "30"},
        {"kind": "keep"},
    ]
    for duty, typed in zip(by_place, whole, strict=False):
        url = reverse("priorities:decide", args=[where.school.slug, review.pk, duty.pk])
        answer = client.post(url, {**typed, "revision": "0"})
        assert answer.status_code == 302, answer.content.decode()
    shown = client.get(address("agree", where, review)).content.decode()
    assert "One duty has no decision" in shown and "Duty number 6" in shown
    assert "80 instead of 50 minutes" in shown and "“Duty number 2” goes" in shown
    answer = client.post(
        address("agree", where, review), {"seen": seen(found(where, review))}, follow=True
    )
    text = answer.content.decode()
    assert "A new draft of “ICT coordinator”, version 2, is ready to be proposed" in text
    assert Review.objects.get().state == "agreed"
    draft = draft_of(coordinators)
    assert lines_of(draft) == {
        "Duty number 1": ("leads", 80),
        "Duty number 3": ("shares", 20),
        "Duty number 4": ("leads", 30),
    }
    assert draft.lines.get(duty=where.duties[0]).note == "A note"
    assert lines_of(draft_of(technician)) == {"Duty number 2": ("leads", None)}
    assert lines_of(draft_of(librarian)) == {"Duty number 3": ("leads", None)}
    assert FollowUp.objects.count() == 3
    for one in FollowUp.objects.all():
        assert one.description.get_absolute_url() in text
    versions.propose(draft, where.head)
    assert RoleDescription.objects.get(pk=draft.pk).state == "proposed"
    trail = Activity.objects.get(verb="priorities.agreed")
    assert trail.member == where.head and trail.about == {"review": review.title}


def test_a_stopped_duty_goes_and_is_named_before(
    where: Field, review: Review, coordinators: Role
) -> None:
    decide(where, 0, "stop")
    named = consequences(found(where, review))
    assert any("“Duty number 1” stops" in one for one in named.gaps)
    agreed(where, review)
    assert "Duty number 1" not in lines_of(draft_of(coordinators))


def test_a_gap_that_the_decisions_leave_is_named_before(
    where: Field, review: Review, coordinators: Role
) -> None:
    decide(where, 0, "hand_on", coordinators_other(where))
    assert consequences(found(where, review)).gaps == []
    # Another leads it in an open version already: nobody is left if that is taken for granted.
    decide(where, 1, "stop")
    assert len(consequences(found(where, review)).gaps) == 1


def coordinators_other(where: Field) -> Role:
    return a_role(where, "ICT technician", "technician")


def test_nothing_is_agreed_that_was_not_seen(where: Field, review: Review) -> None:
    decide(where, 0, "more", minutes=60)
    before = seen(found(where, review))
    decide(where, 1, "stop")
    with pytest.raises(Refused, match="have changed"):
        agreeing.agree(review, where.head, before)
    assert Review.objects.get().state == "revealed" and not FollowUp.objects.exists()


def test_without_a_decision_there_is_nothing_to_agree(where: Field, review: Review) -> None:
    with pytest.raises(Refused, match="Nothing is decided"):
        agreed(where, review)


def test_an_outcome_is_agreed_once_and_then_rests(where: Field, review: Review) -> None:
    decide(where, 0, "more", minutes=60)
    agreed(where, review)
    with pytest.raises(Refused):
        agreed(where, review)
    with pytest.raises(Refused, match="cannot be changed"):
        decide(where, 1, "stop")
    with pytest.raises(Refused):
        revealing.open_next_round(review, where.head, review.deadline)  # type: ignore[arg-type]
    assert FollowUp.objects.count() == 1


def test_only_senior_managers_agree(client: Client, where: Field, review: Review) -> None:
    decide(where, 0, "more", minutes=60)
    for member in (where.coordinator, where.teacher, where.department, where.governor):
        with pytest.raises(NotAllowed):
            agreeing.agree(review, member, seen(found(where, review)))
        signed_in(client, member)
        for answer in (
            client.get(address("agree", where, review)),
            client.post(address("agree", where, review)),
        ):
            assert answer.status_code == 403
            assert "Only the headteacher and senior managers" in answer.content.decode()
    assert Review.objects.get().state == "revealed"
    manager = a_member(where.school, "smt")
    agreeing.agree(review_or_404(where.school, review.pk), manager, seen(found(where, review)))


def test_what_somebody_typed_in_an_open_draft_is_not_lost(
    where: Field, review: Review, coordinators: Role
) -> None:
    draft = versions.start_version(coordinators, where.head).description
    content = content_of(draft, draft.lines.all())
    keys = [f"d{duty.pk}" for duty in where.duties]
    typed = {
        keys[0]: LineContent("leads", 45, "high", "Typed"),
        keys[1]: LineContent("leads", 50, "", "Typed too"),
        keys[5]: LineContent("consulted", None, "", "New"),
    }
    whole = Content("Another purpose", content.line_manager, 150, None, typed)
    versions.save_draft(draft, where.coordinator, whole, draft.revision)
    decide(where, 0, "more", minutes=80)
    decide(where, 1, "more", minutes=60)
    decide(where, 2, "more", minutes=70)
    done = agreed(where, review)
    draft.refresh_from_db()
    lines = {one.duty_id: one for one in draft.lines.all()}
    assert draft.purpose == "Another purpose" and draft.number == 2
    first, second = lines[where.duties[0].pk], lines[where.duties[1].pk]
    assert (first.minutes, first.note) == (45, "Typed")
    assert (second.minutes, second.note) == (60, "Typed too")
    assert where.duties[5].pk in lines and where.duties[2].pk not in lines
    assert done.drafts == [draft]
    named = done.left[0].sentence
    assert "Duty number 1" in named and "Duty number 3" in named and "number 2" not in named


def test_a_proposed_version_is_left_alone_and_named(
    client: Client, where: Field, review: Review, coordinators: Role
) -> None:
    draft = versions.start_version(coordinators, where.head).description
    versions.propose(draft, where.head)
    before = lines_of(draft)
    decide(where, 0, "more", minutes=80)
    done = agreed(where, review)
    assert done.drafts == [] and lines_of(draft) == before
    assert "Version 2 is proposed" in done.left[0].sentence
    signed_in(client, where.head)
    assert (
        "Version 2 is proposed" in client.get(address("decisions", where, review)).content.decode()
    )


def test_a_coordinator_without_a_role_is_named(where: Field, review: Review) -> None:
    Holding.objects.all().delete()
    Participant.objects.update(role=None)
    decide(where, 0, "more", minutes=80)
    done = agreed(where, review)
    assert done.drafts == [] and "holds no role" in done.left[0].sentence


def test_a_version_that_cannot_be_written_is_named_and_nothing_else_is_lost(
    where: Field, review: Review, coordinators: Role
) -> None:
    technician = a_role(where, "ICT technician", "technician")
    draft = versions.start_version(coordinators, where.head).description
    RoleDescription.objects.filter(pk=draft.pk).update(line_manager=where.teacher)
    decide(where, 0, "hand_on", technician)
    done = agreed(where, review)
    assert [one.role for one in done.drafts] == [technician]
    assert [one.role for one in done.left] == [coordinators.pk]


def test_the_result_stays_as_it_was_whatever_changes_later(
    client: Client, where: Field, review: Review, coordinators: Role
) -> None:
    technician = a_role(where, "ICT technician", "technician")
    decide(where, 0, "more", minutes=80, reason="It moves the vision")
    decide(where, 1, "hand_on", technician)
    agreed(where, review)
    before = found(where, review)
    kept = json.dumps(Review.objects.get().result, sort_keys=True)
    for duty in where.duties:
        type(duty).objects.filter(pk=duty.pk).update(text="Something else", area="staff")
    ReviewDuty.objects.update(text="Reworded")
    Role.objects.update(title="Renamed")
    Rating.objects.all().delete()
    Participant.objects.update(capacity=5)
    where.school.labels_changed = {}  # type: ignore[attr-defined]
    after = found(where, review)
    assert [(r.duty.text, r.decision_words, r.minutes_words, r.beads) for r in after.rows] == [
        (r.duty.text, r.decision_words, r.minutes_words, r.beads) for r in before.rows
    ]
    assert after.by_duty[after.rows[0].duty.pk].duty.text.startswith("Duty number")
    assert [one.after for one in after.loads] == [one.after for one in before.loads]
    assert json.dumps(Review.objects.get().result, sort_keys=True) == kept
    signed_in(client, where.head)
    text = client.get(address("decisions", where, review)).content.decode()
    assert "It moves the vision" in text and "hand on to ICT technician" in text.lower().replace(
        "ict", "ICT"
    )


def test_people_stay_references_so_that_a_name_can_be_erased(
    client: Client, where: Field, review: Review, coordinators: Role
) -> None:
    decide(where, 0, "more", minutes=80)
    agreed(where, review)
    kept = json.dumps(Review.objects.get().result)
    assert not any(one.name in kept for one in where.everybody)
    Member.objects.filter(pk=where.coordinator.pk).update(name="Priya Jones")
    assert found(where, review).loads[0].name == "Priya Jones"
    Activity.objects.all().delete()
    Member.objects.filter(pk=where.coordinator.pk).delete()
    other = a_member(where.school, "headteacher", name="New Head")
    Review.objects.update(facilitator=None)
    RoleDescription.objects.update(line_manager=None, drafted_by=None)
    Member.objects.filter(pk=where.head.pk).delete()
    one = queries.decisions(review_or_404(where.school, review.pk), other)
    assert one.loads[0].name == "a former member"
    assert one.rows[0].by in ("", "a former member")
    signed_in(client, other)
    text = client.get(address("decisions", where, review)).content.decode()
    assert "a former member" in text and "Helen Head" not in text and "Priya" not in text


def test_everybody_with_a_position_reads_an_agreed_outcome(
    client: Client, where: Field, review: Review
) -> None:
    decide(where, 0, "more", minutes=80)
    outsider = a_member(where.school, "teacher")
    signed_in(client, outsider)
    assert client.get(address("decisions", where, review)).status_code == 403
    agreed(where, review)
    assert client.get(address("decisions", where, review)).status_code == 200
    signed_in(client, a_member(where.school, "guest"))
    assert client.get(address("decisions", where, review)).status_code == 403


def test_a_review_is_closed_once_its_drafts_are_done(
    client: Client, where: Field, review: Review, coordinators: Role
) -> None:
    decide(where, 0, "more", minutes=80)
    with pytest.raises(Refused):
        agreeing.close(review, where.head)
    agreed(where, review)
    with pytest.raises(Refused, match="ICT coordinator, version 2"):
        agreeing.close(review, where.head)
    signed_in(client, where.head)
    assert (
        "closed once these drafts"
        in client.get(address("decisions", where, review)).content.decode()
    )
    versions.withdraw(draft_of(coordinators), where.head)
    with pytest.raises(NotAllowed):
        agreeing.close(review, where.teacher)
    answer = client.post(address("close", where, review), follow=True)
    assert "followed through" in answer.content.decode()
    assert Review.objects.get().state == "closed"
    assert client.get(address("decisions", where, review)).status_code == 200


@pytest.fixture
def offering() -> Iterator[list[Decided]]:
    """An upper app that offers to make an action of a decision; yields what it was asked about."""
    asked: list[Decided] = []

    def source(thing: Any, member: Member) -> list[Offer]:
        if not isinstance(thing, Decided):
            return []
        asked.append(thing)
        return [Offer("Make it an action", f"/plan/?duty={thing.duty}")]

    offers.register(source)
    yield asked
    offers.unregister(source)


def test_what_becomes_plan_work_is_offered_where_the_plan_is_there(
    client: Client, where: Field, review: Review, offering: list[Decided]
) -> None:
    decide(where, 0, "more", minutes=60)
    decide(where, 1, "simplify", minutes=10)
    decide(where, 2, "keep")
    agreed(where, review)
    signed_in(client, where.head)
    text = client.get(address("decisions", where, review)).content.decode()
    assert {one.kind for one in offering} == {"more", "simplify"}
    assert text.count("Make it an action") == 2


def test_without_a_plan_nothing_is_offered(client: Client, where: Field, review: Review) -> None:
    decide(where, 0, "more", minutes=60)
    agreed(where, review)
    signed_in(client, where.head)
    assert "For the plan" not in client.get(address("decisions", where, review)).content.decode()


def test_the_front_page_says_what_an_outcome_waits_for(
    where: Field, review: Review, coordinators: Role
) -> None:
    def said(member: Member) -> str:
        return " / ".join(f"{one.sentence}: {one.verb}" for one in collect(member))

    waits = "6 duties of “Duties of the coordinator” wait for a decision"
    assert waits in said(where.head) and waits in said(where.coordinator)
    assert waits not in said(where.teacher)
    for place in range(6):
        decide(where, place, "more", minutes=20)
    assert "Agree it" in said(where.head) and "Agree it" not in said(where.coordinator)
    agreed(where, review)
    to_propose = "The draft of “ICT coordinator”, version 2, waits to be proposed"
    assert to_propose in said(where.head) and to_propose in said(where.coordinator)
    proposed = versions.propose(draft_of(coordinators), where.head)
    assert to_propose not in said(where.head) and "Close it" not in said(where.head)
    versions.withdraw(proposed, where.head)
    assert "Close it" in said(where.head)


def test_the_page_before_agreeing_asks_no_more_for_more_roles(
    client: Client, where: Field, review: Review, django_assert_max_num_queries: Any
) -> None:
    for place in range(6):
        decide(where, place, "hand_on", a_role(where, f"Role {place}", "teacher", where.teacher))
    signed_in(client, where.head)
    with django_assert_max_num_queries(12):
        assert client.get(address("agree", where, review)).status_code == 200
