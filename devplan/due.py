"""What the plan asks of a member: a word on actions they lead, a signature. Two queries at most."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, WAITED_FOR, Due
from schools.models import Member
from schools.permissions import may

from .models import Action, PlanSignature, State
from .rag import SETTLED, SOON

Capacity = PlanSignature.Capacity


def needs(member: Member) -> list[Due]:
    """What plans ask of `member` today."""
    return [*_words(member), *_signatures(member)]


def _words(member: Member) -> list[Due]:
    """Actions that the member leads and that are late, not begun in time, or due soon.

    Who has said a word of it in the last 14 days is not asked again; which half-term it is would
    take another query.
    """
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=SOON)
    quiet = Q(updated_on=None) | Q(updated_on__lt=today - datetime.timedelta(days=SOON))
    waiting = (
        Action.objects.filter(lead=member, objective__plan__state=State.AGREED)
        .exclude(status__in=SETTLED)
        .filter(
            quiet,
            Q(ends_on__lte=soon) | Q(status="not_started", starts_on__lt=today),
        )
        .order_by("ends_on", "pk")
        .values_list("text", "ends_on", "objective__plan_id")
    )
    rows = list(waiting)
    if not rows:
        return []
    late = sum(ends is not None and ends < today for _text, ends, _plan in rows)
    words = (
        _("“%(action)s” needs a word from you") % {"action": rows[0][0]}
        if len(rows) == 1
        else _("%(n)s of your actions need a word") % {"n": len(rows)}
    )
    detail = (
        ngettext("%(n)s is past its finish.", "%(n)s are past their finish.", late) % {"n": late}
        if late
        else _("How far is it? Two taps and a sentence.")
    )
    url = reverse("devplan:updates", args=[member.school.slug, rows[0][2]])
    return [Due(DATE_HAS_COME, words, detail, _("Say how far"), url)]


def _signatures(member: Member) -> list[Due]:
    """Drafts that somebody has signed and that wait for the other: the member."""
    wanted = []
    if may(member, "devplan.agree"):
        wanted.append(Capacity.HEAD)
    if may(member, "devplan.sign_as_author"):
        wanted.append(Capacity.AUTHOR)
    if not wanted:
        return []
    signed = PlanSignature.objects.filter(plan__state=State.DRAFT).values_list(
        "plan_id", "plan__title", "capacity"
    )
    found = []
    for pk, title, capacity in signed:
        other = Capacity.HEAD if capacity == Capacity.AUTHOR else Capacity.AUTHOR
        both = sum(one[0] == pk for one in signed) > 1
        if other in wanted and not both:
            detail = (
                _("Its author has signed it. With your signature it is in force.")
                if other == Capacity.HEAD
                else _("The headteacher has agreed it. With your signature it is in force.")
            )
            words = _("The plan “%(plan)s” waits for your signature") % {"plan": title}
            url = reverse("devplan:agree", args=[member.school.slug, pk])
            found.append(Due(WAITED_FOR, words, detail, _("Read and sign"), url))
    return found
