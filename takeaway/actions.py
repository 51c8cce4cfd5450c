"""Taking a school along, and bringing one in: whole or not at all."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from finding.actions import index_school
from schools.actions.setup import LONGEST_SLUG, RESERVED, slug_for
from schools.models import Member, Position, PositionKind, School, User
from schools.permissions import NotAllowed, check
from schools.refusals import Refused
from schools.rules import may_start_school
from schools.trail import record, sentence

from . import restoring
from .archive import Opened, Source, open_file
from .restoring import Checked

logger = logging.getLogger(__name__)

sentence("takeaway.taken", gettext_lazy("%(who)s took the whole school along as a file"))
sentence(
    "takeaway.taken_by_operator",
    gettext_lazy("Whoever runs this site took the whole school along as a file"),
)
sentence("takeaway.brought", gettext_lazy("%(who)s brought the school in from a file"))
sentence(
    "takeaway.brought_by_operator",
    gettext_lazy("Whoever runs this site brought the school in from a file"),
)


@dataclass(frozen=True)
class Head:
    """A headteacher of a school that was brought in, and whether they have a password here."""

    member: Member
    user: User
    has_password: bool


@transaction.atomic
def note_taken(school: School, member: Member | None) -> None:
    """Write into the trail that the school is taken along; by a `member` of None, who runs the site.

    Raises:
        NotAllowed: `member` does not act as head.
    """
    if member is None:
        record(school, None, "takeaway.taken_by_operator")
        return
    check(member, "takeaway.take")
    record(school, member, "takeaway.taken")


def bring(user: User, source: Source) -> Member:
    """Bring a school in as `user`, who is its headteacher from then on. Returns who they are in it.

    They are the person of the file with their address, or somebody new in the school. Nobody else can sign in until
    they are invited: a file is no proof that somebody wants to belong to a school here.

    Raises:
        NotAllowed: `user` may not start a school here.
        Refused: the file is not what it must be; the sentence says what is the matter. Nothing has changed.
    """
    if not may_start_school(user):
        raise NotAllowed(
            _("Only people whom this site’s operator has let in may start a school. Ask them.")
        )
    opened, checked = _looked_through(source)
    files: list[Any] = []
    try:
        with transaction.atomic():
            school = _write(opened, checked, "", files)
            with scope(school=school):
                member = _as_head(school, user)
                record(school, member, "takeaway.brought")
                _index(school)
    except BaseException:
        _take_back(files)
        raise
    return member


def bring_by_operator(
    source: Source, *, slug: str = "", head: str = ""
) -> tuple[School, list[Head]]:
    """Bring a school in from the shell, at `slug` where one is given. Returns it, and its headteachers here.

    The heads of the file are its heads, and whoever has the address `head`; at least one must have an address.
    People of the file who have a verified address on this site are members at once, the others when they are invited.

    Raises:
        Refused: as for `bring`; the address is taken; or nobody could sign in as head. Nothing has changed.
    """
    opened, checked = _looked_through(source)
    files: list[Any] = []
    try:
        with transaction.atomic():
            school = _write(opened, checked, slug, files)
            with scope(school=school):
                heads = _heads(school, head)
                _tie_whom_the_site_knows(school)
                record(school, None, "takeaway.brought_by_operator")
                _index(school)
    except BaseException:
        _take_back(files)
        raise
    return school, heads


def _looked_through(source: Source) -> tuple[Opened, Checked]:
    """The file with every value checked, before the database is held for it."""
    opened = open_file(source)
    return opened, restoring.check(opened)


def _write(opened: Opened, checked: Checked, slug: str, files: list[Any]) -> School:
    school = _create(checked.school, opened, slug)
    with scope(school=school):
        restoring.write(checked, opened, school, files)
    return school


def _take_back(files: list[Any]) -> None:
    """Take out of the storage what was put there for rows that are not there."""
    for one in files:
        try:
            one.storage.delete(one.name)
        except OSError:
            logger.exception("A file of a school that was not brought in is left behind.")


def _create(about: dict[str, Any], opened: Opened, slug: str) -> School:
    """The school's row, at the wanted address, that of the file, or the first from its name that is free.

    Raises:
        Refused: the address that was asked for is taken, or is no address.
    """
    if slug:
        if not _is_slug(slug) or School.objects.filter(slug=slug).exists():
            raise Refused(
                _("“%(slug)s” is taken here, or is no address for a school. Choose another.")
                % {"slug": slug}
            )
        candidates = [slug]
    else:
        theirs = str(opened.manifest["school"].get("slug", ""))
        names = [slug_for(about["name"], attempt) for attempt in range(1, 1000)]
        candidates = [theirs, *names] if _is_slug(theirs) else names
    created_at = about.pop("created_at")
    for one in candidates:
        if School.objects.filter(slug=one).exists():
            continue
        try:
            with transaction.atomic():
                school = School.objects.create(slug=one, **about)
        except IntegrityError:
            continue
        with scope(school=school):  # else it would count for every school
            School.objects.filter(pk=school.pk).update(created_at=created_at)
        return school
    raise Refused(_("Too many schools have this name. Ask whoever runs this site."))


def _is_slug(slug: str) -> bool:
    return (
        re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) is not None
        and len(slug) <= LONGEST_SLUG
        and slug not in RESERVED
    )


def _as_head(school: School, user: User) -> Member:
    """`user` as a headteacher of the school: the person of the file with their address, or somebody new."""
    member = Member.objects.filter(email__iexact=user.email).first()
    if member is None:
        member = Member(school=school, name=user.name or user.email, email=user.email)
    member.user, member.joined_at, member.left_on = user, timezone.now(), None
    member.save()
    Position.objects.get_or_create(school=school, member=member, kind=PositionKind.HEADTEACHER)
    return Member.objects.select_related("school", "user").get(pk=member.pk)


def _heads(school: School, head: str) -> list[Head]:
    """The headteachers of the file as people who can sign in here, or who can be given a link to.

    Raises:
        Refused: none of them has an address, and none was named.
    """
    rows = Member.objects.filter(left_on=None, positions__kind=PositionKind.HEADTEACHER)
    addresses = [one.email for one in rows.exclude(email="").order_by("pk")]
    if head and head.lower() not in {one.lower() for one in addresses}:
        addresses.append(head)
    if not addresses:
        raise Refused(
            _("No headteacher in the file has an e-mail address. Name one with --head ADDRESS.")
        )
    found = []
    for email in addresses:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            named = (
                Member.objects.filter(email__iexact=email).values_list("name", flat=True).first()
            )
            user = User.objects.create_user(email, name=named or "")
        found.append(Head(_as_head(school, user), user, _is_theirs(user)))
    return found


def _is_theirs(user: User) -> bool:
    """Whether an account has shown that its address is its own, and has a password."""
    verified = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.has_usable_password() and verified.exists()


def _tie_whom_the_site_knows(school: School) -> None:
    """Let people of the file who sign in here already be members at once."""
    waiting = Member.objects.filter(user=None, left_on=None).exclude(email="")
    users = {
        one.email.lower(): one.user
        for one in EmailAddress.objects.filter(verified=True, user__is_active=True).select_related(
            "user"
        )
        if one.email.lower() == one.user.email.lower()
    }
    for member in waiting:
        user = users.get(member.email.lower())
        if user is not None:
            Member.objects.filter(pk=member.pk).update(user=user, joined_at=timezone.now())


def _index(school: School) -> None:
    """Let everything be found; that each thing can be described shows that what was written makes sense.

    Raises:
        Refused: something in the file cannot be made sense of.
    """
    try:
        index_school(school)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise Refused(
            _("The file is whole, but something in it makes no sense to this site.")
        ) from error
