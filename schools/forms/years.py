"""The dates of an academic year's terms, as they are typed and checked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Protocol

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.years import TermDates
from ..models import Term
from .vision import date_input

LABELS = {
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "break_starts_on": gettext_lazy("Half-term from"),
    "break_ends_on": gettext_lazy("Half-term to"),
}
TERM_TITLES = {
    "autumn": gettext_lazy("Autumn term"),
    "spring": gettext_lazy("Spring term"),
    "summer": gettext_lazy("Summer term"),
}


class Dated(Protocol):
    """A term as it is kept, or as it usually is."""

    @property
    def name(self) -> str: ...
    @property
    def starts_on(self) -> datetime.date: ...
    @property
    def ends_on(self) -> datetime.date: ...
    @property
    def break_starts_on(self) -> datetime.date | None: ...
    @property
    def break_ends_on(self) -> datetime.date | None: ...


class YearForm(forms.Form):
    """Three terms, each with first and last day and its half-term."""

    def __init__(self, *args: Any, starts_in: int, terms: Iterable[Dated], **kwargs: Any) -> None:
        dates = {f"{term.name}_{key}": getattr(term, key) for term in terms for key in LABELS}
        kwargs["initial"] = dates
        super().__init__(*args, **kwargs)
        self.starts_in = starts_in
        for name in Term.Name.values:
            for key, label in LABELS.items():
                self.fields[f"{name}_{key}"] = forms.DateField(
                    label=label, required=not key.startswith("break"), widget=date_input()
                )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            *(
                Fieldset(
                    TERM_TITLES[name],
                    Row(*(Column(f"{name}_{key}", css_class="col-md-3") for key in LABELS)),
                )
                for name in Term.Name.values
            )
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in Term.Name.values:
            self._check_term(name)
            self._check_break(name)
        for before, after in pairwise(Term.Name.values):
            ended, starts = data.get(f"{before}_ends_on"), data.get(f"{after}_starts_on")
            if ended and starts and starts <= ended:
                self.add_error(
                    f"{after}_starts_on",
                    _("The %(term)s term ends on %(day)s; this one starts after it.")
                    % {"term": Term.Name(before).label, "day": date_format(ended)},
                )
        return data

    def terms(self) -> dict[str, TermDates]:
        """The dates typed, by the name of the term."""
        return {
            name: TermDates(**{key: self.cleaned_data[f"{name}_{key}"] for key in LABELS})
            for name in Term.Name.values
        }

    def _check_term(self, name: str) -> None:
        """A term ends after it starts, and both days are of this academic year."""
        first = datetime.date(self.starts_in, 8, 1)
        last = datetime.date(self.starts_in + 1, 8, 31)
        for key in ("starts_on", "ends_on"):
            day = self.cleaned_data.get(f"{name}_{key}")
            if day and not first <= day <= last:
                self.add_error(
                    f"{name}_{key}",
                    _("This academic year is between %(first)s and %(last)s.")
                    % {"first": date_format(first), "last": date_format(last)},
                )
        starts = self.cleaned_data.get(f"{name}_starts_on")
        ends = self.cleaned_data.get(f"{name}_ends_on")
        if starts and ends and ends <= starts:
            self.add_error(
                f"{name}_ends_on",
                _("A term ends after it starts; this one starts on %(day)s.")
                % {"day": date_format(starts)},
            )

    def _check_break(self, name: str) -> None:
        """Half-term has both its days, in order and within its term, or neither."""
        starts = self.cleaned_data.get(f"{name}_break_starts_on")
        ends = self.cleaned_data.get(f"{name}_break_ends_on")
        typed = [self[f"{name}_break_{key}_on"].errors for key in ("starts", "ends")]
        if bool(starts) != bool(ends) and not any(typed):
            missing = "ends" if starts else "starts"
            self.add_error(
                f"{name}_break_{missing}_on",
                _("Give both days of the half-term, or leave both empty."),
            )
        if not (starts and ends):
            return
        if ends < starts:
            self.add_error(
                f"{name}_break_ends_on",
                _("Half-term ends on the day it starts or later; it starts on %(day)s.")
                % {"day": date_format(starts)},
            )
        first = self.cleaned_data.get(f"{name}_starts_on")
        last = self.cleaned_data.get(f"{name}_ends_on")
        if first and last:
            for key, day in (("starts", starts), ("ends", ends)):
                if not first < day < last:
                    self.add_error(
                        f"{name}_break_{key}_on",
                        _("Half-term is within its term, from %(first)s to %(last)s.")
                        % {"first": date_format(first), "last": date_format(last)},
                    )
