"""A list of people: each line becomes somebody who can be added, or says what is the matter.

Pure: it is given what the school has, and neither reads nor writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from exchange.tables import Row

from .labels import LABELS, Labels
from .models import PositionKind
from .position_words import Words

LONGEST_NAME = 150
LONGEST_EMAIL = 254
LONGEST_SUBJECT = 80

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "staff name", "staff", "person"),
    "first": ("first name", "forename", "given name"),
    "last": ("last name", "surname", "family name"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "address"),
    "positions": (
        "position",
        "positions",
        "role",
        "roles",
        "job",
        "job title",
        "positions subjects",
    ),
    "subjects": ("subject", "subjects", "department", "departments"),
}
USUAL_ORDER = ("name", "email", "positions", "subjects")
IN_POSITIONS = re.compile(r"\s*[,/|+;]\s*")
IN_SUBJECTS = re.compile(r"\s*[;|,]\s*")
AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What the list is read against: the school's words, subjects, and who is in it already."""

    labels: Labels
    subjects: Sequence[str] = ()
    emails: Mapping[str, str] = field(default_factory=dict)
    may_name_head: bool = True


@dataclass(frozen=True)
class Line:
    """One line of the list, understood as far as it goes.

    `kinds` are kinds of position; `problems` are sentences, none where the person can be added;
    `unknown_subjects` are the names that the school does not have yet.
    """

    number: int
    text: str
    name: str = ""
    email: str = ""
    kinds: frozenset[str] = frozenset()
    subjects: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unknown_subjects: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def kinds_in_order(self) -> list[str]:
        return [kind for kind in PositionKind.values if kind in self.kinds]


def understand(rows: Sequence[Row], known: Known) -> list[Line]:
    """Each row as a line of people; a first row of headings is left out, and says the order."""
    columns: Sequence[str] = USUAL_ORDER
    rows = list(rows)
    if rows and (named := headings(rows[0].cells)):
        columns, rows = named, rows[1:]
    words = Words(known.labels, known.subjects)
    seen: dict[str, int] = {}
    return [_line(row, columns, words, known, seen) for row in rows]


def headings(cells: Iterable[str]) -> list[str] | None:
    """Which column each heading names ("" for one that is not used); None if it is no heading."""
    found = [_heading(cell) for cell in cells]
    if sum(bool(name) for name in found) >= 2 and ("name" in found or "first" in found):
        return found
    return ["name"] if found == ["name"] else None


def unknown_subjects(lines: Iterable[Line]) -> list[str]:
    """The subjects that the lines name and the school does not have, each once."""
    found: dict[str, str] = {}
    for name in (name for line in lines for name in line.unknown_subjects):
        found.setdefault(name.casefold(), name)
    return sorted(found.values(), key=str.casefold)


def _heading(cell: str) -> str:
    plain = " ".join(re.findall(r"[a-z]+", cell.casefold()))
    return next((key for key, words in HEADINGS.items() if plain in words), "")


def _line(
    row: Row, columns: Sequence[str], words: Words, known: Known, seen: dict[str, int]
) -> Line:
    if row.problem:
        return Line(row.line, row.text, problems=(row.problem,))
    cells = _by_column(row.cells, columns)
    problems: list[str] = []
    name = cells["name"] or f"{cells['first']} {cells['last']}".strip()
    email = cells["email"].removeprefix("mailto:").strip("<>").lower()
    problems += _name_problems(name)
    problems += _email_problems(email, known, seen, row.line)
    kinds, subjects, strange, new = _offices(cells["positions"], cells["subjects"], words)
    problems += _office_problems(kinds, strange, bool(subjects or new), known)
    problems += [
        _("The school has no subject “%(subject)s”. Tick it below to add it, or correct it.")
        % {"subject": subject}
        if len(subject) <= LONGEST_SUBJECT
        else _("A subject’s name has at most %(limit)s characters.") % {"limit": LONGEST_SUBJECT}
        for subject in new
    ]
    return Line(
        row.line,
        row.text,
        name=name,
        email=email,
        kinds=kinds,
        subjects=tuple(subjects),
        problems=tuple(problems),
        unknown_subjects=tuple(one for one in new if len(one) <= LONGEST_SUBJECT),
    )


def _by_column(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """The cells under their columns' names; what is left over belongs to the last column."""
    found = dict.fromkeys(HEADINGS, "")
    for place, cell in enumerate(cells):
        column = columns[place] if place < len(columns) else columns[-1]
        if column and cell:
            found[column] = f"{found[column]}; {cell}" if found[column] else cell
    return found


def _name_problems(name: str) -> list[str]:
    if not name:
        return [_("There is no name.")]
    if "@" in name:
        return [_("The name looks like an address. The name comes first, then the address.")]
    if len(name) > LONGEST_NAME:
        return [_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}]
    return []


def _email_problems(email: str, known: Known, seen: dict[str, int], line: int) -> list[str]:
    if not email:
        return []
    if len(email) > LONGEST_EMAIL:
        return [_("An e-mail address has at most %(limit)s characters.") % {"limit": LONGEST_EMAIL}]
    try:
        validate_email(email)
    except ValidationError:
        return [_("“%(email)s” is not an e-mail address.") % {"email": email}]
    if email in known.emails:
        return [
            _("%(email)s belongs to %(person)s, who is in the school already.")
            % {"email": email, "person": known.emails[email]}
        ]
    first = seen.setdefault(email, line)
    if first != line:
        return [_("%(email)s stands on line %(line)s too.") % {"email": email, "line": first}]
    return []


def _office_problems(
    kinds: frozenset[str], strange: list[str], subjects: bool, known: Known
) -> list[str]:
    problems = [
        _("“%(word)s” is no position. Positions are: %(positions)s.")
        % {"word": word, "positions": ", ".join(position_names(known.labels))}
        for word in strange
    ]
    if not kinds and not strange:
        problems.append(
            _("There is no position. Say what they are, for example “%(position)s”.")
            % {"position": known.labels.position("teacher")}
        )
    if subjects and kinds and PositionKind.HEAD_OF_DEPARTMENT not in kinds:
        problems.append(
            _("Subjects are for a %(position)s: write that too, or leave the subject out.")
            % {"position": known.labels.position(PositionKind.HEAD_OF_DEPARTMENT)}
        )
    if PositionKind.HEADTEACHER in kinds and not known.may_name_head:
        problems.append(_("Only a headteacher may make somebody a headteacher."))
    return problems


def position_names(labels: Labels | None = None) -> list[str]:
    """Every position in the school's words, in the usual order."""
    labels = labels or Labels(LABELS)
    return [labels.position(kind) for kind in PositionKind.values]


def _offices(
    positions: str, subjects: str, words: Words
) -> tuple[frozenset[str], list[str], list[str], list[str]]:
    """Kinds of position, subjects, words that are neither, and subjects the school lacks.

    Behind the first semicolon of the positions stand subjects, as behind "head of department;".
    """
    before, _semicolon, after = positions.partition(";")
    kinds: set[str] = set()
    found: list[str] = []
    strange: list[str] = []
    new: list[str] = []
    for place, unknown, split in (
        (before, strange, IN_POSITIONS),
        (after, new, IN_SUBJECTS),
        (subjects, new, IN_SUBJECTS),
    ):
        for word in _words(place, split, words):
            kind, subject = words.meaning(word)
            if kind:
                kinds.add(kind)
            if subject and subject not in found:
                found.append(subject)
            if not kind and not subject and word not in unknown:
                unknown.append(word)
    return frozenset(kinds), found, strange, new


def _words(text: str, split: re.Pattern[str], words: Words) -> Iterable[str]:
    """The text cut into words: whole where it means something whole, else at its signs."""
    for part in split.split(text.strip()):
        if not part:
            continue
        halves = AND.split(part)
        if len(halves) > 1 and not any(words.meaning(part)) and all(map(words.knows, halves)):
            yield from halves
        else:
            yield part
