"""A school publishes topic by topic, each off by default; the group sees that and nothing else."""

from __future__ import annotations

import json
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django_scopes import scope, scopes_disabled
from pypdf import PdfReader

from groups.actions import publishing
from groups.exports import workbook
from groups.figures import figures_of
from groups.models import Affiliation, Published
from groups.queries.rollup import rollup
from groups.topics import TOPICS, Figures, digest
from schools.actions import vision
from schools.models import Activity, Member, PositionKind, School
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school
from tests.the_sample import the_sample

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db


def publish(trust: Trust, *topics: str) -> None:
    with scope(school=trust.school):
        publishing.publish(
            trust.joined, trust.head, topics, digest(figures_of(trust.school, trust.group))
        )


def new_vision(trust: Trust) -> None:
    vision.write(
        trust.school, trust.head, base=0, text="New", aims=[], horizon=None, review_on=None
    )


def page_of(trust: Trust) -> str:
    path = "/s/oak/groups/heron-trust/"
    return as_user(trust.head.user).get(path).content.decode()


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_nothing_is_published_by_joining(trust: Trust) -> None:
    page = page_of(trust)
    assert page.count('name="topics"') == len(TOPICS) and "checked" not in page
    assert "sees nothing of the school" in page
    assert (
        "No school publishes anything yet"
        in as_user(trust.admin.user).get("/g/heron-trust/").content.decode()
    )


def test_what_is_ticked_is_published_and_the_rest_is_not(trust: Trust) -> None:
    browser, path = as_user(trust.head.user), "/s/oak/groups/heron-trust/"
    seen = seen_in(browser.get(path).content.decode())
    answer = browser.post(path, {"topics": ["agreed"], "seen": seen})
    assert answer.status_code == 302
    with scope(school=trust.school):
        assert [one.topic for one in Published.objects.all()] == ["agreed"]
        entry = Activity.objects.get(verb="groups.published")
        assert entry.about == {"topics": "vision and roles", "group": "Heron Trust"}
    sees = as_user(trust.reader.user).get("/g/heron-trust/").content.decode()
    assert "Vision and roles" in sees and 'id="topic-plan"' not in sees


def test_figures_that_changed_since_the_page_was_read_are_not_published(trust: Trust) -> None:
    browser, path = as_user(trust.head.user), "/s/oak/groups/heron-trust/"
    seen = seen_in(browser.get(path).content.decode())
    with scope(school=trust.school):
        new_vision(trust)
    answer = browser.post(path, {"topics": ["agreed"], "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409 and "have changed since" in page
    assert re.search(r'value="agreed"[^>]*checked', page)
    with scopes_disabled():
        assert not Published.objects.exists()
    assert browser.post(path, {"topics": ["agreed"], "seen": seen_in(page)}).status_code == 302


def test_unticked_is_deleted(trust: Trust) -> None:
    publish(trust, "agreed", "plan")
    browser, path = as_user(trust.head.user), "/s/oak/groups/heron-trust/"
    browser.post(path, {"topics": ["plan"], "seen": ""})
    with scope(school=trust.school):
        assert [one.topic for one in Published.objects.all()] == ["plan"]
        assert Activity.objects.get(verb="groups.withdrew").about["topics"] == "vision and roles"
    browser.post(path, {"seen": ""})
    with scopes_disabled():
        assert not Published.objects.exists()


def test_the_group_sees_the_copy_until_it_is_renewed(trust: Trust) -> None:
    publish(trust, "agreed")
    with scope(school=trust.school):
        new_vision(trust)
        before = Published.objects.get().figures
        assert before["vision_on"] is None
    assert "Renew with today’s figures" in page_of(trust)
    browser = as_user(trust.head.user)
    browser.post("/s/oak/groups/heron-trust/renew/")
    with scope(school=trust.school):
        assert Published.objects.get().figures["vision_on"] is not None
    assert "Renew with today’s figures" not in page_of(trust)


def test_every_night_what_is_published_becomes_that_of_the_day_and_no_more_is_published(
    trust: Trust,
) -> None:
    publish(trust, "agreed")
    with scope(school=trust.school):
        new_vision(trust)
    out = StringIO()
    call_command("renew_published", stdout=out)
    assert out.getvalue() == "1 schools.\n"
    with scope(school=trust.school):
        (one,) = Published.objects.all()
        assert one.topic == "agreed" and one.figures["vision_on"] is not None


def test_who_may_not_publishes_nothing(trust: Trust) -> None:
    with scope(school=trust.school):
        with pytest.raises(NotAllowed):
            publishing.publish(trust.joined, trust.teacher, ["plan"])
        with pytest.raises(NotAllowed):
            publishing.renew(trust.joined, trust.teacher)
        with pytest.raises(Refused, match="no such thing"):
            publishing.publish(trust.joined, trust.head, ["plan", "names"])
        Affiliation.objects.update(joined_on=None)
        with pytest.raises(Refused, match="does not belong"):
            publishing.publish(trust.joined, trust.head, ["plan"])
        assert not Published.objects.exists()


def test_what_is_published_names_nobody_and_quotes_nothing() -> None:
    school = the_sample()
    with scope(school=school):
        figures = figures_of(school, Affiliation.objects.get().group)
        said = json.dumps(figures, ensure_ascii=False)
        names = {word for one in Member.objects.all() for word in one.name.split()}
        assert not [name for name in names if name in said]
        for values in figures.values():
            for name, value in values.items():
                assert re.fullmatch(r"[a-z0-9_:-]+", name), name
                assert (
                    value is None
                    or isinstance(value, int)
                    or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))
                ), value


def test_the_sample_schools_figures_are_those_of_its_own_pages() -> None:
    school = the_sample()
    with scope(school=school):
        figures = figures_of(school, Affiliation.objects.get().group)
        head = Member.objects.get(name="Helen Marlowe")
        published = Affiliation.objects.get().published.count()
    assert published == len(TOPICS) - 1
    browser = as_user(head.user)
    entitlement = strip_tags(
        browser.get("/s/quillhaven/where-we-are/entitlement/").content.decode()
    )
    assert (
        f"{figures['entitlement']['secured']} of {figures['entitlement']['parts']}" in entitlement
    )
    assert total(figures["plan"], "actions") == sum(
        total(figures["plan"], name) for name in ("done", "green", "amber", "red")
    )
    for what in ("planned", "spent"):
        assert total(figures["money"], what) == total(figures["kinds"], what) > 0


def total(figures: Figures, ending: str) -> int:
    """What those of the figures come to whose names end like this."""
    return sum(v for k, v in figures.items() if k.endswith(ending) and isinstance(v, int))


def several(trust: Trust, many: int) -> None:
    """So many more schools that have joined; every second publishes its plan."""
    for number in range(many):
        school = a_school(name=f"School {number:02}")
        with scope(school=school):
            one = Affiliation.objects.create(
                school=school, group=trust.group, joined_on=trust.joined.joined_on
            )
            if number % 2 == 0:
                figures = {"actions": 10, "done": 2, "green": 3, "amber": 4, "red": 1, "well": 5}
                levels = {"infrastructure": 1 + number, "agreed_on": "2026-05-01"}
                Published.objects.create(
                    school=school, affiliation=one, topic="plan", figures=figures
                )
                Published.objects.create(
                    school=school, affiliation=one, topic="levels", figures=levels
                )


def test_totals_are_of_those_that_publish(trust: Trust) -> None:
    several(trust, 5)
    found = rollup(trust.group)
    assert len(found.schools) == 6
    plan = next(one for one in found.sections if one.topic.key == "plan")
    assert plan.reading == "3 of 6 schools publish this."
    assert [cell.words for cell in plan.together] == ["50 %", "6", "9", "12", "3", "30"]
    levels = next(one for one in found.sections if one.topic.key == "levels")
    assert [cell.words for cell in levels.together] == ["3", "–"]
    assert [one.topic.key for one in found.filled] == ["plan", "levels"]


def test_an_invited_school_is_not_counted(trust: Trust) -> None:
    several(trust, 2)
    with scopes_disabled():
        Affiliation.objects.exclude(pk=trust.joined.pk).update(joined_on=None)
    found = rollup(trust.group)
    assert [one.name for one in found.schools] == ["Oak"] and not found.filled


def test_queries_do_not_grow_with_the_schools(trust: Trust) -> None:
    counts = []
    browser = as_user(trust.reader.user)
    for _round in range(2):
        several(trust, 6)
        for path in ("", "schools/", "people/", "library/"):
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(f"/g/heron-trust/{path}").status_code == 200
            counts.append(len(asked))
    assert counts[:4] == counts[4:] and max(counts) < 12


def test_the_workbook_has_values_and_a_sheet_for_each_topic(trust: Trust) -> None:
    several(trust, 3)
    with scopes_disabled():
        School.objects.filter(name="School 00").update(name="=1+1")
    book = openpyxl.load_workbook(BytesIO(workbook(trust.group, rollup(trust.group))))
    assert book.sheetnames == ["Actions of the plan", "Levels of the self-review"]
    rows = list(book.worksheets[0].values)
    assert rows[0][:3] == ("School", "Figures of", "Done or on track")
    assert rows[1][0] == "=1+1" and book.worksheets[0]["A2"].data_type == "s"
    assert rows[1][2:] == (50, 2, 3, 4, 1, 10)
    answer = as_user(trust.reader.user).get("/g/heron-trust/schools.xlsx")
    assert "heron-trust-schools.xlsx" in answer["Content-Disposition"]


def test_on_paper_stands_what_stands_on_the_page(trust: Trust) -> None:
    several(trust, 3)
    answer = as_user(trust.reader.user).get("/g/heron-trust/schools.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    text = " ".join(text.split())
    assert "2 of 4 schools publish this." in text and "School 02" in text and "Together" in text
    assert "Oak" not in text.replace("Oak publishes", "")


def test_another_head_sees_nothing_of_it(trust: Trust) -> None:
    publish(trust, "plan")
    other = a_school(slug="ash")
    head = a_member(other, PositionKind.HEADTEACHER)
    with scope(school=other):
        assert not Published.objects.exists()
    assert "Heron Trust" not in as_user(head.user).get("/s/ash/groups/").content.decode()
