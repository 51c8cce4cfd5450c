"""Writing the vision, suggesting changes to it, and setting time aside for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Aim, Member, School, Vision, VisionReview, VisionSuggestion
from ..permissions import check
from ..refusals import Refused
from ..trail import record, sentence

sentence("vision.written", gettext_lazy("%(who)s wrote version %(number)s of the vision"))
sentence(
    "vision.time_set_aside",
    gettext_lazy("%(who)s recorded that time was set aside for the vision on %(day)s"),
)
sentence("vision.suggested", gettext_lazy("%(who)s suggested a change to the vision"))
sentence(
    "vision.suggestion_taken_up",
    gettext_lazy("%(who)s took up what %(person)s suggested for the vision"),
)
sentence(
    "vision.suggestion_declined",
    gettext_lazy("%(who)s answered what %(person)s suggested for the vision"),
)


class Overtaken(Refused):
    """Somebody else wrote a version meanwhile: `newest`. What was typed is still in the form."""

    def __init__(self, newest: Vision) -> None:
        super().__init__(
            _(
                "Version %(number)s was written while you were writing. Nothing of yours is lost: "
                "bring the two together below, then save."
            )
            % {"number": newest.number}
        )
        self.newest = newest


def newest_vision(school: School) -> Vision | None:
    """The version that holds, with its aims; None before the first."""
    return Vision.objects.filter(school=school).prefetch_related("aims").first()


@transaction.atomic
def write(
    school: School,
    member: Member,
    *,
    base: int,
    text: str,
    aims: Sequence[str],
    horizon: datetime.date | None,
    review_on: datetime.date | None,
) -> Vision:
    """Make a new version of the vision, as changed from version `base` (0 before the first).

    Raises:
        NotAllowed: `member` does not write the vision.
        Overtaken: version `base` is no longer the newest.
        Refused: nothing differs from the newest version.
    """
    check(member, "schools.write_vision")
    School.objects.select_for_update().get(pk=school.pk)
    newest = newest_vision(school)
    if newest is not None and newest.number != base:
        raise Overtaken(newest)
    said = (text, horizon, review_on, list(aims))
    if newest is not None and said == _said(newest):
        raise Refused(_("Nothing was changed, so the version there is still holds."))
    vision = Vision.objects.create(
        school=school,
        number=newest.number + 1 if newest else 1,
        text=text,
        horizon=horizon,
        review_on=review_on,
        written_by=member,
    )
    Aim.objects.bulk_create(
        Aim(school=school, vision=vision, text=aim, order=order)
        for order, aim in enumerate(aims, start=1)
    )
    path = reverse("schools:vision_version", args=[school.slug, vision.number])
    record(school, member, "vision.written", number=vision.number, path=path)
    return vision


@transaction.atomic
def set_time_aside(
    school: School,
    member: Member,
    *,
    held_on: datetime.date,
    note: str,
    review_on: datetime.date | None,
) -> VisionReview:
    """Record that time was set aside for the vision, and when it is to be next, if that is said.

    Raises:
        NotAllowed: `member` does not write the vision.
        Refused: the day is still to come.
    """
    check(member, "schools.write_vision")
    if held_on > timezone.localdate():
        raise Refused(_("That day is still to come. Record the time once it has been set aside."))
    School.objects.select_for_update().get(pk=school.pk)
    review = VisionReview.objects.create(
        school=school, held_on=held_on, note=note, recorded_by=member
    )
    newest = newest_vision(school)
    if newest is not None and review_on is not None:
        newest.review_on = review_on
        newest.save(update_fields=["review_on"])
    path = reverse("schools:vision", args=[school.slug])
    record(school, member, "vision.time_set_aside", day=date_format(held_on), path=path)
    return review


@transaction.atomic
def suggest(school: School, member: Member, *, text: str) -> VisionSuggestion:
    """Suggest a change to the version that holds.

    Raises:
        NotAllowed: `member` has no position in the school.
        Refused: there is no vision yet.
    """
    check(member, "schools.suggest_vision")
    newest = newest_vision(school)
    if newest is None:
        raise Refused(
            _(
                "There is no vision yet that could be changed. Tell the headteacher what you would "
                "like to see in it."
            )
        )
    suggestion = VisionSuggestion.objects.create(
        school=school, vision=newest, text=text, member=member
    )
    path = reverse("schools:vision", args=[school.slug])
    record(school, member, "vision.suggested", path=path)
    return suggestion


@transaction.atomic
def answer(
    suggestion: VisionSuggestion, member: Member, *, taken_up: bool, words: str
) -> VisionSuggestion:
    """Say whether a suggestion is taken up, with a word to who made it.

    Raises:
        NotAllowed: `member` does not write the vision.
        Refused: it has been answered already.
    """
    check(member, "schools.write_vision")
    suggestion = VisionSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.answered_at is not None:
        raise Refused(
            _("This was answered on %(day)s already; the answer stands beside it.")
            % {"day": date_format(timezone.localtime(suggestion.answered_at), "DATE_FORMAT")}
        )
    suggestion.taken_up, suggestion.answer = taken_up, words
    suggestion.answered_by, suggestion.answered_at = member, timezone.now()
    suggestion.save(update_fields=["taken_up", "answer", "answered_by", "answered_at"])
    verb = "vision.suggestion_taken_up" if taken_up else "vision.suggestion_declined"
    path = reverse("schools:vision", args=[suggestion.school.slug])
    record(suggestion.school, member, verb, person=suggestion.member, path=path)
    return suggestion


def _said(vision: Vision) -> tuple[str, datetime.date | None, datetime.date | None, list[str]]:
    """All that a version says, to be compared with what somebody would have it say."""
    aims = [aim.text for aim in vision.aims.all()]
    return vision.text, vision.horizon, vision.review_on, aims
