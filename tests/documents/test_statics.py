"""The one door through which the PDF maker gets files."""

import os
import time
from pathlib import Path

import pytest
from django.test import override_settings

from documents import statics


def test_a_static_file_is_found_by_its_name() -> None:
    assert statics.locate("static:css/print.css").name == "print.css"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:8000/",
        "https://example.org/a.css",
        "data:text/css,p{}",
        "ftp://example.org/a.css",
        "//example.org/a.css",
        "/static/css/print.css",
        "css/print.css",
        "static:",
        "static:/etc/passwd",
        "static:../manage.py",
        "static:css/../../manage.py",
        "static:css/%2e%2e/%2e%2e/manage.py",
        "static:..%2fmanage.py",
        "static:css\\..\\..\\manage.py",
        "static:css/print.css%00.png",
        "static:css",
        "static:css/nothing-of-this-name.css",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(statics.Refused):
        statics.locate(address)


def test_a_link_that_leads_out_of_the_static_folders_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("not for paper")
    (folder / "link.txt").symlink_to(secret)
    (folder / "own.txt").write_text("for paper")
    with override_settings(STATICFILES_DIRS=[folder]):
        assert statics.locate("static:own.txt").read_text() == "for paper"
        with pytest.raises(statics.Refused, match="out of the static folders"):
            statics.locate("static:link.txt")


def page(folder: Path) -> bytes:
    return b'<link rel="stylesheet" href="static:paper.css">'


def test_the_digest_follows_the_styles_and_what_they_name_in_turn(tmp_path: Path) -> None:
    (tmp_path / "paper.css").write_text('p { background: url("static:dot.svg"); }')
    (tmp_path / "dot.svg").write_text("<svg/>")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        first = statics.digest(page(tmp_path))
        (tmp_path / "dot.svg").write_text("<svg><g/></svg>")
        assert statics.digest(page(tmp_path)) == first, "it is worked out once a process"
        statics.forget()
        assert statics.digest(page(tmp_path)) != first


def test_with_debug_on_a_changed_file_is_seen_at_once(tmp_path: Path) -> None:
    style = tmp_path / "paper.css"
    style.write_text("p { color: red; }")
    with override_settings(STATICFILES_DIRS=[tmp_path], DEBUG=True):
        first = statics.digest(page(tmp_path))
        style.write_text("p { color: blue; }")
        os.utime(style, (time.time() + 5, time.time() + 5))
        assert statics.digest(page(tmp_path)) != first


def test_a_style_sheet_that_is_not_there_is_an_error() -> None:
    with pytest.raises(statics.Refused):
        statics.digest(b'<link rel="stylesheet" href="static:css/missing.css">')


def test_what_people_typed_names_no_file() -> None:
    typed = b"<p>href=&quot;static:css/missing.css&quot; static:css/missing.css</p>"
    statics.digest(typed)
