"""A PDF that takes long is drawn by a process of its own, and a page says how far it is."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents import pdf, progress, register
from documents.register import Document, Printable
from documents.views import SALT
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in

from .samples import plain

if TYPE_CHECKING:
    from schools.models import Member, School

pytestmark = pytest.mark.django_db
LONG = "A line of a very long document. " * 4000


class Shelf:
    """A source with a long document, a long secret, and a long one that cannot be drawn."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        return []

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        if name == "shelf-secret" and member is not None and not member.is_head:
            raise NotAllowed("Only the headteacher can print this.")
        if name in ("shelf-long", "shelf-secret"):
            return plain(LONG, name=name, title="The long one")
        if name == "shelf-other":
            return plain(LONG + "another", name=name)
        return None


@pytest.fixture(autouse=True)
def shelf() -> Iterator[Shelf]:
    source = Shelf()
    register.register(source)
    yield source
    register.unregister(source)


@pytest.fixture
def school() -> School:
    return a_school(slug="here")


@pytest.fixture
def head(client: Client, school: School) -> Client:
    return signed_in(client, a_member(school, "headteacher"))


def address(name: str = "shelf-long") -> str:
    return reverse("documents:pdf", args=["here", name])


def prepared(text: str = LONG) -> pdf.Prepared:
    return pdf.prepare(plain(text, name="shelf-long", title="The long one"))


def state_file(of: pdf.Prepared, kept_in: Path) -> Path:
    folder = kept_in / progress.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{Path(of.name).stem}.json"


def say(of: pdf.Prepared, kept_in: Path, step: str, pages: int = 0, ago: float = 0) -> Path:
    """Say that the PDF is at that step, since so many seconds."""
    path = state_file(of, kept_in)
    path.write_text(json.dumps({"step": step, "pages": pages}))
    then = time.time() - ago
    os.utime(path, (then, then))
    return path


def test_the_link_opens_a_page_at_once_which_in_the_end_gives_the_pdf(head: Client) -> None:
    began = time.monotonic()
    first = head.get(address())
    assert first.status_code == 302
    waiting = first["Location"]
    page = head.get(waiting)
    assert time.monotonic() - began < 2
    text = page.content.decode()
    assert page.status_code == 200 and "“The long one” is being set on paper" in text
    assert '<meta http-equiv="refresh" content="2">' in text
    assert "no-store" in page["Cache-Control"]
    for _attempt in range(240):
        page = head.get(waiting)
        if page.status_code == 302:
            break
        assert page.status_code == 200
        time.sleep(0.25)
    assert page["Location"] == address()
    made = head.get(address())
    assert made["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(made.content)).pages) > 20
    assert not list(Path(pdf.storage().path(progress.FOLDER)).iterdir())


@pytest.mark.parametrize(
    ("step", "pages", "words"),
    [
        ("begun", 0, "It has just been begun."),
        ("reading", 0, "What is in it is being read."),
        ("layout", 34, "34 pages are set so far."),
        ("writing", 82, "All 82 pages are set; the file is being written."),
    ],
)
def test_the_page_says_how_far_it_is(
    head: Client, kept_in: Path, step: str, pages: int, words: str
) -> None:
    say(prepared(), kept_in, step, pages)
    first = head.get(address())
    assert words in head.get(first["Location"]).content.decode()


def test_a_short_document_is_drawn_as_ever(head: Client, shelf: Shelf) -> None:
    assert not progress.is_heavy(prepared("A line").html)
    assert progress.is_heavy(prepared().html)


@pytest.mark.parametrize("text", ["x" * 20_000, "x\n" * 5_000, "\u05d0" * 8_000])
def test_a_short_document_that_takes_long_is_drawn_apart_too(text: str) -> None:
    """Words without an end, and lines without one: few bytes, many seconds."""
    assert len(prepared(text).html) < progress.HEAVY
    assert progress.is_heavy(prepared(text).html)


def test_two_who_ask_for_it_share_one_drawing(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(progress, "_spawn", lambda of, _state: started.append(of.name))
    assert progress.begin(prepared()) and progress.begin(prepared())
    assert len(started) == 1


def test_only_so_many_are_drawn_at_once_and_the_next_is_told_so(
    head: Client, kept_in: Path
) -> None:
    for number in range(progress.AT_ONCE):
        say(prepared(f"{LONG}{number}"), kept_in, "layout", 3)
    page = head.get(address("shelf-other"))
    assert page.status_code == 200
    assert "Other large documents are being set" in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()


def test_one_whose_process_is_gone_is_said_to_have_failed_and_can_be_begun_anew(
    head: Client, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(progress, "_spawn", lambda of, _state: started.append(of.name))
    waiting = head.get(address())["Location"]
    path = say(prepared(), kept_in, "layout", 3, ago=progress.STALE + 5)
    page = head.get(waiting)
    assert page.status_code == 500
    assert f'href="{address()}"' in page.content.decode()
    assert not path.exists()
    assert head.get(address()).status_code == 302
    assert len(started) == 2


def test_a_stale_drawing_is_replaced_by_whoever_asks_next(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(progress, "_spawn", lambda of, _state: started.append(of.name))
    say(prepared(), kept_in, "writing", 80, ago=progress.STALE + 5)
    assert progress.begin(prepared())
    assert started
    known = progress.progress_of(prepared().name)
    assert known is not None and known.step == "begun" and not known.failed


def test_a_state_that_cannot_be_read_counts_as_failed(kept_in: Path) -> None:
    state_file(prepared(), kept_in).write_text("{")
    known = progress.progress_of(prepared().name)
    assert known is not None and known.failed


def test_who_may_not_read_the_document_sees_no_progress_either(
    client: Client, school: School, kept_in: Path
) -> None:
    say(prepared(), kept_in, "layout", 3)
    head = a_member(school, "headteacher")
    signed_in(client, head)
    waiting = client.get(address("shelf-secret"))["Location"]
    signed_in(client, a_member(school, "teacher"))
    assert client.get(address("shelf-secret")).status_code == 403
    assert client.get(waiting).status_code == 404


def test_the_address_of_progress_cannot_be_made_up(head: Client, school: School) -> None:
    bare = reverse("documents:progress", args=["here"])
    assert head.get(bare).status_code == 404
    assert head.get(f"{bare}?of=made-up").status_code == 404
    told = signing.dumps({"kept": "ab/../../secret.pdf", "member": 1}, salt="another")
    assert head.get(f"{bare}?{urlencode({'of': told})}").status_code == 404
    assert SALT != "another"


def drawn_by_hand(html: bytes, state: Path, target: Path) -> subprocess.CompletedProcess[bytes]:
    limits = ["1024", "60"]
    command = [sys.executable, "-m", "documents.drawing", str(state), str(target), *limits]
    return subprocess.run(
        command, input=html, capture_output=True, cwd=settings.BASE_DIR, check=False
    )


def test_what_cannot_be_drawn_is_said_to_have_failed(head: Client, kept_in: Path) -> None:
    state = say(prepared(), kept_in, "begun")
    in_the_way = kept_in / "ab"
    in_the_way.write_text("a file where a folder should be")
    done = drawn_by_hand(prepared("A line").html, state, in_the_way / "x.pdf")
    assert done.returncode == 1
    known = progress.progress_of(prepared().name)
    assert known is not None and known.failed and not known.gone


def test_a_pdf_that_is_not_wanted_any_longer_is_not_kept(kept_in: Path) -> None:
    state, target = state_file(prepared(), kept_in), kept_in / "ab" / "x.pdf"
    done = drawn_by_hand(prepared("A line").html, state, target)
    assert done.returncode == 0
    assert not target.exists() and not state.exists()


def test_forgetting_what_is_kept_takes_the_states_away_too(kept_in: Path) -> None:
    path = say(prepared(), kept_in, "layout", 3)
    pdf.forget_kept()
    assert not path.exists()
