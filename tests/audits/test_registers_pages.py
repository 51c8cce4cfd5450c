"""The pages of the registers: who may open them, what they say, how much they read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import maintenance
from audits.actions import registers as actions
from audits.actions.maintenance import Happened
from audits.entries import Details
from audits.models import RegisterEntry, Renewal
from audits.printing.registers import registers_document
from audits.queries.registers import in_short
from devplan.actions import doing
from schools.models import Member
from tests.audits.register_parts import (
    ASKERS,
    KEEPERS,
    Keepers,
    a_large_register,
    an_entry,
    day,
    keepers,
)
from tests.devplan.parts import a_world
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
PAGES = ["registers", "entries", "falling", "forecast"]


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def url(there: Keepers, page: str, *more: Any) -> str:
    return reverse(f"audits:{page}", args=[there.school.slug, *more])


def get(client: Client, member: Member, address: str) -> str:
    response = signed_in(client, member).get(address)
    assert response.status_code == 200, response.content[:300]
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", [*KEEPERS, *ASKERS])
@pytest.mark.parametrize("page", PAGES)
def test_the_staff_reads(client: Client, there: Keepers, page: str, who: str) -> None:
    entry = an_entry(there, renews_on=day(30), pence=100_00)
    get(client, getattr(there, who), url(there, page))
    assert "Number garden" in get(client, getattr(there, who), url(there, "entry", entry.pk))


def test_governors_read_totals_and_nothing_else(client: Client, there: Keepers) -> None:
    entry = an_entry(
        there, kind="filtering", renews_on=day(-2), pence=5_000_00, period="yearly", in_use=9
    )
    an_entry(there, name="Server", kind="equipment", pence=9_900_00, replaced_in=2026)
    overview = get(client, there.governor, url(there, "registers"))
    assert "Filtering ran out 2 days ago" in overview and "£5,000" in overview
    forecast = get(client, there.governor, url(there, "forecast"))
    assert "2026/27" in forecast
    for read in (overview, forecast):
        assert "Number garden" not in read and "Server" not in read
        assert "Theo Technician" not in read
    for address in (
        url(there, "entries"),
        url(there, "falling"),
        url(there, "entry", entry.pk),
        url(there, "entry_add"),
        url(there, "entry_edit", entry.pk),
    ):
        response = client.get(address)
        assert response.status_code == 403
        assert "egisters" in response.content.decode()


def test_guests_and_other_schools_see_nothing(client: Client, there: Keepers) -> None:
    entry = an_entry(there)
    other = keepers()
    for address in [url(there, page) for page in PAGES] + [url(there, "entry", entry.pk)]:
        assert signed_in(client, there.guest).get(address).status_code == 403
        assert signed_in(client, other.head).get(address).status_code == 404
    assert client.get(url(other, "entry", entry.pk)).status_code == 404
    assert client.get(url(other, "entry_edit", entry.pk)).status_code == 404
    client.logout()
    assert client.get(url(there, "registers")).status_code == 302


def test_an_empty_register_says_what_it_is_for(client: Client, there: Keepers) -> None:
    assert "Begin with what pupils" in get(client, there.technician, url(there, "registers"))
    assert "Add an entry" not in get(client, there.teacher, url(there, "registers"))
    assert "Nothing has to be renewed" in get(client, there.teacher, url(there, "falling"))
    assert "Once entries have a cost" in get(client, there.teacher, url(there, "forecast"))
    assert "Not known yet" in get(client, there.teacher, url(there, "index"))


def said(**more: str) -> dict[str, str]:
    return {"kind": "equipment", "name": "Camera", "quantity": "1", "period": "once", **more}


def test_an_entry_is_added_and_changed(client: Client, there: Keepers) -> None:
    signed_in(client, there.technician)
    words = said(pence="£1,200.50", owner=str(there.manager.pk), renews_on=str(day(90)))
    response = client.post(url(there, "entry_add"), {**words, "notice_days": "30"}, follow=True)
    read = response.content.decode()
    assert "“Camera” is saved." in read and "£1,200.50" in read and "Bea Business" in read
    entry = RegisterEntry.objects.get()
    assert (entry.pence, entry.notice_on) == (120_050, day(60))
    response = client.post(
        url(there, "entry_edit", entry.pk), said(name="Cameras", revision="1"), follow=True
    )
    assert "“Cameras” is saved." in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": ""}, "This field is required"),
        ({"pence": "about 30"}, "not an amount"),
        ({"pence": "-5"}, "below zero"),
        ({"quantity": "lots"}, "whole number"),
        ({"renews_on": "soon"}, "valid date"),
        ({"notice_days": "30"}, "give that too"),
        ({"bought_on": "2190-01-01"}, "still to come"),
    ],
)
def test_a_refused_form_comes_back_filled_in(
    client: Client, there: Keepers, wrong: dict[str, str], reason: str
) -> None:
    words = said(supplier="Keystep of Harbour Lane", **wrong)
    response = signed_in(client, there.head).post(url(there, "entry_add"), words)
    read = response.content.decode()
    assert response.status_code == 422
    assert reason in read and "Keystep of Harbour Lane" in read
    assert not RegisterEntry.objects.exists()


def test_who_wrote_later_is_told_and_loses_nothing(client: Client, there: Keepers) -> None:
    entry = an_entry(there)
    address = url(there, "entry_edit", entry.pk)
    signed_in(client, there.head)
    client.post(address, said(name="Theirs", revision="1"))
    response = client.post(address, said(name="Mine", revision="1"))
    read = response.content.decode()
    assert response.status_code == 422 and "Somebody else changed" in read and "Mine" in read
    client.post(address, said(name="Mine", revision="2"))
    assert RegisterEntry.objects.get().name == "Mine"


def test_it_is_renewed_retired_and_put_back_on_its_page(client: Client, there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(5), pence=100)
    signed_in(client, there.manager)
    words = {"renews_on": str(day(2)), "pence": "2", "revision": "1"}
    response = client.post(url(there, "entry_renew", entry.pk), words)
    assert response.status_code == 422 and "after the one until" in response.content.decode()
    words["renews_on"] = str(day(370))
    response = client.post(url(there, "entry_renew", entry.pk), words, follow=True)
    assert "is renewed." in response.content.decode()
    assert client.post(url(there, "entry_retire", entry.pk), {"why": ""}).status_code == 422
    response = client.post(url(there, "entry_retire", entry.pk), {"why": "Sold"}, follow=True)
    assert "Retired on" in response.content.decode() and "Sold" in response.content.decode()
    assert "0 entries" in get(client, there.manager, url(there, "entries"))
    assert "1 entry" in get(client, there.manager, url(there, "entries") + "?state=retired")
    client.post(url(there, "entry_back", entry.pk))
    assert "1 entry" in get(client, there.manager, url(there, "entries"))


def test_papers_are_for_those_who_keep_registers_and_the_owner(
    client: Client, there: Keepers
) -> None:
    entry = an_entry(there, owner=there.teacher)
    signed_in(client, there.manager)
    given = {"file": SimpleUploadedFile("lease.pdf", b"%PDF-1.7 x"), "title": "Lease of 2026"}
    response = client.post(url(there, "paper_add", entry.pk), given, follow=True)
    assert "“Lease of 2026” is kept." in response.content.decode()
    paper = entry.documents.get()
    address = url(there, "paper", entry.pk, paper.pk)
    for who in (there.head, there.technician, there.teacher):
        response = signed_in(client, who).get(address)
        assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert "Lease of 2026" in get(client, who, url(there, "entry", entry.pk))
    for who in (there.department, there.governor):
        assert signed_in(client, who).get(address).status_code == 403
    read = get(client, there.department, url(there, "entry", entry.pk))
    assert "Lease of 2026" not in read
    other = an_entry(there, name="Other")
    signed_in(client, there.head)
    assert client.get(url(there, "paper", other.pk, paper.pk)).status_code == 404
    bad = {"file": SimpleUploadedFile("x.pdf", b"<html>"), "title": "My title"}
    response = client.post(url(there, "paper_add", entry.pk), bad)
    assert response.status_code == 422 and "My title" in response.content.decode()
    client.post(url(there, "paper_remove", entry.pk, paper.pk))
    assert not entry.documents.exists()


def test_the_list_is_filtered(client: Client, there: Keepers) -> None:
    an_entry(there, name="Tern reading", in_use=12, quantity=10)
    an_entry(there, name="Hall projector", kind="equipment", owner=None, place="Hall")
    for query, names in {
        "kind=equipment": {"Hall projector"},
        "q=tern": {"Tern reading"},
        "q=hall": {"Hall projector"},
        "state=over_used": {"Tern reading"},
        "state=fine": {"Hall projector"},
        "owner=nobody": {"Hall projector"},
        f"owner={there.technician.pk}": {"Tern reading"},
        "kind=toaster": {"Tern reading", "Hall projector"},
        "state=x&owner=y&page=zz": {"Tern reading", "Hall projector"},
        "q=zebra": set(),
    }.items():
        read = get(client, there.teacher, f"{url(there, 'entries')}?{query}")
        assert {one for one in ("Tern reading", "Hall projector") if one in read} == names, query


def test_what_falls_due_stands_by_its_month(client: Client, there: Keepers) -> None:
    an_entry(there, name="Gone", renews_on=day(-3))
    an_entry(there, name="In ten days", renews_on=day(40), notice_days=30)
    an_entry(there, name="Far away", renews_on=day(800))
    an_entry(there, name="Old server", kind="equipment", replaced_in=day(0).year, pence=50_000)
    read = get(client, there.teacher, url(there, "falling"))
    assert "1 renewal in the coming year, 1 has run out" in read
    assert read.index("Gone") < read.index("In ten days") and "in 10 days" in read
    assert day(10).strftime("%B %Y") in read
    assert "Far away" not in read and "Old server" in read and "£500" in read


def test_services_stand_among_what_falls_due(client: Client, there: Keepers) -> None:
    server = an_entry(there, name="Server", kind="equipment")
    gone = an_entry(there, name="Old server", kind="equipment")

    def serviced(entry: RegisterEntry, next_on: datetime.date) -> None:
        said = Happened("serviced", "Cleaned", day(-30), next_on=next_on)
        maintenance.log(entry, there.technician, said)

    serviced(server, day(10))
    serviced(gone, day(5))
    actions.retire(gone, there.head, "Gone")
    read = get(client, there.teacher, url(there, "falling"))
    assert "1 service in the coming year" in read and "Old server" not in read
    assert day(10).strftime("%B %Y") in read and "in 10 days" in read
    serviced(server, day(-2))
    read = get(client, there.teacher, url(there, "falling"))
    assert "Nothing has to be renewed in the coming year" in read
    assert f"not done since {day(-2).day} {day(-2):%B}" in read
    with scope(school=there.school):
        document = registers_document(there.school, in_short(there.school), True)
        (part,) = document.context["due"]
        assert [one[:2] for one in part] == [("Server", "To be serviced")]
        totals = registers_document(there.school, in_short(there.school), False)
        assert totals.context["due"] == []


def test_what_falls_due_is_offered_to_the_plan_and_then_led_to(client: Client) -> None:
    world = a_world()
    with scope(school=world.school):
        said = Details("licence", "Tern", pence=100_00, period="yearly", renews_on=day(40))
        entry = actions.add(world.school, world.head, said)
        old = actions.add(
            world.school, world.head, Details("equipment", "Server", pence=5, replaced_in=2020)
        )
        address = reverse("audits:falling", args=[world.school.slug])
        log = Happened("serviced", "Cleaned", day(-1), next_on=day(90))
        maintenance.log(entry, world.head, log)
        read = get(client, world.coordinator, address)
        assert read.count("To be serviced") == 1 and read.count("gap=renewal") == 2
        for one in (entry, old):
            assert f"gap=renewal-{Renewal.objects.get(entry=one).pk}" in read
        assert "gap=renewal" not in get(client, world.teacher, address)
        origin = ("gap:renewal", Renewal.objects.get(entry=entry).pk)
        words = doing.ActionWords("Renew Tern")
        made = doing.add_action(world.objective, world.coordinator, words, origin)
        read = get(client, world.coordinator, address)
        assert "See its action in the plan" in read and f"#action-{made.pk}" in read


def test_the_headline_is_the_finding(client: Client, there: Keepers) -> None:
    address = url(there, "registers")
    an_entry(there, name="Far away", renews_on=day(200))
    assert "Nothing falls due in 60 days" in get(client, there.teacher, address)
    an_entry(there, name="Too many", in_use=3, quantity=2)
    assert "Of 1 entry more is in use" in get(client, there.teacher, address)
    an_entry(there, name="Near", renews_on=day(20))
    assert "“Near”: to renew by" in get(client, there.teacher, address)
    an_entry(there, name="Gone", renews_on=day(-1))
    assert "“Gone” ran out 1 day ago" in get(client, there.teacher, address)
    an_entry(there, name="Gatehouse", kind="filtering", renews_on=day(-2))
    assert "Filtering ran out 2 days ago: Gatehouse" in get(client, there.teacher, address)


@pytest.mark.parametrize("page", PAGES)
def test_pages_take_as_many_queries_for_many_entries_as_for_few(
    client: Client, django_assert_max_num_queries: Callable[..., Any], page: str
) -> None:
    for many in (3, 600):
        there = keepers()
        a_large_register(there, many)
        signed_in(client, there.technician)
        address = url(there, page)
        client.get(address)
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200


def test_one_entry_takes_as_many_queries_with_a_long_history(
    client: Client, there: Keepers, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    entry = an_entry(there, renews_on=day(1))
    for year in range(1, 20):
        entry = actions.renew(entry, there.head, day(1 + 365 * year), None, year)
        paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
        actions.attach(entry, there.head, paper, f"Paper {year}")
    signed_in(client, there.technician)
    with django_assert_max_num_queries(9):
        assert client.get(url(there, "entry", entry.pk)).status_code == 200
