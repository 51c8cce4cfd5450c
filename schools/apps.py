"""The school: its people, vision, years, words and what happened in it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Finds every app's `rules.py`, so that each permission is known from the start."""

    name = "schools"

    def ready(self) -> None:
        autodiscover_modules("rules")
        from notices.due import register

        from . import steps
        from .navigation import Station, add_menu, add_station
        from .queries import due, vision

        for step in (steps.SCHOOL, steps.PEOPLE, steps.VISION):
            steps.add_step(step)
        pages = ("schools:vision",)
        add_station(
            Station(10, _("Vision"), "schools:vision", pages, "schools.read", vision.standing)
        )
        add_menu(10, _("People"), "schools:people", "schools.read")
        add_menu(20, _("Settings"), "schools:settings", "schools.manage")
        add_menu(30, _("Activity"), "schools:activity", "schools.read_trail")
        register(due.due)
        register(vision.due)
