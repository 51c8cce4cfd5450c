"""The e-mails of a round of updates: one a person, with all that they are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices import mail
from schools.models import Member, School

from .models import UpdateRound
from .queries.rounds import Person

LETTER = "devplan/letter"
MOST = 12


@dataclass
class Sent:
    """How many e-mails went out, whom none reached, and who has no way to sign in."""

    count: int = 0
    failed: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def can_be_reached(member: Member) -> bool:
    """Whether somebody is in the school, can sign in and has an address."""
    return bool(member.user_id and member.email and not member.left_on)


def ask(one: UpdateRound, people: Iterable[Person], asker: Member) -> Sent:
    """Tell everybody who leads actions of a round what is asked, in one e-mail each."""
    sent = Sent()
    connection = mail.connection()
    for person in people:
        if person.member is None or not person.owed:
            continue
        if not can_be_reached(person.member):
            sent.without.append(person.member.name)
            continue
        words = _("%(who)s asks how far these are, until %(day)s:") % {
            "who": asker.name,
            "day": _day(one),
        }
        try:
            _letter(one, person, _subject(one, person), words, connection)
        except mail.NotSent:
            sent.failed.append(person.member.name)
        else:
            sent.count += 1
    connection.close()
    return sent


def remind(one: UpdateRound, person: Person, connection: BaseEmailBackend) -> None:
    """Remind somebody of what they owe still.

    Raises:
        NotSent: the mail server did not take it.
    """
    words = _("Nothing was said yet of these. It is asked for by %(day)s:") % {"day": _day(one)}
    subject = _("Reminder: %(subject)s") % {"subject": _subject(one, person)}
    _letter(one, person, subject, words, connection)


def _day(one: UpdateRound) -> str:
    return date_format(one.due_on, "l j F")


def _subject(one: UpdateRound, person: Person) -> str:
    number = len(person.owed)
    return ngettext(
        "a word on one of your actions by %(day)s",
        "a word on %(number)s of your actions by %(day)s",
        number,
    ) % {"number": apnumber(number), "day": _day(one)}


def _letter(
    one: UpdateRound, person: Person, subject: str, words: str, connection: BaseEmailBackend
) -> None:
    member = person.member
    assert member is not None
    school: School = one.plan.school
    context = {
        "name": member.name,
        "words": words,
        "actions": [action.text for action in person.owed[:MOST]],
        "more": max(len(person.owed) - MOST, 0),
        "link": mail.absolute(reverse("devplan:updates", args=[school.slug, one.plan_id])),
        "plan": one.plan.title,
        "school": school.name,
    }
    mail.send(
        member.email, subject[:1].upper() + subject[1:], LETTER, context, connection=connection
    )
