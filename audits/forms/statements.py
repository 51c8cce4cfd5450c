"""What is typed about statements of entitlement: their words, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.forms.duties import OneLine
from schools.models import Member, School, Subject
from schools.numbers import number_in
from schools.rules import leads_ict

from ..actions.statements import Words
from ..cells import stage_title, stages_of, subject_title
from ..library import library
from ..models import Kind, Statement


class WordsForm(forms.Form):
    """The words of a statement; hidden fields carry those from which the writer began."""

    text = forms.CharField(
        label=_("Pupils are entitled to"),
        max_length=300,
        widget=OneLine(dir="auto"),
        help_text=_("What pupils do or know by the end of the key stage, beginning with “Pupils”."),
    )
    why = forms.CharField(
        label=_("What to look for"),
        max_length=300,
        required=False,
        widget=OneLine(dir="auto"),
        help_text=_("One line, for whoever has to judge it."),
    )
    base_text = forms.CharField(required=False, widget=forms.HiddenInput)
    base_why = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, statement: Statement | None = None
    ) -> None:
        initial = {}
        if statement is not None:
            initial = {"text": statement.text, "why": statement.why}
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


class AddForm(WordsForm):
    """A statement of the school's own: what it is about, for which key stage, and its words."""

    about = forms.ChoiceField(label=_("About"))
    stage = forms.ChoiceField(label=_("Key stage"))
    field_order = ["about", "stage", "text", "why"]

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, school: School, member: Member
    ) -> None:
        super().__init__(data)
        self._subjects = {one.pk: one for one in Subject.objects.filter(school=school)}
        own = [one for one in self._subjects.values() if not library().is_ict(one.name)]
        choices = []
        if leads_ict(member):
            choices = [
                (str(Kind.ICT), subject_title(school, None)),
                (str(Kind.EVERY), str(Kind.EVERY.label)),
            ]
        else:
            led = {one.pk for one in member.subjects.all()}
            own = [one for one in own if one.pk in led]
        choices += [(str(one.pk), one.name) for one in own]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (stage, stage_title(stage)) for stage in stages_of(school)
        ]

    @property
    def kind(self) -> str:
        """The kind of statement that was chosen."""
        about = self.cleaned_data["about"]
        return about if about in (Kind.ICT, Kind.EVERY) else Kind.SUBJECT

    @property
    def subject(self) -> Subject | None:
        """The subject that was chosen; none for ICT itself and for every subject."""
        about = self.cleaned_data["about"]
        return self._subjects.get(number) if (number := number_in(about)) else None
