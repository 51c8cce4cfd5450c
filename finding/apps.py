"""Finding: the index over everything in a school, the search, the palette, and the pages seen last."""

from django.apps import AppConfig


class FindingConfig(AppConfig):
    """Listens for changes of what the apps registered: so it stands last of ours in INSTALLED_APPS."""

    name = "finding"

    def ready(self) -> None:
        from schools import erasing
        from schools.findable import KINDS

        from .actions import forget_words
        from .listening import listen
        from .models import Audience, Entry

        listen(KINDS.values())
        erasing.register(afterwards=forget_words, made=(Entry, Audience))
