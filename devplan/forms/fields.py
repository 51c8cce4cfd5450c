"""What the forms of a plan's rows have in common: classes, choices, and how a refusal is shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from schools.models import Member
from schools.numbers import number_in

Choices = list[tuple[str, Any]]


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LineField(forms.CharField):
    """A sentence in one line, shown as long as it is; Enter saves it as it does any line's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 1}), **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return " ".join(text.split()) if text else text


class Picked(forms.ChoiceField):
    """One row by its id. Whether it can be chosen is the action's to say, which also says why not.

    So the choices are read only where they are shown, and not to save what was chosen.
    """

    def valid_value(self, value: Any) -> bool:
        return number_in(str(value)) is not None


class PickedMany(forms.MultipleChoiceField):
    """Several rows by their ids, as `Picked` is one."""

    def valid_value(self, value: Any) -> bool:
        return number_in(str(value)) is not None


class RowForm(forms.Form):
    """A form of one row: each field says by itself what is wrong with it."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
                widget.attrs["class"] = "form-select"
            elif not isinstance(
                widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.HiddenInput
            ):
                widget.attrs["class"] = "form-control"
            if type(widget) in (forms.TextInput, forms.Textarea):
                widget.attrs.setdefault("dir", "auto")

    def choose(self, name: str, choices: Any) -> None:
        """Let a field be chosen from these; a function is asked only where they are shown."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def full_clean(self) -> None:
        """Check what was typed, and mark the fields that cannot be."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                self._mark(name)

    def refuse(self, field: str, sentence: Any) -> None:
        """Say at a field, or above all where there is none of that name, what cannot be."""
        known = field if field in self.fields else None
        self.add_error(known, sentence)
        if known:
            self._mark(known)

    def as_yet(self) -> None:
        """Take what was typed as it is so far: nothing of it is refused yet."""
        self._errors = ErrorDict()

    @property
    def wrong_fields(self) -> int:
        """How many fields cannot be as they are typed."""
        return sum(name in self.fields for name in self.errors)

    def _mark(self, name: str) -> None:
        attributes = self.fields[name].widget.attrs
        attributes["class"] = f"{attributes.get('class', '')} is-invalid".strip()
        attributes["aria-invalid"] = "true"
        attributes["aria-describedby"] = f"wrong-{self[name].auto_id}"

    def in_words(self, name: str, value: Any) -> str:
        """A value of a field as people read it: who is chosen, a day in words."""
        field = self.fields[name]
        if isinstance(value, datetime.date):
            return date_format(value)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            titles = {str(one): str(title) for one, title in choices if one != ""}
            chosen = value if isinstance(value, list | tuple) else [value]
            return ", ".join(titles.get(str(one), str(one)) for one in chosen if one)
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Side:
    """One field as somebody else saved it meanwhile, beside what was typed."""

    label: Any
    theirs: list[str]
    mine: list[str]


def sides(form: RowForm, theirs: dict[str, Any], mine: dict[str, Any]) -> list[Side]:
    """The fields in which two wordings differ, each as people read it."""
    found = []
    for name, field in form.fields.items():
        if name in theirs and name in mine:
            one, other = (form.in_words(name, side[name]) for side in (theirs, mine))
            if one != other:
                found.append(Side(field.label, [one], [other]))
    return found


def number(text: Any) -> int | None:
    """An id as a choice holds it; None for nothing."""
    return number_in(str(text)) if text else None


def people_choices(people: Iterable[Member], *also: Member | None) -> Choices:
    """Nobody, and each of `people`; somebody in `also` who is not among them stays to be seen."""
    known = {one.pk: one.name for one in people}
    found: Choices = [("", _("nobody yet"))]
    found += [(str(pk), name) for pk, name in known.items()]
    found += [(str(one.pk), one.name) for one in also if one is not None and one.pk not in known]
    return found
