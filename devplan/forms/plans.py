"""What is typed about a plan: its title and years, the strands to begin with, the day governors noted it."""

from __future__ import annotations

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School

from .. import years
from ..actions.words import LEAST_YEARS, MOST_YEARS, PlanWords
from ..actions.writing import start_plan
from ..models import Plan
from ..offered import presets_of

OWN, AS_BEFORE = "own", "previous"
NEAR = 3


class PlanForm(forms.Form):
    """What a plan says of itself."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Give the plan a title.")},
    )
    first_year = forms.TypedChoiceField(
        label=gettext_lazy("First academic year"), coerce=int, choices=()
    )
    years = forms.TypedChoiceField(
        label=gettext_lazy("How many years"),
        coerce=int,
        choices=[(n, n) for n in range(LEAST_YEARS, MOST_YEARS + 1)],
        help_text=gettext_lazy("Three or more: what is bought today is still paid for then."),
    )
    introduction = forms.CharField(
        label=gettext_lazy("Where we are now"),
        help_text=gettext_lazy(
            "A few plain sentences: curriculum, standards, assessment, resources, staff expertise. "
            "Whoever reads the plan in a year compares with this."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    strategies = forms.CharField(
        label=gettext_lazy("Local and national strategies it answers to"),
        help_text=gettext_lazy("One a line. Each objective can then name its own."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, around: int, **kwargs: Any) -> None:
        """`around` is the academic year, by its start, about which years are on offer."""
        super().__init__(*args, **kwargs)
        near = range(around - NEAR, around + NEAR + 1)
        self.fields["first_year"].choices = [  # type: ignore[attr-defined]
            (year, years.name(year)) for year in near
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.rows())

    def rows(self) -> list[Any]:
        return [
            "title",
            Row(Column("first_year", css_class="col-md-6"), Column("years", css_class="col-md-6")),
            "introduction",
            "strategies",
        ]

    def words(self) -> PlanWords:
        """What the valid form says."""
        data = self.cleaned_data
        return PlanWords(
            data["title"],
            data["first_year"],
            data["years"],
            data["introduction"],
            data["strategies"],
        )


class AboutForm(PlanForm):
    """A plan's own words, with the revision that the writer has read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        said = PlanWords.of(plan)
        kwargs.setdefault("initial", {**said.__dict__, "revision": plan.revision})
        super().__init__(*args, around=plan.first_year, **kwargs)

    def rows(self) -> list[Any]:
        return [*super().rows(), "revision"]


class StartForm(PlanForm):
    """A new plan: from a preset, from names of one's own, or with what a plan has unfinished."""

    strands_from = forms.ChoiceField(
        label=gettext_lazy("Strands"),
        choices=(),
        error_messages={"required": gettext_lazy("Choose what the plan is divided into.")},
    )
    strands = forms.CharField(
        label=gettext_lazy("Names of our own"),
        help_text=gettext_lazy("One a line. What each is about can be said afterwards."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    take_over = forms.BooleanField(required=False)

    def __init__(self, *args: Any, school: School, previous: Plan | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _first_words(school, previous))
        first = kwargs["initial"]["first_year"]
        super().__init__(*args, around=first, **kwargs)
        self.previous = previous
        chosen = [(one.key, one.title) for one in presets_of(school)]
        chosen.append((OWN, _("Names of our own")))
        if previous is not None:
            chosen.insert(0, (AS_BEFORE, _("The same as before")))
            self.fields["take_over"].label = _("Take over what is unfinished in “%(title)s”") % {
                "title": previous.title
            }
            self.fields["take_over"].help_text = _(
                "Its objectives that are not reached, with the actions that are neither done nor "
                "dropped, their leads, dates and costs of the new years, and what is measured."
            )
        else:
            del self.fields["take_over"]
        self.fields["strands_from"].choices = chosen  # type: ignore[attr-defined]

    def rows(self) -> list[Any]:
        # The template sets the strands between these two.
        return super().rows()[:2]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("strands_from") == OWN and not self.names():
            self.add_error("strands", _("Write at least one name, or choose another way above."))
        return data

    def names(self) -> list[str]:
        """The names of one's own, where they are asked for."""
        if self.cleaned_data.get("strands_from") != OWN:
            return []
        typed = self.cleaned_data.get("strands", "")
        return [line.strip() for line in typed.splitlines() if line.strip()]

    def begin(self, school: School, member: Member) -> Plan:
        """Begin the plan that the valid form describes.

        Raises:
            NotSo: the title, the years or a strand cannot be.
        """
        chosen = self.cleaned_data["strands_from"]
        return start_plan(
            school,
            member,
            self.words(),
            preset=chosen if chosen not in (OWN, AS_BEFORE) else "",
            strands=self.names(),
            previous=self.previous if self.cleaned_data.get("take_over") else None,
            strands_of=self.previous if chosen == AS_BEFORE else None,
        )


def _first_words(school: School, previous: Plan | None) -> dict[str, Any]:
    today = timezone.localdate()
    first = years.academic_year(today)
    if previous is not None:
        first = max(first, previous.first_year + 1)
    return {
        "title": _("%(ict)s development plan") % {"ict": school.labels["ict"]},
        "first_year": first,
        "years": LEAST_YEARS,
        "strategies": previous.strategies if previous else "",
        "strands_from": AS_BEFORE if previous else "aligned",
        "take_over": previous is not None,
    }


class NotedForm(forms.Form):
    """The day on which governors noted a plan."""

    day = forms.DateField(
        label=gettext_lazy("Noted on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, day: datetime.date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": day or timezone.localdate()})
        super().__init__(*args, **kwargs)
