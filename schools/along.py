"""What is asked along with the member, in the query that every page makes anyhow: yes or no, as upper apps need it.

An app registers an expression in `AppConfig.ready` and asks `known` of a member; of one who was read elsewhere it is
not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .models import Member

_asked: dict[str, Callable[[], Any]] = {}


def ask(name: str, expression: Callable[[], Any]) -> None:
    """Ask `expression()`, over a row of members, along with every member."""
    _asked[f"along_{name}"] = expression


def expressions() -> dict[str, Any]:
    """Everything that is asked along, by name."""
    return {name: expression() for name, expression in _asked.items()}


def known(member: Member, name: str) -> bool | None:
    """What came of it for `member`; None where nobody asked."""
    found: bool | None = getattr(member, f"along_{name}", None)
    return found
