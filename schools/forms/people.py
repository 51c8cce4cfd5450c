"""What is typed about people: one, a list, a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.tables import Unreadable, decode, read

from ..actions.people import Details
from ..labels import upper_first
from ..models import Member, PositionKind, School, Subject, User

LEADS = PositionKind.HEAD_OF_DEPARTMENT


class PersonForm(forms.Form):
    """Name, address, positions and subjects of one person."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The invitation goes there. Nobody outside the school sees it."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Positions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What they may do here follows from these. Several add up."),
        error_messages={"required": gettext_lazy("Tick at least one position.")},
    )
    subjects = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Subjects they lead"),
        queryset=Subject.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, school: School, person: Member | None = None, **kwargs: Any
    ) -> None:
        if person is not None:
            kwargs["initial"] = {
                "name": person.name,
                "email": person.email,
                "kinds": list(person.positions.values_list("kind", flat=True)),
                "subjects": list(person.subjects.all()),
            }
        super().__init__(*args, **kwargs)
        self.school, self.person = school, person
        positions = [(kind, upper_first(school.labels.position(kind))) for kind in PositionKind]
        self.fields["kinds"].choices = positions  # type: ignore[attr-defined]
        self.fields["subjects"].queryset = Subject.objects.all()  # type: ignore[attr-defined]
        self.fields["subjects"].help_text = _("For a %(position)s only.") % {
            "position": school.labels.position(LEADS)
        }

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        taken = Member.objects.filter(email__iexact=email).first() if email else None
        if taken is not None and self.person is not None and taken.pk == self.person.pk:
            return email
        if taken is not None and taken.left_on:
            raise forms.ValidationError(
                _("This address belongs to %(name)s, who has left. Take them back instead.")
                % {"name": taken.name}
            )
        if taken is not None:
            raise forms.ValidationError(
                _("This address belongs to %(name)s, who is in the school already.")
                % {"name": taken.name}
            )
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("subjects") and LEADS not in data.get("kinds", [LEADS]):
            self.add_error(
                "subjects",
                _("Subjects are for a %(position)s: tick that position too, or no subject.")
                % {"position": self.school.labels.position(LEADS)},
            )
        return data

    def details(self) -> Details:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Details(
            data["name"], data["email"], frozenset(data["kinds"]), tuple(data["subjects"])
        )


class ListForm(forms.Form):
    """People as lines, typed or in a file; and the subjects that shall be added for them."""

    text = forms.CharField(
        label=gettext_lazy("One person a line"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        help_text=gettext_lazy("From a spreadsheet: “Save as”, then “CSV”."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    new_subjects = forms.MultipleChoiceField(
        label=gettext_lazy("Subjects to add to the school"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = offered if offered is not None else self._ticked()
        self.fields["new_subjects"].choices = [(name, name) for name in choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["new_subjects"]

    def _ticked(self) -> list[str]:
        """The names sent along: only those that the list names are ever added."""
        ticked = self.data.getlist("new_subjects") if hasattr(self.data, "getlist") else []
        return [name.strip()[:80] for name in ticked if name.strip()]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        read_or_refuse(text)
        return text

    def clean_file(self) -> str:
        """The file's text, or nothing where there is none."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return ""
        try:
            text = decode(upload.read())
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error
        read_or_refuse(text)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["text"].strip() or data["file"].strip()):
            self.add_error("text", _("Paste or type at least one line, or choose a file."))
        return data


def read_or_refuse(text: str) -> None:
    """Let text pass that can be read as a list.

    Raises:
        ValidationError: with what is the matter.
    """
    try:
        read(text)
    except Unreadable as error:
        raise forms.ValidationError(error.sentence) from error


class PasswordForm(forms.Form):
    """A new password for `user`, which must be strong enough."""

    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class EraseForm(forms.Form):
    """The name of whom to erase, typed by whoever does it: what cannot be undone is not clicked by mistake."""

    name = forms.CharField(
        label=gettext_lazy("Type their name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, person: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        """The name as it was typed, if it is theirs; capitals and spaces do not matter."""
        typed = str(self.cleaned_data["name"])
        if typed.casefold().split() != self.person.name.casefold().split():
            raise forms.ValidationError(
                _("This is not their name. Type “%(name)s” to erase them; nothing is erased yet.")
                % {"name": self.person.name}
            )
        return typed
