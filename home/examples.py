"""Figures of a school that does not exist, drawn by the same code: for the public pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from charts.geometry import LoadBar, Ring, Step, cycle, load_bar

RELEASE_MINUTES = 120


def example_cycle() -> Ring:
    """The leadership cycle, in autumn."""
    return cycle(
        [
            Step("vision", _("Vision"), "done", _("reviewed in June")),
            Step("where", _("Where we are"), "done", _("11 of 13 signed off")),
            Step("priorities", _("Priorities"), "done", _("agreed in October")),
            Step("roles", _("Roles"), "now", _("two of five to sign")),
            Step("plan", _("Plan"), "later", _("from January")),
            Step("progress", _("Progress"), "later", _("a word each half-term")),
            Step("impact", _("Impact"), "later", _("first figures in March")),
        ]
    )


def example_bar() -> LoadBar:
    """A coordinator's week: 170 minutes of duties in 120 minutes of release time."""
    return load_bar(
        [
            ("staff", _("Staff development"), 65),
            ("leadership", _("Management and leadership"), 40),
            ("curriculum", _("Curriculum planning"), 20),
            ("resources", _("Resources"), 15),
            ("teaching", _("Teaching and learning"), 30),
        ],
        RELEASE_MINUTES,
    )
