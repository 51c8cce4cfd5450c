"""What stands in for two parts of WeasyPrint while a document is drawn: the same PDF, and only for what is known."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

import pydyf
import pytest
from django_scopes import scope
from weasyprint.layout import percent, table

from documents import pdf, quicker, register
from tests.the_sample import the_sample

from .samples import every_style, matrix, pack, plain

OWN = percent.resolve_percentages, table.resolve_percentages, pydyf.PDF.page_references


@pytest.fixture(autouse=True)
def found_anew() -> Iterator[None]:
    """Places found in one test are not those of the next."""
    quicker._places.cache_clear()
    yield
    quicker._places.cache_clear()


def as_they_are() -> tuple[object, ...]:
    return percent.resolve_percentages, table.resolve_percentages, pydyf.PDF.page_references


def without(monkeypatch: pytest.MonkeyPatch, draw: Callable[[], bytes]) -> bytes:
    """What is drawn by WeasyPrint's own alone."""
    with monkeypatch.context() as there:
        there.setattr(quicker, "_places", list)
        return draw()


def test_the_releases_that_are_installed_are_those_that_they_were_held_against() -> None:
    assert quicker.are_known(), "Read the top of documents/quicker.py, then name the new release."
    assert len(quicker._places()) > 5


@pytest.mark.parametrize("make", [every_style, pack, lambda: matrix(12, 40, "A3 landscape")])
def test_a_document_of_every_style_is_the_same(
    make: Callable[[], register.Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    html = pdf.to_html(make()).encode()
    assert pdf.draw(html) == without(monkeypatch, partial(pdf.draw, html))


@pytest.mark.django_db
def test_what_the_sample_school_prints_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    school = the_sample()
    for name in ("matrix", "roles", "registers", "plan"):
        with scope(school=school):
            document = register.find(school, None, name)
            assert document is not None, name
            html = pdf.to_html(document).encode()
        assert pdf.draw(html) == without(monkeypatch, partial(pdf.draw, html)), name


STYLES = """<!DOCTYPE html><html lang="en"><head><title>Cells</title><style>
table { border-collapse: %s; width: 60%%; margin: 0 auto } td, th { border: 1px solid; padding: 2px 3px }
.boxed td { box-sizing: border-box; width: 3cm; height: 2cm; border-width: 3px }
.shared td { height: 5mm; min-height: 30%%; padding: 2%% }
.flex { display: flex } .flex td, .flex span { width: 30%% } .grid { display: grid; grid-template-columns: 1fr 2fr }
p::first-line { font-weight: bold } p::first-letter { font-size: 30px; margin: 1px }
</style></head><body>%s</body></html>"""
ROWS = (
    "<tr><th rowspan=2>One <b>word</b><br>more</th><td>Two</td></tr><tr><td colspan=2>Three</td></tr>"
    * 30
)
TABLES = "".join(f'<table class="{one}">{ROWS}</table>' for one in ("", "boxed", "shared", "flex"))
REST = """<div class="flex">Text <span>flexes</span><table><tr><td>in it</table></div>
<div class="grid">1 <p>2 <i>3</i></div>"""


@pytest.mark.parametrize("borders", ["collapse", "separate"])
def test_cells_of_every_kind_are_the_same(borders: str, monkeypatch: pytest.MonkeyPatch) -> None:
    html = (STYLES % (borders, TABLES + REST + "<p>" + "Many words. " * 200)).encode()
    assert pdf.draw(html) == without(monkeypatch, partial(pdf.draw, html))


def test_they_are_there_only_while_a_document_is_drawn() -> None:
    seen = []
    with quicker.stand_ins():
        seen.append(as_they_are())
    assert all(ours is not own for ours, own in zip(seen[0], OWN, strict=True))
    assert as_they_are() == OWN
    with pytest.raises(ZeroDivisionError), quicker.stand_ins():
        _ = 1 / 0
    assert as_they_are() == OWN


@pytest.mark.parametrize("name", ["weasyprint", "pydyf"])
def test_a_release_that_is_not_known_draws_by_itself_and_the_log_says_so(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(quicker.KNOWN, name, "0.1")
    with caplog.at_level(logging.WARNING), quicker.stand_ins():
        assert as_they_are() == OWN
    assert "does not know it yet" in caplog.text
    assert pdf.draw(pdf.to_html(plain("A word")).encode()).startswith(b"%PDF")
