from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from devplan import rounds as when
from devplan.actions import rounds, updating
from devplan.actions.checking import NotSo
from devplan.dates import dates
from devplan.due import needs
from devplan.models import Action, Plan, RoundReminder, UpdateRound
from devplan.queries.rounds import earlier_rounds, open_round, sentence, to_ask
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

from .parts import World, a_large_plan, a_world, agree, days

pytestmark = pytest.mark.django_db

D = datetime.date
AUTUMN = (D(2026, 11, 2), D(2026, 12, 18))


@pytest.fixture
def world() -> Any:
    made = a_world()
    with scope(school=made.school):
        agree(made)
        Action.objects.filter(pk=made.action.pk).update(status="under_way")
        yield made


class Broken(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: object) -> int:
        raise OSError("no server")


def an_action(world: World, **fields: Any) -> Action:
    given: dict[str, Any] = {"text": "Buy", "lead": world.teacher, "status": "under_way"}
    return Action.objects.create(school=world.school, objective=world.objective, **(given | fields))


def begun(world: World, day: datetime.date | None = None) -> UpdateRound:
    plan = Plan.objects.select_related("school").get(pk=world.plan.pk)
    return rounds.begin(plan, world.coordinator, day or days(9))


def say(action: Action, member: Member) -> None:
    updating.update(action, member, updating.Word("under_way", "green", "Goes on"))


def url(world: World, name: str = "round") -> str:
    return reverse(f"devplan:{name}", args=[world.school.slug, world.plan.pk])


def spoken(day: datetime.date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


# Days are worked out with a calendar of 2026: 18 December is a Friday, 24 November a Tuesday.
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (D(2026, 11, 24), D(2026, 12, 11)),
        (D(2026, 12, 7), D(2026, 12, 11)),
        (D(2026, 12, 9), D(2026, 12, 18)),
        (D(2026, 12, 18), D(2026, 12, 25)),
    ],
)
def test_a_round_asks_until_the_last_friday_that_leaves_a_week(
    today: datetime.date, expected: datetime.date
) -> None:
    assert when.day_to_ask_for(AUTUMN, today) == expected


@given(st.dates(D(2020, 1, 1), D(2030, 1, 1)), st.integers(-30, 80))
def test_the_day_asked_for_is_a_friday_and_leaves_three_days(
    today: datetime.date, length: int
) -> None:
    span = (today - datetime.timedelta(days=40), today + datetime.timedelta(days=length))
    for one in (span, None):
        day = when.day_to_ask_for(one, today)
        assert day.weekday() == 4 and (day - today).days >= 3


def test_a_round_is_offered_in_the_last_fortnight_of_a_half_term() -> None:
    offered = [
        day
        for day in (
            AUTUMN[0] - datetime.timedelta(days=3) + datetime.timedelta(days=n) for n in range(60)
        )
        if when.in_last_fortnight(when.half_term_at([AUTUMN], day), day)
    ]
    assert (offered[0], offered[-1], len(offered)) == (D(2026, 12, 5), D(2026, 12, 18), 14)


@pytest.mark.parametrize(
    ("status", "starts", "ends", "wanted"),
    [
        ("under_way", None, None, True),
        ("under_way", D(2027, 1, 5), None, True),
        ("not_started", None, None, False),
        ("not_started", D(2026, 12, 18), None, True),
        ("not_started", D(2026, 12, 19), D(2027, 3, 1), False),
        ("not_started", None, D(2026, 9, 1), True),
        ("done", D(2026, 11, 5), D(2026, 12, 1), False),
        ("dropped", None, D(2026, 12, 1), False),
    ],
)
def test_a_word_is_wanted_of_what_is_under_way_begins_or_is_due(
    status: str, starts: datetime.date | None, ends: datetime.date | None, wanted: bool
) -> None:
    assert when.wants_word(status, starts, ends, AUTUMN[1]) is wanted


@pytest.mark.parametrize(
    ("owed", "total", "today", "words"),
    [
        (12, 12, D(2026, 12, 1), "12 actions need a word by Friday 11 December"),
        (1, 1, D(2026, 12, 11), "1 action needs a word by Friday 11 December"),
        (5, 12, D(2026, 12, 1), "5 of 12 actions still need a word by Friday 11 December"),
        (1, 12, D(2026, 12, 1), "1 of 12 actions still needs a word by Friday 11 December"),
        (
            5,
            12,
            D(2026, 12, 12),
            "5 of 12 actions have had no word; it was asked for by Friday 11 December",
        ),
        (0, 12, D(2026, 12, 1), "All 12 actions have had their word"),
        (0, 1, D(2026, 12, 1), "The one action asked about has had its word"),
    ],
)
def test_a_round_says_where_it_stands(
    owed: int, total: int, today: datetime.date, words: str
) -> None:
    assert sentence(owed, total, D(2026, 12, 11), today) == words


def test_a_round_from_being_asked_to_its_last_word(client: Client, world: World) -> None:
    more = [an_action(world, text="Buy"), an_action(world, text="Fit", lead=world.department)]
    an_action(world, text="Done before", status="done")
    day = days(9)
    signed_in(client, world.coordinator)
    page = client.get(url(world)).text
    assert "Ask for a word on 3 actions" in page and "Tom Teacher" in page
    answer = client.post(url(world), {"due_on": day.isoformat()}, follow=True)
    assert f"3 actions need a word by {spoken(day)}" in answer.text
    assert "Asked: 2 e-mails went out." in answer.text
    to_tom = next(one for one in mail.outbox if one.to == [world.teacher.email])
    assert to_tom.subject == f"A word on two of your actions by {spoken(day)}"
    assert "- Survey the rooms\n- Buy" in to_tom.body and url(world, "updates") in to_tom.body
    assert "Fit" not in to_tom.body and "Done before" not in to_tom.body

    (due,) = needs(world.teacher)
    assert due.sentence == f"Two of your actions need a word by {spoken(day)}"
    assert [one.sentence for one in needs(world.department)] == [
        f"“Fit” needs a word by {spoken(day)}"
    ]
    signed_in(client, world.teacher)
    mine = client.get(url(world, "updates")).text
    assert f"<h1>Two of your actions need a word by {spoken(day)}" in mine
    assert mine.count('class="word"') == 2

    say(world.action, world.teacher)
    found = open_round(world.plan)
    assert found is not None
    assert [(one.member, len(one.owed), len(one.answered)) for one in found.people] == [
        (world.department, 1, 0),
        (world.teacher, 1, 1),
    ]
    say(more[0], world.head)  # a word counts whoever says it
    signed_in(client, world.coordinator)
    page = client.get(url(world)).text
    assert f"1 of 3 actions still needs a word by {spoken(day)}" in page
    assert page.index("Dora Department") < page.index("Have answered") < page.index("Tom Teacher")
    say(more[1], world.department)
    assert UpdateRound.objects.get().closed_at is not None
    assert needs(world.department) == []
    (earlier,) = earlier_rounds(world.plan)
    assert (earlier.asked, earlier.answered, earlier.due_on) == (3, 3, day)
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert {"devplan.round_begun", "devplan.round_answered"} <= verbs


def test_what_was_said_before_the_round_does_not_answer_it(world: World) -> None:
    say(world.action, world.teacher)
    begun(world)
    found = open_round(world.plan)
    assert found is not None and found.owed == 1


def test_there_is_one_round_at_a_time(client: Client, world: World) -> None:
    begun(world)
    with pytest.raises(Refused, match="There is a round already"):
        begun(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateRound.objects.create(school=world.school, plan=world.plan, due_on=days(5))
    signed_in(client, world.coordinator)
    again = client.post(url(world), {"due_on": days(5).isoformat()})
    assert again.status_code == 422 and "There is a round already" in again.text
    rounds.close(world.plan, world.coordinator)
    assert begun(world).pk


def test_a_round_closes_by_itself_a_week_after_its_day(world: World) -> None:
    made = begun(world)
    UpdateRound.objects.filter(pk=made.pk).update(due_on=days(-7))
    assert open_round(world.plan) is not None
    (due,) = needs(world.teacher)
    assert due.detail.startswith("That day has passed")
    UpdateRound.objects.filter(pk=made.pk).update(due_on=days(-8))
    assert open_round(world.plan) is None and needs(world.teacher) == []
    assert begun(world).pk != made.pk


def test_the_coordinator_closes_it_and_nobody_is_asked_any_more(
    client: Client, world: World
) -> None:
    begun(world)
    signed_in(client, world.coordinator)
    assert client.get(url(world, "close_round")).status_code == 405
    answer = client.post(url(world, "close_round"), follow=True)
    assert "The round is closed." in answer.text
    assert needs(world.teacher) == []
    assert "No round is open" in client.post(url(world, "close_round"), follow=True).text


@pytest.mark.parametrize("kind", ["teacher", "department", "governor"])
def test_others_may_not_ask_everybody(client: Client, world: World, kind: str) -> None:
    member = getattr(world, kind)
    signed_in(client, member)
    for name in ("round", "close_round"):
        answer = client.post(url(world, name), {"due_on": days(9).isoformat()})
        assert answer.status_code == 403
        assert "Only senior managers and the coordinator ask everybody" in answer.text
    with pytest.raises(NotAllowed):
        rounds.begin(world.plan, member, days(9))
    assert "Ask everybody" not in client.get(url(world, "updates")).text


def test_another_school_finds_nothing(client: Client, world: World) -> None:
    signed_in(client, a_member(a_school(), "coordinator"))
    assert client.get(url(world)).status_code == 404
    assert client.post(url(world, "close_round")).status_code == 404


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Say until which day."),
        ("soon", "Give a day"),
        (0, "leaves nobody a day"),
        (61, "over two months away"),
    ],
)
def test_a_day_that_cannot_be_comes_back_with_the_reason(
    client: Client, world: World, day: str | int, words: str
) -> None:
    given = days(day).isoformat() if isinstance(day, int) else day
    signed_in(client, world.coordinator)
    answer = client.post(url(world), {"due_on": given})
    assert answer.status_code == 422 and words in answer.text
    assert f'value="{given}"' in answer.text or not given
    assert not UpdateRound.objects.exists() and not mail.outbox


def test_of_a_draft_and_where_nothing_is_to_be_asked_nobody_is(client: Client) -> None:
    draft = a_world()
    signed_in(client, draft.coordinator)
    assert "This plan is not agreed yet" in client.get(url(draft)).text
    with scope(school=draft.school):
        with pytest.raises(Refused, match="in force"):
            begun(draft)
        plan = agree(draft)
        with pytest.raises(Refused, match="No action is under way"):
            rounds.begin(plan, draft.coordinator, days(9))
        with pytest.raises(NotSo, match="until which day"):
            rounds.begin(plan, draft.coordinator, None)
    assert "there is nothing to ask" in client.get(url(draft)).text


def test_who_cannot_be_reached_is_named_and_what_nobody_leads_is_seen(
    client: Client, world: World, settings: Any
) -> None:
    an_action(world, text="Nobody’s", lead=None)
    Member.objects.filter(pk=world.teacher.pk).update(email="")
    signed_in(client, world.coordinator)
    page = client.post(url(world), {"due_on": days(9).isoformat()}, follow=True).text
    assert "No e-mail can be sent to Tom Teacher: tell them yourself." in page
    assert "Without a lead" in page and not mail.outbox
    rounds.close(world.plan, world.coordinator)
    Member.objects.filter(pk=world.teacher.pk).update(email="tom@example.org")
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    page = client.post(url(world), {"due_on": days(9).isoformat()}, follow=True).text
    assert "The mail server did not take the e-mail to Tom Teacher" in page


def remind() -> list[str]:
    mail.outbox.clear()
    call_command("send_reminders", stdout=io.StringIO())
    return [to for one in mail.outbox for to in one.to]


def set_day(world: World, ahead: int, asked_ago: int = 5) -> None:
    UpdateRound.objects.filter(plan=world.plan).update(
        due_on=days(ahead), asked_at=timezone.now() - datetime.timedelta(days=asked_ago)
    )


def test_two_days_before_who_still_owes_a_word_is_reminded_once(world: World) -> None:
    other = an_action(world, lead=world.department)
    begun(world)
    set_day(world, 3)
    assert remind() == []
    set_day(world, 2)
    say(other, world.department)
    assert remind() == [world.teacher.email]
    assert mail.outbox[0].subject.startswith("Reminder: a word on one of your actions by")
    assert "- Survey the rooms" in mail.outbox[0].body
    assert remind() == []
    set_day(world, 1)
    assert remind() == []


def test_who_was_asked_a_moment_ago_is_not_reminded(world: World) -> None:
    begun(world)
    set_day(world, 2, asked_ago=1)
    assert remind() == []


def test_a_reminder_that_the_server_did_not_take_is_tried_again(
    world: World, settings: Any
) -> None:
    begun(world)
    set_day(world, 2)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    with pytest.raises(CommandError, match="1 could not be sent"):
        remind()
    assert not RoundReminder.objects.exists()
    settings.EMAIL_BACKEND = working
    assert remind() == [world.teacher.email]


def test_reminding_closes_a_round_whose_time_is_over(world: World) -> None:
    begun(world)
    set_day(world, -8)
    assert remind() == []
    assert UpdateRound.objects.get().closed_at is not None


def test_the_calendar_names_the_day_for_those_who_owe_a_word(world: World) -> None:
    begun(world)
    named = [one for one in dates(world.teacher) if one.key.startswith("round-")]
    assert [(one.day, one.title) for one in named] == [(days(9), "A word on 1 of your actions")]
    say(world.action, world.teacher)
    assert not [one for one in dates(world.teacher) if one.key.startswith("round-")]


def test_when_the_lead_changes_the_new_one_is_asked(world: World) -> None:
    begun(world)
    Action.objects.update(lead=world.department)
    assert needs(world.teacher) == []
    assert len(needs(world.department)) == 1


def test_a_round_reads_the_same_however_many_actions_it_has(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, world.coordinator)
    a_large_plan(world, 2, 6, 2)
    begun(world)
    with django_assert_max_num_queries(15) as few:
        client.get(url(world))
    rounds.close(world.plan, world.coordinator)
    a_large_plan(world, 20, 200, 2)
    begun(world)
    with django_assert_max_num_queries(len(few)):
        client.get(url(world))
    with django_assert_max_num_queries(15):
        client.get(url(world, "updates"))
    assert len(to_ask(world.plan, days(100))) == 207
