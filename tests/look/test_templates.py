"""What every template keeps to: nothing inline, for the content security policy lets nothing inline through."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Documents on paper are read by WeasyPrint alone, but keep to the same.
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)


def markup(path: Path) -> str:
    """The template without its comments."""
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path: Path) -> None:
    text = markup(path)
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert "javascript:" not in text
    for tag in re.findall(r"<script\b[^>]*>", text):
        # A block of data runs nothing; everything else comes from a file.
        assert "src=" in tag or 'type="application/json"' in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_loaded_from_another_site(path: Path) -> None:
    text = markup(path)
    assert (
        re.findall(r"<(?:script|img|iframe|source|video)\b[^>]*src=[\"'](?:https?:)?//", text) == []
    )
    assert re.findall(r"<link\b[^>]*href=[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_typed_is_trusted_as_markup(path: Path) -> None:
    text = markup(path)
    assert re.findall(r"\|\s*safe\b|autoescape off|\|\s*safeseq\b", text) == []
