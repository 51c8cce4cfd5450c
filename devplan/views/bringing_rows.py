"""What the two pages on which tables of figures are brought have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exchange.sheets import Sheet, tables_in
from exchange.tables import Unreadable, read
from schools.permissions import MemberRequest
from schools.refusals import Refused

from ..bringing_rows import Brought, tidy, without_head

# The column of the value, or of the pounds.
AMOUNT = 2


@dataclass
class Bringing:
    """A table on its way in: what was typed, its lines, and what keeps them from being saved."""

    typed: str = ""
    rows: list[Brought] = field(default_factory=list)
    problem: str = ""
    saved: int | None = None
    asked: bool = False

    @property
    def wrong(self) -> int:
        """How many lines have to be looked at."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def ready(self) -> bool:
        return bool(self.rows) and not self.wrong and not self.problem

    @property
    def status(self) -> int:
        return 422 if self.asked and not self.ready else 200


def brought(
    request: MemberRequest,
    parse: Callable[[Sequence], list[Brought]],
    problems: Callable[[list[Brought]], list[str]],
    save: Callable[[list[Brought]], int],
    head: str = "",
) -> Bringing:
    """Read what was pasted or what stands in a file; save it where that was asked and all of it can be.

    Of a file with several tables it is the one whose first column is headed `head`, else the first.
    `problems` says of the lines that could be read what keeps each from being recorded.
    """
    found = Bringing(asked=request.method == "POST")
    if not found.asked:
        return found
    try:
        found.typed = _text(request, head)
        found.rows = parse(without_head(read(found.typed)))
    except Unreadable as refused:
        found.problem = refused.sentence
        return found
    if not found.rows:
        found.problem = _("Paste at least one line, or choose a file.")
        return found
    readable = [row for row in found.rows if not row.problems]
    said = dict(zip((row.line for row in readable), problems(readable), strict=True))
    found.rows = [row.with_problem(said.get(row.line, "")) for row in found.rows]
    if found.ready and "save" in request.POST:
        try:
            found.saved = save(found.rows)
        except Refused as refused:
            found.problem = refused.sentence
    return found


def _text(request: MemberRequest, head: str) -> str:
    """What was pasted; a file chosen beside it comes first, and is kept as text to be mended.

    Raises:
        Unreadable: the file holds no table, or a cell of it that is a formula.
    """
    file = request.FILES.get("file")
    if not file:
        return request.POST.get("text", "")
    tables = tables_in(file.read())
    chosen = next((one for one in tables if _headed(one, head)), tables[0])
    for row in chosen.rows:
        for column, problem in row.problems.items():
            # A cell merged with one further up has its text: no problem but for what is counted.
            if column == AMOUNT or not row.cells[column]:
                raise Unreadable(
                    _("Row %(row)s: %(problem)s") % {"row": row.line, "problem": problem}
                )
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row.cells) for row in chosen.rows)


def _headed(sheet: Sheet, head: str) -> bool:
    first = sheet.rows[0].cells
    return bool(first) and len(first) <= 6 and tidy(first[0]) == head
