"""A person's name and addresses within texts: found however they are spaced or written, and replaced. Plain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Between two words of a name: spaces, and what stands there in the names of files and in addresses.
_BETWEEN = r"(?:[\s._+\-]|%20)+"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_ADDRESS = re.compile(r"^(?:https?://|mailto:|www\.)\S*$", re.I)


@dataclass(frozen=True)
class Names:
    """What is looked for: whole names, e-mail addresses, and what stands in their place.

    A name of a single word ("Will") may be any word: within a text it counts only after an @, and else where it is all
    that stands there. A name in `others` is somebody else's and stays: where it is the very same, it stays
    everywhere.
    """

    names: tuple[str, ...]
    emails: tuple[str, ...]
    instead: str
    others: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    _found: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _alone: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        taken = {_plain(one) for one in self.others}
        own = [one for one in self.names if _plain(one) and _plain(one) not in taken]
        longer = [one for one in self.others if any(_plain(name) in _plain(one) for name in own)]
        keep = [f"(?P<keep>{'|'.join(map(_one, longer))})"] if longer else []
        whole = [rf"@?{_one(name)}" for name in own if len(name.split()) > 1]
        called = [f"@{_one(name)}" for name in (*own, *self.mentioned) if len(name.split()) == 1]
        mail = [rf"(?<![\w.+-]){re.escape(one)}(?![\w-])" for one in self.emails if one]
        either = [*keep, *mail, *sorted(whole, key=len, reverse=True), *called]
        alone = "|".join(map(_one, own))
        object.__setattr__(self, "_found", re.compile("|".join(either), re.I) if either else None)
        object.__setattr__(self, "_alone", re.compile(rf"\s*(?:{alone})\s*", re.I) if own else None)

    @property
    def namesakes(self) -> tuple[str, ...]:
        """The names that somebody else bears as well: they stay in texts."""
        taken = {_plain(one) for one in self.others}
        return tuple(one for one in self.names if _plain(one) in taken)

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of the names that people call somebody by, from three letters on."""
        return tuple(dict.fromkeys(word for name in self.names for word in _words(name)))

    @property
    def searched(self) -> tuple[str, ...]:
        """Words of which at least one stands, in plain letters, wherever the person does."""
        short = [word for name in self.names if not _words(name) for word in name.split()]
        return tuple(dict.fromkeys([*self.parts, *self.mentioned, *self.emails, *short]))

    def replaced(self, text: str) -> str:
        """The text without the person; within an address the words that stand instead are joined."""
        if self._alone is not None and self._alone.fullmatch(text):
            return self.instead
        joined = self.instead.replace(" ", "-")
        return self.replaced_in_text(text, joined if _ADDRESS.match(text) else self.instead)

    def replaced_in_text(self, text: str, instead: str = "") -> str:
        """The text without the person, or with `instead` in their place; a name of one word may be any word of it."""
        if self._found is None:
            return text
        return self._found.sub(
            lambda found: found[0] if found.groupdict().get("keep") else instead or self.instead,
            text,
        )

    def replaced_within(self, value: Any) -> Any:
        """The same for plain JSON values: every text in them, names of keys too."""
        if isinstance(value, str):
            return self.replaced(value)
        if isinstance(value, list):
            return [self.replaced_within(one) for one in value]
        if isinstance(value, dict):
            return {self.replaced(key): self.replaced_within(one) for key, one in value.items()}
        return value

    def left_in(self, text: str) -> set[str]:
        """The parts of the names that still stand alone in a text: "Amira", "Khan"."""
        return {part for part in self.parts if re.search(rf"{_BEFORE}{_spelt(part)}{_AFTER}", text)}


def texts_in(value: Any) -> Iterable[str]:
    """Every text within plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)


def ascii_run(words: Iterable[str]) -> list[str]:
    """Of each word its longest run of plain letters: what any database finds without regard to case."""
    return [max(re.findall(r"[A-Za-z]+", word) or [""], key=len) for word in words]


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s.]+", name) if len(word) > 2]


def _one(name: str) -> str:
    """A whole name as a pattern, in both ways in which letters with accents are written."""
    forms = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
    ways = [_BETWEEN.join(map(_spelt, form.split())) for form in sorted(forms)]
    return f"{_BEFORE}(?:{'|'.join(ways)}){_AFTER}"


def _spelt(word: str) -> str:
    # An apostrophe of any kind, in XML and HTML too.
    return re.sub(r"['’‘]", "(?:['’‘]|&apos;|&#39;|&#x27;)", re.escape(word))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("’", "'").casefold().split())
