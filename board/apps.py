"""What people tell and ask each other."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    """The noticeboard, in the person's menu."""

    name = "board"

    def ready(self) -> None:
        from notices import news
        from notices.due import register
        from schools.navigation import add_menu

        from . import things
        from .askable import register as let_ask
        from .queries.notes import new_notes
        from .queries.questions import due

        for kind in (things.VISION, things.NOTE):
            let_ask(kind)
        register(due)
        add_menu(5, _("Noticeboard"), "board:index", "board.read")
        add_menu(16, _("E-mails to you"), "board:telling", "schools.enter")
        news.register(new_notes)
