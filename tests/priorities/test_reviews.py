"""The list of a school's reviews."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from priorities.models import Review
from priorities.queries.reviews import reviews_for
from schools.models import School
from tests.factories import a_member, a_school, signed_in

from .making import Field, a_prepared, a_revealed, an_open, taking_part


@pytest.mark.django_db
def test_the_newest_review_stands_first() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with scope(school=school):
        for title, days in (("old", 300), ("newest", 1), ("middle", 100)):
            Review.objects.create(
                school=school,
                title=title,
                created_at=timezone.now() - datetime.timedelta(days=days),
            )
        assert [one.review.title for one in reviews_for(head)] == ["newest", "middle", "old"]


VISION = "Every child makes with technology."
PREPARING = ["prepare", "prepare_duties", "prepare_people", "prepare_open"]
REVEALED = ["results", "balance", "decisions", "meeting", "agree", "reveal", "rate"]


def heads(client: Client, school: School, names: list[str], *args: int) -> dict[str, str]:
    """By page: what stands on it before its first form, table or figure."""
    found = {}
    for name in names:
        page = client.get(reverse(f"priorities:{name}", args=[school.slug, *args]))
        assert page.status_code == 200, name
        matter = page.content.decode().split('id="matter"')[1]
        found[name] = re.split(r"<(?:form|table|figure)\b", matter)[0]
    return found


def test_the_vision_stands_at_the_head_of_every_page_of_a_review(
    client: Client, where: Field
) -> None:
    signed_in(client, where.head)
    prepared = a_prepared(where)
    found = heads(client, where.school, ["new"])
    found |= heads(client, where.school, PREPARING, prepared.pk)
    opened = an_open(where, title="Another")
    found |= heads(client, where.school, ["rate", "reveal"], opened.review_id)
    teacher = taking_part(opened, where.teacher)
    found |= heads(client, where.school, ["type_in"], opened.review_id, teacher.pk)
    missing = [name for name, head in found.items() if VISION not in head]
    revealed = a_revealed(where, title="A third")
    found = heads(client, where.school, REVEALED, revealed.pk)
    missing += [name for name, head in found.items() if VISION not in head]
    assert missing == []
    assert all("Sure teachers" in head for head in found.values())


def test_who_leads_and_has_not_rated_yet_can_look_who_has_finished(
    client: Client, where: Field
) -> None:
    opened = an_open(where)
    signed_in(client, where.head)
    text = client.get(reverse("priorities:index", args=[where.school.slug])).content.decode()
    for name in ("rate", "reveal"):
        assert reverse(f"priorities:{name}", args=[where.school.slug, opened.review_id]) in text
