"""Erasing a person from the files of a school: tables, texts and office documents are written anew without the name.

What stands in a PDF or a picture cannot be rewritten: before anybody decides, it is said how many there are.
"""

from __future__ import annotations

import hashlib
import html
import io
import zipfile

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import ngettext

from schools.json_rows import Asked, Rows
from schools.models import Member
from schools.names import Names

from .kinds import DOCX, JPEG, PDF, PNG, PPTX, TEXT, XLSX
from .models import Upload

FIXED = (PDF, PNG, JPEG)
PACKED = (DOCX, XLSX, PPTX)
# The parts of an office document in which words stand.
WORDS = (".xml", ".rels")


def fixed(member: Member) -> Asked:
    """The files that cannot be rid of a name."""
    return {"fixed": (Upload.objects.filter(school=member.school, content_type__in=FIXED), ["pk"])}


def foretell(rows: Rows) -> list[str]:
    """How many files cannot be rid of a name."""
    n = len(rows["fixed"])
    if not n:
        return []
    return [
        ngettext(
            "Tables and office documents that people gave are written anew without the name. %(n)s PDF or picture "
            "cannot be: if it shows them, take it away where it hangs.",
            "Tables and office documents that people gave are written anew without the name. %(n)s PDFs and pictures "
            "cannot be: where one shows them, take it away where it hangs.",
            n,
        )
        % {"n": n}
    ]


def rid(member: Member, names: Names) -> None:
    """Write every file in which the name can be found by reading anew, under a digest of its own."""
    for upload in Upload.objects.filter(school=member.school).exclude(content_type__in=FIXED):
        if not upload.file.storage.exists(str(upload.file.name)):
            continue
        with upload.file.open("rb") as file:
            before = file.read()
        after = without(before, upload.content_type, names)
        if after == before:
            continue
        storage, old = upload.file.storage, str(upload.file.name)
        upload.sha256, upload.size = hashlib.sha256(after).hexdigest(), len(after)
        upload.file.save("", ContentFile(after), save=False)
        upload.save(update_fields=["file", "sha256", "size"])
        transaction.on_commit(lambda kept=storage, name=old: kept.delete(name))  # type: ignore[misc]


def drop(upload: Upload) -> None:
    """Delete a file and what is kept of it."""
    storage, name = upload.file.storage, str(upload.file.name)
    upload.delete()
    transaction.on_commit(lambda: storage.delete(name))


def without(content: bytes, kind: str, names: Names) -> bytes:
    """The contents of a file of this kind without the person; the same where they are not in it."""
    if kind == TEXT:
        for encoding in _encodings(content):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            after = _every_line(text, names)
            return content if after == text else after.encode(encoding)
        return content
    if kind in PACKED:
        return _repacked(content, names)
    return content


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", "cp1252")


def _every_line(text: str, names: Names) -> str:
    """Line by line, for a whole text is no address and no name alone."""
    return "".join(names.replaced_in_text(line) for line in text.splitlines(keepends=True))


def _repacked(content: bytes, names: Names) -> bytes:
    """An office document with the words of its parts replaced; where nothing changes, as it was."""
    out, changed = io.BytesIO(), False
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.endswith(WORDS):
                after = _part(part, names)
                changed, part = changed or after != part, after
            target.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue() if changed else content


def _part(part: bytes, names: Names) -> bytes:
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        return part
    after = names.replaced_in_text(text, html.escape(names.instead))
    return part if after == text else after.encode("utf-8")
