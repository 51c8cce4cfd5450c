"""What a reader chooses to see of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.labels import upper_first
from schools.models import PositionKind, School
from schools.numbers import number_in

from ..groups import GROUP_KEYS, group_titles
from ..queries.matrix import AGREED, WOULD_BE, Choice, Matrix


class FilterForm(forms.Form):
    """Area, role, position, stage; every field may be left as it is."""

    stage = forms.ChoiceField(label=gettext_lazy("Show it"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    position = forms.ChoiceField(label=gettext_lazy("Position"), required=False)
    only = forms.BooleanField(label=gettext_lazy("Only gaps and overlaps"), required=False)


def choice_from(query: Mapping[str, str]) -> Choice:
    """What the address asks for; what it asks wrongly is as if not asked."""
    role, area, position = query.get("role", ""), query.get("area", ""), query.get("position", "")
    return Choice(
        stage=WOULD_BE if query.get("stage") == WOULD_BE else AGREED,
        group=area if area in GROUP_KEYS else "",
        role=(number_in(role) or 0) if role.isdecimal() else None,
        position=position if position in PositionKind.values else "",
        only_findings=bool(query.get("only")),
    )


def filter_form(query: Mapping[str, str], school: School, found: Matrix) -> FilterForm:
    """The form in which the reader chooses, with what the school has to choose from."""
    form = FilterForm(query)
    titles = group_titles(school.labels).items()
    stages = [(AGREED, _("As agreed")), (WOULD_BE, _("With proposals and drafts"))]
    positions = [(one, upper_first(school.labels.position(one))) for one in found.positions]
    choices = {
        "stage": stages,
        "area": [("", _("All areas")), *titles],
        "role": [("", _("All roles")), *((str(pk), title) for pk, title in found.all_roles)],
        "position": [("", _("All positions")), *positions],
    }
    for name, values in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = values
        field.widget.attrs["class"] = "form-select"
    form.fields["only"].widget.attrs["class"] = "form-check-input"
    if not found.has_open:
        del form.fields["stage"]
    return form
