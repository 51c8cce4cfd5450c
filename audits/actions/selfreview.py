"""A self-review from its opening to its reveal: who judges, until when, and when all is shown."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.calendar import academic_year
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..models import SelfReview, SelfReviewJudge, StrandJudgement
from ..queries.strands import own_strands
from ..strands import snapshot
from .statements import NotSo

LONGEST_DAYS = 120
LEAST_PEOPLE = 2

sentence(
    "audits.selfreview_opened",
    gettext_lazy("%(who)s opened “%(review)s”, to be judged until %(day)s"),
)
sentence(
    "audits.selfreview_invited",
    gettext_lazy("%(who)s invited more people to “%(review)s” (%(count)s)"),
)
sentence("audits.selfreview_moved", gettext_lazy("%(who)s gave “%(review)s” time until %(day)s"))
sentence(
    "audits.selfreview_called_off",
    gettext_lazy("%(who)s called off “%(review)s”, and what was judged in it is gone"),
)
sentence(
    "audits.selfreview_revealed",
    gettext_lazy("%(who)s revealed “%(review)s” (finished: %(finished)s of %(asked)s)"),
)


class SomeAreMissing(Refused):
    """Not everybody has finished: revealing has to be confirmed, knowing who is `missing`."""

    def __init__(self, missing: list[SelfReviewJudge]) -> None:
        names = listed([one.member.name for one in missing])
        super().__init__(
            _(
                "%(names)s: not finished meanwhile. Nothing is revealed so far; reveal again if you "
                "do not want to wait."
            )
            % {"names": names}
        )
        self.missing = missing


@transaction.atomic
def open_review(
    school: School,
    member: Member,
    title: str,
    closes_on: datetime.date | None,
    people: Collection[Member],
) -> SelfReview:
    """Ask `people`, guests too, to judge every strand that there is today, each alone, until `closes_on`.

    Raises:
        NotAllowed: `member` may not.
        NotSo: there is no title, no day ahead, or fewer than two people.
        Refused: another self-review is not agreed yet.
    """
    check(member, "audits.lead_selfreview")
    School.objects.select_for_update().get(pk=school.pk)
    today = timezone.localdate()
    title = " ".join(title.split())
    if not title or len(title) > 120:
        raise NotSo("title", _("Give it a title of at most 120 characters."))
    day = _day_ahead(closes_on, today)
    there = SelfReview.objects.filter(school=school).exclude(state=SelfReview.State.AGREED).first()
    if there is not None:
        raise Refused(
            _(
                "“%(review)s” is not agreed yet. Agree its levels, or call it off, before another one."
            )
            % {"review": there.title}
        )
    chosen = _here(people)
    if len(chosen) < LEAST_PEOPLE:
        raise NotSo(
            "people",
            _("Invite at least two people: a judgement by one alone is not laid over another."),
        )
    review = SelfReview.objects.create(
        school=school,
        title=title,
        year=academic_year(today),
        opened_on=today,
        closes_on=day,
        opened_by=member,
        strands=snapshot(own_strands(school)),
    )
    _invite(review, chosen)
    _record(review, member, "audits.selfreview_opened", day=date_format(day))
    return review


@transaction.atomic
def invite(review: SelfReview, member: Member, people: Collection[Member]) -> list[SelfReviewJudge]:
    """Ask more people, while it is being judged; who is asked already stays as they are.

    Raises:
        NotAllowed: `member` may not.
        Refused: it is revealed, or nobody new was chosen.
    """
    review = _judging(review, member)
    there = set(SelfReviewJudge.objects.filter(review=review).values_list("member_id", flat=True))
    made = _invite(review, [one for one in _here(people) if one.pk not in there])
    if not made:
        raise Refused(_("Nobody new was chosen."))
    _record(review, member, "audits.selfreview_invited", count=len(made))
    return made


@transaction.atomic
def move(review: SelfReview, member: Member, closes_on: datetime.date | None) -> SelfReview:
    """Set another last day to judge, from today on.

    Raises:
        NotAllowed: `member` may not.
        NotSo: no day ahead.
        Refused: it is revealed.
    """
    review = _judging(review, member)
    day = _day_ahead(closes_on, timezone.localdate())
    if day != review.closes_on:
        review.closes_on = day
        review.save(update_fields=["closes_on"])
        SelfReviewJudge.objects.filter(review=review).update(reminded_on=None)
        _record(review, member, "audits.selfreview_moved", day=date_format(day))
    return review


@transaction.atomic
def call_off(review: SelfReview, member: Member) -> None:
    """Give up a self-review that is not revealed; what was judged in it goes unseen.

    Raises:
        NotAllowed: `member` may not.
        Refused: it is revealed.
    """
    review = _judging(review, member)
    record(review.school, member, "audits.selfreview_called_off", review=review.title)
    review.delete()


@transaction.atomic
def reveal(review: SelfReview, member: Member, without: Collection[int] = ()) -> SelfReview:
    """Show all judgements, without names, to those who took part and who lead.

    `without` are the ids of judges of whom `member` knows that they have not finished: what they
    have judged counts, the rest is as if they could not say.

    Raises:
        NotAllowed: `member` may not.
        SomeAreMissing: somebody else has not finished either.
        Refused: it is revealed already, or fewer than two people have judged anything.
    """
    review = _judging(review, member)
    # Who is saving a judgement holds their row: what was accepted is in, what comes later is refused.
    judges = list(
        SelfReviewJudge.objects.select_for_update(of=("self",))
        .filter(review=review)
        .select_related("member")
        .order_by("member__name", "pk")
    )
    given = StrandJudgement.objects.filter(judge__review=review, level__isnull=False)
    if given.values("judge").distinct().count() < LEAST_PEOPLE:
        raise Refused(
            _(
                "Fewer than two people have judged yet, and the judgement of one would be seen as "
                "theirs. Remind them, or give them more time."
            )
        )
    missing = [one for one in judges if one.finished_at is None and not one.member.left_on]
    if not {one.pk for one in missing} <= set(without):
        raise SomeAreMissing(missing)
    review.reveal()
    review.revealed_on = timezone.localdate()
    review.save(update_fields=["state", "revealed_on"])
    finished = sum(one.finished_at is not None for one in judges)
    _record(review, member, "audits.selfreview_revealed", finished=finished, asked=len(judges))
    return review


def _judging(review: SelfReview, member: Member) -> SelfReview:
    """The self-review, held, while it is being judged."""
    check(member, "audits.lead_selfreview")
    review = (
        SelfReview.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=review.pk)
    )
    if not review.is_judging:
        raise Refused(
            _("“%(review)s” was revealed on %(day)s. What people judged stays as it was then.")
            % {
                "review": review.title,
                "day": date_format(review.revealed_on) if review.revealed_on else "",
            }
        )
    return review


def _here(people: Collection[Member]) -> list[Member]:
    return [one for one in people if not one.left_on]


def _invite(review: SelfReview, people: Collection[Member]) -> list[SelfReviewJudge]:
    return SelfReviewJudge.objects.bulk_create(
        SelfReviewJudge(school=review.school, review=review, member=one) for one in people
    )


def _day_ahead(day: datetime.date | None, today: datetime.date) -> datetime.date:
    if day is None:
        raise NotSo("closes_on", _("Say until when it can be judged."))
    if day < today:
        raise NotSo("closes_on", _("That day is past. Choose today or a later day."))
    if (day - today).days > LONGEST_DAYS:
        raise NotSo(
            "closes_on", _("That is more than four months ahead. Two weeks are usually enough.")
        )
    return day


def _record(review: SelfReview, member: Member, verb: str, **about: Any) -> None:
    path = review.get_absolute_url()
    record(review.school, member, verb, path=path, review=review.title, **about)
