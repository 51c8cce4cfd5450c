"""What the registers ask of a member: what they answer for and falls due. One query."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, Due
from schools.models import Member, PositionKind
from schools.permissions import may
from schools.prepared import prepared

from .falling import Stands
from .models import RegisterEntry
from .wording_registers import state_words

ASKED_BEFORE = 30


def registers_need(member: Member) -> list[Due]:
    """What has run out or has to be decided on within a month: one query.

    Whoever answers for an entry is asked; where nobody is named, the coordinators.
    """
    if not may(member, "audits.read_registers"):
        return []
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=ASKED_BEFORE)
    coordinates = PositionKind.COORDINATOR in member.kinds
    found = _falling(member.school, member=member.pk, soon=soon, coordinates=coordinates)
    if not found:
        return []
    late = [one for one in found if one.renews_on and one.renews_on < today]
    slug = member.school.slug
    if len(found) == 1:
        words = _("“%(entry)s” %(how)s") if late else _("“%(entry)s”: %(how)s")
        sentence = words % {"entry": found[0].name, "how": _how(found[0], today)}
        url = reverse("audits:entry", args=[slug, found[0].pk])
    else:
        sentence = ngettext(
            "%(n)s thing that you answer for falls due",
            "%(n)s things that you answer for fall due",
            len(found),
        ) % {"n": len(found)}
        url = reverse("audits:falling", args=[slug])
    detail = (
        ngettext("%(n)s has run out.", "%(n)s have run out.", len(late)) % {"n": len(late)}
        if late and len(found) > 1
        else _("Renew it, change it, or let it end in time.")
    )
    return [Due(DATE_HAS_COME, sentence, detail, _("See what falls due"), url)]


@prepared
def _falling(
    *, school: int, member: int, soon: datetime.date, coordinates: bool
) -> QuerySet[RegisterEntry]:
    mine = Q(owner=member)
    if coordinates:
        mine |= Q(owner=None, owner_words="")
    rows = RegisterEntry.objects.filter(mine, school=school, retired_on=None).filter(
        Q(notice_on__lte=soon) | Q(renews_on__lte=soon), renews_on__isnull=False
    )
    return rows.order_by("renews_on", "pk")


def _how(one: RegisterEntry, today: datetime.date) -> str:
    if one.renews_on and one.renews_on < today:
        return state_words(one, Stands.EXPIRED, today)
    late = one.notice_on is not None and one.notice_on <= today
    return state_words(one, Stands.NOTICE if late else Stands.SOON, today)
