"""Addresses of the development plan, below a school."""

from django.urls import URLPattern, path

from .views import (
    agreeing,
    bringing,
    checks,
    discussions,
    impact,
    measuring,
    meeting,
    money,
    monitoring,
    plans,
    rounds,
    spending,
    starting,
    timeline,
    updates,
)
from .views.writing import actions, costs, gaps, indicators, objectives, pasting, table

app_name = "devplan"

urlpatterns: list[URLPattern] = [
    # Checks, money and updates
    path("plans/<int:plan>/checks/", checks.checks, name="checks"),
    path("plans/<int:plan>/checks/set-aside/", checks.set_aside, name="set_aside"),
    path("plans/<int:plan>/checks/<int:finding>/back/", checks.bring_back, name="bring_back"),
    path("plans/<int:plan>/money/", money.money, name="money"),
    path("plans/<int:plan>/updates/", updates.updates, name="updates"),
    path("plans/<int:plan>/updates/round/", rounds.round_of, name="round"),
    path("plans/<int:plan>/updates/round/close/", rounds.close, name="close_round"),
    path("plans/<int:plan>/updates/<int:action>/", updates.update, name="update"),
    path(
        "plans/<int:plan>/updates/<int:action>/criteria/<int:criterion>/",
        updates.judge,
        name="judge",
    ),
    # Plans: reading, starting, agreeing, closing
    path("plan/", plans.in_force, name="current"),
    path("plan/updates/", updates.in_force, name="current_updates"),
    path("plan/impact/", impact.in_force, name="current_impact"),
    path("plans/", plans.index, name="index"),
    path("plans/<int:plan>/", plans.plan, name="plan"),
    path("plans/new/", starting.new, name="new"),
    path("plans/<int:plan>/about/", starting.about, name="about"),
    path("plans/<int:plan>/about/strands/", starting.add_strand, name="add_strand"),
    path("plans/<int:plan>/about/strands/<int:strand>/", starting.strand, name="strand"),
    path("plans/<int:plan>/agree/", agreeing.agree, name="agree"),
    path("plans/<int:plan>/close/", agreeing.close, name="close"),
    path("plans/<int:plan>/governors/", agreeing.noted, name="noted"),
    path("plans/<int:plan>/versions/<int:number>/", plans.version, name="version"),
    # Writing: rows in place, templates, pasting
    path("plans/<int:plan>/write/", table.write, name="write"),
    path("plans/<int:plan>/write/actions/new/", actions.begin, name="new_action"),
    path("plans/<int:plan>/write/objectives/new/", gaps.objective, name="gap_objective"),
    path("plans/<int:plan>/write/costs/new/", gaps.cost, name="gap_cost"),
    path("plans/<int:plan>/write/actions/<int:action>/", actions.edit, name="edit_action"),
    path("plans/<int:plan>/write/actions/<int:action>/costs/", costs.costs, name="costs"),
    path("plans/<int:plan>/write/actions/<int:action>/move/", actions.move, name="move_action"),
    path(
        "plans/<int:plan>/write/actions/<int:action>/remove/", actions.remove, name="remove_action"
    ),
    path("plans/<int:plan>/write/strands/<int:strand>/new/", objectives.add, name="new_objective"),
    path(
        "plans/<int:plan>/write/strands/<int:strand>/example/",
        objectives.add_example,
        name="add_example",
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/", objectives.edit, name="edit_objective"
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/move/",
        objectives.move,
        name="move_objective",
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/remove/",
        objectives.remove,
        name="remove_objective",
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/actions/",
        actions.add,
        name="add_action",
    ),
    path("plans/<int:plan>/write/objectives/<int:objective>/paste/", pasting.paste, name="paste"),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/indicators/",
        indicators.indicators,
        name="indicators_of",
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/indicators/<int:indicator>/",
        indicators.edit,
        name="edit_indicator",
    ),
    path(
        "plans/<int:plan>/write/objectives/<int:objective>/indicators/<int:indicator>/remove/",
        indicators.remove,
        name="remove_indicator",
    ),
    # Bringing a plan along, and taking it out
    path("plans/<int:plan>/bring/", bringing.bring, name="bring"),
    path("plans/<int:plan>/bring/<int:bringing>/", bringing.bringing, name="bringing"),
    path(
        "plans/<int:plan>/bring/<int:bringing>/original/", bringing.original, name="bring_original"
    ),
    path("plans/<int:plan>/plan.xlsx", bringing.workbook, name="workbook"),
    # Timeline
    path("plans/<int:plan>/timeline/", timeline.timeline, name="timeline"),
    # Discussions
    path("plans/<int:plan>/discussions/", discussions.discussions, name="discussions"),
    path("plans/<int:plan>/discussions/set-up/", discussions.set_up, name="set_up_discussions"),
    path("plans/<int:plan>/discussions/series/<int:series>/", discussions.series, name="series"),
    path(
        "plans/<int:plan>/discussions/series/<int:series>/end/", discussions.end, name="end_series"
    ),
    path(
        "plans/<int:plan>/discussions/series/<int:series>/prepare/",
        discussions.prepare,
        name="prepare",
    ),
    path("plans/<int:plan>/discussions/<int:discussion>/", meeting.discussion, name="discussion"),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/notes/", meeting.notes, name="meeting_notes"
    ),
    path("plans/<int:plan>/discussions/<int:discussion>/items/", meeting.add_item, name="add_item"),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/items/<int:item>/",
        meeting.change_item,
        name="change_item",
    ),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/items/<int:item>/note/",
        meeting.note,
        name="note",
    ),
    path("plans/<int:plan>/discussions/<int:discussion>/present/", meeting.present, name="present"),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/outcomes/",
        meeting.add_outcome,
        name="add_outcome",
    ),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/outcomes/<int:outcome>/",
        meeting.change_outcome,
        name="change_outcome",
    ),
    path("plans/<int:plan>/discussions/<int:discussion>/hold/", meeting.hold, name="hold"),
    path(
        "plans/<int:plan>/discussions/<int:discussion>/agree/",
        meeting.agree_minutes,
        name="agree_minutes",
    ),
    # Impact: measurements, spending, monitoring
    path("plans/<int:plan>/impact/", impact.impact, name="impact"),
    path("plans/<int:plan>/indicators/", measuring.indicators, name="indicators"),
    path("plans/<int:plan>/indicators/bring/", measuring.bring, name="bring_measurements"),
    path("plans/<int:plan>/indicators/<int:indicator>/", measuring.indicator, name="indicator"),
    path(
        "plans/<int:plan>/indicators/<int:indicator>/<int:measurement>/",
        measuring.correct,
        name="correct_measurement",
    ),
    path(
        "plans/<int:plan>/indicators/<int:indicator>/<int:measurement>/remove/",
        measuring.remove,
        name="remove_measurement",
    ),
    path("plans/<int:plan>/money/spending/", spending.spending, name="spending"),
    path("plans/<int:plan>/money/spending/bring/", spending.bring, name="bring_spending"),
    path("plans/<int:plan>/money/spending/<int:cost>/", spending.cost, name="cost"),
    path(
        "plans/<int:plan>/money/spending/<int:cost>/<int:spending>/",
        spending.correct,
        name="correct_spending",
    ),
    path(
        "plans/<int:plan>/money/spending/<int:cost>/<int:spending>/remove/",
        spending.remove,
        name="remove_spending",
    ),
    path("plans/<int:plan>/monitoring/", monitoring.looks, name="monitoring"),
    path("plans/<int:plan>/monitoring/new/", monitoring.add, name="new_look"),
    path("plans/<int:plan>/monitoring/<int:monitoring>/", monitoring.edit, name="look"),
    path(
        "plans/<int:plan>/monitoring/<int:monitoring>/remove/",
        monitoring.remove,
        name="remove_look",
    ),
    # Evidence
    path("plans/<int:plan>/updates/said/<int:said>/evidence/", updates.evidence, name="evidence"),
]
