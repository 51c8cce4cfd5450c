"""What several parts of one page ask alike is asked once: the front page opens a block, within which readers share.

Nothing is kept beyond the block, so nothing known here can be out of date on the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from .revision import note_read, reading

T = TypeVar("T")

_known: ContextVar[dict[Hashable, tuple[Any, set[str]]] | None] = ContextVar("known", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Within this block `once` keeps what it read; blocks do not share."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives: read once within `together`, afresh each time outside of it."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        with reading() as tables:
            known[key] = read(), tables
    found, tables = known[key]
    note_read(tables)
    kept: T = found
    return kept
