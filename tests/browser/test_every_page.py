"""Every page there is, as the people of the sample school see it.

Which pages there are comes from the URL configuration, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django.live_server_helper import LiveServer

from handbook.definitions import all_groups
from handbook.topics import all_help
from home import guide, sample
from schools.models import School, User
from tests.conftest import NewPage
from tests.security.addresses import address, arguments_for, patterns
from tests.the_sample import the_sample

from .checking import problems

FILES = (".pdf", ".docx", ".xlsx", ".csv", ".ics")
PEOPLE = ("helen", "amira", "grace", "ruth")


@pytest.fixture
def school(live_server: LiveServer) -> School:
    made = the_sample()
    return made


def user_of(key: str) -> User:
    return User.objects.get(email=sample.ADDRESS.format(key=key))


def outside() -> Iterator[str]:
    """Every address outside a school that needs no argument, each page of the guide and of the help."""

    def walk(found: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for one in found:
            if isinstance(one, URLResolver):
                if "<slug:school>" not in str(one.pattern):
                    below = ":".join(part for part in (space, one.namespace) if part)
                    yield from walk(one.url_patterns, below)
            elif one.name:
                yield ":".join(part for part in (space, one.name) if part)

    for name in walk(get_resolver().url_patterns, ""):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue
    for _part, found in guide.parts():
        for page in found:
            yield reverse("guide:page", args=[page.slug])
    for slug in all_help().topics:
        yield reverse("help:topic", args=[slug])
    for group in all_groups():
        for one in group.definitions:
            yield reverse("help:definition", args=[one.key])


def pages_of(client: Client, paths: list[str]) -> list[str]:
    """Those of `paths` that are a page for whoever is signed in; one of those refused to them."""
    found: list[str] = []
    refused = False
    for path in (path for path in paths if not path.endswith(FILES)):
        answer = client.get(path)
        # A part of a page, such as what the palette finds, is looked at within its page.
        is_page = answer.get("Content-Type", "").startswith("text/html") and (
            b"<html" in answer.content
        )
        if is_page and (answer.status_code == 200 or (answer.status_code == 403 and not refused)):
            found.append(path)
            refused = refused or answer.status_code == 403
    return found


@pytest.mark.parametrize("key", PEOPLE)
def test_each_page_of_the_school_is_accessible_and_fits(
    school: School, new_page: NewPage, key: str
) -> None:
    client = Client()
    client.force_login(user_of(key), backend="django.contrib.auth.backends.ModelBackend")
    paths = [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, _pattern in patterns()
    ]
    page, found = new_page(user_of(key)), []
    for path in pages_of(client, paths):
        page.goto(path)
        found += [f"{path}: {problem}" for problem in problems(page)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("key", ["", "helen"])
def test_each_page_outside_a_school_is_accessible_and_fits(
    school: School, new_page: NewPage, key: str
) -> None:
    client = Client()
    if key:
        client.force_login(user_of(key), backend="django.contrib.auth.backends.ModelBackend")
    # What does not change with signing in is looked at once.
    paths = [path for path in outside() if not key or not path.startswith(("/guide/", "/help/"))]
    page, found = new_page(user_of(key) if key else None), []
    for path in [*pages_of(client, paths), "/nothing-here/"]:
        page.goto(path)
        found += [f"{path}: {problem}" for problem in problems(page)]
    assert not found, "\n" + "\n".join(found)
