"""The databases that ICT Lead runs on; each marks with what is written of a school that it has changed."""

from typing import Any

from django.db import connections


def keep_marks(using: str) -> None:
    """Say that what this transaction has written so far came with its own marks, as rows of another database do."""
    connection: Any = connections[using]
    connection.unmarked.clear()
