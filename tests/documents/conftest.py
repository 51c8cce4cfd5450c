"""Templates of the tests' own, and a place of its own for finished PDFs in each test."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from documents import statics


@pytest.fixture(autouse=True)
def kept_in(tmp_path: Path) -> Iterator[Path]:
    """The folder in which this test's finished PDFs are kept."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    kept = tmp_path / "documents"
    storages = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(kept)},
        },
    }
    with override_settings(TEMPLATES=templates, STORAGES=storages):
        statics.forget()
        yield kept
    statics.forget()
