"""What is typed about entries of the registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.queries.people import staff_of
from schools.models import Member, School
from schools.money import NotMoney, pence_from, typed

from ..actions.maintenance import Happened
from ..cells import this_year, year_name
from ..entries import Details
from ..models import Maintenance, Period, RegisterEntry, RegisterKind
from .training import DayInput


class PoundsField(forms.CharField):
    """An amount in pounds; its value is pence, None where it is empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return pence_from(text)
        except NotMoney as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class EntryForm(forms.Form):
    """An entry of the registers."""

    kind = forms.ChoiceField(label=_("What it is"), choices=RegisterKind.choices)
    name = forms.CharField(label=_("Name"), widget=forms.TextInput({"dir": "auto"}))
    tag = forms.CharField(label=_("Asset tag or serial number"), required=False)
    supplier = forms.CharField(
        label=_("Supplier"), required=False, widget=forms.TextInput({"dir": "auto"})
    )
    owner = forms.ChoiceField(label=_("Who answers for it"), required=False)
    owner_words = forms.CharField(
        label=_("Or somebody else"), required=False, widget=forms.TextInput({"dir": "auto"})
    )
    place = forms.CharField(
        label=_("Where it is"), required=False, widget=forms.TextInput({"dir": "auto"})
    )
    quantity = forms.IntegerField(label=_("How many"), initial=1)
    in_use = forms.IntegerField(
        label=_("In use"), required=False, help_text=_("Of licences: how many people or machines.")
    )
    pence = PoundsField(label=_("Cost in pounds, of all of it"), required=False)
    period = forms.ChoiceField(label=_("Paid"), choices=Period.choices)
    bought_on = forms.DateField(label=_("Bought on"), required=False, widget=DayInput())
    starts_on = forms.DateField(label=_("Runs from"), required=False, widget=DayInput())
    renews_on = forms.DateField(
        label=_("Renewal date"),
        required=False,
        widget=DayInput(),
        help_text=_("The last day on which it is valid."),
    )
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        required=False,
        help_text=_("So many days before the renewal date one has to say whether it goes on."),
    )
    replaced_in = forms.TypedChoiceField(
        label=_("To be replaced in"), required=False, coerce=int, empty_value=None
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, school: School, entry: RegisterEntry | None = None, **more: Any
    ) -> None:
        super().__init__(data, initial=_first(entry) | more.pop("initial", {}), **more)
        self._staff = {str(one.pk): one for one in staff_of(school)}
        if entry is not None and entry.owner is not None:
            self._staff.setdefault(str(entry.owner.pk), entry.owner)
        people = [(key, one.name) for key, one in self._staff.items()]
        self._choices("owner", [("", _("nobody of the staff")), *people])
        now = this_year()
        known = {entry.replaced_in} if entry is not None and entry.replaced_in else set()
        years = sorted({*range(now - 3, now + 16), *known})
        self._choices("replaced_in", [("", _("not planned")), *((y, year_name(y)) for y in years)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def details(self) -> Details:
        """What was typed."""
        got = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        owner: Member | None = self._staff.get(got["owner"])
        return Details(**{**got, "owner": owner})

    def begin_again_from(self, revision: int) -> None:
        """Let what was typed stand, as written upon `revision`."""
        data = dict(self.data.items())
        data["revision"] = str(revision)
        self.data = data


def _first(entry: RegisterEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    said = {name: getattr(entry, name) for name in Details.__dataclass_fields__}
    return {
        **said,
        "owner": str(entry.owner_id or ""),
        "pence": "" if entry.pence is None else typed(entry.pence),
        "revision": entry.revision,
    }


class RenewForm(forms.Form):
    """Until when an entry is renewed, and what it costs from then on."""

    renews_on = forms.DateField(label=_("Now runs until"), widget=DayInput())
    pence = PoundsField(label=_("Cost in pounds from then on"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RetireForm(forms.Form):
    """Why an entry is taken out of what the school has."""

    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=_("In a few words: scrapped, sold, cancelled, replaced by …"),
    )
    replaced = forms.BooleanField(label=_("Something else is in its place"), required=False)


class PaperForm(forms.Form):
    """A paper of an entry."""

    file = forms.FileField(label=_("File"), required=False)
    title = forms.CharField(label=_("What it is"), required=False, max_length=120)


class HappenedForm(forms.Form):
    """A line of the maintenance log."""

    state = forms.ChoiceField(label=_("What it was"), choices=Maintenance.State.choices)
    happened_on = forms.DateField(label=_("Day"), widget=DayInput())
    text = forms.CharField(
        label=_("What happened, or was done"),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    who = forms.CharField(label=_("Who did it"), required=False)
    pence = PoundsField(label=_("Cost in pounds"), required=False)
    next_on = forms.DateField(label=_("Next service on"), required=False, widget=DayInput())

    @property
    def said(self) -> Happened:
        """What was typed."""
        return Happened(**self.cleaned_data)
