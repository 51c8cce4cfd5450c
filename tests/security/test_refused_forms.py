"""A form that is refused comes back with all that was typed, and names the field: each form of each page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.test import Client

from home import sample
from tests.the_sample import the_sample

from .addresses import arguments_for, patterns
from .fuzzing import arguments_in, path_of, routes

PERSON = "helen"
TYPED = {"text", "textarea", "email", "search", "url", "number", "date", "tel"}
LONG = "x" * 30_000
# How a page says which field it means.
NAMED = ("is-invalid", 'aria-invalid="true"', "invalid-feedback")
# Left out: what is typed beside a key that only a browser can make, and what is no page.
NOT_ASKED = (
    "webauthn",
    "logout",
    "documents:",
    "sheet",
    "workbook",
    "pdf",
    "export",
    "calendar_feed",
)
FILE = re.compile(r"\.[a-z]{3,4}/?$")


@dataclass
class Field:
    """What a form asks for: its name, its kind, and what stands in it; `picked` for what can be ticked."""

    name: str
    kind: str
    value: str = ""
    picked: bool = True


@dataclass
class Form:
    """A form that is sent with POST."""

    path: str
    fields: list[Field] = field(default_factory=list)

    @property
    def same(self) -> tuple[Any, ...]:
        """What two forms have in common that differ only in the row that they are about."""
        path = urlsplit(self.path).path.translate(str.maketrans("0123456789", "#" * 10))
        return path, tuple(sorted({one.name for one in self.fields}))[:12]

    def typed_into(self, struck: str, by: str) -> tuple[dict[str, list[str]], dict[str, str]]:
        """What is sent with `by` in the field `struck` and a word of its own in each other text; and the words."""
        sent: dict[str, list[str]] = {}
        words: dict[str, str] = {}
        for number, one in enumerate(self.fields):
            value = one.value
            if one.name == struck:
                value = by
            elif one.kind in ("text", "textarea") and not value.strip().isdigit():
                value = words[one.name] = f"Zebra{number}q"
            if one.picked and one.kind != "file":
                sent.setdefault(one.name, []).append(value)
        return sent, words | ({struck: by} if by else {})


class Reader(HTMLParser):
    """Finds the forms of a page that are sent with POST, with what stands in their fields."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms = here, list[Form]()
        self._open: Form | None = None
        self._filling: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note a field of it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            to = given.get("hx-post") or given.get("action") or self.here
            path = to if to.startswith("/") else urlsplit(self.here).path + to
            self._open = Form(path)
            if "hx-post" in given or given.get("method", "").lower() == "post":
                self.forms.append(self._open)
        elif tag == "option" and self._filling is not None:
            if "selected" in given or not self._filling.value:
                self._filling.value = given.get("value", "")
        elif (
            self._open is None or given.get("name", "csrfmiddlewaretoken") == "csrfmiddlewaretoken"
        ):
            return
        elif tag in ("input", "select", "textarea"):
            kind = given.get("type", "text") if tag == "input" else tag
            picked = kind not in ("checkbox", "radio") or "checked" in given
            found = Field(given["name"], kind, given.get("value", ""), picked)
            self._open.fields.append(found)
            self._filling = found if tag != "input" else None

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if self._filling is not None and self._filling.kind == "textarea":
            self._filling.value += data

    def handle_endtag(self, tag: str) -> None:
        """End the form, or the field."""
        if tag == "form":
            self._open = None
        if tag in ("select", "textarea"):
            self._filling = None


def fault(page: str, typed: Mapping[str, str]) -> str:
    """What is wrong with the page that a refused form came back on; nothing where all is well."""
    lost = [name for name, text in typed.items() if text not in page]
    if lost:
        return f"lost: {', '.join(lost)}"
    return "" if any(one in page for one in NAMED) else "names no field"


def forms(client: Client, slug: str, good: Mapping[str, Mapping[str, Any]]) -> Iterator[Form]:
    """Each form in which something is typed, of every address that opens, once."""
    seen = set()
    for name, route in routes():
        arguments = {"school": slug, **good.get(name, {})}
        if not set(arguments_in(route)) <= set(arguments) or any(one in name for one in NOT_ASKED):
            continue
        path = path_of(route, arguments)
        if FILE.search(path):
            continue
        with transaction.atomic():
            answer = client.get(path)
            transaction.set_rollback(True)
        if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        reader = Reader(path)
        reader.feed(answer.text)
        for one in reader.forms:
            if one.same not in seen and any(each.kind in TYPED for each in one.fields):
                seen.add(one.same)
                yield one


@pytest.mark.once
def test_a_refused_form_loses_nothing_and_names_the_field(db: None) -> None:
    """Of each form the first three texts are struck in turn, too long and then empty, until one is refused."""
    school = the_sample()
    good = {name: arguments_for(school, name, route) for name, route, _one in patterns()}
    client = Client(raise_request_exception=False)
    user = get_user_model().objects.get(email=sample.ADDRESS.format(key=PERSON))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong, refused = [], 0
    for form in forms(client, school.slug, good):
        texts = [one.name for one in form.fields if one.kind in TYPED][:3]
        for struck, by in [(name, LONG) for name in texts] + [(name, "") for name in texts]:
            sent, typed = form.typed_into(struck, by)
            with transaction.atomic():
                answer = client.post(form.path, sent)
                transaction.set_rollback(True)
            at = f"{answer.status_code} {form.path} [{struck}={by[:1]}]"
            if answer.status_code == 302:
                levels = [one.level for one in get_messages(answer.wsgi_request)]
                if ERROR not in levels:
                    continue
                wrong.append(f"{at} sends away what was typed")
            elif found := fault(answer.text, typed):
                wrong.append(f"{at} {found}")
            refused += 1
            break
    assert not wrong, "\n".join(wrong)
    # Fewer would mean that they were not found, or were let through.
    assert refused >= 70


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<input name="a" value="Zebra1q" class="is-invalid">', ""),
        ('<input name="a" value="" class="is-invalid">', "lost: a"),
        ('<input name="a" value="Zebra1q">', "names no field"),
    ],
)
def test_what_is_lost_or_not_named_is_found(page: str, said: str) -> None:
    assert fault(page, {"a": "Zebra1q"}) == said
