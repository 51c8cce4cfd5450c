"""The form of one action: what, who, when, and how it is monitored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from .. import years
from ..actions.doing import ActionWords
from ..models import Action, Objective
from .fields import (
    Choices,
    DayInput,
    LineField,
    Picked,
    PickedMany,
    RowForm,
    number,
    people_choices,
)

if TYPE_CHECKING:
    from ..queries.writing import Around

FOLDED = ("supporters", "monitored_how", "monitored_by", "monitored_on", "duty")


def term_title(term: years.TermSpan) -> str:
    """A term of a plan in words: "Spring 2027"."""
    year = term.year if term.name == "autumn" else term.year + 1
    names = {
        "autumn": pgettext("term", "Autumn"),
        "spring": pgettext("term", "Spring"),
        "summer": pgettext("term", "Summer"),
    }
    return f"{names.get(term.name, term.name.capitalize())} {year}"


def term_key(term: years.TermSpan) -> str:
    """A term as the form names it."""
    return f"{term.year}-{term.name}"


class TermSelect(forms.Select):
    """Terms that know their first and last day, so that a choice can fill in both."""

    around: Around | None = None

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        term = self.around.term(option["value"]) if self.around else None
        if term is not None:
            option["attrs"] |= {"data-starts": str(term.starts_on), "data-ends": str(term.ends_on)}
        return option


class ActionForm(RowForm):
    """An action as it is typed. A term gives the days that were not typed themselves."""

    text = LineField(
        label=_("What is done"),
        max_length=300,
        error_messages={"required": _("Say what shall be done.")},
    )
    lead = Picked(label=_("Lead"), required=False)
    term = forms.ChoiceField(label=_("When: a term"), required=False, widget=TermSelect)
    starts_on = forms.DateField(label=_("or from"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("to"), required=False, widget=DayInput)
    supporters = PickedMany(
        label=_("Who helps"), required=False, widget=forms.CheckboxSelectMultiple
    )
    monitored_how = LineField(label=_("Monitored how"), max_length=200, required=False)
    monitored_by = Picked(label=_("by whom"), required=False)
    monitored_on = forms.DateField(label=_("when"), required=False, widget=DayInput)
    duty = Picked(label=_("The duty it comes from"), required=False)
    objective = Picked(label=_("Objective"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, around: Around, *args: Any, action: Action | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._around, self._action = around, action
        self.new_objective: Objective | None = None
        self.choose("lead", self._leads)
        self.choose("monitored_by", self._monitors)
        self.choose("supporters", lambda: people_choices(around.people)[1:])
        self.choose("duty", self._duties)
        self.choose("term", self._terms)
        term = self.fields["term"].widget
        assert isinstance(term, TermSelect)
        term.around = around
        if action is None:
            del self.fields["objective"]
        else:
            self.choose("objective", lambda: [(str(one.pk), one.text) for one in around.objectives])

    def _leads(self) -> Choices:
        return people_choices(self._around.people, self._action.lead if self._action else None)

    def _monitors(self) -> Choices:
        monitor = self._action.monitored_by if self._action else None
        return people_choices(self._around.people, monitor)

    def _duties(self) -> Choices:
        rows = ((str(one.pk), one.short or one.text) for one in self._around.duties)
        return [("", _("none")), *rows]

    def _terms(self) -> Choices:
        rows = ((term_key(one), term_title(one)) for one in self._around.terms)
        return [("", _("choose a term")), *rows]

    @property
    def revision_read(self) -> int:
        """The revision that the writer has read, once the form is valid."""
        return self.cleaned_data["revision"] or 0

    def objective_can_be(self) -> bool:
        """Whether the objective chosen is one that the writer may write; if not, the form says so."""
        chosen = number(self.cleaned_data.get("objective"))
        if self._action is None or chosen in (None, self._action.objective_id):
            return True
        self.new_objective = next(
            (one for one in self._around.objectives if one.pk == chosen), None
        )
        if self.new_objective is None:
            self.refuse("objective", _("Choose one of this plan’s objectives that you may write."))
        return self.new_objective is not None

    def words(self) -> ActionWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        starts, ends = self._days()
        return ActionWords(
            text=data["text"],
            lead=number(data["lead"]),
            supporters=[int(one) for one in data["supporters"]],
            starts_on=starts,
            ends_on=ends,
            monitored_how=data["monitored_how"],
            monitored_by=number(data["monitored_by"]),
            monitored_on=data["monitored_on"],
            duty=number(data["duty"]),
        )

    def _days(self) -> tuple[Any, Any]:
        """Start and finish: a term that was chosen anew gives those that were not typed anew."""
        data, was = self.cleaned_data, self._action
        starts, ends = data["starts_on"], data["ends_on"]
        term = self._around.term(data["term"])
        if term is None or (was is not None and self._around.term_of(was) == term):
            return starts, ends
        if starts is None or (was is not None and starts == was.starts_on):
            starts = term.starts_on
        if ends is None or (was is not None and ends == was.ends_on):
            ends = term.ends_on
        return starts, ends

    @property
    def folded_words(self) -> str:
        """What the fields that are folded away say, in a line."""
        said = ((self[name].label, self.in_words(name, self[name].value())) for name in FOLDED)
        return " · ".join(f"{label}: {words}" for label, words in said if words)

    @property
    def unfold(self) -> bool:
        """Whether one of the fields that are folded away is refused."""
        return any(self[name].errors for name in FOLDED)


def initial_of(action: Action, around: Around) -> dict[str, Any]:
    """An action as its form begins."""
    term = around.term_of(action)
    return {
        "text": action.text,
        "lead": action.lead_id or "",
        "supporters": [one.pk for one in action.supporters.all()],
        "term": term_key(term) if term else "",
        "starts_on": action.starts_on,
        "ends_on": action.ends_on,
        "monitored_how": action.monitored_how,
        "monitored_by": action.monitored_by_id or "",
        "monitored_on": action.monitored_on,
        "duty": action.duty_id or "",
        "objective": action.objective_id,
        "revision": action.revision,
    }
