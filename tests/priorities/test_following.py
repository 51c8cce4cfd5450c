"""What decisions make of roles, worked out by hand: one coordinator, two, and a role that gains."""

from __future__ import annotations

import pytest

from priorities.analysis import Quadrant
from priorities.following import (
    CoordinatorsRole,
    Decided,
    Wanted,
    as_plain,
    brought_in,
    changed,
    from_plain,
    suggested,
    wanted_by_role,
)
from roles.merging import Content, LineContent

# The roles 10 and 20 are those of the coordinators 1 and 2; role 30 is a technician's.
ONE = [CoordinatorsRole(1, 10)]
TWO = [CoordinatorsRole(1, 10), CoordinatorsRole(2, 20)]
DUTY = 7


def decided(kind: str, to: int | None = None, **minutes: int) -> Decided:
    """A decision on the duty; minutes as `p1=30` for the participation 1."""
    given = {int(key[1:]): spent for key, spent in minutes.items()}
    return Decided(99, DUTY, kind, to, minutes=given)


def wanted(
    one: Decided, coordinators: list[CoordinatorsRole], leaders: list[int]
) -> dict[int, Wanted]:
    """What each role shall do with the duty."""
    found = wanted_by_role([one], coordinators, {DUTY: leaders} if leaders else {})
    return {role: duties[DUTY] for role, duties in found.items()}


@pytest.mark.parametrize(
    ("quadrant", "kind"),
    [("protect", "keep"), ("do_more", "more"), ("simplify", "simplify"), ("let_be", "keep")],
)
def test_each_quadrant_suggests_something(quadrant: str, kind: str) -> None:
    assert suggested(Quadrant(quadrant)) == kind


def test_what_is_not_known_suggests_nothing() -> None:
    assert suggested(None) == ""


def test_without_minutes_a_duty_kept_changes_no_role() -> None:
    assert wanted(decided("keep"), ONE, [10]) == {}


def test_minutes_go_to_the_role_that_leads_the_duty() -> None:
    assert wanted(decided("more", p1=30), ONE, [10]) == {10: Wanted(None, 30)}


def test_a_duty_that_nobody_leads_comes_to_the_coordinator_who_is_given_time_for_it() -> None:
    assert wanted(decided("more", p1=30), ONE, []) == {10: Wanted("leads", 30)}
    both = wanted(decided("more", p1=30, p2=20), TWO, [])
    assert (both[10], both[20].adds) == (Wanted("leads", 30), False)


def test_what_another_role_leads_is_not_added_to_the_coordinators() -> None:
    assert wanted(decided("more", p1=30), ONE, [30]) == {10: Wanted(None, 30, adds=False)}


def test_handing_on_takes_the_duty_from_all_coordinators_and_gives_it_to_one_role() -> None:
    found = wanted(decided("hand_on", 30), TWO, [10])
    assert found == {
        10: Wanted("", None, adds=False),
        20: Wanted("", None, adds=False),
        30: Wanted("leads", None),
    }


def test_one_coordinator_hands_on_to_the_other_with_time() -> None:
    found = wanted(decided("hand_on", 20, p2=45), TWO, [10])
    assert found == {10: Wanted("", None, adds=False), 20: Wanted("leads", 45)}


def test_stopping_takes_it_from_the_coordinators_alone() -> None:
    assert wanted(decided("stop"), ONE, [10]) == {10: Wanted("", None, adds=False)}


def test_sharing_with_a_role_lets_that_role_lead() -> None:
    found = wanted(decided("share", 30, p1=10), ONE, [10])
    assert found == {10: Wanted("shares", 10), 30: Wanted("leads", None)}


def test_sharing_with_a_role_draws_no_second_coordinator_in() -> None:
    found = wanted(decided("share", 30, p1=10), TWO, [10])
    assert found[10] == Wanted("shares", 10) and found[20] == Wanted("shares", None, adds=False)


def test_two_coordinators_share_and_who_leads_goes_on_leading() -> None:
    found = wanted(decided("share", p1=10, p2=15), TWO, [10])
    assert found == {10: Wanted(None, 10), 20: Wanted("shares", 15)}


def test_two_who_hold_one_role_leave_it_the_longer_time() -> None:
    together = [CoordinatorsRole(1, 10), CoordinatorsRole(2, 10)]
    assert wanted(decided("more", p1=10, p2=25), together, [10]) == {10: Wanted(None, 25)}


def test_minutes_stay_as_today_unless_they_are_said() -> None:
    assert decided("keep").minutes_of(1, 40) == 40
    assert decided("keep", p1=15).minutes_of(1, 40) == 15
    assert decided("keep").minutes_of(1, None) == 0
    assert decided("stop").minutes_of(1, 40) == 0
    assert decided("hand_on", 20, p2=45).minutes_of(2, 0) == 45


def test_a_line_keeps_its_note_and_priority() -> None:
    before = Content(
        lines={"d7": LineContent("leads", 30, "high", "Note"), "e5:KS2": LineContent("leads")}
    )
    after = changed(before, {7: Wanted("shares", 10)})
    assert after.lines == {
        "d7": LineContent("shares", 10, "high", "Note"),
        "e5:KS2": LineContent("leads"),
    }
    assert "d7" not in changed(before, {7: Wanted("", None)}).lines
    assert changed(Content(), {7: Wanted("leads", 5, adds=False)}).lines == {}


def test_what_a_draft_says_otherwise_stays_and_is_named() -> None:
    agreed = Content(lines={"d7": LineContent("leads", 30), "d8": LineContent("leads", 20)})
    draft = Content(
        lines={"d7": LineContent("leads", 45), "d8": LineContent("leads", 20, "", "New")}
    )
    written = brought_in(agreed, draft, {7: Wanted(None, 60), 8: Wanted(None, 10)})
    assert written.kept == ("d7",)
    assert written.content.lines["d7"] == LineContent("leads", 45)
    assert written.content.lines["d8"] == LineContent("leads", 10, "", "New")


def test_decisions_come_back_as_they_were_kept() -> None:
    some = [decided("more", p1=30, p2=0), decided("hand_on", 30)]
    assert from_plain(as_plain(some)) == some
