"""A gap: something that an audit found missing, which a plan can point at and close.

Each part of the audits registers where its gaps come from. A gap is known by its `kind` and `pk`,
which stay the same for as long as it is open, and after it has closed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows
from schools.models import School

ENTITLEMENT = "entitlement"


@dataclass(frozen=True)
class Price:
    """What it costs to close a gap, in pence, in the academic year that starts in `year`, and why.

    `kind` is what the money is for, as a plan says it: "equipment", "content", "service".
    """

    year: int
    pence: int
    kind: str
    why: str
    capital: bool = False


@dataclass(frozen=True)
class Gap:
    """Something missing. `about` says where it was found ("Science, KS2"), `answer` how much of it.

    `text` is what should be so; `subject_id` and `subject` are empty where it is of no subject. It is
    open until `closed_on`. `url` is the page on which it stands. `stood` and `ended` say how it stands,
    and what closed it, where that is no signature; `strand` is the kind of a plan's strand that it is
    of, and `price` what it costs, where that is known. `given_up` holds where it has closed because it is asked
    no more.
    """

    kind: str
    pk: int
    text: str
    about: str
    subject_id: int | None
    subject: str
    key_stage: str
    answer: str
    opened_on: datetime.date
    closed_on: datetime.date | None
    url: str
    stood: str = ""
    ended: str = ""
    strand: str = ""
    price: Price | None = None
    given_up: bool = False

    @property
    def stands(self) -> str:
        """How it stands, after "is": "signed as partly"."""
        return self.stood or _("signed as %(answer)s") % {"answer": self.answer}

    @property
    def closed_words(self) -> str:
        """What closed it: "signed on 3 May 2026"; "" while it is open."""
        if self.closed_on is None:
            return ""
        return self.ended or _("signed on %(day)s") % {"day": date_format(self.closed_on, "j F Y")}

    @property
    def ref(self) -> tuple[str, int]:
        """What a plan keeps of it."""
        return self.kind, self.pk

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@dataclass(frozen=True)
class Source:
    """Where gaps of one kind come from: all that are open, or some by number, closed ones too.

    `asks` names the rows to be read for some, or with None for all that are open (`schools.json_rows`), so that
    gaps of several kinds take one query; `reads` makes gaps of these. Both run in the school's scope. `price`
    reads what closing one of those known by number costs, where they come without it. `page` names the permission
    that opens the page on which a gap stands, where not everybody may who reads a plan.
    """

    kind: str
    asks: Callable[[School, list[int] | None], Asked]
    reads: Callable[[School, Rows, list[int] | None], list[Gap]]
    price: Callable[[School, Gap], Price | None] | None = None
    page: str = ""


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let a part of the audits offer its gaps; called from `AppConfig.ready`."""
    SOURCES[source.kind] = source
