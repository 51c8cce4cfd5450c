"""What was asked about a thing, who may be named, and what waits for somebody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, WAITED_FOR, Due
from schools.json_rows import hang
from schools.models import Member, PositionKind, School
from schools.prepared import prepared

from ..askable import KINDS, Thing
from ..models import Call, Question, Reply
from .waiting import Waiting, waiting

Why = Call.Why


@dataclass(frozen=True)
class Colleague:
    """Somebody of the school who can sign in, and whether they may read the thing."""

    member: Member
    may_read: bool


def colleagues(about: Thing) -> list[Colleague]:
    """Everybody who could be named, by name: three queries and what the thing's rule needs."""
    from schools.permissions import may

    here = Member.objects.filter(left_on=None).select_related("school")
    return [
        Colleague(one, bool(one.user_id) and may(one, "board.ask") and about.readable(one))
        for one in here.prefetch_related("positions", "subjects")
    ]


def heads(school: School) -> list[Member]:
    """The headteachers, who answer for what nobody else answers for."""
    return with_position(school, PositionKind.HEADTEACHER)


def with_position(school: School, *kinds: str) -> list[Member]:
    """Who holds one of these positions today, by name."""
    here = Member.objects.filter(school=school, left_on=None, positions__kind__in=kinds)
    return list(here.prefetch_related("positions").select_related("school").distinct())


def asked_about(school: School, kind: str, key: str) -> list[Question]:
    """What was asked about a thing, with the answers: one query."""
    found: dict[int, Question] = {}
    replies: dict[int, list[Reply]] = defaultdict(list)
    for row in _asked_about(school, kind=kind, thing=key):
        found.setdefault(row.pk, row)
        if row.reply is not None:
            by = None if row.reply_by is None else Member(name=row.reply_by)
            replies[row.pk].append(Reply(pk=row.reply, text=row.reply_text, at=row.reply_at, by=by))
    for one in found.values():
        hang(one, "replies", replies[one.pk])
    return list(found.values())


@prepared
def _asked_about(*, school: int, kind: str, thing: str) -> QuerySet[Question]:
    """Each question once for each answer to it, or once."""
    return (
        Question.objects.filter(kind=kind, thing=thing)
        .select_related("asked_by", "closed_by")
        .annotate(
            reply=F("replies__pk"),
            reply_text=F("replies__text"),
            reply_at=F("replies__at"),
            reply_by=F("replies__by__name"),
        )
        .order_by("asked_at", "pk", "replies__at", "replies__pk")
    )


def due(member: Member) -> list[Due]:
    """Questions that wait for `member`: one query. Without a word of theirs: the page asks who may read."""
    found = [one for one in waiting(member) if one.what == "call" and one.text in KINDS]
    return [_due(member, one) for one in found]


def _due(member: Member, call: Waiting) -> Due:
    sentences = {
        Why.ANSWERS: _("%(who)s asks about %(what)s"),
        Why.NAMED: _("%(who)s names you in a question about %(what)s"),
        Why.REPLIED: _("%(who)s has answered your question about %(what)s"),
    }
    words = sentences[Why(call.word)] % {
        "who": call.who or _("A former member"),
        "what": KINDS[call.text].words,
    }
    day = date_format(timezone.localtime(call.at), "j F")
    where = [member.school.slug, call.number]
    url, nothing = (
        reverse("board:question", args=where),
        reverse("board:nothing_to_add", args=where),
    )
    if call.word == Why.REPLIED:
        said = _("On %(day)s.") % {"day": day}
        done = _("Mark as read")
        return Due(DATE_HAS_COME, words, said, _("Read it"), url, post=nothing, post_verb=done)
    detail = _("Since %(day)s. A sentence will do.") % {"day": day}
    done = _("Nothing to add")
    return Due(WAITED_FOR, words, detail, _("Answer"), url, post=nothing, post_verb=done)
