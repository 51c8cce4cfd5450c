"""Whether a file carries a virus, asked of ClamAV's daemon where the operator has set one.

Spoken with it is its own protocol over a socket (INSTREAM: the length of each piece in four bytes, then the piece;
nought ends it). The one client that is kept up to date is under the GPL, version 2 only.
"""

from __future__ import annotations

import contextlib
import socket
import struct

from django.conf import settings
from django.utils.translation import gettext as _

from schools.refusals import Refused
from schools.security_log import note

PIECE = 64 * 1024
SECONDS = 15
LONGEST_ANSWER = 4_096


def refuse_viruses(content: bytes) -> None:
    """Let a file pass in which the scanner finds nothing, or any where there is no scanner.

    Raises:
        Refused: it carries a virus, or the scanner does not answer.
    """
    if not settings.VIRUS_SCANNER:
        return
    try:
        answer = _asked(content)
    except (OSError, ValueError):
        answer = ""
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        note("virus_found", None)
        raise Refused(
            _("There is a virus in this file. Nothing is kept; tell whoever gave it to you.")
        )
    note("virus_scanner_silent", None)
    raise Refused(
        _(
            "Files are looked through for viruses first, and that cannot be done just now. Nothing is kept; try again"
            " in a few minutes."
        )
    )


def _asked(content: bytes) -> str:
    """What the scanner says of the content, without the ending.

    Raises:
        OSError: it cannot be reached, or takes too long.
        ValueError: the setting is no place, or the answer no text.
    """
    with contextlib.closing(_connected()) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            scanner.sendall(struct.pack("!L", len(piece)) + piece)
        scanner.sendall(struct.pack("!L", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
            more = scanner.recv(LONGEST_ANSWER)
            if not more:
                break
            said += more
    return said.rstrip(b"\0\n").decode()


def _connected() -> socket.socket:
    """A connection to the scanner: `/run/clamav/clamd.ctl`, or `host:port`."""
    place: str = settings.VIRUS_SCANNER
    if place.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(SECONDS)
        try:
            scanner.connect(place)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
