"""What is typed about a strand of the self-review: its words, and those of its five levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.forms.duties import OneLine

from ..models import OwnStrand
from ..selfreview_library import LEVELS, Level, selfreview_library
from ..strands import ABOUT, ADOPTED, KNOW, MOST_NEXT, NEXT, TEXT, TITLE, Limits, StrandWords


class LevelFields:
    """The fields of five levels in a form: `text_1`, `know_1`, `next_1` and so on."""

    def __init__(self, form: forms.Form, most: Limits) -> None:
        self._form = form
        for number in LEVELS:
            form.fields[f"{TEXT}_{number}"] = forms.CharField(
                label=_("What one would see"), max_length=most[TEXT], widget=OneLine(dir="auto")
            )
            form.fields[f"{KNOW}_{number}"] = forms.CharField(
                label=_("How one knows"),
                required=False,
                max_length=most[KNOW],
                widget=OneLine(dir="auto"),
            )
            form.fields[f"{NEXT}_{number}"] = forms.CharField(
                label=_("Examples of what comes next, one a line"),
                required=False,
                max_length=MOST_NEXT * (most[NEXT] + 2),
                widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            )

    def __iter__(self) -> Iterator[tuple[int, str, list[forms.BoundField]]]:
        """Each level's number and name, and its fields."""
        for number, name in zip(LEVELS, selfreview_library().names, strict=True):
            yield number, name, [self._form[f"{what}_{number}"] for what in (TEXT, KNOW, NEXT)]

    @property
    def names(self) -> set[str]:
        """The names of these fields."""
        return {f"{what}_{number}" for what in (TEXT, KNOW, NEXT) for number in LEVELS}

    @property
    def typed(self) -> tuple[Level, ...]:
        """What the valid form says."""
        got = self._form.cleaned_data
        return tuple(
            Level(
                number,
                got[f"{TEXT}_{number}"],
                got[f"{KNOW}_{number}"],
                tuple(got[f"{NEXT}_{number}"].splitlines()),
            )
            for number in LEVELS
        )

    @staticmethod
    def first(levels: Sequence[Level]) -> dict[str, str]:
        """What stands in the fields at first."""
        found = {}
        for one in levels:
            found[f"{TEXT}_{one.level}"], found[f"{KNOW}_{one.level}"] = one.text, one.know
            found[f"{NEXT}_{one.level}"] = "\n".join(one.next)
        return found


class OwnStrandForm(forms.Form):
    """The words of one of the school's strands; `revision` is the one that the writer saw."""

    title = forms.CharField(
        label=_("Name"), max_length=ADOPTED[TITLE], widget=forms.TextInput({"dir": "auto"})
    )
    about = forms.CharField(
        label=_("What it asks"), max_length=ADOPTED[ABOUT], widget=OneLine(dir="auto")
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, own: OwnStrand) -> None:
        words = StrandWords.of(own)
        first = {TITLE: words.title, ABOUT: words.about, "revision": own.revision}
        super().__init__(data, initial={**first, **LevelFields.first(words.levels)})
        self.levels = LevelFields(self, ADOPTED)

    @property
    def words(self) -> StrandWords:
        """What was typed."""
        got = self.cleaned_data
        return StrandWords(got[TITLE], got[ABOUT], self.levels.typed)

    def begin_again_from(self, revision: int) -> None:
        """Let what was typed stand, as written upon `revision`."""
        data = dict(self.data.items())
        data["revision"] = str(revision)
        self.data = data
