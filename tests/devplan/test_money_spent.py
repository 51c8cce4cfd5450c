"""Money planned beside money spent: the sums, the bars, the page, and what has to be bought again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from devplan.actions import costing
from devplan.forecast import Again, Bought, replacements
from devplan.models import Action, Cost, Spending
from devplan.money import MOST, Item, table
from devplan.moneybars import money_bars
from devplan.queries.money import money_of
from devplan.years import academic_year, name
from tests.devplan.parts import World, a_world, agree, today
from tests.factories import signed_in

WHY = "So that no lesson fails for want of it"


def test_what_is_spent_stands_beside_what_is_planned_line_by_line() -> None:
    # Laid out by hand: equipment 1,200 + 800 planned, 1,150 + 0 spent; training 300 planned, 375 spent.
    items = [
        Item(2026, 120000, "equipment", spent=115000),
        Item(2027, 80000, "equipment"),
        Item(2026, 30000, "training", spent=37500),
    ]
    found = table(items, [2026, 2027], lambda one: one.kind)
    assert [(one.label, one.total, one.spent) for one in found.lines] == [
        ("equipment", 200000, 115000),
        ("training", 30000, 37500),
    ]
    assert found.spent_by_year == {2026: 152500, 2027: 0}
    assert found.spent == 152500


@given(
    st.lists(
        st.builds(
            Item,
            st.integers(2025, 2030),
            st.integers(0, MOST),
            st.sampled_from("abc"),
            spent=st.integers(-MOST, MOST),
        )
    )
)
def test_spending_comes_to_the_same_by_line_and_by_year(items: list[Item]) -> None:
    found = table(items, [2026, 2027, 2028], lambda one: one.kind)
    inside = sum(one.spent for one in items if one.year in found.years)
    assert found.spent == inside == sum(found.spent_by_year.values())


def test_the_bar_of_what_is_spent_is_on_the_same_scale() -> None:
    rows = [("2026/27", [300000, 100000]), ("2027/28", [200000, 0])]
    for narrow in (False, True):
        first, second = money_bars(rows, [[150000, 200000], [0, -5000]], narrow=narrow).bars
        # 150,000 is half of 300,000, and 200,000 twice 100,000.
        assert first.spent_parts[0].width == pytest.approx(first.parts[0].width / 2, abs=0.02)
        assert first.spent_parts[1].width == pytest.approx(first.parts[1].width * 2, abs=0.02)
        assert first.spent == "£3,500"
        assert (second.spent_parts, second.spent) == ((), "−£50")
        assert second.y > first.spent_y + 11
    plain = money_bars(rows).bars[0]
    assert (plain.spent_parts, plain.spent) == ((), "")


def test_more_spent_than_planned_widens_the_scale_and_stays_within_it() -> None:
    found = money_bars([("2026/27", [100])], [[400]])
    assert found.bars[0].spent_end == pytest.approx(found.width - 96)
    assert found.bars[0].end < found.bars[0].spent_end


def test_what_lasts_five_years_is_bought_again_after_five_and_after_ten() -> None:
    bought = [Bought("Tablets", 2026, 960000, 5), Bought("Switch", 2027, 190000, 8)]
    found = {one.year: one for one in replacements(bought, 2027, 10)}
    assert list(found) == list(range(2027, 2037))
    # By hand: tablets 2031 and 2036, the switch 2035.
    assert {year: one.pence for year, one in found.items() if one.pence} == {
        2031: 960000,
        2035: 190000,
        2036: 960000,
    }
    assert found[2035] == Again(2035, 190000, (("Switch", 190000),))


@given(
    st.lists(
        st.builds(
            Bought,
            st.just("x"),
            st.integers(2015, 2035),
            st.integers(1, MOST),
            st.integers(0, 12),
        )
    )
)
def test_nothing_is_bought_again_before_it_is_worn_out(bought: list[Bought]) -> None:
    found = replacements(bought, 2026, 10)
    assert [one.year for one in found] == list(range(2026, 2036))
    for one in found:
        due = [each for each in bought if each.lasts and one.year > each.year]
        due = [each for each in due if (one.year - each.year) % each.lasts == 0]
        assert one.pence == sum(each.pence for each in due)


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def planned(world: World, *costs: costing.CostWords) -> list[Cost]:
    revision = Action.objects.get(pk=world.action.pk).revision
    costing.set_costs(world.action, world.head, list(costs), revision)
    return list(Cost.objects.filter(action=world.action).order_by("year", "pk"))


def pay(world: World, cost: Cost, pence: int) -> None:
    Spending.objects.create(
        school=world.school, cost=cost, pence=pence, spent_on=today(), recorded_by=world.head
    )


def page(client: Client, world: World, query: str = "") -> str:
    address = reverse("devplan:money", args=[world.school.slug, world.plan.pk])
    response = signed_in(client, world.head).get(address + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_the_page_says_how_much_of_the_running_years_money_is_spent(
    client: Client, world: World
) -> None:
    year = academic_year(today())
    world.plan.first_year = year
    world.plan.save()
    equipment, training = planned(
        world,
        costing.CostWords(year, 1200000, "equipment", True, "grant", WHY, 5),
        costing.CostWords(year, 210000, "training", False, "budget", WHY),
    )
    agree(world)
    assert "The plan costs £14,100 over 3 years" in page(client, world)
    pay(world, equipment, 972500)
    pay(world, training, 17500)
    said = page(client, world, "?by=kind")
    assert f"£9,900 of £14,100 planned for {name(year)} is spent" in said
    assert "£9,725 spent" in said
    assert "In all £9,900 of £14,100 is spent." in said
    # What lasts five years is bought again in five and in ten: 2 × £12,000.
    assert f"£24,000 falls due again by {name(year + 10)}" in said
    pay(world, training, 200000)
    over = page(client, world, "?by=kind")
    assert f"“training” took more than planned in {name(year)}: £2,175 of £2,100." in over
    assert "▲" in over


@pytest.mark.django_db
def test_a_past_year_of_which_much_is_left_is_called_underspent(world: World) -> None:
    year = academic_year(today())
    world.plan.first_year = year - 1
    world.plan.save()
    (cost,) = planned(world, costing.CostWords(year - 1, 100000, "training", False, "budget", WHY))
    pay(world, cost, 79900)
    found = money_of(world.plan, "kind")
    assert found.spent_sentence == (
        f"“training” was underspent in {name(year - 1)}: £799 of £1,000."
    )
    pay(world, cost, 100)
    assert "underspent" not in money_of(world.plan, "kind").spent_sentence


@pytest.mark.django_db
def test_of_a_dropped_action_only_what_was_spent_counts(world: World) -> None:
    year = world.plan.first_year
    first, second = planned(
        world,
        costing.CostWords(year, 100000, "training", False, "budget", WHY),
        costing.CostWords(year + 1, 50000, "equipment", False, "budget", WHY, 4),
    )
    assert money_of(world.plan).again
    pay(world, first, 30000)
    Action.objects.update(status="dropped")
    found = money_of(world.plan)
    assert (found.table.total, found.table.spent) == (0, 30000)
    assert not found.again
    assert found.headline == "£300 was spent; nothing is planned any longer"
    assert second.pence == 50000


@pytest.mark.django_db
def test_where_nothing_says_how_long_it_lasts_the_page_says_what_would_stand_there(
    client: Client, world: World
) -> None:
    planned(world, costing.CostWords(world.plan.first_year, 5000, "equipment", False, "x", WHY))
    assert "how many years what is bought will last" in page(client, world)
