"""Asking again in another year as one asked the year before, in one step."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.calendar import academic_year
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused

from ..cells import year_name
from ..grouping import is_asked
from ..models import SelfReview, SkillsAudit
from ..queries.repeating import judges_of, last_audit, last_selfreview
from .asking import open_audit
from .selfreview import open_review

DAYS = 14


def title_of_audit(year: int) -> str:
    """What a round about training needs is called unless somebody says otherwise."""
    return _("Skills audit %(year)s") % {"year": year_name(year)}


def title_of_selfreview(year: int) -> str:
    """What a self-review is called unless somebody says otherwise."""
    return _("Self-review %(year)s") % {"year": year_name(year)}


def closing_day() -> datetime.date:
    """Until when is asked: two weeks from today."""
    return timezone.localdate() + datetime.timedelta(days=DAYS)


@transaction.atomic
def repeat_audit(school: School, member: Member) -> SkillsAudit:
    """Ask all staff once more, for two weeks, grouped as the last time; the statements are today's.

    Raises:
        NotAllowed: `member` may not.
        Refused: there was no round before, one was opened this year already, or there is nothing and nobody to ask.
    """
    check(member, "audits.lead_skills")
    School.objects.select_for_update().get(pk=school.pk)
    before, year = last_audit(), academic_year(timezone.localdate())
    _check(before, year)
    assert before is not None
    rows = Member.objects.filter(school=school, left_on=None).prefetch_related("positions")
    staff = [one for one in rows if is_asked(one)]
    return open_audit(school, member, title_of_audit(year), before.grouping, closing_day(), staff)


@transaction.atomic
def repeat_selfreview(school: School, member: Member) -> SelfReview:
    """Ask whoever judged the last time, and is still here, to judge once more within two weeks.

    Raises:
        NotAllowed: `member` may not.
        Refused: there was none before, one was opened this year already or is not agreed, or fewer than two are here.
    """
    check(member, "audits.lead_selfreview")
    School.objects.select_for_update().get(pk=school.pk)
    before, year = last_selfreview(), academic_year(timezone.localdate())
    _check(before, year)
    assert before is not None
    people = judges_of(before)
    return open_review(school, member, title_of_selfreview(year), closing_day(), people)


def _check(before: SkillsAudit | SelfReview | None, year: int) -> None:
    if before is None:
        raise Refused(_("There is none to repeat yet. Open the first one on its own page."))
    if before.year >= year:
        raise Refused(
            _("“%(round)s” has been opened for %(year)s already.")
            % {"round": before.title, "year": year_name(year)}
        )
