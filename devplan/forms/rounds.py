"""Until when a round of updates asks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import DayInput


class RoundForm(forms.Form):
    """The day until which a word is asked for."""

    use_required_attribute = False
    due_on = forms.DateField(
        label=_("A word by"),
        widget=DayInput(),
        error_messages={
            "required": _("Say until which day."),
            "invalid": _("Give a day, as 2026-12-11."),
        },
    )

    def __init__(self, *args: Any, day: datetime.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"due_on": day})
        super().__init__(*args, **kwargs)
