"""Priority reviews: which duties will have the greatest influence on the school's vision."""

from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """Priorities, a step of the cycle."""

    name = "priorities"
