"""A served school whose disk is full, whose database is away, whose document is too large says so and goes on."""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import a_member, a_school, signed_in

from .databases import ROOT, Place, runs_postgres
from .served import Answer, Site, a_site
from .test_deploy import SESSIONS

FRONT, SUGGEST = "/s/quillhaven/", "/s/quillhaven/vision/suggest/"


def with_people(site: Site) -> Site:
    """The same site, with a cookie for each of the sample's people."""
    site.cookies = dict(line.split("\t") for line in site.shell(SESSIONS) if "\t" in line)
    return site


def suggests(site: Site, text: str) -> Answer:
    return site.save(SUGGEST, site.cookies["amira"], urlencode({"text": text}))


def suggested(site: Site) -> set[str]:
    return set(
        site.shell(
            "from schools.models import VisionSuggestion as V\n"
            "print(*V.objects.with_scopes_disabled().values_list('text', flat=True), sep='\\n')"
        )
    )


def until_it_holds(what: Callable[[], bool], seconds: float = 90) -> None:
    """Wait for it.

    Raises:
        AssertionError: it does not hold in time.
    """
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.3)


def is_the_page_for_later(answer: Answer) -> None:
    assert answer.status == 503, answer.text
    assert answer.headers["retry-after"] == "30"
    assert "resting for a moment" in answer.text
    assert "Traceback" not in answer.text


# The disk ------------------------------------------------------------------------------------------


@contextmanager
def a_small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of that size; skips where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"No file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(runs_postgres(), reason="the disk that is filled is the one of a SQLite file")
def test_a_document_too_large_and_then_a_full_disk_are_survived(tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk", 160) as disk:
        place = Place(f"sqlite:///{disk / 'database.sqlite3'}", disk)
        place.fill()
        limits = {"DRAWING_MEGABYTES": "480", "DRAWING_SECONDS": "20"}
        with a_site(place, tmp_path / "site", **limits) as served:
            site = with_people(served)
            a_document_made_huge_on_purpose_fails_alone(site)
            a_full_disk_refuses_what_is_new_and_keeps_what_was_confirmed(site, disk)


def a_document_made_huge_on_purpose_fails_alone(site: Site) -> None:
    (address,) = site.shell(
        "from roles.models import RoleDescription as D\n"
        "all = D.objects.with_scopes_disabled()\n"
        "one = all.filter(state='draft').first()\n"
        "all.filter(pk=one.pk).update(purpose='A word. ' * 2_500_000)\n"
        "from django.db import connection\n"
        "connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')\n"
        "print(f'/s/quillhaven/print/role-{one.role_id}.pdf')"
    )
    workers, helen = site.workers(), site.cookies["helen"]
    first = site.ask(address, cookie=helen)
    assert first.status == 302, first.text

    def has_failed() -> bool:
        assert site.ask(FRONT, cookie=helen).status == 200
        return site.ask(first.headers["location"], cookie=helen).status == 500

    until_it_holds(has_failed, 240)
    assert site.workers() == workers
    assert suggests(site, "the school goes on.").status == 302


def a_full_disk_refuses_what_is_new_and_keeps_what_was_confirmed(site: Site, disk: Path) -> None:
    assert suggests(site, "before the disk was full.").status == 302
    fill(disk / "filler")
    # What is in the log of changes may still find room; then there is none.
    answers: list[tuple[str, Answer]] = []
    while not answers or answers[-1][1].status == 302:
        text = f"{len(answers)} " + "and a word " * 400
        answers.append((text.strip(), suggests(site, text)))
        assert len(answers) < 600
    is_the_page_for_later(answers[-1][1])
    assert site.ask(FRONT, cookie=site.cookies["helen"]).status == 200
    assert site.ask_gunicorn("/readyz").status == 503
    assert site.ask_gunicorn("/healthz").status == 200
    (disk / "filler").unlink()
    until_it_holds(lambda: suggests(site, "after there was room.").status == 302)
    there = suggested(site)
    assert {"before the disk was full.", "after there was room."} <= there
    assert {text for text, answer in answers if answer.status == 302} <= there
    assert answers[-1][0] not in there
    assert site.ask_gunicorn("/readyz").status == 200


def fill(path: Path) -> None:
    """Write until there is no room."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)


@pytest.mark.django_db
def test_a_file_for_which_there_is_no_room_is_refused_and_not_half_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is put in where files are written: this holds where no disk can be mounted, too."""

    def full(self: FileSystemStorage, name: str, content: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    from audits.models import RegisterImport
    from files.models import Upload

    school = a_school(slug="here")
    signed_in(client, a_member(school, "headteacher", "coordinator"))
    client.raise_request_exception = False
    monkeypatch.setattr(FileSystemStorage, "_save", full)
    given = SimpleUploadedFile("register.csv", b"Name,Supplier\nFilter,Gatehouse\n")
    answer = client.post(reverse("audits:register_bring", args=["here"]), {"file": given})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    for model in (Upload, RegisterImport):
        assert not model.objects.with_scopes_disabled().exists()


# The database --------------------------------------------------------------------------------------


def the_script() -> ModuleType:
    """`script/postgres` as a module."""
    path = str(ROOT / "script/postgres")
    spec = importlib.util.spec_from_loader(
        "script_postgres", SourceFileLoader("script_postgres", path)
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not runs_postgres(), reason="the database that goes away is a PostgreSQL")
def test_a_database_that_goes_away_and_comes_back_needs_no_restart(tmp_path: Path) -> None:
    script = the_script()
    folder = Path(tempfile.mkdtemp(prefix="ictlead-away-", dir="/tmp"))
    try:
        port = script.start(folder, "for-this-test-only")
        url = f"postgres://ictlead:for-this-test-only@127.0.0.1:{port}/postgres"
        (tmp_path / "place").mkdir()
        place = Place(url, tmp_path / "place")
        place.done("migrate", "--verbosity", "0")
        place.done("sample_school")
        tool = [str(script.programs() / "pg_ctl"), f"--pgdata={folder / 'data'}", "--wait"]
        with a_site(place, tmp_path / "site") as served:
            site = with_people(served)
            assert site.gunicorn
            workers, helen = site.workers(), site.cookies["helen"]
            assert suggests(site, "before it went.").status == 302
            script.as_owner([*tool, "--mode=fast", "stop"], folder)
            for _again in range(6):
                is_the_page_for_later(site.ask(FRONT, cookie=helen))
                is_the_page_for_later(suggests(site, "while it was away."))
            assert site.ask("/guide/").status == 200
            assert site.ask_gunicorn("/healthz").status == 200
            assert site.ask_gunicorn("/readyz").status == 503
            started = [f"--log={folder / 'log'}", f"--options=-p {port}", "start"]
            script.as_owner([*tool, *started], folder)
            for _again in range(6):
                assert site.ask(FRONT, cookie=helen).status == 200
            assert suggests(site, "after it came back.").status == 302
            assert site.workers() == workers
            there = suggested(site)
            assert {"before it went.", "after it came back."} <= there
            assert "while it was away." not in there
            assert "Traceback" not in site.log() and "for-this-test-only" not in site.log()
    finally:
        script.stop(folder)
