"""Answering about one's own skills, and who sees what was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import answering, asking
from audits.actions.answering import NotSaid, Say
from audits.models import SkillsAnswer, SkillsAudit, SkillsQuestion
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import signed_in

from .training_parts import AREAS, Staff, a_round, a_staff, asked_of, let_it_end, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Iterator[Staff]:
    made = a_staff()
    with scope(school=made.school):
        yield made


@pytest.fixture
def audit(staff: Staff) -> SkillsAudit:
    return a_round(staff)


def first_question(audit: SkillsAudit) -> SkillsQuestion:
    found = SkillsQuestion.objects.filter(audit=audit).order_by("order", "pk").first()
    assert found
    return found


def test_all_answered_is_finished_and_says_how_far_one_is(staff: Staff, audit: SkillsAudit) -> None:
    assert says(audit, staff.teacher, 3, only=1).done == 1
    assert asked_of(audit, staff.teacher).finished_at is None
    heard = says(audit, staff.teacher, 3)
    assert (heard.done, heard.total, heard.finished) == (4, 4, True)
    assert asked_of(audit, staff.teacher).finished_at is not None


def test_a_tap_leaves_what_else_was_said(staff: Staff, audit: SkillsAudit) -> None:
    asked, question = asked_of(audit, staff.teacher), first_question(audit)
    answering.say(asked, staff.teacher, [Say(question.pk, 2)])
    answering.say(asked, staff.teacher, [Say(question.pk, helps=True)])
    answering.say(asked, staff.teacher, [Say(question.pk, wants=True, how="course")])
    row = SkillsAnswer.objects.get(asked=asked)
    assert (row.confidence, row.helps, row.wants, row.how) == (2, True, True, "course")
    answering.say(asked, staff.teacher, [Say(question.pk, wants=False)])
    row.refresh_from_db()
    assert (row.confidence, row.wants, row.how) == (2, False, "")


def test_saying_the_same_again_changes_nothing(staff: Staff, audit: SkillsAudit) -> None:
    says(audit, staff.teacher, 3)
    assert says(audit, staff.teacher, 3).changed == 0
    assert SkillsAnswer.objects.count() == 4


@pytest.mark.parametrize("who", ["head", "coordinator", "governor"])
def test_nobody_answers_for_another(staff: Staff, audit: SkillsAudit, who: str) -> None:
    asked = asked_of(audit, staff.teacher)
    with pytest.raises(NotAllowed):
        answering.say(asked, getattr(staff, who), [Say(first_question(audit).pk, 4)])
    with pytest.raises(NotAllowed):
        answering.show_help(asked, getattr(staff, who), True)
    assert not SkillsAnswer.objects.exists()


@pytest.mark.parametrize("wrong", [{"confidence": 0}, {"confidence": 5}, {"how": "by osmosis"}])
def test_an_answer_that_there_is_not_is_refused_by_question(
    staff: Staff, audit: SkillsAudit, wrong: dict[str, object]
) -> None:
    question = first_question(audit)
    with pytest.raises(NotSaid) as refused:
        answering.say(
            asked_of(audit, staff.teacher),
            staff.teacher,
            [Say(question.pk, **wrong)],  # type: ignore[arg-type]
        )
    assert refused.value.question == question.pk
    assert not SkillsAnswer.objects.exists()


def test_a_question_of_another_round_is_refused(staff: Staff, audit: SkillsAudit) -> None:
    asking.close(audit, staff.head)
    newer = a_round(staff)
    with pytest.raises(NotSaid, match="not asked of you"):
        answering.say(
            asked_of(newer, staff.teacher), staff.teacher, [Say(first_question(audit).pk, 3)]
        )


def test_after_its_last_day_nothing_changes_and_it_says_so(
    staff: Staff, audit: SkillsAudit
) -> None:
    says(audit, staff.teacher, 2, only=1)
    let_it_end(audit)
    with pytest.raises(Refused, match="What you said before is kept"):
        says(audit, staff.teacher, 4)
    assert SkillsAnswer.objects.get().confidence == 2


def test_the_group_that_one_works_in_is_one_of_those_there_are(staff: Staff) -> None:
    audit = a_round(staff, grouping=SkillsAudit.Grouping.STAGE)
    asked = asked_of(audit, staff.teacher)
    answering.choose_group(asked, staff.teacher, "KS2", ["KS1", "KS2"])
    assert asked_of(audit, staff.teacher).group == "KS2"
    with pytest.raises(Refused):
        answering.choose_group(asked, staff.teacher, "KS5", ["KS1", "KS2"])


def test_nothing_that_was_said_stands_in_the_trail(staff: Staff, audit: SkillsAudit) -> None:
    before = Activity.objects.count()
    says(audit, staff.teacher, 1, helps=True, wants=True, how="course")
    assert Activity.objects.count() == before


# Pages ----------------------------------------------------------------------------------------------


def test_the_plain_form_saves_an_area_and_goes_on(
    staff: Staff, audit: SkillsAudit, client: Client
) -> None:
    signed_in(client, staff.teacher)
    about = [staff.school.slug, audit.pk]
    path = reverse("audits:skills_area", args=[*about, AREAS[0]])
    page = client.get(path).content.decode()
    assert "With ease" in page
    inside = SkillsQuestion.objects.filter(audit=audit, area=AREAS[0])
    typed = {f"level-{one.pk}": "3" for one in inside}
    answer = client.post(path, typed)
    assert (answer.status_code, answer.url) == (  # type: ignore[attr-defined]
        302,
        reverse("audits:skills_area", args=[*about, AREAS[1]]),
    )
    assert SkillsAnswer.objects.filter(confidence=3).count() == 2


def test_a_refused_form_comes_back_as_it_was_typed(
    staff: Staff, audit: SkillsAudit, client: Client
) -> None:
    signed_in(client, staff.teacher)
    path = reverse("audits:skills_area", args=[staff.school.slug, audit.pk, AREAS[0]])
    one, two = SkillsQuestion.objects.filter(audit=audit, area=AREAS[0]).order_by("pk")
    answer = client.post(path, {f"level-{one.pk}": "4", f"level-{two.pk}": "9"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Nothing was saved" in text
    assert f'name="level-{one.pk}" value="4" checked' in text
    assert not SkillsAnswer.objects.exists()


def test_a_tap_answers_with_one_line(staff: Staff, audit: SkillsAudit, client: Client) -> None:
    signed_in(client, staff.teacher)
    question = first_question(audit)
    path = reverse("audits:skills_tap", args=[staff.school.slug, audit.pk, AREAS[0], question.pk])
    answer = client.post(path, {f"level-{question.pk}": "2"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert 'class="save-line' in answer.content.decode()
    wrong = client.post(path, {f"level-{question.pk}": "7"}, headers={"hx-request": "true"})
    assert wrong.status_code == 422
    assert SkillsAnswer.objects.get().confidence == 2


def test_who_is_not_asked_has_nothing_to_answer(staff: Staff, client: Client) -> None:
    audit = a_round(staff, [staff.head])
    signed_in(client, staff.teacher)
    assert (
        client.get(reverse("audits:skills_answer", args=[staff.school.slug, audit.pk])).status_code
        == 404
    )
