"""A plan on one page: it is one page whatever the plan's size, and it says what it leaves out."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import outloud
import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from devplan import fitting
from devplan.actions import measuring
from devplan.fitting import Block
from devplan.models import Action, Objective, Strand
from documents.pdf import render
from documents.register import Document, find
from tests.devplan.parts import World, a_large_plan, a_world, agree, days

pytestmark = pytest.mark.django_db
# Where the page's last line, its state, begins, in points from the top: what flows above ends before it.
BOTTOM = (297 - 22) / 25.4 * 72
FOOT = BOTTOM - 12
LONG = (
    "A long objective in which everything is said at great length, with examples, and twice over, "
)


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def below(content: bytes) -> set[int]:
    """The lines that stand at the foot of the page, by where they end, as poppler measures."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    return {round(float(one)) for one in re.findall(r'yMax="([\d.]+)"', boxes) if float(one) > FOOT}


def document(world: World) -> Document:
    found = find(world.school, world.governor, "plan-onepage")
    assert found is not None
    return found


def told(made: Document) -> str:
    """What the one page says; all of it stands above what its foot says."""
    content = render(made)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    # The plan's state and the number of the page, nothing else.
    assert len(below(content)) == 2
    page = reader.pages[0]
    assert float(page.mediabox.width) > float(page.mediabox.height) > 840
    return " ".join(page.extract_text().split())


def test_a_small_plan_stands_on_one_page_with_all_of_it(world: World) -> None:
    Action.objects.update(starts_on=days(-30), ends_on=days(-3))
    measuring.add_indicator(
        world.objective,
        world.coordinator,
        measuring.IndicatorWords(
            "Lessons lost", "", "down", Decimal(14), days(-90), "Book", [(Decimal(5), days(200))]
        ),
    )
    agree(world)
    said = told(document(world))
    assert "1.1 Wireless everywhere" in said and "▲ late" in said
    assert "What changed for pupils" in said and "Lessons lost" in said and "14" in said
    assert "more" not in said


def test_a_governor_reads_how_many_are_past_their_date_whatever_is_said_of_them(
    world: World,
) -> None:
    Action.objects.update(starts_on=days(-30), ends_on=days(-3), rag="green")
    agree(world)
    made = document(world)
    assert made.context["side"].late == []
    assert "What is late One action is past its date." in told(made)
    Action.objects.create(
        school=world.school, objective=world.objective, text="Wire the hall", ends_on=days(-2)
    )
    made = document(world)
    assert [one.text for one in made.context["side"].late] == ["Wire the hall"]
    assert made.context["side"].past == "One more is past its date"
    Action.objects.update(status="done")
    assert "past its date" not in told(document(world))


@pytest.mark.parametrize(("objectives", "text"), [(40, "Objective"), (40, LONG * 3), (150, LONG)])
def test_a_large_plan_stands_on_one_page_and_says_what_is_left_out(
    world: World, objectives: int, text: str, tmp_path: Path
) -> None:
    a_large_plan(world, objectives, objectives * 10, 1200)
    for number, one in enumerate(Objective.objects.all()):
        one.text = f"{text} {number}"[:300]
        one.strand = world.other if number % 2 else world.strand
        one.save()
    for number in range(40):
        measuring.add_indicator(
            world.objective,
            world.coordinator,
            measuring.IndicatorWords(f"Something that is counted {number}", "", "up", Decimal(1)),
        )
    agree(world)
    made = document(world)
    said = told(made)
    assert "more: " in said and "not measured since" in said
    shown = sum(len(part.goals) for column in made.context["columns"] for part in column)
    assert shown == objectives + 1 or "more objective" in said or " objectives: " in said
    path = tmp_path / "one.pdf"
    path.write_bytes(render(made))
    assert not [one for one in outloud.check(str(path)).findings if one.severity == "error"]


def test_many_strands_with_long_names_stand_on_one_page(world: World) -> None:
    for number in range(80):
        strand = Strand.objects.create(
            school=world.school, plan=world.plan, name=f"{number} {'A strand of many words ' * 3}"
        )
        Objective.objects.create(
            school=world.school, plan=world.plan, strand=strand, text=(LONG * 4)[:300]
        )
    Action.objects.update(objective=world.objective)
    agree(world)
    assert "objective" in told(document(world))


def test_a_draft_on_one_page_judges_nothing(world: World) -> None:
    Action.objects.update(starts_on=days(-30), ends_on=days(-3))
    found = find(world.school, world.head, f"plan-onepage-{world.plan.pk}")
    assert found is not None
    said = told(found)
    assert "What we want to achieve" in said and "DRAFT" in said
    assert "▲" not in said


def test_words_take_as_many_lines_as_they_are_wide() -> None:
    # Ten letters of 0.55 em at 10 pt are 55 pt, which is 19.4 mm.
    assert fitting.width("nnnnnnnnnn", 10) == pytest.approx(19.4, abs=0.1)
    assert fitting.lines("nnnnnnnnnn", 19.5, 10) == 1
    assert fitting.lines("nnnnnnnnnn nnnnnnnnnn", 19.5, 10) == 2
    assert fitting.lines("n" * 30, 19.5, 10) == 3


def test_cut_words_say_that_they_are_cut() -> None:
    assert fitting.shortened("one two", 50, 10, 1) == "one two"
    cut = fitting.shortened("one two three four five six", 20, 10, 1)
    assert cut.endswith("…") and fitting.lines(cut, 20, 10) == 1


@given(
    st.lists(st.tuples(st.floats(1, 30), st.booleans()), max_size=60),
    st.integers(1, 4),
    st.floats(40, 200),
)
def test_what_is_put_into_columns_fits_and_stays_in_order(
    sizes: list[tuple[float, bool]], count: int, high: float
) -> None:
    blocks = [Block(size, kept) for size, kept in sizes]
    places = fitting.columns(blocks, count, high)
    if places is None:
        assert blocks
        return
    assert places == sorted(places) and all(one < count for one in places)
    for column in range(count):
        inside = sum(b.high for b, at in zip(blocks, places, strict=True) if at == column)
        assert inside <= high + 1e-6
