"""The entitlement on paper: readable, tagged, the finding first."""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pytest
from django_scopes import scope
from pypdf import PdfReader

from audits.models import Statement
from documents import pdf
from documents.register import find, grouped
from schools.permissions import NotAllowed
from tests.audits.parts import World, a_large_school, a_world, make_last_year, say, sign
from tests.factories import a_member

pytestmark = pytest.mark.django_db


def printed(world: World) -> bytes:
    with scope(school=world.school):
        document = find(world.school, None, "entitlement")
        assert document is not None
        html = pdf.to_html(document)
    return pdf.draw(html.encode())


def words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def passes(content: bytes, folder: Path) -> bool:
    path = folder / "entitlement.pdf"
    path.write_bytes(content)
    result = outloud.check(str(path))
    errors = [one for one in result.findings if one.severity == "error"]
    return not result.error and errors == []


@pytest.mark.parametrize("size", ["nothing", "small", "large"])
def test_it_is_accessible_whatever_its_size(tmp_path: Path, size: str) -> None:
    if size == "large":
        world = a_large_school(15, ["EYFS", "KS1", "KS2", "KS3", "KS4"], 6)
    else:
        world = a_world()
        if size == "nothing":
            with scope(school=world.school):
                Statement.objects.all().delete()
    assert passes(printed(world), tmp_path)


def test_it_has_the_finding_the_gaps_and_the_signatures(tmp_path: Path) -> None:
    world = a_world()
    with scope(school=world.school):
        say(world.cell(world.science), world.department, "partly")
        sign(world.cell(world.science), world.department)
        say(world.cell(), world.coordinator)
        sign(world.cell(), world.coordinator)
        make_last_year(world.cell(), signed_days_ago=400)
    content = printed(world)
    read = words(content)
    assert "1 of 8 key stages are signed" in read
    assert "NOT ALL SIGNED" in read and "NOT AGREED" not in read
    assert "3 statements are signed as not met yet" in read and "Pupils measure, KS2" in read
    assert "Dora Department" in read and "out of date" in read
    assert "nobody leads it: the headteacher signs" in read
    assert passes(content, tmp_path)


def test_everybody_who_reads_it_may_print_it_and_guests_may_not() -> None:
    world = a_world()
    guest = a_member(world.school, "guest")
    with scope(school=world.school):
        for member in (world.governor, world.teacher, world.head):
            titles = [one.name for _group, many in grouped(world.school, member) for one in many]
            assert "entitlement" in titles
            assert find(world.school, member, "entitlement") is not None
        with pytest.raises(NotAllowed):
            find(world.school, guest, "entitlement")
