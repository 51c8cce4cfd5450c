"""What shows that something was done: a link, or a file that is kept for the school."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from files.actions import EVIDENCE, keep
from files.models import Upload
from schools.models import Member, School
from schools.refusals import Refused

from .checking import NotSo

_is_address = URLValidator(schemes=["http", "https"])


def link_in(field: str, text: str) -> str:
    """A link to something on the web, or nothing.

    Raises:
        NotSo: it is no address that begins with https:// or http://, or too long.
    """
    link = text.strip()
    if not link:
        return ""
    try:
        _is_address(link)
    except ValidationError as refused:
        raise NotSo(
            field, _("This is no link. Copy it from the browser’s bar: it begins with https://.")
        ) from refused
    if len(link) > 200:
        raise NotSo(field, _("This link is longer than 200 characters. Give a shorter one."))
    return link


def keep_evidence(member: Member, school: School, uploaded: UploadedFile) -> Upload:
    """Keep a file that shows something: PDF, pictures, Word, Excel, PowerPoint or CSV, to 10 MB.

    Raises:
        NotSo: it is of another kind, carries a macro, is empty or too large.
    """
    try:
        return keep(school, member, uploaded, EVIDENCE)
    except Refused as refused:
        raise NotSo("file", refused.sentence) from refused
