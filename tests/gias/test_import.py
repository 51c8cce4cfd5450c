"""The register comes in whole, again without harm, and says which lines it could not take."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gias.actions import bring_in
from gias.models import Establishment
from gias.reading import COLUMNS, WrongFile
from gias.words import findable, words_of
from schools.models import School
from tests.factories import a_school

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "edubasealldata.csv"
Altered = Callable[..., Path]


@pytest.fixture
def altered(tmp_path: Path) -> Altered:
    """The file with some words replaced, or with lines at its end."""

    def make(*replace: tuple[str, str], more: str = "", encoding: str = "cp1252") -> Path:
        text = FILE.read_bytes().decode("cp1252")
        for before, after in replace:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / "altered.csv"
        path.write_bytes((text + more).encode(encoding))
        return path

    return make


def line(**values: str) -> str:
    """A line of the file with these values, and nothing else."""
    header = next(csv.reader(FILE.read_bytes().decode("cp1252").splitlines()))
    by_column = {COLUMNS[name]: value for name, value in values.items()}
    out = StringIO()
    csv.writer(out).writerow([by_column.get(name, "") for name in header])
    return out.getvalue()


def test_every_school_of_the_file_comes_in() -> None:
    brought = bring_in(FILE)
    assert (brought.new, brought.changed, brought.same, brought.closed) == (9, 0, 0, 1)
    assert brought.left_out == []
    high = Establishment.objects.get(urn="990005")
    assert (high.name, high.phase, high.town) == ("Ternmouth High School", "Secondary", "Ternmouth")
    assert (high.local_authority, high.postcode) == ("Marshland, North", "ZZ2 2AB")
    assert (high.trust_code, high.trust) == ("9001", "THE HERON LEARNING TRUST")
    assert not high.closed and high.status == "Open, but proposed to close"


def test_the_published_letters_are_read_and_a_closed_school_is_marked() -> None:
    bring_in(FILE)
    closed = Establishment.objects.get(closed=True)
    assert closed.name == "Café Row Infants"
    assert Establishment.objects.get(urn="990002").name == "St Brendan’s Catholic Primary School"


def test_a_copy_saved_as_utf_8_says_the_same(altered: Altered) -> None:
    bring_in(FILE)
    for encoding in ("utf-8", "utf-8-sig"):
        brought = bring_in(altered(encoding=encoding))
        assert (brought.same, brought.changed, brought.new, brought.left_out) == (9, 0, 0, [])


def test_the_same_file_again_writes_nothing() -> None:
    bring_in(FILE)
    with CaptureQueriesContext(connection) as asked:
        brought = bring_in(FILE)
    assert (brought.new, brought.changed, brought.same) == (0, 0, 9)
    assert not [one for one in asked if "INSERT" in one["sql"]]


def test_a_newer_file_changes_what_it_says_and_keeps_what_it_does_not_name(
    altered: Altered,
) -> None:
    bring_in(FILE)
    text = FILE.read_bytes().decode("cp1252").splitlines(keepends=True)
    path = altered(
        (text[1], ""),
        ("Ternmouth High School", "Ternmouth Academy"),
        more=line(urn="990010", name="New"),
    )
    brought = bring_in(path)
    assert (brought.new, brought.changed, brought.same) == (1, 1, 7)
    assert Establishment.objects.get(urn="990005").name == "Ternmouth Academy"
    assert Establishment.objects.filter(urn="990001").exists()
    assert Establishment.objects.count() == 10


def test_each_line_that_cannot_be_taken_is_named_with_its_reason(altered: Altered) -> None:
    more = (
        line(urn="12345", name="Short")
        + line(urn="990011")
        + line(urn="990001", name="Twice")
        + line(urn="990012", name="x" * 151)
        + "990013,too,few\r\n"
        + line(urn="990014", name="Two\nlines")
        + line(urn="٩٩٠٠١٥", name="Other digits").encode("cp1252", "replace").decode("cp1252")
    )
    brought = bring_in(altered(more=more))
    said = {one.number: one.problem for one in brought.left_out}
    assert brought.new == 10
    assert said == {
        11: "“12345” is no URN: it has six digits.",
        12: "The school has no name.",
        13: "URN 990001 stands further up already.",
        14: "EstablishmentName is longer than 150 letters.",
        15: "It has 3 cells; the names at the top are 140.",
        18: "“??????” is no URN: it has six digits.",
    }
    assert Establishment.objects.get(urn="990014").name == "Two lines"
    assert Establishment.objects.get(urn="990001").name == "Quillhaven Community Primary School"


def test_a_letter_that_is_none_and_a_quotation_mark_left_open_cost_their_lines_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bad.csv"
    more = line(urn="990020", name="Good").encode() + line(urn="990021", name="B@d").encode()
    opened = b'990022,"never closed' + b"x" * 140_000
    path.write_bytes(FILE.read_bytes() + more.replace(b"@", b"\x81") + opened)
    brought = bring_in(path)
    assert [one.number for one in brought.left_out] == [12, 13]
    assert brought.left_out[0].problem == "A letter of it cannot be read."
    assert brought.left_out[1].problem == "A quotation mark is opened and not closed."
    assert brought.new == 10


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column “URN”"),
        (b"Name,Town\r\nA,B\r\n", "no column “URN”, “EstablishmentName”"),
        (b"PK\x03\x04\x00\x00", "Unpack the download"),
        (b"\x00\x01\x02", "Unpack the download"),
    ],
)
def test_another_file_is_refused_whole(tmp_path: Path, content: bytes, said: str) -> None:
    bring_in(FILE)
    before = list(Establishment.objects.values())
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(WrongFile) as wrong:
        bring_in(path)
    assert said in wrong.value.sentence
    assert list(Establishment.objects.values()) == before


def test_a_file_without_one_column_is_refused_and_names_it(altered: Altered) -> None:
    with pytest.raises(WrongFile, match="no column “PhaseOfEducation"):
        bring_in(altered(("PhaseOfEducation (name)", "Phase")))
    assert not Establishment.objects.exists()


def test_a_file_of_which_no_line_can_be_taken_is_refused(altered: Altered) -> None:
    with pytest.raises(WrongFile, match="is no URN"):
        bring_in(altered(*[(f"99000{n}", f"99000{n}x") for n in range(1, 10)]))


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match="cannot be read"):
        bring_in(tmp_path / "none.csv")
    with pytest.raises(WrongFile, match="cannot be read"):
        bring_in(tmp_path)


def test_the_command_says_what_came_of_it(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    path = tmp_path / "some.csv"
    path.write_bytes(FILE.read_bytes() + line(urn="1", name="Short").encode())
    call_command("import_gias", path, stdout=out, stderr=err)
    assert (
        "9 schools, of which 1 are closed: 9 new, 0 changed, 0 as they were; 1 lines left out"
        in (out.getvalue())
    )
    assert "Line 11: “1” is no URN" in err.getvalue()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_gias", tmp_path / "none.csv")


def test_no_page_of_a_school_is_made_anew_because_the_register_came_in() -> None:
    school = a_school()
    before = School.objects.get(pk=school.pk).marks
    bring_in(FILE)
    assert School.objects.get(pk=school.pk).marks == before


def test_words_are_plain_letters_and_digits() -> None:
    assert words_of("St Brendan’s (C. of E.) Café–Row, ZZ1 2AB") == (
        "st brendans c of e cafe row zz1 2ab".split()
    )
    assert findable("Óak", "", "Ash") == " oak ash"
