"""What is carried of the school itself, and what of people's accounts never is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .carrying import addresses, carry, carry_school, leave_out, path, tell
from .models import (
    AcademicYear,
    Activity,
    Aim,
    Member,
    Position,
    Subject,
    Term,
    Vision,
    VisionReview,
    VisionSuggestion,
)
from .trail import SENTENCES

WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
NAMES = {"type": "array", "items": {"type": "string"}}
PLAIN = {"type": ["string", "number", "boolean", "null"]}


def _is_no_sentence(row: Mapping[str, Any]) -> str:
    """An entry of the trail that cannot be read as a sentence would be in the way of the whole trail."""
    if row["verb"] not in SENTENCES:
        return _now("the trail has no sentence “%(name)s”") % {"name": row["verb"][:60]}
    try:
        str(SENTENCES[row["verb"]]) % {**row["about"], "who": "", "person": ""}
    except (KeyError, TypeError, ValueError):
        return _now("the sentence “%(name)s” is not filled") % {"name": row["verb"][:60]}
    return ""


carry_school(
    without={
        "slug": "the address is chosen where the school is brought in",
        "sample": "a school that is brought in is nobody’s sample",
        "marks": "they belong to what one server keeps in its memory",
    },
    shapes={"key_stages": NAMES, "label_words": WORDS},
)
carry(Subject)
carry(
    Member,
    without={
        "user": "how somebody signs in belongs to one site, not to the school",
        "invited_at": "an invitation leads to one site",
        "joined_at": "joining is tied to an account of one site",
    },
)
carry(Position, Vision, Aim, VisionReview, VisionSuggestion, AcademicYear, Term)
carry(
    Activity,
    shapes={"about": {"type": "object", "additionalProperties": PLAIN}},
    texts={"path": path},
    wrong=_is_no_sentence,
)
leave_out("schools.signedin", "where somebody is signed in is of one site")
leave_out("schools.calendarkey", "the address of a calendar is a secret of one site")
leave_out("schools.user", "accounts belong to a site: passwords and what was granted stay there")
for _label in ("account.emailaddress", "account.emailconfirmation", "mfa.authenticator"):
    leave_out(_label, "how somebody signs in belongs to one site, and is secret")
leave_out("gias.establishment", "England’s register, which each site reads in by itself")
leave_out("sessions.session", "who is signed in belongs to one site")
for _label in ("auth.permission", "auth.group", "contenttypes.contenttype"):
    leave_out(_label, "Django’s own, the same on every site")
tell(
    _(
        "How people sign in: no password, no second step, no secret address of a calendar. Where the school is "
        "brought in, people are invited anew."
    )
)

addresses(
    "schools",
    "number",
    "starts_in",
    subject="schools.subject",
    suggestion="schools.visionsuggestion",
    pk="schools.member",
)
