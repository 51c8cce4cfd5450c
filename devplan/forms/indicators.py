"""The forms of an indicator: what is measured, where it stood, and where it shall stand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..actions.measuring import IndicatorWords
from ..models import Indicator, Objective, Target
from .fields import DayInput, LineField, PickedMany, RowForm, Side, sides

SPARE = 2


class IndicatorForm(RowForm):
    """An indicator as it is typed."""

    name = LineField(
        label=_("What is measured"),
        max_length=200,
        error_messages={"required": _("Say what is measured.")},
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=30, required=False, help_text=_("%, pupils, of 10 lessons …")
    )
    direction = forms.ChoiceField(
        label=_("Which way is better"), choices=Indicator.Direction.choices
    )
    baseline = forms.DecimalField(
        label=_("Where it stands at the beginning"), decimal_places=2, required=False
    )
    baseline_on = forms.DateField(label=_("measured on"), required=False, widget=DayInput)
    source = LineField(label=_("How it is measured"), max_length=200, required=False)
    others = PickedMany(
        label=_("Other objectives that it measures as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, others: Sequence[Objective], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._others = {one.pk: one for one in others}
        self.choose("others", [(str(one.pk), one.text) for one in others])

    def clean_others(self) -> list[Objective]:
        """The other objectives that were chosen.

        Raises:
            ValidationError: one is not among those that the writer may write.
        """
        chosen = [self._others.get(int(pk)) for pk in self.cleaned_data["others"]]
        if None in chosen:
            raise forms.ValidationError(_("Choose objectives of this plan that you may write."))
        return [one for one in chosen if one is not None]


class TargetForm(RowForm):
    """A target as it is typed; emptied, it is taken out."""

    value = forms.DecimalField(label=_("Target"), decimal_places=2, required=False)
    due_on = forms.DateField(label=_("by"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and (data.get("value") is None) != (data.get("due_on") is None):
            missing = "value" if data.get("value") is None else "due_on"
            self.refuse(missing, str(_("A target needs both its value and its day.")))
        return data


TargetForms = forms.formset_factory(TargetForm, extra=0, max_num=20)


def target_forms(data: Any = None, targets: Sequence[Target] = (), spare: int = SPARE) -> Any:
    """The targets of an indicator, with `spare` empty lines below them."""
    if data is not None:
        return TargetForms(data, prefix="targets")
    initial: list[dict[str, Any]] = [
        {"value": plain(one.value), "due_on": one.due_on} for one in targets
    ]
    return TargetForms(initial=initial + [{}] * spare, prefix="targets")


def plain(value: Decimal | None) -> str:
    """A number without the noughts at its end: 4.00 → "4"."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def indicator_words(form: IndicatorForm, targets: Any) -> IndicatorWords:
    """What was typed, once the forms are valid."""
    data = form.cleaned_data
    return IndicatorWords(
        name=data["name"],
        unit=data["unit"],
        direction=data["direction"],
        baseline=data["baseline"],
        baseline_on=data["baseline_on"],
        source=data["source"],
        targets=[
            (one.cleaned_data["value"], one.cleaned_data["due_on"])
            for one in targets
            if one.cleaned_data.get("value") is not None
        ],
    )


def indicator_sides(
    form: IndicatorForm, theirs: IndicatorWords, mine: IndicatorWords
) -> list[Side]:
    """The fields in which two wordings of an indicator differ, its targets among them."""
    values = [words.__dict__ | {"baseline": plain(words.baseline)} for words in (theirs, mine)]
    found = sides(form, *values)
    lines = [
        [f"{plain(value)} · {date_format(day)}" for value, day in words.targets]
        for words in (theirs, mine)
    ]
    if lines[0] != lines[1]:
        found.append(Side(_("Targets"), *lines))
    return found


def initial_of(indicator: Indicator, objective: Objective) -> dict[str, Any]:
    """An indicator as its form begins, on the page of one of its objectives."""
    return {
        "others": [one.pk for one in indicator.objectives.all() if one.pk != objective.pk],
        "read": IndicatorWords.of(indicator).mark,
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "baseline": plain(indicator.baseline),
        "baseline_on": indicator.baseline_on,
        "source": indicator.source,
    }
