"""What erasing a person means for the roles: a scan of what they signed can only show their name, and goes."""

from __future__ import annotations

from django.utils.translation import ngettext

from files.erasing import drop
from files.models import Upload
from schools.json_rows import Asked, Rows
from schools.models import Member
from schools.names import Names

from .models import Signature


def scanned(member: Member) -> Asked:
    """What `member` signed on paper."""
    return {"scanned": (Signature.objects.filter(member=member, scan__isnull=False), ["pk"])}


def foretell(rows: Rows) -> list[str]:
    """How many scans go."""
    n = len(rows["scanned"])
    if not n:
        return []
    return [
        ngettext(
            "The scan of %(n)s signature on paper is deleted. That it was signed, and when, stays.",
            "The scans of %(n)s signatures on paper are deleted. That they were signed, and when, stays.",
            n,
        )
        % {"n": n}
    ]


def drop_scans(member: Member, names: Names) -> None:
    """Delete the scans of what `member` signed on paper."""
    signed = Signature.objects.filter(member=member, scan__isnull=False)
    for upload in Upload.objects.filter(pk__in=list(signed.values_list("scan", flat=True))):
        drop(upload)
