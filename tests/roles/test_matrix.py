"""Who does what: each part in its cell, findings on top, the same for many roles as for few."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from roles.models import Duty, Holding, Line, Role, RoleDescription, State
from roles.queries.matrix import AGREED, WOULD_BE, Choice, matrix
from schools.models import Member, School, Subject
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Iterator[School]:
    school = a_school(label_words={"smt": "SLT"})
    with scope(school=school):
        yield school


@pytest.fixture
def lead(school: School) -> Member:
    return a_member(school, "coordinator", name="Cora")


def address(school: School, **query: str) -> str:
    return reverse("roles:matrix", args=[school.slug], query=query)


def a_duty(school: School, text: str, area: str = "staff", **fields: object) -> Duty:
    kind = "duty" if area else fields.pop("kind")
    return Duty.objects.create(
        **{"school": school, "text": text, "kind": kind, "area": area, **fields}
    )


def a_role(school: School, title: str, *holders: Member, position: str = "coordinator") -> Role:
    order = Role.objects.count()
    role = Role.objects.create(school=school, title=title, position=position, order=order)
    for holder in holders:
        Holding.objects.create(school=school, role=role, member=holder)
    return role


def a_version(
    role: Role,
    parts: dict[Duty, str],
    state: str = State.AGREED,
    release: int | None = None,
    minutes: int | None = None,
    number: int = 1,
) -> RoleDescription:
    version = RoleDescription.objects.create(
        school=role.school, role=role, number=number, state=state, release_minutes=release
    )
    Line.objects.bulk_create(
        Line(school=role.school, description=version, duty=duty, part=part, minutes=minutes)
        for duty, part in parts.items()
    )
    return version


def secures(version: RoleDescription, subject: Subject, stage: str, part: str = "leads") -> None:
    Line.objects.create(
        school=version.school, description=version, subject=subject, key_stage=stage, part=part
    )


def parts_of(school: School, choice: Choice | None = None) -> dict[str, tuple[str, ...]]:
    found = matrix(school, choice)
    return {row.duty.text: row.parts for block in found.blocks for row in block.rows}


def test_each_part_stands_where_its_duty_and_role_meet(school: School) -> None:
    coach, buy = a_duty(school, "Coach"), a_duty(school, "Buy", "resources")
    a_version(a_role(school, "Infants"), {coach: "leads", buy: "informed"})
    a_version(a_role(school, "Juniors"), {coach: "shares"})
    assert parts_of(school) == {"Coach": ("leads", "shares"), "Buy": ("informed", "")}


def test_only_agreed_versions_count_unless_asked_otherwise(school: School) -> None:
    coach = a_duty(school, "Coach")
    infants, juniors = a_role(school, "Infants"), a_role(school, "Juniors")
    a_version(infants, {coach: "leads"})
    a_version(infants, {coach: "shares"}, State.DRAFT, number=2)
    a_version(juniors, {coach: "leads"}, State.PROPOSED)
    a_version(juniors, {coach: "leads"}, State.WITHDRAWN, number=2)
    assert parts_of(school) == {"Coach": ("leads", "")}
    would_be = matrix(school, Choice(stage=WOULD_BE), lambda _version: True)
    assert would_be.blocks[0].rows[0].parts == ("shares", "leads")
    assert would_be.has_open
    hidden = matrix(school, Choice(stage=WOULD_BE), lambda _version: False)
    assert hidden.blocks[0].rows[0].parts == ("leads", "")
    assert not hidden.has_open


def test_roles_that_ended_are_left_out(school: School) -> None:
    coach = a_duty(school, "Coach")
    role = a_role(school, "Infants")
    a_version(role, {coach: "leads"})
    role.retired_on = "2026-09-01"
    role.save()
    assert parts_of(school) == {"Coach": ()}


def test_gaps_and_overlaps_are_marked_with_sign_and_word(
    client: Client, school: School, lead: Member
) -> None:
    coach = a_duty(school, "Coach")
    a_duty(school, "Back up", "resources")
    a_version(a_role(school, "Infants", lead), {coach: "leads"}, release=60, minutes=90)
    a_version(a_role(school, "Juniors"), {coach: "leads"})
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "One duty has nobody who leads it; one duty has more than one leader" in page
    assert "▲ nobody leads it" in page
    assert "×2 several lead it" in page
    assert "Infants and Juniors each lead “Coach”." in page
    assert "Nobody in the SLT answers for the link" in page
    assert "▲ 30 over" in page
    assert "Juniors is vacant: one duty that it leads waits for somebody." in page


def test_cells_have_words_for_who_listens(client: Client, school: School, lead: Member) -> None:
    coach = a_duty(school, "Coach")
    for title, part in (("A", "leads"), ("B", "shares"), ("C", "consulted"), ("D", "informed")):
        a_version(a_role(school, title), {coach: part})
    page = signed_in(client, lead).get(address(school)).content.decode()
    for word in ("leads", "shares", "is consulted", "is informed"):
        assert f'<span class="visually-hidden">{word}</span></td>' in page


def test_a_duty_with_one_leader_is_no_finding_and_the_headline_says_so(
    client: Client, school: School, lead: Member
) -> None:
    coach = a_duty(school, "Coach")
    a_version(a_role(school, "Infants", lead), {coach: "leads"})
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "Every duty has one leader" in page
    for name in ("matrix", "matrix-a3"):
        there = reverse("documents:pdf", args=[school.slug, name])
        assert there in page
        assert client.get(there).headers["Content-Type"] == "application/pdf"


def test_the_headline_names_gaps_and_who_has_too_much(
    client: Client, school: School, lead: Member
) -> None:
    coach = a_duty(school, "Coach")
    for text in ("Buy", "Renew", "Back up"):
        a_duty(school, text, "resources")
    a_version(a_role(school, "ICT coordinator", lead), {coach: "leads"}, release=120, minutes=170)
    assert matrix(school).findings.headline == (
        "Three duties have nobody who leads them; ICT coordinator has 50 minutes a week too much"
    )


def test_shared_lines_count_with_their_own_minutes_and_by_area(school: School) -> None:
    coach, buy = a_duty(school, "Coach"), a_duty(school, "Buy", "resources")
    a_version(a_role(school, "Infants"), {coach: "leads", buy: "shares"}, release=60, minutes=20)
    [column] = matrix(school).columns
    assert (column.load.minutes, column.load.release, column.load.over) == (40, 60, 0)
    assert column.bar is not None
    assert [(one.key, one.minutes) for one in column.bar.stretches] == [
        ("staff", 20),
        ("resources", 20),
    ]


def test_without_release_time_it_is_said(client: Client, school: School, lead: Member) -> None:
    a_version(a_role(school, "Infants", lead), {a_duty(school, "Coach"): "leads"}, minutes=20)
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "no release time is set" in page
    assert matrix(school).findings.overloads == ()


def test_a_retired_duty_stays_while_it_is_agreed(school: School) -> None:
    old, gone = a_duty(school, "Book the suite"), a_duty(school, "Never agreed")
    a_version(a_role(school, "Infants"), {old: "leads"})
    Duty.objects.update(retired_on="2026-09-01")
    found = matrix(school)
    assert [row.duty.text for row in found.blocks[0].rows] == ["Book the suite"]
    assert gone.text not in str(found.findings)
    assert "retired" in found.findings.retired[0].sentence


def test_narrowing_leaves_out_rows_or_columns_but_no_finding(school: School) -> None:
    coach, buy = a_duty(school, "Coach"), a_duty(school, "Buy", "resources")
    infants = a_role(school, "Infants")
    a_version(infants, {coach: "leads"})
    a_role(school, "Head", position="headteacher")
    assert parts_of(school, Choice(group="resources")) == {buy.text: ("", "")}
    assert parts_of(school, Choice(role=infants.pk)) == {"Coach": ("leads",)}
    assert parts_of(school, Choice(position="headteacher")) == {"Coach": ("",), "Buy": ("",)}
    assert parts_of(school, Choice(only_findings=True)) == {"Buy": ("", "")}
    assert len(matrix(school, Choice(group="staff")).findings.gaps) == 1


def test_nonsense_in_the_address_is_as_if_not_asked(
    client: Client, school: School, lead: Member
) -> None:
    a_version(a_role(school, "Infants"), {a_duty(school, "Coach"): "leads"})
    for query in ({"role": "²"}, {"area": "x"}, {"position": "king"}, {"stage": "past"}):
        assert "Coach" in signed_in(client, lead).get(address(school, **query)).content.decode()
    page = client.get(address(school, role="999999999999999999999")).content.decode()
    assert "Nothing here matches" in page


def test_entitlement_names_who_answers_and_what_is_missing(
    client: Client, school: School, lead: Member
) -> None:
    a_duty(school, "Coach")
    art = Subject.objects.create(school=school, name="Art")
    Subject.objects.create(school=school, name="Music")
    version = a_version(a_role(school, "Art leader", position="head_of_department"), {})
    secures(version, art, "KS1")
    secures(version, art, "KS2", part="informed")
    found = matrix(school).entitlement
    assert [(row.subject, row.cells) for row in found.rows] == [
        ("Art", (("Art leader",), ())),
        ("Music", ((), ())),
    ]
    assert found.missing == (("Art", ("KS2",)), ("Music", ("KS1", "KS2")))
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "Art (KS2), Music (KS1, KS2)." in page


def test_the_list_for_phones_says_the_same(client: Client, school: School, lead: Member) -> None:
    coach = a_duty(school, "Coach")
    a_version(a_role(school, "Infants", lead), {coach: "leads"})
    a_version(a_role(school, "Juniors"), {coach: "leads"})
    [(_block, [(row, parts)])] = matrix(school).by_duty
    assert (row.duty, parts) == (coach, [("leads", ["Infants", "Juniors"])])


def test_an_empty_page_offers_the_first_step(client: Client, school: School, lead: Member) -> None:
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "Adopt duties first" in page
    a_duty(school, "Coach")
    assert "Describe the roles" in client.get(address(school)).content.decode()
    a_role(school, "Infants")
    assert "Nothing is agreed yet" in client.get(address(school)).content.decode()


@pytest.mark.parametrize("kind", ["teacher", "technician", "governor"])
def test_drafts_are_shown_only_to_those_who_may_read_them(
    client: Client, school: School, kind: str
) -> None:
    coach = a_duty(school, "Coach")
    role = a_role(school, "Infants")
    a_version(role, {coach: "leads"})
    a_version(role, {coach: "shares"}, State.DRAFT, number=2)
    reader = a_member(school, kind)
    page = signed_in(client, reader).get(address(school, stage=WOULD_BE)).content.decode()
    assert "With proposals and drafts" not in page
    assert '<td class="leads">' in page
    assert '<td class="shares">' not in page


def test_senior_managers_see_it_as_it_would_be(client: Client, school: School) -> None:
    coach = a_duty(school, "Coach")
    a_version(a_role(school, "Infants"), {coach: "shares"}, State.DRAFT)
    signed_in(client, a_member(school, "smt"))
    page = client.get(address(school, stage=AGREED)).content.decode()
    assert "With proposals and drafts" in page
    assert '<td class="shares">' not in page
    assert '<td class="shares">' in client.get(address(school, stage=WOULD_BE)).content.decode()


def test_guests_and_strangers_are_kept_out(client: Client, school: School, lead: Member) -> None:
    assert client.get(address(school)).status_code == 302
    assert signed_in(client, a_member(school, "guest")).get(address(school)).status_code == 403
    other = a_school()
    assert signed_in(client, lead).get(address(other)).status_code == 404


def test_titles_are_shown_as_text(client: Client, school: School, lead: Member) -> None:
    words = "<script>alert(1)</script> سجل 🙂"
    duty = a_duty(school, words)
    a_version(a_role(school, words, lead), {duty: "leads"})
    page = signed_in(client, lead).get(address(school)).content.decode()
    assert "<script>alert" not in page
    assert "سجل 🙂" in page


@pytest.mark.parametrize(("duties", "roles"), [(2, 2), (400, 60)])
def test_many_duties_and_roles_take_as_many_queries_as_few(
    client: Client,
    school: School,
    lead: Member,
    duties: int,
    roles: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Duty.objects.bulk_create(
        Duty(school=school, kind="duty", area="staff", text=f"Duty {n}", order=n)
        for n in range(duties)
    )
    everything = list(Duty.objects.all())
    for n in range(roles):
        holder = a_member(school, "teacher")
        role = a_role(school, f"Role {n}", holder)
        a_version(role, dict.fromkeys(everything[n::roles], "leads"), minutes=5, release=30)
        draft = dict.fromkeys(everything[n::roles], "shares")
        a_version(role, draft, State.DRAFT, number=2)
    Subject.objects.bulk_create(Subject(school=school, name=f"Subject {n}") for n in range(roles))
    signed_in(client, lead)
    for stage in (AGREED, WOULD_BE):
        with django_assert_max_num_queries(10):
            assert client.get(address(school, stage=stage)).status_code == 200
