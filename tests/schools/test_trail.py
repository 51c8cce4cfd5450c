from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from schools.models import Activity, Member, School
from schools.trail import record, sentence
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

sentence("test.did", "%(who)s tried %(what)s")
sentence("test.gave", "%(who)s gave %(person)s a hand")


def did(school: School, member: Member | None, what: str = "it", **more: Any) -> Activity:
    with scope(school=school):
        return record(school, member, "test.did", what=what, **more)


def activity(school: School) -> str:
    return reverse("schools:activity", args=[school.slug])


def test_what_was_done_is_read_as_sentences_under_their_days(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="Helen")
    coordinator = a_member(school, "coordinator", name="Amira")
    did(school, coordinator, "the first thing")
    old = did(school, coordinator, "an old thing", path="/s/somewhere/")
    with scope(school=school):
        moment = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)
        Activity.objects.filter(pk=old.pk).update(at=moment)
    signed_in(client, head)
    page = client.get(activity(school)).content.decode()
    assert page.index("Amira tried the first thing") < page.index("Amira tried an old thing")
    assert "Wednesday 1 July 2026" in page
    assert "23:30" in page  # in London it is an hour later
    assert 'href="/s/somewhere/"' in page


@pytest.mark.parametrize("kind", ["headteacher", "smt"])
def test_senior_managers_read_all_of_it_and_choose_a_person(client: Client, kind: str) -> None:
    school = a_school()
    member = a_member(school, kind)
    amira, ben = (a_member(school, "teacher", name=name) for name in ("Amira", "Ben"))
    did(school, amira, "painting")
    did(school, ben, "singing")
    signed_in(client, member)
    page = client.get(activity(school)).content.decode()
    assert "Amira tried painting" in page and "Ben tried singing" in page
    page = client.get(activity(school), {"person": amira.pk}).content.decode()
    assert "What Amira did here" in page
    assert "Amira tried painting" in page and "Ben tried singing" not in page


@pytest.mark.parametrize(
    "kind", ["coordinator", "head_of_department", "teacher", "technician", "business_manager"]
)
def test_other_staff_read_their_own_whatever_they_ask_for(client: Client, kind: str) -> None:
    school = a_school()
    member = a_member(school, kind, name="Member")
    helen = a_member(school, "headteacher", name="Helen")
    did(school, member, "their own thing")
    did(school, helen, "another thing")
    with scope(school=school):
        record(school, helen, "test.gave", person=member)
    signed_in(client, member)
    for query in ({}, {"person": helen.pk}):
        page = client.get(activity(school), query).content.decode()
        assert "Member tried their own thing" in page
        assert "Helen gave Member a hand" in page
        assert "another thing" not in page
        assert "What you did here" in page


@pytest.mark.parametrize("kind", ["governor", "guest"])
def test_who_is_not_staff_does_not_read_it(client: Client, kind: str) -> None:
    school = a_school()
    signed_in(client, a_member(school, kind))
    answer = client.get(activity(school))
    assert answer.status_code == 403
    assert "Only the school’s staff may read what was done here." in answer.content.decode()


def test_another_school_s_trail_is_not_there(client: Client) -> None:
    mine, other = a_school(), a_school()
    did(other, a_member(other, "headteacher"), "a secret")
    signed_in(client, a_member(mine, "headteacher"))
    assert client.get(activity(other)).status_code == 404
    assert "a secret" not in client.get(activity(mine)).content.decode()


def test_who_was_erased_is_a_former_member(client: Client) -> None:
    school = a_school()
    gone, head = a_member(school, "teacher", name="Gone"), a_member(school, "headteacher")
    did(school, gone, "a thing")
    with scope(school=school):
        record(school, head, "test.gave", person=gone)
        gone.delete()
    signed_in(client, head)
    page = client.get(activity(school)).content.decode()
    assert "A former member tried a thing" in page
    assert "gave a former member a hand" in page


def test_words_in_the_trail_are_text(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="<b>Helen</b>")
    did(school, head, "<script>alert(1)</script> שלום 🧪")
    signed_in(client, head)
    page = client.get(activity(school)).content.decode()
    assert "<script>alert" not in page and "<b>Helen" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 🧪" in page


def test_an_empty_trail_says_what_will_stand_there(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "teacher"))
    assert "Nothing yet." in client.get(activity(school)).content.decode()


def test_fifty_stand_on_a_page_and_the_person_chosen_is_kept(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="Helen")
    for number in range(60):
        did(school, head, f"thing {number}.")
    signed_in(client, head)
    first = client.get(activity(school), {"person": head.pk}).content.decode()
    assert first.count("Helen tried thing") == 50
    assert f"?page=2&amp;person={head.pk}" in first
    second = client.get(activity(school), {"person": head.pk, "page": 2}).content.decode()
    assert second.count("Helen tried thing") == 10
    for strange in ("0", "-1", "99", "x"):
        assert client.get(activity(school), {"page": strange}).status_code == 200
    for strange in ("x", "999999999999999999999"):
        assert client.get(activity(school), {"person": strange}).status_code == 200


def test_many_entries_by_many_people_need_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school(set_up_at=timezone.now())
    head = a_member(school, "headteacher")
    signed_in(client, head)
    for many in (1, 40):
        for _number in range(many):
            did(school, a_member(school, "teacher"), "it", person=head)
        with django_assert_max_num_queries(7):
            client.get(activity(school))
