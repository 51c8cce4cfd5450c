from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from home import views
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


def test_an_address_that_is_not_there_is_said_in_plain_words_within_the_school(
    client: Client,
) -> None:
    school = a_school(name="Hill School")
    signed_in(client, a_member(school, "teacher"))
    answer = client.get(f"/s/{school.slug}/nowhere/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing here, or nothing for you" in page
    assert "Hill School" in page
    assert reverse("front", args=[school.slug]) in page


def test_another_school_s_page_says_the_same_as_one_that_is_not_there(client: Client) -> None:
    school = a_school(name="Secret School")
    signed_in(client, a_member(a_school(), "headteacher"))
    answer = client.get(f"/s/{school.slug}/vision/")
    nothing = client.get("/s/no-such-school/vision/")
    assert answer.status_code == nothing.status_code == 404
    assert "Secret School" not in answer.content.decode()
    assert "To your school" in answer.content.decode()


def test_signed_out_an_address_that_is_not_there_is_said_in_plain_words(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_what_one_may_not_do_says_who_may(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "teacher"))
    answer = client.get(reverse("schools:settings", args=[school.slug]))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Only the headteacher, or the deputy whom the headteacher named" in page
    assert reverse("front", args=[school.slug]) in page


def test_a_form_from_elsewhere_is_refused_in_plain_words() -> None:
    school = a_school()
    client = signed_in(Client(enforce_csrf_checks=True), a_member(school, "headteacher"))
    answer = client.post(reverse("schools:vision_write", args=[school.slug]), {"text": "x"})
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()


def test_what_cannot_be_read_and_what_failed_have_their_pages() -> None:
    request = RequestFactory().get("/")
    failed = views.server_error(request)
    assert failed.status_code == 500
    assert "<h1>" in failed.content.decode()
