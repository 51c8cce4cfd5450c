from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from schools.actions import vision as actions
from schools.models import Activity, Member, School, Vision, VisionReview, VisionSuggestion
from schools.navigation import Standing
from schools.permissions import NotAllowed
from schools.queries.vision import due, standing, vision_page
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

WRITERS = ["headteacher", "smt"]
OTHERS = [
    "coordinator",
    "head_of_department",
    "teacher",
    "technician",
    "business_manager",
    "governor",
]
EVIL = "<script>alert(1)</script> שלום 🧪"


def today(days: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "base": 0,
        "text": "Every pupil makes something they are proud of.",
        "aims": "Pupils make things\nTeachers have time",
        "horizon": today(900).isoformat(),
        "review_on": today(300).isoformat(),
        **changes,
    }


def written(school: School, member: Member, **changes: Any) -> Vision:
    with scope(school=school):
        newest = actions.newest_vision(school)
        return actions.write(
            school,
            member,
            **{
                "base": newest.number if newest else 0,
                "text": "Every pupil makes something.",
                "aims": ["Pupils make things", "Teachers have time"],
                "horizon": None,
                "review_on": None,
                **changes,
            },
        )


def at(name: str, school: School, *args: Any) -> str:
    return reverse(f"schools:{name}", args=[school.slug, *args])


@pytest.mark.parametrize("kind", WRITERS)
def test_who_leads_the_school_writes_the_vision_and_it_is_shown(client: Client, kind: str) -> None:
    school = a_school()
    signed_in(client, a_member(school, kind, name="Amira Khan"))
    answer = client.post(at("vision_write", school), typed(), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == at("vision", school)
    assert "Every pupil makes something they are proud of." in page
    assert page.index("Pupils make things") < page.index("Teachers have time")
    assert "Version 1, written by Amira Khan" in page
    assert "Nobody has recorded time set aside for it yet." in page


@pytest.mark.parametrize("kind", OTHERS)
def test_others_read_it_but_are_told_that_they_cannot_write_it(client: Client, kind: str) -> None:
    school = a_school()
    written(school, a_member(school, "headteacher"))
    signed_in(client, a_member(school, kind))
    page = client.get(at("vision", school))
    assert "Every pupil makes something." in page.content.decode()
    assert at("vision_suggest", school) in page.content.decode()
    for name in ("vision_write", "vision_time"):
        answer = client.post(at(name, school), typed())
        assert answer.status_code == 403
        assert "You can suggest a change to it." in answer.content.decode()
    with scope(school=school):
        assert Vision.objects.count() == 1


def test_guests_do_not_read_it(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "guest"))
    for name in ("vision", "vision_suggest"):
        assert client.get(at(name, school)).status_code == 403


def test_another_school_s_vision_is_not_there(client: Client) -> None:
    mine, other = a_school(), a_school()
    head = a_member(other, "headteacher")
    written(other, head)
    with scope(school=other):
        suggestion = actions.suggest(other, head, text="Say more")
    signed_in(client, a_member(mine, "headteacher"))
    assert client.get(at("vision", other)).status_code == 404
    assert client.get(at("vision_version", mine, 1)).status_code == 404
    assert client.post(at("vision_answer", mine, suggestion.pk)).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in(client: Client) -> None:
    school = a_school()
    for name in ("vision", "vision_write", "vision_time", "vision_suggest"):
        answer = client.get(at(name, school))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_each_change_is_a_version_and_the_one_before_can_be_read(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    written(school, head)
    written(school, head, text="Another text", aims=["Only one"])
    signed_in(client, head)
    assert "Another text" in client.get(at("vision", school)).content.decode()
    before = client.get(at("vision_version", school, 1)).content.decode()
    assert "Every pupil makes something." in before
    assert "This is an earlier version" in before
    newest = client.get(at("vision_version", school, 2)).content.decode()
    assert "This is an earlier version" not in newest


def test_saving_it_unchanged_makes_no_version(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    signed_in(client, head)
    client.post(at("vision_write", school), typed())
    answer = client.post(at("vision_write", school), typed(base=1))
    assert "Nothing was changed" in answer.content.decode()
    with scope(school=school):
        assert Vision.objects.count() == 1


def test_of_two_who_write_at_once_the_second_sees_both_and_loses_neither(client: Client) -> None:
    school = a_school()
    amira, ben = (
        a_member(school, "headteacher", name="Amira Khan"),
        a_member(school, "smt", name="Ben Shah"),
    )
    written(school, amira)
    written(school, amira, text="What Amira wrote meanwhile", aims=["Her aim"])
    signed_in(client, ben)
    mine = typed(base=1, text="What Ben wrote", aims="His aim")
    page = client.post(at("vision_write", school), mine).content.decode()
    assert "Two people wrote at the same time" in page
    for words in ("What Amira wrote meanwhile", "Her aim", "What Ben wrote", "His aim"):
        assert words in page
    assert 'name="base" value="2"' in page
    with scope(school=school):
        assert Vision.objects.count() == 2
    again = client.post(at("vision_write", school), {**mine, "base": 2})
    assert again.status_code == 302
    with scope(school=school):
        assert Vision.objects.all()[0].text == "What Ben wrote"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "This field is required."),
        ("text", "x" * 10_001, "at most 10000 characters"),
        ("aims", "\n".join(f"Aim {n}" for n in range(11)), "There are 11 lines"),
        ("aims", "short\n" + "x" * 301, "Aim 2 has 301 characters; 300 is the most."),
        ("review_on", today(0).isoformat(), "Choose a day that is still to come."),
        ("review_on", today(901).isoformat(), "before the day by which it is to be reached"),
        ("horizon", "31 June", "Enter a valid date."),
    ],
)
def test_a_refused_vision_comes_back_filled_in(
    client: Client, field: str, value: str, sentence: str
) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    answer = client.post(at("vision_write", school), typed(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    form = answer.context["form"]
    assert field in form.errors
    assert form[field].value() == value
    with scope(school=school):
        assert not Vision.objects.exists()


def test_ten_thousand_characters_script_and_other_writing_are_shown_as_text(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    long = (EVIL + "x" * 10_000)[:10_000]
    assert client.post(at("vision_write", school), typed(text=long, aims=EVIL)).status_code == 302
    page = client.get(at("vision", school)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 🧪" in page
    assert page.count("x" * 9_000) == 1


def test_time_set_aside_is_recorded_and_sets_the_next_review(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    written(school, head, review_on=today(-1))
    signed_in(client, head)
    page = client.get(at("vision", school)).content.decode()
    assert "It is time to review the vision" in page
    data = {
        "held_on": today(-2).isoformat(),
        "note": "Kept two aims",
        "review_on": today(200).isoformat(),
    }
    page = client.post(at("vision_time", school), data, follow=True).content.decode()
    day = f"{today(-2):%-d %B %Y}"
    assert f"Time was last set aside for the vision on <b>{day}</b>" in page
    assert "Kept two aims" in page
    assert "It is time to review" not in page
    with scope(school=school):
        assert Vision.objects.get().review_on == today(200)


def test_time_still_to_come_cannot_have_been_set_aside(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    signed_in(client, head)
    data = {"held_on": today(1).isoformat(), "note": "Typed", "review_on": today(0).isoformat()}
    answer = client.post(at("vision_time", school), data)
    page = answer.content.decode()
    assert "That day is still to come." in page
    assert "Choose a day that is still to come." in page
    assert "Typed" in page
    with scope(school=school):
        assert not VisionReview.objects.exists()
        with pytest.raises(Refused):
            actions.set_time_aside(school, head, held_on=today(1), note="", review_on=None)


def test_a_suggestion_is_answered_and_who_made_it_reads_the_answer(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher", name="Helen")
    governor = a_member(school, "governor", name="Ruth")
    written(school, head)
    signed_in(client, governor)
    client.post(at("vision_suggest", school), {"text": "Say how spending is judged"})
    page = client.get(at("vision", school)).content.decode()
    assert "What you suggested waits for an answer" in page

    signed_in(client, head)
    page = client.get(at("vision", school)).content.decode()
    assert "One suggestion waits for an answer" in page
    with scope(school=school):
        suggestion = VisionSuggestion.objects.get()
    answer = client.post(
        at("vision_answer", school, suggestion.pk), {"taken_up": "yes", "words": "It will say so"}
    )
    assert answer["Location"] == at("vision_write", school)
    twice = client.post(
        at("vision_answer", school, suggestion.pk), {"taken_up": "no", "words": "Or not"}
    )
    assert "This was answered on" in twice.content.decode()

    signed_in(client, governor)
    page = client.get(at("vision", school)).content.decode()
    assert "taken up" in page
    assert "It will say so" in page
    with scope(school=school):
        assert Activity.objects.filter(verb="vision.suggestion_taken_up", person=governor).exists()


def test_a_suggestion_is_read_by_who_made_it_and_who_writes_the_vision_alone() -> None:
    school = a_school()
    head, ruth, paul = (a_member(school, kind) for kind in ("headteacher", "governor", "governor"))
    written(school, head)
    with scope(school=school):
        actions.suggest(school, ruth, text="Mine")
        assert len(vision_page(head).suggestions) == 1
        assert len(vision_page(ruth).suggestions) == 1
        assert not vision_page(paul).suggestions


def test_an_answer_needs_a_yes_or_no_and_a_word(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    written(school, head)
    with scope(school=school):
        suggestion = actions.suggest(school, head, text="More")
    signed_in(client, head)
    answer = client.post(at("vision_answer", school, suggestion.pk), {"words": "Kept"})
    assert "taken_up" in answer.context["form"].errors
    assert "Kept" in answer.content.decode()


def test_only_writers_answer(client: Client) -> None:
    school = a_school()
    head, coordinator = a_member(school, "headteacher"), a_member(school, "coordinator")
    written(school, head)
    with scope(school=school):
        suggestion = actions.suggest(school, coordinator, text="More")
        with pytest.raises(NotAllowed):
            actions.answer(suggestion, coordinator, taken_up=True, words="Yes")
    signed_in(client, coordinator)
    data = {"taken_up": "yes", "words": "Yes"}
    assert client.post(at("vision_answer", school, suggestion.pk), data).status_code == 403


def test_there_is_nothing_to_suggest_before_the_first_vision(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "teacher"))
    page = client.post(at("vision_suggest", school), {"text": "Something"}).content.decode()
    assert "There is no vision yet that could be changed." in page
    assert "Something" in page


def test_the_actions_refuse_whom_the_pages_refuse() -> None:
    school = a_school()
    teacher, guest = a_member(school, "teacher"), a_member(school, "guest")
    with pytest.raises(NotAllowed):
        written(school, teacher)
    with scope(school=school):
        with pytest.raises(NotAllowed):
            actions.set_time_aside(school, teacher, held_on=today(), note="", review_on=None)
        with pytest.raises(NotAllowed):
            actions.suggest(school, guest, text="x")


def test_a_writer_who_left_does_not_break_the_page(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    gone = a_member(school, "smt")
    written(school, gone)
    with scope(school=school):
        gone.delete()
    signed_in(client, head)
    page = client.get(at("vision", school)).content.decode()
    assert "written by a former member" in page


def test_many_versions_and_suggestions_need_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school(set_up_at=timezone.now())
    head = a_member(school, "headteacher")
    signed_in(client, head)
    for number in range(12):
        written(school, head, text=f"Text {number}")
        with scope(school=school):
            actions.suggest(school, head, text=f"Suggestion {number}")
            actions.set_time_aside(
                school, head, held_on=today(-number), note=f"{number}", review_on=None
            )
        if number in (0, 11):
            with django_assert_max_num_queries(9):
                client.get(at("vision", school))


def loaded(member: Member) -> Member:
    """The member as the next request loads them."""
    return Member.objects.select_related("school").get(pk=member.pk)


def test_the_vision_says_where_the_school_is_and_what_it_asks() -> None:
    school = a_school(set_up_at=timezone.now())
    head, teacher = a_member(school, "headteacher"), a_member(school, "teacher")
    with scope(school=school):
        assert standing(loaded(head)).state == "now"
        assert [one.verb for one in due(loaded(head))] == ["Write the vision"]
        written(school, head, review_on=today(10))
        assert standing(loaded(head)) == Standing("done", f"written {today():%B %Y}")
        assert due(loaded(head)) == []
        Vision.objects.update(review_on=today(0))
        actions.suggest(school, teacher, text="More")
        assert standing(loaded(head)).state == "late"
        assert [one.verb for one in due(loaded(head))] == ["Answer", "Read the vision"]
        assert due(loaded(teacher)) == []
        actions.set_time_aside(school, head, held_on=today(), note="", review_on=today(100))
        assert standing(loaded(head)) == Standing("done", f"reviewed {today():%B %Y}")
