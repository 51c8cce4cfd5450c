"""What script/try-upgrade reads and compares; the trial itself takes minutes and is run by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .rows import Table, read_rows
from .upgrading import compared, steps


@pytest.mark.parametrize(
    ("heading", "first", "last"),
    [
        ("A new release", "deploy/manage backup /srv/ictlead/backups", "systemctl reload ictlead"),
        ("Back to the release before", "systemctl stop ictlead", "systemctl start ictlead"),
    ],
)
def test_the_steps_are_read_from_the_operators_page(heading: str, first: str, last: str) -> None:
    found = steps(heading)
    assert (found[0], found[-1]) == (first, last)
    assert "script/bootstrap" in found
    assert any(line.startswith("deploy/manage collectstatic") for line in found)


def test_rows_are_read_without_models(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "some.sqlite3")) as made, made:
        made.execute("CREATE TABLE duty (id integer, wording text)")
        made.executemany("INSERT INTO duty VALUES (?, ?)", [(2, "lead"), (1, "chair")])
    found = read_rows(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    assert found == {"duty": Table(2, {"id": [1, 2], "wording": ["chair", "lead"]})}


def test_what_is_lost_or_another_is_said_and_what_is_new_is_not() -> None:
    before = {
        "duty": Table(2, {"id": [1, 2], "wording": ["chair", "lead"], "order": [1, 2]}),
        "role": Table(1, {"id": [1]}),
        "note": Table(1, {"id": [1]}),
    }
    after = {
        "duty": Table(2, {"id": [1, 2], "wording": ["chair", "led"], "level": [0, 0]}),
        "role": Table(2, {"id": [1, 2]}),
        "badge": Table(0, {"id": []}),
    }
    assert compared(before, before) == []
    assert compared(before, after) == [
        "duty.wording: 1 values are others",
        "duty.order is gone",
        "role: 1 rows became 2",
        "note is gone, with 1 rows",
    ]
