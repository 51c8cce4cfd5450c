"""What every figure means: the words are complete, and the examples say what was worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from handbook import definitions
from handbook.definitions import Definition, DefinitionError, all_groups, find, parse
from handbook.formulas import FormulaError, to_html
from schools.labels import LABELS

ROOT = Path(settings.BASE_DIR)
FIGURES = [one for group in all_groups() for one in group.definitions]
# Worked out with pencil and paper from the formulas, not taken from the code.
BY_HAND: dict[str, Mapping[str, str]] = {
    # 125 of 120 minutes
    "load": {
        "sentence": "“2 hours 5 minutes of duties in 2 hours of release time: 5 minutes a week over.”",
        "percent": "104 %",
    },
    "gaps": {"gaps": "1 gap", "overlaps": "1 overlap"},
    # between 4 and 5
    "influence": {"influence": "4.5"},
    # 12/3 and 13/3
    "ranking": {"coach": "4.00", "report": "4.33", "first": "Report"},
    # 1 + log2(3/4) = 1 − 0.4150
    "consensus": {"apart": "0.58", "split": "0", "alike": "1"},
    # 0.4150 · 3/4, and 1 · 2/4
    "agenda": {"backups": "0.31", "clubs": "0.50", "first": "Clubs"},
    # 168/216
    "kendalls-w": {"w": "0.78", "left_out": "1"},
    # 3/7, 90/120, 75 − 42.9
    "shares": {"influence": "43%", "time": "75%", "gap": "+32"},
    "quadrants": {"suggestions": "protect, do more, simplify or hand on, let be"},
    # 4 : 2; 60 and the rest; (120 − 15) in 4 : 2
    "balance": {"plain": "80, 40 and 0", "ceiling": "60, 60 and 0", "floor": "70, 35 and 15"},
    "groups": {"shown": "{smt} and teachers"},
    "entitlement-met": {"met": "5 of 7", "gaps": "2"},
    "entitlement-signed": {"share": "50 %", "until": "5 May 2027"},
    "secured": {"all": "secured", "one": "not secured"},
    "confidence": {"mean": "2.5", "step": "3", "sure": "3"},
    "small-groups": {"first": "4", "second": "7"},
    # 11/5 and 14/5
    "training-change": {"before": "2.2", "after": "2.8", "change": "+0.6", "rose": "3"},
    # 576 s and 276 s
    "answering-time": {"many": "10", "few": "5"},
    "levels": {"middle": "3", "apart": "2"},
    "falls-due": {
        "notice": "9 December 2026",
        "soon": "due within 60 days",
        "past": "past the day of notice",
        "out": "run out",
    },
    "a-year": {"monthly": "£420", "termly": "£360"},
    "five-years": {"tablets": "2027/28", "licence": "2026/27 and 2029/30"},
    "on-time": {"some": "3", "all": "4"},
    "done": {"done": "1 of 3"},
    "rag": {
        "late": "late",
        "start": "needs a word",
        "silent": "needs a word",
        "said": "on track",
    },
    "rag-together": {"amber": "needs a word", "red": "late"},
    "over-time": {"before": "on track", "after": "late"},
    "money": {
        "planned": "£2,000",
        "spent": "£1,820",
        "left": "£180",
        "over": "took more than planned, £620 of £500",
    },
    "replacements": {"years": "2031/32"},
    # −7/−9, and 2/−9
    "way-travelled": {"way": "78 %", "worse": "−22 %", "held": "held"},
    "moved": {
        "sentence": "“One of four indicators moved the way it should; for two nobody can say”"
    },
    "criteria": {"missed": "1"},
    "checks": {
        "number": "3",
        "found": "“Money without training”, “Money without a change of curriculum” and "
        "“Objectives that nobody can measure”",
    },
}


@pytest.mark.parametrize("one", FIGURES, ids=lambda one: one.key)
def test_the_code_gives_what_was_worked_out_by_hand(one: Definition) -> None:
    assert dict(one.worked) == BY_HAND[one.key]


def test_every_figure_was_worked_out_by_hand() -> None:
    assert BY_HAND.keys() == {one.key for one in FIGURES}


@pytest.mark.parametrize("one", FIGURES, ids=lambda one: one.key)
def test_an_example_says_all_that_was_worked_out_and_leaves_no_room_empty(one: Definition) -> None:
    room = set(re.findall(r"\{(\w+)\}", one.example)) - set(LABELS)
    assert room == one.worked.keys() - ({"headteacher"} & room)
    said = one.said(LABELS)
    texts = (said.title, said.means, said.source, said.example, said.unit, said.left_out)
    assert not [text for text in (*texts, *said.rules) if re.search(r"[{}]", text)]


@pytest.mark.parametrize("one", FIGURES, ids=lambda one: one.key)
def test_a_figure_has_a_formula_or_rules_where_it_is_reckoned(one: Definition) -> None:
    assert (
        one.formula
        or one.rules
        or one.key in {"gaps", "groups", "small-groups", "over-time", "criteria"}
    )
    for line in one.formula:
        html = to_html(line)
        assert html.count("<span") == html.count("</span")
    letters = {
        letter for line in one.formula for letter in re.findall(r"<i>(.)</i>", to_html(line))
    }
    told = {
        letter
        for name, _meaning in one.where
        for letter in re.findall(r"<i>(.)</i>", to_html(name))
    }
    # C of the agenda, W and the like are what the formula gives.
    given = {line.split(" = ")[0].strip() for line in one.formula}
    assert letters - told - given <= {"i"}, letters - told


def test_every_mark_beside_a_figure_leads_to_its_definition() -> None:
    marks = {
        key
        for path in (ROOT / "templates").rglob("*.html")
        for key in re.findall(r"\{% defined \"([^\"]+)\" %\}", path.read_text("utf-8"))
    }
    assert len(marks) > 15
    assert marks - {one.key for one in FIGURES} == set()


def test_a_mark_for_a_figure_that_nobody_defined_is_an_error() -> None:
    request = RequestFactory().get("/")
    context = Context({"request": request, "labels": LABELS})
    assert 'href="/help/definitions/influence/"' in Template('{% defined "influence" %}').render(
        context
    )
    with pytest.raises(LookupError):
        Template('{% defined "nothing" %}').render(context)


def test_on_paper_no_mark_stands_beside_a_figure() -> None:
    assert Template('{% defined "influence" %}').render(Context({"labels": LABELS})) == ""


def test_a_figure_is_said_in_a_school_s_own_words() -> None:
    found = find("load")
    assert found is not None
    said = found.said({**LABELS, "ict": "digital", "coordinator": "lead"})
    assert "position of digital lead that have" in said.left_out


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": None}, "does not say its title"),
        ({"colour": "red"}, "says colour"),
        ({"key": "not-worked"}, "without an example"),
    ],
)
def test_a_definition_that_is_not_complete_says_why(change: dict, why: str) -> None:
    entry = {"key": "load", "title": "A", "means": "B", "source": "C", "example": "D", **change}
    entry = {key: value for key, value in entry.items() if value is not None}
    with pytest.raises(DefinitionError, match=why):
        parse([{"title": "Group", "figures": [entry]}])


def test_a_figure_cannot_be_defined_twice() -> None:
    entry = {"key": "load", "title": "A", "means": "B", "source": "C", "example": "D"}
    with pytest.raises(DefinitionError, match="twice"):
        parse([{"title": "Group", "figures": [dict(entry), dict(entry)]}])


def test_a_formula_is_set_with_fractions_and_letters() -> None:
    html = to_html("C = 1 + {|x_i − μ|}/{k − 1}")
    assert html == (
        '<i>C</i> = 1 + <span class="frac"><span>|<i>x</i><sub><i>i</i></sub> − <i>μ</i>|</span>'
        '<span class="visually-hidden"> divided by </span><span><i>k</i> − 1</span></span>'
    )
    assert to_html("m^2 · {n}/{a b}").startswith("<i>m</i><sup>2</sup> · ")
    assert to_html("minutes <b>") == "minutes &lt;<i>b</i>&gt;"


@pytest.mark.parametrize("wrong", ["{a", "a}", "x_", "x^}", "{a}/", "{a}/b_{c"])
def test_a_formula_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(FormulaError):
        to_html(wrong)


def test_the_examples_are_those_of_the_real_code() -> None:
    homes = {function.__module__ for function in definitions._worked.values()}
    assert homes == {f"{app}.worked" for app in ("audits", "devplan", "priorities", "roles")}
