"""What people type about a role: its name, its position, who holds it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.labels import upper_first
from schools.models import Member, School

from ..drafting import ROLE_POSITIONS
from ..library import StartingSet, fill
from ..models import Role
from ..queries.people import staff_of


class HoldersField(forms.TypedMultipleChoiceField):
    """Who holds a role: any number of the staff; nobody leaves it vacant."""

    def __init__(self, people: list[Member]) -> None:
        self.people = {str(one.pk): one for one in people}
        super().__init__(
            label=_("Who holds it"),
            required=False,
            choices=[(key, one.name) for key, one in self.people.items()],
            coerce=self.people.get,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Nobody: the role is vacant. Several: all agree the description."),
        )


class SinceField(forms.DateField):
    """From which day on."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Since"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=_("For whoever is new. Today, if you leave it empty."),
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                _("Say who holds the role today: give today or a day before.")
            )
        return day


class RoleForm(forms.Form):
    """A role's title, position and holders."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("As colleagues say it, such as “ICT coordinator, infants”."),
    )
    position = forms.ChoiceField(
        label=_("Position"),
        error_messages={"required": _("Choose the position of the role.")},
        help_text=_("Where the role stands in the school: it decides who may write and agree it."),
    )

    def __init__(self, *args: Any, school: School, role: Role | None = None, **kwargs: Any) -> None:
        if role is not None:
            kwargs["initial"] = {
                "title": role.title,
                "position": role.position,
                "holders": [str(one.pk) for one in role.present_holders],
            }
        super().__init__(*args, **kwargs)
        unchosen = [("", _("Choose the position"))] if role is None else []
        self.fields["position"].choices = unchosen + [  # type: ignore[attr-defined]
            (kind.value, upper_first(school.labels.position(kind))) for kind in ROLE_POSITIONS
        ]
        self.fields["holders"] = HoldersField(staff_of(school))
        self.fields["since"] = SinceField()


class TemplateForm(forms.Form):
    """A role to begin from: one of a starting set's."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Change it to what the school calls the role."),
    )
    adopt = forms.BooleanField(
        label=_("Adopt the duties that the school does not have yet"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"] = HoldersField(staff_of(school))


def choices_of(sets: tuple[StartingSet, ...], school: School) -> list[dict[str, Any]]:
    """The starting sets for the page: those for the school's phase first, in the school's words."""
    ordered = sorted(sets, key=lambda one: school.phase not in one.phases)
    return [
        {
            "key": one.key,
            "title": fill(one.title, school.labels),
            "about": fill(one.about, school.labels),
            "roles": [
                {"key": role.key, "title": fill(role.title, school.labels), "role": role}
                for role in one.roles
            ],
        }
        for one in ordered
    ]
