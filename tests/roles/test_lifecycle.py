"""Whatever people do, in whatever order: the life of a role's descriptions keeps its promises."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django_scopes import scopes_disabled
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from roles.actions import descriptions, roles, signing
from roles.merging import LineContent
from roles.models import Holding, RoleDescription, Signature, State
from roles.queries.descriptions import waiting_for
from schools.models import Member
from schools.permissions import NotAllowed
from schools.refusals import Refused

from .making import Staff, a_duty, a_role, staff, written

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("draft", "proposed"),
    ("draft", "withdrawn"),
    ("proposed", "draft"),
    ("proposed", "agreed"),
    ("proposed", "withdrawn"),
    ("agreed", "superseded"),
}
REACHED: set[str] = set()
PEOPLE = ["head", "smt", "coordinator", "teacher", "governor"]


def text_of(description: RoleDescription) -> Any:
    """All that was agreed: what a frozen version must not change."""
    lines = description.lines.values_list("text", "why", "kind", "area", "part", "minutes", "note")
    return (
        description.purpose,
        description.release_minutes,
        description.review_on,
        description.words,
        list(lines),
    )


class Life(RuleBasedStateMachine):
    """One role, five people who do anything in any order."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scope = scopes_disabled()
        self.scope.__enter__()
        self.people: Staff = staff()
        self.duty = a_duty(self.people.school)
        self.role = a_role(self.people, self.people.coordinator)
        self.states: dict[int, str] = {}
        self.frozen: dict[int, Any] = {}

    def teardown(self) -> None:
        REACHED.update(self.states.values() if hasattr(self, "states") else ())
        if hasattr(self, "scope"):
            self.scope.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def member(self, name: str) -> Member:
        return Member.objects.get(pk=getattr(self.people, name).pk)

    def version(self, back: int) -> RoleDescription | None:
        versions = list(RoleDescription.objects.filter(role=self.role).order_by("-number"))
        return versions[back] if back < len(versions) else None

    def attempt(self, action: Any, *arguments: Any) -> None:
        """Do it, or be refused with a sentence; never anything else."""
        try:
            with transaction.atomic():
                action(*arguments)
        except (Refused, NotAllowed) as refused:
            assert len(refused.sentence) > 20

    @rule(who=st.sampled_from(PEOPLE))
    def start(self, who: str) -> None:
        self.attempt(descriptions.start_version, self.role, self.member(who))

    @rule(who=st.sampled_from(PEOPLE), manager=st.sampled_from(PEOPLE), back=st.integers(0, 1))
    def save(self, who: str, manager: str, back: int) -> None:
        if version := self.version(back):
            content = written(
                version,
                purpose=f"To lead, says {who}",
                line_manager=getattr(self.people, manager).pk,
                lines={f"d{self.duty.pk}": LineContent("leads", version.revision)},
            )
            self.attempt(
                descriptions.save_draft, version, self.member(who), content, version.revision
            )

    @rule(who=st.sampled_from(PEOPLE), back=st.integers(0, 1))
    def propose(self, who: str, back: int) -> None:
        if version := self.version(back):
            self.attempt(descriptions.propose, version, self.member(who))

    @rule(who=st.sampled_from(PEOPLE), back=st.integers(0, 2))
    def sign(self, who: str, back: int) -> None:
        if version := self.version(back):
            self.attempt(signing.sign, version, self.member(who))

    @rule()
    def everybody_signs(self) -> None:
        for who in PEOPLE:
            self.sign(who, 0)

    @rule(steps=st.integers(1, 4))
    def go_on(self, steps: int) -> None:
        """What usually comes next, so that whole lives are lived and not only refusals."""
        for _step in range(steps):
            self.next_step()
            self.promises_are_kept()

    def next_step(self) -> None:
        version = self.version(0)
        head = self.member("head")
        if version is None or not version.is_open:
            self.attempt(descriptions.start_version, self.role, head)
        elif version.state == State.PROPOSED:
            waiting = waiting_for(version)
            signer = waiting[0].member if waiting else self.member("coordinator")
            self.attempt(signing.sign, version, signer)
        else:
            content = written(
                version,
                purpose="To coordinate.",
                line_manager=self.a_manager().pk,
                lines={f"d{self.duty.pk}": LineContent("leads", version.number)},
            )
            self.attempt(descriptions.save_draft, version, head, content, version.revision)
            self.attempt(descriptions.propose, self.version(0), head)

    def a_manager(self) -> Member:
        """Somebody whom the role can answer to."""
        held = set(
            Holding.objects.filter(role=self.role, until=None).values_list("member", flat=True)
        )
        able = ("head", "smt", "coordinator")
        names = [one for one in able if getattr(self.people, one).pk not in held]
        return self.member(names[0])

    @rule(who=st.sampled_from(PEOPLE), back=st.integers(0, 1))
    def send_back(self, who: str, back: int) -> None:
        if version := self.version(back):
            self.attempt(descriptions.send_back, version, self.member(who), "Too much.")

    @rule(who=st.sampled_from(PEOPLE), back=st.integers(0, 1))
    def withdraw(self, who: str, back: int) -> None:
        if version := self.version(back):
            self.attempt(descriptions.withdraw, version, self.member(who))

    @rule(holders=st.lists(st.sampled_from(PEOPLE[:4]), max_size=2, unique=True))
    def hand_over(self, holders: list[str]) -> None:
        chosen = [self.member(one) for one in holders]
        self.attempt(roles.change_holders, self.role, self.member("head"), chosen)

    @rule(manager=st.sampled_from(PEOPLE), back=st.integers(0, 2))
    def answer_to_another(self, manager: str, back: int) -> None:
        if version := self.version(back):
            self.attempt(
                descriptions.change_line_manager,
                version,
                self.member("head"),
                self.member(manager),
            )

    @rule(words=st.sampled_from(["Coach", "Coach colleagues in classrooms"]))
    def reword_duty(self, words: str) -> None:
        self.duty.text = words
        self.duty.save()

    @invariant()
    def promises_are_kept(self) -> None:
        if not hasattr(self, "role"):
            return
        versions = list(RoleDescription.objects.filter(role=self.role).order_by("number"))
        assert [one.number for one in versions] == list(range(1, len(versions) + 1))
        states = [one.state for one in versions]
        assert states.count(State.AGREED) <= 1
        assert states.count(State.DRAFT) + states.count(State.PROPOSED) <= 1
        for version in versions:
            self.look_at(version)

    def look_at(self, version: RoleDescription) -> None:
        before = self.states.get(version.pk)
        after = version.state
        if before != after:
            assert before is None or before != "superseded"
            if before is not None and (before, after) not in ALLOWED:
                # Two steps within one rule: everybody signing a proposal of the same rule.
                assert (before, after) == ("proposed", "superseded")
            if after == State.AGREED:
                self.check_signatures(version)
                self.frozen[version.pk] = text_of(version)
            self.states[version.pk] = after
        if version.pk in self.frozen:
            assert text_of(version) == self.frozen[version.pk]

    def check_signatures(self, version: RoleDescription) -> None:
        """At the moment of agreement every holder and the line manager had agreed it."""
        signed = set(version.signatures.filter(void=False).values_list("member", "capacity"))
        holders = {
            one.member_id
            for one in self.role.holdings.model.objects.filter(role=self.role, until=None)
        }
        assert holders
        assert version.line_manager_id not in holders
        assert {(pk, Signature.Capacity.HOLDER.value) for pk in holders} <= signed
        assert (version.line_manager_id, Signature.Capacity.LINE_MANAGER.value) in signed


@pytest.mark.django_db(transaction=True)
def test_the_life_cycle_keeps_its_promises_whatever_people_do() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
    assert {State.AGREED, State.SUPERSEDED} <= REACHED
