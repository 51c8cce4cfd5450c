"""The school's duties: worded, retired, ordered; nothing doubled, nothing lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from roles.actions import duties as actions
from roles.actions.duties import Changed, Words
from roles.library import library
from roles.models import Duty
from schools.models import Member, School
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in
from tests.roles.duty_making import a_duty, address, agreed, form_of, trail

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> سجل 🙂"


@pytest.fixture
def school() -> Iterator[School]:
    school = a_school(label_words={"ict": "digital", "smt": "SLT"})
    with scope(school=school):
        yield school


@pytest.fixture
def lead(school: School) -> Member:
    return a_member(school, "coordinator", name="Cora")


# The list


def test_the_list_shows_each_duty_with_its_leader_and_the_finding_on_top(
    client: Client, school: School, lead: Member
) -> None:
    led, _unled = a_duty(school), a_duty(school, "Buy equipment", area="resources")
    agreed(school, "Coordinator, infants", led)
    page = signed_in(client, lead).get(address("duties", school)).content.decode()
    assert "2 duties, and one has nobody who leads it" in page
    assert "Coordinator, infants" in page
    assert page.count("Nobody leads it") == 1


def test_an_empty_list_offers_the_first_step(client: Client, school: School, lead: Member) -> None:
    page = signed_in(client, lead).get(address("duties", school)).content.decode()
    assert "Adopt from the library" in page
    assert "Begin with the starting set" in page


def test_what_a_duty_says_is_shown_as_text(client: Client, school: School, lead: Member) -> None:
    duty = a_duty(school, NASTY, why=NASTY)
    for name, *args in (("duties",), ("duty", duty.pk), ("duty_order", "staff")):
        page = signed_in(client, lead).get(address(name, school, *args)).content.decode()
        assert "<script>alert" not in page
        assert "سجل 🙂" in page


@pytest.mark.parametrize("rows", [2, 60])
def test_the_list_takes_as_many_queries_for_many_as_for_few(
    client: Client,
    school: School,
    lead: Member,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    duties = [a_duty(school, f"Duty {n}", order=n) for n in range(rows)]
    for n in range(rows // 2):
        agreed(school, f"Role {n}", *duties[: n + 1])
    signed_in(client, lead)
    for name, *args in (
        ("duties",),
        ("adopt",),
        ("updates",),
        ("duty", duties[0].pk),
        ("duty_order", "staff"),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(address(name, school, *args)).status_code == 200


# Adding and rewording


def test_a_school_adds_a_duty_of_its_own(client: Client, school: School, lead: Member) -> None:
    first = a_duty(school, order=4)
    answer = signed_in(client, lead).post(
        address("duty_add", school), {"text": "Run the\r\nrobot club", "group": "staff"}
    )
    duty = Duty.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"].endswith(f"#duty-{duty.pk}")
    assert (duty.text, duty.area, duty.kind, duty.order) == (
        "Run the robot club",
        "staff",
        "duty",
        5,
    )
    signed_in(client, lead).post(
        address("duty_add", school), {"text": "Visit lessons", "group": "senior"}
    )
    assert (Duty.objects.get(text="Visit lessons").kind) == "senior"


def test_the_same_words_twice_are_refused_with_the_form_filled_in(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    form = {"text": duty.text, "group": "staff", "why": "Because it helps"}
    answer = signed_in(client, lead).post(address("duty_add", school), form)
    assert answer.status_code == 400
    assert "stands here already." in answer.content.decode()
    assert "Because it helps" in answer.content.decode()
    actions.retire(duty, lead)
    answer = client.post(address("duty_add", school), form)
    assert "bring it back instead" in answer.content.decode()


def test_ten_thousand_characters_are_refused_and_kept(
    client: Client, school: School, lead: Member
) -> None:
    duty, words = a_duty(school), "long " * 2000
    for where in (address("duty_add", school), address("duty", school, duty.pk)):
        answer = signed_in(client, lead).post(where, {"text": words, "group": "staff"})
        assert answer.status_code == 400
        assert "at most 300 characters" in answer.content.decode()
        assert words.strip() in answer.content.decode()


def test_rewording_is_kept_and_told(client: Client, school: School, lead: Member) -> None:
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    before = duty.text
    signed_in(client, lead).post(
        address("duty", school, duty.pk), form_of(duty, text="Our own words")
    )
    duty.refresh_from_db()
    assert (duty.text, duty.adopted_text, duty.reworded) == ("Our own words", before, True)
    assert trail(school)[0] == f"Cora reworded “{before}” as “Our own words”"


def test_the_librarys_words_stand_beside_and_can_be_taken_back(
    client: Client, school: School, lead: Member
) -> None:
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    theirs = duty.text
    duty = actions.reword(
        duty, lead, dataclasses.replace(Words.of(duty), text="Ours"), Words.of(duty)
    )
    page = signed_in(client, lead).get(address("duty", school, duty.pk)).content.decode()
    assert "Take the library’s words back" in page
    client.post(
        address("updates", school),
        {
            "duty": duty.pk,
            "answer": "take",
            "then": "duty",
            "base_text": "Ours",
            "base_why": duty.why,
        },
    )
    duty.refresh_from_db()
    assert (duty.text, duty.reworded) == (theirs, False)


def test_who_saves_second_sees_both_wordings_and_loses_neither(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    form = form_of(duty, text="Coach teachers")
    actions.reword(duty, lead, Words("Coach all colleagues", "", "", "staff"), Words.of(duty))
    answer = signed_in(client, lead).post(address("duty", school, duty.pk), form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Coach all colleagues" in page
    assert 'value="Coach all colleagues"' in page, "the next save begins from their words"
    assert ">\nCoach teachers</textarea>" in page
    assert Duty.objects.get().text == "Coach all colleagues"
    client.post(address("duty", school, duty.pk), {**form, "base_text": "Coach all colleagues"})
    assert Duty.objects.get().text == "Coach teachers"


def test_two_who_type_the_same_are_no_conflict(school: School, lead: Member) -> None:
    duty = a_duty(school)
    base, words = Words.of(duty), Words("Coach teachers", "", "", "staff")
    actions.reword(duty, lead, words, base)
    assert actions.reword(duty, lead, words, base).text == "Coach teachers"
    with pytest.raises(Changed):
        actions.reword(duty, lead, Words("Something else", "", "", "staff"), base)


def test_a_duty_moves_to_the_end_of_another_area(school: School, lead: Member) -> None:
    duty = a_duty(school)
    a_duty(school, "Buy", area="resources", order=3)
    base = Words.of(duty)
    duty = actions.reword(duty, lead, dataclasses.replace(base, area="resources"), base)
    assert (duty.area, duty.order) == ("resources", 4)
    assert trail(school) == ["Cora moved “Coach colleagues” to Resources"]


def test_a_senior_responsibility_cannot_be_moved_to_an_area(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school, kind="senior", area="")
    answer = signed_in(client, lead).post(
        address("duty", school, duty.pk), form_of(duty, group="staff")
    )
    assert answer.status_code == 400
    assert Duty.objects.get().kind == "senior"


# Retiring and deleting


def test_retiring_names_what_uses_it_and_leaves_the_agreed_words(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    version = agreed(school, "Coordinator, infants", duty)
    signed_in(client, lead)
    page = client.get(address("duty", school, duty.pk)).content.decode()
    assert "Coordinator, infants" in page
    assert "version 1, agreed" in page
    assert "Delete it" not in page
    answer = client.post(address("duty_retire", school, duty.pk), follow=True)
    assert "still agreed for" in answer.content.decode()
    assert version.lines.get().duty == duty
    client.post(address("duty_bring_back", school, duty.pk))
    duty.refresh_from_db()
    assert duty.retired_on is None


def test_a_used_duty_is_not_deleted_and_retiring_is_offered(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    agreed(school, "Coordinator", duty)
    answer = signed_in(client, lead).post(address("duty_delete", school, duty.pk), follow=True)
    page = answer.content.decode()
    assert "stands in 1 version of a role description, so it cannot be deleted" in page
    assert "Retire it" in page
    assert Duty.objects.exists()


def test_a_duty_never_used_can_be_deleted(client: Client, school: School, lead: Member) -> None:
    duty = a_duty(school)
    signed_in(client, lead).post(address("duty_delete", school, duty.pk))
    assert not Duty.objects.exists()
    assert trail(school) == ["Cora deleted the duty “Coach colleagues”, never used"]


# Who may


PAGES = ["adopt", "duty_add", "updates", "duty_order", "duty"]
WRITES = ["duty_retire", "duty_bring_back", "duty_delete"]


@pytest.mark.parametrize(
    "kind", ["head_of_department", "teacher", "technician", "business_manager", "governor"]
)
def test_who_may_not_change_duties_reads_them_and_is_told_who_may(
    client: Client, school: School, kind: str
) -> None:
    duty = a_duty(school)
    signed_in(client, a_member(school, kind))
    page = client.get(address("duties", school))
    assert page.status_code == 200
    assert "Adopt from the library" not in page.content.decode()
    for name in PAGES + WRITES:
        args: list[object] = [duty.pk] if name in [*WRITES, "duty"] else []
        args += ["staff"] if name == "duty_order" else []
        answer = client.post(address(name, school, *args))
        assert answer.status_code == 403
        assert "Only senior managers and the coordinator" in answer.content.decode()


@pytest.mark.parametrize("kind", ["headteacher", "smt", "coordinator"])
def test_senior_managers_and_coordinators_may(client: Client, school: School, kind: str) -> None:
    duty = a_duty(school)
    signed_in(client, a_member(school, kind))
    for name, *args in (("adopt",), ("duty_add",), ("updates",), ("duty", duty.pk)):
        assert client.get(address(name, school, *args)).status_code == 200


def test_a_guest_may_not_read_them(client: Client, school: School) -> None:
    answer = signed_in(client, a_member(school, "guest")).get(address("duties", school))
    assert answer.status_code == 403


def test_another_schools_duty_is_not_found(client: Client, school: School, lead: Member) -> None:
    other = a_school()
    with scope(school=other):
        theirs = a_duty(other)
    signed_in(client, lead)
    assert client.get(address("duties", other)).status_code == 404
    assert client.get(address("duty", school, theirs.pk)).status_code == 404
    assert client.post(address("duty_delete", school, theirs.pk)).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(client: Client, school: School) -> None:
    answer = client.get(address("duties", school))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_actions_ask_for_the_permission_themselves(school: School) -> None:
    teacher, duty = a_member(school, "teacher"), a_duty(school)
    words = Words.of(duty)
    for act in (
        lambda: actions.adopt(school, teacher, [library().entries[0].key]),
        lambda: actions.add(school, teacher, "duty", words),
        lambda: actions.reword(duty, teacher, words, words),
        lambda: actions.retire(duty, teacher),
        lambda: actions.bring_back(duty, teacher),
        lambda: actions.delete(duty, teacher),
        lambda: actions.step(duty, teacher, 1),
        lambda: actions.place(school, teacher, "duty", "staff", {}),
        lambda: actions.take_words(duty, teacher, ("", "")),
        lambda: actions.keep_words(duty, teacher),
    ):
        with pytest.raises(NotAllowed):
            act()
