from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from home import guide
from home.guide import GuidePage
from tests.factories import a_member, a_school, signed_in

SLUGS = ["leadership", "heads-of-department", "coordination", "negotiation", "links"]


@pytest.mark.django_db
def test_the_first_page_says_what_this_is_without_signing_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Who decides about ICT in your school, why, and did learning improve?" in page
    assert reverse("account_login") in page
    assert reverse("account_signup") in page
    assert "release time 120 min" in page
    assert "Vision" in page


@pytest.mark.django_db
def test_where_signing_up_is_closed_the_first_page_does_not_offer_it(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    settings.SIGN_UP_OPEN = False  # type: ignore[attr-defined]
    page = client.get("/").content.decode()
    assert reverse("account_signup") not in page
    assert "Whoever runs this server adds the first headteacher" in page


@pytest.mark.django_db
def test_who_is_signed_in_is_led_to_their_school(client: Client) -> None:
    signed_in(client, a_member(a_school(), "teacher"))
    page = client.get("/").content.decode()
    assert reverse("home:start") in page
    assert reverse("account_signup") not in page


def test_the_guide_lists_every_page(client: Client) -> None:
    page = client.get(reverse("guide:index")).content.decode()
    assert [one.slug for one in guide.PAGES] == SLUGS
    for slug in SLUGS:
        assert reverse("guide:page", args=[slug]) in page
    assert page.index("Defining roles") < page.index("Elsewhere")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_of_the_guide_is_public_and_says_what_it_is_about(client: Client, slug: str) -> None:
    page = client.get(reverse("guide:page", args=[slug])).content.decode()
    about = re.search(r'<meta name="description"\s+content="([^"]{40,})"', page)
    assert about is not None
    assert re.search(r"<title>[^<]+ · Guide · ICT Lead</title>", page)
    assert len(re.findall("<h1>", page)) == 1


def test_one_reads_through_the_guide_from_page_to_page(client: Client) -> None:
    here, seen = "leadership", ["leadership"]
    while True:
        page = client.get(reverse("guide:page", args=[here])).content.decode()
        following = re.search(r'href="/guide/([\w-]+)/">[^<]+ →</a>', page)
        if following is None:
            break
        here = following[1]
        seen.append(here)
    assert seen == SLUGS


def test_there_is_no_page_of_another_name(client: Client) -> None:
    assert client.get(reverse("guide:page", args=["nothing"])).status_code == 404


def test_a_later_part_adds_its_page(client: Client) -> None:
    page = GuidePage("more", "More", "About more.", "guide/links.html", "Another part")
    guide.add_page(page)
    guide.add_page(page)
    try:
        assert guide.PAGES.count(page) == 1
        answer = client.get(reverse("guide:index")).content.decode()
        assert "Another part" in answer
        assert client.get(reverse("guide:page", args=["more"])).status_code == 200
    finally:
        guide.PAGES.remove(page)


def test_useful_links_lead_elsewhere_safely_and_say_what_each_is_for(client: Client) -> None:
    page = client.get(reverse("guide:page", args=["links"])).content.decode()
    links = re.findall(r'<a href="(https://[^"]+)" rel="noopener">[^<]+</a>\s*<small>[^<]+', page)
    assert len(links) == len(set(links)) == page.count('rel="noopener"') >= 15


@pytest.mark.django_db
def test_the_example_can_be_taken_away_as_pdf(client: Client) -> None:
    from pypdf import PdfReader

    answer = client.get(reverse("guide:example_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "ICT coordinator" in text
    assert "{" not in text


@pytest.mark.django_db
def test_the_example_can_be_taken_away_for_word(client: Client) -> None:
    from docx import Document

    answer = client.get(reverse("guide:example_docx"))
    document = Document(BytesIO(answer.content))
    words = [one.text for one in document.paragraphs] + [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]
    assert any("ICT coordinator" in one for one in words)
    assert "docx" in answer["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/guide/", "/guide/links/", "/help/", "/help/plan/", "/help/definitions/"),
        *("/account/login/", "/account/signup/", "/account/password/reset/"),
    ],
)
def test_a_public_page_says_to_search_engines_once_what_it_is_about(
    client: Client, path: str
) -> None:
    page = client.get(path).content.decode()
    assert len(re.findall(r'<meta name="description"\s+content="[^"]{40,}"', page)) == 1
    assert len(re.findall("<title>", page)) == 1


@pytest.mark.django_db
def test_a_page_of_a_school_says_nothing_to_search_engines(client: Client) -> None:
    member = a_member(a_school(), "teacher")
    signed_in(client, member)
    page = client.get(reverse("front", args=[member.school.slug])).content.decode()
    assert '<meta name="description"' not in page


@pytest.mark.django_db
def test_whether_a_page_has_notes_beside_it_is_said_before_them(client: Client) -> None:
    noted, bare = (client.get(path).content.decode() for path in ("/", "/account/password/reset/"))
    assert noted.index('class="matter noted"') < noted.index('<aside class="margin"')
    assert 'class="matter"' in bare and "<aside" not in bare
