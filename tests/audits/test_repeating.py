"""Audits are started again from the year's turn, as the last ones were, by those who may."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from audits.actions import asking, repeating, selfreview
from audits.models import SelfReview, SelfReviewJudge, Skill, SkillsAsked, SkillsAudit
from schools.calendar import academic_year
from schools.models import Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from schools.turning import Step, Turn, steps
from tests.factories import a_member, a_school, signed_in
from tests.roles.making import Staff, staff

pytestmark = pytest.mark.django_db

TRAINING, SELFREVIEW = "Training needs, asked again", "Self-review, once more"


def this_year() -> int:
    return academic_year(timezone.localdate())


def step(member: Member, title: str, starts_in: int | None = None) -> Step:
    starts = this_year() if starts_in is None else starts_in
    turn = Turn(starts, datetime.date(starts, 9, 1), datetime.date(starts + 1, 7, 20))
    return {one.title: one for one in steps(member, turn)}[title]


@pytest.fixture
def people() -> Any:
    """A school that was asked last year: grouped by key stage, and judged by four."""
    made = staff()
    with scope(school=made.school):
        Skill.objects.create(school=made.school, area="safety", text="I can.", order=1)
        everybody = [made.head, made.smt, made.coordinator, made.teacher]
        day = timezone.localdate() + datetime.timedelta(days=3)
        audit = asking.open_audit(made.school, made.head, "Last", "stage", day, everybody)
        asking.close(audit, made.head)
        review = selfreview.open_review(made.school, made.head, "Last", day, everybody)
        SelfReview.objects.filter(pk=review.pk).update(
            state="agreed", revealed_on=day, agreed_on=day
        )
        for model in (SkillsAudit, SelfReview):
            model.objects.update(year=this_year() - 1)
        yield made


def post(member: Member, name: str, **options: Any) -> Any:
    path = reverse(f"audits:{name}", args=[member.school.slug])
    return signed_in(Client(), member).post(path, **options)


def test_the_page_says_what_one_click_would_open(people: Staff) -> None:
    a_member(people.school, "teacher", left_on=timezone.localdate())
    training, review = step(people.head, TRAINING), step(people.head, SELFREVIEW)
    assert training.post and training.verb == "Choose otherwise"
    said = " ".join(one.text for one in training.lines)
    assert f"“Skills audit {this_year()}/" in said
    assert "4 members of staff are asked, and get an e-mail each." in said
    assert "1 statement as it is worded now; results are grouped by the key stage" in said
    assert "The 4 people who judged then" in " ".join(one.text for one in review.lines)


def test_staff_are_asked_again_as_the_last_time(people: Staff) -> None:
    newcomer = a_member(people.school, "teacher")
    answer = post(people.coordinator, "skills_repeat", follow=True)
    made = SkillsAudit.objects.get(year=this_year())
    assert answer.redirect_chain[-1][0] == reverse(
        "audits:skills", args=[people.school.slug, made.pk]
    )
    assert made.grouping == "stage"
    assert made.closes_on == timezone.localdate() + datetime.timedelta(days=14)
    asked = set(SkillsAsked.objects.filter(audit=made).values_list("member_id", flat=True))
    assert newcomer.pk in asked and people.governor.pk not in asked
    assert len(mail.outbox) == len(asked)
    assert step(people.head, TRAINING).done


def test_who_judged_and_is_still_here_judges_again(people: Staff) -> None:
    Member.objects.filter(pk=people.teacher.pk).update(left_on=timezone.localdate())
    post(people.head, "selfreview_repeat")
    made = SelfReview.objects.get(year=this_year())
    judges = set(SelfReviewJudge.objects.filter(review=made).values_list("member_id", flat=True))
    assert judges == {people.head.pk, people.smt.pk, people.coordinator.pk}
    assert step(people.head, SELFREVIEW).done


def test_a_second_click_opens_no_second_round_and_sends_no_second_mail(people: Staff) -> None:
    for name, model in (("skills_repeat", SkillsAudit), ("selfreview_repeat", SelfReview)):
        post(people.head, name)
        sent = len(mail.outbox)
        page = post(people.head, name, follow=True).content.decode()
        assert "already." in page
        assert model.objects.count() == 2
        assert len(mail.outbox) == sent


def test_nothing_is_offered_before_the_year_begins_or_while_one_is_open(people: Staff) -> None:
    assert not step(people.head, TRAINING, this_year() + 1).post
    assert not step(people.head, SELFREVIEW, this_year() + 1).post
    SkillsAudit.objects.update(closed_on=None)
    SelfReview.objects.update(state="judging", revealed_on=None, agreed_on=None)
    assert not step(people.head, TRAINING).post
    assert not step(people.head, SELFREVIEW).post
    for repeat in (repeating.repeat_audit, repeating.repeat_selfreview):
        with pytest.raises(Refused):
            repeat(people.school, people.head)


def test_without_a_round_before_there_is_none_to_repeat(people: Staff) -> None:
    SkillsAudit.objects.all().delete()
    with pytest.raises(Refused, match="none to repeat"):
        repeating.repeat_audit(people.school, people.head)
    assert not step(people.head, TRAINING).post


def test_too_few_who_judged_are_refused_and_nothing_is_offered(people: Staff) -> None:
    Member.objects.exclude(pk=people.head.pk).update(left_on=timezone.localdate())
    assert not step(people.head, SELFREVIEW).post
    page = post(people.head, "selfreview_repeat", follow=True).content.decode()
    assert "Invite at least two people" in page
    assert SelfReview.objects.count() == 1


@pytest.mark.parametrize("name", ["skills_repeat", "selfreview_repeat"])
def test_others_are_refused(people: Staff, name: str) -> None:
    for somebody in (people.teacher, people.governor, a_member(people.school, "guest")):
        assert post(somebody, name).status_code == 403
    with pytest.raises(NotAllowed):
        repeating.repeat_audit(people.school, people.teacher)
    path = reverse(f"audits:{name}", args=[people.school.slug])
    stranger = signed_in(Client(), a_member(a_school(), "headteacher"))
    assert stranger.post(path).status_code == 404
    assert signed_in(Client(), people.head).get(path).status_code == 405
    assert SkillsAudit.objects.count() == SelfReview.objects.count() == 1
