"""Roles: named, held, vacant, ordered, ended; and what the list says of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from notices import due
from roles.actions import descriptions, roles, signing
from roles.library import find_template
from roles.models import Duty, Holding, Line, Role, RoleDescription, State
from schools import leaving
from schools.models import Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, signed_in

from .making import Staff, a_draft, a_duty, a_proposed, a_role, an_agreed, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Any:
    made = staff()
    with scope(school=made.school):
        a_duty(made.school)
        yield made


def holders(role: Role) -> set[str]:
    """The names of who holds it today."""
    return set(Holding.objects.filter(role=role, until=None).values_list("member__name", flat=True))


def test_a_role_is_added_on_a_page_with_its_holders(client: Client, people: Staff) -> None:
    url = reverse("roles:add", args=[people.school.slug])
    signed_in(client, people.head)
    assert client.get(url).status_code == 200
    answer = client.post(
        url,
        {
            "title": "ICT coordinator, infants",
            "position": "coordinator",
            "holders": [str(people.coordinator.pk), str(people.teacher.pk)],
            "since": "2026-09-01",
        },
    )
    role = Role.objects.get()
    assert answer["Location"] == role.get_absolute_url()
    assert holders(role) == {"Priya Coordinator", "Tom Teacher"}
    assert role.holdings.all()[0].since == datetime.date(2026, 9, 1)
    assert "Write the first version" in client.get(role.get_absolute_url()).content.decode()


def test_the_position_of_a_role_is_chosen_not_assumed(client: Client, people: Staff) -> None:
    url = reverse("roles:add", args=[people.school.slug])
    signed_in(client, people.head)
    assert '<option value="" selected>Choose the position</option>' in client.get(url).text
    answer = client.post(url, {"title": "ICT lead", "position": ""})
    assert answer.status_code == 400
    assert "Choose the position of the role." in answer.text
    assert not Role.objects.exists()


def test_a_refused_role_comes_back_filled_in(client: Client, people: Staff) -> None:
    url = reverse("roles:add", args=[people.school.slug])
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    answer = signed_in(client, people.head).post(
        url, {"title": "x" * 121, "position": "coordinator", "since": tomorrow}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "x" * 121 in page
    assert "at most 120 characters" in page
    assert "give today or a day before" in page


def test_a_role_begins_from_a_starting_set_with_the_duties_that_the_school_has(
    people: Staff,
) -> None:
    template = find_template("primary", "coordinator")
    first = template.lines[0]
    Duty.objects.create(
        school=people.school, kind="duty", area="staff", text="In our words", key=first.entry
    )
    made = roles.add_from_template(people.school, people.head, template)
    assert [line.wording for line in made.description.lines.all()] == ["In our words"]
    assert made.description.lines.get().minutes == first.minutes
    assert len(made.missing) == len(template.lines) - 1
    assert made.description.line_manager == people.head
    assert made.description.release_minutes == template.release_minutes


def test_the_missing_duties_are_adopted_where_one_wishes(client: Client, people: Staff) -> None:
    url = reverse("roles:add_from", args=[people.school.slug, "primary", "coordinator"])
    page = signed_in(client, people.head).get(url).content.decode()
    assert "are not among the school’s yet" in page
    client.post(url, {"title": "ICT coordinator", "adopt": "on"})
    template = find_template("primary", "coordinator")
    assert Line.objects.count() == len(template.lines)
    assert client.get(url.replace("coordinator", "nobody")).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_who_may_not_manage_roles_is_told_who_may(client: Client, people: Staff, who: str) -> None:
    role = a_role(people, people.coordinator)
    signed_in(client, getattr(people, who))
    for name in ("change", "end"):
        answer = client.get(reverse(f"roles:{name}", args=[people.school.slug, role.pk]))
        assert answer.status_code == 403
        assert "Only senior managers, and the coordinator" in answer.content.decode()


def test_a_coordinator_manages_roles_below_senior_management_only(people: Staff) -> None:
    below = roles.add_role(people.school, people.coordinator, "Web editor", "teacher")
    assert below.pk
    with pytest.raises(NotAllowed):
        roles.add_role(people.school, people.coordinator, "Digital lead", "smt")
    with pytest.raises(NotAllowed):
        roles.change_role(below, people.coordinator, "Web editor", "smt")


@pytest.mark.parametrize("position", ["governor", "guest", "caretaker"])
def test_a_role_stands_at_a_position_of_the_staff(people: Staff, position: str) -> None:
    with pytest.raises(Refused, match="Choose a position"):
        roles.add_role(people.school, people.head, "Somebody", position)


def test_only_staff_hold_roles(people: Staff) -> None:
    role = a_role(people)
    with pytest.raises(Refused, match="no position among the staff"):
        roles.change_holders(role, people.head, [people.governor])


def test_holders_change_and_what_was_stays_as_history(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    roles.change_holders(role, people.head, [people.teacher])
    roles.change_holders(role, people.head, [])
    assert holders(role) == set()
    assert Holding.objects.filter(role=role).count() == 2
    role = roles.change_holders(role, people.head, [people.coordinator])
    assert [one.name for one in role.present_holders] == ["Priya Coordinator"]


def test_a_role_that_leads_an_aspect_stays_at_the_top(people: Staff) -> None:
    aspect = a_duty(people.school, "Time for the vision", kind="aspect")
    role = a_role(people, people.smt, title="Digital lead", position="smt")
    an_agreed(people, role, duties=[aspect])
    with pytest.raises(Refused, match="Give that to another role"):
        roles.change_role(role, people.head, "Digital lead", "coordinator")


def test_renaming_a_role_leaves_what_was_agreed_as_it_was(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    description = an_agreed(people, role)
    roles.change_role(role, people.head, "Digital lead", "coordinator")
    description = RoleDescription.objects.get(pk=description.pk)
    assert description.title == "ICT coordinator"
    assert description.role.title == "Digital lead"


def test_an_ended_role_keeps_its_history(client: Client, people: Staff) -> None:
    role = a_role(people, people.coordinator)
    agreed, draft = an_agreed(people, role), a_draft(people, role)
    signed_in(client, people.head).post(reverse("roles:end", args=[people.school.slug, role.pk]))
    agreed.refresh_from_db()
    draft.refresh_from_db()
    assert (agreed.state, draft.state) == (State.SUPERSEDED, State.WITHDRAWN)
    assert holders(role) == set()
    for action in (
        lambda: roles.retire(role, people.head),
        lambda: descriptions.start_version(role, people.head),
        lambda: roles.change_holders(role, people.head, [people.teacher]),
    ):
        with pytest.raises(Refused, match="This role ended on"):
            action()
    page = client.get(reverse("roles:index", args=[people.school.slug])).content.decode()
    assert "1 role that has ended" in page
    assert client.get(agreed.get_absolute_url()).status_code == 200


def test_roles_are_put_in_order(client: Client, people: Staff) -> None:
    made = [a_role(people, title=title) for title in ("One", "Two", "Three")]
    slug = people.school.slug
    signed_in(client, people.head)
    client.post(reverse("roles:move", args=[slug, made[2].pk]), {"to": "up"})
    client.post(reverse("roles:move", args=[slug, made[0].pk]), {"to": "up"})
    assert [role.title for role in Role.objects.all()] == ["One", "Three", "Two"]
    assert client.get(reverse("roles:order", args=[slug])).status_code == 200


def test_the_list_says_what_waits_for_the_reader_first(client: Client, people: Staff) -> None:
    role = a_role(people, people.coordinator)
    an_agreed(people, role)
    a_proposed(people, role)
    url = reverse("roles:index", args=[people.school.slug])
    page = signed_in(client, people.coordinator).get(url).content.decode()
    assert "One description waits for you" in page
    assert "version 2 waits for Priya Coordinator and Helen Head" in page
    reader = signed_in(client, people.governor).get(url).content.decode()
    assert "version 2" not in reader
    assert "Agreed version 1, in force from" in reader


def test_an_empty_list_says_what_roles_are_for(client: Client, people: Staff) -> None:
    url = reverse("roles:index", args=[people.school.slug])
    assert "Add the first role" in signed_in(client, people.head).get(url).content.decode()
    page = signed_in(client, people.teacher).get(url).content.decode()
    assert "Add the first role" not in page
    assert "Nobody has added one yet" in page


def test_another_schools_role_is_not_found(client: Client, people: Staff) -> None:
    role = a_role(people)
    elsewhere = staff()
    url = reverse("roles:role", args=[elsewhere.school.slug, role.pk])
    assert signed_in(client, elsewhere.head).get(url).status_code == 404
    assert signed_in(client, elsewhere.head).get(role.get_absolute_url()).status_code == 404
    client.logout()
    assert "/account/login/" in client.get(role.get_absolute_url())["Location"]


@pytest.mark.parametrize("many", [1, 25])
def test_the_list_asks_the_database_as_often_for_one_role_as_for_many(
    client: Client, people: Staff, django_assert_max_num_queries: Any, many: int
) -> None:
    for number in range(many):
        role = a_role(people, people.coordinator, title=f"Role {number}")
        an_agreed(people, role)
        a_proposed(people, role)
    signed_in(client, people.head)
    for name in ("index", "agree_together", "order"):
        with django_assert_max_num_queries(12):
            client.get(reverse(f"roles:{name}", args=[people.school.slug]))


def test_what_needs_a_member_is_collected_in_one_query(
    people: Staff, django_assert_num_queries: Any
) -> None:
    from roles.due import needs

    role = a_role(people, people.coordinator)
    description = a_proposed(people, role)
    head = Member.objects.select_related("school").get(pk=people.head.pk)
    assert head.acts_as_head
    with django_assert_num_queries(1):
        assert [one.verb for one in needs(head)] == ["Read and agree"]
    assert [one.verb for one in needs(people.coordinator)] == ["Read and agree"]
    assert needs(people.smt) == []
    signing.sign(description, people.coordinator)
    signing.sign(description, people.head)
    assert needs(people.coordinator) == needs(head) == []
    RoleDescription.objects.update(review_on=timezone.localdate())
    assert [one.sentence for one in needs(people.coordinator)] == [
        f"“ICT coordinator” was to be reviewed by {timezone.localdate():%-d %B %Y}."
    ]
    RoleDescription.objects.update(review_on=None)
    roles.change_holders(role, people.head, [])
    assert "is vacant, and answers to you" in needs(head)[0].sentence
    roles.change_holders(role, people.head, [people.head])
    assert "has nobody to answer to" in needs(head)[-1].sentence
    assert any("nobody to answer to" in one.sentence for one in due.collect(head))


def test_who_sent_what_back_comes_to_the_one_who_wrote_it(people: Staff) -> None:
    from roles.due import needs

    description = a_proposed(people, a_role(people, people.coordinator))
    descriptions.send_back(description, people.coordinator, "Two hours are not enough.")
    asked = needs(people.head)
    assert [(one.verb, one.detail) for one in asked] == [("Change it", "Two hours are not enough.")]


def test_somebody_who_leaves_lets_go_of_roles_and_versions_ask_for_another(
    client: Client, people: Staff
) -> None:
    role = a_role(people, people.coordinator)
    description = an_agreed(people, role, manager=people.smt)
    said = leaving.what_they_hold(people.coordinator) + leaving.what_they_hold(people.smt)
    assert any("They hold the role “ICT coordinator”" in one for one in said)
    assert any("would need another line manager" in one for one in said)
    assert leaving.held()[people.coordinator.pk] == ["ICT coordinator"]
    for member in (people.coordinator, people.smt):
        leaving.let_go(member, people.head)
        Member.objects.filter(pk=member.pk).update(left_on=timezone.localdate())
    assert holders(role) == set()
    description = RoleDescription.objects.get(pk=description.pk)
    assert (description.state, description.line_manager) == (State.AGREED, people.smt)
    page = signed_in(client, people.head).get(role.get_absolute_url()).content.decode()
    assert "Its line manager has left, or holds the role." in page
    url = reverse("roles:line_manager", args=[people.school.slug, role.pk, 1])
    client.post(url, {"line_manager": people.head.pk})
    description.refresh_from_db()
    assert description.line_manager == people.head


def test_a_departed_member_is_not_offered(client: Client, people: Staff) -> None:
    gone = a_member(people.school, "teacher", name="Gone Teacher", left_on=timezone.localdate())
    role = a_role(people)
    url = reverse("roles:change", args=[people.school.slug, role.pk])
    signed_in(client, people.head)
    assert "Gone Teacher" not in client.get(url).content.decode()
    answer = client.post(url, {"title": "A", "position": "coordinator", "holders": [str(gone.pk)]})
    assert answer.status_code == 400
