"""Amounts in pence: read from what people type, written as people read them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

MOST = 100_000_000_00
_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_AMOUNT = re.compile(rf"£? ?(?P<pounds>{_WHOLE})(?:\.(?P<pence>\d{{1,2}}))?", re.ASCII)


class NotMoney(ValueError):
    """What was typed is no amount; the message says why and what to type."""


def pence_from(text: str) -> int:
    """Read an amount in pounds: "£1,200" or "1200.50"; the answer is in pence.

    Raises:
        NotMoney: it is unclear, negative, or above £100 million.
    """
    typed = " ".join(text.split())
    if not typed:
        raise NotMoney(_("Give an amount in pounds, such as 1,200 or 49.50."))
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        if re.match(r"(£ ?)?[-−–(]|[-−–] ?£", typed):
            raise NotMoney(
                _("“%(text)s” is below zero. Give what is planned as an amount of 0 or more.")
                % {"text": typed[:40]}
            )
        raise NotMoney(
            _("“%(text)s” is not an amount. Give pounds in digits, such as 1,200 or 49.50.")
            % {"text": typed[:40]}
        )
    pounds = int(found["pounds"].replace(",", "")[:20])
    pence = pounds * 100 + int((found["pence"] or "0").ljust(2, "0"))
    if pence > MOST:
        raise NotMoney(_("That is more than £100 million. Look at the number once more."))
    return pence


def pounds(pence: int) -> str:
    """An amount as people write it: 120000 → "£1,200", 4950 → "£49.50", -500 → "−£5"."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def typed(pence: int) -> str:
    """An amount as it stands in a field: "1,200" or "49.50"."""
    return pounds(pence).replace("£", "")
