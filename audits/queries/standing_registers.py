"""What is known of the registers, for the page of all parts."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.navigation import Standing
from schools.permissions import may

from ..models import PROTECTIVE, RegisterEntry
from ..parts import Known


def registers_known(member: Member) -> Known:
    """How many entries there are, and how many have run out or are over-used: one query."""
    index = reverse("audits:registers", args=[member.school.slug])
    gone = Q(renews_on__lt=timezone.localdate())
    counts = RegisterEntry.objects.filter(school=member.school, retired_on=None).aggregate(
        all=Count("pk"),
        expired=Count("pk", filter=gone),
        unsafe=Count("pk", filter=gone & Q(kind__in=PROTECTIVE)),
        over=Count("pk", filter=Q(in_use__gt=F("quantity"))),
    )
    if not counts["all"]:
        keeps = may(member, "audits.write_registers")
        verb = _("Begin") if keeps else _("See it")
        return Known(Standing("now", _("not known yet")), _("Not known yet"), "", verb, index)
    sentence = ngettext("%(all)s entry", "%(all)s entries", counts["all"]) % counts
    wrong = []
    if counts["expired"]:
        wrong.append(
            ngettext("%(n)s has run out.", "%(n)s have run out.", counts["expired"])
            % {"n": counts["expired"]}
        )
    if counts["over"]:
        wrong.append(
            ngettext(
                "Of %(n)s more is in use than there is.",
                "Of %(n)s more is in use than there is.",
                counts["over"],
            )
            % {"n": counts["over"]}
        )
    state = "late" if counts["unsafe"] else "now" if counts["expired"] else "done"
    words = _("Filtering or virus protection has run out: see what, and renew it.")
    standing = Standing(state, "", words if counts["unsafe"] else "")  # type: ignore[arg-type]
    return Known(standing, sentence, " ".join(wrong), _("See what falls due"), index)
