"""Printing from the shell."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import docx
import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from documents import register
from tests.factories import a_member, a_school

from .test_views import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    source = Shelf()
    register.register(source)
    a_member(a_school(slug="here"), "headteacher")
    yield
    register.unregister(source)


def run(document: str, output: Path, school: str = "here") -> str:
    said = StringIO()
    call_command("print", school, document, output=output, stdout=said)
    return said.getvalue()


def test_a_document_is_printed_to_a_file(tmp_path: Path) -> None:
    said = run("shelf-plain", tmp_path / "plain.pdf")
    assert "Printed “Rôle: plain” to" in said
    assert "A line" in PdfReader(tmp_path / "plain.pdf").pages[0].extract_text()


def test_the_shell_may_print_everything(tmp_path: Path) -> None:
    run("shelf-secret", tmp_path / "secret.pdf")
    assert (tmp_path / "secret.pdf").exists()


def test_the_ending_of_the_file_asks_for_word(tmp_path: Path) -> None:
    run("shelf-plain", tmp_path / "plain.DOCX")
    assert docx.Document(str(tmp_path / "plain.DOCX")).paragraphs[0].text == "Plain"


def test_a_name_that_is_not_known_gets_the_names_that_are(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no document “x”.*shelf-plain, shelf-broken"):
        run("x", tmp_path / "x.pdf")


def test_a_school_that_is_not_known_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no school “there”"):
        run("shelf-plain", tmp_path / "x.pdf", school="there")


def test_a_pdf_that_cannot_be_made_is_said_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"could not be made into a PDF\. .*not-there\.css"):
        run("shelf-broken", tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        run("shelf-plain", tmp_path / "no" / "folder" / "x.pdf")
