"""What shows that something was done: links and files, what is refused, and who may have them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from docx import Document

from devplan.models import ProgressUpdate
from files.kinds import DOCX, PDF, TEXT, XLSX, kind_of, office_kind
from files.models import Upload
from tests.devplan.parts import World, a_world, agree
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        world.plan = agree(world)
        yield world


def word_file() -> bytes:
    kept = io.BytesIO()
    Document().save(kept)
    return kept.getvalue()


def zipped(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


def say(client: Client, world: World, **more: Any) -> Any:
    signed_in(client, world.teacher)
    path = reverse("devplan:update", args=[world.school.slug, world.plan.pk, world.action.pk])
    return client.post(path, {"status": "under_way", "rag": "green", "text": "Half is done"} | more)


def test_a_word_comes_with_a_link_and_a_file_to_be_saved(client: Client, world: World) -> None:
    content = word_file()
    file = SimpleUploadedFile("minutes <b>.docx", content)
    assert say(client, world, link="https://example.org/a", file=file).status_code == 302
    said = ProgressUpdate.objects.get()
    assert said.evidence is not None
    assert (said.link, said.evidence.content_type) == ("https://example.org/a", DOCX)
    path = reverse("devplan:evidence", args=[world.school.slug, world.plan.pk, said.pk])
    signed_in(client, world.governor)
    story = reverse("devplan:update", args=[world.school.slug, world.plan.pk, world.action.pk])
    assert path in client.get(story).content.decode()
    answer = client.get(path)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    assert client.get(path).status_code == 404
    own = reverse("devplan:evidence", args=[stranger.school.slug, world.plan.pk, said.pk])
    assert client.get(own).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
        ("page.pdf", b"<html>not a pdf</html>"),
        ("run.exe", b"MZ\x90\x00\x03\x00"),
        ("macro.xlsm", zipped(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"\x00")),
        ("bomb.xlsx", zipped(xl__workbook_dot_xml=b"\x20" * 40_000_000)),
        ("empty.pdf", b""),
    ],
)
def test_what_could_do_harm_is_refused_and_nothing_typed_is_lost(
    client: Client, world: World, name: str, content: bytes
) -> None:
    answer = say(client, world, text="Kept words", file=SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kept words" in page
    assert "chosen once more" in page
    assert not Upload.objects.exists()
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "example", "ftp://x.org/a", "https://" + "a" * 300 + ".org"]
)
def test_a_link_leads_to_the_web_or_is_refused(client: Client, world: World, link: str) -> None:
    answer = say(client, world, link=link)
    assert answer.status_code == 422
    assert "Half is done" in answer.content.decode()


def test_a_file_is_known_by_what_is_in_it() -> None:
    assert kind_of(b"%PDF-1.7 ...") == PDF
    assert kind_of(word_file()) == DOCX
    assert kind_of("Objective;Action\nÉcole;Fête".encode("cp1252")) == TEXT
    assert kind_of(b"\xef\xbb\xbfa,b\r\n") == TEXT
    assert kind_of(b"PK\x03\x04 broken") == ""
    assert office_kind(zipped(xl__workbook_dot_xml=b"<a/>")).kind == XLSX
    assert (
        office_kind(zipped(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x")).wrong
        == "macro"
    )
    assert office_kind(zipped(word__document_dot_xml=b" " * 40_000_000)).wrong == "bomb"


def test_a_draft_gives_its_files_to_those_who_may_read_it_only(
    client: Client, world: World
) -> None:
    say(client, world, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    said = ProgressUpdate.objects.get()
    path = reverse("devplan:evidence", args=[world.school.slug, world.plan.pk, said.pk])
    assert client.get(path).status_code == 200
    guest = a_member(world.school, "guest")
    signed_in(client, guest)
    assert client.get(path).status_code == 403
