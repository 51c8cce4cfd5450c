"""Help beside each page, the definitions of every figure, and both as a printed handbook."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HandbookConfig(AppConfig):
    """Finds every app's `worked.py`, whose examples the definitions quote, and lets help be found."""

    name = "handbook"

    def ready(self) -> None:
        from finding.beside import register

        from .queries import found_beside

        autodiscover_modules("worked")
        register(found_beside)
