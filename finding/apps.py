"""Finding: the index over everything in a school, the search, the palette, and the pages seen last."""

from django.apps import AppConfig


class FindingConfig(AppConfig):
    """Listens for changes of what the apps registered: so it stands last of ours in INSTALLED_APPS."""

    name = "finding"

    def ready(self) -> None:
        from schools.findable import KINDS

        from .listening import listen

        listen(KINDS.values())
