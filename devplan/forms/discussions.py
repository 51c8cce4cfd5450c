"""The forms of discussions: setting up, changing one that comes round, an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import Member, Subject

from ..actions.discussing import SeriesWords
from ..models import Cadence
from .fields import DayInput, RowForm, people_choices


class SetUpForm(RowForm):
    """With whom progress is discussed, and how often."""

    seniors = forms.MultipleChoiceField(
        label=_("Upwards, with these senior managers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = forms.MultipleChoiceField(
        label=_("Downwards, with whoever leads these subjects"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cadence = forms.ChoiceField(
        label=_("How often"), choices=Cadence.choices, initial=Cadence.HALF_TERM
    )
    next_on = forms.DateField(label=_("The first on"), required=False, widget=DayInput)

    def __init__(
        self, seniors: Sequence[Member], subjects: Sequence[Subject], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.choose("seniors", [(str(one.pk), one.name) for one in seniors])
        self.choose("subjects", [(str(one.pk), one.name) for one in subjects])


class SeriesForm(RowForm):
    """A discussion that comes round."""

    title = forms.CharField(label=_("Title"), max_length=120)
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices)
    next_on = forms.DateField(label=_("Next"), required=False, widget=DayInput)
    people = forms.MultipleChoiceField(
        label=_("Who takes part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, people: Sequence[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("people", [(str(one.pk), one.name) for one in people])

    def words(self) -> SeriesWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        people = tuple(int(one) for one in data["people"])
        return SeriesWords(data["title"], data["cadence"], people, data["next_on"])


class OutcomeForm(RowForm):
    """What shall be done, by whom and by when."""

    text = forms.CharField(label=_("What shall be done"), max_length=300)
    lead = forms.ChoiceField(label=_("By whom"), required=False)
    due_on = forms.DateField(label=_("by"), required=False, widget=DayInput)

    def __init__(self, people: Sequence[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("lead", people_choices(people))
