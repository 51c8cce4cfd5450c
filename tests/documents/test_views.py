"""The pages about printing, and what they hand out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import docx
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from documents import register
from documents.register import Document, Printable
from documents.views import pdf_response
from documents.word import WordDocument
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in

from .samples import plain

if TYPE_CHECKING:
    from schools.models import Member, School

pytestmark = pytest.mark.django_db


def word_file() -> bytes:
    word = WordDocument("Plain", "Sample Primary School")
    word.heading("Plain", 1)
    return word.to_bytes()


class Shelf:
    """A source with a document of each kind."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        yield Printable(
            "shelf-plain", "Plain & simple", "About it", "On the shelf", ("pdf", "docx")
        )
        yield Printable("shelf-broken", "Broken", "", "On the shelf")

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        if name == "shelf-secret" and member is not None:
            raise NotAllowed("Only the headteacher can print this.")
        if name == "shelf-broken":
            address = "static:css/not-there.css"
            template = "documents_tests/broken.html"
            return plain(address, name=name, template=template, word=word_file)
        if name in ("shelf-plain", "shelf-secret"):
            return plain("A line", name=name, title="Rôle: plain", word=word_file)
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
def teacher(client: Client, school: School) -> Client:
    return signed_in(client, a_member(school, "teacher"))


def address(name: str, what: str = "pdf") -> str:
    return reverse(f"documents:{what}", args=["here", name])


def test_the_list_names_what_there_is_with_a_link_for_each_format(teacher: Client) -> None:
    page = teacher.get(reverse("documents:index", args=["here"]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "On the shelf" in text
    assert "Plain &amp; simple" in text
    assert f'href="{address("shelf-plain")}"' in text
    assert f'href="{address("shelf-plain", "word")}"' in text
    assert f'href="{address("shelf-broken", "word")}"' not in text


def test_a_pdf_opens_in_the_browser_under_a_plain_name(teacher: Client) -> None:
    answer = teacher.get(address("shelf-plain"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="role-plain.pdf"'
    assert "private" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")


def test_a_word_file_is_saved(teacher: Client) -> None:
    answer = teacher.get(address("shelf-plain", "word"))
    assert answer["Content-Disposition"] == 'attachment; filename="role-plain.docx"'
    assert docx.Document(io.BytesIO(answer.content)).paragraphs[0].text == "Plain"


def test_what_there_is_not_is_not_found(teacher: Client) -> None:
    assert teacher.get(address("nothing")).status_code == 404
    assert teacher.get(address("nothing", "word")).status_code == 404


def test_a_document_may_refuse_a_member_with_its_sentence(teacher: Client) -> None:
    answer = teacher.get(address("shelf-secret"))
    assert answer.status_code == 403
    assert "Only the headteacher can print this." in answer.content.decode()


def test_who_is_signed_out_is_asked_to_sign_in(client: Client, school: School) -> None:
    for url in (reverse("documents:index", args=["here"]), address("shelf-plain")):
        answer = client.get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


def test_another_schools_paper_is_not_there(client: Client, school: School) -> None:
    stranger = signed_in(client, a_member(a_school(), "headteacher"))
    assert stranger.get(address("shelf-plain")).status_code == 404
    assert stranger.get(reverse("documents:index", args=["here"])).status_code == 404


def test_a_pdf_that_cannot_be_made_gives_a_page_with_ways_on(teacher: Client) -> None:
    answer = teacher.get(address("shelf-broken"))
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "The PDF could not be made" in text
    assert "Everything typed is kept" in text
    assert f'href="{address("shelf-broken", "word")}"' in text


@pytest.mark.django_db
def test_outside_a_school_too_a_pdf_that_cannot_be_made_gives_a_page_that_says_so(
    rf: RequestFactory, shelf: Shelf
) -> None:
    """As for the public guide: there is no school, so nothing leads to one."""
    broken = plain("static:css/not-there.css", template="documents_tests/broken.html")
    request = rf.get("/guide/")
    request.user = AnonymousUser()
    answer = pdf_response(request, broken, save=True)
    assert answer.status_code == 500
    assert "The PDF could not be made" in answer.content.decode()


def test_the_list_takes_few_queries(teacher: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        teacher.get(reverse("documents:index", args=["here"]))
