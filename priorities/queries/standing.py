"""Where the school is in reviewing its priorities, for the cycle."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Member
from schools.navigation import Standing

from ..models import State
from .glance import reviews_for

A_YEAR = datetime.timedelta(days=366)


def standing(member: Member) -> Standing:
    """What the newest review is at: one query, shared with the rest of the front page."""
    newest = next(iter(reviews_for(member)), None)
    if newest is None:
        return Standing(
            "now",
            _("none yet"),
            _("Which duties matter most for the vision is still to be reviewed."),
        )
    match newest.state:
        case State.PREPARING:
            return Standing(
                "now",
                _("being prepared"),
                _("A priority review is being prepared, and not open yet."),
            )
        case State.RATING if newest.deadline and newest.deadline_has_passed:
            return Standing(
                "late",
                _("to be revealed"),
                _("The time to rate is over: the ratings wait to be revealed."),
            )
        case State.RATING:
            day = date_format(newest.deadline, "j F") if newest.deadline else ""
            return Standing(
                "now",
                _("open until %(day)s") % {"day": day},
                _("People are rating which duties matter most, until %(day)s.") % {"day": day},
            )
        case State.REVEALED:
            return Standing(
                "now",
                _("to be agreed"),
                _("The ratings are revealed: what they mean for each duty is to be agreed."),
            )
    agreed = newest.agreed_at
    when = date_format(timezone.localdate(agreed), "F Y") if agreed else ""
    if agreed and timezone.now() - agreed > A_YEAR:
        return Standing(
            "late",
            _("reviewed in %(month)s") % {"month": when},
            _("The balance of duties was last reviewed in %(month)s: it is time to do it again.")
            % {"month": when},
        )
    return Standing("done", _("reviewed in %(month)s") % {"month": when})
