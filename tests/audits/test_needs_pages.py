"""The pages of training needs: results, offers, signing up, who came, the change, the plan by term and its print."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pypdf import PdfReader

from audits.actions import offers
from audits.cells import this_year
from audits.models import Skill, SkillsAudit, TrainingAfter, TrainingOffer, TrainingPlace
from documents import pdf
from documents.register import find
from schools.models import Member
from tests.factories import a_member, a_school, signed_in

from .training_parts import (
    AREAS,
    Staff,
    a_round,
    a_staff,
    an_offer,
    it_took_place,
    let_it_end,
    says,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Iterator[Staff]:
    made = a_staff(teachers=5)
    with scope(school=made.school):
        yield made


@pytest.fixture
def audit(staff: Staff) -> SkillsAudit:
    """A round that has ended: teachers do it with help, everybody else with ease."""
    audit = a_round(staff)
    for one in staff.everybody:
        says(audit, one, 2 if one in staff.teachers else 4, wants=one in staff.teachers)
    return let_it_end(audit)


def url(staff: Staff, name: str, *more: Any) -> str:
    return reverse(f"audits:{name}", args=[staff.school.slug, *more])


def read(client: Client, member: Member, path: str) -> str:
    answer = signed_in(client, member).get(path)
    assert answer.status_code == 200, answer.content[:300]
    return " ".join(answer.content.decode().split())


def send(client: Client, member: Member, path: str, **words: Any) -> Any:
    return signed_in(client, member).post(path, words)


def came(offer: TrainingOffer, giver: Member, people: list[Member]) -> TrainingOffer:
    """It took place yesterday, and these came."""
    for one in people:
        offers.sign_up(offer, one)
    it_took_place(offer)
    return offers.mark(offer, giver, [one.pk for one in people])


# ---- Results


@pytest.mark.parametrize("who", ["head", "smt", "coordinator", "teacher"])
def test_staff_see_results_by_group_once_the_round_has_ended(
    client: Client, staff: Staff, audit: SkillsAudit, who: str
) -> None:
    page = read(client, getattr(staff, who), url(staff, "needs", audit.pk))
    assert "Teachers" in page and "with help" in page and "5 of 5 want training" in page
    assert ("One by one" in page) is (who != "teacher")
    assert ("Match needs with training" in page) is (who != "teacher")


def test_governors_see_totals_and_guests_nothing(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    page = read(client, staff.governor, url(staff, "needs", audit.pk))
    assert "Everybody" in page and "Teachers" not in page and "One by one" not in page
    for path in (url(staff, "needs", audit.pk), url(staff, "needs_area", audit.pk, AREAS[0])):
        assert signed_in(client, staff.guest).get(path).status_code == 403
    assert signed_in(client, staff.governor).get(url(staff, "helping", audit.pk)).status_code == 403


def test_an_area_shows_its_statements_and_one_that_there_is_not_is_not_found(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    page = read(client, staff.teacher, url(staff, "needs_area", audit.pk, AREAS[0]))
    assert f"I can do {AREAS[0]} 0" in page and "8 people finished this area" in page
    path = url(staff, "needs_area", audit.pk, "no-such-area")
    assert signed_in(client, staff.head).get(path).status_code == 404


def test_results_of_too_few_say_so_and_show_no_figure(client: Client, staff: Staff) -> None:
    audit = a_round(staff)
    for one in staff.teachers[:2]:
        says(audit, one, 1)
    let_it_end(audit)
    page = read(client, staff.head, url(staff, "needs", audit.pk))
    assert "So far 2 have." in page and 'class="heat"' not in page
    area = read(client, staff.head, url(staff, "needs_area", audit.pk, AREAS[0]))
    assert "Fewer than three people have finished this area" in area


def test_this_round_stands_beside_the_last(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    SkillsAudit.objects.filter(pk=audit.pk).update(title="Last year’s")
    again = a_round(staff)
    for one in staff.everybody:
        says(again, one, 3 if one in staff.teachers else 4)
    SkillsAudit.objects.filter(pk=again.pk).update(closed_on=again.opened_on)
    page = read(client, staff.teacher, url(staff, "needs", again.pk))
    assert "+1.0" in page and "+ and − since “Last year’s”" in page


def test_the_results_print_what_the_reader_may_see(staff: Staff, audit: SkillsAudit) -> None:
    def printed(member: Member) -> str:
        document = find(staff.school, member, f"training-needs-{audit.pk}")
        assert document is not None
        pages = PdfReader(io.BytesIO(pdf.render(document))).pages
        return " ".join(" ".join(one.extract_text() for one in pages).split())

    assert "Teachers" in printed(staff.teacher) and "Teachers" not in printed(staff.governor)
    for one in staff.everybody:
        assert one.name not in printed(staff.head)


# ---- Offering


def test_a_need_becomes_an_offer_with_its_statement_ticked(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    helping = read(client, staff.coordinator, url(staff, "helping", audit.pk))
    skill = Skill.objects.order_by("pk").first()
    assert skill is not None
    path = f"{url(staff, 'offer_add')}?skill={skill.pk}"
    assert path in helping
    form = signed_in(client, staff.coordinator).get(path).context["form"]
    assert form["skills"].value() == [str(skill.pk)]


@pytest.mark.parametrize("who", ["teacher", "governor", "guest"])
def test_only_those_who_lead_offer_change_and_call_off(
    client: Client, staff: Staff, who: str
) -> None:
    one = an_offer(staff)
    member = getattr(staff, who)
    for name, more in (("offer_add", ()), ("offer_edit", (one.pk,))):
        answer = signed_in(client, member).get(url(staff, name, *more))
        assert answer.status_code == 403 and "Only senior managers" in answer.content.decode()
    assert send(client, member, url(staff, "offer_cancel", one.pk)).status_code == 403
    one.refresh_from_db()
    assert one.cancelled_on is None
    if who == "teacher":
        assert "Arrange it" not in read(client, member, url(staff, "offer", one.pk))


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", " ", "required"),
        ("places", "0", ""),
        ("cost", "a lot", ""),
        ("held_on", "31/02/2027", ""),
        ("starts_at", "quarter past", ""),
        ("when", "1066-autumn", ""),
    ],
)
def test_a_refused_offer_comes_back_with_all_that_was_typed(
    client: Client, staff: Staff, field: str, typed: str, words: str
) -> None:
    skill = Skill.objects.order_by("pk").first()
    assert skill is not None
    given = {
        "title": "Sorting and graphs",
        "about": "Bring your class list.",
        "when": f"{this_year()}-autumn",
        "outside": "Tern Learning",
        "place": "Library",
        "places": "12",
        "cost": "£240",
        "skills": [str(skill.pk)],
        **{field: typed},
    }
    answer = send(client, staff.coordinator, url(staff, "offer_add"), **given)
    text = answer.content.decode()
    assert answer.status_code == 422 and not TrainingOffer.objects.exists()
    assert words in text
    assert answer.context["form"][field].errors
    for name, value in given.items():
        assert answer.context["form"][name].value() == value
    assert "Bring your class list." in text and "Tern Learning" in text


def test_two_who_change_one_training_lose_nothing(client: Client, staff: Staff) -> None:
    one = an_offer(staff)
    given = {"title": "Mine", "when": f"{one.year}-{one.term}", "revision": "1", "skills": []}
    assert send(client, staff.head, url(staff, "offer_edit", one.pk), **given).status_code == 302
    answer = send(
        client, staff.smt, url(staff, "offer_edit", one.pk), **{**given, "title": "Theirs"}
    )
    assert answer.status_code == 422 and "Theirs" in answer.content.decode()
    assert answer.context["form"]["revision"].value() == "2"


def test_the_list_says_what_is_free_and_what_one_asked_for(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = an_offer(staff, audit, places=1)
    page = read(client, staff.teacher, url(staff, "offers"))
    assert "1 place left" in page and "you asked for this" in page and "want it" not in page
    assert "5 want it" in read(client, staff.coordinator, url(staff, "offers"))
    offers.sign_up(one, staff.teacher)
    assert "you have a place" in read(client, staff.teacher, url(staff, "offers"))
    other = read(client, staff.teachers[1], url(staff, "offers"))
    assert "full" in other and staff.teacher.name not in other


def test_where_nothing_is_offered_the_pages_say_what_they_are_for(
    client: Client, staff: Staff
) -> None:
    assert "Each person signs up for themselves" in read(
        client, staff.teacher, url(staff, "offers")
    )
    plan = read(client, staff.governor, url(staff, "training_plan"))
    assert "term by term, what the school teaches its staff" in plan and "Print it" not in plan
    start = read(client, staff.coordinator, url(staff, "training"))
    assert "Ask the staff" in start
    assert "Nobody has been asked yet" in read(client, staff.teacher, url(staff, "training"))


# ---- Signing up


def test_staff_sign_up_and_give_their_place_back_with_one_button(
    client: Client, staff: Staff
) -> None:
    one = an_offer(staff, places=1)
    page, place = url(staff, "offer", one.pk), url(staff, "offer_place", one.pk)
    assert "Sign me up" in read(client, staff.teacher, page)
    assert send(client, staff.teacher, place).status_code == 302
    assert "You have a place" in read(client, staff.teacher, page)
    assert "All places are taken" in read(client, staff.teachers[1], page)
    refused = signed_in(client, staff.teachers[1]).post(place, follow=True)
    assert "All places are taken" in refused.content.decode()
    assert send(client, staff.teacher, place, comes="no").status_code == 302
    assert not TrainingPlace.objects.exists()


def test_governors_read_what_is_offered_and_are_not_asked_to_sign_up(
    client: Client, staff: Staff
) -> None:
    one = an_offer(staff)
    page = read(client, staff.governor, url(staff, "offer", one.pk))
    assert "Sign me up" not in page and "Spreadsheets after school" in page
    for who in (staff.governor, staff.guest):
        assert send(client, who, url(staff, "offer_place", one.pk)).status_code == 403
    assert signed_in(client, staff.guest).get(url(staff, "offer", one.pk)).status_code == 403


def test_what_has_been_offers_no_place_any_more(client: Client, staff: Staff) -> None:
    one = it_took_place(an_offer(staff))
    page = read(client, staff.teacher, url(staff, "offer", one.pk))
    assert "Sign me up" not in page
    refused = signed_in(client, staff.teacher).post(url(staff, "offer_place", one.pk), follow=True)
    assert "This training has taken place." in refused.content.decode()


def test_what_was_called_off_says_so_and_takes_nobody(client: Client, staff: Staff) -> None:
    one = an_offer(staff)
    assert send(client, staff.head, url(staff, "offer_cancel", one.pk)).status_code == 302
    page = read(client, staff.teacher, url(staff, "offer", one.pk))
    assert "Called off on" in page and "Sign me up" not in page
    assert "Spreadsheets" not in read(client, staff.teacher, url(staff, "offers"))


def test_only_those_who_arrange_it_see_who_comes_and_who_would_like_to(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = an_offer(staff, audit, giver=staff.teachers[3])
    offers.sign_up(one, staff.teacher)
    page = url(staff, "offer", one.pk)
    leads = read(client, staff.coordinator, page)
    assert staff.teacher.name in leads and "4 would like to learn this" in leads
    giver = read(client, staff.teachers[3], page)
    assert staff.teacher.name in giver and "would like to learn this" not in giver
    for who in (staff.teachers[1], staff.governor):
        assert staff.teacher.name not in read(client, who, page)


# ---- Who came


def test_whoever_gives_it_says_who_came_and_who_came_besides(client: Client, staff: Staff) -> None:
    giver, first, missed, also = staff.teachers[:4]
    one = an_offer(staff, giver=giver)
    offers.sign_up(one, first)
    offers.sign_up(one, missed)
    path = url(staff, "attendance", one.pk)
    early = send(client, giver, path, came=[first.pk])
    assert early.status_code == 422 and "on the day or after it" in early.content.decode()
    assert f'value="{missed.pk}">' in " ".join(early.content.decode().split())  # as it was ticked
    it_took_place(one)
    form = read(client, giver, path)
    assert first.name in form and also.name in form and staff.governor.name not in form
    assert send(client, giver, path, came=[first.pk], also=[also.pk]).status_code == 302
    rows = dict(TrainingPlace.objects.values_list("member__name", "attended"))
    assert rows == {first.name: True, missed.name: False, also.name: True}
    for who in (first, staff.governor, staff.guest):
        assert signed_in(client, who).get(path).status_code == 403


# ---- The same statements again, and the change


def test_who_came_is_asked_the_same_statements_again_and_nobody_else_is(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = came(an_offer(staff, audit), staff.coordinator, staff.teachers[:3])
    path = url(staff, "offer_after", one.pk)
    assert "Say what you can do now" in read(client, staff.teacher, url(staff, "offer", one.pk))
    form = read(client, staff.teacher, path)
    assert all(text in form for text in Skill.objects.values_list("text", flat=True))
    for who in (staff.teachers[4], staff.head):
        assert signed_in(client, who).get(path).status_code == 404
    assert signed_in(client, staff.governor).get(path).status_code == 403


def test_an_answer_left_out_is_asked_for_and_the_others_stay(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = came(an_offer(staff, audit), staff.coordinator, staff.teachers[:3])
    path = url(staff, "offer_after", one.pk)
    first, *rest = Skill.objects.order_by("pk")
    answer = send(client, staff.teacher, path, **{f"level-{first.pk}": "3"})
    assert answer.status_code == 422
    assert "Some statements have no answer yet" in answer.content.decode()
    assert f'name="level-{first.pk}" value="3" checked' in answer.content.decode()
    wrong = send(client, staff.teacher, path, **{f"level-{rest[0].pk}": "9"})
    assert wrong.status_code == 422 and "one of the four answers" in wrong.content.decode()
    assert TrainingAfter.objects.count() == 1
    whole = {f"level-{each.pk}": "4" for each in rest}
    assert send(client, staff.teacher, path, **whole).status_code == 302
    place = TrainingPlace.objects.get(member=staff.teacher)
    assert place.after_done_at is not None


def test_the_change_is_shown_to_all_once_everybody_who_came_has_answered(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = came(an_offer(staff, audit), staff.coordinator, staff.teachers[:3])
    whole = {f"level-{each.pk}": "4" for each in Skill.objects.all()}
    page = url(staff, "offer", one.pk)
    for number, who in enumerate(staff.teachers[:3], 1):
        assert 'id="change"' not in read(client, staff.head, page)
        assert f"{number - 1} of 3 have answered since" in read(client, staff.head, page)
        assert send(client, who, url(staff, "offer_after", one.pk), **whole).status_code == 302
    for who in (staff.head, staff.teachers[4], staff.governor):
        seen = read(client, who, page)
        assert 'id="change"' in seen and "+2.0; 3 of 3 rose" in seen
    late = send(client, staff.head, url(staff, "attendance", one.pk), came=[])
    assert late.status_code == 422 and "can no longer be changed" in late.content.decode()


def test_the_change_of_two_is_not_shown_and_said_why(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = came(an_offer(staff, audit), staff.coordinator, staff.teachers[:2])
    whole = {f"level-{each.pk}": "4" for each in Skill.objects.all()}
    for who in staff.teachers[:2]:
        send(client, who, url(staff, "offer_after", one.pk), **whole)
    page = read(client, staff.head, url(staff, "offer", one.pk))
    assert "Fewer than three people answered" in page and "+2.0" not in page


# ---- The plan by term


def test_the_plan_stands_by_term_with_its_cost_and_names_nobody_but_who_gives_it(
    client: Client, staff: Staff
) -> None:
    one = an_offer(staff, title="Graphs", cost=12_500, giver=staff.teachers[3], day=1)
    an_offer(staff, title="Captions", cost=20_000, term="summer", held_on=None)
    an_offer(staff, title="Next year", cost=1_00, year=this_year() + 1)
    offers.sign_up(one, staff.teacher)
    path = url(staff, "training_plan")
    for who in (staff.head, staff.teachers[1], staff.governor):
        page = read(client, who, path)
        assert page.index("Autumn term") < page.index("Graphs") < page.index("Summer term")
        assert "£125" in page and "£200" in page and "£325" in page
        assert staff.teachers[3].name in page and staff.teacher.name not in page
        assert "Next year" not in page and "1 has no day yet." in page
    assert "Next year" in read(client, staff.head, f"{path}?year={this_year() + 1}")
    for year in ("1066", "never", "20270"):
        assert signed_in(client, staff.head).get(f"{path}?year={year}").status_code == 404
    assert signed_in(client, staff.guest).get(path).status_code == 403


def test_the_plan_prints_as_it_stands(staff: Staff) -> None:
    an_offer(staff, title="Graphs", cost=12_500, giver=staff.teachers[3], place="Library")
    document = find(staff.school, staff.governor, "training-plan")
    assert document is not None
    pages = PdfReader(io.BytesIO(pdf.render(document))).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert "Graphs" in text and "£125" in text and "Library" in text
    assert staff.teachers[3].name in text and "I can do" in text
    assert find(staff.school, staff.head, "training-plan-1066") is None


def test_another_schools_training_is_not_there(
    client: Client, staff: Staff, audit: SkillsAudit
) -> None:
    one = an_offer(staff)
    other = a_school()
    head = a_member(other, "headteacher")
    for name, more in (
        ("offer", (one.pk,)),
        ("offer_edit", (one.pk,)),
        ("attendance", (one.pk,)),
        ("needs", (audit.pk,)),
        ("needs_area", (audit.pk, AREAS[0])),
        ("helping", (audit.pk,)),
    ):
        foreign = reverse(f"audits:{name}", args=[other.slug, *more])
        assert signed_in(client, head).get(foreign).status_code == 404
        assert signed_in(client, head).get(url(staff, name, *more)).status_code == 404
