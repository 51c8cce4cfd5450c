"""A form in which a school is found in England's register, and what the register says of it is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy

from gias import queries
from gias.models import Establishment

from ..register import details_of

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class InRegister(_Form):
    """Mixed into a form with a name and a URN: while they are typed, the schools they can mean are shown."""

    def suggest(self) -> None:
        """Ask for suggestions while somebody types; without JavaScript a button asks."""
        for name in ("name", "urn"):
            self.fields[name].widget.attrs.update(
                {
                    "hx-get": reverse_lazy("accounts:find_school"),
                    "hx-trigger": "input changed delay:250ms",
                    "hx-target": "#in-register",
                    "hx-sync": "this:replace",
                }
            )

    def typed(self) -> dict[str, Any]:
        """What stands in the fields of a form that was sent, whether it is right or not."""
        return {name: self[name].data for name in self.fields}


@dataclass
class Looked:
    """What came of looking into the register: the schools found, the one taken, what the form then begins with.

    `initial` is None where nobody looked.
    """

    here: bool
    found: list[Establishment] = field(default_factory=list)
    taken: Establishment | None = None
    initial: dict[str, Any] | None = None


def look(request: HttpRequest, form: InRegister) -> Looked:
    """Do what a button of the form asked for: find the school that was typed, or take one that was found.

    Everything else that was typed stays as it is.
    """
    looked = Looked(queries.is_here())
    if not looked.here:
        return looked
    form.suggest()
    if request.method == "POST" and (urn := request.POST.get("take")):
        looked.taken = queries.with_urn(urn)
        looked.initial = form.typed() | (details_of(looked.taken) if looked.taken else {})
    elif request.method == "POST" and "find" in request.POST:
        looked.initial = form.typed()
        looked.found = find(looked.initial["urn"] or "", looked.initial["name"] or "")
    return looked


def find(urn: str, name: str) -> list[Establishment]:
    """The school of that number where there is one, then those that the name can mean."""
    one = queries.with_urn(urn.strip())
    return [*([one] if one else []), *(more for more in queries.find(name) if more != one)]
