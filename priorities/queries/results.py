"""What a revealed review says: from its ratings, or once agreed from what was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from schools.models import Member
from schools.permissions import check, may

from ..analysis import analyse, groups_to_show, median_influence
from ..models import Participant, Review, ReviewDuty, Round, State
from ..outcome import (
    Coordinator,
    Group,
    Previous,
    RatedDuty,
    Remark,
    Results,
    RoundOutcome,
    people_in,
    results_as_plain,
    results_from_plain,
    without_names,
)
from .ratings import Revealed, revealed

__all__ = ["KEPT", "results", "results_as_plain", "results_from_plain"]

# Where the results stand among what an agreed review keeps: `review.result[KEPT]`.
KEPT = "results"


def results(review: Review, member: Member, number: int | None = None) -> Results:
    """The results of the round `number`, or of the last revealed one: at most six queries.

    `review` has its participants prefetched (`review_or_404`). Once the review is agreed they are
    read from what was kept then.

    Raises:
        NotAllowed: `member` may not see the results.
        Http404: no such round is revealed.
    """
    check(member, "priorities.see_results", review)
    people = list(review.participants.all())
    if review.state in (State.AGREED, State.CLOSED) and (kept := review.result.get(KEPT)):
        shown = people_in(kept)
        named = [one for one in people if one.pk in shown and (one.consents or one.coordinates)]
        try:
            return results_from_plain(kept, _names(named), number)
        except KeyError:
            raise Http404 from None
    return _found(review, people, member, number)


def to_carry(review: Review) -> dict[str, Any] | None:
    """The rounds that were revealed as plain values, for a file; None where none was.

    People stand in it as participations, and only where the pages may name them today. Who rated what does not.
    """
    people = list(review.participants.all())
    plain = review.result.get(KEPT)
    if plain is None or review.state not in (State.AGREED, State.CLOSED):
        try:
            plain = results_as_plain(_found(review, people, None, None))
        except Http404:
            return None
    return without_names(plain, {one.pk for one in people if one.consents})


def _found(
    review: Review, people: Sequence[Participant], member: Member | None, number: int | None
) -> Results:
    """The results of a review that is not agreed: of its ratings, and of rounds that it was brought in with.

    Raises:
        Http404: no such round is revealed.
    """
    rounds = list(Round.objects.filter(review=review, revealed_at__isnull=False))
    if number is None and rounds:
        number = rounds[-1].number
    if number is None or number not in {one.number for one in rounds}:
        raise Http404
    duties = tuple(
        RatedDuty(one.pk, one.duty_id, one.text, one.label, one.area, one.floor, one.ceiling)
        for one in ReviewDuty.objects.filter(review=review)
    )
    said: dict[int, list[Revealed]] = {}
    for row in revealed(review, member):
        said.setdefault(row.round, []).append(row)
    names = _names(one for one in people if one.consents or one.coordinates)
    kept = review.result.get(KEPT)
    brought = {one.number: one for one in results_from_plain(kept, names).rounds} if kept else {}
    outcomes = tuple(
        brought.get(one.number)
        or _outcome(review, one, duties, people, said.get(one.number, []), names)
        for one in rounds
    )
    return Results(
        duties,
        outcomes,
        number,
        _previous(review, member, duties),
        {pk: names[pk] for one in outcomes for pk in one.raters or ()},
        float(review.high_from),
    )


def _names(people: Iterable[Participant]) -> dict[int, str]:
    """The names of these participants, by participation: one query for those that were read without."""
    chosen = list(people)
    unknown = [one for one in chosen if not Participant.member.is_cached(one)]
    if unknown:
        members = Member.objects.in_bulk({one.member_id for one in unknown if one.member_id})
        for one in unknown:
            one.member = members.get(one.member_id) if one.member_id else None
    return {one.pk: str(one) for one in chosen}


def _shuffled(review: Review, *about: object) -> str:
    """What to sort by so that the order stays the same and tells nothing."""
    return salted_hmac("priorities.order", f"{review.pk}:{about}", algorithm="sha256").hexdigest()


def _outcome(
    review: Review,
    one: Round,
    duties: Sequence[RatedDuty],
    people: Sequence[Participant],
    said: Sequence[Revealed],
    names: Mapping[int, str],
) -> RoundOutcome:
    place_of = {duty.pk: place for place, duty in enumerate(duties)}
    n = len(duties)
    rows: dict[int, list[int | None]] = {}
    minutes: dict[int, list[int | None]] = {p.pk: [None] * n for p in people if p.coordinates}
    remarks: list[list[tuple[str, Remark]]] = [[] for _one in duties]
    carriers: list[Counter[str]] = [Counter() for _one in duties]
    consents = {p.pk for p in people if p.consents}
    typed_in = set()
    for row in said:
        place = place_of[row.duty]
        if row.influence is not None or row.cannot_say:
            rows.setdefault(row.participant, [None] * n)[place] = row.influence
        if row.minutes is not None and row.participant in minutes:
            minutes[row.participant][place] = row.minutes
        if row.carrier:
            carriers[place][row.carrier] += 1
        if row.comment.strip():
            open_ = row.participant in consents
            remark = (
                Remark(row.comment, row.participant, names[row.participant])
                if open_
                else Remark(row.comment)
            )
            remarks[place].append((_shuffled(review, row.participant, row.duty), remark))
        if row.typed_in:
            typed_in.add(row.participant)
    order = sorted(rows, key=lambda pk: _shuffled(review, pk))
    summed = [
        None
        if all(given[place] is None for given in minutes.values())
        else sum(given[place] or 0 for given in minutes.values())
        for place in range(n)
    ]
    table = tuple(tuple(rows[pk]) for pk in order)
    all_consent = bool(order) and all(pk in consents for pk in order)
    group_of = {p.pk: p.group for p in people}
    sizes = Counter(group_of[pk] for pk in order)
    return RoundOutcome(
        number=one.number,
        revealed_on=timezone.localdate(one.revealed_at).isoformat() if one.revealed_at else "",
        asked=len(people),
        typed_in=len(typed_in),
        table=table,
        raters=tuple(order) if all_consent else None,
        coordinators=tuple(
            Coordinator(p.pk, names[p.pk], p.capacity, tuple(minutes[p.pk]))
            for p in people
            if p.coordinates
        ),
        remarks=tuple(tuple(remark for _key, remark in sorted(r, key=_first)) for r in remarks),
        carriers=tuple(dict(one) for one in carriers),
        groups=tuple(
            Group(kind, sizes[kind], _medians(table, order, group_of, kind, all_consent))
            for kind in groups_to_show(sizes, len(order), all_consent)
        ),
        all_groups=len(sizes),
        analysis=analyse(table, [duty.area for duty in duties], summed, float(review.high_from)),
    )


def _first(pair: tuple[str, Remark]) -> str:
    return pair[0]


def _medians(
    table: Sequence[Sequence[int | None]],
    order: Sequence[int],
    group_of: Mapping[int, str],
    kind: str,
    all_consent: bool,
) -> tuple[float | None, ...]:
    """A group's median of each duty; None too where so few rated it that it would unmask them."""
    found: list[float | None] = []
    for column in zip(*table, strict=True):
        given = Counter(
            group_of[pk] for pk, one in zip(order, column, strict=True) if one is not None
        )
        shown = groups_to_show(given, given.total(), all_consent)
        inside = [one for pk, one in zip(order, column, strict=True) if group_of[pk] == kind]
        found.append(median_influence(inside) if kind in shown else None)
    return tuple(found)


def _previous(
    review: Review, member: Member | None, duties: Sequence[RatedDuty]
) -> Previous | None:
    """The medians of the review before this one, of the duties that both have."""
    last = review.previous
    if last is None:
        return None
    last.school = review.school
    if not last.result.get(KEPT):
        prefetch_related_objects([last], "participants")
    found: dict[int, float | None]
    if kept := last.result.get(KEPT):
        figures = kept["rounds"][-1]["analysis"]["duties"]
        found = {
            one["duty"]: figure["median"]
            for one, figure in zip(kept["duties"], figures, strict=True)
        }
    elif member is None or may(member, "priorities.see_results", last):
        given: dict[int, dict[int, list[int | None]]] = {}
        for row in revealed(last, member):
            given.setdefault(row.round, {}).setdefault(row.school_duty, []).append(row.influence)
        newest = given[max(given)] if given else {}
        found = {duty: median_influence(column) for duty, column in newest.items()}
    else:
        return None
    medians = tuple(found.get(one.duty) for one in duties)
    if not any(medians):
        return None
    when = last.agreed_at or last.created_at
    return Previous(last.title, timezone.localdate(when).isoformat(), medians)
