"""A description on paper and in Word: read back, marked, and the same words in both."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import outloud
import pypdf
import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from documents import pdf, register
from roles.actions import descriptions, roles, signing
from roles.models import Duty, Role
from roles.printing.description import example_description
from schools.models import Subject, Vision
from schools.permissions import NotAllowed
from tests.the_sample import the_sample

from .making import Staff, a_draft, a_duty, a_proposed, a_role, an_agreed, staff, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Any:
    made = staff(name="Larkfield Primary")
    with scope(school=made.school):
        a_duty(made.school)
        yield made


def pages(document: register.Document) -> list[str]:
    """The text of each page, its words one space apart."""
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(document)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def found(people: Staff, name: str, member: Any = None) -> register.Document:
    document = register.find(people.school, member, name)
    assert document is not None
    return document


def word_text(document: register.Document) -> str:
    """All text of the Word file: body, tables, header and footer."""
    assert document.word
    word = docx.Document(io.BytesIO(document.word()))
    parts = [one.text for one in word.paragraphs]
    parts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for section in word.sections:
        parts += [one.text for one in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(parts)


def test_an_agreed_description_says_who_agreed_when(people: Staff) -> None:
    Vision.objects.create(school=people.school, number=1, text="Every child makes.")
    role = a_role(people, people.coordinator)
    an_agreed(people, role)
    document = found(people, f"role-{role.pk}", people.governor)
    text = " ".join(pages(document))
    day = f"{timezone.localdate():%-d %B %Y}"
    for words in (
        "Larkfield Primary",
        "Agreed version 1",
        f"In force from {day}",
        "To coordinate what the plan describes.",
        "Coach colleagues",
        "Every child makes.",
        "2 hours a week",
        f"Priya Coordinator holder agreed on {day}",
        f"Helen Head line manager agreed on {day}",
    ):
        assert words in text
    assert "not yet agreed" not in text
    assert document.file_name("pdf") == "ict-coordinator-version-1.pdf"


def test_a_proposed_version_has_its_mark_on_each_page_and_lines_to_sign(people: Staff) -> None:
    duties = [a_duty(people.school, f"Duty number {n} of very many") for n in range(40)]
    role = a_role(people, people.coordinator)
    a_proposed(people, role, duties=duties)
    printed = pages(found(people, f"role-{role.pk}-v1", people.head))
    assert len(printed) > 1
    assert all("PROPOSED – not yet agreed" in page for page in printed)
    assert "Whoever signs has read this version" in printed[-1]
    assert "Priya Coordinator, holder of the role" in printed[-1]
    assert sum(f"Duty number {n} of very many" in " ".join(printed) for n in range(40)) == 40


def test_a_draft_of_a_vacant_role_can_be_printed(people: Staff) -> None:
    role = a_role(people)
    a_draft(people, role)
    text = " ".join(pages(found(people, f"role-{role.pk}", people.head)))
    for words in ("DRAFT – not agreed", "vacant", "Holder of the role"):
        assert words in text


def test_a_paper_signature_is_printed_as_recorded(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    description = a_proposed(people, role)
    today = timezone.localdate()
    signing.record_paper_signature(description, people.head, people.coordinator, today)
    text = " ".join(pages(found(people, f"role-{role.pk}-v1", people.head)))
    assert "signed on paper on" in text
    assert "recorded by Helen Head" in text


def test_the_reader_gets_the_version_they_may_read(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    an_agreed(people, role)
    a_draft(people, role, purpose="Something new.")
    text = " ".join(pages(found(people, f"role-{role.pk}", people.head)))
    assert "Agreed version 1" in text
    with pytest.raises(NotAllowed):
        register.find(people.school, people.teacher, f"role-{role.pk}-v2")
    assert register.find(people.school, people.head, f"role-{role.pk}-v9") is None
    assert register.find(people.school, people.head, "role-99999") is None


def test_twenty_one_duties_with_their_signatures_take_two_sheets(db: None) -> None:
    """Those of the sample's coordinator: a few lines more would not be worth a sheet of their own."""
    school = the_sample()
    with scope(school=school):
        role = Role.objects.get(title="ICT coordinator")
        for number in (2, 3):
            document = register.find(school, None, f"role-{role.pk}-v{number}")
            assert document
            assert document.context["sheet"].is_long
            assert len(pages(document)) == 2


def test_the_word_file_has_the_same_words(people: Staff) -> None:
    maths = Subject.objects.create(school=people.school, name="Mathematics")
    role = a_role(people, people.teacher, position="head_of_department", title="Maths leader")
    description = a_draft(people, role)
    from roles.merging import LineContent

    lines = {**written(description).lines, f"e{maths.pk}:KS2": LineContent("leads")}
    description = descriptions.save_draft(
        description, people.head, written(description, lines=lines), description.revision
    )
    descriptions.propose(description, people.head)
    document = found(people, f"role-{role.pk}-v1", people.head)
    text, paper = word_text(document), " ".join(pages(document))
    for words in (
        "Maths leader",
        "To coordinate what the plan describes.",
        "Coach colleagues",
        "Mathematics",
        "KS2",
        "PROPOSED – not yet agreed",
        "Tom Teacher",
        "Larkfield Primary",
    ):
        assert words in text
        assert words in paper


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "file:///etc/passwd http://192.0.2.1/x data:text/html,x", "🖥️"],
)
def test_any_text_is_printed_as_text(people: Staff, text: str) -> None:
    Duty.objects.update(text=text)
    role = a_role(people, people.coordinator, title=text)
    an_agreed(people, role, purpose=f"{text} {'x' * 9000}")
    document = found(people, f"role-{role.pk}")
    plain = text.replace("🖥️", "")
    assert plain in " ".join(pages(document))
    assert text in word_text(document)


def test_the_pack_has_every_agreed_role_with_its_page_and_names_the_others(people: Staff) -> None:
    an_agreed(people, a_role(people, people.coordinator))
    an_agreed(people, a_role(people, people.smt, title="Digital lead", position="smt"))
    a_draft(people, a_role(people, title="Web editor", position="teacher"))
    document = found(people, "roles", people.governor)
    printed = pages(document)
    assert len(printed) == 3
    first = pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages[0]
    contents = first.extract_text(extraction_mode="layout")
    assert re.search(r"ICT coordinator +2\n", contents)
    assert re.search(r"Digital lead +3\n", contents)
    assert "Roles without an agreed description Web editor" in printed[0]
    assert "ICT coordinator · Agreed version 1" in printed[1]
    assert "Digital lead · Agreed version 1" in printed[2]


def test_the_pack_asks_the_database_as_often_for_one_role_as_for_many(
    people: Staff, django_assert_max_num_queries: Any
) -> None:
    for many in (1, 8):
        for number in range(many):
            an_agreed(people, a_role(people, people.coordinator, title=f"Role {number}"))
        with django_assert_max_num_queries(8):
            pdf.to_html(found(people, "roles"))


def test_the_list_of_printables_names_what_the_reader_may_print(people: Staff) -> None:
    an_agreed(people, a_role(people, people.coordinator))
    secret = a_role(people, title="Web editor", position="teacher")
    a_draft(people, secret)
    names = {one.name for one in register.everything(people.school, people.governor)}
    assert "roles" in names
    assert f"role-{secret.pk}" not in names
    role = roles.change_role(secret, people.head, "Web editor", "teacher")
    assert f"role-{role.pk}" in {
        one.name for one in register.everything(people.school, people.head)
    }


def test_the_example_is_made_from_the_library_without_a_school() -> None:
    with scopes_disabled():
        document = example_description("primary", "coordinator")
    text = " ".join(pages(document))
    assert "ICT coordinator" in text
    assert "Coach colleagues in their own classrooms" in text
    assert "Coach colleagues in their own classrooms" in word_text(document)
    assert "{" not in text
    with pytest.raises(KeyError):
        example_description("primary", "nobody")


@pytest.mark.parametrize("state", ["agreed", "draft", "proposed", "example"])
def test_outloud_finds_no_error(people: Staff, state: str, tmp_path: Any) -> None:
    role = a_role(people, people.coordinator)
    make = {"agreed": an_agreed, "draft": a_draft, "proposed": a_proposed}
    if state == "example":
        document = example_description("secondary", "coordinator")
    else:
        make[state](people, role)
        document = found(people, f"role-{role.pk}-v1")
    path = tmp_path / "role.pdf"
    path.write_bytes(pdf.render(document))
    result = outloud.check(str(path))
    assert [one for one in result.findings if one.severity == "error"] == []
