"""The agreed levels on paper, for governors as for everybody: now, last time, how the school knows, what next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable
from schools.permissions import check, may

from ..cells import year_name
from ..models import SelfReview
from ..queries.selfreview import Levels, levels, with_invited, with_judges
from ..wording_selfreview import levels_headline, levels_reading

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "audits.read_levels"
NAME = "self-review"


class SelfReviewSource:
    """Lists and makes the self-reviews that are agreed: the newest, and older ones by their number."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The newest that is agreed, for whoever may read it."""
        found = next(iter(with_invited(_agreed(school)[:1])), None)
        if found is not None and may(member, READ, found):
            yield Printable(
                NAME,
                found.title,
                _("The agreed level of each strand, how the school knows, and what comes next."),
                _("Where we are"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """An agreed self-review; None where there is none of that name.

        Raises:
            NotAllowed: the member may not read it.
        """
        number = name.removeprefix(f"{NAME}-")
        if name != NAME and (number == name or not number.isdecimal() or len(number) > 15):
            return None
        with scope(school=school):
            rows = with_judges(_agreed(school))
            found = (rows if name == NAME else rows.filter(pk=int(number))).first()
            if found is None:
                return None
            found.school = school
            if member is not None:
                check(member, READ, found)
            return selfreview_document(school, name, levels(found))


def _agreed(school: School) -> QuerySet[SelfReview]:
    rows = SelfReview.objects.filter(school=school, state=SelfReview.State.AGREED)
    return rows.order_by("-agreed_on", "-pk")


def selfreview_document(school: School, name: str, found: Levels) -> Document:
    """Agreed levels as a document; the school's scope is open."""
    review = found.review
    day = date_format(review.agreed_on) if review.agreed_on else ""
    return Document(
        name=name,
        title=review.title,
        template="documents/audits/selfreview.html",
        context={
            "review": review,
            "found": found,
            "headline": levels_headline(found),
            "reading": levels_reading(found),
            "pictures": found.pictures,
        },
        school_name=school.name,
        status=year_name(review.year),
        foot=_("Agreed on %(day)s") % {"day": day},
        stem="self-review",
    )
