"""The order of the duties: by a button, by typing places, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django_scopes import scope

from roles.models import Duty
from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in
from tests.roles.duty_making import a_duty, address, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Iterator[School]:
    school = a_school(label_words={"ict": "digital", "smt": "SLT"})
    with scope(school=school):
        yield school


@pytest.fixture
def lead(school: School) -> Member:
    return a_member(school, "coordinator", name="Cora")


def texts(area: str = "staff") -> list[str]:
    return list(Duty.objects.filter(area=area, retired_on=None).values_list("text", flat=True))


@pytest.fixture
def three(school: School) -> list[Duty]:
    return [a_duty(school, text, order=n) for n, text in enumerate("ABC")]


def test_a_button_moves_a_duty_one_place_and_keeps_the_focus(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    signed_in(client, lead)
    move = {"move": f"{three[2].pk}-up"}
    answer = client.post(address("duty_order", school, "staff"), move, follow=True)
    assert texts() == ["A", "C", "B"]
    assert re.search(rf'id="move-{three[2].pk}-up"[^>]* autofocus', answer.content.decode())
    assert trail(school) == ["Cora changed the order of Staff development"]
    answer = client.post(address("duty_order", school, "staff"), {"move": f"{three[0].pk}-up"})
    assert texts() == ["A", "C", "B"], "the first stays first"


def test_htmx_gets_the_list_alone(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    answer = signed_in(client, lead).post(
        address("duty_order", school, "staff"),
        {"move": f"{three[0].pk}-down"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert page.index(">B\n") < page.index(">A\n")
    assert texts() == ["B", "A", "C"]


def test_places_can_be_typed(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    one, two, last = three
    typed = {f"place-{one.pk}": 3, f"place-{two.pk}": 2, f"place-{last.pk}": 1}
    page = signed_in(client, lead).get(address("duty_order", school, "staff")).content.decode()
    first = page.index("<button", page.index('id="order"'))
    assert 'name="move"' not in page[first : page.index(">", first)], "return saves the places"
    client.post(address("duty_order", school, "staff"), typed)
    assert texts() == ["C", "B", "A"]


def test_a_place_that_is_no_number_comes_back_with_its_sentence(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    typed = {f"place-{duty.pk}": "first" for duty in three}
    answer = signed_in(client, lead).post(address("duty_order", school, "staff"), typed)
    assert answer.status_code == 400
    assert "Type a place as a number" in answer.content.decode()
    assert 'value="first"' in answer.content.decode()
    assert texts() == ["A", "B", "C"]


def test_an_area_that_there_is_not_is_not_found(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    signed_in(client, lead)
    assert client.get(address("duty_order", school, "nowhere")).status_code == 404
    move = {"move": "999999-up"}
    assert client.post(address("duty_order", school, "staff"), move).status_code == 404
