"""The process that makes one school's file: `python -m takeaway.process STATE TARGET MEMBER`.

It writes to STATE how far it is, and in the end the file to TARGET. Where STATE was taken away meanwhile (somebody
was erased), the file is not wanted any longer and is not kept.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

# Seconds between two writings of the state, and between two signs of life where nothing changes.
OFTEN, ALIVE = 0.4, 5.0


class Diary:
    """Writes down how far it is, from time to time."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.told = {"step": "begun", "done": 0, "of": 0}
        self.written = 0.0
        self.wanted = True

    def tell(self, step: str, done: int, of: int) -> None:
        """A step, how many parts of it are done, and of how many."""
        new = step != self.told["step"]
        self.told = {"step": step, "done": done, "of": of}
        if new or time.monotonic() - self.written > OFTEN:
            self.write()

    def write(self) -> None:
        """Write the state down in one piece; where it was taken away, go on without."""
        self.written = time.monotonic()
        if not self.state.exists():
            self.wanted = False
        if self.wanted:
            other = self.state.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            other.write_text(json.dumps(self.told), encoding="utf-8")
            other.replace(self.state)

    def stay_alive(self) -> None:
        """Give a sign of life for as long as the process runs."""
        while True:
            time.sleep(ALIVE)
            if time.monotonic() - self.written > ALIVE:
                self.write()


def main(state: Path, target: Path, member_pk: int, *, papers: bool, tables: bool) -> int:
    """Make the file; 0 where it is kept, 1 where it could not be made."""
    diary = Diary(state)
    threading.Thread(target=diary.stay_alive, daemon=True).start()

    import django

    django.setup()
    from schools.models import Member

    from .making import make

    part = target.with_suffix(f".{os.getpid()}")
    try:
        members = Member.objects.with_scopes_disabled().select_related("school", "user")
        member = members.get(pk=member_pk)
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            make(member.school, file, member=member, papers=papers, tables=tables, told=diary.tell)
        if state.exists():
            part.replace(target)
    except Exception:
        logging.getLogger(__name__).exception("A school's file could not be made.")
        diary.told["step"] = "failed"
        diary.write()
        return 1
    finally:
        part.unlink(missing_ok=True)
    diary.wanted = False
    state.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    from .progress import LONGEST

    # However it hangs, it ends: the state that it leaves grows stale, and the page says that it failed.
    signal.alarm(LONGEST)
    sys.exit(
        main(
            Path(sys.argv[1]),
            Path(sys.argv[2]),
            int(sys.argv[3]),
            papers="--no-papers" not in sys.argv,
            tables="--no-tables" not in sys.argv,
        )
    )
