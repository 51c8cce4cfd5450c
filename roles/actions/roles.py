"""What people do with roles: name them, say who holds them, end them, put them in order."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.rules import is_staff
from schools.trail import record, sentence

from ..drafting import ROLE_POSITIONS, may_manage, sort_lines
from ..library import RoleTemplate, fill
from ..models import Duty, Holding, Line, Part, Role, RoleDescription, State
from ..rules import TOP
from .descriptions import a_year_from, trail
from .signing import settle_open

LONGEST_TITLE = 120

sentence("roles.added", gettext_lazy("%(who)s added the role “%(role)s”"))
sentence("roles.renamed", gettext_lazy("%(who)s renamed the role “%(before)s” to “%(role)s”"))
sentence("roles.repositioned", gettext_lazy("%(who)s changed the position of “%(role)s”"))
sentence("roles.holder_added", gettext_lazy("%(who)s gave the role “%(role)s” to %(person)s"))
sentence(
    "roles.holder_removed", gettext_lazy("%(person)s no longer holds the role “%(role)s” (%(who)s)")
)
sentence("roles.retired", gettext_lazy("%(who)s ended the role “%(role)s”"))
sentence("roles.reordered", gettext_lazy("%(who)s changed the order of the roles"))


@dataclass(frozen=True)
class FirstDraft:
    """A role made from a starting set's, its first draft, and the entries the school lacks."""

    role: Role
    description: RoleDescription
    missing: tuple[str, ...]


@transaction.atomic
def add_role(
    school: School,
    member: Member,
    title: str,
    position: str,
    holders: Sequence[Member] = (),
    since: datetime.date | None = None,
) -> Role:
    """Add a role at the end of the list, vacant when nobody holds it.

    Raises:
        NotAllowed: `member` may not add roles at this position.
        Refused: the title or position cannot be, or a holder is no member of staff.
    """
    title = _checked_title(title)
    _check_position(position)
    last = Role.objects.filter(school=school).aggregate(last=Max("order"))["last"]
    role = Role(school=school, title=title, position=position, order=(last or 0) + 1)
    check(member, "roles.manage", role)
    role.save()
    record(school, member, "roles.added", path=role.get_absolute_url(), role=title)
    if holders:
        role = change_holders(role, member, holders, since)
    return role


@transaction.atomic
def add_from_template(
    school: School,
    member: Member,
    template: RoleTemplate,
    title: str = "",
    holders: Sequence[Member] = (),
) -> FirstDraft:
    """Add a role as a starting set describes it, with its first draft.

    Only duties that the school has adopted (and not retired) become lines; `missing` has the keys
    of the others. Whom it answers to is filled in where exactly one member has that position.

    Raises:
        NotAllowed, Refused: as `add_role`.
    """
    labels = school.labels
    title = title.strip() or fill(template.title, labels)
    role = add_role(school, member, title, template.position, holders)
    description = RoleDescription.objects.create(
        school=school,
        role=role,
        number=1,
        purpose=fill(template.purpose, labels),
        release_minutes=template.release_minutes,
        line_manager=_only_manager(role, template.line_manager_position),
        review_on=a_year_from(timezone.localdate()),
        drafted_by=member,
    )
    keys = [line.entry for line in template.lines]
    duties = {
        duty.key: duty for duty in Duty.objects.filter(school=school, key__in=keys, retired_on=None)
    }
    lines = [
        Line(
            school=school,
            description=description,
            duty=duties[line.entry],
            part=line.part,
            minutes=line.minutes,
            priority=line.priority,
        )
        for line in template.lines
        if line.entry in duties
    ]
    sort_lines(lines, school.key_stages)
    Line.objects.bulk_create(lines)
    trail(description, member, "roles.version_started")
    return FirstDraft(role, description, tuple(key for key in keys if key not in duties))


def _only_manager(role: Role, position: str) -> Member | None:
    """The one member of that position who can be its line manager; None for none or several."""
    members = (
        Member.objects.filter(school=role.school, left_on=None, positions__kind=position)
        .prefetch_related("positions")
        .distinct()
    )
    fitting = [one for one in members if may_manage(one, role)]
    return fitting[0] if len(fitting) == 1 else None


@transaction.atomic
def change_role(role: Role, member: Member, title: str, position: str) -> Role:
    """Rename a role, or change its position. What has been agreed keeps its words.

    Raises:
        NotAllowed: `member` may not, at the present position or the new one.
        Refused: the title or position cannot be; or it leads an aspect that must stay at the top.
    """
    role = _locked(role)
    check(member, "roles.manage", role)
    title = _checked_title(title)
    before = role.title
    if position != role.position:
        _check_position(position)
        _refuse_to_take_aspects_down(role, position)
        role.position = position
        check(member, "roles.manage", role)
        role.save(update_fields=["position"])
        record(role.school, member, "roles.repositioned", path=role.get_absolute_url(), role=title)
    if title != before:
        role.title = title
        role.save(update_fields=["title"])
        record(
            role.school,
            member,
            "roles.renamed",
            path=role.get_absolute_url(),
            before=before,
            role=title,
        )
    return role


def _refuse_to_take_aspects_down(role: Role, position: str) -> None:
    if position in TOP:
        return
    led = (
        Line.objects.filter(
            description__role=role,
            description__state__in=(State.DRAFT, State.PROPOSED, State.AGREED),
            part=Part.LEADS,
            duty__kind="aspect",
        )
        .select_related("duty")
        .first()
    )
    if led is not None:
        labels = role.school.labels
        raise Refused(
            _(
                "This role leads “%(duty)s”, an aspect that stays with the %(head)s and %(smt)s. "
                "Give that to another role in a new version first."
            )
            % {"duty": led.wording, "head": labels["headteacher"], "smt": labels["smt"]}
        )


@transaction.atomic
def change_holders(
    role: Role, member: Member, holders: Sequence[Member], since: datetime.date | None = None
) -> Role:
    """Say who holds a role from `since` (today unless given) on; nobody makes it vacant.

    An agreed version stays in force and asks new holders to agree it. A proposed one that waited
    only for somebody who has gone becomes the agreed one.

    Raises:
        NotAllowed: `member` may not.
        Refused: the role has ended, somebody is no member of staff, or the day is to come.
    """
    role = _locked(role)
    check(member, "roles.manage", role)
    _refuse_if_ended(role)
    since = since or timezone.localdate()
    if since > timezone.localdate():
        raise Refused(_("Say who holds the role today: the day cannot be one to come."))
    wanted = {holder.pk: holder for holder in holders}
    for holder in holders:
        if holder.left_on or not is_staff(holder):
            raise Refused(
                _("%(name)s has no position among the staff today. Choose somebody who has.")
                % {"name": holder.name}
            )
    held = {one.member_id: one for one in role.holdings.all() if one.until is None}
    for pk, holding in held.items():
        if pk not in wanted:
            holding.until = max(since, holding.since)
            holding.save(update_fields=["until"])
            _record_holder(role, member, "roles.holder_removed", holding.member)
    for pk, holder in wanted.items():
        if pk not in held:
            Holding.objects.create(school=role.school, role=role, member=holder, since=since)
            _record_holder(role, member, "roles.holder_added", holder)
    settle_open(role)
    return _locked(role)


def _record_holder(role: Role, member: Member | None, verb: str, person: Member) -> None:
    record(role.school, member, verb, person=person, path=role.get_absolute_url(), role=role.title)


@transaction.atomic
def end_holdings(holder: Member, member: Member | None, on: datetime.date | None = None) -> int:
    """End everything that `holder` holds, as when they leave the school. Returns how many roles.

    Who may end them is asked by the caller (people's actions): this is what leaving brings with it.
    """
    on = on or timezone.localdate()
    holdings = list(
        Holding.objects.filter(school=holder.school, member=holder, until=None).order_by("role_id")
    )
    for holding in holdings:
        role = _locked(Role(pk=holding.role_id))
        Holding.objects.filter(pk=holding.pk).update(until=max(on, holding.since))
        _record_holder(role, member, "roles.holder_removed", holder)
        settle_open(role)
    return len(holdings)


@transaction.atomic
def retire(role: Role, member: Member) -> Role:
    """End a role: its holders are let go, its versions stay to be read.

    The agreed version is superseded, an open one withdrawn.

    Raises:
        NotAllowed: `member` may not.
        Refused: it has ended already.
    """
    role = _locked(role)
    check(member, "roles.manage", role)
    _refuse_if_ended(role)
    now = timezone.now()
    for description in role.descriptions.filter(
        state__in=(State.DRAFT, State.PROPOSED, State.AGREED)
    ):
        description.ended_at = now
        if description.state == State.AGREED:
            description.supersede()
        else:
            description.withdraw()
        description.save(update_fields=["state", "ended_at"])
    for holding in role.holdings.all():
        if holding.until is None:
            holding.until = max(timezone.localdate(), holding.since)
            holding.save(update_fields=["until"])
    role.retired_on = timezone.localdate()
    role.save(update_fields=["retired_on"])
    record(role.school, member, "roles.retired", path=role.get_absolute_url(), role=role.title)
    return role


@transaction.atomic
def move(role: Role, member: Member, *, up: bool) -> None:
    """Move a role one place up or down in the list; at its end it stays where it is.

    Raises:
        NotAllowed: `member` may not say who does what.
    """
    check(member, "roles.manage", role)
    roles = list(Role.objects.select_for_update().filter(school=role.school, retired_on=None))
    keys = [one.pk for one in roles]
    if role.pk not in keys:
        return
    at = keys.index(role.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(roles):
        return
    roles[at], roles[to] = roles[to], roles[at]
    for order, one in enumerate(roles, start=1):
        one.order = order
    Role.objects.bulk_update(roles, ["order"])
    record(role.school, member, "roles.reordered")


def _locked(role: Role) -> Role:
    """The role read afresh and held against everybody else until the transaction ends."""
    return (
        Role.objects.select_for_update(of=("self",))
        .select_related("school")
        .prefetch_related("holdings__member")
        .get(pk=role.pk)
    )


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Give the role a title, such as “ICT coordinator, infants”."))
    if len(title) > LONGEST_TITLE:
        raise Refused(
            _("A title can have %(most)s characters; this has %(has)s.")
            % {"most": LONGEST_TITLE, "has": len(title)}
        )
    return title


def _check_position(position: str) -> None:
    if position not in ROLE_POSITIONS:
        raise Refused(_("Choose a position from the list."))


def _refuse_if_ended(role: Role) -> None:
    if role.retired_on:
        raise Refused(
            _("This role ended on %(day)s. Add a new role instead.")
            % {"day": date_format(role.retired_on)}
        )
