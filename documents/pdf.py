"""HTML to a printable, tagged PDF (PDF/UA-1), kept so that printing again is reading a file.

A finished PDF is kept under the digest of its HTML, of the static files that it uses and of WeasyPrint's
version. The same content is therefore the same file, and there is nothing to invalidate.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from . import quicker, statics, tags
from .register import Document

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

logger = logging.getLogger(__name__)
_END = b"%%EOF"
_drawing = threading.Lock()


class PrintFailed(Exception):
    """A document could not be made into a PDF; `document` says which, the cause says why."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("“%(title)s” could not be made into a PDF.") % {"title": document.title})
        self.document = document


@dataclass(frozen=True)
class Prepared:
    """A document as it is drawn: its HTML, and the name under which its PDF is kept."""

    document: Document
    html: bytes
    name: str
    forms: bool


def prepare(document: Document) -> Prepared:
    """Fill in the document's template, and say where its PDF is kept.

    Raises:
        PrintFailed: it could not be made.
    """
    try:
        html = to_html(document).encode()
        return Prepared(document, html, _kept_name(html, document.forms), document.forms)
    except Exception as problem:
        raise _failed(document) from problem


def render(document: Document) -> bytes:
    """The document as a PDF: read back if the same content was printed before, else drawn and kept.

    Raises:
        PrintFailed: it could not be made; nothing is kept.
    """
    return render_prepared(prepare(document))


def render_prepared(prepared: Prepared) -> bytes:
    """A prepared document as a PDF: read back where it is kept, else drawn and kept.

    Raises:
        PrintFailed: it could not be made; nothing is kept.
    """
    try:
        kept = read_kept(prepared.name)
        if kept is not None:
            return kept
        drawn = draw(prepared.html, forms=prepared.forms)
    except Exception as problem:
        raise _failed(prepared.document) from problem
    _keep(prepared.name, drawn)
    return drawn


def _failed(document: Document) -> PrintFailed:
    logger.exception("The document %s could not be made into a PDF.", document.name)
    return PrintFailed(document)


def to_html(document: Document) -> str:
    """The document as HTML, in its own language."""
    with translation.override(document.language.lower()):
        return render_to_string(
            document.template,
            {**document.context, "document": document, "styles": statics.STYLES},
        )


def draw(html: bytes, *, forms: bool = False) -> bytes:
    """Lay out and write the PDF, one at a time in a process: the fonts are shared between documents.

    With `forms` its inputs become fields that can be filled in.
    """
    from weasyprint import HTML

    with _drawing, _not_collecting(), _fatal_as_error(), quicker.stand_ins():
        drawn: bytes = HTML(string=html.decode(), url_fetcher=fetcher()).write_pdf(
            font_config=_fonts(), finisher=tags.finish, pdf_variant="pdf/ua-1", pdf_forms=forms
        )
    return drawn


@cache
def fetcher() -> Any:
    """What gives WeasyPrint files: the project's own static files, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        """Serves `static:` addresses; refuses every other scheme before anything is opened."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            """The static file that `url` names.

            Raises:
                Refused: it names none.
            """
            try:
                path = statics.locate(url)
            except statics.Refused as refused:
                logger.warning("Refused while printing: %s", refused)
                raise
            return URLFetcherResponse(
                url, path.read_bytes(), {"Content-Type": statics.content_type(path)}
            )

    return StaticFetcher()


@cache
def _fonts() -> FontConfiguration:
    """The fonts of this process: found and unpacked once, not for every document; their folder goes with it."""
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_forget_fonts)
    return FontConfiguration()


def _forget_fonts() -> None:
    """Let the fonts go while the process can still delete their folder."""
    _fonts.cache_clear()
    gc.collect()


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without looking for garbage meanwhile: all that a layout is made of lives until it is written,
    and looking through it again and again takes a quarter of the time. Memory is the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _fatal_as_error() -> Iterator[None]:
    """WeasyPrint's fatal error is no `Exception`; make it one, so that it is handled like the others."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as problem:
        raise RuntimeError(str(problem)) from problem


def storage() -> Storage:
    """Where finished PDFs are kept."""
    return storages["documents"]


def _kept_name(html: bytes, forms: bool) -> str:
    whole = hashlib.sha256(b"forms" if forms else b"")
    whole.update(html)
    whole.update(statics.digest(html))
    whole.update(_weasyprint_version().encode())
    digest = whole.hexdigest()
    return f"{digest[:2]}/{digest}.pdf"


@cache
def _weasyprint_version() -> str:
    """Read from the package's metadata: importing WeasyPrint takes a second, reading a kept file does not need it."""
    return version("weasyprint")


def read_kept(name: str) -> bytes | None:
    """The PDF kept under `name`; None where there is none, or only a part of one."""
    try:
        with storage().open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content if content.rstrip().endswith(_END) else None


def _keep(name: str, content: bytes) -> None:
    """Keep a finished PDF. Where that cannot be done it has still been printed: the next time only takes longer."""
    try:
        if storage().exists(name):
            storage().delete(name)
        storage().save(name, ContentFile(content))
    except OSError:
        logger.exception("A finished PDF could not be kept.")


def forget_kept() -> int:
    """Drop every PDF that is kept, as when a person is erased. Returns how many there were."""
    dropped = 0
    try:
        folders, _files = storage().listdir("")
    except FileNotFoundError:
        return 0
    for folder in folders:
        for name in storage().listdir(folder)[1]:
            storage().delete(f"{folder}/{name}")
            dropped += 1
    return dropped
