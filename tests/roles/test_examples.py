"""Examples beside the empty fields of a description: for every position and phase, and well kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from roles.actions import descriptions
from roles.drafting import ROLE_POSITIONS
from roles.examples import examples, offered, parse
from roles.groups import GROUP_KEYS
from roles.library import CONTENT, PHASES
from roles.reading import LibraryError, read
from schools.labels import LABELS
from tests.factories import signed_in

from .making import a_duty, a_role, staff, written

pytestmark = pytest.mark.django_db


def every_text() -> Iterator[str]:
    for role in examples().roles.values():
        yield from (one.text for one in role.purposes)
        yield from role.aims
    for texts in examples().notes.values():
        yield from texts


@pytest.mark.parametrize("position", ROLE_POSITIONS)
@pytest.mark.parametrize("phase", PHASES)
def test_there_are_examples_for_every_position_and_phase(position: str, phase: str) -> None:
    found = offered(position, phase, LABELS)
    assert found.purposes
    assert found.aims
    assert list(found.notes) == list(GROUP_KEYS)
    assert not re.search(r"[{}]", " ".join([*found.purposes, *found.aims]))


def test_a_primary_school_is_offered_other_words_than_a_secondary_one() -> None:
    for position in ("headteacher", "smt", "coordinator", "head_of_department"):
        primary = offered(position, "primary", LABELS).purposes
        assert len(primary) >= 2
        assert set(primary).isdisjoint(offered(position, "secondary", LABELS).purposes)


def test_examples_speak_in_the_school_s_own_words() -> None:
    labels = LABELS | {"ict": "digital", "coordinator": "lead"}
    assert "digital lead" in " ".join(offered("smt", "primary", labels).aims)


def test_no_two_examples_are_alike_and_all_are_set_like_print() -> None:
    texts = list(every_text())
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text.endswith("."), text
        assert not re.search(r"['\"]| {2}|--|\.\.\.| - |\ban? \{|\bICT\b|\bSMT\b", text), text


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda data: data["roles"].pop(), "in this order"),
        (lambda data: data["notes"].reverse(), "in this order"),
        (lambda data: data["roles"][0]["purposes"].pop(), "no purpose for “headteacher”"),
        (lambda data: data["roles"][0]["aims"].append("{head}"), "aims 4"),
        (lambda data: data["notes"][0].update(texts=[]), "not a list with something"),
    ],
)
def test_a_file_that_is_wrong_is_refused(change: Any, complaint: str) -> None:
    data = deepcopy(read(CONTENT / "examples.yaml"))
    change(data)
    with pytest.raises(LibraryError, match=complaint):
        parse(data)


def test_they_stand_open_beside_an_empty_purpose_and_folded_beside_a_written_one(
    client: Client,
) -> None:
    people = staff()
    with scope(school=people.school):
        a_duty(people.school)
        role = a_role(people, people.coordinator)
        draft = descriptions.start_version(role, people.coordinator).description
        signed_in(client, people.coordinator)
        address = f"{draft.get_absolute_url()}edit/"
        page = client.get(address).content.decode()
        assert '<details class="to-copy" open' in page
        assert "every colleague has been in a lesson" in page
        assert '<datalist id="notes-staff">' in page
        assert 'list="notes-staff"' in page
        words = written(draft, purpose="For pupils.")
        descriptions.save_draft(draft, people.coordinator, words, draft.revision)
    assert '<details class="to-copy" data' in client.get(address).content.decode()
