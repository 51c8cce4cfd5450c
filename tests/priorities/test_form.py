"""The form on paper: all duties, fields that can be filled in, and nothing that a listener would miss."""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.pdf import render
from documents.register import Document, everything, find
from priorities.models import ReviewDuty
from priorities.printing.form import blank_form
from roles.library import library
from schools.permissions import NotAllowed
from tests.factories import a_member

from .making import Field, an_open, rates


def pdf_of(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(render(document)))


def test_the_form_of_a_review_has_its_vision_its_duties_and_their_fields(
    where: Field, tmp_path: Path
) -> None:
    opened = an_open(where)
    rates(opened, where.teacher, [5] * 6, comment="A secret")
    document = find(where.school, where.head, f"review-{opened.review_id}-form")
    assert document is not None
    reader = pdf_of(document)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Every child makes with technology." in text and "Sure teachers" in text
    assert all(duty.text in text for duty in where.duties) and "secret" not in text
    fields = reader.get_fields() or {}
    for duty in ReviewDuty.objects.all():
        assert f"influence-{duty.pk}" in fields and f"carrier-{duty.pk}" in fields
        assert f"minutes-{duty.pk}" in fields
    assert fields[f"influence-{duty.pk}"].get("/V") in (None, "/Off")


@pytest.mark.parametrize("number", [10, 60])
def test_the_forms_have_no_errors_for_who_listens_to_them(
    where: Field, tmp_path: Path, number: int
) -> None:
    for duty in with_duties_more(where, number):
        assert duty.text
    opened = an_open(where)
    document = find(where.school, None, f"review-{opened.review_id}-form")
    for name, one in (("review", document), ("blank", blank_form())):
        assert one is not None
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(render(one))
        result = outloud.check(str(path))
        errors = [str(found) for found in result.findings if found.severity == "error"]
        assert errors == []


def with_duties_more(where: Field, number: int) -> list:
    from roles.models import Area, Duty

    areas = Area.values
    for place in range(len(where.duties), number):
        where.duties.append(
            Duty.objects.create(
                school=where.school,
                kind="duty",
                area=areas[place % 5],
                text=f"Duty number {place + 1}",
                order=place,
            )
        )
    return where.duties


def test_the_blank_form_has_the_librarys_duties_and_no_school(db: None) -> None:
    reader = pdf_of(blank_form())
    fields = reader.get_fields() or {}
    keys = {
        entry.key for area in library().areas for entry in library().entries_of("duty", area.key)
    }
    assert len(keys) >= 30
    assert {f"influence-{key}" for key in keys} <= set(fields)


def test_the_form_is_for_those_who_may_see_the_review(where: Field) -> None:
    opened = an_open(where, where.everybody[:3])
    name = f"review-{opened.review_id}-form"
    assert name in [one.name for one in everything(where.school, where.head)]
    assert name not in [one.name for one in everything(where.school, where.department)]
    assert find(where.school, where.department, name) is not None
    with pytest.raises(NotAllowed):
        find(where.school, a_member(where.school, "teacher"), name)
    assert find(where.school, where.head, "review-999999-form") is None


def test_the_guide_gives_the_blank_form_without_an_account(client: Client, db: None) -> None:
    address = reverse("guide:rating_form")
    assert address in client.get(reverse("guide:page", args=["negotiation"])).content.decode()
    answer = client.get(address)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
