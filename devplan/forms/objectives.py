"""The forms of an objective: what shall be reached, for which aim, and what shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from schools.models import Aim, Subject

from ..actions.words import CriterionWords, ObjectiveWords
from ..models import Criterion, Objective, Strand
from .fields import DayInput, LineField, RowForm, Side, number, sides

SPARE = 2


class ObjectiveForm(RowForm):
    """An objective as it is typed."""

    text = LineField(
        label=_("What shall be reached"),
        max_length=300,
        error_messages={"required": _("Say what shall be reached.")},
    )
    strand = forms.ChoiceField(label=_("Strand"))
    aim = forms.ChoiceField(label=_("Aim of the vision"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    sdp_reference = forms.CharField(
        label=_("Place in the school development plan"), max_length=120, required=False
    )
    strategies = forms.CharField(
        label=_("Strategies it answers to"), max_length=300, required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        strands: Sequence[Strand],
        aims: Sequence[Aim],
        subjects: Sequence[Subject],
        *args: Any,
        objective: Objective | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        aim = objective.aim if objective else None
        if aim is not None and aim.pk not in {one.pk for one in aims}:
            aims = [*aims, aim]
        self.choose("strand", [(str(one.pk), one.name) for one in strands])
        self.choose("aim", [("", _("none")), *((str(one.pk), one.text) for one in aims)])
        self.choose("subject", [("", _("none")), *((str(one.pk), one.name) for one in subjects)])
        self.fields["strategies"].widget.attrs["list"] = "strategies"

    def words(self, criteria: Sequence[CriterionWords]) -> ObjectiveWords:
        """What was typed, once the form is valid."""
        data = self.cleaned_data
        return ObjectiveWords(
            text=data["text"],
            strand=int(data["strand"]),
            aim=number(data["aim"]),
            subject=number(data["subject"]),
            sdp_reference=data["sdp_reference"],
            strategies=data["strategies"],
            criteria=tuple(criteria),
        )


class CriterionForm(RowForm):
    """A success criterion as it is typed; emptied, it is taken out."""

    text = LineField(label=_("Success criterion"), max_length=300, required=False)
    due_on = forms.DateField(label=_("by"), required=False, widget=DayInput)
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)


CriteriaForms = forms.formset_factory(CriterionForm, extra=0, max_num=40)


def criteria_forms(
    data: Any = None,
    criteria: Sequence[Criterion] = (),
    spare: int = SPARE,
    auto_id: str = "id_%s",
) -> Any:
    """The criteria of an objective, with `spare` empty lines below them."""
    given: dict[str, Any] = {"prefix": "criteria", "auto_id": auto_id}
    if data is not None:
        return CriteriaForms(data, **given)
    initial: list[dict[str, Any]] = [
        {"text": one.text, "due_on": one.due_on, "pk": one.pk} for one in criteria
    ]
    return CriteriaForms(initial=initial + [{}] * spare, **given)


def criteria_words(forms_: Any, there: Sequence[Criterion]) -> list[CriterionWords]:
    """The criteria that were typed; how far each is stays as it was."""
    met = {one.pk: one.met for one in there}
    found = []
    for form in forms_:
        data = form.cleaned_data
        if data.get("text", "").strip():
            pk = data.get("pk")
            known = pk if pk in met else None
            so_far = Criterion.Met.OPEN if known is None else met[known]
            found.append(CriterionWords(data["text"], data.get("due_on"), so_far, known))
    return found


def objective_sides(
    form: ObjectiveForm, theirs: ObjectiveWords, mine: ObjectiveWords
) -> list[Side]:
    """The fields in which two wordings of an objective differ, its criteria among them."""
    found = sides(form, theirs.__dict__, mine.__dict__)
    lines = [[_criterion_line(one) for one in words.criteria] for words in (theirs, mine)]
    if lines[0] != lines[1]:
        found.append(Side(_("Success criteria"), *lines))
    return found


def _criterion_line(words: CriterionWords) -> str:
    return f"{words.text} · {date_format(words.due_on)}" if words.due_on else words.text


def initial_of(objective: Objective) -> dict[str, Any]:
    """An objective as its form begins."""
    return {
        "text": objective.text,
        "strand": objective.strand_id,
        "aim": objective.aim_id or "",
        "subject": objective.subject_id or "",
        "sdp_reference": objective.sdp_reference,
        "strategies": objective.strategies,
        "revision": objective.revision,
    }
