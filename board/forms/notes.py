"""Writing a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import School, Subject

from ..actions.notes import Words
from ..models import Note

LONGEST = 2000
MOST_LINKS = 5
LONGEST_LINK = 500


class LinksField(forms.CharField):
    """Addresses of web pages, one a line; cleaned to a list."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The addresses without empty lines.

        Raises:
            ValidationError: one is no web address, there are too many, or one is too long.
        """
        links = [one.strip() for one in str(super().clean(value)).split("\n") if one.strip()]
        if len(links) > MOST_LINKS:
            raise ValidationError(
                _(
                    "There are %(n)s links; %(most)s is the most. The best two are followed more often."
                )
                % {"n": len(links), "most": MOST_LINKS}
            )
        checker, wrong = URLValidator(schemes=["http", "https"]), []
        for link in links:
            try:
                checker(link)
            except ValidationError:
                wrong.append(link)
            else:
                if len(link) > LONGEST_LINK:
                    wrong.append(link[:60] + "…")
        if wrong:
            raise ValidationError(
                [
                    _(
                        "“%(link)s” is no web address that can be shown. It begins with https:// or "
                        "http:// and has at most %(most)s characters."
                    )
                    % {"link": one, "most": LONGEST_LINK}
                    for one in wrong
                ]
            )
        return links


class NoteForm(forms.Form):
    """A note: what it is, its words, and for whom."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=Note.About.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(
        label=gettext_lazy("The note"),
        help_text=gettext_lazy(
            "Short: what it is, what it has to do with their lessons, what to do next."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
    )
    links = LinksField(
        label=gettext_lazy("Links, one a line"),
        help_text=gettext_lazy(
            "They are shown as they are, so that everybody sees where they lead."
        ),
        required=False,
        max_length=(LONGEST_LINK + 2) * (MOST_LINKS + 3),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    subjects = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For these subjects"),
        help_text=gettext_lazy("None ticked: for all."),
        queryset=Subject.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    key_stages = forms.MultipleChoiceField(
        label=gettext_lazy("For these key stages"),
        help_text=gettext_lazy("None ticked: for all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, school: School, note: Note | None = None, **kwargs: Any) -> None:
        if note is not None:
            kwargs["initial"] = {
                "about": note.about,
                "title": note.title,
                "text": note.text,
                "links": note.links,
                "subjects": list(note.subjects.all()),
                "key_stages": note.key_stages,
            }
        super().__init__(*args, **kwargs)
        subjects: Any = self.fields["subjects"]
        subjects.queryset = Subject.objects.filter(school=school)
        stages: Any = self.fields["key_stages"]
        kept = [one for one in (note.key_stages if note else []) if one not in school.key_stages]
        stages.choices = [(one, one) for one in [*school.key_stages, *kept]]

    def words(self) -> Words:
        """What was typed, once it is valid."""
        return Words(**self.cleaned_data)
