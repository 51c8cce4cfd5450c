"""Nobody finds, or sees the number or a line of, what they may not read: every kind of thing × everybody."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from audits.models import SkillsAnswer
from devplan.models import Action, Discussion, Objective, Plan, Series
from finding.actions import index_school
from finding.models import Audience, Entry
from finding.queries import search
from priorities.models import Rating, Review
from priorities.models import State as ReviewState
from roles.models import RoleDescription, State
from schools.findable import KINDS, tokens_of
from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    made = the_sample()
    with scope(school=made):
        a_draft_plan(made)
    index_school(made)
    return made


def a_draft_plan(school: School) -> None:
    """What the sample has none of: a plan, and a discussion of it, that are not agreed."""
    head = Member.objects.first()
    plan = Plan.objects.create(school=school, title="Zebra plan", first_year=2040, written_by=head)
    strand = plan.strands.create(school=school, name="Zebra strand")
    objective = Objective.objects.create(
        school=school, plan=plan, strand=strand, text="Zebra objective"
    )
    Action.objects.create(school=school, objective=objective, text="Zebra action")
    series = Series.objects.create(school=school, direction="down", title="Zebra talks")
    Discussion.objects.create(
        school=school, series=series, plan=plan, held_on=datetime.date(2040, 9, 1), notes="Zebra"
    )


def test_each_finds_exactly_what_the_rules_let_them_read(school: School) -> None:
    wrong: list[str] = []
    compared: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    with scope(school=school):
        audiences = {one.pk: set(one.tokens.split()) for one in Audience.objects.all()}
        entries: dict[str, dict[int, int]] = {}
        for entry in Entry.objects.all():
            entries.setdefault(entry.kind, {})[entry.thing] = entry.audience_id
        everybody = list(Member.objects.prefetch_related("positions", "subjects"))
        for kind in KINDS.values():
            for row in kind.rows().filter(pk__in=entries.get(kind.key, {})):
                readers = audiences[entries[kind.key][row.pk]]
                for member in everybody:
                    finds = not readers.isdisjoint(tokens_of(member))
                    may = kind.may_read(member, row) and not member.left_on
                    compared[kind.key] += 1
                    refused[kind.key] += not may
                    if finds and not may:
                        wrong.append(f"{member} finds {kind.key} {row}")
                    if may and not finds and row_is_plain(row):
                        wrong.append(f"{member} does not find {kind.key} {row}")
    assert wrong == []
    assert set(compared) == set(KINDS), "every kind stands in the sample"
    assert all(refused.values()), refused


def row_is_plain(row: object) -> bool:
    """Discussions of a plan that is a draft are kept closer than the rules ask: their page asks for the plan too."""
    return not isinstance(row, Discussion) or row.plan.state != "draft"


def test_every_address_that_somebody_finds_opens_for_them(school: School) -> None:
    wrong = []
    with scope(school=school):
        audiences = {one.pk: set(one.tokens.split()) for one in Audience.objects.all()}
        one_of_each: dict[tuple[str, int], Entry] = {}
        for entry in Entry.objects.all():
            one_of_each.setdefault((entry.kind, entry.audience_id), entry)
        people = list(Member.objects.filter(left_on=None, user__isnull=False))
    for member in people:
        client = signed_in(Client(), member)
        with scope(school=school):
            mine = tokens_of(member)
        for (kind, audience), entry in one_of_each.items():
            if mine.isdisjoint(audiences[audience]):
                continue
            answer = client.get(entry.url.split("#")[0], follow=True)
            if answer.status_code != 200:
                wrong.append(f"{member}: {kind} {entry.url} answers {answer.status_code}")
    assert wrong == []


def numbers(school: School, words: str) -> dict[str, int]:
    """How many things each of the sample's people finds, by first name."""
    with scope(school=school):
        return {
            one.name.split()[0].lower(): search(one, words).number
            for one in Member.objects.filter(left_on=None)
        }


def test_a_draft_plan_is_not_even_counted_for_teachers_and_governors(school: School) -> None:
    found = numbers(school, "zebra")
    assert (found["helen"], found["amira"], found["grace"]) == (4, 3, 3)
    assert {found[one] for one in ("daniel", "ryan", "janet", "ruth", "elin")} == {0}


def test_a_draft_description_is_found_by_its_holder_and_who_leads(school: School) -> None:
    with scope(school=school):
        draft = RoleDescription.objects.filter(state=State.DRAFT).first()
        assert draft is not None
        draft.purpose = "Quokka"
        draft.save()
    index_school(school)
    with scope(school=school):
        holders = {one.pk for one in draft.role.present_holders} | {draft.line_manager_id}
        for one in Member.objects.filter(left_on=None):
            leads = one.kinds & {"headteacher", "smt", "coordinator"}
            found = search(one, "quokka")
            assert bool(found.number) == bool(leads or one.pk in holders), one


def test_ratings_answers_and_comments_are_found_by_nobody(school: School) -> None:
    with scope(school=school):
        rating = Rating.objects.first()
        assert rating is not None
        rating.comment = "Wombat"
        rating.save()
        assert SkillsAnswer.objects.exists()
    index_school(school)
    assert set(numbers(school, "wombat").values()) == {0}


def test_a_decision_is_found_once_its_review_is_agreed(school: School) -> None:
    with scope(school=school):
        assert Review.objects.exclude(state__in=[ReviewState.AGREED, ReviewState.CLOSED]).exists()
        for entry in Entry.objects.filter(kind="decision"):
            row = KINDS["decision"].rows().get(pk=entry.thing)
            assert row.review.state in (ReviewState.AGREED, ReviewState.CLOSED)


def test_another_school_finds_nothing_of_this_one(school: School, client: Client) -> None:
    own = a_school(set_up_at=timezone.now())
    head = a_member(own, "headteacher")
    signed_in(client, head)
    answer = client.get(reverse("finding:find", args=[own.slug]), {"q": "technology"})
    assert "Nothing in the school speaks of" in answer.content.decode()
    assert client.get(reverse("finding:find", args=[school.slug])).status_code == 404


def test_somebody_who_left_finds_nothing(school: School) -> None:
    with scope(school=school):
        member = Member.objects.filter(left_on=None).first()
        assert member is not None
        member.left_on = timezone.localdate()
        member.__dict__.pop("kinds", None)
        assert tokens_of(member) == frozenset()
        assert search(member, "technology").number == 0


def test_nothing_is_kept_twice_by_keeping_it_again(school: School) -> None:
    with scopes_disabled():
        before = list(Entry.objects.values_list("pk", "title", "text", "audience"))
        index_school(school)
        assert list(Entry.objects.values_list("pk", "title", "text", "audience")) == before
