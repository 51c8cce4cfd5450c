"""The schema in docs/ is the one that files are held to."""

from __future__ import annotations

import io
import json
from pathlib import Path

import fastjsonschema
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from schools.models import Member, Subject
from takeaway.contents import read
from takeaway.schema import schema
from tests.conftest import ROOT
from tests.factories import a_member, a_school

from .files import data_of, taken

SCHEMA = ROOT / "docs" / "school-file.schema.json"


def test_the_schema_in_the_docs_is_the_one_that_the_command_prints(tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("export_schema", stdout=said)
    assert said.getvalue() == SCHEMA.read_text(encoding="utf-8"), (
        "Run manage.py export_schema --output docs/school-file.schema.json, and read docs/school-file.md on versions."
    )
    assert json.loads(said.getvalue()) == schema()
    call_command("export_schema", output=tmp_path / "one.json")
    assert (tmp_path / "one.json").read_text(encoding="utf-8") == said.getvalue()


@pytest.mark.django_db
def test_a_real_file_is_as_the_schema_in_the_docs_says() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with scope(school=school):
        head.subjects.add(Subject.objects.create(school=school, name="Music"))
    check = fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))
    plain = data_of(taken(school))
    check(plain)
    assert [one["name"] for one in plain["rows"]["schools.member"]] == [head.name]
    plain["rows"]["schools.member"][0]["name"] = None
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        check(plain)


@pytest.mark.django_db
def test_reading_a_school_takes_as_many_queries_however_much_there_is() -> None:
    school = a_school()
    a_member(school, "headteacher")
    counts = []
    for times in range(2):
        with scope(school=school), CaptureQueriesContext(connection) as queries:
            read(school)
        counts.append(len(queries))
        with scope(school=school):
            subjects = [
                Subject.objects.create(school=school, name=f"Subject {times}-{n}")
                for n in range(20)
            ]
            for n in range(20):
                member = Member.objects.create(school=school, name=f"Person {n}")
                member.subjects.set(subjects[:n])
    assert counts[0] == counts[1]
