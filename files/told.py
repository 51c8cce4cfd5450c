"""Files that a person gave: told in a list, and brought along."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from schools.tellable import bring_along, tell

from .models import Upload


def _given(members: Collection[int]) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """The files that these memberships gave, each under a name of its own; one that is gone is left out."""
    every = Upload.objects.with_scopes_disabled()
    rows = every.filter(uploaded_by__in=members).order_by("pk")
    for upload in rows:
        if upload.file.storage.exists(str(upload.file.name)):
            yield f"{upload.pk}-{upload.name}", cast("Callable[[], BinaryIO]", upload.file.open)


tell(
    _("Files that you gave (they are in the folder “files”)"),
    Upload,
    "uploaded_by",
    pk=_("Number"),
    name=_("Name"),
    size=_("Bytes"),
    uploaded_at=_("Given"),
)
bring_along(_given)
