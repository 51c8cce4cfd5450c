"""Junk to every address and form gets a page, or a refusal in our own words; never a fault of ours.

A short, seeded part of what `script/fuzz` sends to a served school.
"""

from __future__ import annotations

import os
import traceback

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import FileResponse
from django.test import Client

from home import sample
from schools.models import School
from tests.the_sample import the_sample

from .addresses import arguments_for, patterns
from .fuzzing import MARK, Ask, Fuzzer, Got, Sent, fault, forms_of, run


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


def browser(person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        user = get_user_model().objects.get(email=sample.ADDRESS.format(key=person))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asking(client: Client) -> Ask:
    """Asks this process; whatever a request changed is undone."""

    def ask(sent: Sent) -> Got:
        path, _mark, query = sent.path.partition("?")
        with transaction.atomic():
            answer = client.generic(
                sent.method,
                path,
                sent.body,
                sent.content_type,
                query_params=None,
                QUERY_STRING=query,
            )
            body = (
                b"".join(answer.streaming_content)
                if isinstance(answer, FileResponse)
                else answer.content
            )
            transaction.set_rollback(True)
        headers = {name.lower(): value for name, value in answer.items()}
        return Got(answer.status_code, headers, body.decode("utf-8", "replace"))

    return ask


def test_junk_gets_a_page_or_a_refusal_in_our_own_words(school: School) -> None:
    """More of it: FUZZ_MANY requests as each of FUZZ_PEOPLE from FUZZ_SEED, after FUZZ_SHARE of the pages.

    One school does for all of them, since whatever a request changes is undone.
    """
    many, seed = int(os.environ.get("FUZZ_MANY", "70")), int(os.environ.get("FUZZ_SEED", "1"))
    share = float(os.environ.get("FUZZ_SHARE", "0.2"))
    good = {name: arguments_for(school, name, route) for name, route, _one in patterns()}
    wrong: list[str] = []

    def note(**said: object) -> None:
        lines = traceback.format_exc().splitlines()
        wrong.append(" | ".join(lines[-4:])[-400:])

    got_request_exception.connect(note)
    try:
        for person in os.environ.get("FUZZ_PEOPLE", "helen -").split():
            fuzzer = Fuzzer(person, seed, school.slug, good)
            _number, found = run(fuzzer, asking(browser(person.strip("-"))), many, share)
            wrong += [f"{fault}: {sent}" for fault, sent in found]
            assert person == "-" or len(fuzzer.forms) > 10
    finally:
        got_request_exception.disconnect(note)
    assert not wrong, "\n".join(wrong)


def test_the_same_seed_sends_the_same() -> None:
    def sent(seed: int) -> list[Sent]:
        return list(Fuzzer("helen", seed, "here", {}).junk(50))

    assert sent(1) == sent(1) != sent(2)


def test_what_would_be_a_fault_is_one() -> None:
    """Otherwise nothing above could fail."""
    ours = (
        "<!doctype html><html lang='en'><title>Not found · ICT Lead</title>There is nothing here."
    )
    html = {"content-type": "text/html"}
    page, head = Sent("helen", "GET", "/"), Sent("helen", "HEAD", "/")
    assert fault(page, Got(404, html, ours)) == ""
    assert fault(page, Got(200, html, ours)) == ""
    assert fault(head, Got(405, html, "")) == ""
    assert fault(page, Got(500, html, ours))
    assert fault(page, Got(405, html, ""))
    assert fault(page, Got(404, html, "<h1>Not Found</h1>"))
    assert fault(page, Got(400, html, "<html><body>400</body></html>"))
    assert fault(page, Got(200, html, f"{ours}{MARK}"))
    assert fault(page, Got(302, {"location": "//evil.example/"}, ""))
    assert fault(page, Got(302, {"location": "/x", "x-injected": "1"}, ""))


def test_forms_are_found_with_their_fields() -> None:
    page = (
        "<form method='post' action='there/?a=1'><input name='x' value='1'><select name='y'></select>"
        "<input type='file' name='f'><input name='csrfmiddlewaretoken' value='t'></form><b hx-post='/z/'></b>"
    )
    one, other = forms_of(page, "/here/")
    assert (one.path, one.method, one.fields, one.files) == (
        "/here/?a=1", "post", (("x", "1"), ("y", "")), ("f",),
    )  # fmt: skip
    assert (other.path, other.method) == ("/z/", "post")
