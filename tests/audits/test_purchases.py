"""Purchases: from the wish to the register; who may what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_fsm import TransitionNotAllowed
from django_scopes import scope

from audits.actions import purchases as actions
from audits.actions.purchases import Wish
from audits.actions.statements import NotSo
from audits.due_purchases import purchases_need
from audits.entries import Details
from audits.models import Purchase, Quote, RegisterEntry
from schools.actions import people
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.register_parts import ASKERS, KEEPERS, Keepers, day, keepers
from tests.devplan.parts import a_world
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def a_wish(there: Keepers, member: Member | None = None, **said: Any) -> Purchase:
    words = {"what": "Data loggers", "why": "To measure light and sound in Science", **said}
    return actions.ask(there.school, member or there.teacher, Wish(**words))


def ordered(there: Keepers, **said: Any) -> Purchase:
    one = actions.decide(a_wish(there, **said), there.smt, True, "")
    return actions.order(one, there.manager, "Halfnote", "PO-17", 480_00)


def test_it_works(there: Keepers) -> None:
    one = a_wish(there, quantity=6, pence=500_00)
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    actions.quote(one, there.teacher, "Halfnote", 480_00, paper)
    one = actions.decide(one, there.smt, True, "Yes, for the spring")
    one = actions.order(one, there.manager, "Halfnote", "PO-17", 480_00)
    entry = actions.receive(one, there.technician, actions.first_details(one, day(0)))
    one.refresh_from_db()
    assert (one.state, one.entry, one.received_by) == ("received", entry, there.technician)
    assert (entry.name, entry.supplier, entry.quantity, entry.pence, entry.owner) == (
        "Data loggers",
        "Halfnote",
        6,
        480_00,
        there.manager,
    )
    assert {one.verb.split(".")[1] for one in Activity.objects.all()} == {
        *("asked", "quoted", "approved", "ordered", "received", "entry_added"),
    }


@pytest.mark.parametrize("who", [*KEEPERS, *ASKERS])
def test_all_staff_ask(there: Keepers, who: str) -> None:
    assert a_wish(there, getattr(there, who)).state == "asked"


@pytest.mark.parametrize("who", ["governor", "guest"])
def test_nobody_else_asks(there: Keepers, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only the school’s staff"):
        a_wish(there, getattr(there, who))


@pytest.mark.parametrize("who", ["head", "deputy", "smt"])
def test_the_head_and_senior_managers_decide(there: Keepers, who: str) -> None:
    assert actions.decide(a_wish(there), getattr(there, who), True, "").state == "approved"
    refused = actions.decide(a_wish(there), getattr(there, who), False, "Not this year")
    assert (refused.state, refused.reason) == ("refused", "Not this year")


@pytest.mark.parametrize(
    "who", ["coordinator", "technician", "manager", "department", "teacher", "governor", "guest"]
)
def test_nobody_else_decides(there: Keepers, who: str) -> None:
    one = a_wish(there)
    with pytest.raises(NotAllowed, match="approved by the headteacher and senior managers"):
        actions.decide(one, getattr(there, who), True, "")
    with pytest.raises(NotAllowed):
        actions.decide(one, getattr(there, who), False, "No")


def test_nobody_but_the_head_approves_what_they_asked_for(there: Keepers) -> None:
    with pytest.raises(NotAllowed, match="Nobody but the headteacher"):
        actions.decide(a_wish(there, there.smt), there.smt, True, "")
    assert actions.decide(a_wish(there, there.smt), there.head, True, "").state == "approved"
    for who in (there.head, there.deputy):
        assert actions.decide(a_wish(there, who), who, True, "").state == "approved"


def test_a_refusal_says_why(there: Keepers) -> None:
    with pytest.raises(NotSo, match="Say why"):
        actions.decide(a_wish(there), there.head, False, "  ")
    with pytest.raises(NotSo, match="300 characters"):
        actions.decide(a_wish(there), there.head, True, "x" * 301)


@pytest.mark.parametrize("who", [*ASKERS, "governor"])
def test_only_those_who_keep_registers_order_and_receive(there: Keepers, who: str) -> None:
    member = getattr(there, who)
    one = actions.decide(a_wish(there, there.teacher), there.head, True, "")
    with pytest.raises(NotAllowed, match="keep the registers"):
        actions.order(one, member, "Halfnote", "", 1)
    one = actions.order(one, there.manager, "Halfnote", "", 1)
    with pytest.raises(NotAllowed, match="keep the registers"):
        actions.receive(one, member, Details("equipment", "x"))
    assert not RegisterEntry.objects.exists()


def test_steps_are_taken_in_their_order_and_once(there: Keepers) -> None:
    one = a_wish(there)
    details = Details("equipment", "x")
    with pytest.raises(Refused, match="asked for"):
        actions.order(one, there.head, "Halfnote", "", 1)
    with pytest.raises(Refused, match="asked for"):
        actions.receive(one, there.head, details)
    one = actions.decide(one, there.head, True, "")
    with pytest.raises(Refused, match="approved"):
        actions.decide(one, there.head, False, "No")
    with pytest.raises(Refused, match="approved"):
        actions.change(one, there.head, Wish("x", "y"), one.revision)
    one = actions.order(one, there.head, "Halfnote", "", 1)
    with pytest.raises(Refused, match="ordered"):
        actions.quote(one, there.head, "Other", 1)
    actions.receive(one, there.head, details)
    for attempt in (
        lambda: actions.receive(one, there.head, details),
        lambda: actions.withdraw(one, there.head, "No"),
    ):
        with pytest.raises(Refused, match="received"):
            attempt()
    assert RegisterEntry.objects.count() == 1


def test_the_state_itself_is_protected(there: Keepers) -> None:
    one = a_wish(there)
    with pytest.raises(AttributeError):
        one.state = "received"
    with pytest.raises(TransitionNotAllowed):
        one.receive()


def test_an_entry_that_cannot_be_leaves_the_purchase_ordered(there: Keepers) -> None:
    one = ordered(there)
    with pytest.raises(NotSo):
        actions.receive(one, there.head, Details("equipment", ""))
    one.refresh_from_db()
    assert (one.state, one.entry) == ("ordered", None)
    assert not RegisterEntry.objects.exists()


def test_nothing_is_received_where_its_entry_cannot_be_saved(
    there: Keepers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = ordered(there)

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("audits.actions.purchases._record", broken)
    with pytest.raises(RuntimeError):
        actions.receive(one, there.head, Details("equipment", "x"))
    assert not RegisterEntry.objects.exists()
    assert Purchase.objects.get().state == "ordered"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("what", {"what": " "}),
        ("what", {"what": "x" * 161}),
        ("why", {"why": ""}),
        ("why", {"why": "x" * 501}),
        ("kind", {"kind": "toaster"}),
        ("quantity", {"quantity": 0}),
        ("pence", {"pence": -1}),
        ("objective", {"objective": 999_999}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    there: Keepers, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(NotSo) as refused:
        a_wish(there, **said)
    assert refused.value.field == field
    assert not Purchase.objects.exists()


def test_quotes_and_orders_name_a_supplier_and_a_price(there: Keepers) -> None:
    one = a_wish(there)
    page = SimpleUploadedFile("a.pdf", b"<html>")
    for supplier, pence, file in (
        (" ", 1, None),
        ("A", None, None),
        ("A", -1, None),
        ("A", 1, page),
    ):
        with pytest.raises(NotSo):
            actions.quote(one, there.teacher, supplier, pence, file)
    with pytest.raises(NotAllowed):
        actions.quote(one, there.department, "A", 1)
    assert not Quote.objects.exists()
    one = actions.decide(one, there.head, True, "")
    for supplier, reference, price in ((" ", "", 1), ("A", "x" * 81, 1), ("A", "", -1)):
        with pytest.raises(NotSo):
            actions.order(one, there.head, supplier, reference, price)


def test_a_wish_is_changed_and_taken_back_by_whoever_asked_until_it_is_decided(
    there: Keepers,
) -> None:
    one = a_wish(there)
    with pytest.raises(NotAllowed, match="whoever asked"):
        actions.change(one, there.department, Wish("x", "y"), 1)
    with pytest.raises(NotAllowed):
        actions.withdraw(one, there.department, "No")
    one = actions.change(one, there.teacher, Wish("Loggers", "Science"), 1)
    with pytest.raises(actions.WishChanged):
        actions.change(one, there.teacher, Wish("x", "y"), 1)
    with pytest.raises(NotSo, match="why"):
        actions.withdraw(one, there.teacher, "")
    approved = actions.decide(a_wish(there), there.head, True, "")
    with pytest.raises(NotAllowed):
        actions.withdraw(approved, there.teacher, "No")
    assert actions.withdraw(one, there.teacher, "Borrowed some").state == "withdrawn"
    assert actions.withdraw(approved, there.manager, "Too dear").state == "withdrawn"
    assert actions.withdraw(ordered(there), there.manager, "Sold out").state == "withdrawn"


def test_it_is_for_an_objective_of_the_plan_which_may_go() -> None:
    world = a_world()
    with scope(school=world.school):
        wish = Wish("Access points", "Wireless", objective=world.objective.pk)
        one = actions.ask(world.school, world.coordinator, wish)
        assert one.objective_words == "Wireless everywhere"
        page = reverse("audits:purchase", args=[world.school.slug, one.pk])
        client = signed_in(Client(), world.head)
        read = client.get(page).content.decode()
        assert f"#objective-{world.objective.pk}" in read and "Wireless everywhere" in read
        world.objective.delete()
        read = client.get(page).content.decode()
        assert "Wireless everywhere" in read and "no longer in the plan" in read


def test_who_asked_and_leaves_half_way_is_named_and_their_wish_goes_on(
    client: Client, there: Keepers
) -> None:
    one = a_wish(there)
    people.leave(there.teacher, there.head)
    page = reverse("audits:purchase", args=[there.school.slug, one.pk])
    assert there.teacher.name in signed_in(client, there.smt).get(page).content.decode()
    one = actions.decide(one, there.smt, True, "")
    people.leave(there.smt, there.head)
    one = actions.order(one, there.manager, "Halfnote", "PO-17", 480_00)
    entry = actions.receive(one, there.technician, actions.first_details(one, day(0)))
    assert entry.owner is None or entry.owner.left_on is None
    Purchase.objects.filter(pk=one.pk).update(asked_by=None, decided_by=None)
    assert "Data loggers" in signed_in(client, there.head).get(page).content.decode()


def test_the_front_page_asks_who_decides_and_who_orders(
    there: Keepers, django_assert_num_queries: Callable[..., Any]
) -> None:
    a_wish(there, there.smt)
    actions.decide(a_wish(there), there.head, True, "")

    def asked(member: Member) -> list[str]:
        return [one.sentence for one in purchases_need(member)]

    with django_assert_num_queries(1):
        assert asked(there.head) == ["1 wish waits for a decision"]
    assert asked(there.deputy) == asked(there.head)
    assert asked(there.smt) == []
    assert asked(there.manager) == ["1 approved purchase is to be ordered"]
    for who in ("coordinator", "technician", "department", "teacher", "governor", "guest"):
        assert asked(getattr(there, who)) == []


# ---- Pages -----------------------------------------------------------------------------------------


def url(there: Keepers, page: str, *more: Any) -> str:
    return reverse(f"audits:{page}", args=[there.school.slug, *more])


def test_everybody_sees_their_own_and_keepers_all(client: Client, there: Keepers) -> None:
    a_wish(there, there.teacher, what="Loggers")
    a_wish(there, there.department, what="Cameras")
    read = signed_in(client, there.teacher).get(url(there, "purchases")).content.decode()
    assert "Loggers" in read and "Cameras" not in read and "1 wish waits" in read
    for who in KEEPERS:
        read = signed_in(client, getattr(there, who)).get(url(there, "purchases")).content.decode()
        assert "Loggers" in read and "Cameras" in read
    cameras = Purchase.objects.get(what="Cameras")
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    note = actions.quote(cameras, there.department, "Halfnote", 1, paper)
    letter = url(there, "quote_letter", cameras.pk, note.pk)
    signed_in(client, there.teacher)
    for address in (url(there, "purchase", cameras.pk), letter):
        response = client.get(address)
        assert response.status_code == 403
        assert "seen by whoever asked" in response.content.decode()
    assert client.get(url(there, "purchase_edit", cameras.pk)).status_code == 403
    assert signed_in(client, there.department).get(letter).status_code == 200
    for member in (there.governor, there.guest):
        signed_in(client, member)
        assert client.get(url(there, "purchases")).status_code == 403
        assert client.get(url(there, "purchase", cameras.pk)).status_code == 403
    other = keepers()
    assert signed_in(client, other.head).get(letter).status_code == 404
    assert client.get(url(other, "purchase", cameras.pk)).status_code == 404


def test_it_goes_from_a_phone_to_the_register(client: Client, there: Keepers) -> None:
    signed_in(client, there.teacher)
    words = {"what": "Loggers", "why": "", "quantity": "6", "kind": "equipment", "pence": "480"}
    response = client.post(url(there, "purchase_ask"), words)
    assert response.status_code == 422 and "Loggers" in response.content.decode()
    words["why"] = "Science"
    response = client.post(url(there, "purchase_ask"), words, follow=True)
    read = response.content.decode()
    assert "Asked for “Loggers”" in read and "To be approved" in read and "Approve it" not in read
    one = Purchase.objects.get()
    decide = url(there, "purchase_decide", one.pk)
    assert client.post(decide, {"answer": "yes"}).status_code == 403
    signed_in(client, there.head)
    response = client.post(decide, {"answer": "no", "reason": "", "revision": 1})
    assert response.status_code == 422 and "so that they know" in response.content.decode()
    yes = {"answer": "yes", "revision": 1}
    assert "It is approved." in client.post(decide, yes, follow=True).content.decode()
    signed_in(client, there.manager)
    quote = {"supplier": "Halfnote", "pence": "£470"}
    client.post(url(there, "quote", one.pk), quote)
    read = client.get(url(there, "purchase", one.pk)).content.decode()
    assert 'value="Halfnote"' in read and 'value="470"' in read
    order = {"supplier": "Halfnote", "reference": "PO-17", "pence": "470"}
    client.post(url(there, "purchase_order", one.pk), order)
    read = client.get(url(there, "purchase_receive", one.pk)).content.decode()
    assert 'value="Loggers"' in read and "Into the registers" in read
    entry = {"kind": "equipment", "name": "Loggers", "quantity": "6", "period": "once"}
    bad = client.post(url(there, "purchase_receive", one.pk), {**entry, "renews_on": "soon"})
    assert bad.status_code == 422
    response = client.post(
        url(there, "purchase_receive", one.pk), {**entry, "pence": "470"}, follow=True
    )
    assert "“Loggers” is in the registers." in response.content.decode()
    assert RegisterEntry.objects.get().pence == 470_00
    response = client.get(url(there, "purchase_receive", one.pk), follow=True)
    assert "Only what is ordered" in response.content.decode()


def test_a_step_that_somebody_else_took_is_told(client: Client, there: Keepers) -> None:
    one = a_wish(there)
    actions.decide(one, there.head, True, "")
    signed_in(client, there.smt)
    response = client.post(url(there, "purchase_decide", one.pk), {"answer": "yes"}, follow=True)
    assert "This purchase is approved" in response.content.decode()


def test_what_is_decided_is_what_was_read(client: Client, there: Keepers) -> None:
    one = a_wish(there, pence=500_00)
    page = signed_in(client, there.head).get(url(there, "purchase", one.pk)).content.decode()
    assert 'name="revision" value="1"' in page
    actions.change(one, there.teacher, Wish("Data loggers", "Science", pence=5_000_00), 1)
    decide = url(there, "purchase_decide", one.pk)
    for typed in ({"revision": 1}, {}):
        refused = client.post(decide, {"answer": "yes", "reason": "For the spring", **typed})
        read = refused.content.decode()
        assert refused.status_code == 422 and "changed while you were reading it" in read
        assert "£5,000" in read and 'value="For the spring"' in read
        assert Purchase.objects.get().state == "asked"
    assert 'name="revision" value="2"' in read
    client.post(decide, {"answer": "yes", "reason": "For the spring", "revision": 2})
    assert Purchase.objects.get().state == "approved"


def test_what_costs_more_than_was_approved_says_so(client: Client, there: Keepers) -> None:
    one = actions.decide(a_wish(there, pence=500_00), there.head, True, "For the spring")
    page, order = url(there, "purchase", one.pk), url(there, "purchase_order", one.pk)
    read = signed_in(client, there.manager).get(page).content.decode()
    assert "at £500 · For the spring" in read and "more than was approved" not in read
    typed = {"supplier": "Halfnote", "reference": "", "pence": "620"}
    assert "for £120 more than was approved" in client.post(order, typed, follow=True).text
    read = signed_in(client, there.head).get(page).text
    assert "at £500 · For the spring" in read and "£120 more than was approved" in read
    one.refresh_from_db()
    paid = Details("equipment", "Data loggers", pence=480_00)
    actions.receive(one, there.manager, paid)
    assert "more than was approved" not in client.get(page).text
    # Of what was approved without a price nothing is more.
    free = actions.decide(a_wish(there), there.head, True, "")
    assert actions.order(free, there.manager, "Halfnote", "", 1_00).over == 0


def test_pages_take_as_many_queries_for_many_as_for_few(
    client: Client, there: Keepers, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    signed_in(client, there.manager)
    for many in (2, 60):
        for number in range(many):
            one = a_wish(there, what=f"Thing {number}")
        for number in range(many // 4):
            actions.quote(one, there.teacher, f"Supplier {number}", number)
        for address in (url(there, "purchases"), url(there, "purchase", one.pk)):
            client.get(address)
            with django_assert_max_num_queries(8):
                assert client.get(address).status_code == 200
