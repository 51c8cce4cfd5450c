from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from documents.first_print import note_printed
from roles.models import Duty, Role, RoleDescription
from schools.actions.setup import RESERVED, slug_for
from schools.calendar import academic_year
from schools.models import (
    AcademicYear,
    Activity,
    Member,
    PositionKind,
    School,
    Subject,
    Term,
    User,
    Vision,
)
from schools.steps import steps
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
K = PositionKind
START = "/account/school/"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("amira@oak.example", "willow herb meadow", name="Amira Khan")


def as_user(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_school_starts_from_its_name_and_phase_alone(client: Client, user: User) -> None:
    response = as_user(client, user).post(START, {"name": "Oak Primary", "phase": "primary"})
    assert response.url == "/s/oak-primary/set-up/"  # type: ignore[attr-defined]
    school = School.objects.get()
    assert school.key_stages == ["EYFS", "KS1", "KS2"] and school.set_up_at is None
    with scope(school=school):
        head = Member.objects.get()
        assert head.is_head and head.user == user and head.joined_at is not None
        assert (head.name, head.email) == ("Amira Khan", "amira@oak.example")
        assert Subject.objects.count() == 13 and Subject.objects.first() == Subject.objects.get(
            name="English"
        )
        year = AcademicYear.objects.get()
        assert year.starts_in == academic_year(timezone.localdate())
        assert [term.name for term in Term.objects.all()] == ["autumn", "spring", "summer"]
        assert Activity.objects.get().verb == "schools.started"


def test_what_the_head_says_of_the_school_is_kept(client: Client, user: User) -> None:
    as_user(client, user).post(
        START,
        {
            "name": "Ash",
            "phase": "secondary",
            "urn": "123456",
            "local_authority": "Leeds",
            "key_stages": ["KS3"],
            "subjects": "Latin\r\n\r\nGreek  and  Roman",
            "word_smt": "SLT",
            "word_ict": "ICT",
            "word_coordinator": "champion",
        },
    )
    school = School.objects.get()
    assert (school.urn, school.local_authority, school.key_stages) == ("123456", "Leeds", ["KS3"])
    assert school.label_words == {"smt": "SLT", "coordinator": "champion"}
    with scope(school=school):
        assert [one.name for one in Subject.objects.all()] == ["Latin", "Greek and Roman"]


@pytest.mark.parametrize("urn", ["12345", "1234567", "12345a", "１２３４５６"])
def test_a_urn_that_is_none_is_refused_and_the_form_stays_filled_in(
    client: Client, user: User, urn: str
) -> None:
    page = as_user(client, user).post(
        START, {"name": "<script>", "phase": "middle", "urn": urn, "subjects": "Latin"}
    )
    text = page.content.decode()
    assert "A URN has six digits" in text and "&lt;script&gt;" in text and "Latin" in text
    assert not School.objects.exists()


def test_what_is_usual_is_filled_in_and_the_rest_stays(client: Client, user: User) -> None:
    page = as_user(client, user).post(
        START, {"name": "Oak", "phase": "nursery", "urn": "12", "usual": "yes"}
    )
    text = page.content.decode()
    assert "Understanding the world" in text and 'value="Oak"' in text and 'value="12"' in text
    assert not School.objects.exists()


def test_only_those_let_in_may_start_a_school(
    client: Client, user: User, settings: Settings
) -> None:
    settings.SIGN_UP_OPEN = False
    as_user(client, user)
    for response in (client.get(START), client.post(START, {"name": "Oak", "phase": "primary"})):
        assert response.status_code == 403
        assert "Only people whom this site’s operator has let in" in response.content.decode()
    assert "You are in no school yet" in client.get(reverse("home:start")).content.decode()
    User.objects.update(may_start_school=True)
    assert client.get(START).status_code == 200
    assert START in client.get(reverse("home:start")).content.decode()


def test_the_signed_out_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(START).status_code == 302


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("St Mary’s C of E", "st-marys-c-of-e"),
        ("🎓", "our-school"),
        ("Admin", "admin-school"),
        ("x" * 200, "x" * 60),
    ],
)
def test_the_address_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_for(name) == slug


def test_an_address_is_unique_and_never_a_reserved_one(client: Client, user: User) -> None:
    as_user(client, user)
    for name in ("Oak", "OAK!", "Admin", "x" * 150, "x" * 149):
        client.post(START, {"name": name, "phase": "primary"})
    slugs = list(School.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == ["oak", "oak-2", "admin-school", "x" * 60, "x" * 58 + "-2"]
    assert RESERVED.isdisjoint(slugs)


def test_somebody_in_several_schools_chooses_between_them(client: Client, user: User) -> None:
    as_user(client, user)
    for name in ("Oak", "Ash"):
        client.post(START, {"name": name, "phase": "primary"})
    page = client.get(reverse("home:start")).content.decode()
    assert "/s/oak/" in page and "/s/ash/" in page


@pytest.fixture
def school() -> School:
    return a_school(name="Oak", slug="oak")


def done(school: School) -> list[str]:
    with scope(school=school):
        return [step.title for step in steps(school) if step.done]


def test_what_is_done_is_read_from_what_is_there(school: School) -> None:
    assert done(school) == []
    head = a_member(school, K.HEADTEACHER)
    with scope(school=school):
        Subject.objects.create(school=school, name="Art")
    assert done(school) == ["School"]
    a_member(school, K.COORDINATOR)
    governor = a_member(school, K.GOVERNOR)
    assert done(school) == ["School", "People"]
    with scope(school=school):
        Vision.objects.create(school=school, number=1, text="…", written_by=head)
        duty = Duty.objects.create(school=school, area="staff", text="Train")
    assert done(school) == ["School", "People", "Vision"]
    with scope(school=school):
        role = Role.objects.create(school=school, title="Coordinator", position=K.COORDINATOR)
        draft = RoleDescription.objects.create(school=school, role=role, number=1)
    assert done(school) == ["School", "People", "Vision", "Roles"]
    with scope(school=school):
        draft.proposed_at = draft.agreed_at = timezone.now()
        draft.save()
    assert done(school) == ["School", "People", "Vision", "Roles"]
    with scope(school=school):
        for _twice in range(2):
            note_printed(school, head, "matrix")
        assert done(school) == ["School", "People", "Vision", "Roles"]
        for _twice in range(2):
            note_printed(school, head, f"role-{role.pk}")
        assert Activity.objects.filter(verb="documents.first_print").count() == 1
    assert done(school) == ["School", "People", "Vision", "Roles", "Agreed"]
    with scope(school=school):
        Duty.objects.filter(pk=duty.pk).update(retired_on=datetime.date(2026, 1, 1))
        Member.objects.filter(pk=governor.pk).update(left_on=datetime.date(2026, 1, 1))
    assert done(school) == ["School", "Vision", "Agreed"]


def test_what_another_school_has_counts_for_nothing(school: School) -> None:
    other = a_school()
    for kind in (K.SMT, K.GOVERNOR):
        a_member(other, kind)
    with scope(school=other):
        Vision.objects.create(school=other, number=1, text="…")
    assert done(school) == []


def test_the_flow_names_the_next_step_and_ends_when_the_head_says_so(
    client: Client, school: School
) -> None:
    head = a_member(school, K.HEADTEACHER)
    signed_in(client, head)
    with scope(school=school):
        Subject.objects.create(school=school, name="Art")
    page = client.get("/s/oak/set-up/").content.decode()
    assert "Four steps are left, and People is next" in page
    assert 'class="steps"' in client.get("/s/oak/people/").content.decode()
    for _twice in range(2):
        assert client.post("/s/oak/set-up/finish/").status_code == 302
    school.refresh_from_db()
    assert school.set_up_at is not None
    with scope(school=school):
        assert Activity.objects.filter(verb="schools.set_up").count() == 1
    assert 'class="steps"' not in client.get("/s/oak/people/").content.decode()
    assert client.get("/s/oak/set-up/").status_code == 200


def test_the_steps_are_shown_to_who_sets_up_and_to_nobody_else(
    client: Client, school: School
) -> None:
    teacher, deputy = a_member(school, K.TEACHER), a_member(school, K.SMT, deputy=True)
    page = signed_in(client, teacher).get("/s/oak/people/").content.decode()
    assert 'class="steps"' not in page
    page = signed_in(client, deputy).get("/s/oak/people/").content.decode()
    assert 'class="steps"' in page


def test_the_front_page_lists_what_is_left_until_it_is_put_away(
    client: Client, school: School
) -> None:
    head, teacher = a_member(school, K.HEADTEACHER), a_member(school, K.TEACHER)
    words = "To the first printed role description"
    assert words not in signed_in(client, teacher).get("/s/oak/").content.decode()
    page = signed_in(client, head).get("/s/oak/").content.decode()
    assert words in page
    before = page.count("✓ done")
    with scope(school=school):
        Vision.objects.create(school=school, number=1, text="…", written_by=head)
    assert client.get("/s/oak/").content.decode().count("✓ done") == before + 1
    client.post("/s/oak/set-up/finish/")
    assert words not in client.get("/s/oak/").content.decode()


def test_the_steps_cost_one_query(
    client: Client, school: School, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, a_member(school, K.HEADTEACHER))
    with django_assert_max_num_queries(12) as before:
        client.get("/s/oak/people/")
    School.objects.update(set_up_at=timezone.now())
    with django_assert_max_num_queries(12) as after:
        client.get("/s/oak/people/")
    assert len(before) == len(after) + 1


def sample_person(**fields: Any) -> Member:
    return a_member(a_school(sample=True), K.COORDINATOR, **fields)


def test_anybody_of_a_sample_school_can_be_looked_round_as(client: Client) -> None:
    person = sample_person(name="Sam Sample")
    for page in ("/account/login/", "/sample/"):
        assert "Sam Sample" in client.get(page).content.decode()
    response = client.post(f"/sample/{person.pk}/")
    assert response.url == f"/s/{person.school.slug}/"  # type: ignore[attr-defined]
    assert client.get(response.url).status_code == 200  # type: ignore[attr-defined]


def test_nobody_of_a_real_school_can(client: Client, school: School) -> None:
    head = a_member(school, K.HEADTEACHER, name="Amira Khan")
    assert "Amira Khan" not in client.get("/sample/").content.decode()
    assert client.post(f"/sample/{head.pk}/").status_code == 404
    assert client.post("/sample/999/").status_code == 404
    assert client.get("/s/oak/people/").status_code == 302


def test_it_takes_a_button_and_somebody_who_is_still_there(client: Client) -> None:
    person = sample_person()
    assert client.get(f"/sample/{person.pk}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/sample/{person.pk}/").status_code == 403
    gone = sample_person(left_on=datetime.date(2026, 1, 1))
    assert client.post(f"/sample/{gone.pk}/").status_code == 404


def test_where_the_settings_do_not_allow_it_there_is_no_way_in(
    client: Client, settings: Settings
) -> None:
    settings.SAMPLE_SIGN_IN = False
    person = sample_person(name="Sam Sample")
    assert client.get("/sample/").status_code == 404
    assert client.post(f"/sample/{person.pk}/").status_code == 404
    assert "Sam Sample" not in client.get("/account/login/").content.decode()


def test_head_coordinator_head_of_department_and_governor_come_first(client: Client) -> None:
    school = a_school(sample=True)
    for name, kind in (
        ("Technician", K.TECHNICIAN),
        ("Governor", K.GOVERNOR),
        ("Department", K.HEAD_OF_DEPARTMENT),
        ("Teacher", K.TEACHER),
        ("Coordinator", K.COORDINATOR),
        ("Head", K.HEADTEACHER),
    ):
        a_member(school, kind, name=f"P {name}")
    page = client.get("/sample/").content.decode()
    order = ["Head", "Coordinator", "Department", "Governor", "Teacher", "Technician"]
    places = [page.index(f"P {name}") for name in order]
    assert places == sorted(places)


def test_the_phase_is_chosen_not_assumed(client: Client, user: User) -> None:
    as_user(client, user)
    assert '<option value="" selected>Choose the phase</option>' in client.get(START).text
    response = client.post(START, {"name": "Oak", "phase": ""})
    assert response.status_code in (200, 400)
    assert "Choose the phase of the school." in response.text
    assert not School.objects.filter(name="Oak").exists()
