"""Roles: duties, role descriptions, who does what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Puts Roles into the cycle and its documents into the register."""

    name = "roles"

    def ready(self) -> None:
        from notices import due
        from schools import leaving
        from schools.navigation import Station, add_station
        from schools.steps import add_step

        from . import leaving as leaving_roles
        from .due import needs
        from .queries.standing import standing
        from .setup_step import ROLES

        add_station(Station(40, _("Roles"), "roles:index", ("roles:",), "roles.read", standing))
        add_step(ROLES)
        due.register(needs)
        leaving.register(leaving_roles.what_they_hold, leaving_roles.let_go, leaving_roles.held)
