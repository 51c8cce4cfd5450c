"""The maintenance log of an item: written, removed, refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import maintenance
from audits.actions import registers as actions
from audits.actions.maintenance import Happened
from audits.actions.statements import NotSo
from audits.models import Maintenance, RegisterEntry
from audits.queries.registers import fault_of
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.register_parts import KEEPERS, Keepers, an_entry, day, keepers
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def happened(**said: Any) -> Happened:
    return Happened(**{"state": "fault", "text": "No sound", "happened_on": day(0), **said})


def test_it_works(there: Keepers) -> None:
    entry = an_entry(there)
    for who in KEEPERS:
        maintenance.log(entry, getattr(there, who), happened(text=f"Seen by {who}"))
    said = happened(state="fixed", text="New cable", who="Merrow", pence=4_500, next_on=day(365))
    line = maintenance.log(entry, there.technician, said)
    assert (line.pence, line.next_on, line.recorded_by) == (4_500, day(365), there.technician)
    maintenance.remove(line, there.technician)
    assert Maintenance.objects.count() == len(KEEPERS)


@pytest.mark.parametrize("who", ["department", "teacher", "governor", "guest"])
def test_others_do_not_write_it(there: Keepers, who: str) -> None:
    entry = an_entry(there, owner=there.teacher)
    line = maintenance.log(entry, there.head, happened())
    with pytest.raises(NotAllowed, match="keep the registers"):
        maintenance.log(entry, getattr(there, who), happened())
    with pytest.raises(NotAllowed):
        maintenance.remove(line, getattr(there, who))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("state", {"state": "odd"}),
        ("text", {"text": " "}),
        ("text", {"text": "x" * 501}),
        ("who", {"who": "x" * 121}),
        ("pence", {"pence": -1}),
        ("happened_on", {"happened_on": day(1)}),
        ("happened_on", {"happened_on": day(0).replace(year=1889)}),
        ("next_on", {"next_on": day(0)}),
        ("next_on", {"next_on": day(0).replace(year=2301)}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    there: Keepers, field: str, said: dict[str, Any]
) -> None:
    entry = an_entry(there)
    with pytest.raises(NotSo) as refused:
        maintenance.log(entry, there.head, happened(**said))
    assert refused.value.field == field
    assert not Maintenance.objects.exists()


def test_nothing_happens_to_what_is_retired(there: Keepers) -> None:
    entry = an_entry(there)
    actions.retire(entry, there.head, "Sold")
    with pytest.raises(Refused, match="retired"):
        maintenance.log(entry, there.head, happened())


def test_a_fault_stands_until_it_is_put_right(there: Keepers) -> None:
    entry = an_entry(there)

    def fault() -> Maintenance | None:
        return fault_of(Maintenance.objects.filter(entry=entry))

    assert fault() is None
    maintenance.log(entry, there.head, happened(happened_on=day(-9)))
    maintenance.log(entry, there.head, happened(state="serviced", happened_on=day(-5)))
    found = fault()
    assert found is not None and found.text == "No sound"
    maintenance.log(entry, there.head, happened(state="fixed", happened_on=day(-2)))
    assert fault() is None


def test_the_log_is_written_on_the_page(client: Client, there: Keepers) -> None:
    entry = an_entry(there)
    page = reverse("audits:entry", args=[there.school.slug, entry.pk])
    address = reverse("audits:log", args=[there.school.slug, entry.pk])
    signed_in(client, there.technician)
    words = {"state": "fault", "text": "Lamp is dim", "happened_on": str(day(2)), "who": "Ray"}
    response = client.post(address, words)
    read = response.content.decode()
    assert response.status_code == 422 and "still to come" in read and "Lamp is dim" in read
    response = client.post(address, {**words, "happened_on": str(day(0))}, follow=True)
    read = response.content.decode()
    assert "It stands in the log." in read and "fault since" in read and "Lamp is dim" in read
    line = Maintenance.objects.get()
    read = signed_in(client, there.teacher).get(page).content.decode()
    assert "Lamp is dim" in read and "Write into the log" not in read
    remove = reverse("audits:log_remove", args=[there.school.slug, entry.pk, line.pk])
    assert client.post(remove).status_code == 403
    other = an_entry(there, name="Other")
    signed_in(client, there.technician)
    wrong = reverse("audits:log_remove", args=[there.school.slug, other.pk, line.pk])
    assert client.post(wrong).status_code == 404
    client.post(remove)
    assert not Maintenance.objects.exists()
    assert RegisterEntry.objects.count() == 2
