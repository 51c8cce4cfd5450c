"""Numbers that no row has, and what looks like one: refused or left aside wherever one is read, never a fault."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django_scopes import scope

from audits.models import SelfReview
from devplan.models import Discussion
from priorities.models import Review
from roles.models import RoleDescription
from schools.models import School, User
from schools.numbers import number_in, number_or_404, numbers_in
from tests.conftest import ROOT
from tests.the_sample import the_sample

JUNK = ("9" * 5_000, "9" * 30, "²", "-1", "1.5", "")
# What is sent, by the address below the school's, as read from the sample.
READ: tuple[tuple[str, str, str], ...] = (
    ("get", "where-we-are/registers/list/", "page"),
    ("get", "where-we-are/registers/list/", "owner"),
    ("get", "where-we-are/registers/purchases/", "page"),
    ("get", "where-we-are/training/offers/add/", "skill"),
    ("get", "roles/matrix/", "role"),
    ("post", "roles/duties/updates/", "duty"),
    ("post", "roles/{role}/versions/{version}/comment/", "line"),
    ("post", "where-we-are/self-review/{selfreview}/reveal/", "without"),
    ("post", "priorities/{rating}/reveal/", "without"),
    ("post", "priorities/{rating}/ask/", "person"),
    ("post", "plans/{plan}/discussions/{discussion}/present/", "present"),
)


@pytest.fixture
def school(db: None) -> School:
    return the_sample()


def test_a_number_is_digits_that_a_row_can_have() -> None:
    assert [number_in(one) for one in (*JUNK, None)] == [None] * 7
    assert (number_in("0"), number_in("007"), number_in("٣")) == (0, 7, 3)
    assert numbers_in(["2", "x", "9" * 16, "1"]) == [2, 1]
    assert number_or_404("12") == 12
    with pytest.raises(Http404):
        number_or_404("twelve")


def test_what_no_row_can_have_is_no_fault_where_it_is_read(school: School) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(
        User.objects.get(email__startswith="helen@"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    with scope(school=school):
        proposed = RoleDescription.objects.filter(state="proposed").earliest("pk")
        talk = Discussion.objects.earliest("pk")
        here: dict[str, Any] = {
            "role": proposed.role_id,
            "version": proposed.number,
            "selfreview": SelfReview.objects.exclude(state="agreed").earliest("pk").pk,
            "rating": Review.objects.filter(state="rating").earliest("pk").pk,
            "plan": talk.plan_id,
            "discussion": talk.pk,
        }
    wrong = []
    for method, below, name in READ:
        path = f"/s/{school.slug}/{below.format(**here)}"
        for junk in JUNK:
            status = getattr(client, method)(path, {name: junk}).status_code
            if status >= 500 or (status == 404 and junk == "" and method == "get"):
                wrong.append(f"{method} {path} {name}={junk[:9]}: {status}")
    assert not wrong, "\n".join(wrong)


def test_digits_are_read_as_a_number_nowhere_else() -> None:
    """Where digits are looked for and read in one breath, it is said how many there may be."""
    found = []
    for path in ROOT.rglob("*.py"):
        below = path.relative_to(ROOT).parts
        if below[0].startswith(".") or below[0] in ("tests", "benchmarks") or "migrations" in below:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            near = " ".join(lines[number - 1 : number + 1])
            looks = re.search(r"\.is(decimal|digit)\(\)", line)
            if looks and re.search(r"\bint\(", near) and "len(" not in near and "[:5]" not in near:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found, "\n".join(found)
