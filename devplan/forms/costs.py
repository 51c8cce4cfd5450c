"""The forms of an action's costs: a line for each year and thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import money, years
from ..actions.costing import CostWords
from ..models import Action, CostKind, Plan
from .fields import LineField, RowForm, Side

SPARE = 1


class PoundsField(forms.CharField):
    """An amount in pounds, kept in pence."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return money.pence_from(text)
        except money.NotMoney as refused:
            raise forms.ValidationError(str(refused)) from refused


class CostForm(RowForm):
    """One cost as it is typed; a line without amount and reason is left out."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    pence = PoundsField(label=_("Pounds"), required=False)
    kind = forms.ChoiceField(
        label=_("What for"), choices=[("", _("choose")), *CostKind.choices], required=False
    )
    capital = forms.TypedChoiceField(
        label=_("Capital or revenue"),
        choices=[("", _("revenue")), ("1", _("capital"))],
        coerce=bool,
        required=False,
    )
    funding = forms.CharField(label=_("Funding source"), max_length=80, required=False)
    rationale = LineField(label=_("Why it is worth it"), max_length=300, required=False)
    lasts = forms.IntegerField(label=_("Lasts, years"), min_value=1, max_value=40, required=False)

    def __init__(self, plan: Plan, sources: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        span = years.of_plan(plan.first_year, plan.years)
        self.choose("year", [(year, years.name(year)) for year in span])
        self.fields["funding"].widget.attrs["list"] = sources
        self.fields["pence"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    @property
    def is_empty(self) -> bool:
        """Neither an amount nor a reason was typed."""
        return not (self["pence"].value() or self["rationale"].value())

    def words(self) -> CostWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        return CostWords(
            year=data["year"],
            pence=data["pence"] or 0,
            kind=data["kind"],
            capital=bool(data["capital"]),
            funding=data["funding"],
            rationale=data["rationale"],
            lasts=data["lasts"],
        )


CostForms = forms.formset_factory(CostForm, extra=0, max_num=60)


def cost_forms(action: Action, plan: Plan, data: Any = None, spare: int = SPARE) -> Any:
    """An action's costs, with `spare` empty lines below them, of the year in which it starts."""
    given: dict[str, Any] = {
        "prefix": "costs",
        "auto_id": f"id_{action.pk}_%s",
        "form_kwargs": {"plan": plan, "sources": f"funding-{action.pk}"},
    }
    if data is not None:
        return CostForms(data, **given)
    costs = list(action.costs.all())
    initial: list[dict[str, Any]] = [
        {
            "year": one.year,
            "pence": money.typed(one.pence),
            "kind": one.kind,
            "capital": "1" if one.capital else "",
            "funding": one.funding,
            "rationale": one.rationale,
            "lasts": one.lasts,
        }
        for one in costs
    ]
    return CostForms(initial=initial + [{"year": usual_year(action, plan)}] * spare, **given)


def usual_year(action: Action, plan: Plan) -> int:
    """The year in which an action's first cost is likely: that of its start, within the plan's."""
    span = years.of_plan(plan.first_year, plan.years)
    year = years.academic_year(action.starts_on) if action.starts_on else span[0]
    return max(span[0], min(year, span[-1]))


def cost_sides(theirs: Sequence[CostWords], mine: Sequence[CostWords]) -> list[Side]:
    """The costs as somebody else saved them, beside those that were typed."""
    return [Side(_("Costs"), *([_line(one) for one in side] for side in (theirs, mine)))]


def _line(words: CostWords) -> str:
    kinds = dict(CostKind.choices)
    parts = [
        years.name(words.year),
        money.pounds(words.pence),
        str(kinds.get(words.kind, "")),
        gettext("capital") if words.capital else gettext("revenue"),
        words.funding,
        words.rationale,
    ]
    return " · ".join(one for one in parts if one)


def cost_words(forms_: Any) -> tuple[list[CostWords], list[int]]:
    """The costs that were typed, and for each the place of its line among the forms."""
    found, places = [], []
    for place, form in enumerate(forms_):
        if form.is_empty:
            continue
        found.append(form.words())
        places.append(place)
    return found, places
