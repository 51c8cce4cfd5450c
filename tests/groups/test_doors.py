"""Every address of a group, tried by everybody: another group's is 404, what one may not do is 403."""

from __future__ import annotations

import pytest
from django.urls import reverse

from groups.actions import entries, starting
from groups.models import Entry, GroupMember
from groups.urls import urlpatterns

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db
# For each address: who gets past its door with GET and with an empty POST. "admin" administers, "reader" reads.
TABLE = {
    "overview": ("admin reader", ""),
    "pdf": ("admin reader", ""),
    "workbook": ("admin reader", ""),
    "schools": ("admin reader", "admin reader"),
    "invite": ("", "admin"),
    "end": ("", "admin"),
    "people": ("admin reader", "admin reader"),
    "person_add": ("", "admin"),
    "person_change": ("", "admin"),
    "person_remove": ("", "admin"),
    "library": ("admin reader", "admin reader"),
    "bring": ("admin", "admin"),
    "library_workbook": ("admin reader", ""),
    "entry": ("admin", "admin"),
    "entry_retire": ("", "admin"),
    "kind": ("admin reader", "admin reader"),
    "entry_add": ("", "admin"),
}


def test_every_address_is_in_the_table() -> None:
    assert [one.name for one in urlpatterns] == list(TABLE)


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_of_the_table_get_past_the_door(trust: Trust, name: str, method: str) -> None:
    words = entries.Words("infrastructure", "Shared infrastructure")
    entry = entries.add(trust.group, trust.admin, Entry.Kind.STRAND, words)
    _other, stranger = starting.start_group("Other", "charity", "other@other.example")
    words_after: dict[str, list[str | int]] = {
        "kind": ["strand"],
        "entry_add": ["strand"],
        "person_change": [trust.admin.pk],
        "person_remove": [trust.admin.pk],
        "end": [trust.joined.pk],
        "entry": [entry.pk],
        "entry_retire": [entry.pk],
    }
    rest = words_after.get(name, [])
    path = reverse(f"groups:{name}", args=[trust.group.slug, *rest])
    allowed = TABLE[name][method == "post"].split()
    for who, user in (("admin", trust.admin.user), ("reader", trust.reader.user)):
        code = getattr(as_user(user), method)(path).status_code
        if who in allowed:
            assert code in (200, 302, 422), (who, code)
        else:
            assert code in (403, 405), (who, code)
    assert trust.head.user is not None
    for outsider in (stranger.user, trust.head.user):
        code = getattr(as_user(outsider), method)(path).status_code
        assert code in (404, 405), (outsider, code)
    code = getattr(as_user(None), method)(path)
    assert code.status_code == 405 or code.url.startswith("/account/login/")


def test_another_groups_things_are_not_found_under_ones_own_address(trust: Trust) -> None:
    other, admin = starting.start_group("Other", "charity", "other@other.example")
    words = entries.Words("infrastructure", "Theirs")
    theirs = entries.add(other, admin, Entry.Kind.STRAND, words)
    browser, slug = as_user(trust.admin.user), trust.group.slug
    for name, pk in (
        ("entry", theirs.pk),
        ("entry_retire", theirs.pk),
        ("person_change", admin.pk),
        ("person_remove", admin.pk),
        ("end", trust.joined.pk + 1000),
    ):
        assert browser.post(reverse(f"groups:{name}", args=[slug, pk])).status_code == 404, name
    assert (
        as_user(admin.user)
        .post(reverse("groups:end", args=[other.slug, trust.joined.pk]))
        .status_code
        == 404
    )
    theirs.refresh_from_db()
    assert theirs.retired_on is None


def test_who_is_only_of_a_group_comes_to_it_when_signing_in(trust: Trust) -> None:
    assert as_user(trust.reader.user).get("/start/").url == "/g/heron-trust/"  # type: ignore[attr-defined]
    listed = as_user(trust.reader.user).get("/start/?choose=1").content.decode()
    assert "/g/heron-trust/" in listed and "You are in no school yet" not in listed


def test_who_is_of_a_school_and_a_group_chooses(trust: Trust) -> None:
    assert trust.head.user is not None
    GroupMember.objects.create(group=trust.group, user=trust.head.user)
    page = as_user(trust.head.user).get("/start/").content.decode()
    assert "/s/oak/" in page and "/g/heron-trust/" in page
