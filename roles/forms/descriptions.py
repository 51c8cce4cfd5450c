"""What people write on a draft: its facts, and a row for every duty it could hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, Subject
from schools.numbers import number_in

from ..actions.writing import LONGEST_NOTE, LONGEST_PURPOSE, MOST_MINUTES
from ..drafting import GROUPS, line_key
from ..library import AREA_KEYS
from ..merging import Content, LineContent
from ..minutes import parse_minutes
from ..models import Duty, Line, Part, Priority, RoleDescription

# The kinds that are usual at a position beside the five areas of the coordinator's duties.
USUAL = {
    "headteacher": ("aspect", "senior"),
    "smt": ("aspect", "senior"),
    "head_of_department": ("department",),
}


class ReleaseTimeField(forms.CharField):
    """Minutes a week, typed as minutes, as a clock or in words."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            minutes = parse_minutes(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s” is no length of time. Write 150, 2:30 or 2 hours 30 minutes.")
                % {"text": text}
            ) from None
        if minutes is not None and minutes > MOST_MINUTES:
            raise forms.ValidationError(
                _("That is more than %(most)s minutes a week, a whole week’s work.")
                % {"most": MOST_MINUTES}
            )
        return minutes


class DescriptionForm(forms.Form):
    """The facts of a version."""

    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        required=False,
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What the role is for, in two or three sentences."),
    )
    line_manager = forms.TypedChoiceField(
        label=gettext_lazy("Answers to"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("This person agrees the description with whoever holds the role."),
    )
    release_minutes = ReleaseTimeField(
        label=gettext_lazy("Release time a week"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "Time set aside for the role: 150, 2:30 or 2 hours 30 minutes. Empty if there is none."
        ),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Review by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        description: RoleDescription,
        managers: Iterable[Member],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "purpose": description.purpose,
            "line_manager": description.line_manager_id,
            "release_minutes": description.release_minutes,
            "review_on": description.review_on,
        }
        super().__init__(*args, **kwargs)
        self.fields["line_manager"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody yet")),
            *((one.pk, f"{one.name} ({one.positions_text})") for one in managers),
        ]


@dataclass
class Row:
    """One duty, or one subject at a key stage, as the form shows it; `minutes` as typed."""

    key: str
    duty: Duty | None = None
    subject: Subject | None = None
    key_stage: str = ""
    part: str = ""
    minutes: str = ""
    priority: str = ""
    note: str = ""
    error: str = ""

    @property
    def chosen(self) -> bool:
        """Whether it stands in the description, or has something to mend."""
        return bool(self.part or self.error)

    def read(self, data: QueryDict) -> None:
        """Take what was typed. A duty without a part is not in the description."""
        self.part = data.get(f"{self.key}-part", "")
        self.minutes = data.get(f"{self.key}-minutes", "").strip()
        self.priority = data.get(f"{self.key}-priority", "")
        self.note = " ".join(data.get(f"{self.key}-note", "").split())
        number = number_in(self.minutes)
        if not self.part:
            if self.minutes or self.note:
                self.error = _("Choose the role’s part in this, or clear its minutes and note.")
            return
        if self.part not in Part.values or self.priority not in ("", *Priority.values):
            self.error = _("Choose a part and a priority from the lists.")
        elif self.minutes and (number is None or number > MOST_MINUTES):
            self.error = _("Give whole minutes a week between 0 and %(most)s, or none.") % {
                "most": MOST_MINUTES
            }
        elif len(self.note) > LONGEST_NOTE:
            self.error = _("A note can have %(most)s characters; this has %(has)s.") % {
                "most": LONGEST_NOTE,
                "has": len(self.note),
            }

    @property
    def content(self) -> LineContent:
        """The line as a plain value; only of a row without an error."""
        return LineContent(self.part, number_in(self.minutes), self.priority, self.note)


@dataclass
class Rows:
    """Every row of the form: duties by group, and entitlement by subject."""

    duties: list[Row]
    entitlement: list[Row]
    stages: list[str]
    titles: Mapping[str, str] = field(default_factory=dict)
    position: str = ""

    def __iter__(self) -> Any:
        return iter([*self.duties, *self.entitlement])

    def read(self, data: QueryDict) -> None:
        """Take what was typed for every row."""
        for row in self.duties:
            row.read(data)
        ticked = set(data.getlist("entitlement"))
        for row in self.entitlement:
            row.part = (row.part or Part.LEADS.value) if row.key in ticked else ""

    @property
    def is_valid(self) -> bool:
        """Whether no row has an error."""
        return not any(row.error for row in self)

    @property
    def groups(self) -> list[tuple[str, str, list[Row], list[Row]]]:
        """Duties by group: key, title, those chosen, and those that could be added.

        What is usual at the role's position comes first.
        """
        usual = USUAL.get(self.position, ())
        found = []
        for key in sorted(GROUPS, key=lambda one: one not in usual and one not in AREA_KEYS):
            rows = [
                row for row in self.duties if row.duty and (row.duty.area or row.duty.kind) == key
            ]
            if rows:
                chosen = [row for row in rows if row.chosen]
                rest = [row for row in rows if not row.chosen]
                found.append((key, self.titles[key], chosen, rest))
        return found

    @property
    def grid(self) -> list[tuple[str, list[Row]]]:
        """The entitlement as a row for each subject with a box for each key stage."""
        found: dict[str, list[Row]] = {}
        for row in self.entitlement:
            found.setdefault(str(row.subject), []).append(row)
        return list(found.items())

    def add_error(self, key: str, sentence: str) -> bool:
        """Put an error beside the row of that key; False where there is none."""
        for row in self:
            if row.key == key:
                row.error = sentence
                return True
        return False


def rows_for(
    duties: Iterable[Duty],
    lines: Iterable[Line],
    subjects: Iterable[Subject],
    stages: list[str],
    titles: Mapping[str, str],
    *,
    position: str,
) -> Rows:
    """A row for every duty of the school, filled from the lines; retired ones only where chosen."""
    written = {line_key(line): line for line in lines}
    duty_rows = [
        Row(f"d{duty.pk}", duty=duty)
        for duty in duties
        if not duty.retired_on or f"d{duty.pk}" in written
    ]
    used = [line.key_stage for line in written.values() if line.is_entitlement]
    stages = list(dict.fromkeys([*stages, *used]))
    subject_rows = [
        Row(f"e{subject.pk}:{stage}", subject=subject, key_stage=stage)
        for subject in subjects
        for stage in stages
        if position == "head_of_department" or used
    ]
    rows = Rows(duty_rows, subject_rows, stages, titles, position)
    for row in rows:
        if line := written.get(row.key):
            row.part, row.priority, row.note = line.part, line.priority, line.note
            row.minutes = "" if line.minutes is None else str(line.minutes)
    return rows


def content_from(form: DescriptionForm, rows: Rows) -> Content:
    """What was typed, as a plain value; both must be valid."""
    review_on: datetime.date | None = form.cleaned_data["review_on"]
    return Content(
        purpose=form.cleaned_data["purpose"].replace("\r\n", "\n").strip(),
        line_manager=form.cleaned_data["line_manager"],
        release_minutes=form.cleaned_data["release_minutes"],
        review_on=review_on,
        lines={row.key: row.content for row in rows if row.part},
    )


class ReasonForm(forms.Form):
    """Why a version goes back."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy(
                "Say why it goes back, so that whoever writes on it knows what to change."
            )
        },
    )


class ManagerForm(forms.Form):
    """Whom an agreed version answers to from now on."""

    line_manager = forms.TypedChoiceField(label=gettext_lazy("Answers to"), coerce=int)

    def __init__(self, *args: Any, managers: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_manager"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose somebody")),
            *((one.pk, f"{one.name} ({one.positions_text})") for one in managers),
        ]


class PaperForm(forms.Form):
    """A signature that was given on paper."""

    signer = forms.ChoiceField(label=gettext_lazy("Who signed"))
    signed_on = forms.DateField(
        label=gettext_lazy("The day on the paper"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    scan = forms.FileField(
        label=gettext_lazy("A scan of it"),
        required=False,
        help_text=gettext_lazy("If you like: a PDF, PNG or JPEG of at most 10 MB."),
    )

    def __init__(self, *args: Any, signers: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.name) for one in signers
        ]
