"""A school is found in England's register where it is started and where its details are changed."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from gias.actions import bring_in
from gias.models import Establishment
from schools.forms.register import find
from schools.models import PositionKind, School, User
from schools.register import details_of, phase_of
from tests.factories import a_member, a_school, signed_in
from tests.gias.test_import import FILE

pytestmark = pytest.mark.django_db
START, FIND = "/account/school/", "/account/school/find/"


@pytest.fixture
def starting(client: Client) -> Client:
    """Somebody who is signed in and may start a school."""
    user = User.objects.create_user("amira@oak.example", "willow herb meadow", name="Amira Khan")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def value(page: str, name: str) -> str:
    """What stands in a field: of a line of text, or of a choice."""
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    if select:
        chosen = re.search(r'<option value="([^"]*)" selected', select[0])
        return chosen[1] if chosen else ""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = re.search(r' value="([^"]*)"', field[0]) if field else None
    return html.unescape(found[1]) if found else ""


def offered(page: str) -> list[str]:
    """The numbers of the schools that can be taken."""
    return re.findall(r'name="take" value="([0-9]+)"', page)


def ticked(page: str, value: str) -> bool:
    return bool(re.search(rf'<input[^>]*value="{value}"[^>]*checked', page))


@pytest.mark.parametrize(
    ("urn", "phase"),
    [
        ("990001", "primary"),
        ("990004", "special"),
        ("990005", "secondary"),
        ("990006", "middle"),
        ("990007", "all-through"),
        ("990008", "secondary"),
        ("990009", "nursery"),
    ],
)
def test_the_registers_phases_become_ours(urn: str, phase: str) -> None:
    bring_in(FILE)
    assert phase_of(Establishment.objects.get(urn=urn)) == phase


def test_what_the_register_does_not_say_is_left_to_choose() -> None:
    one = Establishment(urn="990099", name="Elsewhere", phase="", kind="Other independent school")
    assert details_of(one) == {"name": "Elsewhere", "urn": "990099"}


def test_without_a_register_nothing_is_offered(starting: Client) -> None:
    page = starting.get(START).content.decode()
    assert "register" not in page and "htmx" not in page


def test_a_name_finds_schools_and_keeps_what_was_typed(starting: Client) -> None:
    bring_in(FILE)
    typed = {"find": "yes", "name": "quillhaven", "key_stages": ["KS1"], "subjects": "Latin"}
    page = starting.post(START, typed).content.decode()
    assert offered(page) == ["990001", "990009", "990002", "990003"]
    assert page.index("Café Row Infants") < page.index(">closed<")
    assert value(page, "name") == "quillhaven"
    assert ">\nLatin</textarea>" in page and ticked(page, "KS1") and not ticked(page, "KS2")
    assert not School.objects.exists()


def test_taking_a_school_fills_in_name_phase_and_authority_and_saves_nothing(
    starting: Client,
) -> None:
    bring_in(FILE)
    typed = {"take": "990005", "name": "tern", "subjects": "Latin", "word_ict": "digital"}
    page = starting.post(START, typed).content.decode()
    assert value(page, "name") == "Ternmouth High School"
    assert (value(page, "urn"), value(page, "phase")) == ("990005", "secondary")
    assert value(page, "local_authority") == "Marshland, North"
    assert value(page, "word_ict") == "digital"
    assert ">\nLatin</textarea>" in page and "nothing is saved yet" in page
    assert not School.objects.exists()


def test_a_number_that_the_register_does_not_have_changes_nothing(starting: Client) -> None:
    bring_in(FILE)
    for urn in ("999999", "x", "990005 or 1"):
        page = starting.post(START, {"take": urn, "name": "Mine"}).content.decode()
        assert value(page, "name") == "Mine" and "no school of that name" in page


def test_the_number_that_was_typed_comes_first() -> None:
    bring_in(FILE)
    assert find("990003", "quillhaven")[0].urn == "990003"
    assert len(find("990003", "quillhaven")) == 4


def test_while_typing_the_schools_that_can_be_meant_are_shown(starting: Client) -> None:
    bring_in(FILE)
    for typed in ({"name": "oyster"}, {"urn": "990008"}):
        assert offered(starting.get(FIND, typed).content.decode()) == ["990008"]
    assert starting.get(FIND, {"name": "o"}).content.strip() == b""
    assert starting.post(FIND).status_code == 405


def test_nobody_looks_into_it_without_signing_in(client: Client) -> None:
    bring_in(FILE)
    assert client.get(FIND, {"name": "oyster"}).status_code == 302


def test_the_head_finds_the_school_where_its_details_are_changed(client: Client) -> None:
    bring_in(FILE)
    school = a_school()
    head = a_member(school, PositionKind.HEADTEACHER)
    browser = signed_in(client, head)
    path = f"/s/{school.slug}/settings/details/"
    assert "Find it in England’s register" in browser.get(path).content.decode()
    typed = {"take": "990006", "name": "x", "key_stages": ["KS3"]}
    page = browser.post(path, typed).content.decode()
    assert value(page, "name") == "Saltings Middle School" and value(page, "phase") == "middle"
    assert ticked(page, "KS3") and not ticked(page, "KS1")
    school.refresh_from_db()
    assert school.name != "Saltings Middle School" and school.urn != "990006"
    found = browser.post(path, {"find": "yes", "urn": "990007", "name": ""}).content.decode()
    assert offered(found) == ["990007"]
