"""Numbers as people say them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_in_words(minutes: int | None) -> str:
    """Minutes in words: 120 → "2 hours", 170 → "2 hours 50 minutes", None → "not set"."""
    if minutes is None:
        return _("not set")
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def listed(items: Sequence[str]) -> str:
    """Names in a row: "Amira, Ben and Chloe"."""
    if len(items) < 2:
        return "".join(items)
    return _("%(some)s and %(last)s") % {"some": ", ".join(items[:-1]), "last": items[-1]}
