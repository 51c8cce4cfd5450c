"""Writing a plan row by row: in its place with htmx, as a page without, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import doing, measuring, writing
from devplan.library import library
from devplan.models import Action, Cost, Measurement, Objective, Plan, State
from schools.refusals import Refused
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def words(world: World, **fields: Any) -> dict[str, Any]:
    """What the form of the action sends."""
    action = Action.objects.get(pk=world.action.pk)
    return {"text": action.text, "lead": action.lead_id or "", "revision": action.revision} | fields


def save(client: Client, world: World, *, by: Any = None, **fields: Any) -> Any:
    signed_in(client, by or world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    return client.post(path, words(world, **fields), headers=HTMX)


def costs_sent(world: World, *lines: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "costs-TOTAL_FORMS": len(lines),
        "costs-INITIAL_FORMS": 0,
        "revision": Action.objects.get(pk=world.action.pk).revision,
    }
    for number, line in enumerate(lines):
        usual = {"year": world.plan.first_year, "kind": "equipment", "capital": "", "funding": ""}
        sent |= {f"costs-{number}-{name}": value for name, value in (usual | line).items()}
    return sent


def test_a_row_becomes_its_form_and_comes_back_changed(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    form = client.get(path, headers=HTMX).content.decode()
    assert form.lstrip().startswith("{#") is False
    assert f'<tr class="editing" id="row-action-{world.action.pk}"' in form
    assert "<html" not in form
    row = save(client, world, text="Measure every room", ends_on="2030-05-01").content.decode()
    assert "Measure every room" in row
    assert "1 May 2030" in row
    assert "data-saved" in row
    assert Action.objects.get(pk=world.action.pk).text == "Measure every room"
    left = client.get(f"{path}?row", headers=HTMX).content.decode()
    assert "Measure every room" in left
    assert "<form" not in left
    assert "data-focus" in left


def test_without_javascript_the_same_address_is_a_page(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    assert "<html" in client.get(path).content.decode()
    answer = client.post(path, words(world, text="Said on a page"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{url(world, 'write')}#row-action-{world.action.pk}"


def test_what_is_refused_comes_back_filled_in(client: Client, world: World) -> None:
    answer = save(
        client, world, text="Kept words", starts_on="2030-05-01", ends_on="2030-04-01"
    ).content.decode()
    assert "Kept words" in answer
    assert "2030-05-01" in answer
    assert "ends before it starts" in answer
    assert 'aria-invalid="true"' in answer
    assert Action.objects.get(pk=world.action.pk).text == "Survey the rooms"
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    assert client.post(path, words(world, text="")).status_code == 422


def test_a_term_fills_in_the_days_left_empty(client: Client, world: World) -> None:
    save(client, world, term=f"{world.plan.first_year}-spring", starts_on="")
    action = Action.objects.get(pk=world.action.pk)
    assert action.starts_on is not None
    assert action.starts_on.year == world.plan.first_year + 1
    assert action.ends_on is not None


def test_of_two_people_on_one_row_neither_loses_text(client: Client, world: World) -> None:
    theirs = doing.ActionWords("Theirs, saved first", lead=world.teacher.pk)
    sent = words(world, text="Mine, typed meanwhile")
    doing.change_action(world.action, world.head, theirs, world.action.revision)
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    answer = client.post(path, sent, headers=HTMX).content.decode()
    assert "Theirs, saved first" in answer
    assert "Mine, typed meanwhile" in answer
    assert Action.objects.get(pk=world.action.pk).text == "Theirs, saved first"
    now = Action.objects.get(pk=world.action.pk).revision
    assert f'name="revision" value="{now}"' in answer
    assert client.post(path, sent | {"revision": now}, headers=HTMX).status_code == 200
    assert Action.objects.get(pk=world.action.pk).text == "Mine, typed meanwhile"


def test_an_action_is_added_where_one_is_and_the_next_line_waits(
    client: Client, world: World
) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "add_action", world.objective.pk)
    answer = client.post(path, {"text": "One more"}, headers=HTMX).content.decode()
    made = Action.objects.get(text="One more")
    assert f'id="row-action-{made.pk}"' in answer
    assert f'id="add-{world.objective.pk}"' in answer


def test_an_action_goes_to_another_objective_of_its_plan_only(client: Client, world: World) -> None:
    other = writing.add_objective(
        world.plan, world.coordinator, writing.ObjectiveWords("Another", world.other.pk)
    )
    answer = save(client, world, objective=other.pk)
    assert answer["HX-Redirect"].endswith(f"#row-action-{world.action.pk}")
    assert answer["HX-Refresh"] == "true"
    assert Action.objects.get(pk=world.action.pk).objective_id == other.pk
    away = writing.start_plan(
        world.school, world.coordinator, writing.PlanWords("Next", 2040), strands=["One"]
    )
    foreign = writing.add_objective(
        away, world.coordinator, writing.ObjectiveWords("Foreign", away.strands.get().pk)
    )
    refused = save(client, world, objective=foreign.pk, text="Kept words")
    assert refused.status_code == 422
    assert "one of this plan’s objectives" in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    with pytest.raises(Refused, match="another plan"):
        doing.place_action(world.action, world.coordinator, foreign)


def test_costs_are_written_in_pounds_with_a_reason(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "costs", world.action.pk)
    line = {"pence": "1,200.50", "rationale": "It carries a whole class", "lasts": "5"}
    answer = client.post(path, costs_sent(world, line, {}), headers=HTMX)
    assert "£1,200.50" in answer.content.decode()
    cost = Cost.objects.get()
    assert (cost.pence, cost.lasts, cost.capital) == (120050, 5, False)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"pence": "£1,2OO", "rationale": "Because it is needed"}, "is not an amount"),
        ({"pence": "-5", "rationale": "Because it is needed"}, "below zero"),
        ({"pence": "50", "rationale": ""}, "a governor should be able to read it"),
        ({"pence": "", "rationale": "Because it is needed"}, "above £0"),
        ({"pence": "5", "rationale": "Because it is needed", "year": "1999"}, "valid choice"),
        ({"pence": "5", "rationale": "Because it is needed", "lasts": "99"}, "40"),
    ],
)
def test_a_cost_that_cannot_be_is_refused_in_its_line(
    client: Client, world: World, line: dict[str, Any], sentence: str
) -> None:
    signed_in(client, world.coordinator)
    good = {"pence": "10", "rationale": "The line that is right"}
    path = url(world, "costs", world.action.pk)
    answer = client.post(path, costs_sent(world, good, line))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "The line that is right" in answer.content.decode()
    assert not Cost.objects.exists()


def test_another_line_for_a_cost_keeps_what_was_typed(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent = costs_sent(world, {"pence": "12", "rationale": "half a"}) | {"more": "1"}
    answer = client.post(url(world, "costs", world.action.pk), sent, headers=HTMX).content.decode()
    assert 'name="costs-1-pence"' in answer
    assert "half a" in answer
    assert "invalid-feedback" not in answer


def test_an_objective_keeps_its_criteria_and_what_is_met(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "edit_objective", world.objective.pk)
    sent = {
        "text": "Reworded",
        "strand": world.strand.pk,
        "revision": world.objective.revision,
        "criteria-TOTAL_FORMS": 2,
        "criteria-INITIAL_FORMS": 0,
        "criteria-0-text": "It can be seen",
        "criteria-0-due_on": "2030-05-01",
        "criteria-1-text": "",
    }
    assert "Reworded" in client.post(path, sent, headers=HTMX).content.decode()
    criterion = world.objective.criteria.get()
    criterion.met = "met"
    criterion.save()
    again = sent | {"revision": 2, "criteria-0-pk": criterion.pk, "criteria-0-text": "Seen"}
    client.post(path, again, headers=HTMX)
    assert [(one.text, one.met) for one in world.objective.criteria.all()] == [("Seen", "met")]


def test_an_objective_is_begun_from_an_example(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    page = client.get(url(world, "new_objective", world.strand.pk)).content.decode()
    example = library().objectives[0]
    assert example.text in page
    client.post(url(world, "add_example", world.strand.pk), {"key": example.key})
    made = Objective.objects.get(text=example.text)
    assert made.actions.count() == len(example.actions)
    assert made.criteria.count() == len(example.criteria)


def test_an_objective_says_how_it_is_measured(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "indicators_of", world.objective.pk)
    sent = {
        "name": "Lessons lost",
        "direction": "down",
        "baseline": "14",
        "targets-TOTAL_FORMS": 2,
        "targets-INITIAL_FORMS": 0,
        "targets-0-value": "4",
        "targets-0-due_on": "2030-05-01",
        "targets-1-value": "",
        "targets-1-due_on": "",
    }
    half = client.post(path, sent | {"targets-1-value": "3"})
    assert half.status_code == 422
    assert "both its value and its day" in half.content.decode()
    assert client.post(path, sent).status_code == 302
    indicator = world.objective.indicators.get()
    assert str(indicator.targets.get().value) == "4.00"
    edit = url(world, "edit_indicator", world.objective.pk, indicator.pk)
    assert 'value="14"' in client.get(edit).content.decode()


def test_what_was_measured_is_not_lost_with_its_indicator(client: Client, world: World) -> None:
    indicator = measuring.add_indicator(
        world.objective, world.coordinator, measuring.IndicatorWords("Lessons lost")
    )
    Measurement.objects.create(
        school=world.school, indicator=indicator, value=3, measured_on=days(-3)
    )
    signed_in(client, world.coordinator)
    path = url(world, "remove_indicator", world.objective.pk, indicator.pk)
    assert "would be lost" in client.post(path, follow=True).content.decode()
    assert Measurement.objects.exists()


def test_taking_out_asks_first_and_keeps_what_was_said(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "remove_action", world.action.pk)
    assert "Survey the rooms" in client.get(path).content.decode()
    assert Action.objects.filter(pk=world.action.pk).exists()
    assert client.post(path).status_code == 302
    assert not Action.objects.filter(pk=world.action.pk).exists()


def test_lines_are_pasted_and_shown_before_they_are_saved(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "paste", world.objective.pk)
    text = "Buy cables\tTom\tAutumn 2030\t1/2/2031\nLabel them;;;\nWho?\tNobody Known\t\tsoon"
    answer = client.post(path, {"text": text, "save": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nobody Known" in page
    assert "is no day and no term" in page
    assert Action.objects.count() == 1
    good = "Buy cables\tTom\tAutumn 2030\t1/2/2031\nLabel them"
    assert "2 actions are ready" in client.post(path, {"text": good}).content.decode()
    client.post(path, {"text": good, "save": "1"})
    made = Action.objects.get(text="Buy cables")
    assert made.lead == world.teacher
    assert str(made.ends_on) == "2031-02-01"


def test_a_duty_becomes_an_action_that_knows_where_it_came_from(
    client: Client, world: World
) -> None:
    from roles.models import Duty

    duty = Duty.objects.create(
        school=world.school, kind="duty", area="staff", text="Coach in classrooms"
    )
    signed_in(client, world.coordinator)
    path = url(world, "new_action")
    page = client.get(f"{path}?from_duty={duty.pk}").content.decode()
    assert "Coach in classrooms" in page
    sent = {"text": "Coach", "duty": duty.pk, "from_duty": duty.pk}
    assert client.post(path, sent).status_code == 422
    client.post(path, sent | {"objective": world.objective.pk})
    made = Action.objects.get(text="Coach")
    assert (made.origin_kind, made.origin_id, made.duty_id) == ("duty", duty.pk, duty.pk)


def test_heads_of_department_write_the_objectives_of_their_subjects_only(
    client: Client, world: World
) -> None:
    signed_in(client, world.department)
    page = client.get(url(world, "write")).content.decode()
    assert "Survey the rooms" in page
    assert f'actions/{world.action.pk}/"' not in page
    for name, pk in (
        ("edit_action", world.action.pk),
        ("costs", world.action.pk),
        ("edit_objective", world.objective.pk),
        ("indicators_of", world.objective.pk),
        ("paste", world.objective.pk),
        ("remove_action", world.action.pk),
    ):
        answer = client.get(url(world, name, pk))
        assert answer.status_code == 403, name
        assert "objectives of their own subjects" in answer.content.decode()
    Objective.objects.filter(pk=world.objective.pk).update(subject=world.subject)
    assert client.get(url(world, "edit_action", world.action.pk)).status_code == 200
    assert save(client, world, by=world.department, text="Ours").status_code == 200


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_who_does_not_write_the_plan_is_told_who_does(
    client: Client, world: World, who: str
) -> None:
    agree(world)
    signed_in(client, getattr(world, who))
    answer = client.get(url(world, "write"))
    assert answer.status_code == 403
    assert "write the plan" in answer.content.decode()
    assert save(client, world, by=getattr(world, who), text="No").status_code == 403


def test_rows_of_another_school_are_not_there(client: Client, world: World) -> None:
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    assert client.get(url(world, "edit_action", world.action.pk)).status_code == 404
    here = reverse(
        "devplan:edit_action", args=[stranger.school.slug, world.plan.pk, world.action.pk]
    )
    assert client.get(here).status_code == 404


def test_a_closed_plan_stays_as_it_is(client: Client, world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state=State.CLOSED)
    signed_in(client, world.coordinator)
    assert client.get(url(world, "write")).status_code == 302
    assert "closed and stays" in save(client, world, text="Too late").content.decode()
    assert Action.objects.get(pk=world.action.pk).text == "Survey the rooms"


def test_the_table_takes_as_many_queries_for_400_actions_as_for_one(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    a_large_plan(world, objectives=40, actions=400, costs=1200)
    signed_in(client, world.coordinator)
    with django_assert_max_num_queries(15):
        assert client.get(url(world, "write")).status_code == 200
    path, sent = url(world, "edit_action", world.action.pk), words(world, text="One row of many")
    with django_assert_max_num_queries(15):
        assert client.post(path, sent, headers=HTMX).status_code == 200
