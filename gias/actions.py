"""Bringing the register in: all at once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from .models import Establishment
from .reading import COLUMNS, Line, WrongFile, lines
from .words import findable

AT_ONCE = 500
KEPT = (*(name for name in COLUMNS if name != "urn"), "closed", "words")
MOST_LETTERS = 500
# The register counts a school as open until it is closed, whatever is proposed.
CLOSED = "closed"


@dataclass
class Brought:
    """What came of a file: how many schools are new, changed, as they were; the lines left out, with the reason."""

    new: int = 0
    changed: int = 0
    same: int = 0
    closed: int = 0
    left_out: list[Line] = field(default_factory=list)


@transaction.atomic
def bring_in(path: Path) -> Brought:
    """Bring the register's file in: schools that are not known are added, those known say what the file says.

    A school that the file does not name stays as it is: the register keeps those that have closed. Bringing the
    same file in again changes nothing.

    Raises:
        WrongFile: it is another file, or none of its lines can be taken; nothing is changed.
    """
    brought, seen = Brought(), set[str]()
    rows = _taken(lines(path), seen, brought)
    while batch := list(islice(rows, AT_ONCE)):
        _save(batch, brought)
    if not seen:
        raise WrongFile(
            _("None of the file’s lines can be taken; the first of them says why.")
            + _first(brought)
        )
    return brought


def _first(brought: Brought) -> str:
    return f" {brought.left_out[0].problem}" if brought.left_out else ""


def _taken(all_lines: Iterator[Line], seen: set[str], brought: Brought) -> Iterator[Establishment]:
    """The lines that can be taken, as schools; a number that comes twice is taken once."""
    for line in all_lines:
        problem = line.problem
        if not problem and line.values["urn"] in seen:
            problem = _("URN %(urn)s stands further up already.") % {"urn": line.values["urn"]}
        if problem:
            brought.left_out.append(Line(line.number, line.values, problem))
            continue
        seen.add(line.values["urn"])
        one = Establishment(**line.values)
        one.closed = one.status.casefold() == CLOSED
        found_by = findable(one.name, one.town, one.local_authority, one.postcode)
        one.words = found_by[:MOST_LETTERS]
        brought.closed += one.closed
        yield one


def _save(batch: list[Establishment], brought: Brought) -> None:
    """Write those of a batch that say something new; one query to look, one or two to write."""
    urns = [one.urn for one in batch]
    known = {
        urn: values
        for urn, *values in Establishment.objects.filter(urn__in=urns).values_list("urn", *KEPT)
    }
    new = [one for one in batch if one.urn not in known]
    changed = [
        one
        for one in batch
        if one.urn in known and known[one.urn] != [getattr(one, name) for name in KEPT]
    ]
    Establishment.objects.bulk_create(
        [*new, *changed], update_conflicts=True, unique_fields=["urn"], update_fields=KEPT
    )
    brought.new += len(new)
    brought.changed += len(changed)
    brought.same += len(batch) - len(new) - len(changed)
