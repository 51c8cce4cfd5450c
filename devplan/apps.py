"""The ICT development plan: from where the school is to its vision."""

from django.apps import AppConfig


class DevplanConfig(AppConfig):
    """Plan, a step of the cycle."""

    name = "devplan"

    def ready(self) -> None:
        from notices import due

        from .due import needs

        due.register(needs)
