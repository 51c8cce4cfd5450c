"""What the rows of a plan came from, in words, and whether a gap has closed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audits.gaps import SOURCES, Gap
from audits.queries.gaps import gaps_by_ref
from priorities.models import Decision
from roles.models import Duty
from schools.models import Member, School
from schools.permissions import may

from ..asked import Row as Asked
from ..asked import asked_as
from ..models import Action, Cost, Discussion, Objective
from ..origins import gap_in

Row = Action | Objective | Cost
Came = tuple[str, int]


@dataclass(frozen=True)
class Origin:
    """Where a row of a plan came from: a sentence, the page of it, and whether what was missing is there now."""

    sentence: str
    url: str = ""
    closed: bool = False


def origins_of(
    school: School, rows: Iterable[Row], member: Member | None = None
) -> dict[Came, Origin]:
    """The origins of these rows of a plan by kind and number, in as many queries as `origins_from`."""
    came = {(one.origin_kind, one.origin_id) for one in rows if one.origin_kind and one.origin_id}
    return origins_from(school, came, member)


def origins_from(
    school: School, came: Collection[Came], member: Member | None = None
) -> dict[Came, Origin]:
    """The origins of these kinds and numbers, which rows of a plan remember: no query where there are none, else two.

    Pages that `member` may not open are left out.
    """
    gaps = gaps_by_ref(school, {ref for one in came if (ref := gap_in(*one))}) if came else {}
    known = _known(school, came)
    found = {}
    for one in came:
        ref = gap_in(*one)
        if ref is None:
            if one in known:
                found[one] = Origin(known[one])
        elif ref in gaps:
            page = SOURCES[ref[0]].page
            gap = of_gap(gaps[ref])
            found[one] = gap if not page or may(member, page) else replace(gap, url="")
    return found


def of_gap(gap: Gap) -> Origin:
    """A gap as the origin of a row."""
    if gap.closed_on:
        text = _("From a gap in %(about)s, which has closed: %(closed)s.")
        return Origin(text % {"about": gap.about, "closed": gap.closed_words}, gap.url, True)
    text = _("From a gap in %(about)s, open still: %(stands)s.")
    return Origin(text % {"about": gap.about, "stands": gap.stands}, gap.url)


def _known(school: School, wanted: Collection[Came]) -> dict[Came, str]:
    """Decisions, duties and discussions as sentences: one query, none where nothing came of them."""

    def pks(kind: str) -> list[int]:
        return [pk for each, pk in wanted if each == kind]

    sources = []
    if of := pks("decision"):
        decisions = Decision.objects.filter(school=school, pk__in=of)
        sources.append(asked_as(decisions, "decision", "review__title", None, "review_id"))
    if of := pks("duty"):
        duties = Duty.objects.filter(school=school, pk__in=of)
        sources.append(asked_as(duties, "duty", "text", None, "pk"))
    if of := pks("discussion"):
        talks = Discussion.objects.filter(school=school, pk__in=of)
        sources.append(asked_as(talks, "discussion", "series__title", "held_on", "plan_id"))
    if not sources:
        return {}
    rows = sources[0].union(*sources[1:]) if len(sources) > 1 else sources[0]
    return {(row.kind, row.pk): _sentence(row) for row in (Asked(*each) for each in rows)}


def _sentence(row: Asked) -> str:
    match row.kind:
        case "decision":
            return _("From the decisions of “%(title)s”.") % {"title": row.words}
        case "duty":
            return _("From the duty “%(duty)s”.") % {"duty": row.words}
    return _("From “%(title)s” of %(day)s.") % {
        "title": row.words,
        "day": date_format(row.day, "j F Y") if row.day else "",
    }
