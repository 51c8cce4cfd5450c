"""A file that is not as it was made is refused whole, with the reason in a sentence, and nothing has changed."""

from __future__ import annotations

import hashlib
import io
import json
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_scopes import scope, scopes_disabled

from files.models import Upload
from roles.models import Duty, Role
from schools.models import Activity, Member, Position, School, Subject, User, Vision
from schools.permissions import NotAllowed
from schools.refusals import Refused
from takeaway import actions, archive
from tests.factories import a_school

from .files import Entries, data_of, entries_of, signed, taken, with_data, zipped

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7\nnot much of a paper\n%%EOF\n"


@pytest.fixture
def file() -> bytes:
    """The file of a small school that has a bit of everything that can go wrong."""
    school = a_school(name="Ashdown Infants", slug="ashdown")
    with scope(school=school):
        head = Member.objects.create(
            school=school, name="Ines Aldous", email="ines@ashdown.example"
        )
        Position.objects.create(school=school, member=head, kind="headteacher")
        subject = Subject.objects.create(school=school, name="Music")
        head.subjects.add(subject)
        Vision.objects.create(
            school=school, number=1, text="Every child makes things", written_by=head
        )
        Role.objects.create(school=school, title="Coordinator", position="coordinator")
        Duty.objects.create(
            school=school, kind="duty", area="staff", text="Arrange training", order=1
        )
        Activity.objects.create(
            school=school,
            member=head,
            verb="vision.written",
            about={"number": 1},
            path="/s/ashdown/vision/",
        )
        upload = Upload(school=school, name="scan.pdf", content_type="application/pdf")
        upload.size, upload.sha256 = len(PAPER), sha_of(PAPER)
        upload.file.save("", ContentFile(PAPER), save=False)
        upload.save()
    return taken(school)


def sha_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def head() -> User:
    return User.objects.create_user("sam@example.org", name="Sam Dove")


def everything_there_is() -> tuple[int, int, int, list[str]]:
    """Schools, people, users, and all files in the storage."""
    root = Path(default_storage.path(""))
    files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    with scopes_disabled():
        return School.objects.count(), Member.objects.count(), User.objects.count(), files


def refusal(head: User, given: bytes) -> str:
    """Why a file is refused; that nothing has changed is looked at as well."""
    before = everything_there_is()
    with pytest.raises(Refused) as refused:
        actions.bring(head, io.BytesIO(given))
    assert everything_there_is() == before
    sentence = refused.value.sentence
    assert sentence[0].isupper() or sentence.startswith(("“", "school.json"))
    assert sentence.endswith(".")
    return sentence


def test_the_file_comes_in_as_it_was_made(file: bytes, head: User) -> None:
    member = actions.bring(head, io.BytesIO(file))
    with scope(school=member.school):
        upload = Upload.objects.get()
        assert upload.file.read() == PAPER
        assert Member.objects.get(name="Ines Aldous").subjects.get().name == "Music"


def test_nobody_brings_a_school_in_who_may_not_start_one(
    file: bytes, head: User, settings: Any
) -> None:
    settings.SIGN_UP_OPEN = False
    before = everything_there_is()
    with pytest.raises(NotAllowed, match="operator"):
        actions.bring(head, io.BytesIO(file))
    assert everything_there_is() == before


# The .zip -------------------------------------------------------------------------------------------


def test_a_file_that_is_cut_is_refused_wherever_it_was_cut(file: bytes, head: User) -> None:
    for length in (0, 1, 30, 200, len(file) // 2, len(file) - 30, len(file) - 1):
        assert "cut" in refusal(head, file[:length]) or length == 0


@pytest.mark.parametrize("given", [b"", b"hello", b"PK\x03\x04" + b"\x00" * 400, b"%PDF-1.7\n"])
def test_what_is_no_zip_is_refused(head: User, given: bytes) -> None:
    assert "no whole .zip" in refusal(head, given)


def test_a_flipped_bit_is_noticed_wherever_it_is(file: bytes, head: User) -> None:
    for place in range(0, len(file), max(1, len(file) // 25)):
        changed = bytearray(file)
        changed[place] ^= 0x10
        try:
            member = actions.bring(head, io.BytesIO(bytes(changed)))
        except Refused:
            continue
        # A bit that no reader looks at, such as a time in the list of contents: then nothing was changed by it.
        with scope(school=member.school):
            assert Upload.objects.get().file.read() == PAPER
            assert Vision.objects.get().text == "Every child makes things"


def test_a_changed_entry_is_refused_though_the_zip_is_whole(file: bytes, head: User) -> None:
    entries = entries_of(file)
    said = entries[archive.DATA].replace(b"Every child", b"No child at")
    assert "changed after" in refusal(head, zipped({**entries, archive.DATA: said}))
    entries = entries_of(file)
    del entries[archive.ABOUT]
    assert "missing" in refusal(head, zipped(entries))
    entries = {**entries_of(file), "tables/more.xlsx": b"x"}
    assert "put into the .zip later" in refusal(head, zipped(entries))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../etc/cron.d/evil", "climb out"),
        ("files/../../evil", "climb out"),
        ("files\\..\\evil", "climb out"),
        ("/etc/passwd", "lead outside"),
        ("C:/evil", "lead outside"),
        ("\\\\server\\share", "lead outside"),
        ("files/evil.exe", "does not belong"),
        ("__MACOSX/._manifest.json", "does not belong"),
        ("papers/a b.pdf", "does not belong"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(
    file: bytes, head: User, name: str, why: str
) -> None:
    entries: Entries = {**entries_of(file), name: b"x"}
    assert why in refusal(head, zipped(signed(entries)))


def test_a_link_a_lock_and_a_double_are_refused(file: bytes, head: User) -> None:
    entries = entries_of(file)
    name = next(one for one in entries if one.startswith("files/"))

    def again(change: Callable[[zipfile.ZipInfo], None], twice: bool = False) -> bytes:
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as made:
            for each, content in entries.items():
                info = zipfile.ZipInfo(each)
                if each == name:
                    change(info)
                made.writestr(info, content)
                if each == name and twice:
                    with pytest.warns(UserWarning, match="Duplicate"):
                        made.writestr(info, content)
        return into.getvalue()

    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "is a link" in refusal(head, again(link))
    assert "stands in the .zip twice" in refusal(head, again(lambda info: None, twice=True))
    locked = bytearray(zipped(entries))
    with zipfile.ZipFile(io.BytesIO(locked)) as opened:
        places = [one.header_offset for one in opened.infolist()]
    central = bytes(locked).rindex(b"PK\x01\x02")
    locked[central + 8] |= 1
    assert "locked" in refusal(head, bytes(locked)) and places


def test_a_bomb_is_not_unpacked(file: bytes, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = entries_of(file)
    zeros = {**entries, "papers/bomb.pdf": b"\x00" * 30_000_000}
    assert "mountain" in refusal(head, zipped(signed(zeros)))
    many = {f"papers/p{n}.pdf": b"" for n in range(30)}
    monkeypatch.setattr(archive, "MOST_ENTRIES", 20)
    assert "entries" in refusal(head, zipped(signed({**entries, **many})))
    monkeypatch.setattr(archive, "MOST_ENTRIES", 20_000)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 500)
    assert "larger than any school" in refusal(head, file)


def test_a_file_in_it_is_of_a_kind_that_can_be_kept(file: bytes, head: User) -> None:
    entries = entries_of(file)
    page = b"<html><script>alert(1)</script></html>"
    data = json.loads(entries[archive.DATA])
    [row] = data["rows"]["files.upload"]
    row.update(sha256=sha_of(page), size=len(page), content_type="text/html", name="page.html")
    given = {
        **entries,
        archive.DATA: json.dumps(data).encode(),
        f"files/{sha_of(page)}.txt": page,
    }
    assert "kind" in refusal(head, zipped(signed(given)))
    # One that calls itself a PDF and is a program.
    program = b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 200
    given = {**entries, f"files/{sha_of(program)}.pdf": program}
    assert "kind" in refusal(head, zipped(signed(given)))
    large = {**entries, f"files/{'0' * 64}.pdf": PAPER + random.Random(1).randbytes(11_000_000)}
    assert "10 MB" in refusal(head, zipped(signed(large)))


def test_a_virus_in_it_is_found_before_anything_comes_in(
    file: bytes, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VIRUS_SCANNER", "/a scanner")
    monkeypatch.setattr("files.scanning._asked", lambda content: "stream: Eicar FOUND")
    before = everything_there_is()
    assert "There is a virus" in refusal(head, file)
    assert everything_there_is() == before


def test_a_file_that_a_row_names_must_be_there(file: bytes, head: User) -> None:
    def lose(data: dict[str, Any]) -> None:
        data["rows"]["files.upload"][0]["sha256"] = "0" * 64

    assert "“scan.pdf” is missing" in refusal(head, with_data(file, lose))

    def kind(data: dict[str, Any]) -> None:
        data["rows"]["files.upload"][0]["content_type"] = "text/html"

    assert "kind" in refusal(head, with_data(file, kind))


# What it says of itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"version": 2}, "newer ICT Lead"),
        ({"version": 0}, "does not say of which version"),
        ({"version": True}, "does not say of which version"),
        ({"version": "1"}, "does not say of which version"),
        ({"format": "another"}, "not the file of a school of ICT Lead"),
        ({"entries": []}, "does not say what is in it"),
        ({"school": "Ashdown"}, "does not say of which school"),
    ],
)
def test_what_a_file_says_of_itself_is_looked_at_first(
    file: bytes, head: User, about: dict[str, Any], why: str
) -> None:
    assert why in refusal(head, zipped(signed(entries_of(file)) | manifest(file, about)))


def manifest(file: bytes, about: dict[str, Any]) -> Entries:
    said = json.loads(entries_of(file)[archive.MANIFEST])
    return {archive.MANIFEST: json.dumps({**said, **about}).encode()}


@pytest.mark.parametrize(
    "said",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"format": NaN}',
        b'{"format": "x", "format": "y"}',
        b"[" * 100_000,
        b"1" * 10_000,
    ],
)
def test_what_is_not_json_is_refused(file: bytes, head: User, said: bytes) -> None:
    entries = {**entries_of(file), archive.DATA: said}
    assert "school.json" in refusal(head, zipped(signed(entries)))
    entries = {**entries_of(file), archive.MANIFEST: said}
    refusal(head, zipped(entries))


# What it says of the school -------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], Any]


def of(model: str, **values: Any) -> Change:
    """Let the first row of a model say something else."""
    return lambda data: data["rows"][model][0].update(values)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data.pop("rows"), "not as it must be"),
        (lambda data: data["rows"].update({"schools.spell": []}), "newer one"),
        (lambda data: data["rows"].update({"schools.user": []}), "newer one"),
        (lambda data: data["rows"].update({"schools.member": {}}), "not as it must be"),
        (of("schools.member", password="x"), "not as it must be"),
        (of("schools.member", user=1), "not as it must be"),
        (of("schools.member", name=7), "name"),
        (of("schools.member", name=None), "name"),
        (of("schools.member", name="x" * 500), "name"),
        (of("schools.member", deputy="yes"), "deputy"),
        (of("schools.member", email="no address"), "email"),
        (of("schools.member", left_on="2026-02-30"), "left_on"),
        (of("schools.member", name="a\x00b"), "character"),
        (of("schools.member", name="\ud800"), "character"),
        (of("schools.member", id=7), "id"),
        (of("schools.member", subjects=[2]), "refers to what is not in the file"),
        (of("schools.member", subjects=[1, 1]), "subjects"),
        (of("schools.position", member=9), "refers to what is not in the file"),
        (of("schools.position", member=0), "member"),
        (of("schools.position", kind="emperor"), "kind"),
        (of("schools.vision", number=-1), "number"),
        (of("schools.vision", number=10**30), "number"),
        (of("schools.vision", number=1.5), "number"),
        (of("schools.activity", verb="no.such"), "sentence"),
        (of("schools.activity", about={}), "sentence"),
        (of("schools.activity", about={"number": [1]}), "about"),
        (of("roles.duty", area=""), "contradicts"),
        (lambda data: data["rows"]["schools.subject"].append({"id": 2, "name": "music"}), "twice"),
        (lambda data: data["school"].update(phase="flying"), "phase"),
        (lambda data: data["school"].update(slug="account"), "not as it must be"),
        (lambda data: data["school"].update(key_stages=[1]), "key_stages"),
        (lambda data: data.update(version=2), "version"),
    ],
)
def test_wrong_values_and_dangling_references_are_refused(
    file: bytes, head: User, change: Change, why: str
) -> None:
    assert why in refusal(head, with_data(file, change))


def test_what_is_written_halfway_is_taken_back_with_its_files(
    file: bytes, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_there_is()

    def fall(school: School) -> int:
        assert len(everything_there_is()[3]) == len(before[3]) + 1  # the file is there by now
        raise KeyError("something that no page could show")

    monkeypatch.setattr(actions, "index_school", fall)
    assert "makes no sense" in refusal(head, file)

    def break_off(school: School) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "index_school", break_off)
    with pytest.raises(KeyboardInterrupt):
        actions.bring(head, io.BytesIO(file))
    assert everything_there_is() == before


def test_an_address_in_the_file_never_leads_out_of_the_school(file: bytes, head: User) -> None:
    for path in ("//evil.example/", "/s/other/vision/", "https://evil.example/", "/../../admin/"):
        given = with_data(file, of("schools.activity", path=path))
        member = actions.bring(head, io.BytesIO(given))
        with scope(school=member.school):
            kept = Activity.objects.get(verb="vision.written").path
        assert kept in ("", f"/s/{member.school.slug}/vision/")


def test_an_older_file_that_lacks_what_has_a_usual_value_comes_in(file: bytes, head: User) -> None:
    def older(data: dict[str, Any]) -> None:
        del data["rows"]["schools.visionreview"]
        for row in data["rows"]["schools.member"]:
            del row["deputy"]

    member = actions.bring(head, io.BytesIO(with_data(file, older)))
    assert member.deputy is False
    assert data_of(file)["version"] == 1
