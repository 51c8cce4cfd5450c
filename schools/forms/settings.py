"""What people type about their school, its words and its subjects."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import second_proof
from ..labels import LABEL_TITLES, LABELS, USUAL
from ..models import School, Subject
from .register import InRegister

KEY_STAGES = {
    "EYFS": gettext_lazy("early years (EYFS)"),
    "KS1": gettext_lazy("key stage 1"),
    "KS2": gettext_lazy("key stage 2"),
    "KS3": gettext_lazy("key stage 3"),
    "KS4": gettext_lazy("key stage 4"),
    "KS5": gettext_lazy("key stage 5 (post-16)"),
}
LONGEST_WORD = 40
LONGEST_SUBJECT = 80
MOST_SUBJECTS = 60


@cache
def time_zones() -> tuple[str, ...]:
    """Every time zone by name, the United Kingdom's first; read from the disk once a process."""
    home = "Europe/London"
    return (home, *sorted(zoneinfo.available_timezones() - {home}))


class DetailsForm(InRegister, forms.ModelForm):
    """What the school is."""

    name = forms.CharField(label=gettext_lazy("Name of the school"), max_length=150)
    urn = forms.CharField(
        label=gettext_lazy("Unique reference number (URN)"),
        help_text=gettext_lazy("Six digits, where the school has one."),
        required=False,
        validators=[RegexValidator(r"^\d{6}$", gettext_lazy("A URN has six digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    key_stages = forms.MultipleChoiceField(
        label=gettext_lazy("Key stages"),
        choices=lambda: list(KEY_STAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the key stages that the school teaches.")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Decides when a day begins and ends here."),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()],
    )

    class Meta:
        model = School
        fields = ["name", "urn", "phase", "local_authority", "key_stages", "time_zone"]
        labels = {
            "phase": gettext_lazy("Phase"),
            "local_authority": gettext_lazy("Local authority or trust"),
        }

    def clean_key_stages(self) -> list[str]:
        chosen = set(self.cleaned_data["key_stages"])
        return [key for key in KEY_STAGES if key in chosen]

    def _post_clean(self) -> None:
        """Leave the school as it is: the action changes it."""


class WordsForm(forms.Form):
    """What the school calls what the field calls SMT, ICT, coordinator…"""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        kwargs.setdefault("initial", school.labels)
        super().__init__(*args, **kwargs)
        for key, title in LABEL_TITLES.items():
            self.fields[key] = forms.CharField(
                label=title,
                help_text=_("Usual: %(words)s.") % {"words": ", ".join(USUAL[key])},
                max_length=LONGEST_WORD,
                required=False,
                widget=forms.TextInput(
                    attrs={
                        "list": f"usual-{key}",
                        "placeholder": LABELS[key],
                        "autocomplete": "off",
                    }
                ),
            )


class SecondProofForm(forms.Form):
    """Who needs a second proof beside the password to come in."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"second_proof": school.second_proof})
        super().__init__(*args, **kwargs)
        self.fields["second_proof"] = forms.ChoiceField(
            label=_("Who needs a second proof to come in"),
            help_text=_(
                "Beside the password: six digits from an app on the phone, or a passkey. Whoever needs one and "
                "has none is led to set it up, which takes two minutes, and sees nothing of the school before."
            ),
            choices=second_proof.choices(school),
            widget=forms.RadioSelect,
            required=False,
        )


class SubjectsField(forms.CharField):
    """Subjects as lines of one text; cleaned to a list of names."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        """The names without empty lines.

        Raises:
            ValidationError: there are too many, or one is too long or there twice.
        """
        names = [" ".join(line.split()) for line in str(super().clean(value)).split("\n")]
        names = [name for name in names if name]
        if len(names) > MOST_SUBJECTS:
            raise forms.ValidationError(
                _("%(most)s subjects at a time is the most; these are %(n)s.")
                % {"most": MOST_SUBJECTS, "n": len(names)}
            )
        seen: set[str] = set()
        errors = []
        for name in names:
            if len(name) > LONGEST_SUBJECT:
                errors.append(
                    _("“%(name)s…” has %(n)s characters; %(most)s is the most.")
                    % {"name": name[:30], "n": len(name), "most": LONGEST_SUBJECT}
                )
            elif name.casefold() in seen:
                errors.append(_("“%(name)s” stands in the list twice.") % {"name": name})
            seen.add(name.casefold())
        if errors:
            raise forms.ValidationError(errors)
        return names


class AddSubjectsForm(forms.Form):
    """Subjects to add."""

    names = SubjectsField(
        label=gettext_lazy("Add subjects, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SubjectForm(forms.ModelForm):
    """A subject's name."""

    class Meta:
        model = Subject
        fields = ["name"]
        labels = {"name": gettext_lazy("Name of the subject")}

    def _post_clean(self) -> None:
        """Leave the subject as it is: the action renames it."""
