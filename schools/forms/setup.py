"""What is typed to describe a school that starts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from .. import usual
from ..actions.setup import Description
from ..labels import LABEL_TITLES, LABELS, USUAL
from ..models import School
from .register import InRegister
from .settings import KEY_STAGES, LONGEST_WORD, SubjectsField


class Suggesting(forms.TextInput):
    """A line of text with usual words to choose from, or any other."""

    template_name = "schools/_suggesting.html"

    def __init__(self, words: list[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.words = words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"usual_{name}"
        return {**context, "words": self.words}


class SchoolForm(InRegister, forms.Form):
    """A school: name, phase, where it is found, what it teaches, and its words."""

    name = forms.CharField(
        label=gettext_lazy("Name of the school"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        choices=[("", gettext_lazy("Choose the phase")), *School.Phase.choices],
        error_messages={"required": gettext_lazy("Choose the phase of the school.")},
    )
    urn = forms.CharField(
        label=gettext_lazy("Unique reference number (URN)"),
        required=False,
        help_text=gettext_lazy("Six digits, if you have it at hand."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        validators=[
            RegexValidator(
                r"\A[0-9]{6}\Z",
                gettext_lazy("A URN has six digits, such as 123456. Leave it empty if unsure."),
            )
        ],
    )
    local_authority = forms.CharField(
        label=gettext_lazy("Local authority"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    key_stages = forms.MultipleChoiceField(
        label=gettext_lazy("Key stages"),
        choices=list(KEY_STAGES.items()),
        required=False,
        help_text=gettext_lazy("None ticked: those usual for the phase."),
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = SubjectsField(
        label=gettext_lazy("Subjects, one a line"),
        required=False,
        help_text=gettext_lazy("Left empty: those usual for the phase."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, title in LABEL_TITLES.items():
            self.fields[f"word_{key}"] = forms.CharField(
                label=title,
                max_length=LONGEST_WORD,
                required=False,
                widget=Suggesting(USUAL[key], {"placeholder": LABELS[key], "autocomplete": "off"}),
            )

    def filled_in(self) -> SchoolForm:
        """The same form with what is usual for its phase in place of stages and subjects."""
        initial = {name: self.data.get(name, "") for name in self.fields}
        phase = initial["phase"]
        if phase in School.Phase.values:
            initial["key_stages"] = usual.key_stages(phase)
            initial["subjects"] = "\n".join(usual.subjects(phase))
        return SchoolForm(initial=initial)

    def description(self) -> Description:
        """What was typed, once it is valid, with what is usual where nothing was said."""
        data = self.cleaned_data
        words = {key: data[f"word_{key}"].strip() for key in LABEL_TITLES}
        return Description(
            name=data["name"],
            phase=data["phase"],
            urn=data["urn"],
            local_authority=data["local_authority"],
            key_stages=data["key_stages"] or usual.key_stages(data["phase"]),
            subjects=data["subjects"] or usual.subjects(data["phase"]),
            words={key: word for key, word in words.items() if word and word != LABELS[key]},
        )
