"""The front page, the public guide and the pages for when something went wrong."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Puts the first pages into the guide."""

    name = "home"

    def ready(self) -> None:
        from .guide import OWN_PAGES, add_page

        for page in OWN_PAGES:
            add_page(page)
