"""A school's own words: the field says SMT, ICT, coordinator; many schools say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS: dict[str, str] = {
    "ict": "ICT",
    "smt": "SMT",
    "headteacher": "headteacher",
    "coordinator": "coordinator",
    "head_of_department": "head of department",
}

# What each label is, for the form in which a school chooses its word, with usual choices.
LABEL_TITLES: dict[str, Any] = {
    "ict": gettext_lazy("Technology is called"),
    "smt": gettext_lazy("Senior leaders are called"),
    "headteacher": gettext_lazy("The head is called"),
    "coordinator": gettext_lazy("Who coordinates it is called"),
    "head_of_department": gettext_lazy("Who leads a subject is called"),
}
USUAL: dict[str, list[str]] = {
    "ict": ["ICT", "digital", "technology", "computing"],
    "smt": ["SMT", "SLT", "leadership team"],
    "headteacher": ["headteacher", "principal", "head"],
    "coordinator": ["coordinator", "lead", "leader"],
    "head_of_department": ["head of department", "subject leader", "faculty lead"],
}


def upper_first(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


class Labels(dict[str, str]):
    """A school's words by key (`ict`, `smt`, `headteacher`, `coordinator`, `head_of_department`)."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)

    def position(self, kind: str) -> str:
        """What the school calls a position of this kind, as it stands within a sentence."""
        match kind:
            case "coordinator":
                return f"{self['ict']} {self['coordinator']}"
            case "smt" | "headteacher" | "head_of_department":
                return self[kind]
            case "teacher":
                return _("teacher")
            case "technician":
                return _("technician")
            case "business_manager":
                return _("business manager")
            case "governor":
                return _("governor")
            case _:
                return _("guest")
