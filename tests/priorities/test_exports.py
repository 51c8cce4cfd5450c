"""The spreadsheet of the ratings, read back: text stays text, and nobody is named unless all consent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from priorities.actions import revealing
from priorities.models import Participant, Review, ReviewDuty
from tests.factories import signed_in

from .making import Field, an_open, rates
from .test_results import fresh, url


@pytest.fixture
def review(where: Field) -> Review:
    """Three people rated; the coordinator gave minutes and everybody a comment."""
    opened = an_open(where)
    rates(opened, where.coordinator, [5, 4, 3, 2, 1, 0], minutes=25, comment="Hm")
    rates(opened, where.teacher, [5, 5, 5, 5, 5, 5], comment="Hm")
    rates(opened, where.governor, [1, 1, 1, 1, 1, 1], comment="Hm")
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    return fresh(where, opened.review)


def book(where: Field, client: Client, review: Review) -> Any:
    answer = signed_in(client, where.head).get(url(where, review, "ratings_xlsx"))
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert ".xlsx" in answer["Content-Disposition"]
    return load_workbook(BytesIO(answer.content))


def test_the_sheets_hold_results_a_duty_and_ratings_a_rater(
    where: Field, client: Client, review: Review
) -> None:
    found = book(where, client, review)
    assert found.sheetnames == ["Results", "Ratings"]
    results = list(found["Results"].values)
    assert len(results) == 7
    assert results[0][:4] == ("Number", "Duty", "Area", "Median")
    # 5, 5 and 1: median 5, mean 3.67, counts by hand.
    assert results[1][3] == 5 and results[1][4] == 3.67
    assert results[1][6:12] == (1, 0, 0, 0, 2, 0)
    assert results[1][12] == 25
    rows = [row[1:] for row in found["Ratings"].values][1:]
    assert sorted(rows, key=str) == sorted([(5, 4, 3, 2, 1, None), (5,) * 6, (1,) * 6], key=str)


def test_nobody_is_named_until_everybody_who_rated_consents(
    where: Field, client: Client, review: Review
) -> None:
    names = [row[0] for row in book(where, client, review)["Ratings"].values][1:]
    assert names == ["Rater 1", "Rater 2", "Rater 3"]
    people = Participant.objects.filter(review=review)
    people.filter(member__in=[where.coordinator, where.teacher]).update(consents=True)
    names = [row[0] for row in book(where, client, review)["Ratings"].values][1:]
    assert names == ["Rater 1", "Rater 2", "Rater 3"]
    people.filter(member=where.governor).update(consents=True)
    rows = {row[0]: row[1:] for row in book(where, client, review)["Ratings"].values}
    assert rows["Tom Teacher"] == (5,) * 6 and rows["Grace Governor"] == (1,) * 6


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_stays_text(
    where: Field, client: Client, review: Review, start: str
) -> None:
    ReviewDuty.objects.filter(review=review).update(text=f"{start}1+1")
    found = book(where, client, review)
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert found["Results"]["B2"].value == f"{start}1+1"
    assert found["Results"]["B2"].data_type == "s"
    assert found["Ratings"]["B1"].data_type == "s"


def test_control_characters_are_left_out_rather_than_spoil_the_file(
    where: Field, client: Client, review: Review
) -> None:
    ReviewDuty.objects.filter(review=review).update(text="Bell\x07 שלום 🙂")
    assert book(where, client, review)["Results"]["B2"].value == "Bell שלום 🙂"
