"""The year's turn as the school itself sees it: the year with its terms, who has left, the vision."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import WOULD_HELP, Due

from ..calendar import usual_terms
from ..models import Member, School, Term
from ..permissions import may
from ..turning import MOST_LINES, Line, Step, Turn, usual, year_of_turn
from .vision import glance

# The front page speaks of the turn in these months.
FIRST_MONTH, LAST_MONTH = 6, 9


def turn_of(school: School, today: datetime.date) -> tuple[Turn, list[Term]]:
    """The turn, and the terms that the school has for that year: one query."""
    starts_in = year_of_turn(today)
    terms = list(Term.objects.filter(year__starts_in=starts_in).order_by("starts_on"))
    if not terms:
        return usual(starts_in), []
    return Turn(starts_in, terms[0].starts_on, terms[-1].ends_on), terms


def is_near(today: datetime.date) -> bool:
    """Whether a year is near its end, or another has just begun."""
    return FIRST_MONTH <= today.month <= LAST_MONTH


def due(member: Member) -> list[Due]:
    """What whoever acts as head is asked while a year turns, until the next one is there: no query of its own."""
    today = timezone.localdate()
    starts_in = year_of_turn(today)
    if not is_near(today) or not may(member, "schools.manage"):
        return []
    if glance(member).last_year >= starts_in:
        return []
    turn = usual(starts_in)
    return [
        Due(
            WOULD_HELP,
            _("Turn the school over to %(year)s") % {"year": turn.name},
            _("Terms, reviews that fall due, audits to repeat and the plan, one after another."),
            _("See what there is"),
            reverse("schools:turn", args=[member.school.slug]),
        )
    ]


def year_step(member: Member, turn: Turn, terms: list[Term]) -> Step:
    """The year with its terms: no query."""
    slug = member.school.slug
    days = terms or usual_terms(turn.starts_in)
    lines = tuple(
        Line(
            _("%(term)s: %(first)s to %(last)s")
            % {
                "term": Term.Name(one.name).label.capitalize(),
                "first": date_format(one.starts_on),
                "last": date_format(one.ends_on),
            }
        )
        for one in days
    )
    manages = may(member, "schools.manage")
    if terms:
        url = reverse("schools:year_change", args=[slug, turn.starts_in]) if manages else ""
        return Step(
            _("The year and its terms"),
            True,
            _("%(year)s is there.") % {"year": turn.name},
            lines,
            len(lines),
            url,
            _("Change its dates") if manages else "",
        )
    return Step(
        _("The year and its terms"),
        False,
        _("%(year)s is not there yet. These are its usual dates; you change those that differ.")
        % {"year": turn.name},
        lines,
        len(lines),
        reverse("schools:year_add", args=[slug]) if manages else "",
        _("Add the year") if manages else "",
    )


def own_steps(member: Member, turn: Turn) -> list[Step]:
    """Who has left, and the vision: one query, and one that the page shares."""
    return [_left(member, turn), _vision(member, turn)]


def _left(member: Member, turn: Turn) -> Step:
    since = datetime.date(turn.starts_in, 3, 1)
    left = list(
        Member.objects.filter(left_on__gte=since, erased_at=None)
        .order_by("-left_on", "name")
        .values_list("name", "left_on")
    )
    lines = tuple(
        Line(_("%(name)s left on %(day)s") % {"name": name, "day": date_format(day or "")})
        for name, day in left[:MOST_LINES]
    )
    over = turn.starts_on <= timezone.localdate()
    sentence = (
        ngettext(
            "%(n)s person has left. Is anybody missing here?",
            "%(n)s people have left. Is anybody missing here?",
            len(left),
        )
        % {"n": len(left)}
        if left
        else _("Nobody has left since spring. Who goes is recorded on their own page.")
    )
    manages = may(member, "schools.manage")
    return Step(
        _("Who leaves"),
        bool(left) or over,
        sentence,
        lines,
        len(left),
        reverse("schools:people", args=[member.school.slug]),
        _("See the people") if not manages else _("Record who leaves"),
    )


def _vision(member: Member, turn: Turn) -> Step:
    known = glance(member)
    slug = member.school.slug
    writes = may(member, "schools.write_vision")
    title = _("The vision’s review")
    if not known.number:
        url = reverse("schools:vision_write" if writes else "schools:vision", args=[slug])
        sentence = _("There is no vision yet.")
        return Step(title, False, sentence, url=url, verb=_("Write it") if writes else _("See it"))
    day = known.review_on
    held = known.last_set_aside
    begun = datetime.date(turn.starts_in, 3, 1)
    done = bool(
        (day and day >= turn.starts_on and day > timezone.localdate()) or (held and held >= begun)
    )
    if day is None:
        sentence = _("No day is set to look at it again.")
    elif done:
        sentence = _("Its next review is on %(day)s.") % {"day": date_format(day)}
        if held and held >= begun:
            sentence = _("Time was set aside for it on %(day)s.") % {"day": date_format(held)}
    else:
        sentence = _("Its review is due on %(day)s.") % {"day": date_format(day)}
    return Step(
        title,
        done,
        sentence,
        url=reverse("schools:vision_time" if writes else "schools:vision", args=[slug]),
        verb=_("Set time aside") if writes else _("See it"),
    )
