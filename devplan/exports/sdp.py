"""The extract for the school development plan as a Word file: tables to copy into that plan."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.word import WIDTH, WordDocument

from ..printing.sdp import Sdp
from ..printing.which import Around

# The widths of the year columns and of the leads', in millimetres; in longer plans the years share the same room.
MONEY, WHO = 64.0, 34.0


def sdp_to_word(sdp: Sdp, title: str, words: Around) -> bytes:
    """The extract as the bytes of a .docx file: a table for each place in the school development plan."""
    word = WordDocument(title, sdp.plan.school.name, words.head, words.foot, words.mark)
    word.paragraph(sdp.plan.title, "Kicker")
    word.heading(title, 1)
    word.paragraph(sdp.sentence)
    columns = [_("Objective, and how we shall know"), _("Led by, when"), *sdp.years, _("In all")]
    money = [MONEY / (len(sdp.years) + 1)] * (len(sdp.years) + 1)
    for part in sdp.parts:
        word.heading(part.place)
        rows = [
            [
                "\n".join([row.text, *(f"• {one}" for one in row.criteria)]),
                "\n".join(one for one in (row.leads, row.when) if one),
                *row.costs,
            ]
            for row in part.rows
        ]
        rows.append([_("Together"), "", *part.sums])
        word.table(
            columns,
            rows,
            [WIDTH - WHO - MONEY, WHO, *money],
            right=range(2, len(columns)),
        )
    return word.to_bytes()
