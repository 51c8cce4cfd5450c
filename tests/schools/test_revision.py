"""What is written of a school marks it, whoever writes and however."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled
from lxml import html  # type: ignore[import-untyped]

from schools.models import Member, Position, School, Subject, User
from schools.revision import EVERY_TABLE, mark_every_school, reading, table_written, tables_read
from tests.factories import a_member, a_school, signed_in
from tests.security.addresses import address, arguments_for, browsers, patterns
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school() -> Iterator[School]:
    """A school whose scope is open."""
    made = a_school()
    with scope(school=made):
        Subject.objects.create(school=made, name="Art")
        yield made


def marks(school: School) -> dict[str, str]:
    found: dict[str, str] = School.objects.get(pk=school.pk).marks
    return found


def changed(school: School, write: Callable[[], Any]) -> set[str]:
    """The tables that are marked anew by what `write` does."""
    before = marks(school)
    write()
    after = marks(school)
    return {table for table in after if after[table] != before.get(table)}


def test_each_way_of_writing_marks_its_table(school: School) -> None:
    art = Subject.objects.get()
    one = Member.objects.create(school=school, name="Ann")
    table = {"schools_subject"}
    assert changed(school, lambda: Subject.objects.create(school=school, name="Music")) == table
    assert changed(school, art.save) == table
    many = [Subject(school=school, name=name) for name in ("Drama", "Dance")]
    assert changed(school, lambda: Subject.objects.bulk_create(many)) == table
    assert changed(school, lambda: Subject.objects.filter(name="Dance").update(order=3)) == table
    assert changed(school, lambda: Subject.objects.bulk_update([art], ["order"])) == table
    assert changed(school, lambda: one.subjects.add(art)) == {"schools_member_subjects"}
    assert "schools_subject" in changed(
        school, lambda: Subject.objects.filter(name="Drama").delete()
    )
    assert changed(school, lambda: Subject.objects.get_or_create(school=school, name="PE")) == table
    assert (
        changed(school, lambda: _by_hand("UPDATE schools_subject SET name = name || 's'")) == table
    )
    assert changed(school, lambda: _by_hand('DELETE FROM "schools_subject" WHERE id = 0')) == table


def _by_hand(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_reading_marks_nothing(school: School) -> None:
    assert changed(school, lambda: list(Subject.objects.select_related("school"))) == set()


def test_a_mark_goes_the_way_of_the_transaction(school: School) -> None:
    def given_up() -> None:
        with transaction.atomic():
            Subject.objects.create(school=school, name="Latin")
            transaction.set_rollback(True)

    assert changed(school, given_up) == set()
    assert not connection.unmarked  # type: ignore[attr-defined]

    def given_up_in_part() -> None:
        with transaction.atomic():
            with transaction.atomic():
                Subject.objects.create(school=school, name="Latin")
            Subject.objects.create(school=school, name="Greek")
            assert marks(school) == before  # nobody else sees it yet, neither the row nor the mark

    before = marks(school)
    assert changed(school, given_up_in_part) == {"schools_subject"}


def test_only_the_school_is_marked_that_it_is_written_of(school: School) -> None:
    other = a_school()
    assert changed(other, lambda: Subject.objects.create(school=school, name="Music")) == set()


def test_what_is_written_outside_of_any_school_counts_for_every_school(school: School) -> None:
    other = a_school()
    assert "schools_position" in changed(other, lambda: _outside(school))
    assert "schools_position" in marks(school)


def _outside(school: School) -> None:
    with scopes_disabled():
        a_member(school, "teacher")


def test_signing_in_marks_nothing(school: School) -> None:
    member = a_member(school, "teacher")
    assert changed(school, lambda: signed_in(Client(), member)) == set()
    assert changed(school, lambda: User.objects.update(last_login=None)) == set()


def test_a_new_school_leaves_the_others_as_they_were() -> None:
    school = a_school()
    assert changed(school, a_school) == set()
    assert marks(a_school())[EVERY_TABLE] != marks(school)[EVERY_TABLE]


def test_a_school_that_was_read_before_is_saved_with_the_marks_of_now(school: School) -> None:
    read_before = School.objects.get(pk=school.pk)
    Subject.objects.create(school=school, name="Music")
    now = marks(school)
    read_before.name = "New name"
    read_before.save()
    assert School.objects.get(pk=school.pk).name == "New name"
    assert marks(school)["schools_subject"] == now["schools_subject"]
    assert marks(school)["schools_school"] != now.get("schools_school")


def test_a_migration_marks_the_whole_of_each_school(school: School) -> None:
    before = marks(school)
    mark_every_school("default")
    assert marks(school)[EVERY_TABLE] != before[EVERY_TABLE]


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "roles_role" ("a") VALUES (1)', "roles_role"),
        ('INSERT OR IGNORE INTO "roles_role" ("a") VALUES (1)', "roles_role"),
        ("  update roles_role set a = 1", "roles_role"),
        ('DELETE FROM "roles_role"', "roles_role"),
        ("TRUNCATE roles_role", EVERY_TABLE),
        ("WITH x AS (SELECT 1) INSERT INTO roles_role SELECT 1", EVERY_TABLE),
        ("WITH x AS (SELECT 1) SELECT * FROM x", None),
        ("SELECT updated FROM roles_role", None),
        ("SAVEPOINT x", None),
    ],
)
def test_a_statement_says_what_it_writes(sql: str, table: str | None) -> None:
    assert table_written(sql) == table


def test_a_statement_says_what_it_reads() -> None:
    sql = (
        'SELECT "a"."id", EXISTS(SELECT 1 FROM "roles_line" U0) FROM "roles_role" "a" '
        'LEFT OUTER JOIN "schools_user" ON (1) INNER JOIN "schools_member" ON (2) UNION '
        'SELECT 1 FROM (SELECT 2 FROM "files_file") "x"'
    )
    assert tables_read(sql) == {"roles_line", "roles_role", "schools_member", "files_file"}


def test_what_was_read_is_told(school: School) -> None:
    with reading() as outer:
        list(Subject.objects.all())
        with reading() as inner:
            list(Member.objects.all())
    list(Position.objects.all())
    assert (inner, outer) == ({"schools_member"}, {"schools_member", "schools_subject"})


def test_whatever_any_page_writes_marks_what_it_wrote() -> None:
    """Every form of every page, filled in with what comes to hand, sent by the headteacher."""
    school = the_sample()
    client, wrong = browsers()["helen"], []
    sent: set[Any] = set()
    wrote: set[str] = set()
    for path in paths_of(school):
        for action, fields in _forms(client.get(path), path):
            kind = (_number.sub("N", action), tuple(sorted(fields)))
            if kind in sent or "logout" in action:
                continue
            sent.add(kind)
            before = marks(school)
            with CaptureQueriesContext(connection) as asked:
                client.post(action, fields)
            said = [one["sql"] for one in asked.captured_queries]
            written = {table for one in said if (table := _plainly(one))}
            # The search index repeats what stands in other tables, and where somebody is signed in is nothing of
            # the school: no page that is kept reads either.
            elsewhere = ("finding_", "schools_signedin")
            written = {table for table in written if not table.startswith(elsewhere)}
            if not written or any(one.startswith("ROLLBACK") for one in said):
                continue
            wrote.add(_number.sub("N", action))
            after = marks(school)
            if unmarked := {one for one in written if after.get(one) == before.get(one)}:
                wrong.append(f"{action}: {unmarked}")
    assert len(wrote) > 25, sorted(wrote)
    assert not wrong, "\n".join(wrong)


_number = re.compile(r"\d+")


def paths_of(school: School) -> list[str]:
    return [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, _pattern in list(patterns())
    ]


def _forms(page: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The forms of a page that send something: where to, and their fields, the empty ones filled in."""
    if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
        return
    if not page.content.strip():  # a part of a page that has nothing to say yet
        return
    for form in html.fromstring(page.content.decode()).xpath("//form[@method='post']"):
        fields: dict[str, Any] = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        for one in form.xpath(".//input[@name]|.//textarea[@name]"):
            kind = one.get("type", "text")
            if kind in ("radio", "checkbox") and one.get("name") not in fields:
                fields[one.get("name")] = [one.get("value", "on")]
            elif kind in FILLINGS and not any(fields.get(one.get("name"), [])):
                fields[one.get("name")] = [FILLINGS[kind]]
        for button in form.xpath(".//button[@name]")[:1]:
            fields.setdefault(button.get("name"), [button.get("value", "")])
        yield form.get("action") or path, fields


FILLINGS = {"text": "Some words", "date": "2027-03-04", "number": "5", "email": "a@example.org"}


def _plainly(sql: str) -> str:
    """The school's table that a statement writes to, told in another way than the code does."""
    words = sql.replace('"', "").replace("OR IGNORE ", "").split()
    if words[:4] == ["UPDATE", "schools_school", "SET", "marks"]:
        return ""  # that is the marking itself
    at = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}.get(words[0])
    table = words[at] if at else ""
    theirs = table.partition("_")[0] in ("django", "auth", "account", "mfa", "socialaccount")
    return "" if theirs or table == "schools_user" else table
