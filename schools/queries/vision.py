"""The vision as its page shows it, and where the school is with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, WAITED_FOR, WOULD_HELP, Due

from ..models import AcademicYear, Member, School, Term, Vision, VisionReview, VisionSuggestion
from ..navigation import Standing
from ..permissions import may
from ..prepared import prepared
from .years import place_by

# What is known of the term that today is in, or of the next one.
TERM = (
    "term_name",
    "term_starts_on",
    "term_ends_on",
    "term_break_starts_on",
    "term_break_ends_on",
)


@dataclass(frozen=True)
class VisionPage:
    """The newest version, those before it, the times set aside (newest first), the suggestions."""

    newest: Vision | None
    earlier: list[Vision]
    reviews: list[VisionReview]
    suggestions: list[VisionSuggestion]

    @property
    def open_suggestions(self) -> list[VisionSuggestion]:
        return [one for one in self.suggestions if one.answered_at is None]

    @property
    def answered_suggestions(self) -> list[VisionSuggestion]:
        return [one for one in self.suggestions if one.answered_at is not None]


def vision_page(member: Member) -> VisionPage:
    """All that the page of the vision shows to `member`, in four queries.

    Those who write the vision see every suggestion, others what they suggested themselves.
    """
    versions = list(Vision.objects.select_related("written_by").prefetch_related("aims"))
    suggestions: QuerySet[VisionSuggestion] = VisionSuggestion.objects.select_related(
        "member", "answered_by", "vision"
    )
    if not may(member, "schools.write_vision"):
        suggestions = suggestions.filter(member=member)
    return VisionPage(
        newest=versions[0] if versions else None,
        earlier=versions[1:],
        reviews=list(VisionReview.objects.select_related("recorded_by")[:10]),
        suggestions=list(suggestions[:50]),
    )


@dataclass(frozen=True)
class Glance:
    """The vision in figures: what the front page asks about it; `number` is 0 before the first.

    `uninvited` is how many of the school's people could be invited and have not been; `place` is
    where today stands in its year, in words; `last_year` is the calendar year in which the last
    academic year that the school knows starts, or 0.
    """

    number: int
    text: str
    written_on: datetime.date
    review_on: datetime.date | None
    last_set_aside: datetime.date | None
    open_suggestions: int
    uninvited: int
    place: str
    last_year: int = 0

    @property
    def overdue_since(self) -> datetime.date | None:
        """The day on which its review was due, once that day has come."""
        come = self.review_on is not None and self.review_on <= timezone.localdate()
        return self.review_on if come else None


def glance(member: Member) -> Glance:
    """The newest version in figures: one query, asked once for a member as they were loaded."""
    if (known := member.__dict__.get("_vision_glance")) is None:
        known = member.__dict__["_vision_glance"] = _glance(member.school)
    found: Glance = known
    return found


def _glance(school: School) -> Glance:
    today = timezone.localdate()
    [facts] = _facts(school, today=today)
    return Glance(
        number=facts["number"] or 0,
        text=facts["text"] or "",
        written_on=timezone.localtime(facts["written_at"] or timezone.now()).date(),
        review_on=facts["review_on"],
        last_set_aside=facts["last_set_aside"],
        open_suggestions=facts["waiting"] or 0,
        uninvited=facts["uninvited"] or 0,
        place=place_by(_term_of(facts), today),
        last_year=facts["last_year"] or 0,
    )


@prepared
def _facts(*, school: int, today: datetime.date) -> QuerySet[Any, Any]:
    newest = Vision.objects.filter(school=OuterRef("pk")).order_by("-number")
    last = VisionReview.objects.filter(school=OuterRef("pk")).order_by("-held_on")
    waiting = VisionSuggestion.objects.filter(school=OuterRef("pk"), answered_at=None)
    uninvited = Member.objects.filter(
        school=OuterRef("pk"), user=None, invited_at=None, left_on=None
    ).exclude(email="")
    years = AcademicYear.objects.filter(school=OuterRef("pk")).order_by("-starts_in")
    terms = Term.objects.filter(school=OuterRef("pk"), ends_on__gte=today).order_by("starts_on")
    return School.objects.filter(pk=school).values(
        number=Subquery(newest.values("number")[:1]),
        text=Subquery(newest.values("text")[:1]),
        written_at=Subquery(newest.values("written_at")[:1]),
        review_on=Subquery(newest.values("review_on")[:1]),
        last_set_aside=Subquery(last.values("held_on")[:1]),
        waiting=_many(waiting),
        uninvited=_many(uninvited),
        last_year=Subquery(years.values("starts_in")[:1]),
        **{one: Subquery(terms.values(one.removeprefix("term_"))[:1]) for one in TERM},
    )


def _term_of(facts: Mapping[str, Any]) -> Term | None:
    if facts["term_name"] is None:
        return None
    return Term(**{one.removeprefix("term_"): facts[one] for one in TERM})


def _many(rows: QuerySet[Any]) -> Subquery:
    """How many of these rows a school has; NULL for none."""
    return Subquery(rows.order_by().values("school").annotate(many=Count("pk")).values("many"))


def due(member: Member) -> list[Due]:
    """What the vision asks of `member`: to be written, reviewed, or a suggestion answered."""
    if not may(member, "schools.write_vision"):
        return []
    page = reverse("schools:vision", args=[member.school.slug])
    vision = glance(member)
    if not vision.number:
        if member.school.set_up_at is None and may(member, "schools.manage"):
            return []  # it is one of the steps of setting up
        return [
            Due(
                DATE_HAS_COME,
                _("Write the vision for %(ict)s") % {"ict": member.school.labels["ict"]},
                _("Roles and plan are measured by it, so it comes before them."),
                _("Write the vision"),
                reverse("schools:vision_write", args=[member.school.slug]),
            )
        ]
    found = []
    if vision.open_suggestions:
        found.append(
            Due(
                WAITED_FOR,
                ngettext(
                    "Somebody suggests a change to the vision",
                    "%(n)s suggestions for the vision wait for an answer",
                    vision.open_suggestions,
                )
                % {"n": vision.open_suggestions},
                _("Say whether it is taken up, with a word to who made it."),
                _("Answer"),
                f"{page}#suggestions",
            )
        )
    if vision.overdue_since:
        found.append(
            Due(
                DATE_HAS_COME,
                _("Set time aside to review the vision"),
                _("Its review was due on %(day)s.") % {"day": date_format(vision.overdue_since)},
                _("Read the vision"),
                page,
            )
        )
    elif vision.review_on is None:
        found.append(
            Due(
                WOULD_HELP,
                _("Say when the vision is to be reviewed"),
                _("Without a date nobody sets the time aside."),
                _("Set a date"),
                reverse("schools:vision_write", args=[member.school.slug]),
            )
        )
    return found


def standing(member: Member) -> Standing:
    """Where the school is with its vision."""
    vision = glance(member)
    if not vision.number:
        return Standing(
            "now",
            _("to be written"),
            _("The vision is still to be written; roles and plan are measured by it."),
        )
    if vision.overdue_since:
        return Standing(
            "late",
            _("review was due %(day)s") % {"day": date_format(vision.overdue_since, "j M Y")},
            _("The vision is due for review, before the next round begins."),
        )
    if vision.last_set_aside and vision.last_set_aside >= vision.written_on:
        line = _("reviewed %(day)s") % {"day": date_format(vision.last_set_aside, "F Y")}
    else:
        line = _("written %(day)s") % {"day": date_format(vision.written_on, "F Y")}
    return Standing("done", line)
