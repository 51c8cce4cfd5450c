"""A backup is one file: the database and the uploads, encrypted for a key that the operator keeps elsewhere.

Encryption is age's (https://age-encryption.org/v1), by pyrage: the server knows the public key only, so
that whoever takes the server or the backups cannot read them. Inside is a tar: the copy of the database,
the uploads below `files/`, and last `manifest.json`, which says what must be there and its digests.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import pyrage
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from . import engines

FORMAT = 1
ENDING = ".backup"
MANIFEST = "manifest.json"
PIECE = 1024 * 1024


class BackupRefused(Exception):
    """A backup cannot be made, or is not taken back: says why, and that nothing was changed."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: when it was made, the engine, rows by table, and its files by name."""

    made_at: str
    engine: str
    rows: dict[str, int]
    files: dict[str, str]
    migrations: list[str]


def files_folder() -> Path:
    """Where uploads are kept."""
    return Path(cast(FileSystemStorage, storages["default"]).location)


# Making ----------------------------------------------------------------------------------------------


def make(folder: Path, recipient: str, *, keep: int | None = None) -> Path:
    """Make a backup in `folder`, encrypted for the age public key `recipient`, while people work.

    The database is copied first and the uploads after it: an upload is never changed, so each one that the
    copy names is there. With `keep`, older backups beyond so many are deleted once the new one is whole.

    Raises:
        BackupRefused: the key is none, or the database cannot be copied.
    """
    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError as problem:
        raise BackupRefused(f"“{recipient}” is no public key. It begins with age1.") from problem
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    target = folder / f"ictlead-{now:%Y%m%d-%H%M%S-%f}{ENDING}"
    part = target.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
        copy = Path(made) / engines.NAMES[engines.engine()]
        about = {
            "format": FORMAT,
            "made_at": now.isoformat(timespec="seconds"),
            "engine": engines.engine(),
            "migrations": _applied(),
        }
        try:
            engines.copy_out(copy)
        except engines.EngineFailed as problem:
            raise BackupRefused(f"The database could not be copied: {problem}") from problem
        try:
            with part.open("wb") as sealed:
                _through_a_pipe(
                    lambda write: _pack(write, copy, about),
                    lambda read: pyrage.encrypt_io(read, sealed, [key]),
                )
                sealed.flush()
                os.fsync(sealed.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    if keep is not None:
        for old in sorted(folder.glob(f"ictlead-*{ENDING}"))[:-keep]:
            old.unlink()
    return target


def _applied() -> list[str]:
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


def _pack(write: IO[bytes], copy: Path, about: dict[str, Any]) -> None:
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=write, mode="w|") as tar:
        with copy.open("rb") as opened:
            digests[copy.name] = _digest(opened)
        tar.add(copy, copy.name, filter=_anonymous)
        root = files_folder()
        for path in sorted(root.rglob("*")) if root.exists() else []:
            if not path.is_file() or path.is_symlink():
                continue
            name = f"files/{path.relative_to(root).as_posix()}"
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue  # taken away meanwhile
            digests[name] = hashlib.sha256(content).hexdigest()
            _add(tar, name, content)
        manifest = json.dumps({**about, "files": digests}, indent=1, sort_keys=True).encode()
        _add(tar, MANIFEST, manifest)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _digest(opened: IO[bytes]) -> str:
    return hashlib.file_digest(cast(Any, opened), "sha256").hexdigest()


def _through_a_pipe(
    write: Callable[[IO[bytes]], None], read: Callable[[IO[bytes]], object]
) -> None:
    """Let `write` fill what `read` takes, side by side; whatever goes wrong on either side is raised."""
    source, sink = os.pipe()
    wrong: list[BaseException] = []

    def fill() -> None:
        try:
            with os.fdopen(sink, "wb", PIECE) as into:
                write(into)
        except BaseException as problem:  # raised again below, in the thread that asked
            wrong.append(problem)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        with os.fdopen(source, "rb", PIECE) as out:
            read(out)
    finally:
        thread.join()
    if wrong:
        raise wrong[0]


# Taking back -----------------------------------------------------------------------------------------


def restore(backup: Path, identity: str, *, replace: bool = False) -> Contents:
    """Put a backup back: everything that is there now is replaced by it. The server must not run.

    All of it is unpacked and looked through beside the uploads before anything is touched.

    Raises:
        BackupRefused: it is broken, not for this key, of another engine, or newer than this release; or
            there is something here already and `replace` does not say that it may go. Nothing was changed.
    """
    if not replace and _has_anything():
        raise BackupRefused(
            "There is a database with people here. To replace it by the backup, say --replace."
        )
    beside = files_folder().parent
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restoring-") as made:
        unpacked = Path(made)
        contents = unpack(backup, identity, unpacked)
        if contents.engine != engines.engine():
            raise BackupRefused(
                f"This backup is of {contents.engine}, and the database here is {engines.engine()}. Restore it "
                "where it is from, then use manage.py copy_database."
            )
        if unknown := sorted(set(contents.migrations) - _known()):
            raise BackupRefused(
                f"This backup is of a newer release: this one does not know {', '.join(unknown[:3])}. "
                "Install that release first."
            )
        copy = unpacked / engines.NAMES[contents.engine]
        try:
            engines.check_copy(copy, contents.engine)
            engines.put_back(copy)
        except engines.EngineFailed as problem:
            raise BackupRefused(f"The database could not be put back: {problem}") from problem
        _replace_folder(files_folder(), unpacked / "files")
    _empty(Path(cast(FileSystemStorage, storages["documents"]).location))
    return Contents(
        contents.made_at,
        contents.engine,
        engines.rows_by_table(),
        contents.files,
        contents.migrations,
    )


def unpack(backup: Path, identity: str, into: Path) -> Contents:
    """Decrypt a backup into the empty folder `into`, and hold it against its manifest.

    Raises:
        BackupRefused: it is broken, changed, not for this key, or of a format that is not known.
    """
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError as problem:
        raise BackupRefused("That is no key. It begins with AGE-SECRET-KEY-.") from problem
    tar = into / "all.tar"
    try:
        with backup.open("rb") as sealed, tar.open("wb") as plain:
            pyrage.decrypt_io(sealed, plain, [key])
    except (pyrage.DecryptError, OSError) as problem:
        raise BackupRefused(
            f"It cannot be decrypted: it is damaged, no backup, or made for another key ({problem})."
        ) from problem
    found = _take_out(tar, into)
    tar.unlink()
    try:
        manifest = json.loads((into / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            raise BackupRefused(
                f"Its format is {manifest['format']}, and this release reads {FORMAT}."
            )
        contents = Contents(
            manifest["made_at"], manifest["engine"], {}, manifest["files"], manifest["migrations"]
        )
        wanted = engines.NAMES[contents.engine]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupRefused("It is not whole: its manifest cannot be read.") from problem
    found.pop(MANIFEST, None)
    if found != contents.files or wanted not in found:
        different = sorted(
            name
            for name in found.keys() | contents.files.keys()
            if found.get(name) != contents.files.get(name)
        )
        raise BackupRefused(f"It was changed: {', '.join(different[:3]) or 'the database'}.")
    return contents


def _take_out(tar: Path, into: Path) -> dict[str, str]:
    """Unpack plain files whose names stay below `into`; their digests by name."""
    digests = {}
    try:
        with tarfile.open(tar, mode="r:") as opened:
            for entry in opened:
                parts = PurePosixPath(entry.name).parts
                if not entry.isreg() or entry.name.startswith("/") or ".." in parts:
                    raise BackupRefused(f"“{entry.name}” has no place in a backup.")
                path = into.joinpath(*parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                content = opened.extractfile(entry)
                assert content is not None
                with path.open("wb") as target:
                    shutil.copyfileobj(content, target, PIECE)
                with path.open("rb") as written:
                    digests[entry.name] = _digest(written)
    except tarfile.TarError as problem:
        raise BackupRefused(f"It is not whole: {problem}.") from problem
    return digests


def _known() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _has_anything() -> bool:
    from django.contrib.auth import get_user_model

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    users = get_user_model()
    return users._meta.db_table in tables and users.objects.exists()


def _replace_folder(folder: Path, new: Path) -> None:
    new.mkdir(exist_ok=True)
    old = folder.with_name(f"{folder.name}.before-restoring")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    new.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Finished PDFs can be drawn again; those of another state of the school are not kept."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
