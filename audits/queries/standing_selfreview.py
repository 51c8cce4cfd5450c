"""What is known of the self-review, for the page of all parts and for the cycle."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Member
from schools.navigation import Standing
from schools.permissions import may

from ..due_selfreview import is_stale
from ..models import AgreedLevel, SelfReview
from ..parts import Known
from ..strands import strands_of
from .waiting import Newest, waiting


def selfreview_known(member: Member) -> Known:
    """What is known of the self-review, and what the reader does next: two queries."""
    slug = member.school.slug
    index = reverse("audits:selfreviews", args=[slug])
    newest = waiting(member).newest
    if newest is None:
        leads = may(member, "audits.lead_selfreview")
        verb = _("Begin") if leads else _("See it")
        return Known(Standing("now", _("not known yet")), _("Not known yet"), "", verb, index)
    review = newest.review
    if review.is_judging:
        return _judging(newest, member, index)
    if review.is_revealed:
        counts = {
            "agreed": newest.agreed,
            "all": len(strands_of(review)),
        }
        sentence = _("Revealed; %(agreed)s of %(all)s levels are agreed") % counts
        mine = may(member, "audits.agree_level")
        return Known(
            Standing("now", ""),
            sentence,
            review.title,
            _("Agree the levels") if mine else _("See it"),
            review.get_absolute_url() if mine else index,
        )
    levels = list(AgreedLevel.objects.filter(review=review).values_list("level", flat=True))
    sentence = _("%(n)s strands, from level %(low)s to level %(high)s") % {
        "n": len(levels),
        "low": min(levels, default=0),
        "high": max(levels, default=0),
    }
    day = date_format(review.agreed_on, "j F Y") if review.agreed_on else ""
    detail = _("“%(review)s” was agreed on %(day)s.") % {"review": review.title, "day": day}
    return Known(_agreed(review), sentence, detail, _("See the levels"), index)


def selfreview_standing(member: Member) -> Standing | None:
    """Where the self-review is, for the cycle: None where there has been none. One query."""
    newest = waiting(member).newest
    if newest is None:
        return None
    review = newest.review
    if review.is_agreed:
        return _agreed(review)
    line = _("being judged") if review.is_judging else _("levels to agree")
    words = (
        _("People are judging where the school is with its technology.")
        if review.is_judging
        else _("What people judged is on the table; the levels are still to be agreed.")
    )
    return Standing("now", line, words)


def _agreed(review: SelfReview) -> Standing:
    if is_stale(review):
        words = _("The last self-review is more than a year old: is it still so?")
        return Standing("late", _("reviewed over a year ago"), words)
    return Standing("done", "")


def _judging(newest: Newest, member: Member, index: str) -> Known:
    review = newest.review
    counts = {"done": newest.finished, "all": newest.asked}
    sentence = _("%(done)s of %(all)s people have judged") % counts
    detail = _("“%(review)s” is open until %(day)s.") % {
        "review": review.title,
        "day": date_format(review.closes_on, "l j F"),
    }
    if newest.waits and review.can_be_judged:
        url = reverse("audits:selfreview_judge", args=[member.school.slug, review.pk])
        return Known(Standing("now", ""), sentence, detail, _("Judge"), url)
    if may(member, "audits.lead_selfreview"):
        url = review.get_absolute_url()
        return Known(Standing("now", ""), sentence, detail, _("See who has"), url)
    return Known(Standing("now", ""), sentence, detail, _("See it"), index)
