"""Duty by duty what was decided, what is suggested, and what it makes of each coordinator's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.beads import Beads
from roles.models import Role
from schools.models import Member
from schools.permissions import check
from schools.wording import minutes_in_words

from .. import figures
from ..analysis import DutyResult
from ..following import TAKES_AWAY, Decided, as_plain, from_plain, suggested
from ..models import Decision, Review, State
from ..outcome import Coordinator, RatedDuty, Remark, Results
from ..proposing import Agenda, agenda, balance
from .results import results

DECISIONS = "decisions"
# The length of the small figure of a load, in pixels.
LINE = 126


@dataclass(frozen=True)
class Time:
    """A coordinator's minutes a week for a duty: today, as decided (None: as today), and as they
    would fit their release time by influence.
    """

    participant: int
    name: str
    today: int | None
    decided: int | None
    fits: int | None


@dataclass(frozen=True)
class Row:
    """A duty on the page: what its ratings say, and what was decided, or nothing yet."""

    place: int
    duty: RatedDuty
    result: DutyResult
    times: tuple[Time, ...]
    remarks: tuple[Remark, ...]
    carriers: Mapping[str, int]
    decided: Decided | None
    by: str
    box: int | None

    @property
    def suggested(self) -> str:
        """What the quadrant suggests, as a decision's key; or nothing."""
        return suggested(self.result.quadrant)

    @property
    def suggestion(self) -> str:
        """What the quadrant suggests, in words with the reason; or nothing."""
        return {
            "protect": _("protect it: much influence, and it has time"),
            "do_more": _("do more: much influence, little time"),
            "simplify": _("simplify or hand on: little influence, much time"),
            "let_be": _("let be: little influence, little time"),
        }.get(self.result.quadrant or "", "")

    @property
    def beads(self) -> Beads:
        """The ratings as a figure."""
        return figures.beads_of(self.result)

    @property
    def beads_in_words(self) -> str:
        """The ratings for who listens."""
        return figures.counts_in_words(self.result)

    @property
    def median(self) -> str:
        """The median as one writes it: 3½."""
        return figures.points(self.result.median)

    @property
    def alike(self) -> str:
        """How alike the ratings are, in words."""
        return figures.consensus_in_words(self.result.consensus)

    @property
    def figures_in_words(self) -> str:
        """Median and consensus, in a line."""
        if self.result.median is None:
            return _("nobody rated it")
        return _("median %(median)s, %(alike)s") % {"median": self.median, "alike": self.alike}

    @property
    def decision_words(self) -> str:
        """What was decided: "hand on to ICT technician"."""
        return in_words(self.decided) if self.decided else ""

    @property
    def minutes_words(self) -> str:
        """What each coordinator has from now on, against today; nothing where they have none."""
        return "; ".join(words for one in self.times if (words := self._time_words(one)))

    @property
    def today(self) -> int:
        """Minutes a week of all coordinators today."""
        return sum(one.today or 0 for one in self.times)

    @property
    def after(self) -> int:
        """Minutes a week of all coordinators from now on."""
        return sum(self.after_of(one) for one in self.times)

    def after_of(self, time: Time) -> int:
        """A coordinator's minutes a week from now on."""
        if self.decided is None:
            return time.today or 0
        return self.decided.minutes_of(time.participant, time.today)

    def _time_words(self, one: Time) -> str:
        after, today = self.after_of(one), one.today or 0
        if after == today:
            said = _("%(after)s minutes a week, as today") % {"after": after} if after else ""
        else:
            said = _("%(after)s minutes a week, today %(today)s") % {"after": after, "today": today}
        if len(self.times) > 1 and said:
            said = _("%(name)s %(said)s") % {"name": one.name, "said": said}
        return said


@dataclass(frozen=True)
class Load:
    """A coordinator's minutes a week against release time, today and as decided so far."""

    participant: int
    name: str
    capacity: int | None
    today: int
    after: int
    segments: tuple[tuple[str, int], ...]
    segments_today: tuple[tuple[str, int], ...]

    @property
    def over(self) -> int:
        """Minutes a week beyond the release time."""
        return max(0, self.after - self.capacity) if self.capacity else 0

    @property
    def after_at(self) -> int:
        """Where the load as decided ends in its small figure, in pixels."""
        return round(self.after * LINE / max(self.after, self.capacity or 0, 1))

    @property
    def capacity_at(self) -> int:
        """Where the release time stands in it."""
        return round((self.capacity or 0) * LINE / max(self.after, self.capacity or 0, 1))

    @property
    def sentence(self) -> str:
        """Where it stands: "Priya Shah: 140 of 150 minutes a week"."""
        return _("%(name)s: %(load)s") % {"name": self.name, "load": self.without_name}

    @property
    def without_name(self) -> str:
        """Where it stands: "140 of 150 minutes a week"."""
        words = {"after": self.after, "capacity": self.capacity}
        if not self.capacity:
            return _("%(after)s minutes a week, no release time set") % words
        if self.over:
            return _("%(after)s of %(capacity)s minutes a week, %(over)s too many") % {
                **words,
                "over": minutes_in_words(self.over),
            }
        return _("%(after)s of %(capacity)s minutes a week") % words


@dataclass(frozen=True)
class Decisions:
    """All that the pages of the decisions show; rows in the order in which they are talked about."""

    review: Review
    results: Results
    rows: tuple[Row, ...]
    loads: tuple[Load, ...]
    agenda: Agenda
    may_decide: bool

    @property
    def undecided(self) -> list[Row]:
        return [row for row in self.rows if row.decided is None]

    @property
    def decided_first(self) -> list[Row]:
        """The rows, those with a decision first."""
        return sorted(self.rows, key=lambda row: row.decided is None)

    @property
    def done(self) -> int:
        """How many duties have a decision."""
        return len(self.rows) - len(self.undecided)

    @cached_property
    def by_duty(self) -> dict[int, Row]:
        """The rows by the review's duty."""
        return {row.duty.pk: row for row in self.rows}

    @property
    def headline(self) -> str:
        """The finding: what is still open, or what it comes to."""
        left = len(self.undecided)
        if self.review.state in (State.AGREED, State.CLOSED):
            return self._outcome_words()
        if not self.done:
            return ngettext(
                "One duty waits for a decision", "%(n)s duties wait for a decision", left
            ) % {"n": left}
        if left:
            return ngettext(
                "One duty still has no decision", "%(n)s duties still have no decision", left
            ) % {"n": left}
        if over := [one for one in self.loads if one.over]:
            return _("Every duty is decided, and %(name)s has %(over)s a week too many") % {
                "name": over[0].name,
                "over": minutes_in_words(over[0].over),
            }
        return _("Every duty is decided: the outcome can be agreed")

    def _outcome_words(self) -> str:
        gone = [row for row in self.rows if row.decided and row.decided.kind in TAKES_AWAY]
        more = [row for row in self.rows if row.decided and row.decided.kind == "more"]
        words = {"more": len(more), "gone": len(gone)}
        if more and gone:
            return _("Do more of %(more)s, hand on or stop %(gone)s") % words
        if more:
            return ngettext("Do more of one duty", "Do more of %(n)s duties", len(more)) % {
                "n": len(more)
            }
        if gone:
            return ngettext(
                "One duty is handed on or stopped",
                "%(n)s duties are handed on or stopped",
                len(gone),
            ) % {"n": len(gone)}
        return _("The duties stay as they are")

    def plain(self) -> list[dict[str, object]]:
        """The decisions as an agreed review keeps them."""
        return as_plain(row.decided for row in self.rows if row.decided)


def in_words(decided: Decided) -> str:
    """A decision as one says it: "hand on to ICT technician", "do more"."""
    label = str(Decision.Kind(decided.kind).label)
    if not decided.title:
        return label
    if decided.kind == "hand_on":
        return _("hand on to %(role)s") % {"role": decided.title}
    return _("share with %(role)s") % {"role": decided.title}


def decisions(review: Review, member: Member, may_decide: bool = False) -> Decisions:
    """The decisions of a revealed or agreed review, with its results: at most seven queries.

    `review` has its participants prefetched (`review_or_404`). Once agreed they are read from what
    was kept then; only the names of people are looked up.

    Raises:
        NotAllowed: `member` may not see the results.
        Http404: no round is revealed.
    """
    check(member, "priorities.see_results", review)
    found = results(review, member)
    if review.state in (State.AGREED, State.CLOSED):
        decided = from_plain(review.result.get(DECISIONS, []))
        people = Member.objects.filter(pk__in={one.by for one in decided if one.by})
        names = dict(people.values_list("pk", "name"))
    else:
        decided, names = current(review)
    return put_together(review, found, decided, names, may_decide=may_decide)


def current(review: Review) -> tuple[list[Decided], dict[int, str]]:
    """What is decided so far, and the names of those who took it down: one query."""
    rows = Decision.objects.filter(review=review).values_list(
        "duty_id",
        "duty__duty_id",
        "kind",
        "to_role_id",
        "to_role__title",
        "reason",
        "decided_by_id",
        "revision",
        "decided_by__name",
        "minutes__participant_id",
        "minutes__minutes",
    )
    found: dict[int, Decided] = {}
    names: dict[int, str] = {}
    minutes: dict[int, dict[int, int]] = {}
    for duty, school_duty, kind, role, title, reason, by, revision, name, who, spent in rows:
        given = minutes.setdefault(duty, {})
        if who is not None:
            given[who] = spent
        if by is not None:
            names[by] = name
        found[duty] = Decided(
            duty, school_duty, kind, role, title or "", reason, by, given, revision
        )
    return list(found.values()), names


def put_together(
    review: Review,
    found: Results,
    decided: Sequence[Decided],
    names: Mapping[int, str],
    *,
    may_decide: bool = False,
) -> Decisions:
    """Results and decisions side by side: no query."""
    by_duty = {one.duty: one for one in decided}
    plan = agenda(found.analysis, review.meeting_minutes)
    boxes = {box.place: box.minutes for box in plan.boxes}
    people = found.shown.coordinators
    fits = {one.participant: _fits(found, one, by_duty) for one in people}
    rows = []
    for place in [*boxes, *plan.silent]:
        duty = found.duties[place]
        one = by_duty.get(duty.pk)
        rows.append(
            Row(
                place=place,
                duty=duty,
                result=found.analysis.duties[place],
                times=tuple(
                    Time(
                        person.participant,
                        person.name or _("a former member"),
                        person.minutes[place],
                        one.minutes.get(person.participant) if one else None,
                        fits[person.participant].get(place),
                    )
                    for person in people
                ),
                remarks=found.shown.remarks[place],
                carriers=found.shown.carriers[place],
                decided=one,
                by=(names.get(one.by, "") if one.by else "") or _("a former member") if one else "",
                box=boxes.get(place),
            )
        )
    loads = tuple(_load(person, rows) for person in people)
    return Decisions(review, found, tuple(rows), loads, plan, may_decide)


def _fits(found: Results, person: Coordinator, decided: Mapping[int, Decided]) -> dict[int, int]:
    """What each duty would get within the coordinator's release time, by place."""
    if not person.capacity:
        return {}
    out = [
        place
        for place, duty in enumerate(found.duties)
        if duty.pk in decided and decided[duty.pk].kind in TAKES_AWAY
    ]
    proposed = balance(found, person.capacity, out, person.participant)
    if proposed.fit.short:
        return {}
    return {one.place: one.proposed for one in proposed.rows if not one.out}


def _load(person: Coordinator, rows: Sequence[Row]) -> Load:
    after: dict[str, int] = {}
    today: dict[str, int] = {}
    for row in rows:
        for time in row.times:
            if time.participant == person.participant:
                after[row.duty.area] = after.get(row.duty.area, 0) + row.after_of(time)
                today[row.duty.area] = today.get(row.duty.area, 0) + (time.today or 0)
    return Load(
        person.participant,
        person.name or _("a former member"),
        person.capacity,
        person.total,
        sum(after.values()),
        tuple(after.items()),
        tuple(today.items()),
    )


def roles_to_choose() -> list[Role]:
    """The roles that can gain a duty: one query."""
    return list(Role.objects.filter(retired_on=None))
