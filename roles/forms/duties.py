"""What is typed about duties: their words, which to adopt, their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from schools.labels import Labels

from ..actions.duties import Words
from ..groups import group_of, group_titles, kind_and_area
from ..library import AREA_KEYS
from ..models import Duty


class OneLine(forms.Textarea):
    """Room for a sentence that may wrap, but is one line."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"rows": 2, **attrs})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, its line breaks as spaces."""
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


class DutyForm(forms.Form):
    """The words of a duty, and where it belongs.

    For a duty that is there already, hidden fields carry the words from which the writer began.
    """

    text = forms.CharField(
        label=_("Duty"),
        max_length=300,
        widget=OneLine(),
        help_text=_("What is done, beginning with a verb: “Coach colleagues in their classrooms”."),
    )
    why = forms.CharField(
        label=_("Why it matters"),
        max_length=300,
        required=False,
        widget=OneLine(),
        help_text=_("One line, for whoever asks why they should spend time on it."),
    )
    short = forms.CharField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=_("For pictures and narrow columns. Without one, its first words are used."),
    )
    group = forms.ChoiceField(label=_("Where it belongs"))
    base_text = forms.CharField(required=False, widget=forms.HiddenInput)
    base_why = forms.CharField(required=False, widget=forms.HiddenInput)
    base_short = forms.CharField(required=False, widget=forms.HiddenInput)
    base_area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, labels: Labels, duty: Duty | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if duty is not None:
            initial = {"text": duty.text, "why": duty.why, "short": duty.short}
            initial |= {f"base_{name}": value for name, value in initial.items()}
            initial |= {"group": group_of(duty), "base_area": duty.area}
        super().__init__(data, initial=initial)
        titles = group_titles(labels)
        keys: Iterable[str] = titles if duty is None else [group_of(duty)]
        if duty is not None and duty.area:
            keys = AREA_KEYS
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, titles[key]) for key in keys]
        if duty is not None and not duty.area:
            field.widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def kind(self) -> str:
        """The kind of duty that the chosen group holds."""
        return kind_and_area(self.cleaned_data["group"])[0]

    @property
    def words(self) -> Words:
        """What was typed."""
        data = self.cleaned_data
        return Words(data["text"], data["short"], data["why"], kind_and_area(data["group"])[1])

    @property
    def base(self) -> Words:
        """The words from which the writer began."""
        data = self.cleaned_data
        return Words(data["base_text"], data["base_short"], data["base_why"], data["base_area"])

    def begin_again_from(self, now: Words) -> None:
        """Let what was typed stand, as written upon `now`."""
        data = dict(self.data.items())
        for name in ("text", "short", "why", "area"):
            data[f"base_{name}"] = getattr(now, name)
        self.data = data


class PlacesForm(forms.Form):
    """A place for each duty of an area, counted from 1."""

    def __init__(self, data: Mapping[str, Any] | None, duties: Iterable[Duty]) -> None:
        super().__init__(data)
        for place, duty in enumerate(duties, start=1):
            self.fields[f"place-{duty.pk}"] = forms.IntegerField(
                label=_("Place of “%(duty)s”") % {"duty": duty.label},
                initial=place,
                min_value=1,
                error_messages={
                    "required": _("Type a place from 1 on."),
                    "invalid": _("Type a place as a number, 1 for the first."),
                    "min_value": _("Places count from 1."),
                },
                widget=forms.NumberInput(attrs={"class": "form-control place", "min": 1}),
            )

    @property
    def places(self) -> dict[int, int]:
        """What was typed, by the duty's id."""
        return {
            int(name.removeprefix("place-")): place for name, place in self.cleaned_data.items()
        }
