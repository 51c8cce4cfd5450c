"""Pages that stand on the common ground: the bar, signing in, and the pages for when something went wrong."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from home import views
from ictlead import __version__
from schools.permissions import NotAllowed

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Balance(HTMLParser):
    """Collects every tag that is closed in the wrong place, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(tag)


def check_page(html: str) -> None:
    """One heading, balanced tags, a way past the bar."""
    parser = Balance()
    parser.feed(html)
    assert (parser.wrong, parser.open) == ([], [])
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert 'href="#matter"' in html


@pytest.fixture
def request_() -> object:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-wrong/",
        "/account/password/reset/key/done/",
        "/account/confirm-email/",
        "/account/confirm-email/wrong/",
        "/account/inactive/",
    ],
)
def test_every_page_before_signing_in_is_ours(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    check_page(html)
    assert 'class="bar"' in html
    assert "email" not in re.sub(r"<[^>]*>|Email", "", html)


@pytest.mark.django_db
def test_a_refused_sign_in_comes_back_filled_in_and_says_so(client: Client) -> None:
    html = client.post(
        "/account/login/", {"login": "amira@example.org", "password": "not this one"}
    ).content.decode()
    check_page(html)
    assert 'value="amira@example.org"' in html
    assert "alert-danger" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (lambda request: views.bad_request(request, None), 400, "could not be read"),
        (
            lambda request: views.forbidden(request, NotAllowed("Only the headteacher may.")),
            403,
            "Only the headteacher may.",
        ),
        (lambda request: views.forbidden(request, PermissionDenied()), 403, "does not include"),
        (lambda request: views.not_found(request, None), 404, "nothing here"),
        (lambda request: views.csrf_failure(request), 403, "open for too long"),
    ],
)
def test_a_page_of_an_error_says_what_happened_and_what_is_safe(
    request_: object, make: Callable, status: int, words: str
) -> None:
    response = make(request_)
    html = response.content.decode()
    check_page(html)
    assert response.status_code == status
    assert words in html
    assert re.search("Nothing (was saved or|has) changed", html)


def test_the_page_for_our_own_faults_needs_neither_context_nor_database() -> None:
    html = render_to_string("errors/500.html")
    assert html.count("<h1>") == 1
    assert "What was saved before is safe." in html


class Line(forms.Form):
    duty = forms.CharField(label="Duty")
    minutes = forms.IntegerField(label="Minutes a week")


def test_every_field_in_a_table_of_forms_has_a_label() -> None:
    helper = FormHelper()
    helper.template = "bootstrap5/table_inline_formset.html"
    helper.form_tag = False
    html = render_crispy_form(forms.formset_factory(Line, extra=2)(), helper)
    fields = re.findall(r'<input type="(?:text|number)"[^>]* id="([^"]+)"', html)
    assert len(fields) == 4
    assert [name for name in fields if f'for="{name}"' not in html] == []


@pytest.mark.django_db
def test_the_foot_says_the_version_of_the_product(client: Client) -> None:
    html = client.get("/account/login/").content.decode()
    assert f"ICT Lead {__version__}</span>" in html
