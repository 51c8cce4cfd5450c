"""The words that schools adopt: enough of them, well kept, and refused when a file is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from django.db.models import CharField
from hypothesis import given
from hypothesis import strategies as st

from roles import library as room
from roles.library import (
    PLACEHOLDERS,
    Entry,
    RoleTemplate,
    StartingSet,
    fill,
    find_set,
    find_template,
    library,
)
from roles.models import Area, Duty, DutyKind, Part, Priority, Role
from schools.labels import LABELS
from schools.models import PositionKind, School

VERBS = """
    Agree Arrange Ask Audit Be Bring Build Carry Check Choose Coach Coordinate Decide Demonstrate
    Evaluate Find Follow Gather Grow Have Help Include Induct Keep Lead Look Make Map Match Meet
    Moderate Monitor Offer Oversee Pass Plan Promote Renew Report Run Secure See Set Show Teach
    Train Try Wipe Work Write
""".split()
ENTRIES = library().entries
TEMPLATES = [(each, role) for each in library().sets for role in each.roles]


def named(value: object) -> str:
    if isinstance(value, StartingSet | RoleTemplate | Entry):
        return value.key
    return str(value)


def every_text() -> Iterator[tuple[str, str]]:
    """Every text that a school can come to see, with where it stands."""
    for area in (*library().areas, *library().groups):
        yield area.key, area.title
        yield area.key, area.about
    for entry in ENTRIES:
        for text in (entry.text, entry.short, entry.why, entry.source):
            yield entry.key, text
    for starting_set in library().sets:
        yield starting_set.key, starting_set.title
        yield starting_set.key, starting_set.about
    for starting_set, role in TEMPLATES:
        yield f"{starting_set.key} {role.key}", role.title
        yield f"{starting_set.key} {role.key}", role.purpose


# What is in it


def test_the_library_holds_what_a_school_begins_with() -> None:
    counts = Counter(entry.kind for entry in ENTRIES)
    assert counts["aspect"] == 6
    assert 7 <= counts["senior"] <= 9
    assert 8 <= counts["department"] <= 10
    assert counts["duty"] >= 45
    assert library().version >= 1


def test_the_five_areas_stand_in_their_order_and_each_has_duties_enough() -> None:
    assert [area.key for area in library().areas] == list(room.AREA_KEYS)
    for area in library().areas:
        assert len(library().entries_of("duty", area.key)) >= 8


def test_the_other_groups_are_the_kinds_of_entries_that_have_no_area() -> None:
    assert [group.key for group in library().groups] == ["aspect", "senior", "department"]
    assert all(not e.area and e.minutes is None for e in ENTRIES if e.kind != "duty")


def test_one_responsibility_answers_for_investment_and_improvement() -> None:
    (entry,) = [entry for entry in ENTRIES if entry.investment]
    assert entry.kind == "senior"
    assert "investment" in entry.text
    assert "improvement" in entry.text


def test_entitlement_is_the_first_duty_of_a_head_of_department() -> None:
    first = library().entries_of("department")[0]
    assert "entitlement" in first.text
    assert "each key stage" in first.text


def test_entries_are_found_by_key_kind_and_area() -> None:
    duties = library().entries_of("duty")
    assert library().entry(duties[3].key) is duties[3]
    assert sum(len(library().entries_of("duty", key)) for key in room.AREA_KEYS) == len(duties)
    assert library().entries_of("aspect", "staff") == ()
    with pytest.raises(KeyError, match="staff-nothing"):
        library().entry("staff-nothing")


def test_sets_and_templates_are_found_by_key() -> None:
    assert find_set("shared") in library().sets
    assert find_template("primary", "coordinator") in find_set("primary").roles
    with pytest.raises(KeyError, match="infants"):
        find_set("infants")
    with pytest.raises(KeyError, match="caretaker"):
        find_template("primary", "caretaker")


def test_the_library_is_read_once() -> None:
    assert library() is library()


# How it is written


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_an_entry_is_short_begins_with_a_verb_and_says_why(entry: Entry) -> None:
    assert len(entry.text) < 120
    assert entry.text.split()[0] in VERBS
    assert not entry.text.endswith(".")
    assert len(entry.why) < 140
    assert entry.why.endswith(".")
    assert 2 <= len(entry.short.split()) <= 4
    assert entry.owner == "product"


@pytest.mark.parametrize("entry", library().entries_of("duty"), ids=named)
def test_a_duty_takes_minutes_in_fives_and_its_key_begins_with_its_area(entry: Entry) -> None:
    assert entry.minutes is not None
    assert entry.minutes > 0
    assert entry.minutes % 5 == 0
    assert entry.key.startswith(f"{entry.area}-")


def test_an_entry_without_area_begins_with_its_kind() -> None:
    for entry in ENTRIES:
        assert entry.kind == "duty" or entry.key.startswith(f"{entry.kind}-")


@pytest.mark.parametrize("field", ["text", "short", "why"])
def test_no_two_entries_say_the_same(field: str) -> None:
    said = Counter(getattr(entry, field) for entry in ENTRIES)
    assert [text for text, times in said.items() if times > 1] == []


def test_no_two_roles_have_the_same_purpose_and_each_has_two_sentences() -> None:
    purposes = [role.purpose for _each, role in TEMPLATES]
    assert len(set(purposes)) == len(purposes)
    for purpose in purposes:
        assert len(re.findall(r"\.(?: |$)", purpose)) == 2
        assert purpose.startswith("To ")


def test_texts_are_set_like_print() -> None:
    for place, text in every_text():
        assert not re.search(r"['\"]| {2}|--|\.\.\.| - ", text), (place, text)
        assert text == text.strip(), place


def test_what_schools_name_themselves_is_a_placeholder_everywhere() -> None:
    own = re.compile(
        r"\bICT\b|\bSMT\b|\bSLT\b|coordinator\b|headteacher|head of department|subject leader", re.I
    )
    chosen = {"Subject leader", "Inspection findings on ICT leadership"}
    for place, text in every_text():
        if text not in chosen and not text.startswith("Practice: "):
            bare = re.sub(r"\{\w+\}", "", text)
            assert not own.search(bare), (place, text)


def test_every_label_a_school_may_choose_fits_where_its_placeholder_stands() -> None:
    for place, text in every_text():
        assert not re.search(r"\ban? \{", text, re.I), (place, text)
        assert not re.search(r"\}\w", text), (place, text)
        for after in re.findall(r"\{ict\}(.{0,12})", text):
            assert re.match(r" (\w|\{coordina)", after), (place, text)
            assert not re.match(r" (and|or|in|for|is|as|to|with|at|that|has)\b", after), (
                place,
                text,
            )


# The starting sets


def test_there_is_a_set_for_each_kind_of_school() -> None:
    assert [each.key for each in library().sets] == ["primary", "middle", "secondary", "shared"]
    assert {phase for each in library().sets for phase in each.phases} == set(room.PHASES)


@pytest.mark.parametrize("each", library().sets, ids=named)
def test_a_set_has_a_role_in_every_position(each: StartingSet) -> None:
    assert {role.position for role in each.roles} == set(room.POSITIONS)
    coordinators = [role for role in each.roles if role.position == "coordinator"]
    assert len(coordinators) == (2 if each.key == "shared" else 1)


@pytest.mark.parametrize("each", library().sets, ids=named)
def test_everything_in_a_set_is_led_by_exactly_one_role(each: StartingSet) -> None:
    leaders = Counter(x.entry for role in each.roles for x in role.lines if x.part == "leads")
    for key in {line.entry for role in each.roles for line in role.lines}:
        if library().entry(key).kind == "department":
            assert leaders[key] >= 1, key
        else:
            assert leaders[key] == 1, key


@pytest.mark.parametrize("each", library().sets, ids=named)
def test_a_set_covers_the_head_s_aspects_the_investment_and_every_area(each: StartingSet) -> None:
    led = {
        line.entry: role.position
        for role in each.roles
        for line in role.lines
        if line.part == "leads"
    }
    for aspect in library().entries_of("aspect"):
        assert led[aspect.key] in ("headteacher", "smt")
    assert led["senior-investment"] == "smt"
    assert led["senior-safeguarding"] == "smt"
    assert led["department-entitlement"] == "head_of_department"
    for area in library().areas:
        assert any(library().entry(key).area == area.key for key in led), area.key


@pytest.mark.parametrize(("each", "role"), TEMPLATES, ids=named)
def test_a_role_fits_its_time_and_answers_to_somebody(
    each: StartingSet, role: RoleTemplate
) -> None:
    assert role.release_minutes is None or role.minutes <= role.release_minutes
    if role.position == "coordinator":
        assert role.release_minutes is not None
        assert role.minutes >= role.release_minutes * 0.9
    if role.position == "headteacher":
        assert role.line_manager_position == "governor"
    else:
        assert role.line_manager_position in {other.position for other in each.roles}
        assert role.line_manager_position != role.position
    assert {line.priority for line in role.lines} >= {"high"}


def test_minutes_left_out_add_nothing_to_the_load() -> None:
    role = find_template("primary", "coordinator")
    assert any(line.minutes is None and line.part == "leads" for line in role.lines)
    assert replace(role, lines=()).minutes == 0


# It fits what it is adopted into


def test_the_library_s_words_are_those_of_the_database() -> None:
    assert set(room.KINDS) == set(DutyKind.values)
    assert list(room.AREA_KEYS) == Area.values
    assert {area.key: area.title for area in library().areas} == {
        value: str(label) for value, label in Area.choices
    }
    assert list(room.PARTS) == Part.values
    assert list(room.PRIORITIES) == Priority.values
    assert set(room.LINE_MANAGERS) <= set(PositionKind.values)
    assert set(room.PHASES) == set(School.Phase.values)
    assert set(PLACEHOLDERS) == set(LABELS)


def test_every_text_fits_its_column_with_long_labels_filled_in() -> None:
    long = dict.fromkeys(PLACEHOLDERS, "assistant director of digital learning")
    for entry in ENTRIES:
        for field in ("key", "text", "short", "why"):
            longest = cast("CharField", Duty._meta.get_field(field)).max_length
            assert longest is not None
            assert len(fill(getattr(entry, field), long)) <= longest
    longest_title = cast("CharField", Role._meta.get_field("title")).max_length
    assert longest_title is not None
    assert all(len(fill(role.title, long)) <= longest_title for _each, role in TEMPLATES)


# A school's own words


def test_fill_puts_in_the_school_s_labels() -> None:
    labels = {**LABELS, "ict": "digital", "coordinator": "lead", "smt": "SLT"}
    assert fill("Meet the {ict} {coordinator} weekly", labels) == "Meet the digital lead weekly"
    assert fill("Report to the {smt}", labels) == "Report to the SLT"


def test_a_text_that_begins_with_a_label_begins_with_a_capital() -> None:
    assert fill("{head_of_department}", LABELS) == "Head of department"
    assert fill("{ict} {coordinator}", LABELS) == "ICT coordinator"
    assert fill("iPads for the {smt}", LABELS) == "iPads for the SMT"


def test_braces_that_mean_nothing_stay() -> None:
    for text in ("{", "}", "{}", "{0}", "{it}", "{ict", "ict}", "{ict!r}", "{ict.x}", "a { b } c"):
        assert fill(text, LABELS) == text
    assert fill("{ict} work {", LABELS) == "ICT work {"
    assert fill("The {smt} and {ict}", {"ict": "digital"}) == "The {smt} and digital"


def test_a_label_with_braces_is_not_filled_again() -> None:
    assert fill("The {smt}", {"smt": "{ict}", "ict": "ICT"}) == "The {ict}"


@given(st.text(st.sampled_from("ab {}ict%\\1🙂ש")))
def test_fill_never_fails_and_leaves_what_holds_no_placeholder(text: str) -> None:
    filled = fill(text, LABELS)
    if not any(f"{{{name}}}" in text for name in PLACEHOLDERS):
        assert filled == text


@given(
    st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text(min_size=1)), st.sampled_from(ENTRIES)
)
def test_what_is_filled_keeps_every_other_word(labels: dict[str, str], entry: Entry) -> None:
    filled = fill(f"So: {entry.text}", labels)
    for between in re.split(r"\{\w+\}", entry.text):
        assert between in filled
    for name in re.findall(r"\{(\w+)\}", entry.text):
        assert labels.get(name, f"{{{name}}}") in filled


@given(st.fixed_dictionaries({name: st.text("abc xyz", min_size=1) for name in PLACEHOLDERS}))
def test_with_every_label_given_no_brace_is_left(labels: dict[str, str]) -> None:
    for _place, text in every_text():
        assert not set("{}") & set(fill(text, labels))
