"""The year's turn: each step ticked by the state of the school, done from there, by those who may."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from audits.models import RegisterEntry, SelfReview, SkillsAudit
from devplan.models import Action, Objective, Plan, State, Strand
from roles.actions.descriptions import start_versions_due
from roles.models import RoleDescription
from schools.calendar import academic_year, usual_terms
from schools.models import AcademicYear, Member, School, Term, Vision
from schools.queries.turn import due, turn_of, year_step
from schools.turning import Step, Turn, steps, year_of_turn
from tests.factories import a_member, a_school, signed_in
from tests.roles.making import Staff, a_role, an_agreed, staff

pytestmark = pytest.mark.django_db

JUNE = datetime.date(2027, 6, 20)


@pytest.fixture
def people() -> Staff:
    return staff()


def this_turn() -> Turn:
    return Turn(
        timezone.localdate().year,
        datetime.date(timezone.localdate().year, 9, 1),
        datetime.date(timezone.localdate().year + 1, 7, 20),
    )


def step(member: Member, title: str, turn: Turn | None = None) -> Step:
    """One step of the list as it stands."""
    found = {one.title: one for one in steps(member, turn or this_turn())}
    return found[title]


def url(school: School) -> str:
    return reverse("schools:turn", args=[school.slug])


def test_the_page_lists_what_is_to_do_and_proposes_the_years_terms(people: Staff) -> None:
    page = signed_in(Client(), people.head).get(url(people.school)).content.decode()
    for title in (
        "The year and its terms",
        "Who leaves",
        "The vision’s review",
        "Descriptions to agree again",
        "Roles to hand over",
        "Pupils’ entitlement, said again",
        "Training needs, asked again",
        "Self-review, once more",
        "Registers that fall due",
        "The development plan",
    ):
        assert title in page, title
    assert reverse("schools:year_add", args=[people.school.slug]) in page
    assert f"Autumn: {usual_terms(timezone.localdate().year)[0].starts_on:%-d %B %Y}" in page


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (("smt",), 200),
        (("coordinator",), 200),
        (("head_of_department",), 403),
        (("teacher",), 403),
        (("governor",), 403),
        (("guest",), 403),
    ],
)
def test_senior_managers_and_the_coordinator_turn_the_school_over(
    people: Staff, kinds: tuple[str, ...], code: int
) -> None:
    somebody = a_member(people.school, *kinds)
    assert signed_in(Client(), somebody).get(url(people.school)).status_code == code


def test_who_does_not_manage_the_school_is_not_sent_where_they_may_not(people: Staff) -> None:
    page = signed_in(Client(), people.coordinator).get(url(people.school)).content.decode()
    assert reverse("schools:year_add", args=[people.school.slug]) not in page


def test_until_july_it_is_the_year_to_come_and_then_the_one_that_has_begun() -> None:
    assert year_of_turn(datetime.date(2027, 1, 4)) == 2027
    assert year_of_turn(datetime.date(2027, 7, 31)) == 2027
    assert year_of_turn(datetime.date(2027, 11, 2)) == 2027


def test_the_year_is_ticked_once_it_has_its_terms(people: Staff) -> None:
    with scope(school=people.school):
        found, terms = turn_of(people.school, JUNE)
        before = year_step(people.head, found, terms)
        assert not before.done and before.url
        year = AcademicYear.objects.create(school=people.school, starts_in=2027)
        for one in usual_terms(2027):
            Term.objects.create(
                school=people.school,
                year=year,
                name=one.name,
                starts_on=one.starts_on + datetime.timedelta(days=1),
                ends_on=one.ends_on,
            )
        found, terms = turn_of(people.school, JUNE)
        assert found.starts_on == usual_terms(2027)[0].starts_on + datetime.timedelta(days=1)
        assert year_step(people.head, found, terms).done


def test_descriptions_that_fall_due_begin_anew_in_one_step(people: Staff) -> None:
    with scope(school=people.school):
        coordinator = a_role(people, people.coordinator)
        senior = a_role(people, people.smt, title="Digital lead", position="smt")
        for role in (coordinator, senior):
            an_agreed(people, role)
        RoleDescription.objects.update(review_on=timezone.localdate())
        assert step(people.head, "Descriptions to agree again").count == 2
        assert (
            "Begin 1 new version"
            in step(people.coordinator, "Descriptions to agree again").post_verb
        )

    client = signed_in(Client(), people.coordinator)
    answer = client.post(reverse("roles:turn", args=[people.school.slug]), follow=True)
    assert "1 new version is begun" in answer.content.decode()
    with scope(school=people.school):
        begun = RoleDescription.objects.get(state="draft")
        assert (begun.role, begun.number) == (coordinator, 2)
        assert (
            begun.lines.count()
            == RoleDescription.objects.get(role=coordinator, number=1).lines.count()
        )
        left = step(people.head, "Descriptions to agree again")
        assert not left.done and left.lines[0].text.startswith("Digital lead")
        start_versions_due(people.head, timezone.localdate())
        assert step(people.head, "Descriptions to agree again").done
        assert start_versions_due(people.head, timezone.localdate()) == []


def test_who_is_no_staff_begins_no_version(people: Staff) -> None:
    client = signed_in(Client(), people.governor)
    path = reverse("roles:turn", args=[people.school.slug])
    assert client.post(path).status_code == 403
    assert client.get(path).status_code == 405
    stranger = signed_in(Client(), a_member(a_school(), "headteacher"))
    assert stranger.post(path).status_code == 404


def test_a_role_that_nobody_holds_waits_to_be_handed_over(people: Staff) -> None:
    with scope(school=people.school):
        role = a_role(people)
        waiting = step(people.head, "Roles to hand over")
        assert not waiting.done
        assert waiting.lines[0].url == reverse("roles:change", args=[people.school.slug, role.pk])
        role.holdings.create(school=people.school, member=people.coordinator)
        assert step(people.head, "Roles to hand over").done


def test_training_needs_and_self_review_are_ticked_by_a_round_of_the_year(people: Staff) -> None:
    school, turn = people.school, this_turn()
    day = timezone.localdate()
    with scope(school=school):
        for title, model in (
            ("Training needs, asked again", SkillsAudit),
            ("Self-review, once more", SelfReview),
        ):
            more = {"grouping": "position"} if model is SkillsAudit else {}
            model.objects.create(
                school=school,
                title="Old",
                year=turn.starts_in - 1,
                opened_on=day,
                closes_on=day,
                **more,
            )
            before = step(people.head, title)
            assert (
                not before.done
                and "“Old”" in before.sentence
                and before.url.endswith(("ask/", "open/"))
            )
            if model is SelfReview:
                model.objects.update(state="agreed", revealed_on=day, agreed_on=day)
            model.objects.create(
                school=school,
                title="New",
                year=turn.starts_in,
                opened_on=day,
                closes_on=day,
                **more,
            )
            assert step(people.head, title).done, title


def test_an_entry_that_falls_due_and_that_nobody_answers_for_is_to_do(people: Staff) -> None:
    school, turn = people.school, this_turn()
    with scope(school=school):
        entry = RegisterEntry.objects.create(
            school=school,
            kind="licence",
            name="Typing tutor",
            renews_on=datetime.date(turn.starts_in + 1, 1, 5),
        )
        found = step(people.head, "Registers that fall due")
        assert not found.done and "Typing tutor" in found.lines[0].text
        entry.owner = people.coordinator
        entry.save()
        assert step(people.head, "Registers that fall due").done


def test_an_entry_of_the_year_that_is_past_its_day_is_to_do(people: Staff) -> None:
    school, today = people.school, timezone.localdate()
    with scope(school=school):
        for name, ahead in (("Typing tutor", -1), ("Web filter", 0)):
            RegisterEntry.objects.create(
                school=school,
                kind="licence",
                name=name,
                owner=people.coordinator,
                renews_on=today + datetime.timedelta(days=ahead),
            )
        starts_in = academic_year(today - datetime.timedelta(days=1))
        turn = Turn(starts_in, datetime.date(starts_in, 9, 1), datetime.date(starts_in + 1, 7, 20))
        found = step(people.head, "Registers that fall due", turn)
        assert not found.done
        assert "1 of them is past its day." in found.sentence
        assert len(found.lines) == 1 and "Typing tutor" in found.lines[0].text
        RegisterEntry.objects.filter(name="Typing tutor").update(renews_on=today)
        assert step(people.head, "Registers that fall due", turn).done


def test_the_plan_goes_on_or_the_next_one_takes_over(people: Staff) -> None:
    school, turn = people.school, this_turn()
    with scope(school=school):
        assert not step(people.head, "The development plan").done
        plan = Plan.objects.create(
            school=school,
            title="The old plan",
            first_year=turn.starts_in - 3,
            years=3,
            state=State.AGREED,
        )
        ended = step(people.head, "The development plan")
        assert not ended.done and ended.url.endswith(f"?from={plan.pk}")
        Plan.objects.filter(pk=plan.pk).update(years=4)
        assert step(people.head, "The development plan").done
        strand = Strand.objects.create(school=school, plan=plan, name="Staff", kind="staff_use")
        objective = Objective.objects.create(school=school, plan=plan, strand=strand, text="Better")
        action = Action.objects.create(school=school, objective=objective, text="Coach")
        assert [one.text for one in step(people.head, "Actions to hand over").lines] == ["Coach"]
        Action.objects.filter(pk=action.pk).update(lead=people.coordinator)
        assert step(people.head, "Actions to hand over").done


def test_the_vision_is_ticked_by_a_day_to_come(people: Staff) -> None:
    school = people.school
    with scope(school=school):
        vision = Vision.objects.create(
            school=school,
            number=1,
            text="…",
            review_on=timezone.localdate() - datetime.timedelta(days=3),
        )

        def looked() -> bool:
            head = Member.objects.select_related("school").get(pk=people.head.pk)
            return step(head, "The vision’s review").done

        assert not looked()
        Vision.objects.filter(pk=vision.pk).update(review_on=datetime.date(2199, 9, 1))
        assert looked()


def test_it_asks_a_number_of_queries_that_does_not_grow(people: Staff) -> None:
    school, turn = people.school, this_turn()
    client = signed_in(Client(), people.head)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(school)).status_code == 200
        return len(seen)

    def more(number: int) -> None:
        with scope(school=school):
            an_agreed(people, a_role(people, people.coordinator, title=f"Role {number}"))
            a_role(people, title=f"Vacant {number}")
            RoleDescription.objects.update(review_on=timezone.localdate())
            RegisterEntry.objects.create(
                school=school,
                kind="licence",
                name=f"Licence {number}",
                renews_on=datetime.date(turn.starts_in + 1, 1, 5),
            )
            a_member(school, "teacher", left_on=timezone.localdate())

    more(1)
    before = asked()
    for number in range(2, 8):
        more(number)
    assert asked() == before


def test_the_front_page_speaks_of_it_while_a_year_turns(
    people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(day: datetime.date, member: Member) -> int:
        monkeypatch.setattr("schools.queries.turn.timezone.localdate", lambda *_moment: day)
        with scope(school=people.school):
            return len(due(Member.objects.select_related("school").get(pk=member.pk)))

    assert said(JUNE, people.head) == 1
    assert said(datetime.date(2027, 9, 30), people.head) == 1
    assert said(datetime.date(2027, 11, 2), people.head) == 0
    assert said(JUNE, people.coordinator) == 0
    with scope(school=people.school):
        AcademicYear.objects.create(school=people.school, starts_in=2027)
    assert said(JUNE, people.head) == 0
