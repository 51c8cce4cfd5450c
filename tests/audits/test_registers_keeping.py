"""Keeping the registers: who may, what is refused, and what becomes of renewals."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope

from audits.actions import registers as actions
from audits.actions.statements import NotSo
from audits.entries import Details
from audits.falling import Stands
from audits.models import EntryDocument, RegisterEntry, Renewal
from audits.queries.registers import Filters, filtered, in_short, state_of
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.register_parts import (
    KEEPERS,
    Keepers,
    a_large_register,
    an_entry,
    day,
    keepers,
)
from tests.factories import a_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def open_ones(entry: RegisterEntry) -> dict[str, datetime.date]:
    rows = Renewal.objects.filter(entry=entry, closed_on=None)
    return {one.what: one.due_on for one in rows}


def test_it_works(there: Keepers) -> None:
    entry = an_entry(
        there,
        name="  Gatehouse   filter ",
        pence=216_000,
        period="yearly",
        renews_on=day(100),
        notice_days=30,
        replaced_in=2030,
    )
    entry.refresh_from_db()
    assert (entry.name, entry.notice_on) == ("Gatehouse filter", day(70))
    assert open_ones(entry) == {
        "renewal": day(100),
        "replacement": datetime.date(2030, 9, 1),
    }
    assert Activity.objects.get().verb == "audits.entry_added"


@pytest.mark.parametrize("who", KEEPERS)
def test_those_who_keep_registers_write_them(there: Keepers, who: str) -> None:
    member = getattr(there, who)
    entry = actions.add(there.school, member, Details("equipment", "Camera"))
    entry = actions.change(entry, member, Details("equipment", "Cameras", quantity=3), 1)
    actions.attach(entry, member, SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), "Invoice")
    actions.retire(entry, member, "Sold")
    actions.bring_back(entry, member)
    entry.refresh_from_db()
    assert (entry.quantity, entry.retired_on) == (3, None)


@pytest.mark.parametrize("who", ["department", "teacher", "governor", "guest"])
def test_others_do_not(there: Keepers, who: str) -> None:
    member = getattr(there, who)
    entry = an_entry(there, renews_on=day(10), owner=there.teacher)
    said = Details("equipment", "Camera")
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    for attempt in (
        lambda: actions.add(there.school, member, said),
        lambda: actions.change(entry, member, said, 1),
        lambda: actions.renew(entry, member, day(400), None, 1),
        lambda: actions.retire(entry, member, "Sold"),
        lambda: actions.bring_back(entry, member),
        lambda: actions.attach(entry, member, paper, ""),
    ):
        with pytest.raises(NotAllowed, match="keep the registers"):
            attempt()
    assert RegisterEntry.objects.get().name == "Number garden"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kind", {"kind": "toaster"}),
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 161}),
        ("supplier", {"supplier": "x" * 121}),
        ("quantity", {"quantity": -1}),
        ("quantity", {"quantity": 1_000_001}),
        ("in_use", {"in_use": -1}),
        ("pence", {"pence": -1}),
        ("pence", {"pence": 100_000_000_01}),
        ("period", {"period": "weekly"}),
        ("notice_days", {"notice_days": 1_001, "renews_on": datetime.date(2030, 1, 1)}),
        ("renews_on", {"notice_days": 30}),
        ("replaced_in", {"replaced_in": 1989}),
        ("bought_on", {"bought_on": datetime.date(1889, 1, 1)}),
        ("bought_on", {"bought_on": datetime.date(2199, 1, 1)}),
        (
            "renews_on",
            {"starts_on": datetime.date(2030, 1, 2), "renews_on": datetime.date(2030, 1, 1)},
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    there: Keepers, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(NotSo) as refused:
        an_entry(there, **said)
    assert refused.value.field == field and refused.value.sentence
    assert not RegisterEntry.objects.exists()


def test_somebody_who_has_left_cannot_answer_for_it(there: Keepers) -> None:
    there.teacher.left_on = day(-1)
    with pytest.raises(NotSo, match="left the school"):
        an_entry(there, owner=there.teacher)


def test_a_person_stands_for_the_words(there: Keepers) -> None:
    entry = an_entry(there, owner_words="The parish")
    assert entry.answered_for_by == "Theo Technician"
    entry = actions.change(
        entry, there.head, Details("licence", "Number garden", owner_words="The parish"), 1
    )
    assert (entry.owner, entry.answered_for_by) == (None, "The parish")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(there: Keepers) -> None:
    entry = an_entry(there)
    actions.change(entry, there.head, Details("licence", "Other"), 1)
    with pytest.raises(actions.EntryChanged) as refused:
        actions.change(entry, there.smt, Details("licence", "Mine"), 1)
    assert refused.value.revision == 2
    assert RegisterEntry.objects.get().name == "Other"


def test_saying_the_same_again_changes_nothing(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(50))
    before = Activity.objects.count()
    actions.change(RegisterEntry.objects.get(), there.head, Details.of(entry), 1)
    assert (RegisterEntry.objects.get().revision, Activity.objects.count()) == (1, before)


def test_renewing_closes_the_old_day_and_opens_the_next(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(20), notice_days=30, pence=100, starts_on=day(-345))
    entry = actions.renew(entry, there.manager, day(385), 120, 1)
    assert (entry.renews_on, entry.starts_on, entry.pence) == (day(385), day(20), 120)
    assert entry.notice_on == day(355)
    closed = Renewal.objects.get(closed_on=day(0))
    assert (closed.due_on, closed.how, closed.member) == (day(20), "renewed", there.manager)
    assert open_ones(entry) == {"renewal": day(385)}


def test_renewing_needs_a_later_day_and_a_day_at_all(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(20))
    with pytest.raises(NotSo, match="after the one"):
        actions.renew(entry, there.head, day(20), None, 1)
    with pytest.raises(actions.EntryChanged):
        actions.renew(entry, there.head, day(400), None, 7)
    with pytest.raises(Refused, match="no renewal date"):
        actions.renew(an_entry(there, name="B"), there.head, day(20), None, 1)


def test_a_later_date_near_the_old_one_is_a_renewal_and_a_far_one_a_correction(
    there: Keepers,
) -> None:
    near = an_entry(there, renews_on=day(-3))
    actions.change(near, there.head, Details("licence", "A", renews_on=day(362)), 1)
    assert Renewal.objects.get(entry=near, closed_on=day(0)).how == "renewed"
    far = an_entry(there, name="B", renews_on=day(300))
    actions.change(far, there.head, Details("licence", "B", renews_on=day(310)), 1)
    assert open_ones(far) == {"renewal": day(310)}
    assert not Renewal.objects.filter(entry=far).exclude(closed_on=None).exists()
    actions.change(far, there.head, Details("licence", "B"), 2)
    assert Renewal.objects.get(entry=far).how == "ended"


def test_retiring_says_why_and_ends_what_was_to_be_renewed(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(20), replaced_in=2026)
    with pytest.raises(NotSo, match="why"):
        actions.retire(entry, there.head, "  ")
    actions.retire(entry, there.head, "Scrapped", replaced=True)
    assert {one.how for one in Renewal.objects.all()} == {"replaced"}
    with pytest.raises(Refused, match="retired"):
        actions.change(entry, there.head, Details("licence", "x"), 2)
    with pytest.raises(Refused, match="retired"):
        actions.retire(entry, there.head, "Again")
    actions.bring_back(entry, there.head)
    assert set(open_ones(entry)) == {"renewal", "replacement"}


def test_what_is_put_back_has_the_same_renewals_as_before(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(20), replaced_in=2026)
    before = set(Renewal.objects.values_list("pk", "due_on"))
    actions.retire(entry, there.head, "Scrapped")
    actions.bring_back(entry, there.head)
    assert set(Renewal.objects.values_list("pk", "due_on")) == before
    assert {(one.closed_on, one.how, one.member) for one in Renewal.objects.all()} == {
        (None, "", None)
    }


def test_what_was_renewed_or_ended_before_it_was_retired_stays_closed(there: Keepers) -> None:
    entry = an_entry(there, renews_on=day(20))
    old = Renewal.objects.get()
    entry = actions.renew(entry, there.head, day(385), None, entry.revision)
    actions.retire(entry, there.head, "Scrapped")
    Renewal.objects.exclude(pk=old.pk).update(due_on=day(300))
    actions.bring_back(entry, there.head)
    old.refresh_from_db()
    assert (old.how, old.closed_on) == ("renewed", day(0))
    assert open_ones(entry) == {"renewal": day(385)}
    assert Renewal.objects.count() == 3


def test_papers_are_checked_and_go_with_their_file(there: Keepers) -> None:
    entry = an_entry(there)
    with pytest.raises(NotSo, match="Choose a file"):
        actions.attach(entry, there.head, None, "")
    with pytest.raises(NotSo, match="no file of a kind"):
        actions.attach(entry, there.head, SimpleUploadedFile("a.pdf", b"<html>"), "")
    paper = actions.attach(entry, there.head, SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), "Lease")
    assert str(paper) == "Lease"
    actions.detach(paper, there.head)
    assert not EntryDocument.objects.exists()


def test_the_list_and_one_entry_agree_on_how_each_stands(there: Keepers) -> None:
    a_large_register(there, 400)
    found = in_short(there.school)
    today, year = timezone.localdate(), found.year
    for state in Stands:
        asked = set(filtered(there.school, Filters(state=state)).values_list("pk", flat=True))
        worst = {one.pk for one in found.by_state[state]}
        assert worst <= asked, state
        if state in (Stands.EXPIRED, Stands.FINE):
            assert worst == asked, state
    row = RegisterEntry.objects.first()
    assert row is not None and state_of(row, today, year) in list(Stands)


def test_another_school_has_its_own(there: Keepers) -> None:
    an_entry(there)
    other = keepers()
    with scope(school=other.school):
        assert in_short(other.school).lines == []
    assert a_school().pk != there.school.pk
