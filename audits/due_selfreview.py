"""What a self-review asks of a member: to judge, to reveal, to agree levels. One query."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, WAITED_FOR, WOULD_HELP, Due
from schools.models import Member
from schools.permissions import may

from .models import SelfReview
from .queries.waiting import Newest, waiting
from .strands import strands_of

STALE_DAYS = 365


def selfreview_needs(member: Member) -> list[Due]:
    """What the newest self-review asks of `member`."""
    newest = waiting(member).newest
    if newest is None:
        return []
    review = newest.review
    if review.is_judging:
        return [*_to_judge(newest, member), *_to_lead(newest, member)]
    if review.is_revealed:
        return _to_agree(newest, member)
    if review.agreed_on and is_stale(review) and may(member, "audits.lead_selfreview"):
        return [
            Due(
                WOULD_HELP,
                _("The last self-review is more than a year old"),
                _("“%(review)s” was agreed on %(day)s.")
                % {"review": review.title, "day": date_format(review.agreed_on, "j F Y")},
                _("Open the next"),
                reverse("audits:selfreview_open", args=[member.school.slug]),
            )
        ]
    return []


def is_stale(review: SelfReview) -> bool:
    """Whether it was agreed more than a year ago."""
    limit = timezone.localdate() - datetime.timedelta(days=STALE_DAYS)
    return review.agreed_on is not None and review.agreed_on < limit


def _to_judge(newest: Newest, member: Member) -> list[Due]:
    review = newest.review
    if not (newest.waits and review.can_be_judged and may(member, "audits.enter_selfreview")):
        return []
    return [
        Due(
            WAITED_FOR,
            _("“%(review)s” waits for your judgement") % {"review": review.title},
            _("Open until %(day)s. Nobody else sees what you say before the reveal.")
            % {"day": date_format(review.closes_on, "l j F")},
            _("Judge"),
            reverse("audits:selfreview_judge", args=[member.school.slug, review.pk]),
        )
    ]


def _to_lead(newest: Newest, member: Member) -> list[Due]:
    if not may(member, "audits.lead_selfreview"):
        return []
    review, asked, finished = newest.review, newest.asked, newest.finished
    detail = _("%(finished)s of %(asked)s have finished.") % {"finished": finished, "asked": asked}
    url = review.get_absolute_url()
    if asked and finished == asked:
        words = _("Everybody has judged in “%(review)s”") % {"review": review.title}
        return [Due(WAITED_FOR, words, detail, _("Reveal"), url)]
    if not review.can_be_judged:
        words = _("The time to judge in “%(review)s” is over") % {"review": review.title}
        return [Due(DATE_HAS_COME, words, detail, _("Reveal, or give more time"), url)]
    return []


def _to_agree(newest: Newest, member: Member) -> list[Due]:
    if not may(member, "audits.agree_level"):
        return []
    review = newest.review
    left = len(strands_of(review)) - newest.agreed
    words = _("“%(review)s” is revealed and waits to be agreed") % {"review": review.title}
    detail = (
        ngettext("%(n)s strand has no level yet.", "%(n)s strands have no level yet.", left)
        % {"n": left}
        if left > 0
        else _("Every strand has its level: agree the whole.")
    )
    return [Due(WAITED_FOR, words, detail, _("Agree"), review.get_absolute_url())]
