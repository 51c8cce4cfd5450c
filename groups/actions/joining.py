"""Schools come and go: a group invites, the head accepts, and either ends it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from notices import mail
from schools.models import Member, PositionKind, School
from schools.permissions import check as check_member
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Affiliation, Group, GroupMember
from ..permissions import check

sentence("groups.joined", gettext_lazy("%(who)s let the school join %(group)s"))
sentence("groups.declined", gettext_lazy("%(who)s declined the invitation of %(group)s"))
sentence("groups.left", gettext_lazy("%(who)s let the school leave %(group)s"))
sentence("groups.removed", gettext_lazy("%(group)s ended the school’s membership"))


def invite(group: Group, by: GroupMember, typed: str) -> Affiliation:
    """Invite the school of that URN, or of that address (what stands after `/s/`), and write to its head.

    Raises:
        NotAllowed: `by` is no administrator.
        Refused: there is no such school here, several have that number, or it is invited or has joined already.
    """
    check(by, "groups.administer")
    school = _school(typed.strip().strip("/").rpartition("/")[2].lower())
    with transaction.atomic(), scope(school=school):
        School.objects.select_for_update().get(pk=school.pk)
        found = Affiliation.objects.filter(group=group).first()
        if found is not None:
            raise Refused(
                _("%(school)s belongs to %(group)s already.") % {"school": school, "group": group}
                if found.joined_on
                else _("%(school)s is invited already; its headteacher has not answered yet.")
                % {"school": school}
            )
        made = Affiliation.objects.create(school=school, group=group)
    _tell(made)
    return made


@transaction.atomic
def end(affiliation: Affiliation, by: GroupMember) -> None:
    """End a school's membership, or take an invitation back; what the school published is deleted.

    Raises:
        NotAllowed: `by` is no administrator.
    """
    check(by, "groups.administer")
    school, group = affiliation.school, affiliation.group
    with scope(school=school):
        held = Affiliation.objects.select_for_update().filter(pk=affiliation.pk).first()
        if held is None:
            return
        if held.joined_on:
            record(school, None, "groups.removed", group=group.name)
        held.delete()


@transaction.atomic
def accept(affiliation: Affiliation, member: Member) -> Affiliation:
    """Let the school join the group that has invited it. Nothing is published by that.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: the invitation has been taken back.
    """
    affiliation = _held(affiliation, member)
    if affiliation.joined_on is None:
        affiliation.joined_on = timezone.localdate()
        affiliation.save(update_fields=["joined_on"])
        path = reverse("school_groups:index", args=[member.school.slug])
        record(member.school, member, "groups.joined", group=affiliation.group.name, path=path)
    return affiliation


@transaction.atomic
def leave(affiliation: Affiliation, member: Member) -> None:
    """Let the school leave the group, or decline to join; what it published is deleted, what it adopted stays its own.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: it has left already.
    """
    affiliation = _held(affiliation, member)
    verb = "groups.left" if affiliation.joined_on else "groups.declined"
    record(member.school, member, verb, group=affiliation.group.name)
    affiliation.delete()


def _held(affiliation: Affiliation, member: Member) -> Affiliation:
    check_member(member, "groups.publish")
    held = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("group")
        .filter(pk=affiliation.pk)
        .first()
    )
    if held is None:
        raise Refused(_("The group has taken this back, or the school has left it already."))
    return held


def _school(typed: str) -> School:
    """The school that a number or an address means.

    Raises:
        Refused: none, or more than one.
    """
    real = School.objects.filter(sample=False)
    found = list(real.filter(urn=typed)[:2]) if typed.isdecimal() and typed else []
    if not found and typed:
        found = list(real.filter(slug=typed))
    if len(found) == 1:
        return found[0]
    raise Refused(
        _("Several schools here have this number. Give the school’s address instead.")
        if found
        else _(
            "No school here has this number or address. The school has to be described here first; ask its "
            "headteacher what stands after /s/ in the address of its pages."
        )
    )


def _tell(affiliation: Affiliation) -> None:
    """Write to the headteachers; an e-mail that is not taken stops nothing, for it waits on their front page too."""
    school = affiliation.school
    with scope(school=school):
        heads = Member.objects.filter(
            left_on=None, user__isnull=False, positions__kind=PositionKind.HEADTEACHER
        ).exclude(email="")
        link = mail.absolute(reverse("school_groups:index", args=[school.slug]))
        for head in heads.distinct():
            try:
                mail.send(
                    head.email,
                    _("%(group)s invites %(school)s")
                    % {"group": affiliation.group, "school": school},
                    "groups/invitation_mail",
                    {
                        "group": affiliation.group,
                        "school": school,
                        "member": head,
                        "link": link,
                    },
                )
            except mail.NotSent:
                continue
