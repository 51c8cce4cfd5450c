"""Priority reviews: which duties will have the greatest influence on the school's vision."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrioritiesConfig(AppConfig):
    """Puts Priorities into the cycle, and says what a review waits for."""

    name = "priorities"

    def ready(self) -> None:
        from board import askable
        from notices import due, reminders
        from schools import dates as school_dates
        from schools import news
        from schools.navigation import Station, add_station

        from .asking import RESULTS
        from .dates import dates
        from .queries.due import due as waits_for
        from .queries.due_outcome import due as outcome_waits_for
        from .queries.standing import standing
        from .reminders import send

        news.newsworthy("priorities.agreed", "schools.read")
        askable.register(RESULTS)
        add_station(
            Station(
                30,
                _("Priorities"),
                "priorities:index",
                ("priorities:",),
                "priorities.enter",
                standing,
            )
        )
        due.register(waits_for)
        school_dates.register(dates)
        due.register(outcome_waits_for)
        reminders.register(send)
