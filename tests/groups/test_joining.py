"""A school joins by invitation that its head accepts, and leaves by either."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from groups.actions import joining, publishing
from groups.figures import figures_of
from groups.models import Affiliation, Published
from groups.topics import digest
from notices.due import collect
from schools.models import Activity, PositionKind
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db


def test_a_school_is_invited_by_number_and_its_head_accepts(trust: Trust) -> None:
    school = a_school(name="Ash", slug="ash", urn="990002")
    head = a_member(school, PositionKind.HEADTEACHER)
    mail.outbox.clear()
    answer = as_user(trust.admin.user).post(
        reverse("groups:invite", args=[trust.group.slug]), {"school": "990002"}
    )
    assert answer.status_code == 302
    assert [one.to for one in mail.outbox] == [[head.email]]
    with scope(school=school):
        one = Affiliation.objects.get()
        assert one.joined_on is None
        asked = [due.sentence for due in collect(head)]
        assert "Heron Trust invites the school to join it" in asked
    browser = as_user(head.user)
    assert "Heron Trust" in browser.get("/s/ash/groups/").content.decode()
    assert "Heron Trust invites" in browser.get("/s/ash/").content.decode()
    accepted = browser.post("/s/ash/groups/heron-trust/accept/")
    assert accepted.url == "/s/ash/groups/heron-trust/"  # type: ignore[attr-defined]
    with scope(school=school):
        assert Affiliation.objects.get().joined_on is not None
        assert Activity.objects.get(verb="groups.joined").about["group"] == "Heron Trust"
        assert not Published.objects.exists()


def test_an_invitation_shows_at_once_on_a_front_page_that_was_kept(trust: Trust) -> None:
    school = a_school(slug="ash")
    browser = as_user(a_member(school, PositionKind.HEADTEACHER).user)
    for _time in range(2):
        assert "Heron Trust" not in browser.get("/s/ash/").content.decode()
    made = joining.invite(trust.group, trust.admin, "ash")
    assert "Heron Trust invites" in browser.get("/s/ash/").content.decode()
    joining.end(made, trust.admin)
    assert "Heron Trust invites" not in browser.get("/s/ash/").content.decode()


def test_an_address_invites_as_well_with_or_without_the_rest_of_it(trust: Trust) -> None:
    for number, typed in enumerate(("elm-1", "/s/elm-2/", "https://ict.example/s/elm-3")):
        a_school(slug=f"elm-{number + 1}")
        assert joining.invite(trust.group, trust.admin, typed).school.slug == f"elm-{number + 1}"


def test_no_school_or_several_are_refused(trust: Trust) -> None:
    a_school(urn="990009")
    a_school(urn="990009")
    for typed, said in (
        ("990009", "Several"),
        ("999999", "No school"),
        ("", "No school"),
        ("none", "No school"),
        ("990001", "belongs"),
    ):
        with pytest.raises(Refused, match=said):
            joining.invite(trust.group, trust.admin, typed)
    page = as_user(trust.admin.user).post(
        reverse("groups:invite", args=[trust.group.slug]), {"school": "none-such"}
    )
    assert page.status_code == 422 and 'value="none-such"' in page.content.decode()


def test_an_invited_school_is_not_invited_twice(trust: Trust) -> None:
    a_school(slug="ash")
    joining.invite(trust.group, trust.admin, "ash")
    with pytest.raises(Refused, match="invited already"):
        joining.invite(trust.group, trust.admin, "ash")


def test_a_reader_invites_nobody_and_ends_nothing(trust: Trust) -> None:
    a_school(slug="ash")
    with pytest.raises(NotAllowed):
        joining.invite(trust.group, trust.reader, "ash")
    with pytest.raises(NotAllowed):
        joining.end(trust.joined, trust.reader)


@pytest.mark.parametrize("page", ["", "{pk}/", "{pk}/accept/", "{pk}/leave/", "{pk}/renew/"])
def test_only_the_head_decides_and_only_of_the_own_school(trust: Trust, page: str) -> None:
    path = f"/s/oak/groups/{page.format(pk='heron-trust')}"
    assert as_user(trust.teacher.user).post(path).status_code == 403
    other = a_school(slug="ash")
    head = a_member(other, PositionKind.HEADTEACHER)
    assert as_user(head.user).post(path).status_code == 404
    theirs = f"/s/ash/groups/{page.format(pk='heron-trust')}"
    if page:
        assert as_user(head.user).post(theirs).status_code == 404
    assert as_user(trust.admin.user).post(path).status_code == 404


def test_the_deputy_decides_as_the_head_does(trust: Trust) -> None:
    deputy = a_member(trust.school, PositionKind.SMT, deputy=True)
    smt = a_member(trust.school, PositionKind.SMT)
    assert as_user(deputy.user).get("/s/oak/groups/").status_code == 200
    assert as_user(smt.user).get("/s/oak/groups/").status_code == 403


def publish_all(trust: Trust) -> None:
    with scope(school=trust.school):
        publishing.publish(
            trust.joined,
            trust.head,
            ["plan", "agreed"],
            digest(figures_of(trust.school, trust.group)),
        )


def test_a_school_that_leaves_takes_what_it_published_along(trust: Trust) -> None:
    publish_all(trust)
    assert as_user(trust.head.user).post("/s/oak/groups/heron-trust/leave/").status_code == 302
    with scopes_disabled():
        assert not Published.objects.exists() and not Affiliation.objects.exists()
    with scope(school=trust.school):
        assert Activity.objects.filter(verb="groups.left").exists()
        with pytest.raises(Refused, match="left it already"):
            joining.leave(trust.joined, trust.head)


def test_a_group_that_ends_it_keeps_nothing(trust: Trust) -> None:
    publish_all(trust)
    path = reverse("groups:end", args=[trust.group.slug, trust.joined.pk])
    assert as_user(trust.admin.user).post(path).status_code == 302
    with scopes_disabled():
        assert not Published.objects.exists()
        assert Activity.objects.get(verb="groups.removed").member is None
    assert as_user(trust.admin.user).post(path).status_code == 404


def test_an_invitation_taken_back_cannot_be_accepted(trust: Trust) -> None:
    school = a_school(slug="ash")
    head = a_member(school, PositionKind.HEADTEACHER)
    made = joining.invite(trust.group, trust.admin, "ash")
    joining.end(made, trust.admin)
    with scope(school=school), pytest.raises(Refused, match="taken this back"):
        joining.accept(made, head)


def test_a_declined_invitation_can_be_repeated(trust: Trust) -> None:
    school = a_school(slug="ash")
    head = a_member(school, PositionKind.HEADTEACHER)
    made = joining.invite(trust.group, trust.admin, "ash")
    with scope(school=school):
        joining.leave(made, head)
        assert Activity.objects.filter(verb="groups.declined").exists()
    assert joining.invite(trust.group, trust.admin, "ash").joined_on is None
