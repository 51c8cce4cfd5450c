"""What docs/security.md says is there, is there; and every requirement has its line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
ENDINGS = "py|html|md|txt|yaml|conf|example|toml|service|js|in"
# The requirements of levels 1 and 2 in each section of the standard, version 5.0.0: those of level 3 left out.
SECTIONS = {
    **{"1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3"},
    **{"2.3": "1-4", "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2"},
    **{"4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-3", "5.3": "1-2"},
    **{"5.4": "1-3", "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3"},
    **{"6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2"},
    **{"8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1", "9.1": "1-3", "9.2": "1-4", "10.1": "1-2"},
    **{"10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3"},
    **{"11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1", "12.1": "1-3"},
    **{"12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5"},
    **{"14.1": "1-2", "14.2": "1-4", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7"},
    **{"16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1"},
    **{"17.2": "1-4", "17.3": "1-2"},
}  # fmt: skip


def test_every_requirement_has_one_line() -> None:
    wanted = [
        f"{section}.{number}"
        for section, span in SECTIONS.items()
        for number in range(int(span.split("-")[0]), int(span.split("-")[-1]) + 1)
    ]
    assert [one[0] for one in LINES] == wanted
    assert Counter(one[1] for one in LINES) == {"1": 70, "2": 183}


def test_everything_that_is_named_is_there() -> None:
    named = set(re.findall(rf"`([\w./-]+\.(?:{ENDINGS})(?:::\w+)?)`", TEXT))
    assert len(named) > 80
    missing = []
    for one in sorted(named):
        path, _colons, test = one.partition("::")
        there = (ROOT / path).is_file()
        if not there or (test and f"def {test}(" not in (ROOT / path).read_text("utf-8")):
            missing.append(one)
    assert not missing


def test_each_line_shows_something_or_says_why_not() -> None:
    empty = [number for number, _level, _what, shown in LINES if len(shown) < 4]
    assert not empty


def test_the_policy_is_linked_from_the_readme() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/security.md)" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "contact", ["mailto:safe@ict.example.sch.uk", "https://ict.example.sch.uk/tell"]
)
def test_reporters_find_the_contact_where_they_look(
    client: Client, settings: object, contact: str
) -> None:
    settings.SECURITY_CONTACT = contact  # type: ignore[attr-defined]
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == contact
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines["Expires"])


@pytest.mark.django_db
def test_where_none_is_set_there_is_none(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
