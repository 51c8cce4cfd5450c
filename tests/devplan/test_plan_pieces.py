"""The plan's page is put together from pieces that are kept: whatever changes, it says what it says made of nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from audits.models import EntitlementGap
from devplan.actions.updating import Word, update
from devplan.models import (
    Action,
    Cost,
    Criterion,
    Indicator,
    Measurement,
    Objective,
    Plan,
    PlanSignature,
    PlanVersion,
    Spending,
    Strand,
    Target,
)
from devplan.queries import pieces
from devplan.views import plans as views
from home import sample
from roles.models import Duty
from schools.kept import NotDecided, made_of
from schools.models import Aim, Member, Position, School, Subject, Term
from tests.factories import signed_in
from tests.keeping import forget
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = re.compile(r'value="\w{64}"|"X-CSRFToken": "\w{64}"')


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def school() -> School:
    return the_sample()


def client_of(school: School, key: str) -> Client:
    with scope(school=school):
        return signed_in(Client(), Member.objects.get(user__email=sample.ADDRESS.format(key=key)))


def path_of(school: School) -> str:
    with scope(school=school):
        return reverse("devplan:plan", args=[school.slug, Plan.objects.get(state="agreed").pk])


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return TOKEN.sub("", answer.content.decode())


def an_action() -> Action:
    """The action that the changes are made of: it is led, costs something, and is not done."""
    found = Action.objects.filter(objective__plan__state="agreed", costs__pence__gt=0)
    one = found.exclude(Q(lead=None) | Q(status="done")).order_by("pk").first()
    assert one is not None
    return one


def changes_of(school: School) -> dict[str, Callable[[], Any]]:
    """One change of each kind of thing that an objective shows, or that stands around all of them, by its name."""
    action = an_action()
    objective = action.objective
    plan = objective.plan
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    cost = action.costs.exclude(pence=0).first()
    others = Member.objects.exclude(pk=action.lead_id or 0).filter(left_on=None).order_by("pk")
    lead, watcher, helper, author = others[0], others[1], others[2], others[3]
    other = Objective.objects.filter(plan=plan).exclude(strand=objective.strand).first()
    subject = Subject.objects.order_by("pk").first()
    aim = Aim.objects.order_by("pk").first()
    duty = Duty.objects.order_by("pk").first()
    gap = EntitlementGap.objects.filter(closed_on=None).order_by("pk").first()
    assert cost and other and subject and aim and duty and gap
    indicator = Indicator.objects.create(school=school, plan=plan, name="Counted", unit="%")

    def of(row: Any, **fields: Any) -> Callable[[], Any]:
        return lambda: type(row).objects.filter(pk=row.pk).update(**fields)

    def origin(rows: Any, kind: str, pk: int) -> Callable[[], Any]:
        return of(rows, origin_kind=kind, origin_id=pk)

    def criterion(**fields: Any) -> Callable[[], Any]:
        return lambda: Criterion.objects.filter(text="It is so").update(**fields)

    def new(model: Any, **fields: Any) -> Callable[[], Any]:
        return lambda: model.objects.create(school=school, **fields)

    def target(**fields: Any) -> Callable[[], Any]:
        return lambda: Target.objects.filter(indicator=indicator).update(**fields)

    def text_of_version() -> None:
        version = PlanVersion.objects.filter(plan=plan).latest("number")
        for strand in version.text["strands"]:
            for one in strand["objectives"]:
                if one["id"] == objective.pk:
                    one["text"] = "As it was agreed, otherwise"
        version.save(update_fields=["text"])

    def gone_from_version() -> None:
        """Somebody who stands nowhere in the plan stood there."""
        version = PlanVersion.objects.filter(plan=plan).latest("number")
        for strand in version.text["strands"]:
            for one in strand["objectives"]:
                for each in one["actions"]:
                    if each["id"] == action.pk:
                        each["lead"] = stranger.pk
        version.save(update_fields=["text"])

    stranger = Member.objects.create(school=school, name="Gone Stranger", left_on=today)
    term = Term.objects.filter(starts_on__lte=today).latest("starts_on")
    of(
        term,
        starts_on=today - 30 * day,
        ends_on=today + 60 * day,
        break_starts_on=None,
        break_ends_on=None,
    )()
    return {
        "strand name": of(objective.strand, name="Another strand"),
        "strand order": of(objective.strand, order=99),
        "objective text": of(objective, text="Another objective"),
        "objective subject": of(objective, subject=subject),
        "subject name": of(subject, name="Another subject"),
        "objective aim": of(objective, aim=aim),
        "aim text": of(aim, text="Another aim"),
        "school plan": of(objective, sdp_reference="9.9"),
        "strategies": of(objective, strategies="A strategy"),
        "objective origin": origin(objective, "gap:entitlement", gap.pk),
        "gap closed": of(gap, closed_on=today),
        "objective order": of(objective, order=99),
        "new criterion": new(
            Criterion, objective=objective, text="It is so", due_on=today + 30 * day
        ),
        "criterion due": criterion(due_on=today - day),
        "criterion met": criterion(met="partly"),
        "criterion text": lambda: Criterion.objects.filter(met="partly").update(text="Partly so"),
        "criteria open": lambda: objective.criteria.update(due_on=today + 9 * day),
        "indicator": lambda: indicator.objectives.add(objective),
        "indicator name": of(indicator, name="Counted otherwise"),
        "baseline": of(indicator, baseline="12.50"),
        "indicator unit": of(indicator, unit="hours"),
        "target": new(Target, indicator=indicator, value="40.25", due_on=today + 90 * day),
        "target value": target(value="41"),
        "target day": target(due_on=today + 190 * day),
        "measured": new(Measurement, indicator=indicator, value="13", measured_on=today - 40 * day),
        "measured again": new(
            Measurement, indicator=indicator, value="11", measured_on=today - 3 * day
        ),
        "direction": of(indicator, direction="down"),
        "action text": of(action, text="Another action"),
        "lead": of(action, lead=lead),
        "name of the lead": of(lead, name="Renamed Lead"),
        "nobody leads": of(action, lead=None),
        "supporter": lambda: action.supporters.add(helper),
        "name of the supporter": of(helper, name="Renamed Helper"),
        "starts": of(action, starts_on=today - 90 * day),
        "ends": of(action, ends_on=today + 200 * day),
        "monitored how": of(action, monitored_how="By looking"),
        "monitored by": of(action, monitored_by=watcher),
        "name of who monitors": of(watcher, name="Renamed Watcher"),
        "monitored on": of(action, monitored_on=today + 100 * day),
        "status": of(action, status="under_way", rag="", updated_on=None),
        "ends soon": of(action, ends_on=today + 5 * day),
        "said": of(action, updated_on=today - day),
        "half-term": of(term, starts_on=today),
        "stated": of(action, rag="red"),
        "stated as it is": of(action, rag="amber"),
        "why": of(action, rag_reason="Because of the roof"),
        "dropped": of(action, status="dropped"),
        "done": of(action, status="done"),
        "not done": of(action, status="under_way"),
        "action origin": origin(action, "duty", duty.pk),
        "duty": of(duty, text="Another duty"),
        "pence": of(cost, pence=123_456),
        "rationale": of(cost, rationale="Another reason"),
        "cost origin": origin(cost, "gap:entitlement", gap.pk),
        "new cost": new(Cost, action=action, year=plan.first_year, pence=7_700, kind="time"),
        "spent": new(Spending, cost=cost, spent_on=today, pence=4_400),
        "spent otherwise": lambda: Spending.objects.filter(cost=cost).update(pence=5_500),
        "action moved": of(action, objective=other),
        "objective moved": of(other, strand=objective.strand),
        "action gone": lambda: (
            Action.objects.filter(objective=objective).earliest("order", "pk").delete()
        ),
        "new action": new(Action, objective=objective, text="A new one"),
        "text agreed": text_of_version,
        "somebody who is gone": gone_from_version,
        "their name": of(stranger, name="Renamed Stranger"),
        "signature": new(PlanSignature, plan=plan, member=author, capacity="head"),
        "name of who signed": of(author, name="Renamed Author"),
        "noted": of(plan, governors_noted_on=today),
        "title": of(plan, title="Another title"),
        "introduction": of(plan, introduction="Where we are"),
        "new strand": new(Strand, plan=plan, name="One without an objective", order=50),
        "school's name": of(school, name="Renamed School"),
        "closed": lambda: Plan.objects.filter(pk=plan.pk).update(
            state="closed", closed_at=timezone.now()
        ),
    }


def test_after_each_change_the_page_of_pieces_is_the_page_made_of_nothing(
    school: School, settings: Any
) -> None:
    """Nothing of the page stays when what it says has changed."""
    reader, path = client_of(school, "helen"), path_of(school)
    with scope(school=school):
        changes = changes_of(school)
    settings.PAGES_KEPT = 300
    before = said(reader, path)
    unseen = set()
    for name, change in changes.items():
        with scope(school=school):
            change()
        settings.PAGES_KEPT = 300
        of_pieces = said(reader, path)
        settings.PAGES_KEPT = 0
        afresh = said(reader, path)
        assert of_pieces == afresh, name
        if afresh == before:
            unseen.add(name)
        before = afresh
    assert not unseen


def test_one_action_s_word_makes_its_own_objective_again_and_no_other(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = client_of(school, "helen"), path_of(school)
    before = said(client, path)
    made: list[int] = []

    def watched(values: pieces.Values, agreed: pieces.LastAgreed) -> Any:
        made.append(values.rows.pk)
        return pieces.words_of(values, agreed)

    monkeypatch.setattr(views, "words_of", watched)
    with scope(school=school):
        action, head = (
            an_action(),
            Member.objects.get(user__email=sample.ADDRESS.format(key="helen")),
        )
        update(action, head, Word("done", "", "The roof is closed"))
    assert said(client, path) != before
    assert made == [action.objective_id]


def test_who_may_no_longer_write_is_shown_no_way_to_and_nobody_gets_another_s_piece(
    school: School,
) -> None:
    """The same objective is kept for who may write it and for who may not."""
    path, head = path_of(school), client_of(school, "helen")
    with scope(school=school):
        everybody = Member.objects.exclude(user=None).filter(positions__kind="teacher")
        teacher = signed_in(Client(), next(one for one in everybody if one.kinds == {"teacher"}))
    for _time in range(2):
        assert "#row-action-" in said(head, path)
        assert "#row-action-" not in said(teacher, path)
    with scope(school=school):
        Position.objects.filter(member__user__email=sample.ADDRESS.format(key="helen")).delete()
        member = Member.objects.get(user__email=sample.ADDRESS.format(key="helen"))
        Position.objects.create(school=school, member=member, kind="teacher")
    assert "#row-action-" not in said(head, path)


def test_the_page_asks_as_many_queries_however_many_pieces_are_made(school: School) -> None:
    client, path = client_of(school, "helen"), path_of(school)
    said(client, path)
    counts = []
    for empty in (["pages"], ["pages", "parts"]):
        for name in empty:
            caches[name].clear()
        with CaptureQueriesContext(connection) as asked:
            said(client, path)
        counts.append(len(asked))
    assert counts[0] <= 9 and counts[1] <= 15


def test_what_is_made_of_values_alone_asks_no_other_table(school: School) -> None:
    with scope(school=school):
        assert made_of(("a", 1), lambda: 1) == 1
        with pytest.raises(NotDecided):
            made_of(("a", 2), lambda: Member.objects.count())
