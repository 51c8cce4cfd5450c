"""Links in old e-mails to what is gone: a page that says what became of it, to people of the school alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django_scopes import scope

from schools.trail import record, sentence
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

sentence("test.removed", "%(who)s took “%(thing)s” out of the plan")


def test_of_what_is_gone_its_people_read_what_was_done_last(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="Ann Head")
    path = f"/s/{school.slug}/plans/77/"
    with scope(school=school):
        record(school, head, "test.removed", thing="New tablets", path=path)
    answer = signed_in(client, head).get(path)
    assert answer.status_code == 404
    assert "Ann Head took “New tablets” out of the plan" in answer.text
    assert f'href="/s/{school.slug}/plan/"' in answer.text


def test_who_may_not_read_the_trail_learns_nothing_from_it(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="Ann Head")
    path = f"/s/{school.slug}/plans/77/"
    with scope(school=school):
        record(school, head, "test.removed", thing="New tablets", path=path)
    for kind in ("teacher", "governor", "guest"):
        answer = signed_in(client, a_member(school, kind)).get(path)
        assert answer.status_code in (403, 404)
        assert "New tablets" not in answer.text and "Ann Head" not in answer.text
    strangers = signed_in(client, a_member(a_school(), "headteacher")).get(path)
    assert strangers.status_code == 404
    assert "New tablets" not in strangers.text and "older e-mails" not in strangers.text


def test_what_never_was_is_not_found_with_a_way_on(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    answer = client.get(f"/s/{school.slug}/plans/12345/")
    assert answer.status_code == 404
    assert "Links in older e-mails" in answer.text
    assert client.get(f"/s/{school.slug}/nowhere/").status_code == 404
