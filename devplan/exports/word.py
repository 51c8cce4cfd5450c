"""The plan as a Word file: what stands on paper, in the same order, for schools that keep their plans in Word.

Everything is text: no formula, and no field but the number of the page.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.word import WIDTH, WordDocument

from ..printing.sheet import PaperAction, PaperObjective, PaperStrand
from ..queries.money import MoneyPage
from ..queries.saying import Standing

# The widths of columns in millimetres; the first takes what is left.
_CRITERIA = (30.0, 28.0)
_MEASURED = (20.0, 32.0, 32.0, 32.0)
_ACTIONS = (42.0, 27.0, 23.0)


def plan_to_word(context: dict[str, Any], title: str, school_name: str, words: Any) -> bytes:
    """A plan as the bytes of a .docx file; `context` is what its template on paper is given."""
    plan, found = context["plan"], context["found"]
    word = WordDocument(title, school_name, words.head, words.foot, words.mark)
    word.paragraph(context["span"], "Kicker")
    word.heading(title, 1)
    word.paragraph(f"{found.headline}.", "Lead")
    word.facts(_facts(context))
    if plan.introduction:
        word.heading(_("Where we are now"))
        word.paragraph(plan.introduction)
    _summary(word, context)
    _late(word, context)
    for strand in context["strands"]:
        _strand(word, strand, context["draft"])
    if context["money"]:
        word.heading(_("Money"))
        word.paragraph(f"{context['money'].headline}. {context['money'].sentence}")
        _money(word, context["money"], _("By funding source"))
        _money(word, context["by_strand"], _("By strand"))
    _changes(word, context["changes"])
    _signatures(word, context)
    return word.to_bytes()


def _facts(context: dict[str, Any]) -> list[tuple[str, str]]:
    plan = context["plan"]
    facts = [(_("Text"), context["state"])]
    if context["signed"]:
        people = [f"{one.name} ({one.capacity.lower()})" for one in context["signed"]]
        facts.append((_("Signed by"), ", ".join(people)))
    if not context["draft"]:
        facts.append((_("Governors"), _noted(plan)))
    if context["strategies"]:
        facts.append((_("Answers to"), "\n".join(context["strategies"])))
    return facts


def _noted(plan: Any) -> str:
    from django.utils.formats import date_format

    if not plan.governors_noted_on:
        return _("have not noted it yet")
    return _("noted it on %(day)s") % {"day": date_format(plan.governors_noted_on, "j F Y")}


def _said(standing: Standing | None, otherwise: str = "") -> str:
    return f"{standing.sign} {standing.word}" if standing else otherwise


def _summary(word: WordDocument, context: dict[str, Any]) -> None:
    if not context["summary"]:
        return
    if context["draft"]:
        word.heading(_("The plan at a glance"))
    else:
        word.heading(_("What was reached") if context["closed"] else _("Is it on track?"))
    rows = [
        [one.name, _said(one.standing, "–"), one.done, one.met, one.planned, one.spent]
        for one in context["summary"]
    ]
    columns = [_("Strand"), _("Where it is"), _("Actions done"), _("Criteria met")]
    columns += [_("Planned"), _("Spent")]
    word.table(columns, rows, [WIDTH - 110, 30, 20, 20, 20, 20], right=[4, 5])
    if context["empty"]:
        names = ", ".join(context["empty"])
        word.paragraph(_("No objective is written for: %(strands)s.") % {"strands": names}, "Note")


def _late(word: WordDocument, context: dict[str, Any]) -> None:
    if not context["late"]:
        return
    word.heading(_("What is late"), 3)
    rows = [[f"{one.text} ({one.number})", one.who, one.why] for one in context["late"]]
    word.table([_("Action"), _("Led by"), _("Why")], rows, [WIDTH - 102, 36, 66])
    if context["later"]:
        word.paragraph(_("%(n)s more stand in their strands.") % {"n": context["later"]}, "Note")


def _strand(word: WordDocument, strand: PaperStrand, draft: bool) -> None:
    word.heading(strand.name)
    said = [_said(strand.standing), strand.said]
    word.paragraph(" · ".join(one for one in said if one), "Note")
    for one in strand.objectives:
        _objective(word, one)


def _objective(word: WordDocument, one: PaperObjective) -> None:
    word.heading(one.heading, 3)
    lines = one.lines
    said = [_said(lines.standing), lines.done or _("No action yet"), one.money]
    word.paragraph("\n".join([" · ".join(each for each in said if each), *one.facts]), "Note")
    if lines.criteria:
        rows = [[each.text, each.due or "–", _said(each.standing)] for each in lines.criteria]
        columns = [_("We shall know by"), _("By"), _("State")]
        word.table(columns, rows, [WIDTH - sum(_CRITERIA), *_CRITERIA])
    if lines.measured:
        rows = [
            [
                each.name,
                *(value or "–" for value in (each.baseline, each.latest, each.target)),
                _said(each.standing),
            ]
            for each in lines.measured
        ]
        columns = [_("Measured by"), _("From"), _("Now"), _("Target"), _("How far")]
        word.table(columns, rows, [WIDTH - sum(_MEASURED), *_MEASURED])
    if one.actions:
        columns = [_("Action"), _("Who and when"), _("Where it is"), _("Cost")]
        rows = [_action(each) for each in one.actions]
        word.table(columns, rows, [WIDTH - sum(_ACTIONS), *_ACTIONS], right=[3])


def _action(one: PaperAction) -> list[str]:
    spent = _("%(money)s spent") % {"money": one.spent} if one.spent else ""
    return [
        "\n".join(each for each in (one.text, *one.small, one.note) if each),
        "\n".join(each for each in (f"{one.who} {one.others}".strip(), one.when) if each),
        _said(one.standing, _("to come")),
        "\n".join(each for each in (one.money or "–", spent) if each),
    ]


def _money(word: WordDocument, of: MoneyPage, title: str) -> None:
    word.heading(title, 3)
    rows = [[one.label, *map(_cell, [*one.cells, one.all])] for one in of.rows]
    rows.append([_("Together"), *map(_cell, [*of.sums, of.all])])
    columns = [of.title, *of.years, _("Together")]
    each = min(27.0, (WIDTH - 40) / (len(columns) - 1))
    widths = [WIDTH - each * (len(columns) - 1), *[each] * (len(columns) - 1)]
    word.table(columns, rows, widths, right=range(1, len(columns)))


def _cell(cell: Any) -> str:
    spent = _("%(money)s spent") % {"money": cell.spent} if cell.spent else ""
    return "\n".join(one for one in (cell.planned, spent) if one)


def _changes(word: WordDocument, changes: list[tuple[str, Any]]) -> None:
    """What changed since it was agreed: words taken out stand in brackets, for Word shows no difference here."""
    if not changes:
        return
    word.heading(_("What changed since it was agreed"))
    rows = []
    for kind, one in changes:
        told = [
            f"{field.label}: {''.join(_piece(how, text) for how, text in line)}"
            for field in one.fields
            for line in field.lines
        ]
        rows.append([one.text, kind, "\n".join(told or one.lines)])
    word.table([_("What"), _("Row"), _("Then and now")], rows, [WIDTH - 106, 30, 76])
    word.paragraph(
        _("Words taken out stand in [square brackets], new ones in +plus signs+."), "Note"
    )


def _piece(how: str, text: str) -> str:
    if how == "added":
        return f"+{text}+"
    return f"[{text}]" if how == "removed" else text


def _signatures(word: WordDocument, context: dict[str, Any]) -> None:
    word.heading(_("Signatures"))
    if context["signed"] or context["waiting"]:
        number = context["found"].version.number if context["found"].version else 0
        version = _("version %(number)s") % {"number": number}
        rows = [[one.capacity, one.name, one.day, version] for one in context["signed"]]
        waits = _("this draft") if context["draft"] else _("the changes since")
        rows += [[one.capacity, one.name, one.day, waits] for one in context["waiting"]]
        word.table([_("As"), _("Name"), _("On"), _("Signed")], rows, [36, 50, 40, 36])
    elif not context["draft"]:
        word.paragraph(f"{context['state']}.")
    if context["to_sign"]:
        word.paragraph(_("A draft is agreed once its author and the headteacher have signed it."))
        word.signatures([("", one) for one in context["to_sign"]])
