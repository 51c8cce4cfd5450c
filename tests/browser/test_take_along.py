"""A school is taken along and brought in by clicking, and each page on the way is accessible and fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django_scopes import scope
from pytest_django.live_server_helper import LiveServer

from schools.models import Member, School
from takeaway import progress
from tests.conftest import NewPage
from tests.factories import a_member, a_school
from tests.takeaway.files import taken

from .checking import problems


def test_a_head_packs_the_school_and_brings_it_in_again(
    live_server: LiveServer,
    new_page: NewPage,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    school = a_school(slug="here", name="Ashdown Infants")
    head = a_member(school, "headteacher", name="Ines Aldous")
    begun: list[str] = []

    def start(name: str, member: Member, **how: bool) -> None:
        begun.append(name)
        state, _target = progress.paths_of(name)
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(json.dumps({"step": "papers", "done": 2, "of": 31}))

    monkeypatch.setattr(progress, "start", start)
    page, found = new_page(head.user), []
    page.goto("/s/here/settings/")
    page.get_by_role("link", name="Take the school along").click()
    found += problems(page)
    page.get_by_role("button", name="Make the file").click()
    page.get_by_text("2 of 31 documents are printed").wait_for()
    found += problems(page)
    state, target = progress.paths_of(begun[0])
    target.write_bytes(taken(school))
    state.unlink()
    page.get_by_role("heading", name="The school is packed").wait_for()
    found += problems(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the file").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    target.unlink()
    page.reload()
    page.get_by_role("heading", name="That file is no longer here").wait_for()
    found += problems(page)

    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    page.goto("/start/?choose")
    page.get_by_role("link", name="Bring a school in").click()
    found += problems(page)
    for given, heading in ((cut, "Bring a school in"), (file, "")):
        page.set_input_files("input[type=file]", given)
        page.get_by_role("button", name="Bring it in").click()
        if heading:
            page.get_by_text("Nothing was brought in").wait_for()
            assert page.get_by_role("heading", name=heading).is_visible()
            found += problems(page)
    page.wait_for_url("**/s/ashdown-infants/people/")
    page.get_by_text("is here as it was").wait_for()
    assert not found, "\n" + "\n".join(found)
    brought = School.objects.get(slug="ashdown-infants")
    with scope(school=brought):
        assert Member.objects.get().user == head.user
