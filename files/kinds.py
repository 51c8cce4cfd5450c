"""What kind of file something is, by its contents; neither its name nor a browser's word is believed.

An office document is a zip: before anything in it is opened, what its list of contents says is looked
at, so that one that would unpack to a mountain, or that carries a macro, is known for what it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TEXT = "text/plain"

# How a file of each kind begins, and the ending under which it is given back.
BEGINS = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}
ENDINGS = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    XLSX: ".xlsx",
    DOCX: ".docx",
    PPTX: ".pptx",
    TEXT: ".txt",
}
NAMES = {
    PDF: "PDF",
    PNG: "PNG",
    JPEG: "JPEG",
    XLSX: "Excel (.xlsx)",
    DOCX: "Word (.docx)",
    PPTX: "PowerPoint (.pptx)",
    TEXT: "CSV",
}
# The part that each kind of office document has.
PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ppt/presentation.xml": PPTX}
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 3_000
MOST_TIMES = 200


@dataclass(frozen=True)
class Packed:
    """What is wrong with an office document: "macro", "bomb", "broken", or "" where nothing is."""

    kind: str
    wrong: str = ""


def kind_of(content: bytes) -> str:
    """The kind of a file by its contents; empty for one that is not known, or that may not be kept."""
    for kind, start in BEGINS.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        packed = office_kind(content)
        return packed.kind if not packed.wrong else ""
    return TEXT if is_text(content) else ""


def office_kind(content: bytes) -> Packed:
    """The kind of an office document, by the list of its parts alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Packed("", "broken")
    kind = next((PARTS[one.filename] for one in entries if one.filename in PARTS), "")
    if is_bomb((one.file_size, one.compress_size) for one in entries):
        return Packed(kind, "bomb")
    if any("vbaproject" in one.filename.casefold() for one in entries):
        return Packed(kind, "macro")
    return Packed(kind)


def is_bomb(sizes: Iterable[tuple[int, int]]) -> bool:
    """Whether parts of these sizes, unpacked and packed, are more than any real document has."""
    parts = list(sizes)
    whole = sum(unpacked for unpacked, _packed in parts)
    packed = sum(packed for _unpacked, packed in parts)
    return (
        len(parts) > MOST_PARTS
        or whole > MOST_UNPACKED
        or (whole > 1024 * 1024 and whole > MOST_TIMES * max(packed, 1))
    )


def is_text(content: bytes) -> bool:
    """Whether it is plain text, such as a CSV: no signs that text has not, and no page that would run."""
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    if any(ord(one) < 32 and one not in "\t\r\n\f\x1a" for one in text):
        return False
    start = text.lstrip("\ufeff \t\r\n").casefold()
    return not start.startswith(("<", "%!", "#!"))
