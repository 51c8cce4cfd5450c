"""Erasing a person: the name goes from every table, page and file; what the school did stays; refusals."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import openpyxl
import pypdf
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from audits.models import OwnStrand, SelfReview, SelfReviewJudge, SkillsAnswer
from audits.strands import snapshot
from board.models import Note, Question, Reply
from devplan.models import PlanImport, ProgressUpdate
from documents import pdf, register
from files.actions import EVIDENCE, keep
from files.models import Upload
from finding.actions import index_school
from home import sample
from priorities.models import Rating, Review
from roles.models import RoleDescription, Signature
from schools.actions.calendar import renew
from schools.actions.erasing import erase
from schools.models import Activity, CalendarKey, Member, PositionKind, School, SignedIn, User
from schools.permissions import NotAllowed
from schools.queries.erasing import columns_with_texts, foretold
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in
from tests.security.addresses import address, arguments_for, patterns
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db

K = PositionKind
NAME, EMAIL = "Amira Khan", sample.ADDRESS.format(key="amira")
# However the name is spaced, in whatever case, in JSON's spelling too.
SOUGHT = re.compile(rf"amira[\s_.+-]*khan|amira%20khan|{re.escape(EMAIL)}", re.I)


def member(school: School, key: str) -> Member:
    with scope(school=school):
        found: Member = Member.objects.select_related("school", "user").get(
            email=sample.ADDRESS.format(key=key)
        )
    return found


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


def with_the_name(old: Any) -> Any:
    """A JSON value in which her name stands too: of a list of things, in the words of the first."""
    if isinstance(old, dict):
        return {**old, "about": f"by {NAME}"}
    if old and isinstance(old[0], dict):
        words = {key: NAME for key, value in old[0].items() if isinstance(value, str)}
        if words:
            return [{**old[0], **words}, *old[1:]]
    return [*old, NAME]


def everything_done(school: School, amira: Member) -> None:
    """Let her name stand in every kind of place: typed by others, in JSON, in files, in a session, on paper."""
    helen = member(school, "helen")
    with scope(school=school):
        assert amira.user is not None
        renew(amira)
        Authenticator.objects.create(user=amira.user, type="totp", data={"secret": "x"})
        question = Question.objects.order_by("pk").first()
        assert question is not None
        text = "@Amira Khan, and @Amira: write to amira@quillhaven.example, says AMIRA KHAN."
        Reply.objects.create(school=school, question=question, text=text, by=helen)
        Reply.objects.create(school=school, question=question, text="I will.", by=amira)
        reviews = SelfReview.objects.filter(pk=SelfReview.objects.order_by("pk")[0].pk)
        reviews.update(strands=snapshot(OwnStrand.objects.all()))
        for model, columns in columns_with_texts().items():
            row = model._default_manager.order_by("pk").first()
            for column in columns if row is not None else ():
                kind = column.get_internal_type()
                value: Any = f"{NAME}"[: column.max_length or 99]
                if column.name in SYSTEMS_OWN or (column.max_length or 99) < len(NAME):
                    continue
                if kind == "JSONField":
                    value = with_the_name(getattr(row, column.name))
                elif kind == "URLField":
                    value = "https://files.example/amira-khan.pdf"
                assert row is not None
                model._default_manager.filter(pk=row.pk).update(**{column.name: value})
        book = openpyxl.Workbook()
        book.active.append(["Action", "Lead"])
        book.active.append(["Buy tablets", NAME])
        out = io.BytesIO()
        book.save(out)
        keep(school, helen, SimpleUploadedFile("amira_khan plan.xlsx", out.getvalue()), EVIDENCE)
        lines = f"Action,Lead\nBuy tablets,{NAME}\n".encode()
        keep(school, amira, SimpleUploadedFile("list.csv", lines), EVIDENCE)
        scan = keep(school, helen, SimpleUploadedFile("signed.pdf", b"%PDF-1.7\nAmira Khan"))
        Signature.objects.filter(pk=amira.signatures.order_by("pk")[0].pk).update(
            scan=scan, on_paper="2026-01-05"
        )
        index_school(school)
        for one in register.everything(school, helen)[:6]:
            document = register.find(school, helen, one.name)
            assert document is not None
            pdf.render(document)


# Columns that the product fills by itself, which hold keys and kinds and nothing that is typed.
SYSTEMS_OWN = {
    "verb", "path", "key", "kind", "thing", "check_name", "origin_kind", "strand", "area", "audience",
    "sha256", "content_type", "said", "file", "key_stage", "key_stages", "scale_words", "columns", "group",
}  # fmt: skip


def in_the_database() -> Iterator[str]:
    """Every cell of every table in which she stands."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    plain = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    if SOUGHT.search(plain):
                        yield f"{table}.{name}: {plain[:80]}"


def read(content: bytes) -> str:
    """What a file says: a PDF's text, the parts of an office document, or all of it as it is."""
    if content.startswith(b"%PDF"):
        try:
            return "\n".join(
                page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages
            )
        except pypdf.errors.PyPdfError:
            return content.decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())
    return content.decode("latin-1")


def in_the_files(school: School) -> Iterator[str]:
    """Every kept file of the school in which she stands, and every kept PDF."""
    with scope(school=school):
        given = [str(upload.file.name) for upload in Upload.objects.all()]
    for alias, root in (("default", f"uploads/{school.pk}"), ("documents", "")):
        storage = storages[alias]
        folders, _files = storage.listdir(root)
        for folder in folders:
            for name in storage.listdir(f"{root}/{folder}".strip("/"))[1]:
                path = f"{root}/{folder}/{name}".strip("/")
                # Other tests leave files of a school with the same number behind.
                if alias == "default" and path not in given:
                    continue
                with storage.open(path) as file:
                    if SOUGHT.search(read(file.read())):
                        yield path


def test_after_erasing_the_name_stands_nowhere_and_what_was_done_stays(
    school: School, django_capture_on_commit_callbacks: Any
) -> None:
    amira, helen = member(school, "amira"), member(school, "helen")
    everything_done(school, amira)
    with scope(school=school):
        before = {
            "signed": list(Signature.objects.order_by("pk").values_list("signed_at", "capacity")),
            "ratings": Rating.objects.count(),
            "updates": ProgressUpdate.objects.count(),
            "trail": Activity.objects.count(),
            "reviews": list(Review.objects.values_list("state", "agreed_at")),
            "versions": RoleDescription.objects.filter(state="agreed").count(),
        }
        newest = Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]
        plain = str(PlanImport.objects.order_by("pk").values_list("rows", flat=True)[0])
        assert NAME in plain
    hers, browser = signed_in(Client(), amira), signed_in(Client(), helen)
    assert hers.get(school.get_absolute_url()).status_code == 200
    assert SOUGHT.search(
        browser.get(reverse("schools:people", args=[school.slug])).content.decode()
    )
    person = reverse("schools:person", args=[school.slug, amira.pk])
    browser.get(person)
    assert list(in_the_database()) and list(in_the_files(school))

    url = reverse("schools:person_erase", args=[school.slug, amira.pk])
    page = browser.get(url).content.decode()
    assert "Their account is deleted" in page
    assert "The scan of 1 signature on paper is deleted." in page
    assert "stands by itself" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(url, {"name": "amira khan"})
    assert answer.status_code == 302, answer.content.decode()

    assert list(in_the_database()) == []
    assert list(in_the_files(school)) == []
    assert not User.objects.filter(email=EMAIL).exists()
    assert not EmailAddress.objects.filter(email=EMAIL).exists()
    assert not Authenticator.objects.exists()
    assert hers.get(school.get_absolute_url()).status_code == 302
    assert browser.get(person).status_code == 404
    with scope(school=school):
        assert not CalendarKey.objects.filter(member=amira).exists()
        assert not SkillsAnswer.objects.filter(asked__member=amira).exists()
        assert not SelfReviewJudge.objects.filter(member=amira).exists()
        erased = Member.objects.get(pk=amira.pk)
        assert (erased.name, erased.email, erased.user) == ("former member", "", None)
        assert before == {
            "signed": list(Signature.objects.order_by("pk").values_list("signed_at", "capacity")),
            "ratings": Rating.objects.count(),
            "updates": ProgressUpdate.objects.count(),
            "trail": Activity.objects.filter(pk__lte=newest).count(),
            "reviews": list(Review.objects.values_list("state", "agreed_at")),
            "versions": RoleDescription.objects.filter(state="agreed").count(),
        }
        assert Signature.objects.filter(member=amira, on_paper="2026-01-05", scan=None).exists()
        assert not amira.holdings.filter(until=None).exists()
        assert amira.holdings.exists()
        book = openpyxl.load_workbook(Upload.objects.get(name__endswith=".xlsx").file.open("rb"))
        assert book.active["B2"].value == "former member"
        for one in register.everything(school, helen)[:6]:
            document = register.find(school, helen, one.name)
            assert document is not None
            assert not SOUGHT.search(read(pdf.render(document))), one.name
    trail = browser.get(reverse("schools:activity", args=[school.slug])).content.decode()
    assert "erased a person: “former member” stands in place of the name" in trail
    assert "Former member" in trail


def test_no_page_of_the_school_says_the_name_afterwards(
    school: School, django_capture_on_commit_callbacks: Any
) -> None:
    amira, helen = member(school, "amira"), member(school, "helen")
    browser = signed_in(Client(raise_request_exception=False), helen)
    paths = [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, _pattern in patterns()
    ]
    with scope(school=school), django_capture_on_commit_callbacks(execute=True):
        erase(amira, helen)
    wrong, seen = [], 0
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
            continue
        seen += answer.status_code == 200
        if found := SOUGHT.search(answer.content.decode()):
            wrong.append(f"{path}: {found[0]}")
    assert seen > 60
    assert wrong == []


def test_who_has_another_school_stays_there_with_their_account() -> None:
    oak, elm = a_school(), a_school()
    head = a_member(oak, K.HEADTEACHER)
    ann = a_member(oak, K.TEACHER, name="Ann Lee", email="ann@oak.example")
    with scope(school=elm):
        there = Member.objects.create(school=elm, user=ann.user, name="Ann Lee", email=ann.email)
    with scope(school=oak):
        assert not foretold(ann).account_goes
        erase(ann, head)
    there.refresh_from_db()
    assert there.name == "Ann Lee" and there.user is not None
    assert there.user.email == "ann@oak.example"


def test_the_only_head_is_not_erased_and_nothing_changes() -> None:
    school = a_school()
    head = a_member(school, K.HEADTEACHER, name="Helen Marlowe")
    with scope(school=school), pytest.raises(Refused, match="is the only headteacher"):
        erase(head, head)
    head.refresh_from_db()
    assert (head.name, head.left_on) == ("Helen Marlowe", None)


@pytest.mark.parametrize(
    "kinds", [(K.SMT,), (K.COORDINATOR,), (K.TEACHER,), (K.GOVERNOR,), (K.GUEST,)]
)
def test_only_head_and_deputy_erase(kinds: tuple[str, ...]) -> None:
    school = a_school()
    a_member(school, K.HEADTEACHER)
    tom, somebody = a_member(school, K.TEACHER), a_member(school, *kinds)
    url = reverse("schools:person_erase", args=[school.slug, tom.pk])
    client = signed_in(Client(), somebody)
    assert client.get(url).status_code == 403
    assert client.post(url, {"name": tom.name}).status_code == 403
    with scope(school=school), pytest.raises(NotAllowed):
        erase(tom, somebody)
    tom.refresh_from_db()
    assert tom.erased_at is None


def test_the_deputy_erases_no_head_not_even_one_who_has_left() -> None:
    school = a_school()
    a_member(school, K.HEADTEACHER)
    former = a_member(school, K.HEADTEACHER, left_on="2026-01-01")
    deputy = a_member(school, K.SMT, deputy=True)
    with scope(school=school):
        with pytest.raises(NotAllowed):
            erase(former, deputy)
        erase(a_member(school, K.TEACHER), deputy)


def test_without_the_name_typed_nothing_is_erased() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Tom Hale")
    url = reverse("schools:person_erase", args=[school.slug, tom.pk])
    page = signed_in(Client(), head).post(url, {"name": "Tom"}).content.decode()
    assert "This is not their name." in page and 'value="Tom"' in page
    tom.refresh_from_db()
    assert tom.name == "Tom Hale"


def test_who_was_erased_is_not_taken_back_nor_listed_nor_erased_again() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Tom Hale")
    client = signed_in(Client(), head)
    with scope(school=school):
        erase(tom, head)
        with pytest.raises(Refused, match="erased already"):
            erase(tom, head)
    for name in ("person", "person_come_back", "person_leave", "person_erase", "person_invite"):
        url = reverse(f"schools:{name}", args=[school.slug, tom.pk])
        assert client.post(url, {"name": "former member"}).status_code == 404, name
    page = client.get(reverse("schools:people", args=[school.slug])).content.decode()
    assert "former member" not in page and "Tom Hale" not in page


def test_their_sessions_end_and_nobody_elses() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER)
    mine, his = signed_in(Client(), head), signed_in(Client(), tom)
    with scope(school=school):
        erase(tom, head)
    assert {one.user for one in SignedIn.objects.all()} == {head.user}
    assert mine.get(school.get_absolute_url()).status_code == 200
    assert his.get(school.get_absolute_url()).status_code == 302


def test_pages_seen_before_are_not_offered_by_name() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Tom Hale")
    client = signed_in(Client(), head)
    client.get(reverse("schools:person", args=[school.slug, tom.pk]))
    places = reverse("finding:places", args=[school.slug])
    assert "Tom Hale" in client.get(places, headers={"HX-Request": "true"}).content.decode()
    with scope(school=school):
        erase(tom, head)
    assert "Tom Hale" not in client.get(places, headers={"HX-Request": "true"}).content.decode()


def test_a_namesakes_texts_stay_and_the_page_says_so() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Ann Lee")
    a_member(school, K.TEACHER, name="Ann Lee")
    with scope(school=school):
        note = Note.objects.create(school=school, about="try", title="By Ann Lee", text=tom.email)
        assert "Somebody else here is called Ann Lee too" in " ".join(foretold(tom).sentences)
        erase(tom, head)
        note.refresh_from_db()
    assert (note.title, note.text) == ("By Ann Lee", "former member")


def test_another_schools_texts_are_not_touched() -> None:
    oak, elm = a_school(), a_school()
    head, tom = a_member(oak, K.HEADTEACHER), a_member(oak, K.TEACHER, name="Ann Lee")
    with scope(school=elm):
        note = Note.objects.create(school=elm, about="try", title="Ann Lee", text="Ann Lee")
    with scope(school=oak):
        erase(tom, head)
    with scope(school=elm):
        note.refresh_from_db()
    assert note.title == "Ann Lee"


def test_a_text_that_becomes_too_long_is_shortened() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Al Li")
    with scope(school=school):
        note = Note.objects.create(school=school, about="try", title="x" * 114 + " Al Li", text="-")
        erase(tom, head)
        note.refresh_from_db()
    assert note.title == "x" * 114 + " form…"


def test_the_command_erases_in_every_school_after_asking(capsys: Any) -> None:
    oak, elm = a_school(), a_school()
    for one in (oak, elm):
        a_member(one, K.HEADTEACHER)
    ann = a_member(oak, K.TEACHER, name="Ann Lee", email="ann@oak.example")
    with scope(school=elm):
        there = Member.objects.create(
            school=elm, user=ann.user, name="A Lee", email="a@elm.example"
        )
    with mock.patch("builtins.input", return_value="no"), pytest.raises(CommandError):
        call_command("erase_person", "Ann@oak.example")
    ann.refresh_from_db()
    assert ann.name == "Ann Lee"
    with mock.patch("builtins.input", return_value="ann@oak.example"):
        call_command("erase_person", "Ann@oak.example")
    with scopes_disabled():
        for member_ in (ann, there):
            member_.refresh_from_db()
            assert member_.name == "former member"
        said = Activity.objects.filter(school=elm).values_list("verb", flat=True)
        assert "schools.person_erased_by_operator" in said
    assert not User.objects.filter(email="ann@oak.example").exists()


def test_the_command_changes_nothing_where_one_school_would_lose_its_head() -> None:
    oak, elm = a_school(), a_school()
    a_member(oak, K.HEADTEACHER)
    ann = a_member(oak, K.TEACHER, name="Ann Lee", email="ann@oak.example")
    with scope(school=elm):
        there = Member.objects.create(school=elm, user=ann.user, name="Ann Lee", email=ann.email)
        there.positions.create(school=elm, kind=K.HEADTEACHER)
    with pytest.raises(CommandError, match="Nothing is erased"):
        call_command("erase_person", "ann@oak.example", "--yes")
    ann.refresh_from_db()
    assert ann.name == "Ann Lee"
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("erase_person", "nobody@oak.example", "--yes")


def test_foretelling_asks_a_number_of_queries_that_does_not_grow() -> None:
    school = a_school()
    head, tom = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER, name="Ann Lee")
    with scope(school=school):

        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                foretold(Member.objects.select_related("school", "user").get(pk=tom.pk))
            return len(seen)

        before = asked()
        for number in range(20):
            Note.objects.create(school=school, about="try", title=f"Ann Lee {number}", text="Lee")
        assert asked() == before
        assert foretold(tom).texts == 20
    assert head.pk
