"""Every page there is, as the people of the sample school see it.

Which pages there are comes from the URL configuration, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from handbook.definitions import all_groups
from handbook.topics import all_help
from home import guide, sample
from schools.models import School, User
from tests.conftest import NewPage
from tests.security.addresses import address, arguments_for, patterns
from tests.the_sample import the_sample

from .checking import problems
from .keyboard import by_tab

FILES = (".pdf", ".docx", ".xlsx", ".csv", ".ics")
PEOPLE = ("helen", "amira", "grace", "ruth")
# Each person's pages are parted, for processes to share them.
SHARES = 2


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


def pages_within(school: School, key: str, share: int) -> list[str]:
    """A share of the pages of the school that this person may open, and one that is refused to them."""
    client = Client()
    client.force_login(user_of(key), backend="django.contrib.auth.backends.ModelBackend")
    paths = [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, _pattern in patterns()
    ]
    return pages_of(client, paths[share::SHARES])


def looked_at(page: Page, path: str, *, tab: bool) -> list[str]:
    """What is wrong with the page at this address, with `tab` for the Tab key as well."""
    page.goto(path)
    found = problems(page)
    if tab:
        found += by_tab(page)
    return [f"{path}: {problem}" for problem in found]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("key", PEOPLE)
def test_each_page_of_the_school_is_accessible_fits_and_goes_by_tab(
    school: School, new_page: NewPage, key: str, share: int
) -> None:
    page, found = new_page(user_of(key)), []
    first = Client()
    first.force_login(user_of(PEOPLE[0]), backend="django.contrib.auth.backends.ModelBackend")
    for path in pages_within(school, key, share):
        # The Tab key goes once through each page: as the headteacher where she may open it.
        new = key == PEOPLE[0] or first.get(path).status_code != 200
        found += looked_at(page, path, tab=new)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("key", ["", "helen"])
def test_each_page_outside_a_school_is_accessible_fits_and_goes_by_tab(
    school: School, new_page: NewPage, key: str
) -> None:
    client = Client()
    if key:
        client.force_login(user_of(key), backend="django.contrib.auth.backends.ModelBackend")
    # What does not change with signing in is looked at once.
    paths = [path for path in outside() if not key or not path.startswith(("/guide/", "/help/"))]
    page, found, outsider = new_page(user_of(key) if key else None), [], Client()
    for path in [*pages_of(client, paths), "/nothing-here/"]:
        found += looked_at(page, path, tab=not key or outsider.get(path).status_code != 200)
    assert not found, "\n" + "\n".join(found)


LINK, FIXED = "<a href='/'>one</a>", "<a href='/' style='position: fixed; {}'>two</a>"
# What a page may hold, and what is said of it.
BY_TAB = {
    "<button>one</button><a href='/'>two</a><input type='date'>": "",
    "<a href='/'>one</a>" * 80: "",
    "<label><input type='radio' name='one'>one</label><label><input type='radio' name='one'>two</label>": "",
    "<button style='outline: none'>one</button>": "the focus is not seen",
    "<button style='outline-color: transparent'>one</button>": "the focus is not seen",
    LINK * 60 + "<button style='outline: none'>two</button>" + LINK * 20: "the focus is not seen",
    FIXED.format("top: -90px"): "out of sight",
    LINK * 60 + FIXED.format("left: -999px") + LINK * 20: "out of sight",
    f"{LINK}<div style='position: fixed; inset: 0'>over it</div>": "covered",
    "<div style='position: sticky; top: 0; height: 9rem; background: #fff'>it</div>"
    + f"<p>{LINK}</p>" * 80: "covered",
    f"<p style='height: 2000px'>{LINK * 60}<div style='position: fixed; inset: 0'>it</div>": "covered",
    f"{LINK * 2}<button onfocus='this.previousSibling.focus()'>two</button>{LINK}": "comes back",
    f"{LINK}<button onkeydown='event.preventDefault()'>two</button>{LINK}": "never comes to the end",
    f"{LINK * 79}<button onkeydown='event.preventDefault()'>two</button>": "never comes to the end",
    LINK * 60
    + f"<button onkeydown='event.preventDefault()'>two</button>{LINK * 20}": "keeps the Tab key",
    f"{LINK}<button tabindex='2'>two</button>": "out of its order",
    f"{LINK}<button tabindex='-1'>two</button>": "not reached",
    f"{LINK}<span role='button'>two</span>": "not reached",
    LINK * 60 + "<button onfocus='this.blur()'>two</button>" + LINK * 20: "not reached",
}


def test_what_the_tab_key_cannot_do_is_found(new_page: NewPage) -> None:
    page, said = new_page(None), {}
    for matter, expected in BY_TAB.items():
        page.goto("about:blank")
        page.set_content(f"<style>:focus-visible {{ outline: 2px solid }}</style>{matter}")
        found = by_tab(page)
        said[matter] = expected if any(expected in one for one in found) else "; ".join(found)
    assert said == BY_TAB
