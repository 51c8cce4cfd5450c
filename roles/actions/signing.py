"""Agreeing a description: as oneself, alone or as a set, and what was signed on paper."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.models import Upload
from schools.models import Member, PositionKind
from schools.permissions import SENTENCES, NotAllowed, check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Role, RoleDescription, Signature, State
from ..parties import asked, given, needs_line_manager
from .descriptions import day_of, locked, trail

HOLDER, LINE_MANAGER = Signature.Capacity.HOLDER, Signature.Capacity.LINE_MANAGER

sentence("roles.signed", gettext_lazy("%(who)s agreed version %(number)s of “%(role)s”"))
sentence(
    "roles.signed_on_paper",
    gettext_lazy(
        "%(who)s recorded that %(person)s signed version %(number)s of “%(role)s” on paper"
    ),
)
sentence("roles.agreed", gettext_lazy("Version %(number)s of “%(role)s” is in force"))


@transaction.atomic
def sign(description: RoleDescription, member: Member) -> RoleDescription:
    """Agree a version as the member, in the capacity in which it waits for them.

    The version becomes the role's agreed one when every present holder and the line manager have
    agreed; the previous one is then superseded. An agreed version asks whoever has become a holder
    or its line manager since, and stays in force meanwhile.

    Raises:
        NotAllowed: `member` is neither a holder of the role nor its line manager.
        Refused: it does not wait for them; the sentence says why.
    """
    check(member, "roles.sign")
    description = locked(description)
    capacity = _capacity(description, member)
    refuse_unless_signable(description)
    if capacity == HOLDER:
        check(member, "roles.sign_as_holder", description)
    else:
        check(member, "roles.sign_as_line_manager", description)
        _refuse_head_without_governor(description, member)
    Signature.objects.create(
        school=description.school, description=description, member=member, capacity=capacity
    )
    trail(description, member, "roles.signed")
    return settle(description)


@transaction.atomic
def agree_together(
    descriptions: Sequence[RoleDescription], member: Member
) -> list[RoleDescription]:
    """Agree several versions at once: all of them, or none.

    Raises:
        NotAllowed: as `sign`.
        Refused: as `sign`, or nothing was chosen; the sentence names the role.
    """
    if not descriptions:
        raise Refused(_("Choose the versions that you agree."))
    agreed: list[RoleDescription] = []
    # In one order for everybody, so that two who agree at once cannot wait for each other.
    for description in sorted(descriptions, key=lambda one: one.role_id):
        try:
            agreed.append(sign(description, member))
        except Refused as refused:
            raise Refused(
                _("Nothing has been agreed. %(role)s: %(sentence)s")
                % {"role": description.title, "sentence": refused.sentence}
            ) from refused
    return agreed


@transaction.atomic
def record_paper_signature(
    description: RoleDescription,
    member: Member,
    signer: Member,
    signed_on: datetime.date,
    scan: Upload | None = None,
) -> RoleDescription:
    """Record that `signer` signed the printed version by hand; it is shown as recorded.

    Raises:
        NotAllowed: `member` does not act as the headteacher.
        Refused: the version does not wait for `signer`, or the day cannot be.
    """
    check(member, "roles.record_paper_signature")
    description = locked(description)
    if signer.pk == member.pk:
        raise Refused(_("Your own signature is not recorded: agree the version here as yourself."))
    capacity = _capacity(description, signer)
    refuse_unless_signable(description)
    if capacity == LINE_MANAGER:
        _refuse_head_without_governor(description, signer)
    if signed_on > timezone.localdate():
        raise Refused(_("A signature cannot be from a day to come. Give the day on the paper."))
    proposed_on = timezone.localdate(description.proposed_at) if description.proposed_at else None
    if proposed_on and signed_on < proposed_on:
        raise Refused(
            _(
                "This version was proposed on %(day)s; what was signed before then was another "
                "text. Give the day on the paper, or have this version signed."
            )
            % {"day": date_format(proposed_on)}
        )
    Signature.objects.create(
        school=description.school,
        description=description,
        member=signer,
        capacity=capacity,
        on_paper=signed_on,
        recorded_by=member,
        scan=scan,
    )
    record(
        description.school,
        member,
        "roles.signed_on_paper",
        person=signer,
        path=description.get_absolute_url(),
        number=description.number,
        role=description.title,
    )
    return settle(description)


def refuse_unless_signable(description: RoleDescription) -> None:
    """Let a proposed or agreed version pass.

    Raises:
        Refused: it is a draft, superseded or withdrawn.
    """
    match description.state:
        case State.DRAFT:
            raise Refused(_("This version is a draft. It can be agreed once it is proposed."))
        case State.SUPERSEDED:
            raise Refused(
                _("This version was superseded on %(day)s. Look at the version that is in force.")
                % {"day": day_of(description.ended_at)}
            )
        case State.WITHDRAWN:
            raise Refused(_("This version was withdrawn and is not to be agreed any more."))


def settle(description: RoleDescription) -> RoleDescription:
    """Make a proposed version the agreed one if all that it needs have agreed.

    Its role must be locked. The previous agreed version is superseded in the same transaction.
    """
    if description.state != State.PROPOSED:
        return description
    signatures = list(description.signatures.select_related("member"))
    held = description.role.present_holders
    if not held or needs_line_manager(description) or asked(description, held, signatures):
        return description
    now = timezone.now()
    previous = description.role.descriptions.filter(state=State.AGREED).first()
    if previous is not None:
        previous.ended_at = now
        previous.supersede()
        previous.save(update_fields=["state", "ended_at"])
    description.agreed_at = now
    description.become_agreed()
    description.save(update_fields=["state", "agreed_at"])
    trail(description, None, "roles.agreed")
    return description


def settle_open(role: Role) -> None:
    """Look again at the role's proposed version, as when a holder it waited for has gone."""
    proposed = role.descriptions.filter(state=State.PROPOSED).first()
    if proposed is not None:
        settle(locked(proposed))


def _capacity(description: RoleDescription, signer: Member) -> str:
    """As what `signer` is asked to agree the version."""
    signatures = list(description.signatures.select_related("member"))
    holders = description.role.present_holders
    for party in asked(description, holders, signatures):
        if party.member.pk == signer.pk:
            return party.capacity
    signed = given(signatures, signer)
    holds = any(holder.pk == signer.pk for holder in holders)
    manages = description.line_manager_id == signer.pk
    if holds and manages and signed:
        raise Refused(
            _(
                "%(name)s holds this role and cannot agree it as its line manager too. "
                "Name another line manager."
            )
            % {"name": signer.name}
        )
    if signed and (holds or manages):
        raise Refused(
            _("%(name)s agreed this version on %(day)s. Nothing more is needed from them.")
            % {"name": signer.name, "day": day_of(signed.signed_at)}
        )
    raise NotAllowed(SENTENCES["roles.sign"])


def _refuse_head_without_governor(description: RoleDescription, signer: Member) -> None:
    head = description.role.position == PositionKind.HEADTEACHER
    if head and PositionKind.GOVERNOR not in signer.kinds:
        raise Refused(
            _(
                "The %(head)s’s own description is agreed with a governor. "
                "Name a governor as its line manager."
            )
            % {"head": description.school.labels["headteacher"]}
        )
