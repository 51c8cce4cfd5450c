"""What is typed about a self-review: opening it, and agreeing a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.judging import LONGEST
from ..actions.levels import Words
from ..models import AgreedLevel
from ..queries.judging import Choice
from .training import DayInput, PeopleForm


class InviteForm(PeopleForm):
    """Whom to invite, guests too."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["people"].label = _("Whom to invite")


class UntilForm(forms.Form):
    """Another last day to judge."""

    closes_on = forms.DateField(label=_("Can be judged until"), widget=DayInput())


class OpenSelfReviewForm(InviteForm):
    """A self-review: its title, until when it can be judged, who judges."""

    title = forms.CharField(label=_("Title"), max_length=120)
    closes_on = forms.DateField(
        label=_("Can be judged until"),
        widget=DayInput(),
        help_text=_("Two weeks are usually enough."),
    )
    field_order = ["title", "closes_on", "people"]

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["people"].help_text = _(
            "Four to eight people who see the school from different places; guests too."
        )


class LevelForm(forms.Form):
    """The level that is agreed for a strand; `revision` is the one that the writer saw."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, required=False, empty_value=None)
    evidence = forms.CharField(
        label=_("How do we know?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    what_next = forms.CharField(
        label=_("What next?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("One step that can be done. From here it goes into the plan."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, choices: Sequence[Choice], agreed: AgreedLevel | None = None
    ) -> None:
        first: dict[str, Any] = {"revision": 0}
        if agreed is not None:
            first = {
                "level": agreed.level,
                "evidence": agreed.evidence,
                "what_next": agreed.what_next,
                "revision": agreed.revision,
            }
        super().__init__(data, initial=first)
        known = [(one.level, one.name) for one in choices]
        self.fields["level"].choices = known  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """What was typed."""
        got = self.cleaned_data
        return Words(got["level"], got["evidence"], got["what_next"])

    @property
    def chosen(self) -> str:
        """The level that is chosen, as it is typed."""
        return str(self["level"].value() or "")

    def begin_again_from(self, revision: int) -> None:
        """Let what was typed stand, as written upon `revision`."""
        data = dict(self.data.items())
        data["revision"] = str(revision)
        self.data = data
