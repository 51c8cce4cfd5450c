"""What a cell of a table that is brought says of money: amounts that are plain, or else why they are not."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from .. import money

_POUNDS = re.compile(r"£\s?\d[\d,]*(?:\.\d{1,2})?k?(?!,?\w)(?!\.\d)", re.IGNORECASE)
# Amounts that are less than nothing, are multiplied, or stand for a range: no sum can be read from them.
_BELOW = re.compile(r"^\s*(?:[-−–(]|minus\b)\s*£", re.IGNORECASE | re.MULTILINE)
_UNCLEAR = re.compile(
    r"[x×@]\s*£|£\s?[\d,.]+k?(?:\s*(?:[x×@]|each\b|per (?!year|annum)|/|(?:m|million|thousand)\b|(?:to|[-–])\s*£)"
    r"|\s\d{3}\b|[-–]\d)",
    re.IGNORECASE,
)
# What stands between the amounts of a list; words by which an amount is no part of a sum beside another.
_LISTED = re.compile(r"[+;,&\n]|\b(?:and|plus)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"=|\bor\s*£|\b(?:was|were|previous(?:ly)?|former(?:ly)?|original(?:ly)?|instead|rather|reduced|(?:up|down) from"
    r"|less|minus|total|altogether|in all|of which|incl?(?:uding|uded)?(?!\.? VAT)|saving|saved|refunded|discount)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:days?|hours?|afternoons?|mornings?|weeks?|sessions?|meetings?|twilights?|supply|time)\b",
    re.IGNORECASE,
)


def pence_in(text: str) -> tuple[int, bool]:
    """What the amounts of a cell come to in pence, and whether it says more than them.

    Raises:
        NotMoney: an amount in it cannot be read, is below zero, or is no sum by itself.
    """
    amounts = _POUNDS.findall(text)
    if text.count("£") > len(amounts) or _BELOW.search(text) or _UNCLEAR.search(text):
        return money.pence_from(text), False
    if len(amounts) > 1 and not _is_list(text):
        raise money.NotMoney(
            _(
                "“%(text)s” names several amounts, and not as a list. Give the one that is planned, or put + "
                "between those that are."
            )
            % {"text": " ".join(text.split())[:60]}
        )
    if amounts:
        each = (
            money.pence_from(one.rstrip("kK")) * (1000 if one[-1] in "kK" else 1) for one in amounts
        )
        # An amount again, so that no sum is larger than one may be.
        return money.pence_from(money.typed(sum(each))), text.strip() != amounts[0]
    if _TIME.search(text) or not re.search(r"\d", text):
        return 0, True
    return money.pence_from(text), False


def _is_list(text: str) -> bool:
    """Whether several amounts are plainly to be summed: each is parted from the next, and none is of another time."""
    between = _POUNDS.split(text)[1:-1]
    return all(_LISTED.search(one) for one in between) and not _OTHERWISE.search(text)
