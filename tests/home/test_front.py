from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from home.cycle import cycle_of
from home.front import headline
from notices import due
from notices.due import Due
from roles.models import Role, RoleDescription, State
from roles.queries.standing import standing as standing_of_roles
from schools.actions import vision
from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db

STAFF = [
    "headteacher",
    "smt",
    "coordinator",
    "head_of_department",
    "teacher",
    "technician",
    "business_manager",
]


def front(school: School) -> str:
    return reverse("front", args=[school.slug])


def with_vision(school: School, head: Member, days: int = 100) -> None:
    with scope(school=school):
        vision.write(
            school,
            head,
            base=0,
            text="Every pupil makes something.",
            aims=["One aim"],
            horizon=None,
            review_on=timezone.localdate() + datetime.timedelta(days=days),
        )


def test_what_needs_the_head_stands_there_with_one_verb_each(client: Client) -> None:
    school = a_school(set_up_at=timezone.now())
    head = a_member(school, "headteacher")
    with_vision(school, head, days=0)
    with scope(school=school):
        vision.suggest(school, a_member(school, "teacher"), text="More")
        Member.objects.create(school=school, name="Uninvited", email="new@example.org")
    signed_in(client, head)
    answer = client.get(front(school))
    page = answer.content.decode()
    assert [one.verb for one in answer.context["front"].dues] == [
        "Answer",
        "Read the vision",
        "See who",
    ]
    assert "Three things need you this week" in page
    assert page.count('class="btn"') == 1
    assert reverse("schools:vision", args=[school.slug]) + "#suggestions" in page


def test_when_nothing_needs_somebody_it_says_so(client: Client) -> None:
    school = a_school(set_up_at=timezone.now())
    with_vision(school, a_member(school, "headteacher"))
    signed_in(client, a_member(school, "teacher"))
    page = client.get(front(school)).content.decode()
    assert "Nothing needs you today" in page
    assert "Where the school is in the cycle" in page


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Nothing needs you today"),
        (1, "One thing needs you this week"),
        (3, "Three things need you this week"),
        (12, "12 things need you this week"),
    ],
)
def test_the_headline_counts(number: int, words: str) -> None:
    assert headline(number) == words


def test_a_new_school_s_head_is_led_on_to_set_it_up(client: Client) -> None:
    school = a_school()
    signed_in(client, a_member(school, "headteacher"))
    answer = client.get(front(school))
    assert [one.verb for one in answer.context["front"].dues] == ["Go on"]
    assert reverse("schools:setup", args=[school.slug]) in answer.content.decode()


def test_the_heaviest_comes_first_and_equals_keep_their_order() -> None:
    def some(member: Any) -> list[Due]:
        return [Due(1, "light", "", "Do", "/"), Due(9, "heavy", "", "Do", "/")]

    def others(member: Any) -> list[Due]:
        return [Due(9, "as heavy", "", "Do", "/")]

    school = a_school(set_up_at=timezone.now())
    member = a_member(school, "teacher")
    before = list(due._sources)
    try:
        due.register(some)
        due.register(some)
        due.register(others)
        with scope(school=school):
            assert [one.sentence for one in due.collect(member)] == ["heavy", "as heavy", "light"]
    finally:
        due.unregister(some)
        due.unregister(others)
    assert due._sources == before


def test_governors_come_to_read(client: Client) -> None:
    school = a_school(set_up_at=timezone.now())
    with_vision(school, a_member(school, "headteacher"))
    signed_in(client, a_member(school, "governor"))
    page = client.get(front(school)).content.decode()
    assert "To read" in page
    assert "Every pupil makes something." in page
    assert reverse("roles:index", args=[school.slug]) in page
    assert reverse("board:ask", args=[school.slug, "vision", "whole"]) in page


def test_a_guest_reads_a_sentence_and_nothing_of_the_school(client: Client) -> None:
    school = a_school(name="Hill School", set_up_at=timezone.now())
    with_vision(school, a_member(school, "headteacher"))
    signed_in(client, a_member(school, "guest"))
    page = client.get(front(school)).content.decode()
    assert "When Hill School invites you to take part in something, it stands here." in page
    assert "Every pupil" not in page
    assert "cycle-ring" not in page


def test_the_cycle_names_every_step_and_says_where_the_school_is(client: Client) -> None:
    school = a_school(set_up_at=timezone.now())
    head = a_member(school, "headteacher")
    with_vision(school, head)
    signed_in(client, head)
    answer = client.get(front(school))
    page = answer.content.decode()
    steps = ("Vision", "Where we are", "Priorities", "Roles", "Plan", "Progress", "Impact")
    for step in steps:
        assert f">{step}</text>" in page
    assert f"written {timezone.localdate():%B %Y}" in page
    assert "none yet" in page
    assert answer.context["front"].cycle.sentence in page


def test_of_the_steps_that_wait_what_is_late_is_said_first() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with_vision(school, head)
    with scope(school=school):
        role = Role.objects.create(school=school, title="One", position="coordinator")
        RoleDescription.objects.create(
            school=school,
            role=role,
            number=1,
            state=State.AGREED,
            review_on=timezone.localdate(),
        )
        assert cycle_of(head).sentence == standing_of_roles(head).sentence


def test_the_roles_say_where_they_stand() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with scope(school=school):
        assert standing_of_roles(head).line == "none yet"
        roles = [
            Role.objects.create(school=school, title=title, position="coordinator")
            for title in ("One", "Two")
        ]
        assert standing_of_roles(head).line == "0 of 2 agreed"
        proposed = RoleDescription.objects.create(
            school=school, role=roles[0], number=1, state=State.PROPOSED
        )
        assert standing_of_roles(head).line == "1 of 2 to sign"
        for number, role in enumerate(roles, start=2):
            RoleDescription.objects.create(
                school=school, role=role, number=number, state=State.AGREED
            )
        proposed.delete()
        assert standing_of_roles(head).line == "all 2 agreed"
        assert standing_of_roles(head).state == "done"
        today = timezone.localdate()
        RoleDescription.objects.filter(role=roles[0]).update(review_on=today)
        assert standing_of_roles(head).line == "1 due for review"
        assert standing_of_roles(head).state == "late"


@pytest.mark.parametrize("kind", [*STAFF, "governor", "guest"])
def test_everybody_who_is_in_the_school_has_a_front_page(client: Client, kind: str) -> None:
    school = a_school()
    signed_in(client, a_member(school, kind))
    assert client.get(front(school)).status_code == 200


def test_who_has_left_or_is_of_another_school_has_none(client: Client) -> None:
    school = a_school()
    gone = a_member(school, "teacher", left_on=timezone.localdate())
    signed_in(client, gone)
    assert client.get(front(school)).status_code == 404
    signed_in(client, a_member(a_school(), "headteacher"))
    assert client.get(front(school)).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(front(a_school()))
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_front_page_needs_at_most_fifteen_queries_however_much_there_is(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school(set_up_at=timezone.now())
    head = a_member(school, "headteacher")
    with_vision(school, head, days=0)
    signed_in(client, head)
    for many in (1, 30):
        with scope(school=school):
            for number in range(many):
                vision.suggest(school, head, text=f"Suggestion {number}")
                Member.objects.create(
                    school=school, name="New", email=f"{many}-{number}@example.org"
                )
                role = Role.objects.create(school=school, title="Role", position="coordinator")
                RoleDescription.objects.create(
                    school=school, role=role, number=1, state=State.PROPOSED, line_manager=head
                )
        with django_assert_max_num_queries(15):
            client.get(front(school))


def test_who_is_in_one_school_still_finds_the_list_of_schools(client: Client) -> None:
    head = a_member(a_school(name="Elm"), "headteacher")
    page = signed_in(client, head).get("/start/?choose=1")
    assert page.status_code == 200
    assert "Elm" in page.text
    assert client.get("/start/").status_code == 302
    assert "/start/?choose=1" in client.get(f"/s/{head.school.slug}/").text


def test_signing_in_speaks_of_the_e_mail_address(client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert "E-mail address" in page.text
    wrong = client.post(reverse("account_login"), {"login": "a@example.org", "password": "wrong"})
    assert "do not belong together" in wrong.text


def test_the_figures_lead_to_their_reasons_and_guests_see_none(client: Client) -> None:
    from audits.queries.cells import in_short
    from devplan.models import Action, Cost, Plan, Spending
    from roles.models import Line

    school = the_sample()
    with scope(school=school):
        plan = Plan.objects.get(state="agreed")
        actions = Action.objects.filter(objective__plan=plan).exclude(status="dropped")
        late = actions.filter(ends_on__lt=timezone.localdate()).exclude(status="done")
        this_year = timezone.localdate().year - (timezone.localdate().month < 8)
        costs = list(
            Cost.objects.filter(action__objective__plan=plan, year=this_year).select_related(
                "action"
            )
        )
        spent = sum(one.pence for one in Spending.objects.filter(cost__in=costs))
        of_coordinators = RoleDescription.objects.filter(
            state=State.AGREED, role__position="coordinator", release_minutes__gt=0
        )
        minutes = sum(
            one.minutes or 0 for one in Line.objects.filter(description__in=of_coordinators)
        )
        release = sum(one.release_minutes or 0 for one in of_coordinators)
        cells = in_short(school)
        signed = sum(one.state.holds for one in cells)
        expected = [
            f"{actions.count() - late.count()} of {actions.count()}",
            f"£{spent // 100:,}",
            f"{round(100 * minutes / release)}%",
            f"{round(100 * signed / len(cells))}%",
        ]
        people = {one.name: one for one in Member.objects.select_related("user")}
    answer = signed_in(client, people["Helen Marlowe"]).get(front(school))
    found = answer.context["front"].figures
    assert [one.value for one in found] == expected
    planned = sum(one.pence for one in costs if one.action.status != "dropped")
    assert f"£{planned // 100:,}" in found[1].words
    for one in found:
        assert client.get(one.url).status_code == 200
    guest = signed_in(client, people["Elin Vaughan"]).get(front(school))
    assert guest.context["front"].figures == []


def test_the_full_sample_takes_at_most_fifteen_queries_for_each_of_its_people(
    client: Client, django_assert_max_num_queries: Any
) -> None:

    school = the_sample()
    with scope(school=school):
        people = list(
            Member.objects.filter(left_on=None, user__isnull=False).select_related("user")
        )
    assert len(people) >= 13
    for member in people:
        signed_in(client, member)
        with django_assert_max_num_queries(15):
            assert client.get(front(school)).status_code == 200


def test_what_can_be_done_in_one_step_is_done_from_there(client: Client) -> None:
    from board.actions import notes, questions
    from board.askable import find

    school = a_school(set_up_at=timezone.now())
    with_vision(school, a_member(school, "headteacher"))
    writer = a_member(school, "coordinator")
    with scope(school=school):
        note = notes.write(school, writer, notes.Words("try", "T", "T"), show=True)
        about = find(school, "note", str(note.pk))
        assert about is not None
        questions.ask(school, a_member(school, "teacher"), about, "Why?")
    signed_in(client, writer)
    answer = client.get(front(school))
    (one,) = answer.context["front"].dues
    assert one.post_verb == "Nothing to add" and f'action="{one.post}"' in answer.text
    client.post(one.post, dict(one.fields))
    assert "Nothing needs you today" in client.get(front(school)).text
