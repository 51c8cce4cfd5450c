"""What somebody who leaves gives or attends: places that they hold become free, what they said stays."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows
from schools.models import Member
from schools.wording import listed

from .models import TrainingOffer, TrainingPlace


def asks(member: Member) -> Asked:
    """The training that they were to give."""
    offers = TrainingOffer.objects.filter(giver=member, marked_at=None, cancelled_on=None)
    return {"gives": (offers, ["title"])}


def gives(member: Member, rows: Rows) -> list[str]:
    """The training that somebody else must give."""
    titles = [title for (title,) in rows["gives"]]
    if not titles:
        return []
    return [
        _("They give %(titles)s: somebody else must, or it is called off.")
        % {"titles": listed([f"“{one}”" for one in titles])}
    ]


def let_go(member: Member, by: Member | None) -> None:
    """Give their places in what is still to come back. Areas that they answered whole stay counted."""
    coming = TrainingPlace.objects.filter(member=member, attended=None, offer__marked_at=None)
    coming.exclude(offer__held_on__lt=timezone.localdate()).delete()
