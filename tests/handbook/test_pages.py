"""The pages of the help, for everybody, within a school, and beside a page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from handbook.queries import search
from handbook.topics import all_help
from schools.labels import LABELS
from schools.models import School
from tests.factories import a_member, a_school, signed_in
from tests.security.addresses import address, arguments_for, browsers, patterns
from tests.the_sample import the_sample

FIXED = ["/help/", "/help/definitions/"]
FILES = (".pdf", ".docx", ".xlsx", ".csv", ".ics")


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


def test_everybody_reads_the_help_without_signing_in(client: Client) -> None:
    for path in [*FIXED, *(f"/help/{slug}/" for slug in all_help().topics)]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        html = answer.content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert not re.search(r"\{(?:\w+)\}", html.split("<main")[1].split("</main")[0]), path


@pytest.mark.parametrize(
    "path", ["/help/nothing/", "/help/definitions/nothing/", "/help/../secret/", "/help/plan.md"]
)
def test_a_topic_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_link_within_the_help_leads_to_a_page(client: Client) -> None:
    seen, left = set(), list(FIXED)
    while left:
        path = left.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        found = re.findall(r'href="(/help/[^"#?]*)', answer.content.decode())
        left += [one for one in found if one not in seen]
    assert seen >= {f"/help/{slug}/" for slug in all_help().topics}
    assert sum("/definitions/" in path for path in seen) > 15


@pytest.mark.django_db
def test_within_a_school_the_help_speaks_that_school_s_words() -> None:
    school = a_school(label_words={"smt": "SLT", "ict": "digital", "coordinator": "<b>lead</b>"})
    browser = signed_in(Client(), a_member(school, "governor"))
    html = browser.get(f"/s/{school.slug}/help/plan/").content.decode()
    assert "SLT, the digital &lt;b&gt;lead&lt;/b&gt;" in html
    assert "SMT" not in html.split("<main")[1]
    assert f'href="/s/{school.slug}/help/money/"' in html
    assert f'href="/s/{school.slug}/plan/">Open this page' in html


@pytest.mark.django_db
def test_nobody_from_elsewhere_reads_the_help_of_a_school() -> None:
    school, stranger = a_school(), a_member(a_school(), "headteacher")
    assert signed_in(Client(), stranger).get(f"/s/{school.slug}/help/").status_code == 404
    assert Client().get(f"/s/{school.slug}/help/").status_code == 302


@pytest.mark.django_db
def test_beside_a_page_only_the_matter_is_sent() -> None:
    school = a_school()
    browser = signed_in(Client(), a_member(school, "teacher"))
    for page in ("help/", "help/plan/", "help/definitions/", "help/definitions/influence/"):
        answer = browser.get(f"/s/{school.slug}/{page}", headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert "<html" not in html and html.count("<h2") == 1
        assert 'id="help-title"' in html
        assert "HX-Request" in answer["Vary"]


def test_every_page_of_a_school_leads_to_its_own_topic(school: School) -> None:
    wrong = []
    for key in ("helen", "amira"):
        client = browsers()[key]
        for name, route, _pattern in patterns():
            path = address(name, arguments_for(school, name, route), school.slug)
            if path.endswith(FILES):
                continue
            answer = client.get(path)
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            html = answer.content.decode()
            if answer.status_code != 200 or "<html" not in html:
                continue
            topic = all_help().of_page[name]
            if f'<a href="/s/{school.slug}/help/{topic.slug}/" data-help>Help</a>' not in html:
                wrong.append(name)
    assert wrong == []


@pytest.mark.django_db
def test_a_page_outside_a_school_leads_to_its_topic(client: Client) -> None:
    html = client.get("/account/login/").content.decode()
    assert '<a href="/help/signing-in/">Help</a>' in html


@pytest.mark.django_db
def test_the_help_costs_no_query_of_its_own(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Client()
    client.get("/help/plan/")
    with django_assert_num_queries(0):
        client.get("/help/plan/")
        client.get("/help/?q=influence")
        client.get("/help/definitions/")


def test_words_are_found_in_topics_and_in_definitions(client: Client) -> None:
    html = client.get("/help/?q=consensus").content.decode()
    assert "Consensus</mark> on a duty" in html
    assert "Reading the results" in html
    html = client.get("/help/?q=zzzz").content.decode()
    assert "0 pages of the help speak of" in html
    assert "Reading the plan" in html


def test_a_word_is_found_in_the_school_s_own_words() -> None:
    own = {**LABELS, "smt": "kitchen cabinet"}
    assert search("kitchen cabinet", own)
    assert not search("kitchen cabinet", LABELS)


def test_titles_come_first() -> None:
    found = search("registers", LABELS)
    titles = ["".join(piece.text for piece in hit.title) for hit in found]
    assert titles[0] in ("The registers", "Bringing a register")


def test_what_is_typed_is_never_markup(client: Client) -> None:
    html = client.get("/help/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_the_help_is_found_beside_the_school_s_own_things(school: School) -> None:
    browser = browsers()["daniel"]
    html = browser.get(f"/s/{school.slug}/find/?q=consensus").content.decode()
    assert f'href="/s/{school.slug}/help/definitions/consensus/"' in html
    assert "Use fewer words" not in html
    html = browser.get(
        f"/s/{school.slug}/find/now/?q=consensus", headers={"HX-Request": "true"}
    ).content.decode()
    assert f'href="/s/{school.slug}/help/definitions/consensus/"' in html


def test_a_guest_reads_the_help_as_well(school: School) -> None:
    assert browsers()["elin"].get(f"/s/{school.slug}/help/rating/").status_code == 200


def test_figures_lead_to_what_they_mean(school: School) -> None:
    browser = browsers()["helen"]
    for path, key in (
        ("", "on-time"),
        ("", "entitlement-signed"),
        ("plan/", "rag-together"),
        ("roles/matrix/", "load"),
        ("where-we-are/entitlement/", "entitlement-met"),
        ("where-we-are/registers/", "falls-due"),
        ("plan/impact/", "way-travelled"),
    ):
        html = browser.get(f"/s/{school.slug}/{path}", follow=True).content.decode()
        assert f'data-help href="/s/{school.slug}/help/definitions/{key}/"' in html, (path, key)
    with scope(school=school):
        from audits.models import SelfReview, SkillsAudit
        from priorities.models import Review

        review = Review.objects.filter(state="revealed").first()
        audit = SkillsAudit.objects.order_by("pk").first()
        judged = SelfReview.objects.filter(state="agreed").first()
    assert review and audit and judged
    for path, key in (
        (f"priorities/{review.pk}/results/", "kendalls-w"),
        (f"where-we-are/training/{audit.pk}/results/", "small-groups"),
        (f"where-we-are/self-review/{judged.pk}/", "levels"),
    ):
        html = browser.get(f"/s/{school.slug}/{path}").content.decode()
        assert f"help/definitions/{key}/" in html, (path, key)
