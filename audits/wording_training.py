"""What the pages and papers of training needs say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.money import pounds

from .cells import this_year, year_name

if TYPE_CHECKING:
    from .queries.helping import Matches
    from .queries.needs import Results
    from .queries.offers import OfferPage, TrainingPlan


def needs_headline(found: Results) -> str:
    """The finding of a round: what staff are least and most sure of."""
    weakest, surest = found.weakest, found.surest
    if weakest is None or surest is None:
        return found.audit.title
    if weakest.key == surest.key:
        return _("Staff do %(area)s %(level)s") % {
            "area": weakest.title,
            "level": weakest.total.words,
        }
    return _("Staff are surest of %(surest)s, and least sure of %(weakest)s") % {
        "surest": _lower(surest.title),
        "weakest": _lower(weakest.title),
    }


def needs_reading(found: Results) -> str:
    """How many answered, and what moved since the last round."""
    said = _("%(finished)s of %(asked)s people answered everything.") % {
        "finished": found.finished,
        "asked": found.asked,
    }
    moved = [one for one in found.known if one.total.moved is not None]
    if not moved or found.last is None:
        return said
    most = max(moved, key=lambda one: abs(one.total.moved or 0))
    if abs(most.total.moved or 0) < 0.05:
        return said
    more = _("Most has moved in %(area)s: %(by)s since “%(last)s”.") % {
        "area": _lower(most.title),
        "by": most.total.moved_words,
        "last": found.last.title,
    }
    return f"{said} {more}"


def help_headline(found: Matches) -> str:
    """How many statements somebody wants and somebody can help with."""
    if not found.leads:
        mine = found.mine
        if not mine:
            return _("Who can help with what")
        helped = sum(bool(one.helpers) for one in mine)
        said = ngettext(
            "You would like to learn %(all)s thing; %(helped)s",
            "You would like to learn %(all)s things; %(helped)s",
            len(mine),
        )
        if not helped:
            return said % {"all": apnumber(len(mine)), "helped": _("nobody has offered help yet")}
        with_some = ngettext(
            "colleagues can help with %(n)s", "colleagues can help with %(n)s", helped
        ) % {"n": apnumber(helped)}
        return said % {"all": apnumber(len(mine)), "helped": with_some}
    wanted = [one for one in found.all if one.wanting]
    if not wanted:
        return _("Nobody has asked for training yet")
    without = [one for one in wanted if not one.helpers and not one.offers]
    if not without:
        return _("For everything that somebody wants, there is a colleague or a training")
    return ngettext(
        "For %(n)s thing that somebody wants there is neither a colleague nor a training",
        "For %(n)s things that somebody wants there is neither a colleague nor a training",
        len(without),
    ) % {"n": apnumber(len(without))}


def plan_headline(found: TrainingPlan) -> str:
    """What a year's training is, and what it costs."""
    many = len(found.rows)
    if not many:
        return _("No training is planned for %(year)s yet") % {"year": year_name(found.year)}
    words = ngettext(
        "%(n)s training in %(year)s for %(cost)s",
        "%(n)s trainings in %(year)s for %(cost)s",
        many,
    )
    return words % {"n": many, "year": year_name(found.year), "cost": pounds(found.cost)}


def plan_name(year: int) -> str:
    """The name of the printed plan: that of this year has none in it."""
    return "training-plan" if year == this_year() else f"training-plan-{year}"


def plan_reading(found: TrainingPlan) -> str:
    """The sentence below: who signed up, what is free of cost, what has no day."""
    if not found.rows:
        return ""
    free = sum(not row.offer.cost for row in found.rows)
    undated = sum(row.offer.held_on is None for row in found.rows)
    words = [
        ngettext("%(n)s place is taken so far.", "%(n)s places are taken so far.", found.taken)
        % {"n": found.taken}
    ]
    if free:
        words.append(ngettext("%(n)s costs nothing.", "%(n)s cost nothing.", free) % {"n": free})
    if undated:
        words.append(
            ngettext("%(n)s has no day yet.", "%(n)s have no day yet.", undated) % {"n": undated}
        )
    return " ".join(words)


def when_words(page: OfferPage) -> str:
    """When and where a training is."""
    one = page.offer
    term = f"{one.get_term_display()} {year_name(one.year)}"
    if one.held_on is None:
        return _("%(term)s, the day is still open") % {"term": term.capitalize()}
    words = date_format(one.held_on, "l j F Y")
    if one.starts_at is not None:
        words = f"{words}, {time_format(one.starts_at, 'H:i')}"
    return words


def change_words(by: float, people: int, rose: int) -> str:
    """What changed in a statement, of nobody in particular."""
    sign = f"+{by:.1f}" if by > 0.049 else f"−{-by:.1f}" if by < -0.049 else _("as before")
    return _("%(by)s; %(rose)s of %(people)s rose") % {"by": sign, "rose": rose, "people": people}


def _lower(title: str) -> str:
    """A title within a sentence: its first letter small, unless the word is one of capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
