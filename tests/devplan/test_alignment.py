"""Each check finds what it names, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplan.alignment import (
    CHECKS,
    Action,
    Aim,
    Cost,
    Duty,
    Facts,
    Found,
    Gap,
    Load,
    Measure,
    Objective,
    run,
)

GOOD = (Measure(True, True),)
AIM = Aim(1, "All pupils create")


def found(name: str, facts: Facts) -> list[Found]:
    return next(rows for check, rows in run(facts) if check.name == name)


def bought(*beside: str) -> Facts:
    """Tablets for 4,800 pounds, with actions of other strands for the same aim."""
    kinds = ["infrastructure", *beside]
    return Facts(
        aims=[AIM],
        objectives=[Objective(n, f"Objective {n}", kind, 1, GOOD) for n, kind in enumerate(kinds)],
        actions=[Action(n, "24 tablets" if n == 0 else "Other", n) for n in range(len(kinds))],
        costs=[Cost(0, 400000, "grant", "why"), Cost(0, 80000, "grant", "why")],
    )


def test_money_for_equipment_without_training_is_found_with_its_rows() -> None:
    (one,) = found("aim_without_staff", bought("capability"))
    assert one.sentence == (
        "“All pupils create” takes £4,800 for infrastructure or content, and no action of a staff "
        "strand serves it."
    )
    assert one.thing == "aim:1"
    assert list(one.rows) == ["24 tablets · £4,800"]
    assert not found("aim_without_curriculum", bought("capability"))


@pytest.mark.parametrize("staff", ["staff_use", "pedagogy"])
@pytest.mark.parametrize("curriculum", ["capability", "subjects"])
def test_money_beside_training_and_curriculum_is_well(staff: str, curriculum: str) -> None:
    facts = bought(staff, curriculum)
    assert [rows for _check, rows in run(facts) if rows] == []


def test_an_objective_without_an_action_helps_nobody() -> None:
    facts = bought("pedagogy", "capability")
    without = Facts(facts.aims, facts.objectives, facts.actions[:2], facts.costs)
    assert not found("aim_without_staff", without)
    assert found("aim_without_curriculum", without)


def test_money_in_other_strands_asks_for_nothing_beside_it() -> None:
    facts = bought()
    other = Facts(
        facts.aims, [Objective(0, "Cover", "pedagogy", 1, GOOD)], facts.actions, facts.costs
    )
    assert not found("aim_without_curriculum", other)


def test_an_aim_that_nothing_serves_is_found() -> None:
    (one,) = found("aim_without_objective", Facts(aims=[AIM]))
    assert one.sentence == "No objective serves the aim “All pupils create”."


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ((), "has no indicator"),
        ((Measure(False, True),), "where it stands now"),
        ((Measure(True, False),), "without a target"),
        ((Measure(True, False), Measure(False, True)), "without a target"),
    ],
)
def test_what_cannot_be_measured_is_found(measures: tuple[Measure, ...], said: str) -> None:
    (one,) = found(
        "objective_unmeasured", Facts(objectives=[Objective(3, "Better", "content", 1, measures)])
    )
    assert said in one.sentence and one.target == 3


def test_costs_without_source_or_reason_are_found_by_action() -> None:
    facts = Facts(
        objectives=[Objective(1, "x", "other")],
        actions=[Action(7, "Buy", 1)],
        costs=[Cost(7, 100, "", "why"), Cost(7, 50, " ", ""), Cost(7, 20, "grant", "why")],
    )
    (source,) = found("cost_unfunded", facts)
    assert source.sentence == "Costs of £1.50 for “Buy” have no funding source."
    (reason,) = found("cost_unexplained", facts)
    assert reason.sentence == "A cost of £0.50 for “Buy” has no rationale."


@pytest.mark.parametrize(
    ("minutes", "release", "finds"),
    [(121, 120, True), (120, 120, False), (500, None, False), (500, 0, False)],
)
def test_a_lead_over_a_hundred_per_cent_is_found(
    minutes: int, release: int | None, finds: bool
) -> None:
    facts = Facts(
        objectives=[Objective(1, "x", "other")],
        actions=[Action(1, "One", 1, lead=5), Action(2, "Two", 1, lead=5)],
        loads=[Load(5, "Priya Shah", 9, "ICT coordinator", minutes, release)],
    )
    rows = found("lead_overloaded", facts)
    assert bool(rows) == finds
    if rows:
        assert rows[0].sentence.startswith(
            "Priya Shah leads 2 actions, and has 2 hours 1 minute of duties a week in 2 hours"
        )
        assert rows[0].target == 9


def test_who_leads_only_what_is_done_is_not_overloaded_by_it() -> None:
    facts = Facts(
        objectives=[Objective(1, "x", "other")],
        actions=[Action(1, "One", 1, lead=5, settled=True)],
        loads=[Load(5, "Priya Shah", 9, "ICT coordinator", 500, 60)],
    )
    assert not found("lead_overloaded", facts)


def test_a_duty_to_be_done_more_asks_for_an_action() -> None:
    more = [Duty(4, "Coach colleagues", "Review 2026"), Duty(5, "Moderate", "Review 2026")]
    facts = Facts(
        objectives=[Objective(1, "x", "other")], actions=[Action(1, "One", 1, duty=4)], more=more
    )
    assert [one.thing for one in found("duty_without_action", facts)] == ["duty:5"]


def test_each_check_says_why_it_matters() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS) == 9
    assert all(str(check.title) and str(check.why) for check in CHECKS)


kinds = st.sampled_from(
    ["infrastructure", "content", "staff_use", "pedagogy", "capability", "subjects", "other"]
)


@given(st.lists(st.tuples(kinds, st.integers(1, 3), st.integers(0, 10**6)), max_size=12))
def test_money_is_found_alone_exactly_where_a_kind_is_missing(
    rows: list[tuple[str, int, int]],
) -> None:
    facts = Facts(
        aims=[Aim(n, f"Aim {n}") for n in (1, 2, 3)],
        objectives=[Objective(n, f"O{n}", kind, aim) for n, (kind, aim, _p) in enumerate(rows)],
        actions=[Action(n, f"A{n}", n) for n in range(len(rows))],
        costs=[Cost(n, pence, "x", "y") for n, (_k, _a, pence) in enumerate(rows)],
    )
    expected = [
        f"aim:{aim}"
        for aim in (1, 2, 3)
        if any(a == aim and p and k in ("infrastructure", "content") for k, a, p in rows)
        and not any(a == aim and k in ("staff_use", "pedagogy") for k, a, _p in rows)
    ]
    assert [one.thing for one in found("aim_without_staff", facts)] == expected


GAP = Gap(("entitlement", 4), "Pupils log data", "Science, KS2", "signed as not yet")


def test_a_signed_gap_that_no_action_takes_up_is_found() -> None:
    (one,) = found("gap_without_action", Facts(gaps=[GAP]))
    assert one.sentence == (
        "Science, KS2: “Pupils log data” is signed as not yet; no action takes it up."
    )
    assert (one.thing, one.mend) == ("gap:entitlement-4", "gap")


def test_a_gap_that_an_action_takes_up_is_not_and_another_kind_s_of_the_same_number_is() -> None:
    objective = Objective(1, "Data", "subjects", 1, GOOD)
    other = Gap(("training", 4), "Logging data", "", "4 people")
    facts = Facts(
        aims=[AIM],
        objectives=[objective],
        actions=[Action(1, "Buy loggers", 1, gap=("entitlement", 4))],
        gaps=[GAP, other],
    )
    assert [one.thing for one in found("gap_without_action", facts)] == ["gap:training-4"]
