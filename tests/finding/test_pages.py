from __future__ import annotations

import random
from string import ascii_letters
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from finding.recent import Page, keep, seen
from roles.models import Duty
from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return a_school(name="Fern & Field School", set_up_at=timezone.now())


@pytest.fixture
def head(school: School) -> Member:
    return a_member(school, "headteacher")


def page(client: Client, school: School, words: str, name: str = "find") -> str:
    answer = client.get(reverse(f"finding:{name}", args=[school.slug]), {"q": words})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_what_was_found_stands_by_step_with_its_words_marked(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    with scope(school=school):
        Duty.objects.create(
            school=school, text="<b>Feed</b> the hamsters", why="They’re hungry", area="staff"
        )
    call_command("index_school", school.slug)
    html = page(client, school, "hamster")
    assert "One thing speaks of “hamster”" in html
    assert "&lt;b&gt;Feed&lt;/b&gt; the <mark>hamsters</mark>" in html
    assert "<b>Feed" not in html
    assert "<mark>hamsters</mark>" in page(client, school, "hamster", "now")


def test_pages_are_found_by_name_and_nothing_is_said_kindly(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    html = page(client, school, "activ")
    assert f'<a href="/s/{school.slug}/activity/">Activity</a></li>' in html
    html = page(client, school, "<script>")
    assert "Nothing in the school speaks of “&lt;script&gt;”" in html
    assert "Use fewer words" in html


def test_the_last_ten_pages_are_kept_for_their_reader_alone(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    names = ("vision", "people", "settings", "calendar", "activity", "years")
    for name in names:
        client.get(reverse(f"schools:{name}", args=[school.slug]))
    places = page(client, school, "", "places")
    assert "Seen last" in places
    assert places.index("/settings/years/") < places.index("/people/")
    client.post(reverse("schools:people_add", args=[school.slug]), {})
    assert "/people/add/" not in page(client, school, "", "places")
    other = a_member(school, "teacher")
    signed_in(client, other)
    client.cookies["recent"] = client.cookies["recent"].value
    assert "Seen last" not in page(client, school, "", "places")


def test_a_forged_or_cut_cookie_is_nobodys(client: Client, school: School, head: Member) -> None:
    signed_in(client, head)
    for value in ("", "x", "W1tdXQ:1:forged"):
        client.cookies["recent"] = value
        assert "Seen last" not in page(client, school, "", "places")


def test_the_cookie_tells_no_title_and_fits_however_long_the_addresses(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    client.get(reverse("schools:people", args=[school.slug]))
    value = client.cookies["recent"].value
    assert value.startswith("sealed:") and "People" not in value
    request, response = RequestFactory().get("/"), HttpResponse()
    for number in range(12):
        url = f"/s/{number}/" + "".join(random.Random(number).choices(ascii_letters, k=180))
        response = HttpResponse()
        keep(request, response, head, Page(url[-55:], url))
        request.COOKIES["recent"] = response.cookies["recent"].value
        assert len(response.cookies["recent"].value) <= 3_900
    assert seen(request, head)[0].url == url
    assert 5 < len(seen(request, head)) <= 10


def test_no_page_asks_more_of_the_database_for_being_remembered(
    client: Client, school: School, head: Member, settings: Any
) -> None:
    signed_in(client, head)
    address = reverse("schools:people", args=[school.slug])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    remembered = asked()
    assert client.cookies["recent"].value
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Recent" not in one]
    client.handler.load_middleware()
    assert remembered == asked()


def test_each_page_tells_where_in_the_cycle_it_is(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)

    def trail(name: str, *arguments: Any) -> str:
        html = client.get(reverse(name, args=[school.slug, *arguments])).content.decode()
        if 'aria-label="Where this is"' not in html:
            return ""
        inside = html.split('aria-label="Where this is">')[1].split("</nav>")[0]
        return " ".join(" ".join(part.split(">")[-1] for part in inside.split("<")).split()).strip()

    assert trail("front") == ""
    assert trail("roles:index") == "Front page · Roles · Who leads what"
    assert trail("schools:people_add") == "Front page · People"
    assert trail("roles:duties") == "Front page · Roles · Duties"
    assert trail("schools:settings_details").startswith("Front page · Settings")
    assert trail("finding:find") == "Front page · Find"
