"""What is asked before a school is taken along, and when one is brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 290 * 1024 * 1024


class TakeForm(forms.Form):
    """What the file holds beside the record itself and the files that people gave."""

    papers = forms.BooleanField(
        label=gettext_lazy("Everything printable, as PDF"),
        required=False,
        initial=True,
        help_text=gettext_lazy("For reading and filing. It takes a minute or two."),
    )
    tables = forms.BooleanField(
        label=gettext_lazy("The tables, for Excel"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Each plan, the registers, and what reviews found."),
    )


class BringForm(forms.Form):
    """The file of a school."""

    file = forms.FileField(
        label=gettext_lazy("The file of the school"),
        help_text=gettext_lazy("The .zip as it was taken along, unopened; at most 290 MB."),
        error_messages={
            "required": gettext_lazy("Choose the .zip of the school."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> Any:
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _(
                    "The file is larger than 290 MB. Ask whoever runs this site to bring it in with manage.py "
                    "import_school."
                )
            )
        return given
