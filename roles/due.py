"""What roles ask of a member: to agree, to change what came back, to review, to fill. One query."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, WAITED_FOR, WOULD_HELP, Due
from schools.models import Member
from schools.prepared import prepared

from .models import Holding, RoleDescription, Signature, State


def needs(member: Member) -> list[Due]:
    """Everything that roles ask of `member` today, each role once for each thing asked."""
    found: list[Due] = []
    for one in _of(member.school, member=member.pk, heads=member.acts_as_head):
        one.school = one.role.school = member.school
        found.extend(_asked(one, member))
    return found


@prepared
def _of(*, school: int, member: int, heads: bool) -> QuerySet[RoleDescription]:
    """The versions that concern a member; agreed ones without a line manager concern whoever acts as head."""
    holdings = Holding.objects.filter(role=OuterRef("role"), until=None)
    signed = Signature.objects.filter(description=OuterRef("pk"), member=member, void=False)
    mine = Q(mine=True) | Q(line_manager=member) | Q(drafted_by=member)
    return (
        RoleDescription.objects.filter(
            school=school,
            state__in=(State.DRAFT, State.PROPOSED, State.AGREED),
            role__retired_on=None,
        )
        .select_related("role", "line_manager")
        .annotate(
            held=Exists(holdings),
            mine=Exists(holdings.filter(member=member)),
            manager_holds=Exists(holdings.filter(member=OuterRef("line_manager"))),
            signed_as_holder=Exists(signed.filter(capacity=Signature.Capacity.HOLDER)),
            signed_as_manager=Exists(signed.filter(capacity=Signature.Capacity.LINE_MANAGER)),
        )
        .filter(mine | _orphans() if heads else mine)
        .order_by("role__order", "role_id", "number")
    )


def _orphans() -> Q:
    """Agreed versions without a line manager."""
    nobody = Q(line_manager=None) | Q(line_manager__left_on__isnull=False) | Q(manager_holds=True)
    return nobody & Q(state=State.AGREED)


def _asked(one: RoleDescription, member: Member) -> list[Due]:
    manages = one.line_manager_id == member.pk
    mine, held = one.mine, one.held  # type: ignore[attr-defined]
    words = {"role": one.title, "number": one.number}
    url = one.get_absolute_url()
    found: list[Due] = []
    to_sign = (mine and not one.signed_as_holder) or (  # type: ignore[attr-defined]
        manages and not mine and not one.signed_as_manager  # type: ignore[attr-defined]
    )
    if one.state != State.DRAFT and to_sign:
        detail = (
            _("It is in force already; you have become a party to it since.")
            if one.state == State.AGREED
            else _("Proposed on %(day)s.")
            % {"day": date_format(timezone.localdate(one.proposed_at))}
        )
        sentence = _("“%(role)s”, version %(number)s, waits for you to agree it.") % words
        found.append(Due(WAITED_FOR, sentence, detail, _("Read and agree"), url))
    if one.state == State.DRAFT and one.return_reason and one.drafted_by_id == member.pk:
        sentence = _("“%(role)s”, version %(number)s, was sent back to you.") % words
        found.append(Due(WAITED_FOR, sentence, one.return_reason[:160], _("Change it"), url))
    if one.review_is_due and (manages or mine):
        sentence = _("“%(role)s” was to be reviewed by %(day)s.") % {
            **words,
            "day": date_format(one.review_on) if one.review_on else "",
        }
        detail = _("Start a new version, even if only the day of review changes.")
        found.append(Due(DATE_HAS_COME, sentence, detail, _("Look at it"), url))
    if manages and not held:
        sentence = _("“%(role)s” is vacant, and answers to you.") % words
        detail = _("Its description stays, and waits for whoever holds the role next.")
        found.append(Due(WOULD_HELP, sentence, detail, _("Look at it"), url))
    gone = one.line_manager is None or one.line_manager.left_on or one.manager_holds  # type: ignore[attr-defined]
    if one.state == State.AGREED and gone and member.acts_as_head:
        sentence = _("“%(role)s” has nobody to answer to.") % words
        detail = _("Its line manager has left, or holds the role.")
        url = reverse("roles:line_manager", args=[member.school.slug, one.role_id, one.number])
        found.append(Due(WOULD_HELP, sentence, detail, _("Name somebody"), url))
    return found
