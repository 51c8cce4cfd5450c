"""The school: its people, vision, years, words and what happened in it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Finds every app’s `rules.py`, `found.py`, `told.py` and `carried.py`: what is allowed, can be found, is told and
    is taken along is known.
    """

    name = "schools"

    def ready(self) -> None:
        post_migrate.connect(_mark_after_migrating, sender=self)
        autodiscover_modules("rules", "found", "told", "carried")
        from notices import news as told
        from notices.due import register

        from . import news, security_log, sessions, steps, turning
        from .actions import sessions as ending
        from .navigation import Station, add_menu, add_station
        from .queries import due, turn, vision

        security_log.listen()
        sessions.listen()
        ending.listen()
        for step in (steps.SCHOOL, steps.PEOPLE, steps.VISION):
            steps.add_step(step)
        pages = ("schools:vision",)
        add_station(
            Station(10, _("Vision"), "schools:vision", pages, "schools.read", vision.standing)
        )
        add_menu(10, _("People"), "schools:people", "schools.read")
        add_menu(20, _("Settings"), "schools:settings", "schools.manage")
        add_menu(15, _("Your calendar"), "schools:calendar", "schools.enter")
        add_menu(25, _("The year’s turn"), "schools:turn", "schools.read_turn")
        add_menu(30, _("Activity"), "schools:activity", "schools.read_trail")
        news.newsworthy("vision.written", "schools.read")
        told.register(news.news)
        register(due.due)
        register(vision.due)
        register(turn.due)
        turning.register(10, turn.own_steps)


def _mark_after_migrating(using: str, **_told: Any) -> None:
    """What a migration rewrote is seen by processes that go on serving."""
    from .revision import mark_every_school

    mark_every_school(using)
