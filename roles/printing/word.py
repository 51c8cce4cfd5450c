"""A description as a Word file, for schools that keep their contracts in Word."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.word import WIDTH, WordDocument
from schools.labels import upper_first

from .sheet import Sheet


def to_word(sheet: Sheet, title: str) -> bytes:
    """The description as the bytes of a .docx file: the same words as on paper."""
    word = WordDocument(title, sheet.school_name, sheet.status, sheet.foot, sheet.mark)
    word.paragraph(_("Role description"), "Kicker")
    word.heading(sheet.title, 1)
    word.facts(list(sheet.facts))
    if sheet.purpose:
        word.paragraph(sheet.purpose, "Lead")
    if sheet.vision:
        word.heading(_("The vision it serves"))
        word.paragraph(sheet.vision, "Quote")
    word.paragraph(sheet.reading)
    heads = [_("Duty"), _("Part"), _("Priority"), _("Minutes a week")]
    for section in sheet.sections:
        word.heading(section.title)
        rows = [
            [
                f"{row.text}\n{row.note}" if row.note else row.text,
                row.part,
                row.priority or "–",
                str(row.minutes),
            ]
            for row in section.rows
        ]
        word.table(heads, rows, [88, 26, 20, 28], right=[3])
    if sheet.entitlement:
        word.heading(_("Pupils’ entitlement"))
        stages = sheet.entitlement.stages
        rows = [
            [subject, *(cell or "–" for cell in cells)] for subject, cells in sheet.entitlement.rows
        ]
        widths = [60.0, *[(WIDTH - 60) / len(stages)] * len(stages)]
        word.table([_("Subject"), *stages], rows, widths)
    if sheet.signed:
        word.heading(_("Agreed"))
        rows = [[one.name, one.capacity, one.when] for one in sheet.signed]
        word.table([_("Name"), _("As"), _("When")], rows, [50, 30, 82])
    if sheet.to_sign:
        word.heading(_("Still to agree") if sheet.signed else _("Agreement"))
        word.paragraph(_("Whoever signs has read this version and agrees to it."))
        word.signatures(
            [
                (name, capacity if name else upper_first(capacity))
                for name, capacity in sheet.to_sign
            ]
        )
    return word.to_bytes()
