"""Uploads: known by their content, kept under their digest, given back as what they are."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from files.actions import MOST_BYTES, keep, safe_name
from files.kinds import JPEG, PDF, PNG
from files.models import Upload
from files.serving import attachment
from schools.refusals import Refused
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db

STARTS = {PDF: b"%PDF-1.7\n", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff\xe0"}


@pytest.mark.parametrize("kind", [PDF, PNG, JPEG])
def test_a_file_is_kept_by_its_content_under_its_digest(kind: str) -> None:
    school = a_school()
    member = a_member(school, "headteacher")
    content = STARTS[kind] + b"the rest"
    with scope(school=school):
        upload = keep(school, member, SimpleUploadedFile("scan.exe", content, "text/html"))
        digest = hashlib.sha256(content).hexdigest()
        assert (upload.content_type, upload.size, upload.sha256) == (kind, len(content), digest)
        assert digest in str(upload.file.name)
        assert "scan" not in str(upload.file.name)
        assert b"".join(attachment(upload)) == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html><script>alert(1)</script>", "Give one of these: PDF, PNG, JPEG"),
        (b"GIF89a", "Give one of these"),
        (b"PK\x03\x04", "Give one of these"),
        (b" %PDF-1.7", "Give one of these"),
        (b"%PDF-" + b"0" * MOST_BYTES, "larger than 10 MB"),
    ],
)
def test_what_is_empty_too_large_or_of_another_kind_is_refused(content: bytes, words: str) -> None:
    school = a_school()
    member = a_member(school, "headteacher")
    with scope(school=school):
        with pytest.raises(Refused, match=words):
            keep(school, member, SimpleUploadedFile("scan.pdf", content, "application/pdf"))
        assert not Upload.objects.exists()


def test_only_what_the_caller_allows_is_kept() -> None:
    school = a_school()
    member = a_member(school, "headteacher")
    with scope(school=school), pytest.raises(Refused, match="Give one of these: PDF"):
        keep(school, member, SimpleUploadedFile("a.png", STARTS[PNG]), allowed=[PDF])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\head\\signed.PDF", "signed.pdf"),
        ('a"b;c<d>.png', "a b c d.pdf"),
        ("scan\r\nSet-Cookie: x.pdf", "scanSet-Cookie x.pdf"),
        ("\u202egpj.exe", "gpj.pdf"),
        ("", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("Vereinbarung über Rollen.pdf", "Vereinbarung über Rollen.pdf"),
        ("x" * 300, "x" * 150 + ".pdf"),
    ],
)
def test_the_name_under_which_it_is_saved_can_do_no_harm(given: str, kept: str) -> None:
    assert safe_name(given, ".pdf") == kept
