"""What falls due reaches those who answer for it: red line, e-mail, calendar, front page; and the plan."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from audits.actions import maintenance
from audits.actions import registers as actions
from audits.actions.maintenance import Happened
from audits.dates_registers import register_days
from audits.due_registers import registers_need
from audits.entries import Details
from audits.models import RegisterEntry, Renewal
from audits.queries.gaps import gap_or_none, gaps
from audits.reminders_registers import send
from audits.reminding import is_to_remind
from devplan.models import Action, Cost
from devplan.queries.origins import origins_of
from schools.actions import people
from schools.feed import as_calendar
from schools.models import Member
from tests.audits.register_parts import Keepers, an_entry, day, keepers
from tests.devplan.parts import a_world
from tests.factories import a_member, signed_in
from tests.keeping import forget

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def front(client: Client, member: Member) -> str:
    response = signed_in(client, member).get(reverse("front", args=[member.school.slug]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# ---- The red line ----------------------------------------------------------------------------------


def test_an_expired_filter_is_a_red_line_until_it_is_renewed(
    client: Client, there: Keepers
) -> None:
    entry = an_entry(there, kind="filtering", name="Gatehouse", renews_on=day(-8))
    line = "Filtering ran out 8 days ago: Gatehouse."
    for who in (there.head, there.deputy, there.smt, there.coordinator, there.technician):
        assert line in front(client, who)
        people_page = client.get(reverse("schools:people", args=[there.school.slug]))
        assert line in people_page.content.decode()
    for who in (there.manager, there.department, there.teacher, there.governor):
        assert line not in front(client, who)
    actions.renew(entry, there.manager, day(357), None, 1)
    for who in (there.head, there.coordinator, there.technician):
        assert "ran out" not in front(client, who)


EVERY_APP = (
    "front",
    "schools:people",
    "schools:vision",
    "roles:index",
    "priorities:index",
    "audits:index",
    "audits:entitlement",
    "audits:training",
    "audits:registers",
    "audits:purchases",
    "audits:selfreviews",
    "devplan:current",
    "board:index",
    "finding:find",
    "documents:index",
)


def test_the_red_line_is_on_a_page_of_every_app(client: Client, there: Keepers) -> None:
    an_entry(there, kind="protection", name="Stonecrop", renews_on=day(-1), owner=there.teacher)
    for who in (there.head, there.technician, there.teacher):
        signed_in(client, who)
        for name in EVERY_APP:
            answer = client.get(reverse(name, args=[there.school.slug]), follow=True)
            assert answer.status_code == 200, name
            assert "Virus protection ran out 1 day ago: Stonecrop." in answer.text, name
    signed_in(client, there.department)
    for name in EVERY_APP:
        answer = client.get(reverse(name, args=[there.school.slug]), follow=True)
        assert "ran out" not in answer.text.split("<main")[0], name


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_kept_gets_its_red_line_and_loses_it_at_once(
    client: Client, there: Keepers, settings: Any
) -> None:
    settings.PAGES_KEPT = 50
    forget()
    entry = an_entry(there, kind="filtering", name="Gatehouse", renews_on=day(9))
    signed_in(client, there.head)
    address = reverse("front", args=[there.school.slug])

    def read() -> str:
        return client.get(address).content.decode()

    assert "ran out" not in read()
    with CaptureQueriesContext(connection) as asked:
        assert "ran out" not in read()
    assert len(asked) == 2
    entry = actions.change(entry, there.smt, replace(Details.of(entry), renews_on=day(-2)), 1)
    assert "Filtering ran out 2 days ago" in read() and "Filtering ran out" in read()
    actions.renew(entry, there.smt, day(363), None, 2)
    assert "ran out" not in read()


def test_whoever_answers_for_it_sees_it_too(client: Client, there: Keepers) -> None:
    entry = an_entry(there, kind="protection", renews_on=day(-1), owner=there.teacher)
    assert "Virus protection ran out 1 day ago" in front(client, there.teacher)
    assert "ran out" not in front(client, there.department)
    actions.retire(entry, there.head, "Another is in its place")
    assert "ran out" not in front(client, there.teacher)


def test_it_runs_to_the_end_of_its_day_and_other_kinds_are_no_red_line(
    client: Client, there: Keepers
) -> None:
    an_entry(there, kind="filtering", name="Gatehouse", renews_on=day(0))
    an_entry(there, kind="licence", name="Tern", renews_on=day(-30), owner=there.teacher)
    assert 'class="alarms"' not in front(client, there.head)


def test_two_are_named_and_the_rest_counted(client: Client, there: Keepers) -> None:
    for number in range(4):
        an_entry(there, kind="filtering", name=f"Filter {number}", renews_on=day(-9 + number))
    read = front(client, there.head)
    assert "Filter 0." in read and "Filter 1." in read and "Filter 2." not in read
    assert "2 more have run out." in read


def test_another_schools_is_not_ours(client: Client, there: Keepers) -> None:
    an_entry(there, kind="filtering", renews_on=day(-8))
    other = keepers()
    with scope(school=other.school):
        assert "ran out" not in front(client, other.head)


def test_the_red_line_costs_no_query(client: Client, there: Keepers) -> None:
    address = reverse("schools:vision", args=[there.school.slug])

    def count() -> int:
        signed_in(client, there.head).get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    before = count()
    entry = an_entry(there, kind="filtering", renews_on=day(5))
    assert count() == before
    RegisterEntry.objects.filter(pk=entry.pk).update(renews_on=day(-5))
    assert count() == before
    assert b"ran out" in client.get(address).content


# ---- Reminders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "reminded", "today", "wanted"),
    [
        (D(2027, 3, 1), None, D(2027, 1, 29), False),
        (D(2027, 3, 1), None, D(2027, 1, 30), True),
        (D(2027, 3, 1), D(2027, 1, 30), D(2027, 1, 31), False),
        (D(2027, 3, 1), D(2027, 1, 30), D(2027, 2, 21), False),
        (D(2027, 3, 1), D(2027, 1, 30), D(2027, 2, 22), True),
        (D(2027, 3, 1), D(2027, 2, 22), D(2027, 2, 27), False),
        (D(2027, 3, 1), D(2027, 2, 22), D(2027, 2, 28), True),
        (D(2027, 3, 1), D(2027, 2, 22), D(2027, 3, 20), True),
        (D(2027, 3, 1), D(2027, 2, 28), D(2027, 4, 1), False),
        (D(2027, 3, 1), D(2027, 2, 28), D(2027, 4, 2), True),
        (D(2027, 3, 1), D(2027, 4, 2), D(2027, 4, 3), False),
        (D(2027, 3, 1), None, D(2027, 5, 2), False),
        (None, None, D(2027, 3, 1), False),
        (None, None, D(2027, 3, 2), True),
    ],
)
def test_one_is_reminded_a_month_a_week_and_a_day_before_and_when_it_has_run_out(
    notice: D | None, reminded: D | None, today: D, wanted: bool
) -> None:
    assert is_to_remind(D(2027, 4, 1), notice, reminded, today) is wanted


def test_one_letter_a_person_before_the_notice_day_and_not_twice(there: Keepers) -> None:
    an_entry(there, name="Gatehouse", renews_on=day(37), notice_days=30, pence=216_000)
    an_entry(there, name="Tern", renews_on=day(1))
    an_entry(there, name="Far away", renews_on=day(200), notice_days=30)
    an_entry(there, name="Nobody’s", owner=None, renews_on=day(30))
    an_entry(there, name="Retired", renews_on=day(1))
    actions.retire(RegisterEntry.objects.get(name="Retired"), there.head, "x")
    with scope(school=None):
        done = send()
    assert (done.sent, done.failed) == (2, 0)
    letters = {one.to[0]: one for one in mail.outbox}
    assert set(letters) == {there.technician.email, there.coordinator.email}
    body = str(letters[there.technician.email].body)
    assert "Gatehouse: notice by" in body and "Tern: to renew by" in body and "£2,160" in body
    assert "Far away" not in body and "Retired" not in body and "Nobody’s" not in body
    assert letters[there.coordinator.email].subject.startswith("Nobody’s: to renew by")
    with scope(school=None):
        assert send().sent == 0


def test_who_has_left_or_cannot_sign_in_is_not_written_to(there: Keepers) -> None:
    gone = a_member(there.school, "teacher", name="Gone", left_on=day(-1))
    RegisterEntry.objects.filter(pk=an_entry(there, renews_on=day(1)).pk).update(owner=gone)
    with scope(school=None):
        assert send().sent == 1
    assert [one.to for one in mail.outbox] == [[there.coordinator.email]]


def test_what_could_not_be_sent_is_tried_again(
    there: Keepers, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = an_entry(there, renews_on=day(1))

    def refuse(*_args: Any, **_more: Any) -> None:
        from notices.mail import NotSent

        raise NotSent("down")

    with monkeypatch.context() as patched, scope(school=None):
        patched.setattr("audits.reminders_registers.mail.send", refuse)
        assert send().failed == 1
    entry.refresh_from_db()
    assert entry.reminded_on is None
    with scope(school=None):
        assert send().sent == 1


# ---- Calendar, front page, leaving -----------------------------------------------------------------


def test_days_stand_in_the_calendar_of_who_answers_for_them(there: Keepers) -> None:
    entry = an_entry(there, name="Tern", owner=there.teacher, renews_on=day(60), notice_days=30)
    an_entry(there, kind="filtering", name="Gatehouse", owner=None, renews_on=day(90))
    said = Happened("serviced", "Cleaned", day(-3), next_on=day(100))
    maintenance.log(entry, there.head, said)

    def titles(member: Member) -> list[str]:
        return [one.title for one in register_days(member)]

    assert titles(there.teacher) == [
        "Last day of notice: Tern",
        "Runs until today: Tern",
        "Service: Tern",
    ]
    assert titles(there.coordinator) == ["Runs until today: Gatehouse"]
    assert titles(there.department) == titles(there.governor) == titles(there.guest) == []
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    feed = as_calendar("x", "example.org", "https://x", register_days(there.teacher), now)
    assert b"Last day of notice: Tern" in feed and b"notice-" in feed


def test_calendar_and_front_page_take_as_many_queries_for_many_as_for_few(
    there: Keepers, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(30):
        entry = an_entry(there, name=f"Thing {number}", renews_on=day(number))
        maintenance.log(entry, there.head, Happened("serviced", "x", day(0), next_on=day(9)))
    with django_assert_num_queries(2):
        assert len(list(register_days(there.technician))) == 60
    with django_assert_num_queries(1):
        assert registers_need(there.technician)[0].sentence == (
            "30 things that you answer for fall due"
        )


def test_the_front_page_asks_who_answers_for_it(client: Client, there: Keepers) -> None:
    an_entry(there, name="Tern", owner=there.teacher, renews_on=day(20))
    an_entry(there, name="Far away", owner=there.teacher, renews_on=day(90))
    an_entry(there, name="Open", owner=None, renews_on=day(-2))
    assert "“Tern”: to renew by" in front(client, there.teacher)
    assert "“Open” ran out 2 days ago" in front(client, there.coordinator)
    for who in (there.department, there.governor):
        read = front(client, who)
        assert "Tern" not in read and "Open”" not in read


def test_who_leaves_answers_for_nothing_any_more(client: Client, there: Keepers) -> None:
    from schools.leaving import what_they_hold

    entry = an_entry(there, name="Tern", owner=there.teacher, renews_on=day(20))
    held = " ".join(what_they_hold(there.teacher))
    assert "They answer for 1 entry of the registers: “Tern”." in held
    people.leave(there.teacher, there.head)
    entry.refresh_from_db()
    assert entry.owner is None and entry.revision == 1
    read = signed_in(client, there.head).get(
        reverse("audits:entry", args=[there.school.slug, entry.pk])
    )
    assert "nobody is named" in read.content.decode()


# ---- Into the plan ---------------------------------------------------------------------------------


def test_what_has_run_out_or_is_old_is_a_gap_and_what_comes_is_none(there: Keepers) -> None:
    late = an_entry(there, name="Late", renews_on=day(-3))
    an_entry(there, name="Coming", renews_on=day(50))
    an_entry(there, name="Old", kind="equipment", replaced_in=2020)
    an_entry(there, name="Young", kind="equipment", replaced_in=2150)
    assert [one.text for one in gaps(there.school)] == [
        "Replace “Old” in 2020/21",
        f"Renew “Late” by {day(-3).day} {day(-3):%B %Y}",
    ]
    ref = ("renewal", Renewal.objects.get(entry=late).pk)
    actions.renew(late, there.head, day(400), None, 1)
    found = gap_or_none(there.school, *ref)
    assert found is not None and found.closed_words == f"renewed on {day(0).day} {day(0):%B %Y}"
    assert len(gaps(there.school)) == 1


def test_a_renewal_goes_into_the_plan_with_its_cost_in_one_step(client: Client) -> None:
    world = a_world()
    with scope(school=world.school):
        technician = a_member(world.school, "technician")
        year = world.plan.first_year
        said = Details("equipment", "Server", pence=5_600_00, replaced_in=year + 1)
        entry = actions.add(world.school, technician, said)
        row = Renewal.objects.get(entry=entry)
        page = reverse("audits:entry", args=[world.school.slug, entry.pk])
        read = signed_in(client, technician).get(page).content.decode()
        assert "Into the plan" not in read
        read = signed_in(client, world.coordinator).get(page).content.decode()
        begin = reverse("devplan:new_action", args=[world.school.slug, world.plan.pk])
        assert f"{begin}?gap=renewal-{row.pk}" in read
        read = client.get(f"{begin}?gap=renewal-{row.pk}").content.decode()
        assert "Replace “Server”" in read and "With its cost: £5,600 in" in read
        words = {
            "gap": f"renewal-{row.pk}",
            "objective": str(world.objective.pk),
            "text": "Replace the server",
            "with_cost": "yes",
        }
        assert client.post(begin, words).status_code == 302
        cost = Cost.objects.get(action__text="Replace the server")
        assert (cost.pence, cost.year, cost.capital) == (5_600_00, year + 1, True)
        assert "from the registers" in cost.rationale
        action = cost.action
        origin = origins_of(world.school, [action])["gap:renewal", row.pk]
        assert "to be replaced in" in origin.sentence and not origin.closed
        governor = a_member(world.school, "governor")
        rows = [action]
        assert origins_of(world.school, rows, world.coordinator)["gap:renewal", row.pk].url == page
        assert origins_of(world.school, rows, governor)["gap:renewal", row.pk].url == ""
        assert "See its action in the plan" in client.get(page).content.decode()
        actions.retire(entry, technician, "Replaced", replaced=True)
        origin = origins_of(world.school, [action])["gap:renewal", row.pk]
        assert "replaced on" in origin.sentence and origin.closed


def test_without_its_cost_or_outside_the_years_of_the_plan_only_the_action_is_added(
    client: Client,
) -> None:
    world = a_world()
    with scope(school=world.school):
        said = Details("licence", "Tern", pence=100, period="yearly", renews_on=day(4_000))
        entry = actions.add(world.school, world.head, said)
        row = Renewal.objects.get(entry=entry)
        begin = reverse("devplan:new_action", args=[world.school.slug, world.plan.pk])
        read = signed_in(client, world.coordinator).get(f"{begin}?gap=renewal-{row.pk}")
        assert "With its cost" not in read.content.decode()
        words = {
            "gap": f"renewal-{row.pk}",
            "objective": str(world.objective.pk),
            "text": "Renew Tern",
            "with_cost": "yes",
        }
        assert client.post(begin, words).status_code == 302
        assert not Cost.objects.filter(action__text="Renew Tern").exists()
        assert Action.objects.get(text="Renew Tern").origin_id == row.pk
