"""Everything that the sample school can print: accessible, whole, and the same from the shell."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import outloud
import pypdf
import pytest
from django.core.management import call_command
from django_scopes import scope
from pypdf.generic import DictionaryObject

from documents import pdf, register
from documents.register import Document, Printable
from schools.models import Member, School
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Any:
    """The head of the sample school, whose scope is open."""
    school = the_sample()
    with scope(school=school):
        yield Member.objects.get(school=school, name="Helen Marlowe")


def documents(head: Member) -> list[tuple[Printable, Document]]:
    """Everything in the list, made; each thing of the list can be found by its name."""
    found = []
    for one in register.everything(head.school, head):
        document = register.find(head.school, head, one.name)
        assert document is not None, one.name
        found.append((one, document))
    return found


def test_nobody_is_offered_what_they_may_not_print(head: Member) -> None:
    for member in Member.objects.filter(school=head.school):
        assert documents(member) or member.kinds == {"guest"}, member.name


def fonts(reader: pypdf.PdfReader) -> dict[str, DictionaryObject]:
    """What describes each font that a page uses, by the font's name."""
    found: dict[str, DictionaryObject] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            for one in font.get_object().get("/DescendantFonts", [font]):
                one = one.get_object()
                found[one["/BaseFont"]] = one["/FontDescriptor"].get_object()
    return found


def outside(path: Path) -> list[str]:
    """The words that stand partly beyond the edge of their page, by poppler's measure in points."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    found, width, height = [], 0.0, 0.0
    for line in boxes.splitlines():
        if page := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            width, height = float(page[1]), float(page[2])
        elif word := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</', line):
            left, top, right, bottom = (float(word[n]) for n in range(1, 5))
            if left < 0 or top < 0 or right > width or bottom > height:
                found.append(word[5])
    return found


def complaints(path: Path) -> list[str]:
    """What the accessibility checker calls an error in the PDF."""
    result = outloud.check(str(path))
    assert not result.error
    return [str(one) for one in result.findings if one.severity == "error"]


@pytest.mark.once
def test_each_pdf_is_accessible_and_whole(head: Member, tmp_path: Path) -> None:
    wrong: list[str] = []
    made = documents(head)
    assert {"matrix", "roles"} <= {one.name for one, _document in made}
    for one, document in made:
        if "pdf" not in one.formats:
            continue
        path = tmp_path / f"{one.name}.pdf"
        path.write_bytes(pdf.render(document))
        reader = pypdf.PdfReader(path)
        root: Any = reader.trailer["/Root"]
        facts = {
            "tagged": root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root,
            "in a language": root.get("/Lang") == document.language,
            "titled": bool(reader.metadata and reader.metadata.title == document.title),
            "its title shown": root["/ViewerPreferences"]["/DisplayDocTitle"],
            "its fonts embedded": all(
                {"/FontFile", "/FontFile2", "/FontFile3"} & set(font)
                for font in fonts(reader).values()
            ),
            "set in our face": any("Atkinson" in name for name in fonts(reader)),
        }
        wrong += [f"{one.name}: not {what}" for what, holds in facts.items() if not holds]
        for number, page in enumerate(reader.pages, start=1):
            words = f"{number} of {len(reader.pages)}"
            if words not in " ".join(page.extract_text().split()):
                wrong.append(f"{one.name}: does not say “{words}”")
        wrong += [f"{one.name}: beyond the page: {word}" for word in outside(path)]
        wrong += [f"{one.name}: {said}" for said in complaints(path)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_each_word_file_opens_and_says_what_it_is(head: Member) -> None:
    made = [(one, document) for one, document in documents(head) if "docx" in one.formats]
    assert made
    for one, document in made:
        assert document.word is not None, one.name
        word = docx.Document(io.BytesIO(document.word()))
        headings = [
            line.text for line in word.paragraphs if line.style and line.style.name == "Heading 1"
        ]
        assert len(headings) == 1 and headings[0] in document.title, one.name
        assert word.core_properties.title == document.title[:255]


def test_the_shell_prints_what_the_page_prints(head: Member, tmp_path: Path) -> None:
    school: School = head.school
    for name in ("matrix", "roles"):
        path = tmp_path / f"{name}.pdf"
        call_command("print", school.slug, name, output=path, verbosity=0)
        document = register.find(school, head, name)
        assert document is not None
        there, here = pypdf.PdfReader(path), pypdf.PdfReader(io.BytesIO(pdf.render(document)))
        assert [page.extract_text() for page in there.pages] == [
            page.extract_text() for page in here.pages
        ]
