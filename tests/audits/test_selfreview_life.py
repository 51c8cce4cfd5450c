"""A self-review from opening to agreeing: what can be done when, by whom, and what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from django_scopes import scope

from audits.actions import judging, levels
from audits.actions import selfreview as actions
from audits.actions.statements import NotSo
from audits.models import AgreedLevel, SelfReview, SelfReviewJudge, StrandJudgement
from audits.queries.selfreview import levels as levels_of
from audits.queries.selfreview import seen
from audits.wording_selfreview import judged_headline, levels_headline, levels_reading, spread_words
from notices.due import collect
from schools.actions import people
from schools.dates import dates_of
from schools.leaving import what_they_hold
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from schools.trail import read

from .selfreview_parts import (
    KEYS,
    Hall,
    a_hall,
    a_revealed,
    agree_levels,
    an_agreed,
    an_open,
    in_days,
    judge_of,
    judges,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = a_hall()
    with scope(school=made.school):
        yield made


def test_it_is_opened_judged_revealed_agreed_and_closed(hall: Hall) -> None:
    review = an_open(hall)
    for member, given in ((hall.head, 3), (hall.coordinator, 2), (hall.department, 3)):
        assert judges(review, member, [given] * 7).finished_at is not None
    judges(review, hall.governor, [0] * 7)
    judges(review, hall.guest, [4, 3], "I saw it.")
    actions.reveal(review, hall.coordinator, [judge_of(review, hall.guest).pk])
    review.refresh_from_db()
    assert review.is_revealed and review.revealed_on == timezone.localdate()
    first = seen(review)[0]
    assert first.spread.counts == (0, 1, 2, 1, 0) and first.spread.cannot_say == 1
    assert first.words == "4 people, from 2 to 4: 2 levels apart. 1 can’t say."
    agree_levels(review, hall.smt, [3] * 7)
    levels.agree_all(review, hall.head)
    review.refresh_from_db()
    assert review.is_agreed and review.agreed_on == timezone.localdate()
    assert AgreedLevel.objects.filter(review=review).count() == 7


def test_the_trail_tells_what_was_done_and_never_a_judgement(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [5] * 7, "Zennorwick saw it")
    judges(review, hall.coordinator, [1] * 7)
    actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    agree_levels(review, hall.head, [2])
    rows = list(Activity.objects.select_related("member", "person"))
    said = [read(one, "somebody") for one in rows]
    assert any("agreed level 2 of Infrastructure in “Our review”" in one for one in said)
    assert any("revealed “Our review” (finished: 2 of 5)" in one for one in said)
    assert "Zennorwick" not in str(list(Activity.objects.values()))
    verbs = {one.verb for one in rows}
    assert verbs == {
        "audits.selfreview_opened",
        "audits.selfreview_revealed",
        "audits.level_agreed",
    }


# Opening ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["department", "teacher", "technician", "governor", "guest"])
def test_others_neither_open_nor_reveal(hall: Hall, who: str) -> None:
    member = getattr(hall, who)
    with pytest.raises(NotAllowed, match="senior managers and the coordinator open"):
        actions.open_review(hall.school, member, "Mine", in_days(7), hall.invited)
    review = an_open(hall)
    for act in (
        lambda: actions.reveal(review, member),
        lambda: actions.invite(review, member, [hall.teacher]),
        lambda: actions.move(review, member, in_days(9)),
        lambda: actions.call_off(review, member),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"day": None}, "closes_on"),
        ({"day": -1}, "closes_on"),
        ({"day": 121}, "closes_on"),
        ({"people": 0}, "people"),
        ({"people": 1}, "people"),
    ],
)
def test_an_opening_that_lacks_something_is_refused_at_its_field(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    day = change.get("day", 7)
    with pytest.raises(NotSo) as refused:
        actions.open_review(
            hall.school,
            hall.head,
            change.get("title", "Our review"),
            None if day is None else in_days(day),
            hall.invited[: change.get("people", 5)],
        )
    assert refused.value.field == field
    assert not SelfReview.objects.exists()


def test_one_at_a_time(hall: Hall) -> None:
    an_open(hall)
    with pytest.raises(Refused, match="“Our review” is not agreed yet"):
        an_open(hall, title="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfReview.objects.create(
            school=hall.school, title="x", year=2026, opened_on=in_days(0), closes_on=in_days(1)
        )


def test_called_off_it_is_gone_and_another_can_begin(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    actions.call_off(review, hall.head)
    assert not SelfReview.objects.exists() and not StrandJudgement.objects.exists()
    an_open(hall)
    said = [read(one, "") for one in Activity.objects.select_related("member", "person")]
    assert any("called off “Our review”" in one for one in said)


def test_what_is_revealed_is_not_called_off_moved_or_opened_to_more(hall: Hall) -> None:
    review = a_revealed(hall)
    for act in (
        lambda: actions.call_off(review, hall.head),
        lambda: actions.move(review, hall.head, in_days(9)),
        lambda: actions.invite(review, hall.head, [hall.teacher]),
        lambda: actions.reveal(review, hall.head),
    ):
        with pytest.raises(Refused, match="was revealed on"):
            act()


def test_more_people_are_invited_once_each(hall: Hall) -> None:
    review = an_open(hall)
    made = actions.invite(review, hall.head, [hall.teacher, hall.head])
    assert [one.member for one in made] == [hall.teacher]
    with pytest.raises(Refused, match="Nobody new"):
        actions.invite(review, hall.head, [hall.head])


# Judging ---------------------------------------------------------------------------------------


def test_each_judges_for_themselves_only_and_only_when_invited(hall: Hall) -> None:
    review = an_open(hall)
    one = judge_of(review, hall.department)
    for member in (hall.head, hall.smt, hall.teacher, hall.guest):
        with pytest.raises(NotAllowed, match="Only those who were invited judge"):
            judging.say(one, member, judging.Say("pedagogy", 3))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (judging.Say("weather", 3), "no such strand"),
        (judging.Say("pedagogy", 6), "one of the five levels"),
        (judging.Say("pedagogy", -1), "one of the five levels"),
        (judging.Say("pedagogy", 3, "x" * 2001), "too long: at most 2000 characters"),
        (judging.Say("pedagogy", None, None, "x" * 2001), "too long"),
    ],
)
def test_what_cannot_be_said_is_refused(hall: Hall, words: judging.Say, sentence: str) -> None:
    one = judge_of(an_open(hall), hall.head)
    with pytest.raises(Refused, match=sentence):
        judging.say(one, hall.head, words)
    assert not StrandJudgement.objects.exists()


def test_words_can_come_before_a_level_and_do_not_count_as_one(hall: Hall) -> None:
    one = judge_of(an_open(hall), hall.head)
    heard = judging.say(one, hall.head, judging.Say("pedagogy", None, "Seen."))
    assert (heard.done, heard.total) == (0, 7)
    assert judging.say(one, hall.head, judging.Say("pedagogy", 0)).done == 1
    row = StrandJudgement.objects.get()
    assert (row.level, row.cannot_say, row.evidence) == (None, True, "Seen.")
    judging.say(one, hall.head, judging.Say("pedagogy", 4))
    row.refresh_from_db()
    assert (row.level, row.cannot_say, row.evidence) == (4, False, "Seen.")


def test_after_the_last_day_and_after_the_reveal_nothing_is_taken(hall: Hall) -> None:
    review = an_open(hall)
    one = judges(review, hall.head, [3] * 7)
    judges(review, hall.coordinator, [3] * 7)
    SelfReview.objects.update(opened_on=in_days(-9), closes_on=in_days(-1))
    with pytest.raises(Refused, match="could be judged until"):
        judging.say(one, hall.head, judging.Say("pedagogy", 1))
    actions.move(review, hall.head, in_days(1))
    judging.say(one, hall.head, judging.Say("pedagogy", 1))
    actions.reveal(review, hall.head, [each.pk for each in review.judges.all()])
    with pytest.raises(Refused, match="This was revealed on"):
        judging.say(one, hall.head, judging.Say("pedagogy", 5))


def test_the_database_keeps_levels_between_one_and_five(hall: Hall) -> None:
    one = judge_of(an_open(hall), hall.head)
    for fields in ({"level": 6}, {"level": 0}, {"level": 3, "cannot_say": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StrandJudgement.objects.create(
                school=hall.school, judge=one, strand="pedagogy", **fields
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfReview.objects.update(state="revealed")


# Revealing -------------------------------------------------------------------------------------


def test_one_judgement_alone_is_not_revealed(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    judges(review, hall.governor, [0] * 7)
    with pytest.raises(Refused, match="Fewer than two people have judged"):
        actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    review.refresh_from_db()
    assert review.is_judging


def test_who_has_not_finished_is_named_before_it_goes_on_without_them(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    judges(review, hall.coordinator, [3] * 7)
    known = [judge_of(review, one).pk for one in (hall.department, hall.governor)]
    with pytest.raises(actions.SomeAreMissing, match="Greta Guest") as refused:
        actions.reveal(review, hall.head, known)
    assert len(refused.value.missing) == 3


def test_the_state_goes_its_way_alone(hall: Hall) -> None:
    review = an_open(hall)
    with pytest.raises(AttributeError):
        review.state = SelfReview.State.AGREED
    with pytest.raises(TransitionNotAllowed):
        review.agree()


# Agreeing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "department", "teacher", "governor", "guest"])
def test_only_the_head_and_senior_managers_agree(hall: Hall, who: str) -> None:
    review = a_revealed(hall)
    words = levels.Words(3, "Seen.", "More.")
    with pytest.raises(NotAllowed, match="headteacher and senior managers agree"):
        levels.agree_level(review, getattr(hall, who), "pedagogy", words)
    with pytest.raises(NotAllowed):
        levels.agree_all(review, getattr(hall, who))


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (levels.Words(None, "Seen.", "More."), "level"),
        (levels.Words(6, "Seen.", "More."), "level"),
        (levels.Words(3, "  ", "More."), "evidence"),
        (levels.Words(3, "Seen.", ""), "what_next"),
        (levels.Words(3, "x" * 2001, "More."), "evidence"),
        (levels.Words(3, "Seen.", "x" * 2001), "what_next"),
    ],
)
def test_a_level_needs_something_to_show_and_a_next_step(
    hall: Hall, words: levels.Words, field: str
) -> None:
    review = a_revealed(hall)
    with pytest.raises(NotSo) as refused:
        levels.agree_level(review, hall.head, "pedagogy", words)
    assert refused.value.field == field
    assert not AgreedLevel.objects.exists()


def test_the_highest_level_needs_no_next_step(hall: Hall) -> None:
    made = levels.agree_level(
        a_revealed(hall), hall.head, "pedagogy", levels.Words(5, "Others come to see it.")
    )
    assert made.what_next == "" and made.title == "Pedagogy"
    assert made.descriptor.startswith("Teachers try, measure and tell")


def test_two_who_agree_at_once_do_not_overwrite_each_other(hall: Hall) -> None:
    review = a_revealed(hall)
    levels.agree_level(review, hall.head, "pedagogy", levels.Words(3, "Mine.", "More."))
    with pytest.raises(levels.Changed, match=r"level 3\. Theirs: “Mine\.”"):
        levels.agree_level(review, hall.smt, "pedagogy", levels.Words(2, "Other.", "More."))
    levels.agree_level(review, hall.smt, "pedagogy", levels.Words(2, "Other.", "More."), 1)
    row = AgreedLevel.objects.get()
    assert (row.level, row.agreed_by, row.revision) == (2, hall.smt, 2)


def test_the_whole_is_agreed_when_every_strand_is_and_then_stays(hall: Hall) -> None:
    review = a_revealed(hall)
    agree_levels(review, hall.head, [2] * 6)
    with pytest.raises(Refused, match="Leadership: no level is agreed yet"):
        levels.agree_all(review, hall.head)
    levels.agree_level(review, hall.head, KEYS[-1], levels.Words(2, "Seen.", "More."))
    levels.agree_all(review, hall.head)
    with pytest.raises(Refused, match="agreed and cannot be changed"):
        levels.agree_level(review, hall.head, "pedagogy", levels.Words(5, "No.", ""), 1)


def test_before_the_reveal_no_level_is_agreed(hall: Hall) -> None:
    with pytest.raises(Refused, match="once everybody’s judgements are revealed"):
        levels.agree_level(an_open(hall), hall.head, "pedagogy", levels.Words(3, "Seen.", "More."))


def test_this_one_stands_against_the_one_before(hall: Hall) -> None:
    an_agreed(hall, (2, 2, 2, 2, 2, 2, 2), days=400, title="Before")
    review = an_agreed(hall, (3, 2, 1, 2, 2, 2, 2), title="Now")
    found = levels_of(review)
    assert found.last is not None and found.last.title == "Before"
    assert [one.moved for one in found.rows] == [1, 0, -1, 0, 0, 0, 0]
    assert levels_headline(found) == "Up in infrastructure, down in use of ICT by staff"
    assert levels_reading(found) == (
        "7 strands, from level 1 to level 3. Since “Before” 1 up, 1 down and 5 as before."
    )
    before = levels_of(found.last)
    assert before.last is None and levels_headline(before) == "Every strand is at level 2"


def test_where_people_are_furthest_apart_is_the_finding(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3, 3, 3, 4, 3, 3, 3])
    judges(review, hall.coordinator, [2, 3, 3, 1, 3, 3, 3])
    actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    strands = seen(SelfReview.objects.get())
    assert judged_headline(strands) == "People are furthest apart in pedagogy: by 3 levels"
    assert [spread_words(one.spread) for one in strands[:2]] == [
        "2 people, close together: 2 or 3.",
        "All 2 say 3.",
    ]


# What it asks of people, and who leaves ---------------------------------------------------------


def asked(member: Any) -> list[str]:
    return [one.sentence for one in collect(member) if "review" in one.sentence]


def test_the_front_page_asks_each_for_their_part(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    from audits.due_selfreview import selfreview_needs

    assert asked(hall.head) == []
    review = an_open(hall)
    assert asked(hall.guest) == ["“Our review” waits for your judgement"]
    assert asked(hall.teacher) == asked(hall.smt) == []
    for member in hall.invited:
        judges(review, member, [3] * 7)
    assert asked(hall.guest) == []
    assert asked(hall.smt) == ["Everybody has judged in “Our review”"]
    with django_assert_max_num_queries(1):
        selfreview_needs(hall.smt)
    actions.reveal(review, hall.head)
    assert asked(hall.smt) == ["“Our review” is revealed and waits to be agreed"]
    assert asked(hall.coordinator) == asked(hall.department) == []
    agree_levels(review, hall.head, [3] * 7)
    levels.agree_all(review, hall.head)
    assert asked(hall.smt) == []
    SelfReview.objects.update(opened_on=in_days(-400), agreed_on=in_days(-366))
    assert asked(hall.coordinator) == ["The last self-review is more than a year old"]


def test_when_the_time_is_over_who_leads_is_told(hall: Hall) -> None:
    an_open(hall)
    SelfReview.objects.update(opened_on=in_days(-9), closes_on=in_days(-1))
    assert asked(hall.coordinator) == ["The time to judge in “Our review” is over"]
    assert asked(hall.guest) == []


def test_the_last_day_is_in_the_calendar_of_who_has_not_finished(hall: Hall) -> None:
    review = an_open(hall)
    (day,) = dates_of(hall.guest)
    assert (day.day, day.title) == (in_days(7), "Last day to judge: Our review")
    judges(review, hall.guest, [3] * 7)
    assert dates_of(hall.guest) == []


def test_who_has_not_finished_is_reminded_three_days_before_and_on_the_last_day(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    for days, many in ((4, 0), (3, 4), (2, 0), (0, 4)):
        SelfReview.objects.update(closes_on=in_days(days))
        SelfReviewJudge.objects.update(reminded_on=None)
        mail.outbox.clear()
        call_command("send_reminders")
        call_command("send_reminders")
        assert len(mail.outbox) == many, days
    assert all("Hana Head" not in one.body for one in mail.outbox)
    assert "Today is the last day" in mail.outbox[0].subject


def test_who_leaves_half_way_is_not_waited_for_and_what_they_judged_counts(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    judges(review, hall.department, [2, 2])
    (said,) = [one for one in what_they_hold(hall.department) if "Our review" in one]
    assert "have not finished" in said
    for member in (hall.department, hall.guest):
        people.leave(member, hall.head)
    assert not SelfReviewJudge.objects.filter(member=hall.guest).exists()
    judges(review, hall.coordinator, [3] * 7)
    judges(review, hall.governor, [0] * 7)
    actions.reveal(review, hall.head)
    strands = seen(SelfReview.objects.get())
    assert strands[0].spread.counts == (0, 1, 2, 0, 0)
    assert strands[3].spread.counts == (0, 0, 2, 0, 0)


def test_who_is_erased_takes_their_judgement_along_and_leaves_what_was_agreed(hall: Hall) -> None:
    review = a_revealed(hall)
    levels.agree_level(review, hall.smt, "pedagogy", levels.Words(3, "Seen.", "More."))
    hall.coordinator.delete()
    hall.smt.delete()
    assert set(StrandJudgement.objects.values_list("judge__member", flat=True)) == {hall.head.pk}
    assert AgreedLevel.objects.get().agreed_by is None


def test_it_is_of_the_academic_year_in_which_it_was_opened(hall: Hall) -> None:
    review = an_open(hall)
    today = timezone.localdate()
    assert review.year == (today.year if today.month >= 8 else today.year - 1)
    assert isinstance(review.closes_on, datetime.date)
