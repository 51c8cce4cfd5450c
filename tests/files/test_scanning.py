"""Uploads and a virus scanner: a stand-in for ClamAV's daemon that speaks its protocol on a socket."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from files.actions import keep
from files.models import Upload
from files.scanning import refuse_viruses
from schools.refusals import Refused
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db
CLEAN = b"%PDF-1.7\n" + b"words " * 40_000
# Not EICAR's whole test file, which scanners of developers' machines would take away.
VIRUS = b"%PDF-1.7\n" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Scanner:
    """Answers as clamd does to INSTREAM, one file after the other."""

    def __init__(self, place: socket.socket) -> None:
        self.place, self.seen = place, [b""][:0]
        self.says: bytes | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                asked, _address = self.place.accept()
                with asked, asked.makefile("rb") as stream:
                    assert stream.read(10) == b"zINSTREAM\0"
                    content = b""
                    while size := struct.unpack("!L", stream.read(4))[0]:
                        content += stream.read(size)
                    self.seen.append(content)
                    found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
                    asked.sendall(self.says if self.says is not None else found)


@pytest.fixture(params=["unix", "tcp"])
def scanner(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scanner]:
    if request.param == "unix":
        place = socket.socket(socket.AF_UNIX)
        place.bind(str(tmp_path / "clamd.ctl"))
        where = str(tmp_path / "clamd.ctl")
    else:
        place = socket.create_server(("127.0.0.1", 0))
        where = f"127.0.0.1:{place.getsockname()[1]}"
    place.listen()
    monkeypatch.setattr(settings, "VIRUS_SCANNER", where)
    yield Scanner(place)
    place.close()


def given(content: bytes) -> Upload:
    school = a_school()
    with scope(school=school):
        uploaded = SimpleUploadedFile("scan.pdf", content, "application/pdf")
        return keep(school, a_member(school, "headteacher"), uploaded)


def test_a_clean_file_is_kept_after_all_of_it_was_looked_at(scanner: Scanner) -> None:
    assert given(CLEAN).size == len(CLEAN)
    assert scanner.seen == [CLEAN]


def test_a_virus_is_refused_and_is_a_line_of_the_log(
    scanner: Scanner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="ictlead.security")
    with pytest.raises(Refused, match="There is a virus in this file"):
        given(VIRUS)
    assert not Upload.objects.with_scopes_disabled().exists()
    assert "virus_found" in caplog.messages


@pytest.mark.parametrize(
    "says", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"nonsense", b"\xff\xfe\0"]
)
def test_a_scanner_that_does_not_say_ok_lets_nothing_in(scanner: Scanner, says: bytes) -> None:
    scanner.says = says
    with pytest.raises(Refused, match="cannot be done just now"):
        refuse_viruses(CLEAN)


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", "127.0.0.1:1", "no place", "host:port"])
def test_a_scanner_that_is_not_there_lets_nothing_in(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(settings, "VIRUS_SCANNER", where)
    with pytest.raises(Refused, match="cannot be done just now"):
        refuse_viruses(CLEAN)


def test_without_a_scanner_files_are_kept_as_before() -> None:
    assert settings.VIRUS_SCANNER == ""
    assert given(VIRUS).size == len(VIRUS)
