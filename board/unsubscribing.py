"""The address that ends the e-mails without signing in: signed, of one member, and good for nothing else."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from schools.models import Member

_SALT = "board.unsubscribe"


def path(member: Member) -> str:
    """The path of the page where `member` says never, and that mail programs post to (RFC 8058)."""
    return reverse("unsubscribe", args=[Signer(salt=_SALT).sign(str(member.pk))])


def member_of(token: str) -> Member | None:
    """Whom a token is of; None where it is not ours, or they are gone."""
    try:
        pk = Signer(salt=_SALT).unsign(token)
    except BadSignature:
        return None
    found = Member.objects.with_scopes_disabled().select_related("school")
    return found.filter(pk=int(pk)).first()
