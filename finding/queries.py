"""Looking for something: what a member may read of what matches, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.findable import KINDS, tokens_of
from schools.labels import upper_first
from schools.models import Member
from schools.navigation import STATIONS

from .models import Audience, Entry
from .words import Piece, excerpt, pieces, plain, stem, words_of

# So many of the newest things that match are ranked; so many of those are shown.
MOST, SHOWN = 1000, 60
_SQLITE = """
    SELECT entry.id, entry.step, bm25(finding_words, 10.0, 1.0) AS far
    FROM finding_words JOIN finding_entry AS entry ON entry.id = finding_words.rowid
    WHERE finding_words MATCH %s AND entry.audience_id IN ({places})
    ORDER BY finding_words.rowid DESC LIMIT %s
"""
_POSTGRESQL = """
    SELECT entry.id, entry.step, -ts_rank('{{0.05, 0.1, 0.3, 1.0}}', entry.words, wanted.query) AS far
    FROM finding_entry AS entry, (SELECT {query} AS query) AS wanted
    WHERE entry.words @@ wanted.query AND entry.audience_id IN ({places})
    ORDER BY entry.id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Hit:
    """A thing that was found: what kind of thing, its title and two lines of it, cut up where they match."""

    kind: str
    title: list[Piece]
    excerpt: list[Piece]
    url: str


@dataclass(frozen=True)
class Group:
    """What was found in one step of the cycle; `number` counts what is not shown too."""

    title: str
    number: int
    hits: list[Hit]


@dataclass(frozen=True)
class Result:
    """What a search found, by step of the cycle. `more`: there is more than was counted."""

    typed: str
    number: int
    more: bool
    groups: list[Group]

    @property
    def shown(self) -> int:
        """How many things stand on the page."""
        return sum(len(one.hits) for one in self.groups)

    @property
    def hits(self) -> list[Hit]:
        """What stands on the page, in its order."""
        return [hit for one in self.groups for hit in one.hits]

    @property
    def headline(self) -> str:
        """How much was found, in words: "Three things speak of “budget”"."""
        if not self.number:
            return _("Nothing in the school speaks of “%(words)s”") % {"words": self.typed}
        if self.more:
            return _("More than a thousand things speak of “%(words)s”") % {"words": self.typed}
        said = ngettext(
            "%(number)s thing speaks of “%(words)s”",
            "%(number)s things speak of “%(words)s”",
            self.number,
        )
        return upper_first(said % {"number": apnumber(self.number), "words": self.typed})


def search(member: Member, typed: str, *, shown: int = SHOWN) -> Result:
    """What `member` may read of what matches; at most four queries, whatever there is."""
    typed = " ".join(typed.split())[:100]
    words = words_of(typed)
    audiences = _audiences(member) if words else []
    rows = _matching(words, audiences) if audiences else []
    more, rows = len(rows) > MOST, rows[:MOST]
    nearest = [pk for pk, _step, _far in sorted(rows, key=lambda row: (row[2], -row[0]))[:shown]]
    entries = Entry.objects.in_bulk(nearest)
    numbers: dict[int, int] = {}
    for _pk, step, _far in rows:
        numbers[step] = numbers.get(step, 0) + 1
    titles = {0: _("The school"), **{one.order: str(one.title) for one in STATIONS}}
    groups = [
        Group(
            titles.get(step, titles[0]),
            number,
            [
                _hit(entries[pk], words)
                for pk in nearest
                if pk in entries and entries[pk].step == step
            ],
        )
        for step, number in sorted(numbers.items())
    ]
    return Result(typed, len(rows), more, [one for one in groups if one.hits])


def _hit(entry: Entry, words: list[str]) -> Hit:
    return Hit(
        str(KINDS[entry.kind].title),
        pieces(entry.title, words),
        excerpt(entry.text, words),
        entry.url,
    )


def _audiences(member: Member) -> list[int]:
    """The audiences of the school that `member` belongs to."""
    mine = tokens_of(member)
    known = Audience.objects.filter(school=member.school).values_list("pk", "tokens")
    return [pk for pk, tokens in known if not mine.isdisjoint(tokens.split(" "))]


def _matching(words: list[str], audiences: list[int]) -> list[tuple[int, int, float]]:
    """The things in which every word stands: number, step, and how far from what was meant."""
    places = ", ".join(["%s"] * len(audiences))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Each word is quoted, and holds letters and digits alone: nothing in it is an operator.
            wanted = " ".join(f'"{stem(word)}"*' for word in words)
            cursor.execute(_SQLITE.format(places=places), [wanted, *audiences, MOST + 1])
        else:
            query = " && ".join(
                ["(to_tsquery('english', %s) || to_tsquery('simple', %s))"] * len(words)
            )
            bare = [(plain(word), plain(stem(word))) for word in words]
            typed = [part for word, start in bare for part in (word, f"{start}:*")]
            cursor.execute(
                _POSTGRESQL.format(query=query, places=places), [*typed, *audiences, MOST + 1]
            )
        return list(cursor.fetchall())
