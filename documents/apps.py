"""Printing: HTML to PDF, Word, and the register of everything printable."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    """Finds every app's `printing.py`, so that each printable is registered."""

    name = "documents"

    def ready(self) -> None:
        autodiscover_modules("printing")
        from schools import erasing

        from .pdf import forget_kept

        # What is kept may show whoever is erased.
        erasing.register(afterwards=lambda school: forget_kept())
