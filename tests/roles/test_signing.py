"""Agreeing a description: each party as themselves, alone, together, or on paper."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from roles.actions import descriptions, roles, signing
from roles.merging import LineContent
from roles.models import Duty, RoleDescription, Signature, State
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, signed_in

from .making import Staff, a_draft, a_duty, a_proposed, a_role, an_agreed, staff, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Any:
    made = staff()
    with scope(school=made.school):
        a_duty(made.school)
        yield made


def test_a_version_is_agreed_once_its_holder_and_line_manager_have_agreed(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    description = signing.sign(description, people.coordinator)
    assert description.state == State.PROPOSED
    description = signing.sign(description, people.head)
    assert description.state == State.AGREED
    assert description.agreed_at
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert {"roles.signed", "roles.agreed", "roles.proposed"} <= verbs


def test_the_previous_agreed_version_is_superseded_by_the_next(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    first, second = an_agreed(people, role), an_agreed(people, role, purpose="Another one.")
    first.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.AGREED)
    assert first.ended_at == second.agreed_at


def test_every_holder_has_to_agree(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator, people.teacher))
    signing.sign(description, people.head)
    assert signing.sign(description, people.coordinator).state == State.PROPOSED
    assert signing.sign(description, people.teacher).state == State.AGREED


def test_who_is_neither_holder_nor_line_manager_may_not_agree(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    with pytest.raises(NotAllowed, match="Only the holder of a role and its line manager"):
        signing.sign(description, people.smt)


def test_agreeing_twice_says_when_one_agreed(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    signing.sign(description, people.coordinator)
    with pytest.raises(Refused, match="Priya Coordinator agreed this version on"):
        signing.sign(description, people.coordinator)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [("draft", "is a draft"), ("withdrawn", "was withdrawn"), ("superseded", "was superseded")],
)
def test_only_a_proposed_or_agreed_version_can_be_agreed(
    people: Staff, state: str, words: str
) -> None:
    role = a_role(people, people.coordinator)
    if state == "superseded":
        description = an_agreed(people, role)
        an_agreed(people, role)
        roles.change_holders(role, people.head, [people.teacher])
        signer = people.teacher
    else:
        description = a_draft(people, role)
        signer = people.coordinator
        if state == "withdrawn":
            descriptions.withdraw(description, people.head)
    description.refresh_from_db()
    with pytest.raises((Refused, NotAllowed)) as refused:
        signing.refuse_unless_signable(description)
    assert words in str(refused.value)
    with pytest.raises((Refused, NotAllowed)):
        signing.sign(description, signer)


def test_the_heads_own_description_is_agreed_with_a_governor(people: Staff) -> None:
    role = a_role(people, people.head, title="Headteacher", position="headteacher")
    with pytest.raises(Refused, match="choose a governor"):
        a_draft(people, role, manager=people.smt)
    RoleDescription.objects.all().delete()
    description = a_proposed(people, role, manager=people.governor)
    signing.sign(description, people.head)
    assert signing.sign(description, people.governor).state == State.AGREED


def test_a_governor_agrees_nothing_but_the_heads(people: Staff) -> None:
    with pytest.raises(Refused, match="answers to the headteacher"):
        a_draft(people, a_role(people, people.coordinator), manager=people.governor)


def test_nobody_answers_to_themselves(people: Staff) -> None:
    role = a_role(people, people.smt, title="Digital lead", position="smt")
    with pytest.raises(Refused, match="cannot answer to themselves"):
        a_draft(people, role, manager=people.smt)


def test_a_line_manager_who_takes_the_role_cannot_sign_for_both(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    description = a_proposed(people, role)
    roles.change_holders(role, people.head, [people.head])
    assert signing.sign(description, people.head).state == State.PROPOSED
    with pytest.raises(Refused, match="cannot agree it as its line manager too"):
        signing.sign(description, people.head)


def test_a_vacant_roles_version_is_agreed_once_somebody_holds_it(people: Staff) -> None:
    role = a_role(people)
    description = a_proposed(people, role)
    assert signing.sign(description, people.head).state == State.PROPOSED
    role = roles.change_holders(role, people.head, [people.teacher])
    assert signing.sign(description, people.teacher).state == State.AGREED


def test_when_the_last_one_waited_for_goes_the_rest_have_agreed(people: Staff) -> None:
    role = a_role(people, people.coordinator, people.teacher)
    description = a_proposed(people, role)
    signing.sign(description, people.coordinator)
    signing.sign(description, people.head)
    roles.change_holders(role, people.head, [people.coordinator])
    description.refresh_from_db()
    assert description.state == State.AGREED


def test_an_agreed_version_stays_in_force_and_asks_a_new_holder(people: Staff) -> None:
    role = a_role(people, people.coordinator)
    description = an_agreed(people, role)
    roles.change_holders(role, people.head, [people.teacher])
    signed = signing.sign(description, people.teacher)
    assert signed.state == State.AGREED
    assert signed.signatures.count() == 3


def test_a_new_line_manager_is_asked_without_touching_the_text(people: Staff) -> None:
    description = an_agreed(people, a_role(people, people.coordinator))
    before = (description.purpose, description.words, description.agreed_at)
    description = descriptions.change_line_manager(description, people.head, people.smt)
    assert (description.purpose, description.words, description.agreed_at) == before
    assert signing.sign(description, people.smt).signatures.count() == 3


def test_sending_back_voids_the_signatures_and_needs_a_reason(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    signing.sign(description, people.coordinator)
    with pytest.raises(Refused, match="Say why"):
        descriptions.send_back(description, people.head, "  ")
    description = descriptions.send_back(description, people.head, "Too much for two hours.")
    assert (description.state, description.words) == (State.DRAFT, {})
    assert not description.signatures.filter(void=False).exists()
    assert description.lines.get().text == ""
    description = descriptions.propose(description, people.head)
    assert signing.sign(description, people.coordinator).state == State.PROPOSED


def test_agreeing_together_is_all_or_nothing(people: Staff) -> None:
    one = a_proposed(people, a_role(people, people.coordinator))
    other = a_proposed(people, a_role(people, people.teacher, title="Web editor"))
    signing.sign(other, people.head)
    with pytest.raises(Refused, match="Web editor: Helen Head agreed"):
        signing.agree_together([one, other], people.head)
    assert not one.signatures.exists()
    third = a_proposed(people, a_role(people, people.smt, title="Digital lead", position="smt"))
    assert len(signing.agree_together([one, third], people.head)) == 2


def test_a_paper_signature_counts_and_says_who_recorded_it(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    today = timezone.localdate()
    description = signing.record_paper_signature(
        description, people.head, people.coordinator, today
    )
    signature = description.signatures.get()
    assert (signature.on_paper, signature.recorded_by) == (today, people.head)
    assert signing.sign(description, people.head).state == State.AGREED


@pytest.mark.parametrize(("days", "words"), [(1, "from a day to come"), (-2, "was another text")])
def test_a_paper_signature_has_a_day_that_can_be(people: Staff, days: int, words: str) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    day = timezone.localdate() + datetime.timedelta(days=days)
    with pytest.raises(Refused, match=words):
        signing.record_paper_signature(description, people.head, people.coordinator, day)


def test_ones_own_signature_is_not_recorded_and_only_the_head_records(people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    today = timezone.localdate()
    with pytest.raises(Refused, match="agree the version here as yourself"):
        signing.record_paper_signature(description, people.head, people.head, today)
    with pytest.raises(NotAllowed):
        signing.record_paper_signature(description, people.smt, people.coordinator, today)


def test_the_page_names_what_agreeing_would_leave_open(client: Client, people: Staff) -> None:
    role = a_role(people, people.coordinator)
    coach = a_duty(people.school, "Coach everybody")
    an_agreed(people, role, duties=[coach, Duty.objects.exclude(pk=coach.pk)[0]])
    other = Duty.objects.exclude(pk=coach.pk)[0]
    description = a_proposed(people, role)
    descriptions.send_back(description, people.head, "Without coaching.")
    description.refresh_from_db()
    lines = {f"d{other.pk}": LineContent("leads", 10)}
    description = descriptions.save_draft(
        description, people.head, written(description, lines=lines), description.revision
    )
    description = descriptions.propose(description, people.head)
    url = reverse("roles:agree", args=[people.school.slug, role.pk, description.number])
    page = signed_in(client, people.head).get(url)
    assert "Nobody would lead “Coach everybody” any more." in page.content.decode()
    answer = client.post(url, follow=True)
    assert "It now waits for Priya Coordinator." in answer.content.decode()


def test_an_outsider_of_the_version_gets_a_sentence(client: Client, people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    url = reverse("roles:agree", args=[people.school.slug, description.role_id, description.number])
    answer = signed_in(client, people.smt).post(url)
    assert answer.status_code == 403
    assert "Only the holder of a role and its line manager" in answer.content.decode()


def test_several_are_agreed_on_one_page(client: Client, people: Staff) -> None:
    versions = [
        a_proposed(people, a_role(people, people.coordinator)),
        a_proposed(people, a_role(people, people.teacher, title="Web editor")),
    ]
    url = reverse("roles:agree_together", args=[people.school.slug])
    page = signed_in(client, people.head).get(url)
    assert page.content.decode().count('type="checkbox"') == 2
    client.post(url, {"version": [str(one.pk) for one in versions]})
    assert Signature.objects.filter(member=people.head).count() == 2
    assert "Nothing waits for your agreement" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 400


def test_a_scan_is_kept_and_given_back_to_those_who_may_read(client: Client, people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    where = [people.school.slug, description.role_id, description.number]
    today = timezone.localdate().isoformat()
    signed_in(client, people.head).post(
        reverse("roles:paper", args=where),
        {
            "signer": people.coordinator.pk,
            "signed_on": today,
            "scan": SimpleUploadedFile("signed.pdf", b"%PDF-1.7 a scan"),
        },
    )
    signature = Signature.objects.get()
    url = reverse("roles:scan", args=[*where, signature.pk])
    given = client.get(url)
    assert b"".join(given.streaming_content) == b"%PDF-1.7 a scan"  # type: ignore[attr-defined]
    assert given["Content-Disposition"] == 'attachment; filename="signed.pdf"'
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert signed_in(client, people.teacher).get(url).status_code == 403
    elsewhere = a_member(staff().school, "headteacher")
    assert signed_in(client, elsewhere).get(url).status_code == 404


def test_a_refused_scan_records_nothing_and_says_why(client: Client, people: Staff) -> None:
    description = a_proposed(people, a_role(people, people.coordinator))
    where = [people.school.slug, description.role_id, description.number]
    answer = signed_in(client, people.head).post(
        reverse("roles:paper", args=where),
        {
            "signer": people.coordinator.pk,
            "signed_on": timezone.localdate().isoformat(),
            "scan": SimpleUploadedFile("signed.pdf", b"<script>alert(1)</script>"),
        },
    )
    assert answer.status_code == 400
    assert "Give one of these: PDF, PNG, JPEG" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_the_same_moment_both_count() -> None:
    people = staff()
    with scope(school=people.school):
        a_duty(people.school)
        description = a_proposed(people, a_role(people, people.coordinator))
    said: list[str] = []

    def agree(member: Member) -> None:
        try:
            with scope(school=people.school):
                signing.sign(description, Member.objects.get(pk=member.pk))
        except Refused as refused:
            said.append(refused.sentence)
        finally:
            connection.close()

    signers = [people.coordinator, people.head, people.head, people.coordinator]
    threads = [threading.Thread(target=agree, args=[one]) for one in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(school=people.school):
        description.refresh_from_db()
        assert description.state == State.AGREED
        assert Signature.objects.count() == 2
    assert len(said) == 2
    assert all("agreed this version on" in one for one in said)
