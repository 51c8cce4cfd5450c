"""The pages of a self-review: who reads what when, saving, and refusals that keep what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import levels
from audits.actions import selfreview as actions
from audits.models import AgreedLevel, SelfReview, StrandJudgement
from schools.models import Member
from tests.factories import a_member, a_school, signed_in

from .selfreview_parts import (
    KEYS,
    Hall,
    a_hall,
    a_revealed,
    agree_levels,
    an_agreed,
    an_open,
    in_days,
    judges,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = a_hall()
    with scope(school=made.school):
        yield made


def path(hall: Hall, name: str, *args: Any) -> str:
    return reverse(f"audits:{name}", args=[hall.school.slug, *args])


def open_as(member: Member, address: str, **typed: Any) -> Any:
    client = signed_in(Client(), member)
    return client.post(address, typed) if typed else client.get(address)


# Who reads what --------------------------------------------------------------------------------


def statuses(hall: Hall, address: str) -> dict[str, int]:
    names = (
        *("head", "smt", "coordinator", "department", "teacher", "technician", "governor", "guest"),
    )
    return {name: open_as(getattr(hall, name), address).status_code for name in names}


def test_while_it_is_judged_those_who_lead_see_who_has_finished_and_others_go_to_theirs(
    hall: Hall,
) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    found = statuses(hall, path(hall, "selfreview", review.pk))
    assert found == {
        **dict.fromkeys(("head", "smt", "coordinator"), 200),
        **dict.fromkeys(("department", "governor", "guest"), 302),
        **dict.fromkeys(("teacher", "technician"), 403),
    }
    page = open_as(hall.smt, path(hall, "selfreview", review.pk)).text
    assert "1 of 5 have judged every strand" in page and "Greta Guest" in page


def test_once_revealed_those_who_took_part_and_who_lead_see_it_and_governors_do_not(
    hall: Hall,
) -> None:
    review = a_revealed(hall)
    assert statuses(hall, path(hall, "selfreview", review.pk)) == {
        **dict.fromkeys(("head", "smt", "coordinator", "department", "guest"), 200),
        **dict.fromkeys(("teacher", "technician", "governor"), 403),
    }
    refused = open_as(hall.governor, path(hall, "selfreview", review.pk)).text
    assert "The levels can be read when all of them are agreed" in refused


def test_once_agreed_everybody_with_a_position_and_who_took_part_reads_the_levels(
    hall: Hall,
) -> None:
    review = an_agreed(hall)
    assert set(statuses(hall, path(hall, "selfreview", review.pk)).values()) == {200}
    stranger = a_member(hall.school, "guest")
    assert open_as(stranger, path(hall, "selfreview", review.pk)).status_code == 403
    for member, sees in ((hall.department, True), (hall.governor, False), (hall.teacher, False)):
        page = open_as(member, path(hall, "selfreview", review.pk)).text
        assert ("What people judged before" in page) is sees, member


def test_the_list_is_for_people_with_a_position(hall: Hall) -> None:
    an_agreed(hall, days=380, title="Before")
    an_agreed(hall, (3,) * 7, title="Now")
    found = statuses(hall, path(hall, "selfreviews"))
    assert found.pop("guest") == 403 and set(found.values()) == {200}
    page = open_as(hall.governor, path(hall, "selfreviews")).text
    assert "Every strand is above where it was last time" in page and "Before" in page
    assert "Open the next" not in page
    assert "Open the next" in open_as(hall.coordinator, path(hall, "selfreviews")).text


def test_an_empty_list_says_what_it_is_for_and_offers_the_first_step(hall: Hall) -> None:
    assert "Open a self-review" in open_as(hall.coordinator, path(hall, "selfreviews")).text
    page = open_as(hall.teacher, path(hall, "selfreviews")).text
    assert "There has been none yet" in page and "Open a self-review" not in page


def test_another_school_and_who_is_signed_out_find_nothing(hall: Hall) -> None:
    review = an_open(hall)
    stranger = a_member(a_school(), "headteacher")
    for name, args in (
        ("selfreview", [review.pk]),
        ("selfreview_judge", [review.pk]),
        ("selfreview_strand", [review.pk, "pedagogy"]),
        ("selfreview_level", [review.pk, "pedagogy"]),
    ):
        assert open_as(stranger, path(hall, name, *args)).status_code == 404
        assert Client().get(path(hall, name, *args)).status_code == 302
    theirs = reverse("audits:selfreview", args=[stranger.school.slug, review.pk])
    assert open_as(stranger, theirs).status_code == 404


# Secrecy ---------------------------------------------------------------------------------------


def test_the_page_of_a_level_shows_nothing_before_the_reveal(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.department, [4] * 7, "Zennorwick")
    where = path(hall, "selfreview_level", review.pk, "pedagogy")
    for typed in ({}, {"level": "3", "evidence": "x", "what_next": "y"}):
        answer = open_as(hall.head, where, **typed)
        assert answer.status_code == 302 and "Zennorwick" not in answer.text
    assert not AgreedLevel.objects.exists()


def test_after_the_reveal_no_page_names_who_said_what(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.department, [4] * 7, "Zennorwick")
    judges(review, hall.head, [2] * 7)
    actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    for name, args in (
        ("selfreview", [review.pk]),
        ("selfreview_level", [review.pk, "pedagogy"]),
    ):
        page = open_as(hall.head, path(hall, name, *args)).text
        assert "Zennorwick" in page and "Dora Department" not in page


# Opening, inviting -----------------------------------------------------------------------------


def opening(hall: Hall, **change: Any) -> dict[str, Any]:
    people = [one.pk for one in hall.invited]
    return {"title": "Ours", "closes_on": in_days(7).isoformat(), "people": people, **change}


def test_it_is_opened_by_a_form_and_each_gets_one_letter(hall: Hall) -> None:
    answer = open_as(hall.coordinator, path(hall, "selfreview_open"), **opening(hall))
    review = SelfReview.objects.get()
    assert answer.status_code == 302 and answer["Location"] == review.get_absolute_url()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.email for one in hall.invited)
    letter = mail.outbox[0]
    assert f"/where-we-are/self-review/{review.pk}/judge/" in letter.body
    assert "nobody else sees what you say" in letter.body.replace("\n", " ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"closes_on": "2020-01-01"}, "That day is past"),
        ({"closes_on": "soon"}, "valid date"),
        ({"people": []}, "Choose whom to ask"),
        ({"people": ["999999"]}, "valid choice"),
    ],
)
def test_a_refused_opening_comes_back_filled_in(
    hall: Hall, change: dict[str, Any], words: str
) -> None:
    answer = open_as(
        hall.head, path(hall, "selfreview_open"), **opening(hall, **{"title": "Zorn"} | change)
    )
    assert answer.status_code == 422 and words in answer.text
    assert "title" in change or 'value="Zorn"' in answer.text
    assert not SelfReview.objects.exists() and not mail.outbox


def test_a_person_of_another_school_cannot_be_invited(hall: Hall) -> None:
    stranger = a_member(a_school(), "teacher")
    answer = open_as(
        hall.head,
        path(hall, "selfreview_open"),
        **opening(hall, people=[stranger.pk, hall.head.pk]),
    )
    assert answer.status_code == 422 and not SelfReview.objects.exists()


def test_more_time_more_people_reminders_and_calling_off(hall: Hall) -> None:
    review = an_open(hall)
    where = review.pk
    bad = open_as(hall.head, path(hall, "selfreview_until", where), closes_on="2020-01-01")
    assert bad.status_code == 422 and "That day is past" in bad.text
    good = in_days(9).isoformat()
    open_as(hall.head, path(hall, "selfreview_until", where), closes_on=good)
    assert SelfReview.objects.get().closes_on == in_days(9)
    open_as(hall.head, path(hall, "selfreview_invite", where), people=[hall.teacher.pk])
    assert review.judges.filter(member=hall.teacher).exists()
    assert [one.to for one in mail.outbox] == [[hall.teacher.email]]
    open_as(hall.head, path(hall, "selfreview_remind", where), x="y")
    assert len(mail.outbox) == 7
    again = signed_in(Client(), hall.head).post(
        path(hall, "selfreview_remind", where), {"x": "y"}, follow=True
    )
    assert len(mail.outbox) == 7 and "reminded today already" in again.text
    assert (
        "All that was judged goes"
        in open_as(hall.head, path(hall, "selfreview_call_off", where)).text
    )
    open_as(hall.head, path(hall, "selfreview_call_off", where), x="y")
    assert not SelfReview.objects.exists()


def test_revealing_without_somebody_is_confirmed_by_name(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    judges(review, hall.coordinator, [3] * 7)
    client = signed_in(Client(), hall.head)
    where = path(hall, "selfreview_reveal", review.pk)
    asked = client.post(where, {"without": ["x", "5"]})
    assert asked.status_code == 409 and "Reveal without 3 people?" in asked.text
    assert "Nothing is revealed so far" in asked.text and "Dora Department" in asked.text
    assert SelfReview.objects.get().is_judging
    missing = [str(one.pk) for one in review.judges.all() if not one.finished_at]
    assert all(f'name="without" value="{one}"' in asked.text for one in missing)
    assert "Talk it over" in client.post(where, {"without": missing}, follow=True).text


def test_one_judgement_alone_is_not_revealed_and_says_why(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3] * 7)
    client = signed_in(Client(), hall.head)
    answer = client.post(path(hall, "selfreview_reveal", review.pk), follow=True)
    assert "Fewer than two people have judged yet" in answer.text
    assert SelfReview.objects.get().is_judging


# Judging ---------------------------------------------------------------------------------------


def test_without_javascript_one_button_saves_a_strand_and_goes_on(hall: Hall) -> None:
    review = an_open(hall)
    client = signed_in(Client(), hall.guest)
    start = client.get(path(hall, "selfreview_judge", review.pk)).text
    first = path(hall, "selfreview_strand", review.pk, KEYS[0])
    assert first in start and "about ten minutes" in start and "Nobody" not in start
    page = client.get(first).text
    assert "Not in hand" in page and "Others learn from it" in page
    assert page.count('type="radio" name="level"') == 6
    typed = {"level": "3", "evidence": "Fault log", "what_next": "Mend it"}
    answer = client.post(first, typed)
    assert answer["Location"] == path(hall, "selfreview_strand", review.pk, KEYS[1])
    row = StrandJudgement.objects.get()
    assert (row.level, row.evidence, row.what_next) == (3, "Fault log", "Mend it")
    for key in KEYS[1:]:
        answer = client.post(path(hall, "selfreview_strand", review.pk, key), {"level": "0"})
    assert answer["Location"] == path(hall, "selfreview_judge", review.pk)
    assert "You have judged every strand" in client.get(answer["Location"]).text


def test_with_javascript_each_answer_is_saved_alone(hall: Hall) -> None:
    review = an_open(hall)
    client = signed_in(Client(headers={"HX-Request": "true"}), hall.department)
    tap = path(hall, "selfreview_tap", review.pk, "pedagogy")
    answer = client.post(tap, {"level": "4"})
    assert "✓ saved" in answer.text and "1 of 7 strands judged" in answer.text
    client.post(tap, {"evidence": "Seen."})
    row = StrandJudgement.objects.get()
    assert (row.level, row.evidence, row.what_next) == (4, "Seen.", "")
    bad = client.post(tap, {"level": "9"})
    assert bad.status_code == 422 and 'class="save-line red-text"' in bad.text
    other = signed_in(Client(headers={"HX-Request": "true"}), hall.teacher)
    refused = other.post(tap, {"level": "1"})
    assert refused.status_code == 403 and "Only those who were invited" in refused.text
    assert StrandJudgement.objects.count() == 1


@pytest.mark.parametrize("level", ["9", "-1", "3.5", "three", "33333333333333333333"])
def test_a_refused_strand_comes_back_with_what_was_typed(hall: Hall, level: str) -> None:
    review = an_open(hall)
    where = path(hall, "selfreview_strand", review.pk, "pedagogy")
    answer = open_as(hall.head, where, level=level, evidence="Zorn saw it", what_next="Qed")
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text and "Zorn saw it" in answer.text
    assert not StrandJudgement.objects.exists()


def test_when_it_is_over_one_reads_what_one_said_and_keeps_what_one_typed(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.head, [3], "My own words")
    SelfReview.objects.update(opened_on=in_days(-9), closes_on=in_days(-1))
    where = path(hall, "selfreview_strand", review.pk, "pedagogy")
    assert open_as(hall.head, where).status_code == 302
    late = open_as(hall.head, where, level="4", evidence="Too late but typed")
    assert late.status_code == 422 and "Too late but typed" in late.text
    assert "My own words" in open_as(hall.head, path(hall, "selfreview_judge", review.pk)).text


def test_an_unknown_strand_is_not_found(hall: Hall) -> None:
    review = an_open(hall)
    assert (
        open_as(hall.head, path(hall, "selfreview_strand", review.pk, "weather")).status_code == 404
    )
    actions.call_off(review, hall.head)
    review = a_revealed(hall)
    assert (
        open_as(hall.head, path(hall, "selfreview_level", review.pk, "weather")).status_code == 404
    )


# Agreeing --------------------------------------------------------------------------------------


def test_levels_are_agreed_one_by_one_then_the_whole(hall: Hall) -> None:
    review = a_revealed(hall)
    client = signed_in(Client(), hall.smt)
    page = client.get(review.get_absolute_url()).text
    assert "7 strands have no agreed level yet" in page and "Agree the whole" not in page
    for key in KEYS:
        where = path(hall, "selfreview_level", review.pk, key)
        typed = {"level": "3", "evidence": "Seen.", "what_next": "More.", "revision": "0"}
        assert client.post(where, typed)["Location"].endswith(f"#strand-{key}")
    assert "Agree the whole" in client.get(review.get_absolute_url()).text
    assert "Agree the whole" not in open_as(hall.coordinator, review.get_absolute_url()).text
    done = client.post(path(hall, "selfreview_agree", review.pk), follow=True).text
    assert "Agreed. Everybody in the school" in done and "Every strand is at level 3" in done


def test_a_refused_level_comes_back_with_what_was_typed(hall: Hall) -> None:
    review = a_revealed(hall)
    where = path(hall, "selfreview_level", review.pk, "pedagogy")
    answer = open_as(
        hall.head, where, level="4", evidence="Zorn saw it", what_next="", revision="0"
    )
    assert answer.status_code == 422 and "Say what comes next" in answer.text
    assert "Zorn saw it" in answer.text and 'value="4" checked' in answer.text
    none = open_as(hall.head, where, evidence="Zorn saw it", what_next="Q", revision="0")
    assert none.status_code == 422 and "Choose the level that you agree on" in none.text


def test_somebody_else_s_level_is_shown_before_it_is_replaced(hall: Hall) -> None:
    review = a_revealed(hall)
    where = path(hall, "selfreview_level", review.pk, "pedagogy")
    levels.agree_level(review, hall.smt, "pedagogy", levels.Words(2, "Theirs.", "T."))
    typed = {"level": "3", "evidence": "Mine.", "what_next": "M.", "revision": "0"}
    answer = open_as(hall.head, where, **typed)
    assert answer.status_code == 422 and "Theirs." in answer.text and "Mine." in answer.text
    assert 'name="revision" value="1"' in answer.text
    assert open_as(hall.head, where, **typed | {"revision": "1"}).status_code == 302
    assert AgreedLevel.objects.get().level == 3


def test_a_level_typed_while_the_whole_was_agreed_is_kept_in_the_form(hall: Hall) -> None:
    review = a_revealed(hall)
    agree_levels(review, hall.head, [2] * 7)
    levels.agree_all(review, hall.head)
    where = path(hall, "selfreview_level", review.pk, "pedagogy")
    assert open_as(hall.smt, where).status_code == 302
    late = open_as(hall.smt, where, level="3", evidence="Zorn", what_next="Q", revision="1")
    assert late.status_code == 422 and "Zorn" in late.text and "cannot be changed" in late.text


# Speed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("selfreviews", "agreed"),
        ("selfreview", "judging"),
        ("selfreview", "revealed"),
        ("selfreview", "agreed"),
        ("selfreview_level", "revealed"),
        ("selfreview_judge", "judging"),
        ("selfreview_strand", "judging"),
    ],
)
def test_pages_take_as_many_queries_for_thirty_people_as_for_five(
    hall: Hall, name: str, state: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    an_agreed(hall, days=400, title="Before")
    crowd = [a_member(hall.school, "teacher", name=f"Crowd {n}") for n in range(30)]
    for people in (hall.invited, [*hall.invited, *crowd]):
        review = an_open(hall, people)
        for one in people:
            judges(review, one, [3, 2, 1, 4, 5, 3, 2], "Seen.")
        if state != "judging":
            actions.reveal(review, hall.head)
        if state == "agreed":
            agree_levels(review, hall.head, [3] * 7)
            levels.agree_all(SelfReview.objects.get(pk=review.pk), hall.head)
        args: list[int | str] = [] if name == "selfreviews" else [review.pk]
        if name in ("selfreview_level", "selfreview_strand"):
            args.append("pedagogy")
        client = signed_in(Client(), hall.head)
        client.get(path(hall, name, *args))
        with django_assert_max_num_queries(15):
            assert client.get(path(hall, name, *args)).status_code == 200
        if state == "judging":
            actions.call_off(review, hall.head)
        elif state == "revealed":
            review.delete()
