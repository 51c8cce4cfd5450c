"""Roles: duties, role descriptions, who does what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Puts Roles into the cycle and its documents into the register."""

    name = "roles"

    def ready(self) -> None:
        from board import askable
        from notices import due
        from schools import dates as school_dates
        from schools import erasing, leaving, news
        from schools import turning as years_turn
        from schools.navigation import Station, add_station
        from schools.steps import add_step

        from . import erasing as erasing_roles
        from . import leaving as leaving_roles
        from . import turning as turning_roles
        from .asking import DESCRIPTION
        from .dates import dates
        from .due import needs
        from .queries.standing import standing
        from .setup_step import AGREED, ROLES

        add_station(Station(40, _("Roles"), "roles:index", ("roles:",), "roles.read", standing))
        add_step(ROLES)
        add_step(AGREED)
        due.register(needs)
        news.newsworthy("roles.agreed", "roles.read")
        askable.register(DESCRIPTION)
        school_dates.register(dates)
        leaving.register(
            leaving_roles.what_they_hold,
            leaving_roles.let_go,
            leaving_roles.held,
            asks=leaving_roles.asks,
        )
        erasing.register(
            asks=erasing_roles.scanned,
            foretell=erasing_roles.foretell,
            erase=erasing_roles.drop_scans,
        )
        years_turn.register(20, turning_roles.steps)
