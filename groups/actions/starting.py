"""Starting a group, and letting people into it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from notices import mail
from schools.actions.invitations import first_link
from schools.models import User
from schools.refusals import Refused
from schools.revision import concerning

from ..models import LONGEST_SLUG, Group, GroupMember
from ..permissions import check

P = GroupMember.Part


@transaction.atomic
def start_group(name: str, kind: str, email: str, person: str = "") -> tuple[Group, GroupMember]:
    """Make a group with its first administrator, who is somebody that signs in already or will.

    Raises:
        Refused: the name, the kind or the address cannot be, or a group of that name is here.
    """
    name = " ".join(name.split())
    if not name or len(name) > 120 or kind not in Group.Kind.values:
        raise Refused(
            _("A group has a name of at most 120 letters, and is a trust, authority or charity.")
        )
    if Group.objects.filter(name__iexact=name).exists():
        raise Refused(_("A group of that name is here already."))
    with concerning(()):
        group = Group.objects.create(name=name, slug=_free_address(name), kind=kind)
        return group, _person(group, person, email, P.ADMINISTRATOR)


def add_person(group: Group, by: GroupMember, name: str, email: str, part: str) -> GroupMember:
    """Let somebody into the group, and tell them by e-mail how to come in.

    Raises:
        NotAllowed: `by` is no administrator.
        Refused: the address or the part cannot be, they are in the group, or the e-mail cannot be sent.
    """
    check(by, "groups.administer")
    with transaction.atomic(), concerning(()):
        Group.objects.select_for_update().get(pk=group.pk)
        person = _person(group, name, email, part)
        try:
            _tell(person, by)
        except mail.NotSent as error:
            raise Refused(
                _(
                    "The mail server did not take the e-mail to %(email)s, so nobody was added. Try again later."
                )
                % {"email": person.user.email}
            ) from error
    return person


@transaction.atomic
def change_part(person: GroupMember, by: GroupMember, part: str) -> GroupMember:
    """Make somebody an administrator, or a reader.

    Raises:
        NotAllowed: `by` is no administrator.
        Refused: there is no such part, or nobody would be left who administers.
    """
    check(by, "groups.administer")
    person = _held(person)
    if part not in P.values:
        raise Refused(_("Choose what they may do."))
    if person.administers and part != P.ADMINISTRATOR:
        _somebody_is_left(person)
    person.part = part
    with concerning(()):
        person.save(update_fields=["part"])
    return person


@transaction.atomic
def remove_person(person: GroupMember, by: GroupMember) -> None:
    """Take somebody out of the group; they may be oneself.

    Raises:
        NotAllowed: `by` is no administrator, nor the person themselves.
        Refused: nobody would be left who administers.
    """
    if person.pk != by.pk:
        check(by, "groups.administer")
    person = _held(person)
    if person.administers:
        _somebody_is_left(person)
    with concerning(()):
        person.delete()


def way_in(person: GroupMember) -> str:
    """The path by which somebody comes in first: to choose a password where they have none, else to the group."""
    if person.user.has_usable_password() or person.user.last_login:
        return person.group.get_absolute_url()
    return first_link(person.user)


def _person(group: Group, name: str, email: str, part: str) -> GroupMember:
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if part not in P.values or len(name) > 150:
        raise Refused(_("Choose what they may do, and a name of at most 150 letters."))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    if GroupMember.objects.filter(group=group, user=user).exists():
        raise Refused(_("%(who)s is in the group already.") % {"who": user})
    return GroupMember.objects.create(group=group, user=user, part=part)


def _tell(person: GroupMember, by: GroupMember) -> None:
    mail.send(
        person.user.email,
        _("%(by)s has added you to %(group)s") % {"by": by.user, "group": person.group},
        "groups/added_mail",
        {"person": person, "by": by, "link": mail.absolute(way_in(person))},
    )


def _held(person: GroupMember) -> GroupMember:
    Group.objects.select_for_update().get(pk=person.group_id)
    return GroupMember.objects.select_related("user", "group").get(pk=person.pk)


def _somebody_is_left(person: GroupMember) -> None:
    others = GroupMember.objects.filter(group=person.group_id, part=P.ADMINISTRATOR)
    if not others.exclude(pk=person.pk).exists():
        raise Refused(_("The last administrator stays: make somebody else an administrator first."))


def _free_address(name: str) -> str:
    """The address of a group of this name, which nobody has.

    Raises:
        Refused: none is free.
    """
    begin = slugify(name)[:LONGEST_SLUG].strip("-") or "group"
    for attempt in range(1, 100):
        ending = "" if attempt == 1 else f"-{attempt}"
        slug = begin[: LONGEST_SLUG - len(ending)].rstrip("-") + ending
        if not Group.objects.filter(slug=slug).exists():
            return slug
    raise Refused(_("Too many groups have this name. Add the place to it."))
