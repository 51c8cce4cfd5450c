"""Lines that name nobody."""

import io
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from operations.logs import Lines, RequestLog, WithoutPeople


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the loggers below `ictlead` and `django.request` write, as in production."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(WithoutPeople())
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(name) for name in ("ictlead", "django.request")]
    before = [(one.level, one.propagate) for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield out
    for one, (level, propagate) in zip(loggers, before, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)
        one.propagate = propagate


def only_line(out: io.StringIO) -> dict[str, object]:
    (line,) = out.getvalue().splitlines()
    found: dict[str, object] = json.loads(line)
    return found


def test_a_request_is_one_line_with_its_page_and_time(written: io.StringIO) -> None:
    request = RequestFactory().get("/s/quillhaven/people/17/?q=Helen")
    request.resolver_match = SimpleNamespace(view_name="schools:person")  # type: ignore[assignment]
    RequestLog(lambda _request: HttpResponse(status=204))(request)
    line = only_line(written)
    assert (line["view"], line["method"], line["status"]) == ("schools:person", "GET", 204)
    assert isinstance(line["ms"], float)
    assert line["level"] == "INFO"
    assert "quillhaven" not in written.getvalue()
    assert "Helen" not in written.getvalue()


def test_the_request_is_called_as_the_web_server_calls_it(written: io.StringIO) -> None:
    request = RequestFactory().get("/", headers={"x-request-id": "abcdef0123456789"})
    response = RequestLog(lambda _request: HttpResponse())(request)
    assert response["X-Request-ID"] == only_line(written)["request_id"] == "abcdef0123456789"


def test_what_somebody_slips_into_the_name_of_a_request_is_not_written(
    written: io.StringIO,
) -> None:
    request = RequestFactory().get("/", headers={"x-request-id": '"}{"level": "forged'})
    RequestLog(lambda _request: HttpResponse())(request)
    assert "forged" not in written.getvalue()


def test_a_page_that_is_not_found_does_not_give_its_address_away(written: io.StringIO) -> None:
    request = RequestFactory().get("/calendar/a-secret.ics")
    logging.getLogger("django.request").warning(
        "%s: %s", "Not Found", request.path, extra={"request": request, "status_code": 404}
    )
    line = only_line(written)
    assert (line["message"], line["status_code"]) == ("Not Found", 404)
    assert "a-secret" not in written.getvalue()


def test_an_exception_is_told_by_its_kind_and_its_place_not_by_its_words(
    written: io.StringIO,
) -> None:
    try:
        int("Helen Marsh")
    except ValueError:
        logging.getLogger("ictlead.anything").exception("A row could not be read.")
    line = only_line(written)
    assert line["exception"] == "ValueError"
    assert "test_logs.py" in str(line["where"])
    assert "Helen" not in written.getvalue()


def test_an_address_in_a_message_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("ictlead.mail").info("No answer from %s today.", "helen@quillhaven.example")
    assert only_line(written)["message"] == "No answer from (address) today."
