"""Discussions of progress: agendas, notes, outcomes, minutes; who may hold and read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import outloud
import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from devplan.actions import discussing, minutes, updating
from devplan.agenda import MOST_OF_A_KIND, Item, draft, next_meeting
from devplan.due import needs
from devplan.models import Action, AgendaItem, Criterion, Discussion, Objective, Outcome, Series
from devplan.queries.discussions import discussions_of, upcoming
from devplan.years import terms_of
from documents import pdf, register
from schools.models import Member, Subject
from schools.refusals import Refused
from tests.devplan.parts import World, a_world, agree, days
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        Objective.objects.update(subject=world.subject)
        Action.objects.update(starts_on=days(-30), ends_on=days(-2))
        world.plan = agree(world)
        world.action.refresh_from_db()
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def set_up(world: World) -> tuple[Series, Series]:
    made = discussing.set_up(
        world.plan, world.coordinator, [world.head.pk], [world.subject.pk], "half_term", days(3)
    )
    for one in made:
        one.school = world.school
    return made[0], made[1]


def prepared(world: World, series: Series, by: Member | None = None) -> Discussion:
    made = discussing.prepare(series, world.plan, by or world.coordinator, days(0))
    made.plan, made.series = world.plan, series
    return made


def held(world: World, series: Series) -> Discussion:
    made = prepared(world, series)
    now = minutes.hold(made, world.coordinator)
    now.plan, now.series = world.plan, series
    return now


# ---- The agenda ------------------------------------------------------------------------------------


def test_an_agenda_begins_with_what_was_promised_and_says_each_action_once() -> None:
    items = [
        Item("done", "Finished", action=3),
        Item("red", "Late one", action=1),
        Item("late", "Late one", action=1),
        Item("outcome", "Promised"),
    ]
    assert [(one.kind, one.text) for one in draft(items)] == [
        ("outcome", "Promised"),
        ("late", "Late one"),
        ("done", "Finished"),
    ]


@given(st.integers(0, 40))
def test_of_many_alike_the_agenda_names_the_first_and_counts_the_rest(many: int) -> None:
    found = draft(Item("late", f"Action {n}", action=n) for n in range(many))
    assert len(found) == min(many, MOST_OF_A_KIND) + (many > MOST_OF_A_KIND)
    if many > MOST_OF_A_KIND:
        assert str(many - MOST_OF_A_KIND) in found[-1].text


def test_the_next_meeting_is_on_the_same_weekday_and_never_in_a_holiday() -> None:
    terms = terms_of([2026])
    # 42 days after Monday 9 November 2026 is 21 December, in the holiday: the first Monday of term.
    assert next_meeting(date(2026, 11, 9), "half_term", terms) == terms[1].starts_on
    assert next_meeting(date(2026, 9, 14), "fortnight", terms) == date(2026, 9, 28)
    assert next_meeting(date(2027, 7, 1), "term", terms) == date(2027, 9, 30)


def test_an_agenda_is_drafted_from_what_changed(world: World) -> None:
    up, down = set_up(world)
    updating.update(world.action, world.teacher, updating.Word("under_way", "red", "No cables"))
    items = [(one.kind, one.text) for one in prepared(world, up).agenda.all()]
    assert items == [("late", "Survey the rooms")]
    assert prepared(world, down).agenda.count() == 1
    Objective.objects.update(subject=None)
    Action.objects.update(lead=None)
    Discussion.objects.all().delete()
    assert prepared(world, down).agenda.count() == 0


def test_a_success_criterion_past_its_date_and_not_met_reaches_the_agenda(world: World) -> None:
    up, down = set_up(world)
    for text, due, met in (
        ("No dead corner", -5, "open"),
        ("Half of the rooms", -9, "partly"),
        ("Every room surveyed", -7, "met"),
        ("All pupils", 9, "not_met"),
        ("Some day", None, "open"),
    ):
        Criterion.objects.create(
            school=world.school,
            objective=world.objective,
            text=text,
            due_on=None if due is None else days(due),
            met=met,
        )
    late = [one for one in prepared(world, up).agenda.all() if one.kind == "late"]
    assert [one.text for one in late] == ["Survey the rooms", "Half of the rooms", "No dead corner"]
    assert "success criterion, was to be met by" in late[1].detail
    assert late[1].detail.endswith(" · Wireless everywhere")
    texts = [one.text for one in prepared(world, down).agenda.all()]
    assert "No dead corner" in texts
    # A subject's own discussion has its own criteria alone.
    Discussion.objects.all().delete()
    Objective.objects.update(subject=None)
    Action.objects.update(lead=None)
    assert prepared(world, down).agenda.count() == 0


# ---- A meeting -------------------------------------------------------------------------------------


def test_a_meeting_from_its_agenda_to_its_agreed_minutes(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent = {"seniors": [world.head.pk], "subjects": [world.subject.pk], "cadence": "half_term"}
    assert client.post(url(world, "set_up_discussions"), sent).status_code == 302
    series = Series.objects.get(direction="down")
    assert (
        "The leader of 1 subject has not been met"
        in client.get(url(world, "discussions")).content.decode()
    )
    client.post(url(world, "prepare", series.pk), {"held_on": days(0).isoformat()})
    meeting = Discussion.objects.get()
    page = client.get(url(world, "discussion", meeting.pk)).content.decode()
    assert "Survey the rooms" in page
    item = meeting.agenda.get()
    note = url(world, "note", meeting.pk, item.pk)
    answer = client.post(
        note, {"notes": "Cables by Friday", "revision": 1}, headers={"HX-Request": "true"}
    )
    assert "Cables by Friday" in answer.content.decode()
    assert "saved" in answer.content.decode()
    outcome = {"text": "Buy cables", "lead": world.teacher.pk, "due_on": days(9).isoformat()}
    client.post(url(world, "add_outcome", meeting.pk), outcome)
    made = Outcome.objects.get()
    change = url(world, "change_outcome", meeting.pk, made.pk)
    client.post(change, {"objective": world.objective.pk})
    action = Action.objects.get(text="Buy cables")
    assert (action.lead, action.ends_on, action.origin_kind) == (
        world.teacher,
        days(9),
        "discussion",
    )
    client.post(url(world, "hold", meeting.pk))
    meeting = Discussion.objects.get()
    assert meeting.state == "held"
    assert client.post(note, {"notes": "Later", "revision": 2}).status_code == 422
    assert [one.verb for one in needs(world.department)] == ["Read and agree"]
    client.post(url(world, "agree_minutes", meeting.pk), {"do": "agree"})
    assert Discussion.objects.get().state == "held"  # who closed them does not agree them
    signed_in(client, world.department)
    client.post(url(world, "agree_minutes", meeting.pk), {"do": "agree"})
    assert Discussion.objects.get().state == "agreed"
    signed_in(client, world.coordinator)
    assert (
        "Every subject leader has been met"
        in client.get(url(world, "discussions")).content.decode()
    )
    assert Series.objects.get(pk=series.pk).next_on > days(0)  # type: ignore[operator]


def test_whom_no_discussion_is_set_up_with_has_not_been_met_either(
    client: Client, world: World
) -> None:
    _up, down = set_up(world)
    held(world, down)
    page = url(world, "discussions")
    signed_in(client, world.coordinator)
    assert "Every subject leader has been met" in client.get(page).content.decode()
    music = Subject.objects.create(school=world.school, name="Music")
    world.coordinator.subjects.add(music)  # whom the coordinator need not meet
    assert "Every subject leader has been met" in client.get(page).content.decode()
    world.teacher.subjects.add(music)
    told = client.get(page).content.decode()
    assert "The leader of 1 subject has not been met this half-term" in told
    assert "Led, and not discussed yet:" in told and "Music" in told
    # Who sees their own meetings only is told nothing of all others.
    signed_in(client, world.department)
    assert "Every subject leader" not in client.get(page).content.decode()


def test_of_two_who_write_at_one_item_neither_loses_text(client: Client, world: World) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    item = meeting.agenda.get()
    item.discussion = meeting
    discussing.note(item, world.head, "The head’s words", 1)
    signed_in(client, world.coordinator)
    path = url(world, "note", meeting.pk, item.pk)
    for headers in ({"HX-Request": "true"}, {}):
        answer = client.post(
            path, {"notes": "Mine", "revision": 1}, headers=headers
        ).content.decode()
        assert "The head’s words" in answer
        assert "Mine" in answer
    assert AgendaItem.objects.get().notes == "The head’s words"
    client.post(path, {"notes": "Both", "revision": 2})
    assert AgendaItem.objects.get().notes == "Both"
    notes = url(world, "meeting_notes", meeting.pk)
    client.post(notes, {"notes": "First", "revision": 1})
    late = client.post(notes, {"notes": "Second", "revision": 1})
    assert late.status_code == 409
    assert "First" in late.content.decode()
    assert "Second" in late.content.decode()


def test_items_are_added_moved_and_taken_off(client: Client, world: World) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    signed_in(client, world.coordinator)
    client.post(url(world, "add_item", meeting.pk), {"text": "The summer fair"})
    new = AgendaItem.objects.get(text="The summer fair")
    client.post(url(world, "change_item", meeting.pk, new.pk), {"do": "up"})
    assert next(one.text for one in meeting.agenda.all()) == "The summer fair"
    shown = client.get(url(world, "discussion", meeting.pk)).content.decode()
    assert "The summer fair" in shown
    assert "kind-other" not in shown
    client.post(url(world, "note", meeting.pk, new.pk), {"notes": "Yes", "revision": 1})
    client.post(url(world, "change_item", meeting.pk, new.pk), {"do": "drop"})
    assert AgendaItem.objects.filter(pk=new.pk).exists()
    client.post(url(world, "note", meeting.pk, new.pk), {"notes": "", "revision": 2})
    client.post(url(world, "change_item", meeting.pk, new.pk), {"do": "drop"})
    assert not AgendaItem.objects.filter(pk=new.pk).exists()


def test_minutes_that_are_not_right_are_opened_once_more(client: Client, world: World) -> None:
    up, _down = set_up(world)
    meeting = held(world, up)
    signed_in(client, world.head)
    path = url(world, "agree_minutes", meeting.pk)
    assert client.post(path, {"do": "reopen", "reason": ""}).status_code == 422
    client.post(path, {"do": "reopen", "reason": "The sum is wrong"})
    assert Discussion.objects.get().state == "prepared"
    assert "The sum is wrong" in client.get(url(world, "discussion", meeting.pk)).content.decode()


def test_what_keeps_a_meeting_from_being_held_is_said(world: World) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    discussing.say_present(meeting, world.coordinator, [world.coordinator.pk], days(0))
    with pytest.raises(Refused, match="Nobody but you"):
        minutes.hold(meeting, world.coordinator)
    people = [world.coordinator.pk, world.head.pk]
    discussing.say_present(meeting, world.coordinator, people, days(2))
    with pytest.raises(Refused, match="still to come"):
        minutes.hold(meeting, world.coordinator)
    with pytest.raises(Refused, match="not agreed yet"):
        discussing.prepare(up, world.plan, world.coordinator, days(0))


def test_a_person_who_left_cannot_be_given_an_outcome(client: Client, world: World) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    Member.objects.filter(pk=world.teacher.pk).update(left_on=days(-1))
    signed_in(client, world.coordinator)
    sent = {"text": "Kept words", "lead": world.teacher.pk}
    answer = client.post(url(world, "add_outcome", meeting.pk), sent)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()


# ---- Who may ---------------------------------------------------------------------------------------


def test_who_holds_and_who_reads(client: Client, world: World) -> None:
    up, down = set_up(world)
    upwards, downwards = held(world, up), held(world, down)
    other = a_member(world.school, "head_of_department", name="Olga Other")
    may_read = {
        "head": (True, True),
        "coordinator": (True, True),
        "department": (False, True),
        "teacher": (False, False),
        "governor": (False, False),
    }
    for who, expected in may_read.items():
        signed_in(client, getattr(world, who))
        for meeting, allowed in zip((upwards, downwards), expected, strict=True):
            answer = client.get(url(world, "discussion", meeting.pk))
            assert (answer.status_code == 200) is allowed, (who, meeting)
            if not allowed:
                assert answer.status_code == 403
    signed_in(client, other)
    assert client.get(url(world, "discussion", downwards.pk)).status_code == 403
    minutes.agree_minutes(upwards, world.head)
    signed_in(client, world.governor)
    assert client.get(url(world, "discussion", upwards.pk)).status_code == 200
    assert client.get(url(world, "discussion", downwards.pk)).status_code == 403
    assert client.post(url(world, "hold", upwards.pk)).status_code == 403
    for reader in (world.teacher, world.department, other):
        signed_in(client, reader)
        assert client.get(url(world, "discussion", upwards.pk)).status_code == 403
    signed_in(client, world.governor)
    listed = client.get(url(world, "discussions")).content.decode()
    assert f"/discussions/{upwards.pk}/" in listed
    assert f"/discussions/{downwards.pk}/" not in listed


def test_that_a_meeting_was_held_is_no_secret_though_its_minutes_are(
    client: Client, world: World
) -> None:
    up, _down = set_up(world)
    earlier = held(world, up)
    minutes.agree_minutes(earlier, world.head)
    later = held(world, Series.objects.get(pk=up.pk))
    Discussion.objects.filter(pk=earlier.pk).update(held_on=days(-200))
    signed_in(client, world.governor)
    listed = client.get(url(world, "discussions")).content.decode()
    assert f"/discussions/{later.pk}/" not in listed
    assert "not met this half-term" not in listed
    assert "met this half-term" in listed


@pytest.mark.parametrize("who", ["department", "teacher", "governor"])
def test_who_does_not_set_them_up_is_told_who_does(client: Client, world: World, who: str) -> None:
    signed_in(client, getattr(world, who))
    answer = client.get(url(world, "set_up_discussions"))
    assert answer.status_code == 403
    assert "set up the discussions" in answer.content.decode()


def test_another_schools_meeting_is_not_there(client: Client, world: World) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    assert client.get(url(world, "discussion", meeting.pk)).status_code == 404


def test_a_series_is_changed_ended_and_two_changes_are_both_shown(
    client: Client, world: World
) -> None:
    up, _down = set_up(world)
    signed_in(client, world.coordinator)
    path = url(world, "series", up.pk)
    sent = {"title": "Mine", "cadence": "month", "people": [world.head.pk], "revision": 1}
    words = discussing.SeriesWords("Theirs", "term", [world.head.pk])
    discussing.change_series(up, world.plan, world.head, words, 1)
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert client.post(path, sent | {"revision": 2}).status_code == 302
    assert Series.objects.get(pk=up.pk).title == "Mine"
    client.post(url(world, "end_series", up.pk))
    assert upcoming(world.head) == []
    assert len(upcoming(world.department)) == 1


def test_lists_take_as_many_queries_for_many_as_for_few(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    up, down = set_up(world)
    for number in range(6):
        AgendaItem.objects.bulk_create(
            AgendaItem(
                school=world.school, discussion=one, text=f"{number}-{n}", action=world.action
            )
            for one in [
                Discussion.objects.create(
                    school=world.school, series=series, plan=world.plan, held_on=days(-number)
                )
                for series in (up, down)
            ]
            for n in range(10)
        )
    signed_in(client, world.coordinator)
    with django_assert_max_num_queries(16):
        client.get(url(world, "discussions"))
    with django_assert_max_num_queries(15):
        client.get(url(world, "discussion", Discussion.objects.order_by("pk")[0].pk))
    assert len(discussions_of(world.plan, world.coordinator).rows) == 2


# ---- On paper --------------------------------------------------------------------------------------


def test_minutes_are_printed_without_an_error(world: World, tmp_path: Path) -> None:
    up, _down = set_up(world)
    meeting = prepared(world, up)
    item = meeting.agenda.get()
    item.discussion = meeting
    discussing.note(item, world.coordinator, "Cables by Friday", 1)
    discussing.add_outcome(meeting, world.coordinator, "Buy cables", world.teacher.pk, days(3))
    document = register.find(world.school, world.head, f"minutes-{meeting.pk}")
    assert document is not None
    assert document.mark == "Draft"
    minutes.agree_minutes(minutes_held(world, meeting), world.head)
    document = register.find(world.school, world.governor, f"minutes-{meeting.pk}")
    assert document is not None
    assert document.mark == ""
    path = tmp_path / "minutes.pdf"
    path.write_bytes(pdf.render(document))
    words = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert "Cables by Friday" in words
    assert "Buy cables" in words
    result = outloud.check(str(path))
    assert not [one for one in result.findings if one.severity == "error"], result.findings


def minutes_held(world: World, meeting: Discussion) -> Discussion:
    now = minutes.hold(meeting, world.coordinator)
    now.plan, now.series = world.plan, meeting.series
    return now


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Say for which day."),
        ("2026-02-31", "Say for which day."),
        ("0206-11-30", "Look at the year once more: 206."),
    ],
)
def test_a_meeting_without_a_day_is_refused_where_it_was_typed(
    client: Client, world: World, typed: str, sentence: str
) -> None:
    series, other = set_up(world)
    signed_in(client, world.coordinator)
    answer = client.post(url(world, "prepare", series.pk), {"held_on": typed})
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == answer.text.count(sentence) == 1
    field = answer.text.split(f'id="day-{series.pk}"')[1].split(">")[0]
    assert f'value="{typed}"' in field and f'aria-describedby="wrong-{series.pk}"' in field
    assert f'id="day-{other.pk}"' in answer.text
    assert not Discussion.objects.exists()
