"""Logs in lines of JSON that name no person, no address and nothing that somebody typed.

What stands in a line: when, how grave, which part of the program, which page by its name in the URL
configuration, the status, how long it took. Paths are left out because some are secrets (a calendar's, an
invitation's), and an exception's own words because they quote what was typed; its kind and the lines of
code that led to it stay.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

ADDRESS = re.compile(r"[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+")
BELOW_A_SCHOOL = re.compile(r"/(?:s|account|calendar|guide|invitation)/\S*")
IDENTIFIER = re.compile(r"^[A-Za-z0-9-]{8,64}$")

requests = logging.getLogger("ictlead.requests")


def view_of(request: Any) -> str:
    """A page's name in the URL configuration; "-" for an address that names none."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match is not None and match.view_name else "-"


class WithoutPeople(logging.Filter):
    """Takes out of a record what could name somebody or let somebody in."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always kept."""
        request = record.__dict__.pop("request", None)
        if request is not None:
            record.view = view_of(request)
            record.request_id = getattr(request, "log_id", "-")
        said = record.getMessage()
        if record.name.startswith(("django.request", "django.security")):
            said = said.split(":")[0]
        record.msg = BELOW_A_SCHOOL.sub("/…", ADDRESS.sub("(address)", said))
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exception = type(record.exc_info[1]).__name__
            record.where = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ][-12:]
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class Lines(JsonFormatter):
    """One line of JSON a record."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )


class RequestLog:
    """One line for each request: its page's name, method, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        given = request.headers.get("X-Request-ID", "")
        log_id = given if IDENTIFIER.match(given) else uuid.uuid4().hex
        request.log_id = log_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = log_id
        requests.info(
            "request",
            extra={
                "view": view_of(request),
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.monotonic() - begun) * 1000, 1),
                "request_id": log_id,
            },
        )
        return response
