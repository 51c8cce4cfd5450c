"""The school: its people, vision, years, words and what happened in it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SchoolsConfig(AppConfig):
    """Finds every app's `rules.py`, so that each permission is known from the start."""

    name = "schools"

    def ready(self) -> None:
        autodiscover_modules("rules")
