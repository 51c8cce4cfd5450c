"""Writing a description: what it needs, what is refused, and two people at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from roles.actions import commenting, descriptions
from roles.actions.writing import Changed, FieldRefused
from roles.merging import Content, LineContent
from roles.models import Comment, Duty, Line, RoleDescription, State
from schools.models import Aim, Subject, Vision
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import signed_in

from .making import (
    Staff,
    a_draft,
    a_duty,
    a_proposed,
    a_role,
    an_agreed,
    staff,
    written,
)

pytestmark = pytest.mark.django_db

NASTY = [
    "<script>alert(1)</script>",
    "דיגיטלי של בית הספר",
    "🖥️ coach 👩‍🏫",
    "'; DROP TABLE roles_line; --",
]


@pytest.fixture
def people() -> Any:
    made = staff()
    with scope(school=made.school):
        a_duty(made.school)
        yield made


def address(name: str, description: RoleDescription) -> str:
    slug = description.school.slug
    return reverse(f"roles:{name}", args=[slug, description.role_id, description.number])


def form_of(client: Client, description: RoleDescription) -> dict[str, str]:
    """The edit page's form as a browser would send it back."""
    page = client.get(address("edit", description)).content.decode()
    data = {
        name: value
        for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
        if name != "csrfmiddlewaretoken"
    }
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)"\s+selected', options)
        data[name] = chosen[1] if chosen else ""
    purpose = re.search(r'<textarea[^>]*name="purpose"[^>]*>\n?(.*?)</textarea>', page, re.S)
    assert purpose
    return {**data, "purpose": purpose[1]}


def test_a_draft_is_written_on_a_page_and_saved_as_a_whole(client: Client, people: Staff) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    more = a_duty(people.school, "Keep the register", area="resources")
    data = form_of(signed_in(client, people.coordinator), description)
    data |= {
        "purpose": "To lead\r\nwell.",
        "release_minutes": "2 hours 30 minutes",
        f"d{more.pk}-part": "shares",
        f"d{more.pk}-minutes": "15",
        f"d{more.pk}-note": "with the technician",
    }
    assert client.post(address("edit", description), data).status_code == 302
    description.refresh_from_db()
    assert (description.purpose, description.release_minutes) == ("To lead\nwell.", 150)
    line = Line.objects.get(duty=more)
    assert (line.part, line.minutes, line.note) == ("shares", 15, "with the technician")
    assert description.lines.count() == 2


def test_a_draft_is_saved_and_proposed_in_one_step(client: Client, people: Staff) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    data = form_of(signed_in(client, people.coordinator), description)
    data |= {"purpose": "To lead all of it.", "propose": "1"}
    page = client.post(address("edit", description), data, follow=True).content.decode()
    assert "saved and proposed" in page
    proposed = RoleDescription.objects.get(pk=description.pk)
    assert (proposed.state, proposed.purpose) == ("proposed", "To lead all of it.")


def test_what_cannot_be_proposed_yet_is_saved_and_says_what_it_lacks(
    client: Client, people: Staff
) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    data = form_of(signed_in(client, people.coordinator), description)
    data |= {"purpose": "To lead.", "line_manager": "", "propose": "1"}
    page = client.post(address("edit", description), data, follow=True).content.decode()
    assert "is saved, and not proposed yet. Name whom the role answers to" in page
    saved = RoleDescription.objects.get(pk=description.pk)
    assert (saved.state, saved.purpose, saved.line_manager) == ("draft", "To lead.", None)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("release_minutes", "a while", "Write 150, 2:30 or 2 hours 30 minutes"),
        ("release_minutes", "9000", "more than 3000 minutes a week"),
        ("line_manager", "999999", "Select a valid choice"),
        ("review_on", "soon", "Enter a valid date"),
        ("purpose", "x" * 10_001, "at most 10000 characters"),
        ("minutes", "-5", "between 0 and 3000"),
        ("minutes", "3001", "between 0 and 3000"),
        ("note", "x" * 301, "A note can have 300 characters; this has 301"),
        ("part", "owns", "Choose a part and a priority from the lists"),
        ("part", "", "Choose the role’s part in this, or clear its minutes"),
    ],
)
def test_a_refused_form_comes_back_filled_in_with_the_way_out(
    client: Client, people: Staff, field: str, value: str, sentence: str
) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    data = form_of(signed_in(client, people.head), description)
    duty = Duty.objects.get()
    name = field if field in data else f"d{duty.pk}-{field}"
    answer = client.post(address("edit", description), data | {name: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert field == "part" or value in page
    assert "What you typed is still here" in page
    description.refresh_from_db()
    assert description.purpose == "To coordinate what the plan describes."


@pytest.mark.parametrize("text", [*NASTY, "x" * 10_000])
def test_any_text_is_shown_as_text(client: Client, people: Staff, text: str) -> None:
    from django.utils.html import escape

    description = a_draft(people, a_role(people, people.coordinator))
    content = written(description, purpose=text)
    descriptions.save_draft(description, people.head, content, description.revision)
    signed_in(client, people.head)
    for name in ("version", "edit"):
        page = client.get(address(name, description)).content.decode()
        assert escape(text) in page
        assert "<script>alert" not in page


def test_a_coordinator_cannot_lead_an_aspect_but_can_share_it(people: Staff) -> None:
    aspect = a_duty(people.school, "Make time for the vision", kind="aspect")
    description = a_draft(people, a_role(people, people.coordinator))
    lines = {f"d{aspect.pk}": LineContent("leads")}
    with pytest.raises(FieldRefused, match="can be led only by a role of the headteacher or SMT"):
        descriptions.save_draft(
            description, people.head, written(description, lines=lines), description.revision
        )
    lines = {f"d{aspect.pk}": LineContent("shares")}
    descriptions.save_draft(
        description, people.head, written(description, lines=lines), description.revision
    )
    assert Line.objects.get().part == "shares"


def test_an_agreed_version_cannot_be_changed_and_says_what_to_do(
    client: Client, people: Staff
) -> None:
    description = an_agreed(people, a_role(people, people.coordinator))
    with pytest.raises(Refused, match=r"was agreed on .* Start a new version to change it"):
        descriptions.save_draft(
            description, people.head, written(description, purpose="x"), description.revision
        )
    answer = signed_in(client, people.head).get(address("edit", description), follow=True)
    assert "Start a new version to change it." in answer.content.decode()


def test_what_was_agreed_keeps_its_words(people: Staff) -> None:
    vision = Vision.objects.create(school=people.school, number=1, text="Every child makes.")
    Aim.objects.create(school=people.school, vision=vision, text="Make")
    description = an_agreed(people, a_role(people, people.coordinator))
    Duty.objects.update(text="Something else", why="Another reason")
    people.school.name = "Renamed"
    people.school.save()
    line = description.lines.select_related("duty").get()
    assert line.wording == "Coach colleagues"
    assert description.words["vision"] == {"number": 1, "text": "Every child makes."}
    assert description.words["aims"] == ["Make"]
    assert description.words["school"] != "Renamed"


def test_a_new_version_takes_over_the_lines_with_todays_duties(people: Staff) -> None:
    kept, gone = a_duty(people.school, "Kept"), a_duty(people.school, "Gone")
    role = a_role(people, people.coordinator)
    an_agreed(people, role, duties=[kept, gone])
    gone.retired_on = timezone.localdate()
    gone.save()
    Duty.objects.filter(pk=kept.pk).update(text="Kept, in other words")
    made = descriptions.start_version(role, people.coordinator)
    assert made.dropped == ("Gone",)
    assert [line.wording for line in made.description.lines.all()] == ["Kept, in other words"]
    assert (made.description.number, made.description.state) == (2, State.DRAFT)
    with pytest.raises(Refused, match="Version 2 is open already"):
        descriptions.start_version(role, people.head)


def test_proposing_says_all_that_is_missing(people: Staff) -> None:
    description = descriptions.start_version(a_role(people), people.head).description
    with pytest.raises(Refused, match=r"purpose is empty.*answers to.*at least one duty"):
        descriptions.propose(description, people.head)


def test_a_retired_duty_is_taken_out_before_proposing(people: Staff) -> None:
    description = a_draft(people, a_role(people))
    Duty.objects.update(retired_on=timezone.localdate())
    with pytest.raises(Refused, match="“Coach colleagues” has been retired"):
        descriptions.propose(description, people.head)


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_only_those_who_may_write_it_do(people: Staff, who: str) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    somebody = getattr(people, who)
    for action in (descriptions.propose, descriptions.withdraw):
        with pytest.raises(NotAllowed):
            action(description, somebody)
    with pytest.raises(NotAllowed):
        descriptions.start_version(description.role, somebody)
    with pytest.raises(NotAllowed):
        descriptions.save_draft(description, somebody, Content(), description.revision)


def test_a_governor_reads_what_is_agreed_and_no_draft(client: Client, people: Staff) -> None:
    role = a_role(people, people.coordinator)
    an_agreed(people, role)
    draft = a_draft(people, role)
    signed_in(client, people.governor)
    page = client.get(reverse("roles:role", args=[people.school.slug, role.pk]))
    assert page.status_code == 200
    assert "version 1" in page.content.decode()
    assert client.get(address("version", draft)).status_code == 403
    assert client.get(address("edit", draft)).status_code == 403


def test_two_who_change_different_things_both_find_them_saved(
    client: Client, people: Staff
) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    first = form_of(signed_in(client, people.head), description) | {"purpose": "The head’s."}
    second = form_of(client, description) | {"release_minutes": "90"}
    client.post(address("edit", description), first)
    answer = client.post(address("edit", description), second, follow=True)
    assert "it has their changes and yours" in answer.content.decode()
    description.refresh_from_db()
    assert (description.purpose, description.release_minutes) == ("The head’s.", 90)


def test_two_who_change_the_same_see_both_and_choose(client: Client, people: Staff) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    duty = Duty.objects.get()
    key = f"d{duty.pk}-minutes"
    data = form_of(signed_in(client, people.head), description)
    client.post(address("edit", description), data | {"purpose": "Theirs.", key: "50"})
    answer = client.post(address("edit", description), data | {"purpose": "Mine.", key: "60"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You and somebody else changed the same 2 things" in page
    for words in ("Theirs.", "Mine.", "50 minutes a week", "60 minutes a week"):
        assert words in page
    hidden = dict(re.findall(r'type="hidden" name="(base|mine|revision)" value="([^"]*)"', page))
    unchosen = client.post(address("edit", description), hidden | {"choice-purpose": "mine"})
    assert unchosen.status_code == 409
    assert "Choose one of the two everywhere." in unchosen.content.decode()
    chosen = {"choice-purpose": "mine", f"choice-d{duty.pk}": "theirs"}
    assert client.post(address("edit", description), hidden | chosen).status_code == 302
    description.refresh_from_db()
    assert (description.purpose, description.lines.get().minutes) == ("Mine.", 50)


def test_a_third_who_saves_while_one_chooses_is_not_lost(client: Client, people: Staff) -> None:
    description = a_draft(people, a_role(people, people.coordinator))
    data = form_of(signed_in(client, people.head), description)
    client.post(address("edit", description), data | {"purpose": "Theirs."})
    page = client.post(address("edit", description), data | {"purpose": "Mine."}).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(base|mine|revision)" value="([^"]*)"', page))
    description.refresh_from_db()
    descriptions.save_draft(
        description, people.smt, written(description, purpose="A third."), description.revision
    )
    again = client.post(address("edit", description), hidden | {"choice-purpose": "mine"})
    assert again.status_code == 409
    assert "A third." in again.content.decode()
    description.refresh_from_db()
    assert description.purpose == "A third."


def test_the_action_itself_overwrites_nothing(people: Staff) -> None:
    description = a_draft(people, a_role(people))
    content = written(description, purpose="Mine.")
    descriptions.save_draft(description, people.head, content, description.revision)
    with pytest.raises(Changed):
        descriptions.save_draft(
            description, people.smt, written(description, purpose="x"), description.revision
        )


def test_a_head_of_department_ticks_subjects_and_key_stages(client: Client, people: Staff) -> None:
    maths = Subject.objects.create(school=people.school, name="Mathematics")
    role = a_role(people, people.teacher, position="head_of_department", title="Maths leader")
    description = a_draft(people, role)
    data: dict[str, Any] = form_of(signed_in(client, people.teacher), description)
    data["entitlement"] = [f"e{maths.pk}:KS1", f"e{maths.pk}:KS2"]
    client.post(address("edit", description), data)
    found = set(Line.objects.filter(subject=maths).values_list("key_stage", "part"))
    assert found == {("KS1", "leads"), ("KS2", "leads")}
    page = client.get(address("version", description)).content.decode()
    assert "Pupils’ entitlement" in page
    data["entitlement"] = [f"e{maths.pk}:KS9"]
    client.post(address("edit", description), form_of(client, description) | data)
    assert not Line.objects.filter(key_stage="KS9").exists()


def test_comments_are_made_while_proposed_and_stay(client: Client, people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    url = address("comment", description)
    signed_in(client, people.coordinator)
    refused = client.post(url, {"text": " "})
    assert "Write your comment first." in refused.content.decode()
    line = description.lines.get()
    long = client.post(url, {"text": "too long " * 2000, "line": line.pk}).content.decode()
    assert "too long too long" in long and f'<option value="{line.pk}" selected>' in long
    client.post(url, {"text": "Is that <b>enough</b>?", "line": line.pk})
    assert Comment.objects.get().line == line
    page = client.get(address("version", description)).content.decode()
    assert "Is that &lt;b&gt;enough&lt;/b&gt;?" in page
    descriptions.withdraw(description, people.head)
    late = client.post(url, {"text": "Too late"})
    assert "Comments are made while a version is proposed" in late.content.decode()


def test_two_versions_are_compared_word_by_word(client: Client, people: Staff) -> None:
    role = a_role(people, people.coordinator)
    an_agreed(people, role, purpose="To lead the old way.")
    draft = a_draft(people, role, purpose="To lead the new way.", duties=[a_duty(people.school)])
    url = reverse("roles:compare", args=[people.school.slug, role.pk])
    page = signed_in(client, people.head).get(url, {"old": "1", "new": "2"}).content.decode()
    assert "What changed from version 1 to version 2" in page
    assert re.search(r"<del>.*?old.*?</del>", page)
    assert re.search(r"<ins>.*?new.*?</ins>", page)
    assert "Taken out" in page
    assert client.get(url, {"old": "99", "new": "x"}).status_code == 200
    assert draft.number == 2


@pytest.mark.parametrize("many", [1, 60])
@pytest.mark.parametrize("name", ["version", "edit", "agree"])
def test_a_page_asks_the_database_as_often_for_one_line_as_for_sixty(
    client: Client, people: Staff, django_assert_max_num_queries: Any, name: str, many: int
) -> None:
    role = a_role(people, people.coordinator)
    an_agreed(people, role)
    duties = [a_duty(people.school, f"Duty {n}") for n in range(many)]
    description = a_draft(people, role, duties=duties)
    if name != "edit":
        description = descriptions.propose(description, people.head)
        for line in description.lines.all():
            commenting.comment(description, people.head, "Why?", line)
    signed_in(client, people.head)
    with django_assert_max_num_queries(12):
        assert client.get(address(name, description)).status_code == 200


def test_a_reason_given_later_does_not_enter_what_was_agreed(people: Staff) -> None:
    description = an_agreed(people, a_role(people, people.coordinator))
    Duty.objects.update(why="Said afterwards")
    assert description.lines.select_related("duty").get().reason == ""
