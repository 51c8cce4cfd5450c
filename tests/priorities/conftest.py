"""A school with people and duties, its scope open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scope

from .making import Field, a_field, with_duties


@pytest.fixture
def where(db: None) -> Iterator[Field]:
    """Five people and six duties."""
    found = a_field()
    with scope(school=found.school):
        yield with_duties(found)
