"""PDFs that take long are drawn by a process of their own, which says how far it is.

Its state is a small file beside the PDFs that are kept, so that every process of the server sees it;
the database is not touched. The file is also the claim: whoever makes it first draws. A state that
nobody has written to for a while belongs to a process that is gone.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

from . import pdf

logger = logging.getLogger(__name__)

# From so many bytes of HTML on a PDF is likely to take more than two seconds (measured: 27 ms for 1,000); so is
# one of so many lines (0.5 ms each), or with words without a space whose squared bytes sum to so much (a word of
# 10,000 letters takes 1.6 s, one of 70,000 takes 79: where it may be broken is looked for anew in each line).
HEAVY, HEAVY_LINES, HEAVY_WORDS = 80_000, 4_000, 100_000_000
_LONG = re.compile(rb"\S{500,}|[^\S\n]{500,}")
# A process that has said nothing for so many seconds is gone; one is ended after so many; so many work at once.
STALE, LONGEST, AT_ONCE = 25, 300, 3
FOLDER = "drawing"

Step = Literal["begun", "reading", "layout", "writing", "failed"]


@dataclass(frozen=True)
class Progress:
    """How far a PDF is: its step, and how many pages are laid out so far."""

    step: Step
    pages: int = 0
    gone: bool = False

    @property
    def failed(self) -> bool:
        """Whether nobody is at it any longer."""
        return self.gone or self.step == "failed"


def is_heavy(html: bytes) -> bool:
    """Whether a document takes so long that one should see how far it is, and a process of its own draws it."""
    return (
        len(html) >= HEAVY
        or html.count(b"\n") >= HEAVY_LINES
        or sum(len(one) ** 2 for one in _LONG.findall(html)) >= HEAVY_WORDS
    )


def begin(prepared: pdf.Prepared) -> bool:
    """Have a PDF drawn by a process of its own, unless one is at it; False where too many are at work.

    A state left by a process that is gone, or that failed, is replaced.
    """
    state = _path(prepared.name)
    if state is None:
        raise RuntimeError("Finished PDFs are kept where no other process can put them.")
    state.parent.mkdir(parents=True, exist_ok=True)
    known = progress_of(prepared.name)
    if known is not None and not known.failed:
        return True
    if sum(not _is_stale(one) for one in state.parent.glob("*.json")) >= AT_ONCE:
        return False
    if known is not None:
        state.unlink(missing_ok=True)
    try:
        with state.open("x", encoding="utf-8") as file:
            file.write(json.dumps({"step": "begun", "pages": 0}))
    except FileExistsError:
        return True
    _spawn(prepared, state)
    return True


def progress_of(name: str) -> Progress | None:
    """How far the PDF kept under `name` is; None where nobody has begun it, or it is finished."""
    state = _path(name)
    if state is None:
        return None
    try:
        told = json.loads(state.read_text(encoding="utf-8"))
        return Progress(told["step"], told["pages"], _is_stale(state))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Progress("failed")


def forget(name: str) -> None:
    """Drop what is said of a PDF, so that it can be begun anew."""
    if state := _path(name):
        state.unlink(missing_ok=True)


def can_wait() -> bool:
    """Whether PDFs are kept where another process can put them: in a folder of this machine."""
    return _path("x.pdf") is not None


def _path(name: str) -> Path | None:
    try:
        return Path(pdf.storage().path(f"{FOLDER}/{Path(name).stem}.json"))
    except NotImplementedError:
        return None


def _is_stale(state: Path) -> bool:
    try:
        return time.time() - state.stat().st_mtime > STALE
    except FileNotFoundError:
        return True


def _spawn(prepared: pdf.Prepared, state: Path) -> None:
    """Start the process: it is given the HTML by a file without a name, so that no copy stays behind."""
    target = Path(pdf.storage().path(prepared.name))
    command = [sys.executable, "-m", "documents.drawing", str(state), str(target)]
    limits = [str(settings.DRAWING_MEGABYTES), str(settings.DRAWING_SECONDS)]
    with tempfile.TemporaryFile() as html:
        html.write(prepared.html)
        html.seek(0)
        subprocess.Popen(  # noqa: S603 - our own module, and paths that we made
            command + limits + (["--forms"] if prepared.forms else []),
            stdin=html,
            stdout=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )
