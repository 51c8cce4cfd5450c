"""What if: another capacity, a duty handed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..outcome import Results

MOST = 10_080  # the minutes of a week


class BalanceForm(forms.Form):
    """The capacity to fit, whose it is, and the duties that are handed on (`out`: the review's ids)."""

    who = forms.TypedChoiceField(
        label=gettext_lazy("For"), required=False, coerce=int, empty_value=None
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Time to share out, minutes a week"),
        min_value=0,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )
    out = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, data: Mapping[str, Any] | None, *, results: Results) -> None:
        super().__init__(data)
        people = results.shown.coordinators
        self.results = results
        who = self.fields["who"]
        out = self.fields["out"]
        assert isinstance(who, forms.ChoiceField) and isinstance(out, forms.ChoiceField)
        everybody = [("", _("all coordinators together"))] if len(people) != 1 else []
        who.choices = [*everybody, *((one.participant, one.name) for one in people)]
        out.choices = [(duty.pk, duty.label) for duty in results.duties]
        for field in (who, self.fields["capacity"]):
            field.widget.attrs["class"] = "form-select" if field is who else "form-control"

    @property
    def coordinator(self) -> int | None:
        """The participation of the coordinator who was chosen; None for all together."""
        chosen: int | None = self.cleaned_data.get("who")
        people = self.results.shown.coordinators
        return people[0].participant if len(people) == 1 else chosen

    @property
    def minutes(self) -> int:
        """The minutes a week to share out: as typed, else the release time of whom it is for."""
        typed: int | None = self.cleaned_data.get("capacity")
        changed = "was_for" in self.data and self.data["was_for"] != self.data.get("who", "")
        if typed is not None and not changed:
            return typed
        for one in self.results.shown.coordinators:
            if one.participant == self.coordinator:
                return one.capacity or 0
        return self.results.capacity
