"""Keeping what somebody gave: only kinds that are known, known by their first bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from schools.models import Member, School
from schools.refusals import Refused

from .kinds import DOCX, ENDINGS, JPEG, NAMES, PDF, PNG, PPTX, TEXT, XLSX, kind_of
from .models import Upload
from .scanning import refuse_viruses

MOST_BYTES = 10 * 1024 * 1024
# What can show that something was done: no page, no picture that carries a script, nothing that runs.
EVIDENCE = (PDF, PNG, JPEG, DOCX, XLSX, PPTX, TEXT)


@transaction.atomic
def keep(
    school: School,
    member: Member,
    uploaded: UploadedFile,
    allowed: Collection[str] = (PDF, PNG, JPEG),
) -> Upload:
    """Check an uploaded file and keep it below its school, under its digest.

    What kind it is, its content says; neither its name nor the browser's word is believed. Whether
    `member` may give one is asked by the caller, who knows what it is for.

    Raises:
        Refused: it is empty, larger than 10 MB, of another kind, or a scanner finds a virus in it.
    """
    if (uploaded.size or 0) > MOST_BYTES:
        raise Refused(
            _("The file is larger than 10 MB. Scan it with fewer dots, or give fewer pages.")
        )
    content = uploaded.read(MOST_BYTES + 1)
    if not content:
        raise Refused(_("The file is empty. Choose another one."))
    kind = kind_of(content)
    if kind not in allowed:
        raise Refused(
            _("This is no file of a kind that can be kept here. Give one of these: %(kinds)s.")
            % {"kinds": ", ".join(NAMES[one] for one in allowed)}
        )
    refuse_viruses(content)
    uploaded.seek(0)
    upload = Upload(
        school=school,
        name=safe_name(uploaded.name or "", ENDINGS[kind]),
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=member,
    )
    upload.file.save("", uploaded, save=False)
    upload.save()
    return upload


def safe_name(name: str, ending: str) -> str:
    """A name to save the file under: its last part, without what a system could take amiss."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = stem[: stem.rfind(".")] if "." in stem[1:] else stem
    plain = "".join(
        one for one in unicodedata.normalize("NFC", stem) if unicodedata.category(one)[0] != "C"
    )
    plain = re.sub(r'[<>:"/|?*;%]+', " ", plain).strip(" .")
    return (" ".join(plain.split())[:150] or "file") + ending
