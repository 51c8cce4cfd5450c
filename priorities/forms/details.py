"""What is typed about a review: what it asks, until when, and guests from outside."""

from __future__ import annotations

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import School

from ..actions.preparing import Details
from ..analysis import POINTS
from ..models import Review
from ..opening_words import first_title, key_question, opening_words

LONGEST_WORD = 24
SOON = 14


def date_input() -> forms.DateInput:
    """The browser's own way to choose a day, filled in as it expects."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DayField(forms.DateField):
    """Today or a day to come."""

    widget = date_input()

    def clean(self, value: Any) -> datetime.date | None:
        """The day.

        Raises:
            ValidationError: it has passed.
        """
        day: datetime.date | None = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("That day has passed. Choose today or a day to come."))
        return day


class DetailsForm(forms.Form):
    """What a review asks: `previous` offers to start from an earlier one."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    key_question = forms.CharField(
        label=gettext_lazy("Key question"),
        help_text=gettext_lazy("Every duty is rated against this one question."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    deadline = DayField(
        label=gettext_lazy("Rate by"),
        help_text=gettext_lazy("The last day on which people may rate. You can move it later."),
        required=False,
    )
    meeting_minutes = forms.IntegerField(
        label=gettext_lazy("Length of the meeting, minutes"),
        help_text=gettext_lazy("The agenda’s time boxes will fit into it."),
        min_value=10,
        max_value=480,
        widget=forms.NumberInput(attrs={"step": 5}),
    )

    def __init__(
        self,
        *args: Any,
        school: School,
        review: Review | None = None,
        previous: Review | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(school, review, previous))
        super().__init__(*args, **kwargs)
        for point in range(1, POINTS + 1):
            self.fields[f"word_{point}"] = forms.CharField(
                label=str(point),
                max_length=LONGEST_WORD,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
        if previous is not None and review is None:
            self.fields["again"] = forms.BooleanField(
                label=_(
                    "Start from “%(title)s”: the same duties, limits and people who are still here"
                )
                % {"title": previous.title},
                required=False,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        again = ["again"] if "again" in self.fields else []
        words = [Column(f"word_{n}", css_class="col-md-2") for n in range(1, POINTS + 1)]
        self.helper.layout = Layout(
            *again,
            "title",
            "key_question",
            Fieldset(_("Words at the points of the scale"), Row(*words)),
            Row(
                Column("deadline", css_class="col-md-6"),
                Column("meeting_minutes", css_class="col-md-6"),
            ),
        )

    def details(self) -> Details:
        """What the valid form says."""
        data = self.cleaned_data
        return Details(
            data["title"],
            data["key_question"],
            [data[f"word_{n}"] for n in range(1, POINTS + 1)],
            data["deadline"],
            data["meeting_minutes"],
        )


class DeadlineForm(forms.Form):
    """Until when people may rate."""

    deadline = DayField(label=gettext_lazy("Rate by"))


class GuestForm(forms.Form):
    """Somebody from outside the school who is asked to rate."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)


def _initial(school: School, review: Review | None, previous: Review | None) -> dict[str, Any]:
    source = review or previous
    words = list(source.scale_words) if source else []
    words = words if len(words) == POINTS else list(opening_words().scale)
    found = {f"word_{n}": words[n - 1] for n in range(1, POINTS + 1)}
    if review is not None:
        found["title"], found["deadline"] = review.title, review.deadline
    else:
        found["title"] = first_title(school.labels)
        found["deadline"] = timezone.localdate() + datetime.timedelta(days=SOON)
        found["again"] = previous is not None
    return {
        **found,
        "key_question": source.key_question if source else key_question(school.labels),
        "meeting_minutes": source.meeting_minutes if source else 60,
    }
