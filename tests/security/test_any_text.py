"""Text of every kind in every field of the sample school: shown as text, on each page and on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django_scopes import scope, scopes_disabled

from documents import pdf, register
from schools.models import Member, School
from tests.factories import signed_in
from tests.the_sample import the_sample

from .addresses import address, arguments_for, patterns

OURS = {"schools", "roles", "priorities", "audits", "devplan", "board", "files"}
# What a program reads and no person writes, by the field's name, in any model.
READ_BY_PROGRAMS = set(
    "key key_stage owner check_name thing origin_kind strand area kind said password urn"
    " time_zone verb path audience group content_type sha256 email slug".split()
)
HOSTILE = "<script>alert(1)</script>{{ 7 }} %(who)s \u05e9\u05dc\u05d5\u05dd \u0645\u0631 \U0001f642 & \"'"


def written() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Each field in which people write words, with its model."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                if (
                    isinstance(field, models.CharField | models.TextField)
                    and not field.choices
                    and not field.primary_key
                    and field.name not in READ_BY_PROGRAMS
                ):
                    yield model, field


def write() -> int:
    """Put such text into the fields where something stands, of every row; how many fields that are.

    Each row's number goes before it, since some names must differ within a school; what is longer
    than the field is cut. Where a text has no limit, the first row's is 10,000 characters long.
    """
    fields = 0
    with scopes_disabled():
        for model, field in written():
            rows = list(model._base_manager.exclude(**{field.name: ""}).order_by("pk"))
            for row in rows:
                setattr(row, field.name, f"{row.pk} {HOSTILE}"[: field.max_length])
            if rows and not field.max_length:
                setattr(rows[0], field.name, f"{HOSTILE} {'endless ' * 1_300}"[:10_000])
            # Past the models' own checks, as an older release might have left it.
            model._base_manager.bulk_update(rows, [field.name], batch_size=100)
            fields += bool(rows)
    return fields


@pytest.fixture
def head(db: None) -> Member:
    """The head of the sample school."""
    school = the_sample()
    with scope(school=school):
        return Member.objects.select_related("school", "user").get(name="Helen Marlowe")


def paths(school: School) -> dict[str, str]:
    """Each address of the school by its name, with the things that it is tried with."""
    return {
        name: address(name, arguments_for(school, name, route), school.slug)
        for name, route, _pattern in patterns()
    }


def read(client: Client, path: str) -> str:
    """The page at the address; empty where there is none or it is a file."""
    answer = client.get(path)
    assert answer.status_code < 500, path
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return ""
    return str(answer.content.decode())


def papers(head: Member, folder: Path) -> Iterator[tuple[str, str]]:
    """The name and the words of each document that the head may print."""
    with scope(school=head.school):
        for one in register.everything(head.school, head):
            document = register.find(head.school, head, one.name)
            assert document is not None, one.name
            path = folder / "paper.pdf"
            path.write_bytes(pdf.render(document))
            words = ["pdftotext", "-raw", str(path), "-"]
            yield one.name, subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_any_text_is_shown_as_text_on_every_page(head: Member, client: Client) -> None:
    found = paths(head.school)
    assert write() > 90
    signed_in(client, head)
    shown = longest = 0
    wrong = []
    for name, path in found.items():
        page = read(client, path)
        if "<script>alert" in page:
            wrong.append(f"{name}: a script of somebody’s")
        if "&amp;lt;script" in page:
            wrong.append(f"{name}: escaped twice")
        shown += "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }} %(who)s \u05e9" in page
        longest = max(longest, page.count("endless"))
    assert not wrong, "\n".join(wrong)
    assert shown > 100 and longest >= 1_200


def test_any_text_is_shown_as_text_on_paper(head: Member, tmp_path: Path) -> None:
    write()
    made = dict(papers(head, tmp_path))
    # Nobody’s words stand in the handbook but the school’s labels.
    own = {name: words for name, words in made.items() if name != "handbook"}
    missing = [name for name, words in own.items() if "<script>alert(1)" not in words]
    assert len(made) > 10 and not missing, missing
    assert any(words.count("endless") >= 1_200 for words in made.values())
