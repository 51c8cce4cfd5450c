"""When the answers after a training are all in: only then is the change shown, and it stays as it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from .models import TrainingOffer, TrainingPlace

AFTER_DAYS = 21


def after_until(offer: TrainingOffer) -> datetime.date | None:
    """The last day on which those who came can answer."""
    return offer.held_on + datetime.timedelta(days=AFTER_DAYS) if offer.held_on else None


def after_is_over(offer: TrainingOffer, places: Sequence[TrainingPlace]) -> bool:
    """Whether nobody answers any more: all who came have, or the time is over. Before, nothing is shown.

    So nobody sees the change move by one person's answer.
    """
    came = [one for one in places if one.attended]
    if offer.marked_at is None or not came:
        return False
    until = after_until(offer)
    late = until is not None and timezone.localdate() > until
    return late or all(one.after_done_at is not None for one in came)
