"""A school moves from one database to another without loss."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from .databases import Place, a_place, differences, sqlite_place


def test_every_row_of_an_sqlite_school_comes_over(tmp_path: Path) -> None:
    """Into PostgreSQL where these tests run on it; into another SQLite file otherwise."""
    with ExitStack() as stack:
        old = stack.enter_context(sqlite_place(tmp_path / "old"))
        new: Place = stack.enter_context(a_place(tmp_path / "new"))  # type: ignore[arg-type]
        old.fill()
        refused = new.manage("copy_database", "--source", old.url)
        assert (refused.returncode, "lacks migrations" in refused.stderr) == (1, True)
        new.migrate()
        said = new.done("copy_database", "--source", old.url)
        assert "each compared" in said
        assert differences(old, new) == ""
        # A new row is numbered after those that came over.
        new.done("first_headteacher", "next@quillhaven.example")
        assert "schools_user" in differences(new, old)
        # Nothing is ever copied over what is there.
        again = new.manage("copy_database", "--source", old.url)
        assert (again.returncode, "not empty" in again.stderr) == (1, True)
