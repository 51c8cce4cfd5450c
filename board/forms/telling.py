"""Choosing how often one is told."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from ..models import How


class TellingForm(forms.Form):
    """Weekly, daily or never."""

    how = forms.ChoiceField(
        label=gettext_lazy("An e-mail with what waits for you and what is new"),
        choices=How.choices,
        widget=forms.RadioSelect,
    )
