"""What people type about a group: its people, its schools, what it offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from audits.forms.strands import LevelFields
from audits.strands import OFFERED

from ..actions.entries import LONGEST, MOST_MINUTES, Words, words_of
from ..kinds import Sort
from ..models import Entry, GroupMember


class PersonForm(forms.Form):
    """Somebody to let in."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("They are told there how to come in."),
    )
    part = forms.ChoiceField(
        label=gettext_lazy("They may"),
        choices=[
            (GroupMember.Part.READER, gettext_lazy("read what schools publish")),
            (
                GroupMember.Part.ADMINISTRATOR,
                gettext_lazy("read, and change people, schools and the library"),
            ),
        ],
    )


class SchoolForm(forms.Form):
    """A school to invite."""

    school = forms.CharField(
        label=gettext_lazy("URN, or address of the school here"),
        max_length=200,
        help_text=gettext_lazy("Six digits, or what stands after /s/ in the address of its pages."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EntryForm(forms.Form):
    """One thing that a group offers, with the words that its kind has."""

    text = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    place = forms.ChoiceField(choices=())
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        required=False,
        max_length=LONGEST["subject"],
        help_text=gettext_lazy(
            "As schools call it. Left empty: ICT itself. A star (*): every subject."
        ),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    short = forms.CharField(
        label=gettext_lazy("Short name, for pictures"),
        required=False,
        max_length=LONGEST["short"],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    why = forms.CharField(
        label=gettext_lazy("Why it matters, or what to look for"),
        required=False,
        max_length=LONGEST["why"],
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a week it usually takes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sort: Sort, entry: Entry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            words = words_of(entry)
            first = {**words.__dict__, **LevelFields.first(words.levels)}
            kwargs["initial"] = {**first, "revision": entry.revision}
        super().__init__(*args, **kwargs)
        self.fields["place"].label = str(sort.place)
        self.fields["place"].choices = sort.places()  # type: ignore[attr-defined]
        for name in ("subject", "short", "why", "minutes"):
            if name not in sort.fields:
                del self.fields[name]
        for name, called in sort.called.items():
            self.fields[name].label = str(called)
        for name, most in sort.longest.items():
            self.fields[name].widget.attrs["maxlength"] = str(most)
        for name in sort.needs:
            self.fields[name].required = True
        self.levels = LevelFields(self, OFFERED) if "levels" in sort.fields else None

    @property
    def words(self) -> Words:
        """What the valid form says."""
        data = self.cleaned_data
        return Words(
            data["place"],
            data["text"],
            data.get("short", ""),
            data.get("why", ""),
            data.get("subject", ""),
            data.get("minutes"),
            self.levels.typed if self.levels else (),
        )

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are seen, without those of levels."""
        apart = self.levels.names if self.levels else set()
        return [one for one in self.visible_fields() if one.name not in apart]

    def again_from(self, entry: Entry) -> EntryForm:
        """The same words on top of what the entry is now, to be saved in its place."""
        sent: Any = self.data
        typed = sent.copy()
        typed["revision"] = str(entry.revision)
        self.data = typed
        return self


class FileForm(forms.Form):
    """A file with entries."""

    file = forms.FileField(
        label=gettext_lazy("A spreadsheet (.xlsx, .csv) or YAML file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.yaml,.yml"}),
    )

    @property
    def upload(self) -> UploadedFile:
        """The file that was sent."""
        found: UploadedFile = self.cleaned_data["file"]
        return found
