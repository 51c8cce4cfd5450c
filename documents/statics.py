"""The files that a printed document may use: the project's own static files, and nothing else.

Documents and their style sheets name them `static:css/print.css`. Every other address is refused before
anything is opened, so that no text somebody typed can make the server read a file or call a host.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders

SCHEME = "static:"
STYLES = "static:css/print.css"
# In HTML only as an attribute: what people typed is escaped, so it has no straight quotation marks.
_IN_HTML = re.compile(rb'(?:href|src)="(static:[^"]+)"')
_IN_CSS = re.compile(rb'url\(\s*"?(static:[^"\s)]+)')
_digests: dict[str, tuple[tuple[tuple[Path, int], ...], bytes]] = {}


class Refused(ValueError):
    """An address that is not one of the project's static files."""


def locate(url: str) -> Path:
    """The static file that `url` (`static:css/print.css`) names.

    Raises:
        Refused: it is no such address, it climbs out of the static folders, or there is no such file.
    """
    if not url.startswith(SCHEME):
        raise Refused(f"Only the project's static files are used on paper, not {url[:80]!r}.")
    name = unquote(url.removeprefix(SCHEME).split("#")[0].split("?")[0])
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts:
        raise Refused(f"{url[:80]!r} is not the name of a static file.")
    found = finders.find(name)
    if not isinstance(found, str) or not Path(found).is_file():
        raise Refused(f"There is no static file {name[:80]!r}.")
    path = Path(found).resolve()
    if not any(path.is_relative_to(root) for root in _roots()):
        raise Refused(f"{url[:80]!r} leads out of the static folders.")
    return path


def _roots() -> list[Path]:
    """The folders that static files are found in, links followed."""
    locations: list[str] = []
    for finder in finders.get_finders():
        for storage in getattr(finder, "storages", {}).values():
            locations.append(storage.location)
    return [Path(location).resolve() for location in locations]


def content_type(path: Path) -> str:
    """The kind of a static file, by its ending."""
    known = {".woff2": "font/woff2", ".css": "text/css", ".svg": "image/svg+xml"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or ""


def digest(html: bytes) -> bytes:
    """A digest of every static file that `html` uses: its styles, and what these name in turn.

    Worked out once a process for each set of names; with DEBUG on, again when a file has changed.

    Raises:
        Refused: the document names a static file that is not there.
    """
    names = sorted({match.decode() for match in _IN_HTML.findall(html)})
    key = " ".join(names)
    kept = _digests.get(key)
    if kept and not (settings.DEBUG and _changed(kept[0])):
        return kept[1]
    files: dict[Path, None] = {}
    for name in names:
        _gather(locate(name), files)
    whole = hashlib.sha256()
    for path in files:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    _digests[key] = (tuple((path, path.stat().st_mtime_ns) for path in files), whole.digest())
    return _digests[key][1]


def forget() -> None:
    """Work the digests out anew: for a process whose static files were changed under it."""
    _digests.clear()


def _gather(path: Path, files: dict[Path, None]) -> None:
    """Add a file, and for a style sheet the files it names, each once."""
    if path in files:
        return
    files[path] = None
    if path.suffix == ".css":
        for match in _IN_CSS.findall(path.read_bytes()):
            _gather(locate(match.decode()), files)


def _changed(files: tuple[tuple[Path, int], ...]) -> bool:
    return any(not path.exists() or path.stat().st_mtime_ns != then for path, then in files)
