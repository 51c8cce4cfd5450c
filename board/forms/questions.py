"""Asking and answering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..queries.questions import Colleague

LONGEST = 2000


class AskForm(forms.Form):
    """A question or a comment, and whom to tell beside who answers for the thing."""

    text = forms.CharField(
        label=gettext_lazy("Your question or comment"),
        help_text=gettext_lazy(
            "Write @ and a name to ask somebody in particular. Everybody who may read this page reads it."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    tell = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Ask in particular"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], me: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell: Any = self.fields["tell"]
        tell.choices = [
            (one.member.pk, one.member.name)
            for one in people
            if one.may_read and one.member.pk != me
        ]


class AnswerForm(AskForm):
    """A word in answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext_lazy("Your answer")
