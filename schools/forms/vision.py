"""What people type about the vision."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Vision

LONGEST_TEXT = 10_000
LONGEST_AIM = 300
MOST_AIMS = 10


def date_input() -> forms.DateInput:
    """The browser's own way to choose a day, filled in as it expects."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AimsField(forms.CharField):
    """Aims as lines of one text; cleaned to a list in the order typed."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The aims without empty lines.

        Raises:
            ValidationError: there are too many, or one is too long; the sentence says which.
        """
        lines = (
            line.strip().lstrip("•–- ").strip() for line in str(super().clean(value)).split("\n")
        )
        aims = [line for line in lines if line]
        if len(aims) > MOST_AIMS:
            raise forms.ValidationError(
                _(
                    "There are %(n)s lines, and each is an aim; %(most)s is the most. Bring some "
                    "together: a vision that aims at everything aims at nothing."
                )
                % {"n": len(aims), "most": MOST_AIMS}
            )
        errors = [
            _("Aim %(n)s has %(length)s characters; %(most)s is the most. Say it shorter.")
            % {"n": number, "length": len(aim), "most": LONGEST_AIM}
            for number, aim in enumerate(aims, start=1)
            if len(aim) > LONGEST_AIM
        ]
        if errors:
            raise forms.ValidationError(errors)
        return aims


class VisionForm(forms.Form):
    """A version of the vision; `base` is the number of the one it changes."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("The vision"),
        help_text=gettext_lazy("In a few sentences: what will be different for your pupils?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    aims = AimsField(
        label=gettext_lazy("Its aims, one a line"),
        help_text=gettext_lazy(
            "Up to ten, the most important first: move a line to move the aim. The plan will serve "
            "them."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    horizon = forms.DateField(
        label=gettext_lazy("To be reached by"),
        help_text=gettext_lazy("Three years ahead is usual."),
        required=False,
        widget=date_input(),
    )
    review_on = forms.DateField(
        label=gettext_lazy("To be reviewed by"),
        help_text=gettext_lazy("You are reminded when the day comes."),
        required=False,
        widget=date_input(),
    )

    def __init__(self, *args: Any, newest: Vision | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _as_typed(newest))
        self.newest = newest
        super().__init__(*args, **kwargs)

    def clean_review_on(self) -> datetime.date | None:
        """A new review date is still to come; one that has passed may stay as it was."""
        day: datetime.date | None = self.cleaned_data["review_on"]
        kept = self.newest is not None and day == self.newest.review_on
        if day is not None and day <= timezone.localdate() and not kept:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        horizon, review_on = data.get("horizon"), data.get("review_on")
        if horizon and review_on and review_on > horizon:
            self.add_error(
                "review_on",
                _("Review the vision before the day by which it is to be reached, or on it."),
            )
        return data

    def overtaken_by(self, newest: Vision) -> None:
        """Let the next attempt be a change of `newest`; what was typed stays."""
        self.data = {
            **{name: self[name].data for name in self.fields},
            "base": str(newest.number),
        }
        self.newest = newest


class TimeSetAsideForm(forms.Form):
    """A time that was set aside for the vision."""

    held_on = forms.DateField(label=gettext_lazy("When"), widget=date_input())
    note = forms.CharField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("Who met, what was found, what is to change: a line is enough."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Review it again by"),
        help_text=gettext_lazy("Leave it empty to keep the date there is."),
        required=False,
        widget=date_input(),
    )

    def clean_held_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("That day is still to come. Record the time once it has been set aside.")
            )
        return day

    def clean_review_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["review_on"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class SuggestionForm(forms.Form):
    """A change that somebody suggests."""

    text = forms.CharField(
        label=gettext_lazy("What would you change, and why?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """What becomes of a suggestion."""

    taken_up = forms.TypedChoiceField(
        label=gettext_lazy("Is it taken up?"),
        choices=[
            ("yes", gettext_lazy("Yes, the next version will say it")),
            ("no", gettext_lazy("No, the vision stays as it is")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("A word to who suggested it"),
        help_text=gettext_lazy("Why, or what you make of it."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _as_typed(vision: Vision | None) -> dict[str, Any]:
    """What the form holds when it opens: the newest version."""
    if vision is None:
        return {"base": 0}
    return {
        "base": vision.number,
        "text": vision.text,
        "aims": [aim.text for aim in vision.aims.all()],
        "horizon": vision.horizon,
        "review_on": vision.review_on,
    }
