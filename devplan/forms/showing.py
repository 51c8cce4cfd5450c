"""The forms of measurements, spending and looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member

from .. import money
from ..actions.measured import MeasuredWords
from ..actions.monitoring import LookWords
from ..actions.spending import SpentWords
from ..bringing_rows import NotANumber, number_from, spent_from
from ..models import Action, Criterion, Measurement, Monitoring, Spending
from ..queries.monitoring import Choices
from .fields import DayInput, RowForm, number, people_choices
from .indicators import plain


class NumberField(forms.CharField):
    """A number as people write it, with a per cent sign or without."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            return number_from(text)
        except NotANumber as refused:
            raise forms.ValidationError(str(refused)) from refused


class MeasurementForm(RowForm):
    """Where an indicator stands, as it is typed."""

    value = NumberField(
        label=_("Measured"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    measured_on = forms.DateField(label=_("On"), required=False, widget=DayInput)
    source = forms.CharField(label=_("How one knows"), max_length=200, required=False)

    def words(self) -> MeasuredWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        return MeasuredWords(data["value"], data["measured_on"], data["source"])


def measurement_initial(measurement: Measurement | None) -> dict[str, Any]:
    """A measurement as its form begins; a new one is of today."""
    if measurement is None:
        return {"measured_on": timezone.localdate()}
    return {
        "value": plain(measurement.value),
        "measured_on": measurement.measured_on,
        "source": measurement.source,
    }


class SpentField(forms.CharField):
    """An amount in pounds, below zero for what came back, kept in pence."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            return spent_from(text)
        except money.NotMoney as refused:
            raise forms.ValidationError(str(refused)) from refused


class SpendingForm(RowForm):
    """Money spent, as it is typed."""

    pence = SpentField(label=_("Pounds"), required=False)
    spent_on = forms.DateField(label=_("Paid on"), required=False, widget=DayInput)
    note = forms.CharField(label=_("What for"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pence"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def words(self) -> SpentWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        return SpentWords(data["pence"], data["spent_on"], data["note"])


def spending_initial(spending: Spending | None) -> dict[str, Any]:
    """A record as its form begins; a new one is of today."""
    if spending is None:
        return {"spent_on": timezone.localdate()}
    return {
        "pence": money.typed(spending.pence),
        "spent_on": spending.spent_on,
        "note": spending.note,
    }


class LookForm(RowForm):
    """A look at what is done, as it is typed."""

    kind = forms.ChoiceField(label=_("What kind of look"), choices=Monitoring.Kind.choices)
    about = forms.CharField(label=_("What is looked at"), max_length=200)
    by = forms.ChoiceField(label=_("By whom"), required=False)
    planned_on = forms.DateField(label=_("Planned for"), required=False, widget=DayInput)
    done_on = forms.DateField(label=_("Done on"), required=False, widget=DayInput)
    found = forms.CharField(
        label=_("What was found"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.CharField(label=_("Evidence: a link"), max_length=200, required=False)
    actions = forms.MultipleChoiceField(
        label=_("Actions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    criteria = forms.MultipleChoiceField(
        label=_("Success criteria"), required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        people: Sequence[Member],
        choices: Choices,
        *args: Any,
        look: Monitoring | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offered: dict[str, list[tuple[str, Any]]] = {
            "by": people_choices(people, look.by if look else None),
            "actions": _grouped((name, actions) for name, actions, _met in choices.groups),
            "criteria": _grouped((name, criteria) for name, _done, criteria in choices.groups),
        }
        for name, of in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = of

    def words(self) -> LookWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        return LookWords(
            data["kind"],
            data["about"],
            number(data["by"]),
            data["planned_on"],
            data["done_on"],
            data["found"],
            tuple(sorted(int(one) for one in data["actions"])),
            tuple(sorted(int(one) for one in data["criteria"])),
            data["link"],
        )


def _grouped(groups: Iterable[tuple[str, Sequence[Action | Criterion]]]) -> list[tuple[str, Any]]:
    """Choices under the objective that they belong to."""
    return [(name, [(str(one.pk), one.text) for one in rows]) for name, rows in groups if rows]


def look_initial(look: Monitoring) -> dict[str, Any]:
    """A look as its form begins."""
    words = LookWords.of(look)
    return {**words.__dict__, "by": words.by or "", "revision": look.revision}
