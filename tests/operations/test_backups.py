"""A backup of a whole school put back elsewhere, row by row; and every one that is not taken back."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyrage
import pytest

from operations import backups

from .databases import Place, a_place, differences

KEY = pyrage.x25519.Identity.generate()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Two databases: one with the sample school, one with nothing."""
    with ExitStack() as stack:
        full: Place = stack.enter_context(a_place(tmp_path / "full"))  # type: ignore[arg-type]
        empty: Place = stack.enter_context(a_place(tmp_path / "empty"))  # type: ignore[arg-type]
        full.fill()
        yield full, empty


def files_of(place: Place) -> dict[str, bytes]:
    root = place.folder / "files"
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_school_comes_back_from_its_backup_row_by_row_with_its_files(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    full, empty = places
    (full.folder / "files").mkdir(exist_ok=True)
    (full.folder / "files" / "plain.txt").write_text("kept")
    secret = tmp_path / "secret"
    secret.write_text(f"# a comment\n{KEY}\n")
    kept = tmp_path / "kept"
    for _ in range(3):
        full.done("backup", str(kept), "--keep", "2", BACKUP_KEY=str(KEY.to_public()))
    *_older, newest = sorted(kept.iterdir())
    assert len(list(kept.iterdir())) == 2

    # Nobody reads it without the key.
    assert b"Quillhaven" not in newest.read_bytes()
    assert b"SQLite format" not in newest.read_bytes()

    said = empty.done("restore", str(newest), "--key-file", str(secret))
    assert "Restored as of" in said
    assert differences(full, empty) == ""
    assert files_of(empty) == files_of(full)
    empty.done("migrate", "--check")

    # What is there now goes only when that is said.
    full.done("first_headteacher", "later@quillhaven.example")
    assert "schools_user" in differences(full, empty)
    (full.folder / "documents" / "ab").mkdir(parents=True)
    (full.folder / "documents" / "ab" / "old.pdf").write_text("a finished PDF")
    refused = full.manage("restore", str(newest), "--key-file", str(secret))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert "schools_user" in differences(full, empty)
    full.done("restore", str(newest), "--key-file", str(secret), "--replace")
    assert differences(full, empty) == ""
    assert not list((full.folder / "documents").iterdir())


# What is not taken back -----------------------------------------------------------------------------


def sealed(folder: Path, members: list[tuple[str, bytes]], **about: object) -> Path:
    """A backup that holds `members`, and a manifest that is right about them but for `about`."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members}
    manifest = {
        "format": backups.FORMAT,
        "made_at": "2026-09-04T12:00:00+00:00",
        "engine": "sqlite",
        "migrations": [],
        "files": digests,
        **about,
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in [*members, ("manifest.json", json.dumps(manifest).encode())]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    path = folder / "one.backup"
    path.write_bytes(pyrage.encrypt(out.getvalue(), [KEY.to_public()]))
    return path


DATABASE = ("database.sqlite3", b"not looked at here")


def refusal(backup: Path, folder: Path, key: str = str(KEY)) -> str:
    into = folder / "into"
    into.mkdir()
    with pytest.raises(backups.BackupRefused) as refused:
        backups.unpack(backup, key, into)
    return str(refused.value)


def test_a_whole_backup_is_unpacked(tmp_path: Path) -> None:
    """Otherwise the refusals below would hold for every file."""
    backup = sealed(tmp_path, [DATABASE, ("files/a/b.pdf", b"%PDF-")])
    into = tmp_path / "into"
    into.mkdir()
    assert backups.unpack(backup, str(KEY), into).engine == "sqlite"
    assert (into / "files/a/b.pdf").read_bytes() == b"%PDF-"


def test_one_for_another_key_is_refused(tmp_path: Path) -> None:
    other = str(pyrage.x25519.Identity.generate())
    assert "another key" in refusal(sealed(tmp_path, [DATABASE]), tmp_path, other)


@pytest.mark.parametrize("key", ["", "hello", "AGE-SECRET-KEY-1"])
def test_what_is_no_key_is_said(tmp_path: Path, key: str) -> None:
    assert "no key" in refusal(sealed(tmp_path, [DATABASE]), tmp_path, key)


@pytest.mark.parametrize("place", [-1, -400, 60])
def test_a_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    backup = sealed(tmp_path, [DATABASE])
    content = bytearray(backup.read_bytes())
    content[place] ^= 1
    backup.write_bytes(content)
    assert "cannot be decrypted" in refusal(backup, tmp_path)


def test_one_that_was_cut_is_refused(tmp_path: Path) -> None:
    backup = sealed(tmp_path, [DATABASE, ("files/a", b"x" * 200_000)])
    backup.write_bytes(backup.read_bytes()[:100_000])
    assert "cannot be decrypted" in refusal(backup, tmp_path)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    backup = tmp_path / "holiday.jpg"
    backup.write_bytes(b"\xff\xd8\xff" * 100)
    assert "cannot be decrypted" in refusal(backup, tmp_path)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside"])
def test_a_name_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    assert "no place in a backup" in refusal(sealed(tmp_path, [DATABASE, (name, b"x")]), tmp_path)
    assert not (tmp_path / "outside").exists()


def test_a_file_that_is_missing_or_different_is_named(tmp_path: Path) -> None:
    backup = sealed(tmp_path, [DATABASE], files={"database.sqlite3": "0" * 64, "files/lost": "1"})
    assert "database.sqlite3, files/lost" in refusal(backup, tmp_path)


def test_a_format_of_tomorrow_is_refused(tmp_path: Path) -> None:
    assert "format is 2" in refusal(sealed(tmp_path, [DATABASE], format=2), tmp_path)


def test_one_without_a_database_is_refused(tmp_path: Path) -> None:
    assert "changed" in refusal(sealed(tmp_path, [("files/a", b"x")]), tmp_path)


@pytest.mark.django_db
def test_one_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    from operations.engines import NAMES, engine

    newer = ["schools.0001_initial", "schools.9999_of_tomorrow"]
    backup = sealed(tmp_path, [(NAMES[engine()], b"x")], migrations=newer, engine=engine())
    with pytest.raises(backups.BackupRefused, match=r"newer release.*9999_of_tomorrow"):
        backups.restore(backup, str(KEY), replace=True)


@pytest.mark.django_db
def test_one_of_another_database_is_refused(tmp_path: Path) -> None:
    from operations.engines import NAMES, engine

    other = next(name for name in NAMES if name != engine())
    backup = sealed(tmp_path, [(NAMES[other], b"x")], engine=other)
    with pytest.raises(backups.BackupRefused, match="copy_database"):
        backups.restore(backup, str(KEY), replace=True)


@pytest.mark.django_db
def test_a_database_inside_that_is_damaged_is_refused_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from operations import engines

    monkeypatch.setattr(engines, "put_back", lambda copy: pytest.fail("touched"))
    backup = sealed(
        tmp_path, [(engines.NAMES[engines.engine()], b"rubbish" * 999)], engine=engines.engine()
    )
    with pytest.raises(backups.BackupRefused, match="could not be put back"):
        backups.restore(backup, str(KEY), replace=True)
