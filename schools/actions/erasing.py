"""Erasing a person: the name goes, everywhere; what the school did and agreed stays, under "former member"."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import erasing, leaving
from ..kept import store
from ..models import Member, PositionKind, School, User
from ..names import Names
from ..permissions import check
from ..queries.erasing import has_other_schools, names_of, texts_of
from ..refusals import Refused
from ..tellable import KINDS
from ..trail import record, sentence
from .people import fresh, locked, refuse_last_head

sentence(
    "schools.person_erased",
    gettext_lazy("%(who)s erased a person: “%(person)s” stands in place of the name"),
)
sentence(
    "schools.person_erased_by_operator",
    gettext_lazy("Who runs this site erased a person: “%(person)s” stands in place of the name"),
)


@transaction.atomic
def erase(person: Member, member: Member) -> None:
    """Erase `person` from the open school: they leave if they have not, and their name and address go everywhere.

    Raises:
        NotAllowed: only the head and the deputy may; the deputy does not touch a head.
        Refused: they are erased already, the school would be without a headteacher, or a group of schools without
            an administrator.
    """
    check(member, "schools.manage")
    if person.positions.filter(kind=PositionKind.HEADTEACHER).exists():
        check(member, "schools.remove_head")
    _erase(person, member)


@transaction.atomic
def erase_everywhere(email: str) -> list[str]:
    """Erase whom an address belongs to in every school, as who runs the site does; their names of the schools.

    Raises:
        Refused: one of the schools would be without a headteacher, or a group of schools without an administrator; then
            nothing is changed.
    """
    from django_scopes import scope

    schools, users = [], users_of(email)
    for user in users:
        erasing.refuse_while_needed(user)
    for one in members_of(email):
        with scope(school=one.school), timezone.override(one.school.time_zone):
            _erase(one, None)
        schools.append(str(one.school))
    for user in users:
        _delete(user)
    return schools


def users_of(email: str) -> list[User]:
    """Who signs in with an address, or has it among theirs."""
    wanted = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    return list(User.objects.filter(wanted).distinct())


def members_of(email: str) -> list[Member]:
    """Everybody in any school whom an address belongs to."""
    members = Member.objects.with_scopes_disabled().select_related("school", "user")
    wanted = Q(email__iexact=email) | Q(user__in=users_of(email))
    return list(members.filter(wanted, erased_at=None).order_by("school__name").distinct())


def _erase(person: Member, by: Member | None) -> None:
    """What erasing is, asked by `by` or by who runs the site."""
    school = locked(person.school)
    person = fresh(person)
    if person.erased_at:
        raise Refused(_("This person has been erased already."))
    if person.is_head:
        refuse_last_head(school, person)
    user, stays = person.user, has_other_schools(person)
    if user is not None and not stays:
        erasing.refuse_while_needed(user)
    names = names_of(person)
    if not person.left_on:
        leaving.let_go(person, by)
    erasing.erase(person, names)
    for kind in KINDS:
        if kind.goes:
            wanted = Q(pk__in=[])
            for path in kind.of:
                wanted |= Q(**{path: person.pk})
            kind.model._default_manager.filter(wanted).delete()
    _rid_texts_of(names)
    now = timezone.now()
    person.name, person.email, person.user = names.instead, "", None
    person.deputy, person.invited_at, person.erased_at = False, None, now
    person.left_on = person.left_on or timezone.localdate()
    person.save()
    School.objects.filter(pk=school.pk).update(erased_at=now)
    verb = "schools.person_erased" if by else "schools.person_erased_by_operator"
    # Whoever erases themselves is nobody now: the trail's sentence says so by itself.
    record(school, by, verb, person=person)
    if user is not None and not stays:
        _delete(user)
    transaction.on_commit(lambda: _afterwards(school), robust=True)


def _rid_texts_of(names: Names) -> None:
    """Put "former member" in place of the name in every text of the open school."""
    for model, pk, texts in texts_of(names):
        changed = {}
        for column, value in texts.items():
            after = names.replaced_within(value)
            if after != value:
                changed[column] = _fitting(model._meta.get_field(column), after)
        if changed:
            model._default_manager.filter(pk=pk).update(**changed)


def _fitting(column: object, value: object) -> object:
    """The text as long as its column lets it be."""
    most = column.max_length if isinstance(column, CharField) else None
    if most is not None and isinstance(value, str) and len(value) > most:
        return value[: most - 1] + "…"
    return value


def _delete(user: User) -> None:
    """Let a user go; with them go their addresses, second proofs and sessions."""
    user.delete()


def _afterwards(school: School) -> None:
    """Drop what was made with the name, and make anew what is found."""
    store().clear()
    erasing.afterwards(school)
