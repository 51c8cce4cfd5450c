"""The form in which somebody says how far an action is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from ..actions.checking import NotSo
from ..actions.updating import Word
from ..models import Rag, Status
from ..queries.plans import ActionRow

SIGNS = {Rag.GREEN: "●", Rag.AMBER: "◆", Rag.RED: "▲"}
LONGEST = 500


@dataclass(frozen=True)
class Option:
    """One thing to tap, whether it is chosen, and the sign before its words."""

    value: str
    label: str
    chosen: bool
    sign: str = ""


class WordForm:
    """An action's word: from what was said last, or from what was typed and refused.

    A colour stated before is not chosen beforehand: each word is somebody's own.
    """

    def __init__(
        self,
        row: ActionRow,
        typed: Mapping[str, str] | None = None,
        refused: NotSo | None = None,
    ) -> None:
        self.row = row
        self.refused = refused
        self._typed = typed

    @property
    def key(self) -> int:
        return self.row.action.pk

    @property
    def text(self) -> str:
        return self._typed.get("text", "") if self._typed is not None else ""

    @property
    def link(self) -> str:
        return self._typed.get("link", "") if self._typed is not None else ""

    @property
    def shows(self) -> bool:
        """Whether the fields for what shows it are to be seen: one of them is refused, or says something."""
        return bool(self.link) or self.wrong in ("link", "file")

    @property
    def wrong(self) -> str:
        """The field that was refused, or ""."""
        return self.refused.field if self.refused else ""

    @property
    def statuses(self) -> list[Option]:
        said = self.row.action.status
        # Who says a word of something not begun that should be has most often begun it.
        usual = Status.UNDER_WAY if said == Status.NOT_STARTED else said
        chosen = self._typed.get("status", "") if self._typed is not None else usual
        return [Option(one.value, str(one.label), one.value == chosen) for one in Status]

    @property
    def colours(self) -> list[Option]:
        chosen = self._typed.get("rag", "") if self._typed is not None else ""
        return [
            Option(one.value, str(one.label), one.value == chosen, SIGNS[one])
            for one in (Rag.GREEN, Rag.AMBER, Rag.RED)
        ]


def word_from(typed: Mapping[str, str], file: UploadedFile | None = None) -> Word:
    """What was typed and given, to be checked by the action."""
    return Word(
        typed.get("status", ""),
        typed.get("rag", ""),
        typed.get("text", ""),
        typed.get("link", ""),
        file,
    )
