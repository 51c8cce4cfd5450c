"""The trail: what somebody did, kept as a verb with what fills it, read as a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

from .models import Activity, Member, School

SENTENCES: dict[str, str | Promise] = {}


def sentence(verb: str, words: str | Promise) -> None:
    """Declare how a verb reads: "%(who)s agreed version %(number)s of %(role)s".

    `%(who)s` is the member who did it, `%(person)s` another member it was about, the rest comes
    from what `record` was told.
    """
    SENTENCES[verb] = words


def record(
    school: School,
    member: Member | None,
    verb: str,
    *,
    person: Member | None = None,
    path: str = "",
    **about: Any,
) -> Activity:
    """Write one thing into the trail. `about` holds plain values, and no names of people.

    Raises:
        KeyError: nobody has said how `verb` reads.
    """
    SENTENCES[verb]
    return Activity.objects.create(
        school=school, member=member, verb=verb, person=person, path=path, about=about
    )


def read(activity: Activity, nobody: str) -> str:
    """The sentence of an entry; `nobody` stands where a person was erased."""
    names = {
        "who": activity.member.name if activity.member else nobody,
        "person": activity.person.name if activity.person else nobody,
    }
    return str(SENTENCES[activity.verb]) % {**activity.about, **names}
