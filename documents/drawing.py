"""The process that draws one PDF: `python -m documents.drawing STATE TARGET MEGABYTES SECONDS`, with the HTML on
its input.

It writes to STATE how far it is, and in the end the PDF to TARGET. Where STATE was taken away
meanwhile (somebody was erased), the PDF is not wanted any longer and is not kept. It may have so many megabytes of
memory and so many seconds of the processor, behind whoever serves pages; one that needs more fails, and STATE says so.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import resource
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

_PAGE = re.compile(r"Page (\d+)")
# Seconds between two writings of the state, and between two signs of life where nothing changes.
OFTEN, ALIVE = 0.4, 3.0


class Diary(logging.Handler):
    """Listens to what WeasyPrint says of its steps, and writes it down."""

    def __init__(self, state: Path) -> None:
        super().__init__(logging.INFO)
        self.state = state
        self.step, self.pages, self.written = "begun", 0, 0.0
        self.wanted = True

    def emit(self, record: logging.LogRecord) -> None:
        """A step: "Step 5 - Creating layout - Page 12"."""
        said = record.getMessage()
        before = self.step
        if "layout" in said or "Repagination" in said:
            self.step = "layout"
            if found := _PAGE.search(said):
                self.pages = max(self.pages, int(found[1]))
        elif "Step 6" in said or "Step 7" in said:
            self.step = "writing"
        else:
            self.step = "reading"
        if self.step != before or time.monotonic() - self.written > OFTEN:
            self.write()

    def write(self) -> None:
        """Write the state down in one piece; where it was taken away, go on without."""
        self.written = time.monotonic()
        if not self.state.exists():
            self.wanted = False
        if not self.wanted:
            return
        other = self.state.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        other.write_text(json.dumps({"step": self.step, "pages": self.pages}), encoding="utf-8")
        other.replace(self.state)

    def stay_alive(self) -> None:
        """Give a sign of life for as long as the process runs."""
        while True:
            time.sleep(ALIVE)
            if time.monotonic() - self.written > ALIVE:
                self.write()


def limit(megabytes: int, seconds: int) -> None:
    """Hold this process to its memory and time; from here on it cannot have more."""
    for what, most in (
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (kept, kept))
    os.nice(10)


def main(state: Path, target: Path, *, forms: bool = False) -> int:
    """Draw the PDF; 0 where it is kept, 1 where it could not be drawn."""
    html = sys.stdin.buffer.read()
    diary = Diary(state)
    threading.Thread(target=diary.stay_alive, daemon=True).start()

    import django

    django.setup()
    from . import pdf

    progress = logging.getLogger("weasyprint.progress")
    progress.addHandler(diary)
    progress.setLevel(logging.INFO)
    progress.propagate = False
    try:
        drawn = pdf.draw(html, forms=forms)
        if state.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(f".{os.getpid()}")
            part.write_bytes(drawn)
            part.replace(target)
    except Exception:
        logging.getLogger(__name__).exception("A PDF could not be drawn.")
        diary.step = "failed"
        diary.write()
        return 1
    diary.wanted = False
    state.unlink(missing_ok=True)
    return 0


def watched(state: Path, target: Path, megabytes: int, seconds: int, *, forms: bool) -> int:
    """Draw in a process below this one, and say so at once where that was ended for what it took."""
    from .progress import LONGEST

    # The fonts are unpacked into a folder that goes with the process, however it ends.
    with tempfile.TemporaryDirectory(prefix="drawing-") as folder:
        if not (below := os.fork()):
            limit(megabytes, seconds)
            # However it hangs, it ends.
            signal.alarm(LONGEST)
            # Its memory goes with it: to look for garbage in the end takes a tenth of the time.
            gc.disable()
            tempfile.tempdir = folder
            os._exit(main(state, target, forms=forms))
        result = os.waitstatus_to_exitcode(os.waitpid(below, 0)[1])
    if result < 0:
        diary = Diary(state)
        diary.step = "failed"
        diary.write()
    return abs(result)


if __name__ == "__main__":
    megabytes, seconds = int(sys.argv[3]), int(sys.argv[4])
    drawn = watched(
        Path(sys.argv[1]), Path(sys.argv[2]), megabytes, seconds, forms="--forms" in sys.argv
    )
    sys.exit(drawn)
