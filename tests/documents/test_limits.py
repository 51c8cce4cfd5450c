"""A document that runs wild is stopped, says so, and takes nothing else with it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import pdf, progress, register
from documents.register import Document, Printable
from tests.factories import a_member, a_school, signed_in

from .samples import plain

if TYPE_CHECKING:
    from schools.models import Member, School

pytestmark = pytest.mark.django_db
# Twenty million letters: laid out they take gigabytes. And one word in which every place is tried for a break.
HUGE, ENDLESS = "A line of words. " * 1_200_000, "x" * 70_000


class Shelf:
    """A source with a document that takes more memory than there is, and one that takes an age."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        return []

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        text = {"wild-huge": HUGE, "wild-endless": ENDLESS}.get(name)
        return plain(text, name=name, title="The wild one") if text else None


@pytest.fixture
def head(client: Client) -> Iterator[Client]:
    source = Shelf()
    register.register(source)
    yield signed_in(client, a_member(a_school(slug="here"), "headteacher"))
    register.unregister(source)


@pytest.mark.parametrize(
    ("name", "megabytes", "seconds"), [("wild-huge", 480, 120), ("wild-endless", 1_024, 3)]
)
def test_what_takes_more_than_it_may_fails_alone_and_the_pages_go_on(
    head: Client,
    kept_in: Path,
    settings: Any,
    name: str,
    megabytes: int,
    seconds: int,
) -> None:
    settings.DRAWING_MEGABYTES, settings.DRAWING_SECONDS = megabytes, seconds
    address = reverse("documents:pdf", args=["here", name])
    waiting = head.get(address)["Location"]
    front, seen = reverse("front", args=["here"]), set()
    until = time.monotonic() + 240
    while time.monotonic() < until:
        seen.add(head.get(front).status_code)
        page = head.get(waiting)
        if page.status_code != 200:
            break
        time.sleep(0.2)
    assert seen == {200}
    assert page.status_code == 500
    text = page.content.decode()
    assert "The wild one" in text and f'href="{address}"' in text
    assert not any(one.suffix == ".pdf" for one in kept_in.rglob("*"))
    assert not list((kept_in / progress.FOLDER).iterdir())


def test_a_document_within_its_limits_is_drawn_and_leaves_nothing_lying_about(
    head: Client, kept_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the tests above would pass where nothing can be drawn at all."""
    lying_about = tmp_path / "temporary"
    lying_about.mkdir()
    monkeypatch.setenv("TMPDIR", str(lying_about))
    prepared = pdf.prepare(plain("x " * 60_000, name="tame"))
    assert progress.begin(prepared)
    until = time.monotonic() + 120
    while time.monotonic() < until and progress.progress_of(prepared.name) is not None:
        time.sleep(0.2)
    assert pdf.read_kept(prepared.name)
    while time.monotonic() < until and list(lying_about.iterdir()):
        time.sleep(0.2)
    assert not list(lying_about.iterdir())
