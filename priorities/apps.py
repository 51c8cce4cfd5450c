"""Priority reviews: which duties will have the greatest influence on the school's vision."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrioritiesConfig(AppConfig):
    """Puts Priorities into the cycle, and says what a review waits for."""

    name = "priorities"

    def ready(self) -> None:
        from notices import due, reminders
        from schools.navigation import Station, add_station

        from .queries.due import due as waits_for
        from .queries.due_outcome import due as outcome_waits_for
        from .queries.standing import standing
        from .reminders import send

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
        due.register(outcome_waits_for)
        reminders.register(send)
