"""Reading the library's files field by field, with a plain complaint for whatever is wrong."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

PLACEHOLDERS = ("ict", "smt", "coordinator", "head_of_department", "headteacher")
PLACEHOLDER = re.compile("{(" + "|".join(PLACEHOLDERS) + ")}")
WORKING_WEEK = 40 * 60  # minutes; nobody's line or release time is longer

_KEY = re.compile(r"[a-z]+(-[a-z0-9]+)*")


class LibraryError(ValueError):
    """A content file is wrong; the message names the file, the entry and what is wrong with it."""


def read(path: Path) -> Any:
    """What a YAML file holds.

    Raises:
        LibraryError: it is no YAML, or a mapping in it gives a field twice.
    """
    loader = _StrictLoader(path.read_text(encoding="utf-8"))
    try:
        return loader.get_single_data()
    except yaml.YAMLError as error:
        raise LibraryError(f"{path.name}: {error}") from error
    finally:
        loader.dispose()


class Fields:
    """One mapping of a content file, read field by field, that knows its place for complaints."""

    def __init__(self, place: str, data: Any, required: set[str] | None = None) -> None:
        self.place = place
        if not isinstance(data, dict):
            raise LibraryError(f"{place}: is not a list of fields with their values.")
        self.data: dict[str, Any] = data
        if required is not None:
            self.check(required)

    def wrong(self, field: str, problem: str) -> LibraryError:
        """The complaint that `field` of this mapping has this problem, for the caller to raise."""
        return LibraryError(f"{self.place}: {field} {problem}.")

    def check(self, required: set[str], optional: Iterable[str] = ()) -> None:
        """Refuse a missing required field, and any field that is neither required nor optional."""
        for name in sorted(required - self.data.keys()):
            raise self.wrong(name, "is missing")
        for name in sorted(map(str, self.data.keys() - required - set(optional))):
            raise self.wrong(name, "is not a field that belongs here")

    def key(self) -> str:
        """The mapping's own key, a short slug."""
        value = self.data["key"]
        if not isinstance(value, str) or not _KEY.fullmatch(value):
            raise self.wrong("key", "is made of small letters, digits and hyphens")
        return value

    def text(self, name: str, longest: int) -> str:
        """A single line of at most `longest` characters, with no braces but the placeholders'."""
        value = self.data[name]
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "is empty or no text")
        if len(value) > longest:
            raise self.wrong(name, f"is {len(value)} characters long, at most {longest} fit")
        if "\n" in value or value != value.strip():
            raise self.wrong(name, "is not a single line without spaces at its ends")
        if re.search("[{}]", PLACEHOLDER.sub("", value)):
            raise self.wrong(
                name, f"has braces around something other than {_listed(PLACEHOLDERS)}"
            )
        return value

    def texts(self, name: str, longest: int) -> tuple[str, ...]:
        """A list of such lines, at least one."""
        values = self.data[name]
        if not isinstance(values, list) or not values:
            raise self.wrong(name, "is not a list with something in it")
        return tuple(
            Fields(f"{self.place}, {name} {number}", {"text": value}).text("text", longest)
            for number, value in enumerate(values, 1)
        )

    def choice(self, name: str, known: Sequence[str]) -> str:
        """One of the known words."""
        value = self._given(name)
        if not isinstance(value, str) or value not in known:
            options = f"one of {_listed(known)}" if len(known) <= 10 else "in the library"
            raise self.wrong(name, f"is “{value}”, which is not {options}")
        return value

    def choices(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """Some of the known words, at least one."""
        values = self.data[name]
        if not isinstance(values, list) or not values:
            raise self.wrong(name, "is not a list with something in it")
        for value in values:
            if value not in known:
                raise self.wrong(name, f"has “{value}”, which is not one of {_listed(known)}")
        return tuple(values)

    def minutes(self, name: str, least: int = 0) -> int:
        """Minutes a week in steps of five, `least` or more."""
        value = self._given(name)
        if not is_count(value) or not least <= value <= WORKING_WEEK or value % 5:
            raise self.wrong(name, f"is “{value}”, not minutes a week in steps of 5")
        return int(value)

    def flag(self, name: str) -> bool:
        """True or false; false where the field is not given."""
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name, "is not true or false")
        return value

    def records(self, name: str, noun: str, key: str = "key") -> list["Fields"]:
        """The mappings of a list, each placed by its key; no key stands twice."""
        items = self.data[name]
        if not isinstance(items, list) or not items:
            raise self.wrong(name, "is not a list with something in it")
        found: dict[str, Fields] = {}
        for number, item in enumerate(items, 1):
            named = item.get(key) if isinstance(item, dict) else None
            place = f"{self.place}, {noun} " + (f"“{named}”" if named else str(number))
            if str(named) in found:
                raise LibraryError(f"{place}: stands there twice.")
            found[str(named or number)] = Fields(place, item)
        return list(found.values())

    def exactly(self, name: str, found: Sequence[str], keys: Sequence[str]) -> None:
        """Refuse a list whose keys are not just these, in this order."""
        if tuple(found) != tuple(keys):
            raise self.wrong(name, f"are not {_listed(keys)}, in this order")

    def _given(self, name: str) -> Any:
        if name not in self.data:
            raise self.wrong(name, "is missing")
        return self.data[name]


class _StrictLoader(yaml.SafeLoader):
    """YAML's safe loader, which here refuses a field given twice instead of keeping the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        counts = Counter(str(name.value) for name, _value in node.value)
        for name, count in counts.items():
            if count > 1:
                line = node.start_mark.line + 1
                raise yaml.YAMLError(f"{name} is given {count} times in what begins on line {line}")
        return super().construct_mapping(node, deep)


def is_count(value: Any) -> bool:
    """Whether it is a whole number (True and False are not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
