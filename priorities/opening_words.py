"""The words with which a new review opens: its key question, and the words of its scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from roles.library import fill
from schools.labels import Labels, upper_first

from .analysis import POINTS

CONTENT = Path(__file__).parent / "content" / "words.yaml"


@dataclass(frozen=True)
class OpeningWords:
    """The key question with placeholders for a school's labels, and a word or none for each point."""

    key_question: str
    scale: tuple[str, ...]


@cache
def opening_words() -> OpeningWords:
    """What content/words.yaml says, read once a process.

    Raises:
        ValueError: it does not hold a question and five words or blanks.
    """
    with CONTENT.open(encoding="utf-8") as file:
        said = yaml.safe_load(file)
    words = OpeningWords(said["key_question"], tuple(said["scale"]))
    if not words.key_question or len(words.scale) != POINTS:
        raise ValueError("words.yaml needs a key question and a word or a blank for five points.")
    return words


def key_question(labels: Labels) -> str:
    """The question that every duty is rated against, in the school's own labels."""
    return fill(opening_words().key_question, labels)


def first_title(labels: Labels) -> str:
    """The title that a new review has until somebody gives it another."""
    return upper_first(
        _("Duties of the %(coordinator)s") % {"coordinator": labels.position("coordinator")}
    )
