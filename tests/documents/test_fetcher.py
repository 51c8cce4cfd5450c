"""Nothing that a document names is fetched but the project's own static files."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader

from documents import pdf

from .samples import every_style, plain

PLACES = {
    "img": '<img alt="a" src="{url}">',
    "css url()": "<style>p {{ background: url('{url}'); }}</style>",
    "css import": "<style>@import url('{url}');</style>",
    "font-face": "<style>@font-face {{ font-family: X; src: url('{url}'); }}</style>",
    "link": '<link rel="stylesheet" href="{url}">',
    "attachment": '<link rel="attachment" href="{url}"><a rel="attachment" href="{url}">a</a>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "iframe": '<iframe src="{url}"></iframe>',
    "svg image": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    "base": '<base href="{url}"><img alt="a" src="a.png">',
    "picture": '<picture><source srcset="{url}"><img alt="a" src="{url}"></picture>',
    "typed text": "<p>{url}</p>",
}
SECRET = "never-on-paper"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the addresses that somebody asked it for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/asked.css", paths
    server.shutdown()
    thread.join()


def page(place: str, url: str) -> bytes:
    body = PLACES[place].format(url=url)
    return f'<html lang="en"><title>t</title><body><p>A line</p>{body}</body></html>'.encode()


@pytest.mark.parametrize("place", PLACES)
def test_no_host_is_called(place: str, asked: tuple[str, list[str]]) -> None:
    url, paths = asked
    assert pdf.draw(page(place, url)).startswith(b"%PDF")
    assert paths == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scheme", ["file", "https", "ftp", "data"])
def test_no_other_scheme_is_opened(place: str, scheme: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text(f"p::after {{ content: '{SECRET}'; }}")
    url = {
        "file": secret.as_uri(),
        "https": "https://127.0.0.1:9/a.css",
        "ftp": "ftp://127.0.0.1:9/a.css",
        "data": f"data:text/css,p::after{{content:'{SECRET}'}}".replace("'", "%22"),
    }[scheme]
    reader = PdfReader(io.BytesIO(pdf.draw(page(place, url))))
    text = "".join(one.extract_text() for one in reader.pages)
    assert place == "typed text" or SECRET not in text
    assert not reader.attachments


def test_addresses_that_people_type_stay_text(asked: tuple[str, list[str]]) -> None:
    url, paths = asked
    for markup in PLACES.values():
        typed = markup.format(url=url)
        pdf.render(plain(typed, title=typed, status=typed, foot=typed, school_name=typed))
        pdf.render(every_style(typed=typed))
    assert paths == []


def test_the_projects_own_styles_are_served() -> None:
    response = pdf.fetcher().fetch("static:css/print.css")
    assert response.content_type == "text/css"
    assert b"@page" in response.read()
