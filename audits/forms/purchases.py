"""What is typed about purchases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import Member
from schools.money import typed

from .. import purposes
from ..actions.purchases import Wish
from ..models import Purchase, RegisterKind
from .registers import PoundsField


class WishForm(forms.Form):
    """What somebody asks for: two things to write, the rest if they know."""

    what = forms.CharField(
        label=_("What do you need?"), max_length=160, widget=forms.TextInput({"dir": "auto"})
    )
    why = forms.CharField(
        label=_("What for?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=_("What will pupils or staff do with it that they cannot do now?"),
    )
    quantity = forms.IntegerField(label=_("How many?"), initial=1)
    pence = PoundsField(
        label=_("What may it cost, all of it, in pounds?"),
        required=False,
        help_text=_("A guess is enough; empty if you do not know."),
    )
    objective = forms.TypedChoiceField(
        label=_("For which objective of the plan?"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=RegisterKind.choices)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, member: Member, purchase: Purchase | None = None
    ) -> None:
        super().__init__(data, initial=_first(purchase))
        chosen = [(one.pk, one.title) for one in purposes.choices(member)]
        kept = purchase.objective if purchase else None
        if purchase is not None and kept is not None and kept not in {pk for pk, _t in chosen}:
            chosen.append((kept, purchase.objective_words))
        if chosen:
            field = self.fields["objective"]
            field.choices = [("", _("none, or I do not know")), *chosen]  # type: ignore[attr-defined]
        else:
            del self.fields["objective"]

    @property
    def wish(self) -> Wish:
        """What was typed."""
        got = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return Wish(**got)

    def begin_again_from(self, revision: int) -> None:
        """Let what was typed stand, as written upon `revision`."""
        data = dict(self.data.items())
        data["revision"] = str(revision)
        self.data = data


def _first(purchase: Purchase | None) -> dict[str, Any]:
    if purchase is None:
        return {"kind": RegisterKind.EQUIPMENT}
    said = {
        name: getattr(purchase, name)
        for name in ("what", "why", "quantity", "objective", "kind", "revision")
    }
    return {**said, "pence": "" if purchase.pence is None else typed(purchase.pence)}


class QuoteForm(forms.Form):
    """What a supplier would take."""

    supplier = forms.CharField(label=_("Supplier"), widget=forms.TextInput({"dir": "auto"}))
    pence = PoundsField(label=_("Price of all of it, in pounds"))
    file = forms.FileField(label=_("Their letter"), required=False)


class DecideForm(forms.Form):
    """Approved or refused, and why."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=_("Whoever asked reads it. Needed where it is refused."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def begin_again_from(self, revision: int) -> None:
        """Let the reason stand, for the wish as it is now."""
        self.data = {**dict(self.data.items()), "revision": str(revision)}


class OrderForm(forms.Form):
    """Where it is ordered."""

    supplier = forms.CharField(label=_("Supplier"), widget=forms.TextInput({"dir": "auto"}))
    reference = forms.CharField(label=_("Order reference"), required=False)
    pence = PoundsField(label=_("Price of all of it, in pounds"), required=False)


class WithdrawForm(forms.Form):
    """Why it is not bought after all."""

    why = forms.CharField(label=_("Why"), widget=forms.TextInput({"dir": "auto"}))
