"""What is known of training needs, for the page of all parts."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Member
from schools.navigation import Standing
from schools.permissions import may

from ..models import SkillsAsked, SkillsAudit
from ..parts import Known


def training_known(member: Member) -> Known:
    """What is known of training needs, and what the reader does next: two queries."""
    index = reverse("audits:training", args=[member.school.slug])
    newest = (
        SkillsAudit.objects.filter(school=member.school)
        .annotate(
            people=Count("asked", filter=Q(asked__member__left_on=None)),
            done=Count(
                "asked",
                filter=Q(asked__member__left_on=None, asked__finished_at__isnull=False),
            ),
        )
        .order_by("-opened_on", "-pk")
        .first()
    )
    if newest is None:
        leads = may(member, "audits.lead_skills")
        return Known(
            Standing("now", _("not known yet")),
            _("Not known yet"),
            "",
            _("Begin") if leads else _("See it"),
            index,
        )
    counts = {"done": newest.done, "all": newest.people}
    if not newest.is_open:
        sentence = _("%(done)s of %(all)s people answered") % counts
        detail = _("“%(audit)s” ended on %(day)s.") % {
            "audit": newest.title,
            "day": date_format(newest.ended_on),
        }
        return Known(Standing("done", ""), sentence, detail, _("See what came of it"), index)
    detail = _("“%(audit)s” is open until %(day)s.") % {
        "audit": newest.title,
        "day": date_format(newest.closes_on, "l j F"),
    }
    sentence = _("%(done)s of %(all)s people have answered") % counts
    own = SkillsAsked.objects.filter(audit=newest, member=member, finished_at=None).exists()
    verb = _("Answer yours") if own else _("See who has")
    if not own and not may(member, "audits.lead_skills"):
        verb = _("See it")
    return Known(Standing("now", "", ""), sentence, detail, verb, index)
