"""Rows of a table as parts of a plan, each with what keeps it from being one. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from schools.numbers import number_in

from .. import money
from ..days import NotADay, Span, span_from
from ..pasting import find_person
from ..years import TermSpan, academic_year, name
from .amounts import pence_in

LONGEST = {"objective": 300, "action": 300, "strand": 80, "criteria": 300, "funding": 80}
LONGEST |= {"rationale": 300, "monitored_how": 200, "sdp_reference": 120, "strategies": 300}
SHORTEST_RATIONALE = 10
# What a cost says beside its amount.
SAID = ("year", "kind", "capital", "funding", "rationale", "lasts")
# Whom a name stands for that means nobody for now.
NOBODY = 0
Said = Callable[[str], tuple[int | None, str]]
_BULLET = re.compile(r"^\s*(?:[•·*▪◦–-]|\(?\d{1,2}[.)])\s+")
_BY = re.compile(r"\s*\[by ([^\]]+)\]$")
_NAMED = re.compile(r"\s*[\[(–-]\s*([^()\[\]–-]{2,60}?)\s*[\])]?\s*$")


@dataclass(frozen=True)
class Known:
    """What a row can be tied to: ids by words in small letters; `left` are people who have left."""

    people: Mapping[str, int]
    left: frozenset[str]
    aims: Mapping[str, int]
    subjects: Mapping[str, int]
    kinds: Mapping[str, str]
    terms: Sequence[TermSpan]
    years: Sequence[int]


@dataclass(frozen=True)
class Defaults:
    """What is taken where the table says nothing."""

    strand: str = ""
    year: int | None = None
    kind: str = ""
    funding: str = ""
    rationale: str = ""
    capital: bool = False


@dataclass(frozen=True)
class CostRow:
    """A cost of a row, in pence. `said` names what the table itself says; the rest was taken for granted."""

    year: int
    pence: int
    kind: str
    capital: bool
    funding: str
    rationale: str
    lasts: int | None = None
    said: frozenset[str] = frozenset()


@dataclass
class Part:
    """A row as a part of the plan; `problems` say by column, or by None for the row, what cannot be.

    `unknown` are names that nobody has, `notes` what of the row the plan does not keep.
    """

    line: int
    key: str = ""
    strand: str = ""
    objective: str = ""
    aim: int | None = None
    subject: int | None = None
    sdp_reference: str = ""
    strategies: str = ""
    criteria: list[tuple[str, date | None]] = field(default_factory=list)
    action: str = ""
    lead: int | None = None
    supporters: list[int] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    monitored_how: str = ""
    monitored_by: int | None = None
    monitored_on: date | None = None
    cost: CostRow | None = None
    problems: dict[int | None, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heading: bool = False


@dataclass(frozen=True)
class Given:
    """A row as it is stored while it is mended."""

    line: int
    cells: Sequence[str]
    # Of a cell that has text: that it is merged with one further up.
    problems: Mapping[int, str] = field(default_factory=dict)
    heading: bool = False
    left_out: bool = False


def parts_of(
    rows: Sequence[Given], fields: Sequence[str], known: Known, defaults: Defaults
) -> list[Part]:
    """Each row that is not left out as a part of the plan, in their order.

    A heading names the strand of what follows; where strand or objective is empty it is that above.
    """
    found: list[Part] = []
    strand = objective = action = ""
    for row in rows:
        if row.left_out:
            continue
        if row.heading and "strand" not in fields:
            strand = next((one for one in row.cells if one), "")[: LONGEST["strand"]]
            objective = action = ""
            found.append(Part(row.line, strand=strand, heading=True))
            continue
        part = _part(row, fields, known, defaults)
        if part.strand and part.strand != strand:
            strand, objective, action = part.strand, part.objective, ""
        part.strand = part.strand or strand or defaults.strand
        if part.objective and part.objective != objective:
            action = ""
        objective = part.objective or objective
        part.objective = objective
        if not part.action and part.cost is not None:
            part.action = action
        action = part.action or action
        _check(part, fields)
        found.append(part)
    return found


def _part(row: Given, fields: Sequence[str], known: Known, defaults: Defaults) -> Part:
    part = Part(row.line)
    cells: dict[str, tuple[int, str]] = {}
    merged: set[str] = set()
    for column, text in enumerate(row.cells):
        name_ = fields[column] if column < len(fields) else "leave"
        if name_ != "leave":
            if column in row.problems and not text:
                part.problems[column] = row.problems[column]
            elif column in row.problems:
                merged.add(name_)
            cells[name_] = (column, text.strip())
    if "cost" in merged:
        # It counts where the cell begins; here it belongs to the same action, or nobody can say to what.
        column, _text = cells.pop("cost")
        if any(cells.get(one, (0, ""))[1] and one not in merged for one in ("objective", "action")):
            part.problems[column] = row.problems[column]

    def said(name_: str) -> tuple[int | None, str]:
        return cells.get(name_, (None, ""))

    for name_ in ("strand", "objective", "sdp_reference", "strategies", "monitored_how"):
        place, text = said(name_)
        words = " ".join(text.split())
        if len(words) > LONGEST[name_]:
            part.problems[place] = _("This can have %(most)s characters; it has %(has)s.") % {
                "most": LONGEST[name_],
                "has": len(words),
            }
        setattr(part, name_, words[: LONGEST[name_]])
    part.key = said("key")[1]
    _action(part, *said("action"), known, "lead" in cells)
    _people(part, said, known)
    _ties(part, said, known)
    part.criteria = _criteria(part, *said("criteria"), known)
    _days(part, said, known)
    _cost(part, said, known, defaults)
    return part


def _action(part: Part, column: int | None, text: str, known: Known, has_lead: bool) -> None:
    words = " ".join(text.split())
    if not has_lead and (found := _NAMED.search(words)):
        lead = find_person(found[1], known.people)
        if lead is not None:
            part.lead, words = lead, words[: found.start()].rstrip(" ,;:")
    if len(words) > LONGEST["action"]:
        part.problems[column] = _("This can have %(most)s characters; it has %(has)s.") % {
            "most": LONGEST["action"],
            "has": len(words),
        }
    part.action = words[: LONGEST["action"]]


def _people(part: Part, said: Said, known: Known) -> None:
    column, text = said("lead")
    people = _named(part, column, text, known)
    part.lead = people[0] if people else part.lead
    part.supporters = people[1:]
    part.supporters += _named(part, *said("supporters"), known)
    monitors = _named(part, *said("monitored_by"), known)
    part.monitored_by = monitors[0] if monitors else None


def _named(part: Part, column: int | None, text: str, known: Known) -> list[int]:
    """The people that a cell names, apart by lines, semicolons, commas or “and”; NOBODY is left out."""
    found = []
    for piece in re.split(r"[;\n]", text):
        whole = _plain(piece) in known.people
        for one in [piece] if whole else re.split(r"[,/&+]| and ", piece):
            if one.strip() and (pk := _person(part, column, one, known)) is not None:
                found.append(pk)
    return [one for one in dict.fromkeys(found) if one != NOBODY]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _person(part: Part, column: int | None, text: str, known: Known) -> int | None:
    plain = _plain(text)
    pk = known.people[plain] if plain in known.people else find_person(plain, known.people)
    if pk is None:
        part.unknown.append(" ".join(text.split())[:60])
        part.problems[column] = (
            _("%(name)s has left the school. Name somebody else, or nobody for now.")
            if plain in known.left
            else _("Nobody of the staff, or more than one, is called “%(name)s”.")
        ) % {"name": text.strip()[:60]}
    return pk


def _ties(part: Part, said: Said, known: Known) -> None:
    for name_, ids in (("aim", known.aims), ("subject", known.subjects)):
        column, text = said(name_)
        if not text:
            continue
        pk = ids.get(" ".join(text.casefold().split()))
        if pk is None:
            part.problems[column] = (
                _("No aim of the vision says “%(text)s”.")
                if name_ == "aim"
                else _("The school has no subject called “%(text)s”.")
            ) % {"text": text[:80]}
        setattr(part, name_, pk)


def _criteria(
    part: Part, column: int | None, text: str, known: Known
) -> list[tuple[str, date | None]]:
    found = []
    # Where lines begin with a bullet, a semicolon within one parts nothing.
    parting = r"\n" if text.lstrip().startswith("•") else r"\n|;\s"
    for line in re.split(parting, text):
        words = " ".join(_BULLET.sub("", line).split())
        if not words:
            continue
        due: date | None = None
        if by := _BY.search(words):
            try:
                due = span_from(by[1], known.terms).ends_on
                words = words[: by.start()]
            except NotADay as refused:
                part.problems[column] = str(refused)
        if len(words) > LONGEST["criteria"]:
            part.problems[column] = _("One criterion can have %(most)s characters.") % {
                "most": LONGEST["criteria"]
            }
        found.append((words[: LONGEST["criteria"]], due))
    return found


def _days(part: Part, said: Said, known: Known) -> None:
    column, text = said("span")
    span = _span(part, column, text, known)
    part.starts_on, part.ends_on = span.starts_on, span.ends_on
    column, text = said("starts_on")
    part.starts_on = _span(part, column, text, known).starts_on or part.starts_on
    ends_column, text = said("ends_on")
    part.ends_on = _span(part, ends_column, text, known).ends_on or part.ends_on
    if part.starts_on and part.ends_on and part.ends_on < part.starts_on:
        part.problems[ends_column if ends_column is not None else column] = _(
            "It ends before it starts. Give a later finish or an earlier start."
        )
    column, text = said("monitored_on")
    part.monitored_on = _span(part, column, text, known).ends_on


def _span(part: Part, column: int | None, text: str, known: Known) -> Span:
    try:
        return span_from(text, known.terms)
    except NotADay as refused:
        part.problems[column] = str(refused)
        return Span()


def _cost(part: Part, said: Said, known: Known, defaults: Defaults) -> None:
    column, text = said("cost")
    if not text or text in ("-", "–", "0", "£0", "nil", "none", "n/a", "None", "Nil"):
        return
    try:
        pence, left = pence_in(text)
    except money.NotMoney as refused:
        part.problems[column] = str(refused)
        return
    if left:
        part.notes.append(
            _("The plan keeps amounts; left out: “%(text)s”.") % {"text": " ".join(text.split())}
        )
    if not pence:
        return
    year = _year(part, said, known, defaults)
    kind_column, kind = said("kind")
    chosen = known.kinds.get(kind.casefold().strip(), "") if kind else defaults.kind
    if not chosen and kind_column is not None:
        part.problems[kind_column] = _(
            "Say what the money is for: equipment, content, training, time or service."
        )
    elif not chosen:
        part.problems[column] = _(
            "What is the money for? Say it for all rows under “Where the table says nothing”."
        )
    capital_column, capital = said("capital")
    plain = capital.casefold().strip()
    if plain and plain not in ("capital", "revenue", "yes", "no"):
        part.problems[capital_column] = _("Say capital or revenue.")
    _where, funding = said("funding")
    why_column, why = said("rationale")
    why = " ".join(why.split()) or defaults.rationale
    if len(why) < SHORTEST_RATIONALE and why_column is not None:
        part.problems[why_column] = _(
            "Say in a sentence why it is worth the money: a governor should be able to read it."
        )
    elif len(why) < SHORTEST_RATIONALE and chosen:
        part.problems[column] = _(
            "Why is it worth the money? Say it for all rows under “Where the table says nothing”."
        )
    lasts_column, lasts_text = said("lasts")
    lasts = years if (years := number_in(lasts_text)) and years <= 40 else None
    if lasts_text and lasts is None:
        part.problems[lasts_column] = _(
            "Say after how many years it is bought again, from 1 to 40."
        )
    part.cost = CostRow(
        year or 0,
        pence,
        chosen,
        plain in ("capital", "yes") if plain else defaults.capital,
        " ".join(funding.split())[: LONGEST["funding"]] or defaults.funding,
        why[: LONGEST["rationale"]],
        lasts,
        frozenset({"pence"} | {one for one in SAID if said(one)[1]}),
    )


def _year(part: Part, said: Said, known: Known, defaults: Defaults) -> int | None:
    column, text = said("year")
    year = defaults.year
    if text:
        found = re.match(r"(\d{4})", text.strip())
        year = int(found[1]) if found else None
    elif year is None and part.starts_on is not None:
        year = academic_year(part.starts_on)
    if year not in known.years:
        cost_column, _text = said("cost")
        part.problems[column if column is not None else cost_column] = _(
            "Say in which of the plan’s years the money is planned, %(first)s to %(last)s."
        ) % {"first": name(known.years[0]), "last": name(known.years[-1])}
    return year


def _check(part: Part, fields: Sequence[str]) -> None:
    if not part.objective:
        part.problems.setdefault(None, _("It belongs to no objective."))
    elif not part.strand:
        part.problems.setdefault(
            None, _("It belongs to no strand. Say which is taken where none is named.")
        )
    if part.cost is not None and not part.action:
        part.problems.setdefault(None, _("The money belongs to no action."))
