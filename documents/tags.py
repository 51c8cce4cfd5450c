"""What WeasyPrint's tagging leaves to do, so that people who listen to a PDF hear it rightly.

Done on the finished structure, before the file is written: header cells say whether they head a row or a
column; running headers, page numbers and decoration are marked as such instead of as matter; links print.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PRINT_FLAG = 4


def finish(document: Any, pdf: Any) -> None:
    """Mend the tags of a laid-out document: the `finisher` of WeasyPrint's `write_pdf`."""
    for page in document.pages:
        for cell in _header_cells(page._page_box):
            scope = cell.element.attrib.get("scope", "col")
            cell.mark["A"]["Scope"] = "/Row" if scope == "row" else "/Column"
    structure = [one for one in pdf.objects if _kind(one) == "/StructTreeRoot"]
    for root in structure:
        _mark_artifacts(pdf, root)
    for one in pdf.objects:
        if _kind(one) == "/Annot":
            one["F"] = one.get("F", 0) | PRINT_FLAG


def _kind(thing: Any) -> Any:
    return thing.get("Type") if isinstance(thing, dict) else None


def _header_cells(box: Any) -> Iterator[Any]:
    """Every header cell in a page, of the repeated heads too."""
    mark = getattr(box, "mark", None)
    if isinstance(mark, dict) and mark.get("S") == "/TH":
        yield box
    for child in getattr(box, "children", ()):
        yield from _header_cells(getattr(child, "_box", child))


def _mark_artifacts(pdf: Any, root: Any) -> None:
    """Mark what is no matter: what stands in the page's margins, and figures without a title."""
    reached: set[bytes] = set()
    for reference in root["K"]:
        _walk(pdf, reference, reached)
    pages = [pdf.objects[number] for number in _numbers(pdf.page_references)]
    nums = _object(pdf, root["ParentTree"])["Nums"]
    for page, owners in zip(pages, nums[1 : 2 * len(pages) : 2], strict=True):
        idle = {mcid for mcid, owner in enumerate(owners) if owner not in reached}
        for mcid in idle:
            owners[mcid] = "null"
        _rename(_object(pdf, page["Contents"]).stream, idle)


def _walk(pdf: Any, reference: bytes, reached: set[bytes]) -> None:
    """Note every element of the structure below `reference`; leave decoration out of it."""
    reached.add(reference)
    kids = _object(pdf, reference).get("K", [])
    for kid in list(kids):
        if not isinstance(kid, bytes):
            continue
        element = _object(pdf, kid)
        if element.get("S") == "/Figure" and "Alt" not in element:
            kids.remove(kid)
        elif _kind(element) == "/StructElem":
            _walk(pdf, kid, reached)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _numbers(references: Any) -> list[int]:
    return [int(reference.split()[0]) for reference in references]


def _rename(stream: list[Any], idle: set[int]) -> None:
    """Make the marked content with these numbers artifacts, in the page's own drawing."""
    for index, part in enumerate(stream):
        if part == b"BDC" and stream[index - 1].get("MCID") in idle:
            stream[index - 2] = "/Artifact"
            stream[index - 1].clear()
            stream[index - 1]["Type"] = "/Pagination"
