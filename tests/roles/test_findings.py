"""Findings on plain values: gaps, overlaps, load, what the top does not answer."""

from hypothesis import given
from hypothesis import strategies as st

from roles.changes import changes_by
from roles.findings import Held, Job, Thing, find, gaps, load, overlaps

HEAD = Job(1, "Headteacher", "headteacher")
ICT = Job(2, "ICT coordinator", "coordinator", release_minutes=120)
ART = Job(3, "Head of art", "head_of_department")
JOBS = {job.id: job for job in (HEAD, ICT, ART)}
COACH = Thing(10, "Coach colleagues")
BUY = Thing(11, "Buy equipment")
INVEST = Thing(12, "Link investment and improvement", "senior", investment=True)
VISION = Thing(13, "Make time for the vision", "aspect")
ENTITLED = Thing(14, "Secure the entitlement", "department")


def test_a_duty_that_nobody_leads_is_a_gap_and_says_who_helps() -> None:
    found = gaps([COACH, BUY], [Held(2, 10, "leads"), Held(3, 11, "shares")], JOBS)
    assert [one.sentence for one in found] == [
        "Nobody leads “Buy equipment”; Head of art has a part in it."
    ]


def test_a_gap_without_helpers_and_one_with_two() -> None:
    lines = [Held(2, 11, "shares"), Held(3, 11, "informed")]
    assert [one.sentence for one in gaps([COACH, BUY], lines, JOBS)] == [
        "Nobody leads “Coach colleagues”.",
        "Nobody leads “Buy equipment”; ICT coordinator and Head of art have a part in it.",
    ]


def test_a_retired_duty_is_no_gap_but_is_said_while_roles_hold_it() -> None:
    retired = Thing(15, "Book the ICT suite", retired=True)
    assert gaps([retired], []) == []
    found = find([retired], [ICT], [Held(2, 15, "leads")], "SMT")
    assert "retired, yet agreed for ICT coordinator" in found.retired[0].sentence


def test_two_leaders_are_an_overlap_except_of_what_each_department_leads() -> None:
    lines = [Held(1, 10, "leads"), Held(2, 10, "leads"), Held(2, 14, "leads"), Held(3, 14, "leads")]
    assert [one.sentence for one in overlaps([COACH, ENTITLED], lines, JOBS)] == [
        "Headteacher and ICT coordinator each lead “Coach colleagues”."
    ]


def test_load_adds_shared_lines_and_says_what_is_over() -> None:
    found = load([20, 45, None, 105], 120)
    assert (found.minutes, found.over) == (170, 50)
    assert found.sentence == (
        "2 hours 50 minutes of duties in 2 hours of release time: 50 minutes a week over."
    )


def test_load_that_fits_exactly_is_not_over() -> None:
    assert load([60, 60], 120).over == 0
    assert "it fits" in load([60, 60], 120).sentence


def test_without_release_time_load_is_said_and_not_divided_by() -> None:
    assert load([60], None).sentence == "1 hour of duties a week; no release time is set."
    assert load([], None).sentence == "No time is set for its duties, and no release time."
    assert load([60], 0).over == 0


def test_investment_must_be_led_at_the_top() -> None:
    below = find([INVEST], [HEAD, ICT], [Held(2, 12, "leads")], "SLT")
    assert below.top is not None
    assert "Nobody in the SLT" in below.top.sentence
    assert find([INVEST], [HEAD], [Held(1, 12, "leads")], "SLT").top is None
    assert find([INVEST], [HEAD], [Held(1, 12, "shares")], "SLT").top is not None


def test_an_aspect_led_below_senior_management_is_said() -> None:
    found = find([VISION], [HEAD, ICT], [Held(2, 13, "leads")], "SMT")
    assert "stays at the top, yet ICT coordinator leads it" in found.led_below[0].sentence
    assert not find([VISION], [HEAD], [Held(1, 13, "leads")], "SMT").led_below


def test_a_vacant_role_that_leads_says_how_much_waits() -> None:
    vacant = Job(4, "Coordinator, infants", "coordinator", vacant=True)
    found = find([COACH, BUY], [vacant], [Held(4, 10, "leads"), Held(4, 11, "leads")], "SMT")
    assert found.vacancies[0].sentence == (
        "Coordinator, infants is vacant: two duties that it leads wait for somebody."
    )


def test_the_headline_is_the_finding() -> None:
    duties = [COACH, BUY, Thing(16, "Back up")]
    lines = [Held(2, None, "leads", 170)]
    assert find(duties, [HEAD, ICT], lines, "SMT").headline == (
        "Three duties have nobody who leads them; ICT coordinator has 50 minutes a week too much"
    )
    assert find([COACH], [ICT], [Held(2, 10, "leads")], "SMT").headline == ""
    assert find([COACH], [ICT], [], "SMT").headline == "One duty has nobody who leads it"


def test_agreeing_names_the_gap_and_the_overlap_it_makes() -> None:
    now = {1: [(10, "leads")], 2: [(11, "leads")]}
    changes = changes_by(now, {1: [(11, "leads")]})
    assert changes.gaps_made == (10,)
    assert changes.overlaps_made == ((11, (1, 2)),)
    names, roles = {10: "Coach", 11: "Buy"}, {1: "Head", 2: "ICT"}
    assert changes.warnings(names, roles) == [
        "Nobody would lead “Coach” any more.",
        "Head and ICT would each lead “Buy”.",
    ]


def test_handing_a_duty_over_as_a_set_makes_neither() -> None:
    now = {1: [(10, "leads")], 2: [(11, "leads")]}
    assert not changes_by(now, {1: [], 2: [(11, "leads"), (10, "leads")]})


def test_agreeing_names_what_it_mends() -> None:
    now = {1: [(10, "leads")], 2: [(10, "leads")]}
    changes = changes_by(now, {2: [(10, "shares"), (11, "leads")]})
    assert (changes.gaps_mended, changes.overlaps_mended) == ((11,), (10,))
    assert changes.good_news({10: "Coach", 11: "Buy"}) == [
        "“Buy” would have somebody who leads it.",
        "“Coach” would have one leader instead of several.",
    ]


def test_an_overlap_that_was_there_already_is_not_blamed_on_the_new_version() -> None:
    now = {1: [(10, "leads")], 2: [(10, "leads")]}
    assert changes_by(now, {2: [(10, "leads"), (None, "leads")]}).overlaps_made == ()


def test_duties_of_each_department_make_no_overlap() -> None:
    now = {1: [(14, "leads")]}
    assert not changes_by(now, {2: [(14, "leads")]}, shared_lead={14})


parts = st.sampled_from(["leads", "shares", "consulted", "informed"])
mappings = st.dictionaries(
    st.integers(1, 4), st.lists(st.tuples(st.integers(10, 15), parts), max_size=6), max_size=4
)


@given(mappings)
def test_agreeing_what_is_agreed_changes_nothing(now: dict[int, list[tuple[int, str]]]) -> None:
    assert not changes_by(now, now)


@given(mappings, mappings)
def test_what_one_way_makes_the_way_back_mends(
    now: dict[int, list[tuple[int, str]]], then: dict[int, list[tuple[int, str]]]
) -> None:
    after = {**now, **then}
    there = changes_by(now, after)
    back = changes_by(after, {**dict.fromkeys(after, ()), **now})
    assert there.gaps_made == back.gaps_mended
    assert there.gaps_mended == back.gaps_made


@given(st.lists(st.one_of(st.none(), st.integers(0, 500))), st.integers(1, 2000))
def test_over_is_what_exceeds_the_release_time(minutes: list[int | None], release: int) -> None:
    total = sum(one or 0 for one in minutes)
    assert load(minutes, release).over == max(0, total - release)
