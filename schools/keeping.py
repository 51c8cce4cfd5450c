"""What keeps a key stage: upper apps say what was written about it, and it is not removed."""

from __future__ import annotations

from collections.abc import Callable

from .models import School

# Given a school, within its scope, and a key stage: what would be lost with it, each in a few words.
Keeper = Callable[[School, str], list[str]]

_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Let `keeper` hold on to key stages; called from `AppConfig.ready`."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def unregister(keeper: Keeper) -> None:
    """Stop asking `keeper`."""
    _keepers.remove(keeper)


def kept_with(school: School, key_stage: str) -> list[str]:
    """What was written about a key stage of the school and would be lost without it."""
    return [words for keeper in _keepers for words in keeper(school, key_stage)]
