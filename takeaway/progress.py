"""A school's file is made by a process of its own, which says how far it is; the file waits for who asked for it.

State and file lie in the folder of finished PDFs, under a name that nobody can guess: every process of the server
sees them, and what is kept there goes when a person is erased. A file is dropped a day after it was made.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import storages

if TYPE_CHECKING:
    from schools.models import Member

FOLDER = "takeaway"
# A process that has said nothing for so many seconds is gone; one is ended after so many; so many work at once.
STALE, LONGEST, AT_ONCE = 60, 1800, 2
A_DAY = 24 * 3600


@dataclass(frozen=True)
class State:
    """How far a file is: the step, how many parts of it are done, and of how many."""

    step: str
    done: int = 0
    of: int = 0
    gone: bool = False

    @property
    def failed(self) -> bool:
        """Whether nobody is at it any longer."""
        return self.gone or self.step == "failed"


def new_name() -> str:
    """A name for a file to be made, which nobody can guess."""
    return secrets.token_hex(20)


def is_busy() -> bool:
    """Whether as many files are being made as the machine should."""
    folder = _folder()
    if not folder.is_dir():
        return False
    return sum(not _is_stale(one) for one in folder.glob("*.json")) >= AT_ONCE


def start(name: str, member: Member, *, papers: bool, tables: bool) -> None:
    """Start the process that makes the file called `name` of the member's school."""
    _sweep()
    state, target = paths_of(name)
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(json.dumps({"step": "begun", "done": 0, "of": 0}), encoding="utf-8")
    command = [sys.executable, "-m", "takeaway.process", str(state), str(target), str(member.pk)]
    command += [] if papers else ["--no-papers"]
    command += [] if tables else ["--no-tables"]
    subprocess.Popen(  # noqa: S603 - our own module, paths that we made and a number
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )


def state_of(name: str) -> State | None:
    """How far the file is; None where nobody is at it: it is finished, or dropped."""
    state, _target = paths_of(name)
    try:
        told = json.loads(state.read_text(encoding="utf-8"))
        return State(told["step"], told["done"], told["of"], _is_stale(state))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return State("failed")


def finished(name: str) -> Path | None:
    """The finished file; None where there is none, or none any more."""
    _state, target = paths_of(name)
    return target if target.is_file() and time.time() - target.stat().st_mtime < A_DAY else None


def forget(name: str) -> None:
    """Drop what is said of a file, and the file."""
    for path in paths_of(name):
        path.unlink(missing_ok=True)


def paths_of(name: str) -> tuple[Path, Path]:
    """Where the state and the file called `name` are."""
    if not name.isalnum():
        raise ValueError("That is no name of ours.")
    return _folder() / f"{name}.json", _folder() / f"{name}.zip"


def _folder() -> Path:
    return Path(storages["documents"].path(FOLDER))


def _is_stale(state: Path) -> bool:
    try:
        return time.time() - state.stat().st_mtime > STALE
    except FileNotFoundError:
        return True


def _sweep() -> None:
    """Drop what is older than a day, finished or not."""
    folder = _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if time.time() - path.stat().st_mtime > A_DAY:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
