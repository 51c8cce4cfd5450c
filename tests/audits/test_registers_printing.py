"""The registers on paper: readable, tagged, the finding first; governors get totals."""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pytest
from django_scopes import scope
from pypdf import PdfReader

from audits.printing.registers import short_day
from documents import pdf
from documents.register import find, grouped
from schools.models import Member
from schools.permissions import NotAllowed
from tests.audits.register_parts import Keepers, a_large_register, an_entry, day, keepers

pytestmark = pytest.mark.django_db


def printed(there: Keepers, member: Member | None = None) -> bytes:
    with scope(school=there.school):
        document = find(there.school, member, "registers")
        assert document is not None
        html = pdf.to_html(document)
    return pdf.draw(html.encode())


def words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def passes(content: bytes, folder: Path) -> bool:
    path = folder / "registers.pdf"
    path.write_bytes(content)
    result = outloud.check(str(path))
    errors = [one for one in result.findings if one.severity == "error"]
    return not result.error and errors == []


@pytest.mark.parametrize("many", [0, 1, 90])
def test_it_is_accessible_whatever_its_size(tmp_path: Path, many: int) -> None:
    there = keepers()
    a_large_register(there, many)
    assert passes(printed(there), tmp_path)
    assert passes(printed(there, there.governor), tmp_path)


def test_it_has_the_finding_what_falls_due_the_forecast_and_the_entries() -> None:
    there = keepers()
    with scope(school=there.school):
        an_entry(there, name="Gatehouse", kind="filtering", renews_on=day(-8), supplier="Lantern")
        an_entry(there, name="Tern", in_use=12, quantity=10, pence=100_00, period="monthly")
        an_entry(there, name="Film library", renews_on=day(90), notice_days=30)
        an_entry(there, name="Server", kind="equipment", pence=5_000_00, replaced_in=2026)
    read = words(printed(there))
    assert "Filtering ran out on" in read and "days ago" not in read
    assert "What falls due within a year" in read and "Film library" in read
    days = f"{short_day(day(90))} · notice {short_day(day(60))}"
    assert "replace 2026/27" in read and f"Film library Theo Technician 1 {days}" in read
    assert "More in use than there is" in read and "Tern 12 10 2" in read
    assert "Five years ahead" in read and "£1,200" in read and "£5,000" in read
    assert "Lantern" in read and "Equipment, 1" in read and "Theo Technician" in read


def test_heads_are_repeated_on_every_page() -> None:
    there = keepers()
    a_large_register(there, 300)
    reader = PdfReader(io.BytesIO(printed(there)))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    listed = [one for one in pages if "Thing number" in one and "Supplier" in one]
    assert len(listed) > 3
    assert all("where, answered for by" in one for one in listed)


def test_governors_print_totals_alone_and_guests_nothing() -> None:
    there = keepers()
    with scope(school=there.school):
        an_entry(there, name="Gatehouse", kind="filtering", renews_on=day(-8), pence=77_00)
        an_entry(there, name="Server", kind="equipment", pence=5_000_00, replaced_in=2026)
    read = words(printed(there, there.governor))
    assert "Filtering ran out on" in read and "£5,000" in read
    assert not any(one in read for one in ("Gatehouse", "Server", "Theo"))
    with scope(school=there.school):
        for member in (there.governor, there.teacher, there.head):
            names = [one.name for _group, many in grouped(there.school, member) for one in many]
            assert "registers" in names
        with pytest.raises(NotAllowed):
            find(there.school, there.guest, "registers")
