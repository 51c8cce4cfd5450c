"""Roles: duties, role descriptions, who does what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Puts Roles into the cycle and its documents into the register."""

    name = "roles"

    def ready(self) -> None:
        from schools.navigation import Station, add_station
        from schools.steps import add_step

        from .queries.standing import standing
        from .setup_step import ROLES

        add_station(Station(40, _("Roles"), "roles:index", ("roles:",), "roles.read", standing))
        add_step(ROLES)
