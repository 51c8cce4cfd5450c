"""The e-mails of a review: asked to rate, reminded, told that the results are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices import mail

from .models import Participant, Review

LETTER = "priorities/letter"


@dataclass
class Sent:
    """How many e-mails went out, whom none could be sent, and who has no way to sign in."""

    count: int = 0
    failed: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def ask(review: Review, people: Iterable[Participant]) -> Sent:
    """Tell these people that the review waits for their ratings; who was told is noted."""
    words = _(
        "How much does each duty of the %(coordinator)s do for our vision? “%(review)s” is open until %(day)s."
    ) % {
        "coordinator": review.school.labels.position("coordinator"),
        "review": review.title,
        "day": date_format(review.deadline, "l j F") if review.deadline else "",
    }
    more = _(
        "It takes about ten minutes. Each answer is saved as you give it, and you can stop and come "
        "back. Until the ratings are revealed nobody else sees yours."
    )
    sent = _send(
        review,
        people,
        _("Please rate: %(review)s") % {"review": review.title},
        [words, more],
        _("Rate the duties"),
        reverse("priorities:rate", args=[review.school.slug, review.pk]),
    )
    return sent


def tell_revealed(review: Review, people: Iterable[Participant]) -> Sent:
    """Tell these people that the round is revealed."""
    return _send(
        review,
        people,
        _("Revealed: %(review)s") % {"review": review.title},
        [
            _("The ratings of “%(review)s” are revealed: you can see how the duties came out.")
            % {"review": review.title}
        ],
        _("See the results"),
        review.get_absolute_url(),
    )


def remind(review: Review, one: Participant, days: int, connection: BaseEmailBackend) -> None:
    """Remind one person that `days` are left, 0 on the last day.

    Raises:
        NotSent: the mail server did not take it.
    """
    left = (
        ngettext("There is %(days)s day left", "There are %(days)s days left", days)
        % {"days": days}
        if days
        else _("Today is the last day")
    )
    words = _("%(left)s to rate in “%(review)s”, and you have not said that you have finished.") % {
        "left": left,
        "review": review.title,
    }
    _letter(
        review,
        one,
        _("%(left)s: %(review)s") % {"left": left, "review": review.title},
        [
            words,
            _(
                "What you have answered is kept. If you have rated all you can, say so at the foot of the page."
            ),
        ],
        _("Go on rating"),
        reverse("priorities:rate", args=[review.school.slug, review.pk]),
        connection,
    )


def _send(
    review: Review,
    people: Iterable[Participant],
    subject: str,
    words: list[str],
    verb: str,
    path: str,
) -> Sent:
    sent, told = Sent(), []
    connection = mail.connection()
    for one in people:
        if not can_be_reached(one):
            sent.without.append(str(one))
            continue
        try:
            _letter(review, one, subject, words, verb, path, connection)
        except mail.NotSent:
            sent.failed.append(str(one))
        else:
            sent.count += 1
            told.append(one.pk)
    connection.close()
    Participant.objects.filter(pk__in=told, asked_at=None).update(asked_at=timezone.now())
    return sent


def can_be_reached(one: Participant) -> bool:
    """Whether the person is in the school, can sign in and has an address."""
    member = one.member
    return bool(member and member.user_id and member.email and not member.left_on)


def _letter(
    review: Review,
    one: Participant,
    subject: str,
    words: list[str],
    verb: str,
    path: str,
    connection: BaseEmailBackend,
) -> None:
    member = one.member
    assert member is not None
    context = {
        "name": member.name,
        "words": words,
        "verb": verb,
        "link": mail.absolute(path),
        "school": review.school.name,
        "review": review.title,
    }
    mail.send(member.email, subject, LETTER, context, connection=connection)
