"""The pages on which a school is taken along and brought in, and the process that makes the file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from schools.models import Activity, Member, School
from takeaway import progress
from tests.conftest import ROOT
from tests.factories import a_member, a_school, signed_in
from tests.operations.databases import Place, a_place

from .files import taken

TAKE = "/s/here/settings/export/"


@pytest.fixture
def school(db: None) -> School:
    return a_school(slug="here", name="Ashdown Infants")


@pytest.fixture
def head(client: Client, school: School) -> Client:
    return signed_in(client, a_member(school, "headteacher"))


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """No file of another test, nor of a process that one started and that is still at it."""
    documents = {**settings.STORAGES["documents"], "OPTIONS": {"location": tmp_path / "documents"}}
    settings.STORAGES = {**settings.STORAGES, "documents": documents}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been started; nothing is."""
    calls: list[dict[str, Any]] = []

    def start(name: str, member: Member, **how: bool) -> None:
        calls.append({"name": name, "member": member.pk, **how})
        state, _target = progress.paths_of(name)
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(json.dumps({"step": "papers", "done": 3, "of": 9}))

    monkeypatch.setattr(progress, "start", start)
    return calls


def begun(head: Client, callbacks: Any, **typed: str) -> str:
    """The address to which the page leads once the file is begun."""
    with callbacks(execute=True):
        answer = head.post(TAKE, typed)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_page_says_what_the_file_holds_and_what_it_never_does(head: Client) -> None:
    page = head.get(TAKE)
    assert page.status_code == 200
    text = page.content.decode()
    for said in ("The whole record", "Everything printable", "no password", "Who rated what"):
        assert said in text


@pytest.mark.parametrize("kind", ["smt", "coordinator", "teacher", "governor", "guest"])
def test_only_who_acts_as_head_takes_a_school_along(
    school: School, client: Client, kind: str, started: list[Any]
) -> None:
    someone = signed_in(client, a_member(school, kind))
    for address in (TAKE, f"{TAKE}progress/", f"{TAKE}file/"):
        assert someone.get(address).status_code == 403
    assert someone.post(TAKE).status_code == 403
    assert started == []
    deputy = signed_in(Client(), a_member(school, "smt", deputy=True))
    assert deputy.get(TAKE).status_code == 200


def test_a_file_is_begun_watched_and_saved_by_who_asked_for_it(
    school: School,
    head: Client,
    started: list[dict[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    address = begun(head, django_capture_on_commit_callbacks, papers="on")
    [how] = started
    assert (how["papers"], how["tables"]) == (True, False)
    with scope(school=school):
        assert Activity.objects.get().verb == "takeaway.taken"
    page = head.get(address)
    assert b"3 of 9 documents are printed" in page.content
    assert b"every 3s" in page.content  # the line asks again by itself
    assert "HX-Refresh" not in head.get(address, headers={"HX-Request": "true"})
    saving = f"{TAKE}file/?{urlsplit(address).query}"
    assert head.get(saving).status_code == 404  # not finished

    state, target = progress.paths_of(how["name"])
    target.write_bytes(taken(school))
    state.unlink()
    assert head.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = head.get(address)
    assert b"The school is packed" in page.content and b"Save the file" in page.content
    answer = head.get(saving)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="here-20')
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as opened:  # type: ignore[attr-defined]
        assert "school.json" in opened.namelist()

    # Another head has no part in it, with the very same address; nor has who is head no longer.
    other = signed_in(Client(), a_member(school, "headteacher"))
    assert other.get(address).status_code == other.get(saving).status_code == 404
    assert (
        head.get(f"{TAKE}file/?of={parse_qs(urlsplit(address).query)['of'][0][:-2]}").status_code
        == 404
    )
    elsewhere = a_school(slug="there")
    stranger = signed_in(Client(), a_member(elsewhere, "headteacher"))
    assert stranger.get(saving).status_code == 404
    assert stranger.get(saving.replace("/here/", "/there/")).status_code == 404
    with scope(school=school):
        Member.objects.get(pk=how["member"]).positions.update(kind="teacher")
    assert head.get(saving).status_code == 403

    # A day later it is gone.
    with scope(school=school):
        Member.objects.get(pk=how["member"]).positions.update(kind="headteacher")
    os.utime(target, (time.time() - progress.A_DAY - 9,) * 2)
    page = head.get(address)
    assert page.status_code == 404 and b"no longer here" in page.content
    progress._sweep()
    assert not target.exists()


def test_what_fails_or_dies_is_said_and_can_be_tried_again(
    head: Client, started: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    address = begun(head, django_capture_on_commit_callbacks)
    state, _target = progress.paths_of(started[0]["name"])
    state.write_text(json.dumps({"step": "failed", "done": 0, "of": 0}))
    page = head.get(address)
    assert page.status_code == 500 and b"could not be made" in page.content
    assert not state.exists()
    address = begun(head, django_capture_on_commit_callbacks)
    state, _target = progress.paths_of(started[1]["name"])
    os.utime(state, (time.time() - progress.STALE - 9,) * 2)  # the process is gone
    assert head.get(address).status_code == 500
    address = begun(head, django_capture_on_commit_callbacks)
    state, _target = progress.paths_of(started[2]["name"])
    state.write_text("{")
    assert head.get(address).status_code == 500


def test_no_more_are_made_at_once_than_the_machine_should(
    school: School,
    head: Client,
    started: list[dict[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    for _times in range(progress.AT_ONCE):
        begun(head, django_capture_on_commit_callbacks)
    page = head.post(TAKE)
    assert page.status_code == 503 and b"try again in a few minutes" in page.content
    assert len(started) == progress.AT_ONCE
    with scope(school=school):
        assert Activity.objects.count() == progress.AT_ONCE


# The process ----------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with a_place(tmp_path / "place") as found:  # type: ignore[attr-defined]
        found.migrate()
        found.done("first_headteacher", "ines@ashdown.example")
        found.done(
            "shell",
            "--no-imports",
            "--command",
            "from schools.actions.setup import Description, start_school;"
            "from schools.models import User;"
            "start_school(User.objects.get(), Description('Ashdown Infants', 'primary'))",
        )
        yield found


def run(place: Place, state: Path, target: Path, member: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "takeaway.process", str(state), str(target), member, "--no-papers"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.operations.settings",
            "DATABASE_URL": place.url,
            "PLACE": str(place.folder),
        },
        check=False,
        capture_output=True,
    ).returncode


def test_the_process_makes_the_file_or_says_that_it_failed(place: Place, tmp_path: Path) -> None:
    state, target = tmp_path / "one.json", tmp_path / "one.zip"
    state.write_text("{}")
    assert run(place, state, target, "1") == 0
    assert not state.exists()
    assert target.stat().st_mode & 0o077 == 0  # for nobody else to read
    with zipfile.ZipFile(target) as opened:
        assert b"Ashdown Infants" in opened.read("school.json")
    state.write_text("{}")
    target.unlink()
    assert run(place, state, target, "999") == 1
    assert json.loads(state.read_text())["step"] == "failed"
    # Where the state was taken away, nobody wants the file any longer.
    state.unlink()
    assert run(place, state, target, "1") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place"]


# Bringing one in ------------------------------------------------------------------------------------


def test_a_school_is_brought_in_and_its_people_wait_for_their_invitation(
    school: School, head: Client, client: Client
) -> None:
    file = SimpleUploadedFile("ashdown.zip", taken(school))
    assert b"headteacher" in head.get("/start/bring/").content
    answer = head.post("/start/bring/", {"file": file}, follow=True)
    assert answer.redirect_chain[-1][0] == "/s/ashdown-infants/people/"
    assert "is here as it was" in answer.content.decode()
    assert School.objects.count() == 2
    assert head.get("/start/?choose").content.count(b"Ashdown Infants") == 2


def test_a_refused_file_says_why_and_changes_nothing(school: School, head: Client) -> None:
    cut = SimpleUploadedFile("ashdown.zip", taken(school)[:-40])
    page = head.post("/start/bring/", {"file": cut})
    assert page.status_code == 422
    assert "cut on its way" in page.content.decode()
    assert "Nothing was brought in" in page.content.decode()
    assert head.post("/start/bring/").status_code == 422
    assert head.post("/start/bring/", {"file": SimpleUploadedFile("a.zip", b"")}).status_code == 422
    assert School.objects.count() == 1


def test_only_who_may_start_a_school_brings_one_in(
    school: School, head: Client, settings: Any
) -> None:
    assert Client().get("/start/bring/")["Location"].startswith("/account/login/")
    settings.SIGN_UP_OPEN = False
    file = SimpleUploadedFile("ashdown.zip", taken(school))
    assert head.get("/start/bring/").status_code == 403
    assert head.post("/start/bring/", {"file": file}).status_code == 403
    assert School.objects.count() == 1
    assert b"Bring a school in" not in head.get("/start/?choose").content
