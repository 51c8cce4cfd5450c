"""The report of a review: two pages for who has ten minutes, then every duty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.geometry import LoadBar, load_bar
from documents.register import Document, Printable
from roles.groups import group_titles
from schools.labels import Labels
from schools.models import Member, PositionKind
from schools.permissions import check, may
from schools.wording import listed, minutes_in_words

from .. import figures
from ..following import KEEP
from ..models import Review, State
from ..queries.decisions import Decisions, Load, Row, decisions
from ..queries.reviews import labels_of, review_or_404, vision_of, with_participants

if TYPE_CHECKING:
    from schools.models import School

TEMPLATE = "documents/priorities/report.html"
AGREED = (State.AGREED, State.CLOSED)
# So many decisions stand on the first pages; the rest stand in the detail alone.
FIRST = 10
_NAME = re.compile(r"review-(\d{1,15})")


class ReportSource:
    """Lists and makes the reports of the reviews whose results somebody may see."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """One for each revealed or agreed review."""
        for review in with_participants():
            shown = review.state in (State.REVEALED, *AGREED)
            if shown and may(member, "priorities.see_results", review):
                yield Printable(
                    f"review-{review.pk}",
                    _("%(review)s: report") % {"review": review.title},
                    _("Agreed on %(day)s.") % {"day": _day(review)}
                    if review.state in AGREED
                    else _("What the ratings say, and what is decided so far. Not agreed yet."),
                    _("Priorities"),
                )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """`review-12` is the report of review 12. The shell reads it as the headteacher does."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        try:
            review = review_or_404(school, int(match[1]))
        except Http404:
            return None
        reader = member or next((one for one in Member.objects.all() if one.is_head), None)
        check(reader, "priorities.see_results", review)
        if reader is None:
            return None
        found = decisions(review, reader)
        return _document(report_of(review, found, labels_of(review, school)), name, school.name)


@dataclass(frozen=True)
class LoadOnPaper:
    """A coordinator's load today and from now on, as figures with their sentences."""

    name: str
    today: LoadBar
    today_sentence: str
    after: LoadBar
    after_sentence: str
    changes: bool


@dataclass(frozen=True)
class Report:
    """All that stands in the report."""

    review: Review
    found: Decisions
    labels: Labels
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[Row, ...]
    further: int
    kept: str
    loads: tuple[LoadOnPaper, ...]

    @property
    def agreed(self) -> bool:
        return self.review.state in AGREED


def report_of(review: Review, found: Decisions, labels: Labels) -> Report:
    """The report of a review out of its results and decisions: no query."""
    titles = group_titles(labels)
    used = {duty.area for duty in found.results.duties}
    titles = {key: title for key, title in titles.items() if key in used}
    by_influence = {place: n for n, place in enumerate(found.results.analysis.ranking)}
    changes = sorted(
        (row for row in found.rows if row.decided and _changes(row)),
        key=lambda row: by_influence[row.place],
    )
    return Report(
        review=review,
        found=found,
        labels=labels,
        title=figures.headline(found.results, titles) or review.title,
        lead=figures.agreement_sentence(found.results),
        facts=_facts(review, found, labels),
        changes=tuple(changes[:FIRST]),
        further=max(0, len(changes) - FIRST),
        kept=_kept(found.rows),
        loads=tuple(_loads(found, titles)),
    )


def _facts(review: Review, found: Decisions, labels: Labels) -> tuple[tuple[str, str], ...]:
    vision = vision_of(review)
    shown = found.results.shown
    facts = [
        (_("Review"), review.title),
        (_("Key question"), review.key_question),
        (_("Vision"), vision.text if vision else _("not in words yet")),
        (_("Took part"), _took_part(review, labels)),
        (
            _("Rated"),
            _("%(rated)s of %(asked)s people, %(duties)s duties, round %(number)s")
            % {
                "rated": shown.rated,
                "asked": shown.asked,
                "duties": len(found.results.duties),
                "number": shown.number,
            },
        ),
    ]
    if review.state in AGREED:
        by = str(review.agreed_by or _("a former member"))
        facts.append((_("Agreed"), _("%(day)s, %(who)s") % {"day": _day(review), "who": by}))
    return tuple(facts)


def _took_part(review: Review, labels: Labels) -> str:
    """By position and number: "1 headteacher, 2 SMT and 3 teacher"."""
    groups = Counter(one.group for one in review.participants.all())
    return listed(
        [
            _("%(position)s %(n)s") % {"n": groups[kind], "position": labels.position(kind)}
            for kind in PositionKind.values
            if groups[kind]
        ]
    )


def _changes(row: Row) -> bool:
    """Whether a decision changes anything: what is done with the duty, or its minutes."""
    return bool(row.decided and (row.decided.kind != KEEP or row.after != row.today))


def _kept(rows: Sequence[Row]) -> str:
    kept = sum(row.decided is not None and not _changes(row) for row in rows)
    left = sum(row.decided is None for row in rows)
    said = []
    if kept:
        said.append(
            ngettext("One duty is kept as it is.", "%(n)s duties are kept as they are.", kept)
            % {"n": kept}
        )
    if left:
        said.append(
            ngettext("One duty has no decision.", "%(n)s duties have no decision.", left)
            % {"n": left}
        )
    return " ".join(said)


def _loads(found: Decisions, titles: dict[str, str]) -> Iterable[LoadOnPaper]:
    for one in found.loads:
        bars = [
            load_bar([(key, titles[key], dict(part).get(key, 0)) for key in titles], one.capacity)
            for part in (one.segments_today, one.segments)
        ]
        yield LoadOnPaper(
            one.name,
            bars[0],
            _today(one),
            bars[1],
            f"{one.without_name}.",
            one.today != one.after or one.segments != one.segments_today,
        )


def _today(load: Load) -> str:
    words = {"today": load.today, "capacity": load.capacity}
    if not load.capacity:
        return _("%(today)s minutes a week, no release time set.") % words
    if load.today > load.capacity:
        over = minutes_in_words(load.today - load.capacity)
        return _("%(today)s of %(capacity)s minutes a week, %(over)s too many.") % {
            **words,
            "over": over,
        }
    return _("%(today)s of %(capacity)s minutes a week.") % words


def _day(review: Review) -> str:
    return date_format(timezone.localdate(review.agreed_at)) if review.agreed_at else ""


def _document(report: Report, name: str, school_name: str) -> Document:
    review = report.review
    titles = group_titles(report.labels)
    status = _("Not agreed yet")
    if report.agreed:
        status = _("Agreed on %(day)s") % {"day": _day(review)}
    return Document(
        name=name,
        title=_("%(review)s: report") % {"review": review.title},
        template=TEMPLATE,
        context={
            "report": report,
            "review": review,
            "found": report.found,
            "shares": figures.shares_of(
                report.found.results,
                {k: t for k, t in titles.items() if k in {r.duty.area for r in report.found.rows}},
            ),
            "shares_sentence": figures.shares_sentence(report.found.results),
        },
        school_name=school_name,
        status=status,
        foot=review.title,
        mark="" if report.agreed else "Open",
    )
