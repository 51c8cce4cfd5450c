"""The handbook as it is printed."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django_scopes import scope
from pypdf import PdfReader

from documents import pdf, register
from handbook.printing import NAME, handbook
from handbook.topics import all_help
from schools.labels import LABELS
from tests.factories import a_member, a_school


@pytest.fixture(scope="module")
def drawn() -> PdfReader:
    return PdfReader(io.BytesIO(pdf.draw(pdf.to_html(handbook()).encode())))


def test_the_handbook_holds_every_topic_and_every_figure(drawn: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text() for page in drawn.pages).split())
    for topic in all_help().topics.values():
        assert topic.title.replace("{ict}", "ICT").replace("{headteacher}", "headteacher") in text
    assert "Agreement over all duties (Kendall’s W)" in text
    assert "= 0.78" in text


def test_the_contents_lead_to_the_page_that_they_name(drawn: PdfReader) -> None:
    contents = drawn.pages[1]
    numbers = re.findall(r"^\d+$", contents.extract_text(), re.M)
    links: Any = contents["/Annots"]
    places = {str(one.get_object()["/Dest"]) for one in links}
    led = [drawn.get_destination_page_number(drawn.named_destinations[one]) for one in places]
    assert sorted(int(one) for one in numbers) == sorted((page or 0) + 1 for page in led)


def test_every_page_says_which_it_is_and_nothing_of_when(drawn: PdfReader) -> None:
    for number, page in enumerate(drawn.pages, 1):
        assert f"{number} of {len(drawn.pages)}" in page.extract_text()
    assert pdf.to_html(handbook()) == pdf.to_html(handbook())


def test_pictures_are_in_it(drawn: PdfReader) -> None:
    wanted = sum(bool(topic.screen) for topic in all_help().topics.values())
    assert sum(len(page.images) for page in drawn.pages) >= wanted


@pytest.mark.django_db
def test_a_school_s_handbook_speaks_its_words() -> None:
    school = a_school(label_words={**LABELS, "smt": "SLT"})
    found = register.find(school, a_member(school, "governor"), NAME)
    assert found is not None
    html = pdf.to_html(found)
    assert "the SLT" in html or "SLT" in html
    assert "SMT" not in html
    assert school.name in html


@pytest.mark.django_db
def test_everybody_finds_it_in_the_list_of_what_is_printed() -> None:
    school = a_school()
    with scope(school=school):
        found = register.everything(school, a_member(school, "guest"))
    assert NAME in [one.name for one in found]
