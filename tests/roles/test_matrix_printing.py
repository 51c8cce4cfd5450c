"""The matrix on paper: readable, tagged, findings first, only what is agreed."""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pytest
from django_scopes import scope, scopes_disabled
from pypdf import PdfReader

from documents import pdf
from documents.register import find, grouped
from roles.models import Duty, Holding, Line, Role, RoleDescription, State
from roles.printing.matrix import SHEETS, parts
from roles.queries.matrix import matrix
from schools.models import Member, School, Subject
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db
AREAS = ["staff", "leadership", "curriculum", "resources", "teaching"]


def a_full_school(duties: int, roles: int, **fields: object) -> School:
    """A school whose roles lead the duties by turns, each holding a draft besides."""
    school = a_school(**fields)
    with scope(school=school):
        Duty.objects.bulk_create(
            Duty(
                school=school,
                kind="duty",
                area=AREAS[n * 5 // duties],
                text=f"Duty {n} with enough words to need two lines beside many roles",
                order=n,
            )
            for n in range(duties)
        )
        everything = list(Duty.objects.all())
        for n in range(roles):
            role = Role.objects.create(
                school=school, title=f"Coordinator, year {n}", position="coordinator", order=n
            )
            Holding.objects.create(school=school, role=role, member=a_member(school, "teacher"))
            for number, state, part in ((1, State.AGREED, "leads"), (2, State.DRAFT, "informed")):
                version = RoleDescription.objects.create(
                    school=school,
                    role=role,
                    number=number,
                    state=state,
                    release_minutes=10,
                    agreed_at="2026-09-04T10:00Z" if number == 1 else None,
                )
                Line.objects.bulk_create(
                    Line(school=school, description=version, duty=duty, part=part, minutes=20)
                    for duty in everything[n::roles]
                )
        Subject.objects.create(school=school, name="Art")
    return school


def printed(school: School, name: str) -> tuple[PdfReader, bytes]:
    with scope(school=school):
        document = find(school, None, name)
        assert document is not None
        html = pdf.to_html(document)
    content = pdf.draw(html.encode())
    return PdfReader(io.BytesIO(content)), content


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("name", "duties", "roles"),
    [
        ("matrix", 1, 1),
        ("matrix", 3, 2),
        ("matrix", 41, 5),
        ("matrix", 23, 12),
        ("matrix", 12, 30),
        ("matrix-a3", 41, 17),
    ],
)
def test_it_is_accessible_whatever_its_size(
    tmp_path: Path, name: str, duties: int, roles: int
) -> None:
    _reader, content = printed(a_full_school(duties, roles), name)
    path = tmp_path / "matrix.pdf"
    path.write_bytes(content)
    result = outloud.check(str(path))
    assert not result.error
    assert [one for one in result.findings if one.severity == "error"] == []


def test_the_findings_stand_first_and_only_what_is_agreed() -> None:
    school = a_full_school(6, 2)
    with scope(school=school):
        Duty.objects.create(
            school=school, kind="duty", area="staff", text="Induct new staff", order=99
        )
    reader, _content = printed(school, "matrix")
    first = " ".join(reader.pages[0].extract_text().split())
    assert "One duty has nobody who leads it; Coordinator, year 0 has 50 minutes a week" in first
    assert "Nobody leads “Induct new staff”." in first
    assert "Agreed up to 4 September 2026" in first
    assert "▲ nobody leads it" in words(reader)
    assert reader.metadata is not None
    assert reader.metadata.title == "Who does what"
    rows = words(reader).split("Duties and roles")[1]
    assert rows.count(" I ") == 1, "the key alone: what a draft says is not printed"


@pytest.mark.parametrize(("name", "width"), [("matrix", 297), ("matrix-a3", 420)])
def test_the_paper_lies_on_its_side(name: str, width: int) -> None:
    reader, _content = printed(a_full_school(2, 2), name)
    assert round(float(reader.pages[0].mediabox.width) / 72 * 25.4) == width


def test_many_roles_are_cut_into_stretches_with_all_duties_in_each() -> None:
    school = a_full_school(4, 30)
    with scope(school=school):
        found = matrix(school)
    cut = list(parts(found, SHEETS["matrix"].most))
    assert [(one.first, one.last) for one in cut] == [(1, 15), (16, 30)]
    for one in cut:
        rows = [row for block in one.blocks for row in block.rows]
        assert len(rows) == 4
        assert {len(row.parts) for row in rows} == {15}
    reader, _content = printed(school, "matrix")
    assert "Duties and roles 1 to 15 of 30" in words(reader)
    assert len(list(parts(found, SHEETS["matrix-a3"].most))) == 1


def test_the_heads_are_repeated_on_each_page() -> None:
    reader, _content = printed(a_full_school(60, 3), "matrix")
    pages = [page.extract_text() for page in reader.pages]
    with_duties = [text for text in pages if "Duty 1" in text or "Duty 5" in text]
    assert len(with_duties) > 2
    assert all("Coordinator, year 2" in " ".join(text.split()) for text in with_duties)


def test_what_is_too_large_for_a_table_is_a_list_of_duties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = a_full_school(20, 3)
    monkeypatch.setattr("roles.printing.matrix.MOST_CELLS", 59)
    reader, content = printed(school, "matrix")
    assert "Duty by duty" in words(reader)
    assert "Duties and roles" not in words(reader)
    (tmp_path / "list.pdf").write_bytes(content)
    result = outloud.check(str(tmp_path / "list.pdf"))
    assert [one for one in result.findings if one.severity == "error"] == []
    monkeypatch.setattr("roles.printing.matrix.MOST_CELLS", 60)
    assert "Duties and roles" in words(printed(school, "matrix")[0])


def test_nothing_agreed_and_nothing_at_all_can_be_printed() -> None:
    school = a_school()
    assert "No role description is agreed yet" in words(printed(school, "matrix")[0])


def test_what_people_typed_is_text_on_paper() -> None:
    school = a_full_school(2, 2)
    with scope(school=school):
        Duty.objects.update(text="<script>alert(1)</script> <img src='file:///etc/passwd'>")
    assert "<script>alert(1)</script> <img src=" in words(printed(school, "matrix")[0])


def test_a_school_prints_its_own_matrix_from_anywhere() -> None:
    school = a_full_school(2, 2, name="Hillside School")
    with scopes_disabled():
        document = find(school, None, "matrix")
    assert document is not None
    assert document.school_name == "Hillside School"
    assert document.file_name("pdf") == "who-does-what.pdf"


def listed(member: Member) -> list[str]:
    school = member.school
    with scope(school=school):
        return [one.name for _group, some in grouped(school, member) for one in some]


def test_who_reads_roles_finds_both_sizes_in_the_list_and_a_guest_neither() -> None:
    school = a_full_school(1, 1)
    assert {"matrix", "matrix-a3"} <= set(listed(a_member(school, "governor")))
    guest = a_member(school, "guest")
    assert not {"matrix", "matrix-a3"} & set(listed(guest))
    with scope(school=school), pytest.raises(NotAllowed):
        find(school, guest, "matrix")
