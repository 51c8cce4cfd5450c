"""What the browser is sent: unchanged files from elsewhere, nothing from other sites, little of it."""

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from ictlead import __version__

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|$", re.M)
# What WeasyPrint reads never goes to a browser.
SCREEN = sorted(
    path.name for path in (STATIC / "css").glob("*.css") if not path.name.startswith("print")
)
EVERYWHERE = ["app.css", "parts.css", "forms.css"]


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_every_file_from_elsewhere_is_named_with_its_licence_and_digest(folder: str) -> None:
    rows = ROW.findall((ROOT / folder / "README.md").read_text())
    named = {name: digest for _package, _version, _licence, name, digest in rows}
    there = {
        str(path.relative_to(ROOT / folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert named == there
    assert named


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_every_package_from_elsewhere_brings_its_licence(folder: str) -> None:
    packages = [path for path in (ROOT / folder).iterdir() if path.is_dir()]
    assert packages
    assert [path.name for path in packages if not (path / "LICENSE").is_file()] == []


def test_no_style_sheet_asks_another_site_for_anything() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        text = sheet.read_text()
        assert "@import" not in text, sheet.name
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            assert not re.match(r"(?i)(https?:)?//", address), f"{sheet.name}: {address}"


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    for name in SCREEN:
        sheet = STATIC / "css" / name
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text()):
            assert (sheet.parent / address).resolve().is_file(), f"{name}: {address}"


def test_the_sheets_of_every_page_stay_small() -> None:
    assert sum(len((STATIC / "css" / name).read_bytes()) for name in EVERYWHERE) < 32_000
    assert len((STATIC / "js" / "app.js").read_bytes()) < 3_000


def test_all_styles_scripts_and_fonts_together_take_less_than_120_kilobytes() -> None:
    packed = [STATIC / "css" / name for name in SCREEN]
    packed += [STATIC / "js" / "app.js", STATIC / "vendor" / "htmx.org" / "htmx.min.js"]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in packed)
    weight += sum(len(path.read_bytes()) for path in STATIC.rglob("*.woff2"))
    assert weight < 120_000


def test_the_version_shown_is_the_one_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__
