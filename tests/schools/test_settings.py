from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from roles.models import Line, Role, RoleDescription
from schools.actions import settings as actions
from schools.models import Activity, School, Subject
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

PAGES = ["settings", "settings_details", "settings_words", "settings_subjects"]


def at(name: str, school: School, *args: Any) -> str:
    return reverse(f"schools:{name}", args=[school.slug, *args])


def with_subjects(school: School, *names: str) -> list[Subject]:
    with scope(school=school):
        return [
            Subject.objects.create(school=school, name=name, order=order)
            for order, name in enumerate(names)
        ]


def names(school: School) -> list[str]:
    with scope(school=school):
        return [one.name for one in Subject.objects.all()]


def details(**changes: Any) -> dict[str, Any]:
    return {
        "name": "New Name",
        "urn": "123456",
        "phase": "secondary",
        "local_authority": "Shire",
        "key_stages": ["KS4", "KS3"],
        "time_zone": "Europe/London",
        **changes,
    }


def test_the_head_changes_what_the_school_is(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    page = client.post(at("settings_details", school), details(), follow=True).content.decode()
    assert "New Name" in page
    assert "key stage 3, key stage 4" in page
    school.refresh_from_db()
    assert (school.phase, school.key_stages) == ("secondary", ["KS3", "KS4"])
    with scope(school=school):
        assert Activity.objects.get().verb == "settings.details"
    client.post(at("settings_details", school), details())
    with scope(school=school):
        assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 151, "at most 150 characters"),
        ("urn", "12345", "A URN has six digits."),
        ("key_stages", [], "Choose the key stages that the school teaches."),
        ("key_stages", ["KS9"], "not one of the available choices"),
        ("time_zone", "Mars/Olympus", "not one of the available choices"),
    ],
)
def test_refused_details_come_back_filled_in(
    client: Client, field: str, value: Any, sentence: str
) -> None:
    school = a_school(name="Old Name")
    signed_in(client, a_member(school, "headteacher"))
    answer = client.post(at("settings_details", school), details(**{field: value}))
    assert sentence in answer.content.decode()
    assert answer.context["form"][field].value() == value
    assert "Shire" in answer.content.decode()
    school.refresh_from_db()
    assert school.name == "Old Name"


def test_a_refused_name_does_not_stand_in_the_bar(client: Client) -> None:
    school = a_school(name="Old Name")
    signed_in(client, a_member(school, "headteacher"))
    data = details(name="Not Yet", urn="1")
    page = client.post(at("settings_details", school), data).content.decode()
    assert page.count("Not Yet") == 1  # in the field, nowhere else


def test_the_school_s_words_are_on_every_page_at_once(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    words = {
        "ict": "digital learning",
        "smt": "SLT",
        "headteacher": "principal",
        "coordinator": "lead",
        "head_of_department": "",
    }
    page = client.post(at("settings_words", school), words, follow=True).content.decode()
    assert "Only the principal, or the deputy whom the principal named" in page
    assert "digital learning" in page
    assert "What is digital learning to do for your pupils?" in client.get(
        at("vision", school)
    ).content.decode().replace("\n", " ")
    school = School.objects.get(pk=school.pk)
    assert school.labels.position("coordinator") == "digital learning lead"
    assert school.labels["head_of_department"] == "head of department"
    client.post(at("settings_words", school), dict.fromkeys(words, ""))
    assert School.objects.get(pk=school.pk).label_words == {}


def test_a_word_that_is_too_long_is_refused_and_one_with_signs_is_text(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    answer = client.post(at("settings_words", school), {"ict": "x" * 41})
    assert "at most 40 characters" in answer.content.decode()
    client.post(at("settings_words", school), {"ict": "<script>x</script>"})
    page = client.get(at("vision", school)).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_subjects_are_added_renamed_and_ordered(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    client.post(
        at("settings_subjects", school), {"names": "Art\n  Design   and technology\n\nMusic"}
    )
    assert names(school) == ["Art", "Design and technology", "Music"]
    with scope(school=school):
        art = Subject.objects.get(name="Art")
    client.post(at("settings_subject_move", school, art.pk), {"where": "down"})
    assert names(school) == ["Design and technology", "Art", "Music"]
    client.post(at("settings_subject_move", school, art.pk), {"where": "up"})
    client.post(at("settings_subject_move", school, art.pk), {"where": "up"})
    assert names(school)[0] == "Art"
    client.post(at("settings_subject", school, art.pk), {"name": "Art and design"})
    assert names(school)[0] == "Art and design"
    client.post(at("settings_subject_remove", school, art.pk))
    assert names(school) == ["Design and technology", "Music"]
    with scope(school=school):
        assert {one.verb for one in Activity.objects.all()} == {
            "settings.subject_added",
            "settings.subjects_ordered",
            "settings.subject_renamed",
            "settings.subject_removed",
        }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("Art\nmusic", "The school has music already."),
        ("Art\nart", "“art” stands in the list twice."),
        ("x" * 81, "has 81 characters; 80 is the most."),
        ("\n".join(f"Subject {n}" for n in range(61)), "60 subjects at a time is the most"),
    ],
)
def test_refused_subjects_come_back_as_typed(client: Client, typed: str, sentence: str) -> None:
    school = a_school()
    with_subjects(school, "Music")
    signed_in(client, a_member(school, "headteacher"))
    answer = client.post(at("settings_subjects", school), {"names": typed})
    assert sentence in answer.content.decode()
    assert answer.context["form"]["names"].value() == typed
    assert names(school) == ["Music"]


def test_a_subject_cannot_take_another_s_name(client: Client) -> None:
    school = a_school()
    art, _music = with_subjects(school, "Art", "Music")
    signed_in(client, a_member(school, "headteacher"))
    answer = client.post(at("settings_subject", school, art.pk), {"name": "MUSIC"})
    assert "The school has MUSIC already." in answer.content.decode()
    assert names(school) == ["Art", "Music"]
    client.post(at("settings_subject", school, art.pk), {"name": "art"})
    assert names(school)[0] == "art"


def test_a_subject_that_a_description_names_is_not_removed_and_the_refusal_says_where(
    client: Client,
) -> None:
    school = a_school()
    (maths,) = with_subjects(school, "Mathematics")
    signed_in(client, a_member(school, "headteacher"))
    with scope(school=school):
        role = Role.objects.create(
            school=school, title="Head of mathematics", position="head_of_department"
        )
        version = RoleDescription.objects.create(school=school, role=role, number=2)
        Line.objects.create(school=school, description=version, subject=maths, key_stage="KS2")
    answer = client.post(at("settings_subject_remove", school, maths.pk), follow=True)
    assert "used in “Head of mathematics, version 2”" in answer.content.decode()
    assert names(school) == ["Mathematics"]


def test_a_subject_that_somebody_leads_is_not_removed() -> None:
    school = a_school()
    (maths,) = with_subjects(school, "Mathematics")
    head, leader = a_member(school, "headteacher"), a_member(school, "teacher", name="Mei Chen")
    with scope(school=school):
        leader.subjects.add(maths)
        with pytest.raises(Refused, match="is led by Mei Chen"):
            actions.remove_subject(maths, head)


@pytest.mark.parametrize(
    "kind",
    ["smt", "coordinator", "head_of_department", "teacher", "technician", "governor", "guest"],
)
def test_only_the_head_changes_settings(client: Client, kind: str) -> None:
    school = a_school()
    (art,) = with_subjects(school, "Art")
    member = a_member(school, kind)
    signed_in(client, member)
    for name in PAGES:
        answer = client.get(at(name, school))
        assert answer.status_code == 403
        assert "Only the headteacher, or the deputy" in answer.content.decode()
    for name in ("settings_subject", "settings_subject_move", "settings_subject_remove"):
        assert client.post(at(name, school, art.pk), {"name": "x"}).status_code == 403
    with scope(school=school):
        for act in (
            lambda: actions.change_details(school, member, {"name": "x"}),
            lambda: actions.change_words(school, member, {"ict": "x"}),
            lambda: actions.add_subjects(school, member, ["x"]),
            lambda: actions.rename_subject(art, member, "x"),
            lambda: actions.move_subject(art, member, "up"),
            lambda: actions.remove_subject(art, member),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert names(school) == ["Art"]


def test_another_school_and_who_is_signed_out(client: Client) -> None:
    mine, other = a_school(), a_school()
    (art,) = with_subjects(other, "Art")
    for name in PAGES:
        assert client.get(at(name, mine))["Location"].startswith(reverse("account_login"))
    signed_in(client, a_member(mine, "headteacher"))
    for name in PAGES:
        assert client.get(at(name, other)).status_code == 404
    assert client.post(at("settings_subject_remove", mine, art.pk)).status_code == 404
    assert names(other) == ["Art"]


def test_a_subject_is_not_removed_by_following_a_link(client: Client) -> None:
    school = a_school()
    (art,) = with_subjects(school, "Art")
    signed_in(client, a_member(school, "headteacher"))
    assert client.get(at("settings_subject_remove", school, art.pk)).status_code == 405


def test_many_subjects_need_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    for many in (1, 30):
        with_subjects(school, *(f"Subject {many}-{n}" for n in range(many)))
        for name in PAGES:
            with django_assert_max_num_queries(8):
                client.get(at(name, school))
