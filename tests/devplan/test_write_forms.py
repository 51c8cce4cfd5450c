"""The forms in which a plan is written: terms and days, lines without JavaScript, what is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from lxml import html  # type: ignore[import-untyped]

from devplan.actions import costing, writing
from devplan.models import Action, Criterion
from tests.devplan.parts import World, a_world
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def page_of(client: Client, world: World, page: str, *more: Any, **options: Any) -> Any:
    """The page, read as a tree."""
    return html.fromstring(client.get(url(world, page, *more), **options).content.decode())


# ---- Days and terms


@pytest.mark.parametrize(
    ("starts", "ends", "sent", "expected"),
    [
        (None, None, {}, ("2026-09-01", "2026-12-18")),
        (None, None, {"starts_on": "2026-10-01"}, ("2026-10-01", "2026-12-18")),
        # Days as they stood give way to the term; a day that was typed anew stays.
        ("2026-01-01", "2026-02-01", {}, ("2026-09-01", "2026-12-18")),
        ("2026-01-01", "2026-02-01", {"ends_on": "2026-11-01"}, ("2026-09-01", "2026-11-01")),
    ],
)
def test_a_term_gives_the_days_that_were_not_typed(
    client: Client,
    world: World,
    starts: str | None,
    ends: str | None,
    sent: dict[str, str],
    expected: tuple[str, str],
) -> None:
    Action.objects.filter(pk=world.action.pk).update(starts_on=starts, ends_on=ends)
    world.plan.first_year = 2026
    world.plan.save()
    a_term(world, "autumn", date(2026, 9, 1), date(2026, 12, 18))
    signed_in(client, world.coordinator)
    usual = {"text": "Survey", "revision": 1, "term": "2026-autumn"}
    days = {"starts_on": starts or "", "ends_on": ends or ""}
    client.post(url(world, "edit_action", world.action.pk), usual | days | sent, headers=HTMX)
    action = Action.objects.get(pk=world.action.pk)
    assert (str(action.starts_on), str(action.ends_on)) == expected
    form = page_of(client, world, "edit_action", world.action.pk, headers=HTMX)
    whole = expected == ("2026-09-01", "2026-12-18")
    chosen = form.xpath("//select[@name='term']/option[@selected]/@value")
    assert chosen == (["2026-autumn"] if whole else [""])
    option = form.xpath("//option[@value='2026-autumn']")[0]
    assert (option.get("data-starts"), option.get("data-ends")) == ("2026-09-01", "2026-12-18")


def a_term(world: World, name: str, starts: date, ends: date) -> None:
    from schools.models import AcademicYear, Term

    year, _new = AcademicYear.objects.get_or_create(school=world.school, starts_in=starts.year)
    Term.objects.update_or_create(
        school=world.school, year=year, name=name, defaults={"starts_on": starts, "ends_on": ends}
    )


def test_the_days_of_a_term_can_be_emptied_again(client: Client, world: World) -> None:
    world.plan.first_year = 2026
    world.plan.save()
    a_term(world, "autumn", date(2026, 9, 1), date(2026, 12, 18))
    Action.objects.filter(pk=world.action.pk).update(
        starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18)
    )
    signed_in(client, world.coordinator)
    sent = {"text": "Survey", "revision": 1, "term": "2026-autumn", "starts_on": "", "ends_on": ""}
    client.post(url(world, "edit_action", world.action.pk), sent, headers=HTMX)
    action = Action.objects.get(pk=world.action.pk)
    assert (action.starts_on, action.ends_on) == (None, None)


# ---- Lines of a form without JavaScript


def test_one_criterion_more_keeps_what_was_typed_and_refuses_nothing(
    client: Client, world: World
) -> None:
    signed_in(client, world.coordinator)
    sent = {
        "text": "",
        "strand": world.strand.pk,
        "criteria-TOTAL_FORMS": 1,
        "criteria-INITIAL_FORMS": 0,
        "criteria-0-text": "Half a criterion",
        "more": "1",
    }
    for path in (
        url(world, "new_objective", world.strand.pk),
        url(world, "edit_objective", world.objective.pk),
    ):
        answer = client.post(path, sent)
        assert answer.status_code == 200
        page = html.fromstring(answer.content.decode())
        assert page.xpath("//textarea[@name='criteria-0-text']")[0].text.strip() == (
            "Half a criterion"
        )
        assert page.xpath("//textarea[@name='criteria-1-text']/@autofocus")
        assert not page.xpath("//*[@aria-invalid]")
    assert not Criterion.objects.exists()


def test_a_criterion_that_is_emptied_is_taken_out(client: Client, world: World) -> None:
    words = writing.ObjectiveWords(
        "Reached",
        world.strand.pk,
        criteria=[writing.CriterionWords("One"), writing.CriterionWords("Two")],
    )
    made = writing.add_objective(world.plan, world.head, words)
    one, two = made.criteria.all()
    signed_in(client, world.coordinator)
    sent = {
        "text": "Reached",
        "strand": world.strand.pk,
        "revision": 1,
        "criteria-TOTAL_FORMS": 2,
        "criteria-INITIAL_FORMS": 0,
        "criteria-0-text": "",
        "criteria-0-pk": one.pk,
        "criteria-1-text": "Two",
        "criteria-1-pk": two.pk,
    }
    client.post(url(world, "edit_objective", made.pk), sent)
    assert [row.pk for row in made.criteria.all()] == [two.pk]


def test_a_new_cost_begins_in_the_year_of_its_action(client: Client, world: World) -> None:
    year = world.plan.first_year
    Action.objects.filter(pk=world.action.pk).update(starts_on=date(year + 1, 10, 1))
    signed_in(client, world.coordinator)
    form = page_of(client, world, "costs", world.action.pk, headers=HTMX)
    assert form.xpath("//select[@name='costs-0-year']/option[@selected]/@value") == [str(year + 1)]


def test_funding_sources_so_far_are_offered(client: Client, world: World) -> None:
    line = costing.CostWords(
        world.plan.first_year, 100, "service", funding="Parents’ fund", rationale="Because it helps"
    )
    costing.set_costs(world.action, world.head, [line], 1)
    signed_in(client, world.coordinator)
    form = page_of(client, world, "costs", world.action.pk)
    listed = form.xpath("//input[@name='costs-0-funding']/@list")[0]
    assert form.xpath(f"//datalist[@id='{listed}']/option/@value") == ["Parents’ fund"]
