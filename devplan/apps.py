"""The ICT development plan: from where the school is to its vision."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevplanConfig(AppConfig):
    """Plan, progress and impact, steps of the cycle."""

    name = "devplan"

    def ready(self) -> None:
        from audits import purposes as audits_purposes
        from board import askable
        from notices import due, reminders
        from schools import dates as school_dates
        from schools import leaving, news
        from schools import offers as school_offers
        from schools import turning as years_turn
        from schools.navigation import Station, add_station

        from . import leaving as leaving_plans
        from . import purposes, turning
        from .asking import ACTION, OBJECTIVE, PLAN
        from .dates import dates
        from .due import needs
        from .offers import offers
        from .queries import standing_impact, standing_progress
        from .queries.standing import standing
        from .reminders import send

        due.register(needs)
        news.newsworthy("devplan.in_force", "devplan.enter")
        for kind in (PLAN, OBJECTIVE, ACTION):
            askable.register(kind)
        reminders.register(send)
        school_dates.register(dates)
        add_station(
            Station(
                50,
                _("Plan"),
                "devplan:current",
                ("devplan:", "devplan:indicators_of"),
                "devplan.enter",
                standing,
            )
        )
        # Its pages stand below Plan in the bar, which has room for six.
        add_station(
            Station(
                55,
                _("Progress"),
                "devplan:current_updates",
                (),
                "devplan.enter",
                standing_progress.standing,
                in_bar=False,
            )
        )
        add_station(
            Station(
                60,
                _("Impact"),
                "devplan:current_impact",
                (
                    "devplan:impact",
                    "devplan:current_impact",
                    "devplan:indicator",
                    "devplan:bring_measurements",
                    "devplan:correct_measurement",
                    "devplan:remove_measurement",
                ),
                "devplan.enter",
                standing_impact.standing,
            )
        )
        leaving.register(
            leaving_plans.what_they_hold,
            leaving_plans.let_go,
            leaving_plans.held,
            asks=leaving_plans.asks,
        )
        school_offers.register(offers)
        years_turn.register(40, turning.steps)
        audits_purposes.register(audits_purposes.Purposes(purposes.choices, purposes.some))
