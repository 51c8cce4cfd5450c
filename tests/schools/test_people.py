from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from schools import leaving
from schools.actions import people
from schools.actions.people import Details
from schools.models import Activity, Member, PositionKind, School, Subject
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
K = PositionKind


@pytest.fixture
def school() -> School:
    return a_school(name="Oak", slug="oak")


@pytest.fixture
def head(school: School) -> Member:
    return a_member(school, K.HEADTEACHER, name="Amira Khan", email="amira@oak.example")


@pytest.fixture
def deputy(school: School) -> Member:
    return a_member(school, K.SMT, name="Ben Okoro", deputy=True)


def of_oak(name: str, *args: object) -> str:
    return reverse(f"schools:{name}", args=["oak", *args])


def test_the_head_adds_a_person_and_it_stands_in_the_trail(
    client: Client, school: School, head: Member
) -> None:
    response = signed_in(client, head).post(
        of_oak("people_add"), {"name": "Ann Lee", "email": "Ann@oak.example", "kinds": ["teacher"]}
    )
    assert response.status_code == 302
    with scope(school=school):
        ann = Member.objects.get(name="Ann Lee")
        assert ann.email == "ann@oak.example" and ann.kinds == {"teacher"} and ann.user is None
        entry = Activity.objects.get(verb="schools.person_added")
        assert (entry.member, entry.person) == (head, ann)
        assert "Ann" not in str(entry.about)


def test_a_refused_form_comes_back_filled_in_with_the_field_named(
    client: Client, school: School, head: Member
) -> None:
    page = signed_in(client, head).post(
        of_oak("people_add"), {"name": "<script>x</script>", "email": "AMIRA@oak.example"}
    )
    text = page.content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in text and "<script>x" not in text
    assert "This address belongs to Amira Khan" in text
    assert "Tick at least one position." in text


def test_a_name_of_ten_thousand_characters_is_refused_with_its_limit(
    client: Client, head: Member
) -> None:
    page = signed_in(client, head).post(of_oak("people_add"), {"name": "x" * 10_000})
    assert "at most 150 characters" in page.content.decode()
    assert "x" * 10_000 in page.content.decode()


def test_subjects_need_the_position_that_leads_them(
    client: Client, school: School, head: Member
) -> None:
    with scope(school=school):
        music = Subject.objects.create(school=school, name="Music")
    page = signed_in(client, head).post(
        of_oak("people_add"), {"name": "Ann", "kinds": ["teacher"], "subjects": [music.pk]}
    )
    assert "Subjects are for a head of department" in page.content.decode()


def test_another_schools_subject_cannot_be_given(client: Client, head: Member) -> None:
    other = a_school()
    with scope(school=other):
        theirs = Subject.objects.create(school=other, name="Latin")
    page = signed_in(client, head).post(
        of_oak("people_add"),
        {"name": "Ann", "kinds": ["head_of_department"], "subjects": [theirs.pk]},
    )
    assert page.status_code == 200
    with scope(school=head.school):
        assert not Member.objects.filter(name="Ann").exists()


READERS = [K.SMT, K.COORDINATOR, K.HEAD_OF_DEPARTMENT, K.TEACHER, K.TECHNICIAN, K.GOVERNOR]


@pytest.mark.parametrize("kind", READERS)
def test_everybody_with_a_position_reads_names_but_no_addresses(
    client: Client, school: School, head: Member, kind: str
) -> None:
    page = signed_in(client, a_member(school, kind)).get(of_oak("people"))
    assert "Amira Khan" in page.content.decode()
    assert "amira@oak.example" not in page.content.decode()


def test_a_guest_does_not_read_the_list(client: Client, school: School) -> None:
    page = signed_in(client, a_member(school, K.GUEST)).get(of_oak("people"))
    assert page.status_code == 403
    assert "Guests see only what they are invited to" in page.content.decode()


CLOSED = ["people_add", "people_paste", "setup"]
CLOSED_ONE = ["person", "person_leave"]
CLOSED_POST = ["person_invite", "person_come_back", "person_deputy"]


@pytest.mark.parametrize("kind", [*READERS, K.BUSINESS_MANAGER, K.GUEST])
def test_only_head_and_deputy_change_people(
    client: Client, school: School, head: Member, kind: str
) -> None:
    signed_in(client, a_member(school, kind))
    responses = [
        *(client.get(of_oak(name)) for name in CLOSED),
        *(client.get(of_oak(name, head.pk)) for name in CLOSED_ONE),
        *(client.post(of_oak(name, head.pk)) for name in CLOSED_POST),
        client.post(of_oak("people_invite")),
        client.post(of_oak("setup_finish")),
    ]
    for response in responses:
        assert response.status_code == 403, response.request["PATH_INFO"]
        assert "Only" in response.content.decode()


def test_the_deputy_may_what_the_head_may(client: Client, head: Member, deputy: Member) -> None:
    signed_in(client, deputy)
    for name in CLOSED:
        assert client.get(of_oak(name)).status_code == 200


def test_strangers_find_nothing_and_the_signed_out_are_asked_to_sign_in(
    client: Client, head: Member
) -> None:
    stranger = a_member(a_school(), K.HEADTEACHER)
    for name, *rest in (["people"], ["person", head.pk], ["people_paste"], ["setup"]):
        assert client.get(of_oak(str(name), *rest)).status_code == 302
    signed_in(client, stranger)
    for name, *rest in (["people"], ["person", head.pk], ["people_paste"], ["setup"]):
        assert client.get(of_oak(str(name), *rest)).status_code == 404
    mine = stranger.school.slug
    for name in ("person", "person_leave"):
        assert client.get(reverse(f"schools:{name}", args=[mine, head.pk])).status_code == 404


def test_the_last_head_cannot_leave_or_lose_the_position(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    left = client.post(of_oak("person_leave", head.pk), follow=True)
    assert "is the only headteacher who can sign in" in left.content.decode()
    page = client.post(of_oak("person", head.pk), {"name": "Amira", "kinds": ["teacher"]})
    assert "is the only headteacher who can sign in" in page.content.decode()
    with scope(school=school):
        assert Member.objects.get(pk=head.pk).is_head


def test_a_second_head_who_cannot_sign_in_does_not_count(school: School, head: Member) -> None:
    with scope(school=school):
        people.add(school, head, Details("Eve", "", frozenset({K.HEADTEACHER})))
        with pytest.raises(Refused):
            people.leave(head, head)
    a_member(school, K.HEADTEACHER)
    with scope(school=school):
        assert people.leave(head, head).left_on is not None


def test_the_deputy_touches_no_head(
    client: Client, school: School, head: Member, deputy: Member
) -> None:
    second = a_member(school, K.HEADTEACHER, name="Second Head", email="second@oak.example")
    signed_in(client, deputy)
    for kind in ("headteacher", "teacher"):
        edit = {"name": "X", "email": "mine@oak.example", "kinds": [kind]}
        assert client.post(of_oak("person", second.pk), edit).status_code == 403
    assert client.post(of_oak("person_leave", second.pk)).status_code == 403
    assert client.post(of_oak("person_deputy", deputy.pk)).status_code == 403
    with scope(school=school):
        assert Member.objects.get(pk=second.pk).name == "Second Head"


def test_the_deputy_makes_nobody_a_head_not_even_themselves(
    client: Client, school: School, head: Member, deputy: Member
) -> None:
    signed_in(client, deputy)
    kinds = {"name": "Ben", "kinds": ["headteacher", "smt"]}
    assert client.post(of_oak("person", deputy.pk), kinds).status_code == 403
    assert client.post(of_oak("people_add"), kinds).status_code == 403
    page = client.post(of_oak("people_paste"), {"text": "Eve,, headteacher"})
    assert "Only a headteacher may make somebody a headteacher" in page.content.decode()
    former = a_member(school, K.HEADTEACHER, left_on="2026-01-01")
    assert client.post(of_oak("person_come_back", former.pk)).status_code == 403


def test_naming_a_deputy_moves_it(client: Client, school: School, head: Member) -> None:
    first, second = a_member(school, K.SMT), a_member(school, K.SMT)
    signed_in(client, head)
    for person in (first, second):
        client.post(of_oak("person_deputy", person.pk))
    with scope(school=school):
        assert list(Member.objects.filter(deputy=True)) == [second]
    client.post(of_oak("person_deputy", second.pk), {"end": "yes"})
    with scope(school=school):
        assert not Member.objects.filter(deputy=True).exists()


def test_only_senior_management_can_be_deputy(client: Client, school: School, head: Member) -> None:
    teacher = a_member(school, K.TEACHER, name="Tom")
    page = signed_in(client, head).post(of_oak("person_deputy", teacher.pk), follow=True)
    assert "Only a member of SMT can be deputy. Give Tom that position" in page.content.decode()


def test_who_loses_senior_management_is_no_longer_deputy(
    school: School, head: Member, deputy: Member
) -> None:
    with scope(school=school):
        people.edit(deputy, head, Details("Ben", "", frozenset({K.TEACHER})))
        people.edit(deputy, head, Details("Ben", "", frozenset({K.SMT})))
        assert not Member.objects.get(pk=deputy.pk).acts_as_head


def test_who_has_left_cannot_enter_and_can_come_back(
    client: Client, school: School, head: Member
) -> None:
    tom = a_member(school, K.TEACHER, name="Tom")
    signed_in(client, head).post(of_oak("person_leave", tom.pk))
    assert signed_in(Client(), tom).get(of_oak("people")).status_code == 404
    again = client.post(of_oak("person_leave", tom.pk), follow=True)
    assert "Tom has left already." in again.content.decode()
    client.post(of_oak("person_come_back", tom.pk))
    assert signed_in(Client(), tom).get(of_oak("people")).status_code == 200
    back = client.post(of_oak("person_come_back", tom.pk), follow=True)
    assert "Tom has not left." in back.content.decode()


def test_what_somebody_holds_is_shown_first_and_let_go_with_them(
    client: Client, school: School, head: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[tuple[Member, Member | None]] = []
    monkeypatch.setattr(leaving, "PARTS", [])
    leaving.register(
        lambda member, rows: [f"The role of {member.name} becomes vacant."],
        lambda member, by: gone.append((member, by)),
        lambda: {tom.pk: ["ICT coordinator"]},
    )
    tom = a_member(school, K.COORDINATOR, name="Tom")
    signed_in(client, head)
    assert "ICT coordinator" in client.get(of_oak("people")).content.decode()
    page = client.get(of_oak("person_leave", tom.pk)).content.decode()
    assert "The role of Tom becomes vacant." in page and "leaves one thing behind" in page
    assert not gone
    client.post(of_oak("person_leave", tom.pk))
    assert gone == [(tom, head)]


def test_an_address_taken_meanwhile_is_refused_with_a_sentence(
    school: School, head: Member
) -> None:
    with scope(school=school), pytest.raises(Refused, match="belongs to somebody"):
        people.add(school, head, Details("Ann", "Amira@oak.example", frozenset({K.TEACHER})))


def test_actions_check_for_themselves_who_asks(school: School, head: Member) -> None:
    teacher = a_member(school, K.TEACHER)
    details = Details("Ann", "", frozenset({K.TEACHER}))
    with scope(school=school):
        for refused in (
            lambda: people.add(school, teacher, details),
            lambda: people.edit(teacher, teacher, details),
            lambda: people.add_list(school, teacher, "Ann,,teacher", []),
            lambda: people.leave(head, teacher),
            lambda: people.come_back(head, teacher),
            lambda: people.name_deputy(teacher, teacher),
            lambda: people.end_deputy(teacher, teacher),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_the_list_costs_the_same_for_few_and_for_many(
    client: Client,
    school: School,
    head: Member,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    signed_in(client, head)
    counts = []
    for _more in range(2):
        for _number in range(15):
            a_member(school, K.TEACHER, K.HEAD_OF_DEPARTMENT)
        with django_assert_max_num_queries(12) as queries:
            client.get(of_oak("people"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


LIST = """Name, E-mail, Position
Ann Lee, ann@oak.example, teacher
Broken, nowhere, teacher
Eve Moss, eve@oak.example, HoD; Astronomy
"""


def looked_at(page: str) -> str:
    return page.split('name="looked_at" value="')[1].split('"')[0]


def test_a_list_is_shown_first_and_saves_nothing(
    client: Client, school: School, head: Member
) -> None:
    page = signed_in(client, head).post(of_oak("people_paste"), {"text": LIST})
    text = page.content.decode()
    assert "One can be added, two lines need mending" in text
    assert "“nowhere” is not an e-mail address." in text
    with scope(school=school):
        assert Member.objects.count() == 1 and not Subject.objects.exists()


def test_good_lines_are_added_and_bad_ones_stay_to_be_mended(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    seen = looked_at(client.post(of_oak("people_paste"), {"text": LIST}).content.decode())
    after = client.post(
        of_oak("people_paste"),
        {"text": LIST.replace("\n", "\r\n"), "looked_at": seen, "add": "yes"},
        follow=True,
    ).content.decode()
    assert "1 person was added." in after
    assert "Broken, nowhere, teacher\nEve Moss" in after and "ann@oak.example" not in after
    with scope(school=school):
        assert Member.objects.filter(name="Ann Lee").count() == 1
        assert not Subject.objects.exists()


def test_a_new_subject_is_added_when_ticked(client: Client, school: School, head: Member) -> None:
    signed_in(client, head)
    data: dict[str, object] = {"text": LIST, "new_subjects": ["Astronomy", "Never named"]}
    seen = looked_at(client.post(of_oak("people_paste"), data).content.decode())
    client.post(of_oak("people_paste"), {**data, "looked_at": seen, "add": "yes"})
    with scope(school=school):
        eve = Member.objects.get(name="Eve Moss")
        assert [subject.name for subject in eve.subjects.all()] == ["Astronomy"]
        assert Subject.objects.count() == 1


def test_a_list_that_changed_since_it_was_shown_is_shown_again(
    client: Client, school: School, head: Member
) -> None:
    signed_in(client, head)
    seen = looked_at(client.post(of_oak("people_paste"), {"text": LIST}).content.decode())
    page = client.post(
        of_oak("people_paste"),
        {"text": LIST + "Zed, z@oak.example, governor", "looked_at": seen, "add": "yes"},
    )
    assert "Nothing was added yet" in page.content.decode()
    with scope(school=school):
        assert Member.objects.count() == 1


def test_a_file_is_read_like_a_pasted_list(client: Client, head: Member) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    signed_in(client, head)
    data = "Zoë;zoe@oak.example;Lehrer, teacher".encode("utf-16")
    page = client.post(of_oak("people_paste"), {"file": SimpleUploadedFile("l.csv", data)})
    assert "Zoë" in page.content.decode() and "“Lehrer” is no position" in page.content.decode()
    workbook = SimpleUploadedFile("l.xlsx", b"PK\x03\x04\x00\x00")
    page = client.post(of_oak("people_paste"), {"file": workbook})
    assert "choose “Save as” and then “CSV" in page.content.decode()


@pytest.mark.parametrize("text", ["", "a,b\n" * 501])
def test_an_empty_or_endless_list_comes_back_with_a_sentence(
    client: Client, head: Member, text: str
) -> None:
    page = signed_in(client, head).post(of_oak("people_paste"), {"text": text})
    assert page.status_code == 200
    expected = "501 lines; 500 can be read" if text else "Paste or type at least one line"
    assert expected in page.content.decode()
