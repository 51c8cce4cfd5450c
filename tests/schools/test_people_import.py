from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.tables import read
from schools.labels import LABELS, Labels
from schools.people_import import Known, Line, understand, unknown_subjects

SLT = Labels({**LABELS, "smt": "SLT", "ict": "digital", "coordinator": "lead"})
SCHOOL = Known(SLT, ["Mathematics", "Art and design", "Computing"], {"amira@x.org": "Amira Khan"})


def one(text: str, known: Known = SCHOOL) -> Line:
    return understand(read(text), known)[0]


def test_a_line_is_name_address_positions_and_subjects() -> None:
    line = one("Ann Lee, Ann@X.org, head of department; Mathematics")
    assert line.is_good
    assert (line.name, line.email) == ("Ann Lee", "ann@x.org")
    assert line.kinds == {"head_of_department"} and line.subjects == ("Mathematics",)


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("SLT", {"smt"}),
        ("SMT", {"smt"}),
        ("Senior Leadership Team", {"smt"}),
        ("digital lead", {"coordinator"}),
        ("ICT co-ordinator", {"coordinator"}),
        ("Lead", {"coordinator"}),
        ("HoD", {"head_of_department"}),
        ("TA", {"teacher"}),
        ("Teachers", {"teacher"}),
        ("SBM", {"business_manager"}),
        ("Chair of Governors", {"governor"}),
        ("deputy head, teacher", {"smt", "teacher"}),
        ("SLT / digital lead", {"smt", "coordinator"}),
        ("SLT and teacher", {"smt", "teacher"}),
        ("SLT; teacher", {"smt", "teacher"}),
    ],
)
def test_positions_are_understood_in_the_schools_words_ours_and_usual_ones(
    words: str, kinds: set[str]
) -> None:
    line = one(f"Ann\tann@x.org\t{words}")
    assert line.is_good, line.problems
    assert line.kinds == kinds


def test_a_head_of_a_subject_is_a_head_of_department_who_leads_it() -> None:
    for words in ("Head of Mathematics", "Mathematics lead", "subject leader for mathematics"):
        line = one(f"Ann, ann@x.org, {words}")
        assert line.kinds == {"head_of_department"}, words
        assert line.subjects == ("Mathematics",), words


def test_a_subject_with_an_and_in_it_stays_whole() -> None:
    assert one("Ann, a@x.org, HoD; Art and design").subjects == ("Art and design",)


def test_headings_may_put_the_columns_in_another_order() -> None:
    lines = understand(read("Surname,Forename,Role,Email\nLee,Ann,teacher,ann@x.org"), SCHOOL)
    assert [(line.number, line.name, line.email) for line in lines] == [(2, "Ann Lee", "ann@x.org")]
    assert lines[0].kinds == {"teacher"}


def test_a_first_line_that_is_a_person_is_no_heading() -> None:
    assert len(understand(read("Ann Lee, ann@x.org, teacher"), SCHOOL)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (", ann@x.org, teacher", "There is no name."),
        ("ann@x.org, Ann, teacher", "looks like an address"),
        ("x" * 151 + ", a@x.org, teacher", "at most 150 characters"),
        ("Ann, not-an-address, teacher", "“not-an-address” is not an e-mail address."),
        ("Ann, Amira@x.org, teacher", "belongs to Amira Khan, who is in the school already"),
        ("Ann, a@x.org, wizard", "“wizard” is no position. Positions are: headteacher, SLT"),
        ("Ann, a@x.org", "There is no position."),
        ("Ann, a@x.org, HoD; Astronomy", "no subject “Astronomy”"),
        ("Ann, a@x.org, teacher; Mathematics", "Subjects are for a head of department"),
        ('"Ann, a@x.org, teacher', "quotation mark"),
        ("y" * 2100, "longer than 2000"),
    ],
)
def test_every_bad_line_says_why(text: str, sentence: str) -> None:
    line = one(text)
    assert not line.is_good
    assert any(sentence in problem for problem in line.problems), line.problems
    assert line.text == text


def test_an_address_twice_in_the_list_names_the_other_line() -> None:
    lines = understand(read("A, a@x.org, teacher\nB, A@x.org, teacher"), SCHOOL)
    assert lines[0].is_good
    assert lines[1].problems == ("a@x.org stands on line 1 too.",)


def test_a_person_without_an_address_may_be_added() -> None:
    assert one("Dev Patel,, governor").is_good


def test_unknown_subjects_are_offered_once_each() -> None:
    lines = understand(read("A,,HoD; Latin\nB,,HoD; latin\nC,,HoD; Greek"), SCHOOL)
    assert unknown_subjects(lines) == ["Greek", "Latin"]


def test_only_a_head_brings_a_head() -> None:
    known = Known(SLT, may_name_head=False)
    assert "Only a headteacher" in one("Ann, a@x.org, head", known).problems[0]
    assert one("Ann, a@x.org, head").is_good


@given(st.text(max_size=200))
def test_no_line_breaks_it(text: str) -> None:
    for line in understand(read(text), SCHOOL):
        assert line.problems or (line.name and line.kinds)
