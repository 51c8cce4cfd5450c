"""What purchases ask of a member: to decide, to order. One query."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, WAITED_FOR, Due
from schools.models import Member

from .queries.waiting import waiting


def purchases_need(member: Member) -> list[Due]:
    """Wishes that the member may decide, and for business managers what is to be ordered: one query, shared
    with what the self-review asks.
    """
    known = waiting(member)
    url = reverse("audits:purchases", args=[member.school.slug])
    found = []
    if asked := known.to_decide:
        words = ngettext(
            "%(n)s wish waits for a decision", "%(n)s wishes wait for a decision", asked
        )
        found.append(
            Due(
                WAITED_FOR,
                words % {"n": asked},
                _("Somebody asked for something to be bought, and says what for."),
                _("Decide"),
                f"{url}?state=asked",
            )
        )
    if approved := known.to_order:
        words = ngettext(
            "%(n)s approved purchase is to be ordered",
            "%(n)s approved purchases are to be ordered",
            approved,
        )
        found.append(
            Due(
                DATE_HAS_COME,
                words % {"n": approved},
                _("The quotes stand beside it."),
                _("Order"),
                f"{url}?state=approved",
            )
        )
    return found
