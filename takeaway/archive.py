"""A school's file as a .zip: what stands in it, how it is written, and all that it must be to be opened."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from files.actions import MOST_BYTES as MOST_BYTES_A_FILE
from files.kinds import ENDINGS, kind_of
from files.scanning import refuse_viruses
from ictlead import __version__
from schools.models import School
from schools.refusals import Refused

from .contents import Contents
from .schema import FORMAT, VERSION
from .values import moment

MANIFEST, DATA, ABOUT = "manifest.json", "school.json", "README.txt"
# More than any school has; beyond it something is amiss, and nothing is unpacked.
MOST_ENTRIES, MOST_UNPACKED, MOST_DATA = 20_000, 4 * 1024**3, 256 * 1024**2
MOST_MANIFEST, MOST_TIMES, WORTH_ASKING = 8 * 1024**2, 200, 1024**2
_endings = "|".join(re.escape(one) for one in sorted(ENDINGS.values()))
_ENTRY = re.compile(
    rf"manifest\.json|school\.json|README\.txt|files/[0-9a-f]{{64}}(?:{_endings})"
    r"|tables/[a-z0-9_-]{1,120}\.xlsx|papers/[a-z0-9_-]{1,120}\.pdf"
)
_FOLDER = re.compile(r"(files|tables|papers)/")
_PIECE = 1024 * 1024


class Source(Protocol):
    """What a file is read from: opened for reading bytes, and can be asked for any place in it."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...
    def seekable(self) -> bool: ...


@dataclass(frozen=True)
class Opened:
    """A file that is whole: what it says of itself, what it says of the school, and the .zip to take files from."""

    manifest: Mapping[str, Any]
    plain: dict[str, Any]
    archive: zipfile.ZipFile

    def entry_of(self, sha256: str, content_type: str) -> str:
        """The name in the file of what somebody gave."""
        return f"files/{sha256}{ENDINGS[content_type]}"


class Writer:
    """Writes a school's file, entry by entry; the list of them with their digests comes last."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._entries: dict[str, dict[str, Any]] = {}
        self._now = timezone.now().timetuple()[:6]

    def add(self, name: str, content: bytes) -> None:
        """Put one entry in; an entry that is there already is not put in twice."""
        if name in self._entries:
            return
        self._entries[name] = {
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self._write(name, content)

    def finish(self, school: School, contents: Contents, left_out: Iterable[str]) -> None:
        """Say what is in it, and close it."""
        said = [str(one) for one in left_out]
        self.add(ABOUT, _about(school, said, contents.missing).encode())
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_by": f"ICT Lead {__version__}",
            "made_at": moment(timezone.now()),
            "school": {"name": school.name, "slug": school.slug},
            "left_out": said,
            "missing_files": contents.missing,
            "entries": self._entries,
        }
        self._write(MANIFEST, as_json(manifest))
        self._zip.close()

    def _write(self, name: str, content: bytes) -> None:
        info = zipfile.ZipInfo(name, self._now)
        info.external_attr = 0o600 << 16
        packed = name.endswith((".json", ".txt"))
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip.writestr(info, content)


def as_json(plain: Any) -> bytes:
    """The same values are the same bytes, whichever database they come from."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _about(school: School, left_out: list[str], missing: list[str]) -> str:
    """A word to whoever opens the .zip by hand."""
    lines = [
        _("%(school)s, taken along from ICT Lead.") % {"school": school.name},
        "",
        _("school.json holds everything; ICT Lead brings it back in from this .zip as it is."),
        _(
            "files/ holds what people gave: papers, quotes, evidence. school.json says which is which."
        ),
        _("papers/ and tables/ are the same to read and print, and are not read back in."),
        _("manifest.json holds the digest of each entry: a changed file is refused as a whole."),
        "",
        _("What is not in it:"),
        *(f"- {one}" for one in left_out),
    ]
    if missing:
        lines += ["", _("Files that this site had lost:"), *(f"- {one}" for one in missing)]
    return "\n".join(lines) + "\n"


# Opening ------------------------------------------------------------------------------------------


def open_file(source: Source) -> Opened:
    """Look through a whole file before anything of it is used.

    Raises:
        Refused: it is no such file, is cut or changed, comes from a newer version, or is made to do harm.
    """
    try:
        archive = zipfile.ZipFile(source)
        _look_through(archive.infolist())
        manifest = _manifest(archive)
        _compare(archive, manifest["entries"])
        plain = _load(archive, DATA, MOST_DATA)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise Refused(
            _(
                "This is no whole .zip: it was cut on its way, or is something else. Take it along anew."
            )
        ) from error
    except Exception as error:
        # A .zip that was made by hand to be wrong makes its reader fail in many ways.
        if isinstance(error, Refused):
            raise
        raise Refused(_("This .zip cannot be read. Take the school along anew.")) from error
    return Opened(manifest, plain, archive)


def _look_through(entries: list[zipfile.ZipInfo]) -> None:
    """By the list of contents alone, before anything is unpacked."""
    if len(entries) > MOST_ENTRIES:
        raise Refused(
            _("The .zip has %(n)s entries. No school has so many; it is not unpacked.")
            % {"n": len(entries)}
        )
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise Refused(_("Unpacked, the .zip would be larger than any school. It is not unpacked."))
    seen: set[str] = set()
    for one in entries:
        name = one.orig_filename
        shown = {"name": name[:80]}
        if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or "\x00" in name:
            raise Refused(_("“%(name)s” in the .zip would lead outside it.") % shown)
        if ".." in re.split(r"[/\\]", name) or "\\" in name:
            raise Refused(_("“%(name)s” in the .zip would climb out of it.") % shown)
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Refused(_("“%(name)s” in the .zip is a link to somewhere else.") % shown)
        if one.flag_bits & 0x1:
            raise Refused(_("“%(name)s” in the .zip is locked with a password.") % shown)
        if name in seen:
            raise Refused(_("“%(name)s” stands in the .zip twice.") % shown)
        seen.add(name)
        if _FOLDER.fullmatch(name) and not one.file_size:
            continue
        if not _ENTRY.fullmatch(name):
            raise Refused(
                _(
                    "“%(name)s” does not belong into the file of a school. Bring it as it was taken along."
                )
                % shown
            )
        if one.file_size > WORTH_ASKING and one.file_size > MOST_TIMES * max(one.compress_size, 1):
            raise Refused(_("“%(name)s” would unpack to a mountain. It is not unpacked.") % shown)
        if name.startswith("files/") and one.file_size > MOST_BYTES_A_FILE:
            raise Refused(_("“%(name)s” is larger than 10 MB.") % shown)
    if MANIFEST not in seen or DATA not in seen:
        raise Refused(
            _("This .zip is not the file of a school: it has no %(name)s.")
            % {"name": MANIFEST if MANIFEST not in seen else DATA}
        )


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What the file says of itself; whether this version can read it is asked first of all."""
    manifest = _load(archive, MANIFEST, MOST_MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused(_("This .zip is not the file of a school of ICT Lead."))
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Refused(_("The .zip does not say of which version it is."))
    if version > VERSION:
        raise Refused(
            _(
                "This file was made by a newer ICT Lead: it is of version %(theirs)s, and this one reads up to "
                "%(ours)s. Bring this site up to date first."
            )
            % {"theirs": version, "ours": VERSION}
        )
    entries = manifest.get("entries")
    if not isinstance(entries, dict) or not all(
        isinstance(one, dict)
        and isinstance(one.get("sha256"), str)
        and isinstance(one.get("size"), int)
        for one in entries.values()
    ):
        raise Refused(_("The .zip does not say what is in it."))
    about = manifest.get("school")
    if not isinstance(about, dict):
        raise Refused(_("The .zip does not say of which school it is."))
    return manifest


def _compare(archive: zipfile.ZipFile, said: Mapping[str, Mapping[str, Any]]) -> None:
    """Each entry is as it was when the file was made, none is missing, and none was put in."""
    there = {one.filename: one for one in archive.infolist() if not one.is_dir()}
    del there[MANIFEST]
    if missing := sorted(said.keys() - there.keys()):
        raise Refused(_("“%(name)s” is missing in the .zip.") % {"name": missing[0][:80]})
    if added := sorted(there.keys() - said.keys()):
        raise Refused(_("“%(name)s” was put into the .zip later.") % {"name": added[0][:80]})
    for name, info in there.items():
        digest, size = hashlib.sha256(), 0
        start = b""
        with archive.open(info) as entry:
            while piece := entry.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                if name.startswith("files/"):
                    start += piece  # at most 10 MB: its kind shows only in the whole of it
        if size != said[name]["size"] or digest.hexdigest() != said[name]["sha256"]:
            raise Refused(
                _("“%(name)s” was changed after the file was made. Take the school along anew.")
                % {"name": name}
            )
        if name.startswith("files/"):
            _check_kind(name, start, digest.hexdigest())


def _check_kind(name: str, content: bytes, digest: str) -> None:
    kind = kind_of(content)
    if not kind or name != f"files/{digest}{ENDINGS[kind]}":
        raise Refused(_("“%(name)s” is not of a kind that can be kept here.") % {"name": name})
    refuse_viruses(content)


def _load(archive: zipfile.ZipFile, name: str, most: int) -> Any:
    """The JSON of an entry."""
    if archive.getinfo(name).file_size > most:
        raise Refused(_("“%(name)s” in the .zip is larger than it can be.") % {"name": name})

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    def no_constant(word: str) -> Any:
        raise ValueError(f"{word} is no value of JSON")

    try:
        text = archive.read(name).decode("utf-8")
        return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(_("“%(name)s” in the .zip is not valid JSON.") % {"name": name}) from error
