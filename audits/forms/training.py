"""What is typed about training needs: rounds, statements, training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.forms.duties import OneLine
from schools.calendar import academic_year
from schools.models import Member, School, Term
from schools.money import NotMoney, pence_from, typed

from ..actions.offers import Details
from ..actions.statements import Words
from ..cells import year_name
from ..models import Skill, SkillsAudit, TrainingOffer
from ..queries.skills import area_title, in_order
from ..skills_library import skills_library


class DayInput(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class People(forms.ModelMultipleChoiceField):
    """People to tick, each with their positions."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, and the positions in the school's words."""
        return f"{obj.name} ({obj.positions_text})"


class PeopleForm(forms.Form):
    """Whom to ask."""

    people = People(
        label=_("Whom to ask"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom to ask.")},
    )

    def __init__(self, data: Any = None, *, people: Sequence[Member], **more: Any) -> None:
        super().__init__(data, **more)
        chosen = Member.objects.filter(pk__in=[one.pk for one in people])
        field = self.fields["people"]
        field.queryset = chosen.prefetch_related("positions").select_related("school")  # type: ignore[attr-defined]


class OpenForm(PeopleForm):
    """A round: its title, how it is grouped, until when."""

    title = forms.CharField(label=_("Title"), max_length=120)
    closes_on = forms.DateField(
        label=_("Can be answered until"),
        widget=DayInput(),
        help_text=_("Two weeks are usually enough."),
    )
    grouping = forms.ChoiceField(
        label=_("Results are grouped by"),
        choices=SkillsAudit.Grouping.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "One way for the whole round: seen in two ways, results would give people away. Groups of "
            "fewer than three stand together."
        ),
    )
    field_order = ["title", "closes_on", "grouping", "people"]


class MoveForm(forms.Form):
    """Another closing day."""

    closes_on = forms.DateField(label=_("Can be answered until"), widget=DayInput())


class SkillForm(forms.Form):
    """The words of a statement; hidden fields carry those from which the writer began."""

    text = forms.CharField(
        label=_("Statement"),
        max_length=300,
        widget=OneLine(dir="auto"),
        help_text=_("What somebody can do, beginning with “I can”."),
    )
    why = forms.CharField(
        label=_("What is meant"),
        max_length=300,
        required=False,
        widget=OneLine(dir="auto"),
        help_text=_("A few words, an example."),
    )
    base_text = forms.CharField(required=False, widget=forms.HiddenInput)
    base_why = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, skill: Skill | None = None
    ) -> None:
        initial = {}
        if skill is not None:
            initial = {"text": skill.text, "why": skill.why}
            initial |= {f"base_{name}": value for name, value in initial.items()}
        super().__init__(data, initial=initial)

    @property
    def words(self) -> Words:
        """What was typed."""
        return Words(self.cleaned_data["text"], self.cleaned_data["why"])

    @property
    def base(self) -> Words:
        """The words from which the writer began."""
        return Words(self.cleaned_data["base_text"], self.cleaned_data["base_why"])

    def begin_again_from(self, now: Words) -> None:
        """Let what was typed stand, as written upon `now`."""
        data = dict(self.data.items())
        data["base_text"], data["base_why"] = now.text, now.why
        self.data = data


class AddSkillForm(SkillForm):
    """A statement of the school's own."""

    area = forms.ChoiceField(label=_("Area"))
    field_order = ["area", "text", "why"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, school: School) -> None:
        super().__init__(data)
        choices = [(one.key, area_title(school, one.key)) for one in skills_library().areas]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """A training: what it is for, who gives it, when, where, for how many, what it costs."""

    title = forms.CharField(
        label=_("Title"), max_length=120, widget=forms.TextInput({"dir": "auto"})
    )
    about = forms.CharField(
        label=_("What happens there"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    skills = forms.MultipleChoiceField(
        label=_("It is for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who comes is asked these again afterwards, and the change is shown."),
    )
    giver = forms.ModelChoiceField(
        label=_("Given by"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("somebody outside, or open"),
    )
    outside = forms.CharField(label=_("Name of somebody outside"), required=False, max_length=120)
    when = forms.ChoiceField(label=_("Term"))
    held_on = forms.DateField(label=_("Day"), required=False, widget=DayInput())
    starts_at = forms.TimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=5, max_value=3000)
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: everybody may come."),
    )
    cost = forms.CharField(
        label=_("Cost in all, in pounds"),
        required=False,
        help_text=_("Fees, cover and materials together. Empty: it costs nothing."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        school: School,
        offer: TrainingOffer | None = None,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(data, initial=_first(offer, chosen))
        self.fields["giver"].queryset = Member.objects.filter(  # type: ignore[attr-defined]
            school=school, left_on=None
        )
        kept = {one.pk for one in offer.skills.all()} if offer else set()
        rows = [
            one
            for one in Skill.objects.filter(school=school)
            if one.retired_on is None or one.pk in kept
        ]
        self._skills = {str(one.pk): one for one in rows}
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in in_order(rows):
            groups.setdefault(area_title(school, one.area), []).append((str(one.pk), one.text))
        self.fields["skills"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.fields["when"].choices = _terms(offer)  # type: ignore[attr-defined]

    def clean_cost(self) -> int:
        """Pence."""
        text = self.cleaned_data["cost"].strip()
        if not text:
            return 0
        try:
            return pence_from(text)
        except NotMoney as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    @property
    def chosen(self) -> list[Skill]:
        """The statements that were ticked."""
        return [self._skills[one] for one in self.cleaned_data["skills"]]

    @property
    def details(self) -> Details:
        """What was typed."""
        got = self.cleaned_data
        year, term = got["when"].split("-")
        return Details(
            title=got["title"],
            year=int(year),
            term=term,
            about=got["about"],
            giver=got["giver"],
            outside=got["outside"],
            held_on=got["held_on"],
            starts_at=got["starts_at"],
            minutes=got["minutes"],
            place=got["place"],
            places=got["places"],
            cost=got["cost"],
        )

    def begin_again_from(self, revision: int) -> None:
        """Let what was typed stand, as written upon `revision`."""
        data = copy(cast(QueryDict, self.data))
        data["revision"] = str(revision)
        self.data = data


def _first(offer: TrainingOffer | None, chosen: Sequence[int]) -> dict[str, Any]:
    if offer is None:
        return {"skills": [str(pk) for pk in chosen]}
    return {
        **{
            name: getattr(offer, name)
            for name in (
                *("title", "about", "giver", "outside", "held_on", "starts_at", "minutes"),
                *("place", "places", "revision"),
            )
        },
        "skills": [str(one.pk) for one in offer.skills.all()],
        "when": f"{offer.year}-{offer.term}",
        "cost": typed(offer.cost) if offer.cost else "",
    }


def _terms(offer: TrainingOffer | None) -> list[tuple[str, str]]:
    """The terms of last year, this one and the next two."""
    now = academic_year(timezone.localdate())
    years = sorted({*range(now - 1, now + 3), *([offer.year] if offer else [])})
    return [
        (f"{year}-{key}", f"{title} {year_name(year)}")
        for year in years
        for key, title in Term.Name.choices
    ]
