"""Two things that WeasyPrint works out again for each box and each tag, worked out once while a document is drawn.

What is drawn is the same byte for byte, which a test holds. They stand in only for the releases that they were held
against: with any other, WeasyPrint's own are used and a page takes a quarter longer, as a test and a line in the log
say.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

logger = logging.getLogger(__name__)

# After an update: look whether these still do what is done here, run tests/documents/test_quicker.py, name the release.
KNOWN = {"weasyprint": "70.0", "pydyf": "0.13.0"}

_SIDES = ("top", "right", "bottom", "left")
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_AT_LEAST = ("min_width", "min_height")
# Where a style keeps what its boxes use: with and without its borders; None where that depends on what is around them.
_KEPT = "_used_by_its_boxes"

Used = tuple[dict[str, Any], dict[str, Any]] | None


def are_known() -> bool:
    """Whether what is installed are the releases that the stand-ins were held against."""
    return all(version(name) == release for name, release in KNOWN.items())


@contextmanager
def stand_ins() -> Iterator[None]:
    """Put the stand-ins in, and WeasyPrint's own back in the end. For one document at a time in a process."""
    places = _places()
    for owner, name, _own, ours in places:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, own, _ours in places:
            setattr(owner, name, own)


@cache
def _places() -> list[tuple[Any, str, Any, Any]]:
    """Where something stands that is worked out again and again: owner, name, WeasyPrint's own, ours."""
    if not are_known():
        logger.warning("WeasyPrint was updated: documents/quicker.py does not know it yet.")
        return []
    import pydyf
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import percent

    own = percent.resolve_percentages
    plain = frozenset((boxes.TextBox, boxes.LineBox, boxes.TableCellBox, boxes.TableRowBox))

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        """Lengths of text, lines, cells and rows, worked out once for each style: thousands share a few.

        Only these, for nothing changes their styles once they are laid out, as happens to flexible boxes.
        """
        if type(box) not in plain:
            own(box, containing_block)
            return
        there, style = box.__dict__, box.style
        try:
            used = style.__dict__[_KEPT]
        except KeyError:
            used = style.__dict__[_KEPT] = _used(style)
        if used is None:
            own(box, containing_block)
        elif style["border_collapse"] == "collapse" and "border_top_width" in there:
            there.update(used[0])  # its borders were settled with its neighbours'
        else:
            there.update(used[1])

    def page_references(self: Any) -> tuple[bytes, ...]:
        """What names each page, made again only when a page has come: it is asked for each tag."""
        kids = self.pages["Kids"]
        kept: tuple[int, tuple[bytes, ...]] | None = self.__dict__.get("_kept_references")
        if kept is None or kept[0] != len(kids):
            made = tuple(f"{number} 0 R".encode("ascii") for number in kids[::3])
            kept = self.__dict__["_kept_references"] = (len(kids), made)
        return kept[1]

    holders = [
        module
        for name, module in sorted(sys.modules.items())
        if name.startswith("weasyprint.") and vars(module).get("resolve_percentages") is own
    ]
    return [
        *((module, "resolve_percentages", own, resolve_percentages) for module in holders),
        (pydyf.PDF, "page_references", pydyf.PDF.page_references, property(page_references)),
    ]


def _used(style: Any) -> Used:
    """What a box of this style uses: its lengths, and these with its borders; None where one is a share of another."""
    if style["box_sizing"] != "content-box":
        return None
    lengths: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in _AT_LEAST else "auto"
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return None
    return lengths, {**lengths, **{name: style[name] for name in _BORDERS}}
