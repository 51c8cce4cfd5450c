"""Invitations: sent by e-mail, opened by a signed link, accepted once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from notices import mail

from ..models import Member, School, User
from ..permissions import check
from ..refusals import Refused
from ..trail import record, sentence

sentence("schools.person_invited", gettext_lazy("%(who)s invited %(person)s by e-mail"))
sentence("schools.person_joined", gettext_lazy("%(who)s accepted the invitation and joined"))

DAYS = 14
INVITATION = "schools.invitation"
FIRST = "schools.first_headteacher"


class LinkVoid(Exception):
    """A link that opens nothing any more; `sentence` says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Invitation:
    """An invitation that can be accepted: to whom, by whom, and who has the address already.

    `user` is somebody who signs in with the address; None where a password is still to be chosen.
    """

    member: Member
    by: Member | None
    user: User | None


@dataclass(frozen=True)
class Sent:
    """How many invitations went out, and the names of those to whom none could be sent."""

    count: int
    failed: list[str]


def invite(person: Member, member: Member, connection: BaseEmailBackend | None = None) -> Member:
    """Send `person` a link with which they can join; an earlier link is void from then on.

    Raises:
        NotAllowed: only the head and the deputy may.
        Refused: they have no address, have joined or left, or the e-mail cannot be sent.
    """
    with transaction.atomic():
        check(member, "schools.manage")
        person = Member.objects.select_for_update().select_related("school").get(pk=person.pk)
        _refuse_who_cannot_be_invited(person)
        before, person.invited_at = person.invited_at, timezone.now()
        person.save(update_fields=["invited_at"])
    try:
        _send(person, member, connection)
    except mail.NotSent as error:
        Member.objects.filter(pk=person.pk, invited_at=person.invited_at).update(invited_at=before)
        raise Refused(
            _(
                "The invitation to %(name)s could not be sent to %(email)s: the mail server did "
                "not take it. Nothing has changed. Check the address and try again; if it "
                "happens again, tell whoever runs this site."
            )
            % {"name": person.name, "email": person.email}
        ) from error
    record(person.school, member, "schools.person_invited", person=person)
    return person


def invite_all(people: Iterable[Member], member: Member) -> Sent:
    """Invite each of `people`, over one connection to the mail server.

    Raises:
        NotAllowed: only the head and the deputy may.
    """
    check(member, "schools.manage")
    count, failed = 0, []
    connection = mail.connection()
    for person in people:
        try:
            invite(person, member, connection)
            count += 1
        except Refused:
            failed.append(person.name)
    connection.close()
    return Sent(count, failed)


def open_invitation(token: str) -> Invitation:
    """What the link with this token opens.

    Raises:
        LinkVoid: it is forged, older than `DAYS`, used, or replaced by a newer one.
    """
    content = _content(token, INVITATION)
    member = (
        Member.objects.with_scopes_disabled()
        .select_related("school")
        .filter(pk=content.get("member", 0))
        .first()
    )
    if member is None or member.left_on:
        raise LinkVoid(
            _("This invitation has been withdrawn. Ask the headteacher if you think it should not.")
        )
    if member.user_id:
        raise LinkVoid(_("This invitation has been used. Sign in with the address it was sent to."))
    if member.invited_at is None or member.invited_at.isoformat() != content.get("at"):
        raise LinkVoid(
            _("A newer invitation has replaced this one. Open the link in the newest e-mail.")
        )
    with scope(school=member.school):
        by = Member.objects.filter(pk=content.get("by", 0)).first()
        member.kinds  # noqa: B018  read while the scope is open
    user = User.objects.filter(email__iexact=member.email).first()
    return Invitation(member, by, user if user and user.last_login else None)


def accept_with_password(token: str, password: str) -> tuple[User, School]:
    """Join with a new password, which the link's holder has chosen.

    Who holds the link holds the mailbox: an account that nobody has ever signed in to is theirs.

    Raises:
        LinkVoid: the link opens nothing, or its address is that of somebody who signs in.
        ValidationError: the password is too weak; the messages say why.
    """
    with transaction.atomic():
        member = _held(token)
        user = User.objects.filter(email__iexact=member.email).first()
        if user is not None and user.last_login:
            raise LinkVoid(_("You have a password already. Sign in, and open the link again."))
        if user is None:
            user = User(email=member.email.lower(), name=member.name)
        validate_password(password, user)
        user.name = user.name or member.name
        user.set_password(password)
        user.save()
        _join(member, user)
    return user, member.school


def accept_as(token: str, user: User) -> School:
    """Join as `user`, who is signed in with the address that was invited.

    Raises:
        LinkVoid: the link opens nothing.
        Refused: it was sent to another address, or the user is in the school as another person.
    """
    with transaction.atomic():
        member = _held(token)
        if member.email.lower() != user.email.lower():
            raise Refused(
                _("This invitation is for another address. Sign out, then open the link again.")
            )
        with scope(school=member.school):
            other = Member.objects.filter(user=user).first()
        if other is not None:
            raise Refused(
                _(
                    "You are in %(school)s already, as %(name)s. Ask the headteacher to tidy this up."
                )
                % {"school": member.school, "name": other.name}
            )
        _join(member, user)
    return member.school


def first_link(user: User) -> str:
    """The path with which `user`, who has no password yet, can choose one; earlier ones are void."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    token = signing.dumps({"user": user.pk, "stamp": _stamp(user)}, salt=FIRST)
    return reverse("accounts:first", args=[token])


def open_first(token: str) -> User:
    """Whom the one-time link of `first_link` belongs to.

    Raises:
        LinkVoid: it is forged, older than `DAYS`, used, or replaced by a newer one.
    """
    content = _content(token, FIRST)
    user = User.objects.filter(pk=content.get("user", 0), is_active=True).first()
    if user is None or not constant_time_compare(_stamp(user), str(content.get("stamp"))):
        raise LinkVoid(
            _(
                "This link has been used, or a newer one has replaced it. Sign in, or ask for another."
            )
        )
    return user


def choose_first_password(token: str, password: str) -> User:
    """Give the user of a one-time link their password, and take their address as verified.

    Raises:
        LinkVoid: the link opens nothing.
        ValidationError: the password is too weak; the messages say why.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=open_first(token).pk)
        open_first(token)
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        _verify(user)
    return user


def _refuse_who_cannot_be_invited(person: Member) -> None:
    name = {"name": person.name}
    if person.left_on:
        raise Refused(_("%(name)s has left. Take them back first, then invite them.") % name)
    if person.user_id:
        raise Refused(_("%(name)s has joined already and can sign in.") % name)
    if not person.email:
        raise Refused(_("%(name)s has no e-mail address. Add it, then invite them.") % name)


def _send(person: Member, by: Member, connection: BaseEmailBackend | None) -> None:
    """The e-mail with the link.

    Raises:
        NotSent: the mail server did not take it.
    """
    stamp = person.invited_at.isoformat() if person.invited_at else ""
    content = {"member": person.pk, "by": by.pk, "at": stamp}
    link = reverse("accounts:invitation", args=[signing.dumps(content, salt=INVITATION)])
    mail.send(
        person.email,
        _("%(by)s invites you to %(school)s") % {"by": by.name, "school": person.school.name},
        "schools/invitation_mail",
        {"member": person, "by": by, "link": mail.absolute(link), "days": DAYS},
        connection=connection,
    )


def _content(token: str, salt: str) -> dict[str, Any]:
    """What a token says.

    Raises:
        LinkVoid: we never made it, or too long ago.
    """
    try:
        return dict(signing.loads(token, salt=salt, max_age=datetime.timedelta(days=DAYS)))
    except signing.SignatureExpired:
        raise LinkVoid(
            _("This link is older than %(days)s days. Ask for a new one.") % {"days": DAYS}
        ) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkVoid(
            _(
                "This link is not whole. Copy all of it from the e-mail, in one line, or ask "
                "for a new one."
            )
        ) from None


def _held(token: str) -> Member:
    """The member whom the token invites, held until the end, so that it is used once."""
    member = open_invitation(token).member
    held = Member.objects.with_scopes_disabled().select_for_update().get(pk=member.pk)
    open_invitation(token)
    held.school = member.school
    return held


def _join(member: Member, user: User) -> None:
    """Tie the two together; the address is verified, since the link came to it."""
    member.user, member.joined_at = user, timezone.now()
    with scope(school=member.school):
        member.save(update_fields=["user", "joined_at"])
        record(member.school, member, "schools.person_joined", person=member)
    _verify(user)


def _verify(user: User) -> None:
    """Take the user's address as verified, and as the one that e-mails go to."""
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def _stamp(user: User) -> str:
    """Changes with the user's password, without telling it."""
    return salted_hmac(FIRST, user.password).hexdigest()[:24]
