"""The strands of a plan on paper, each from a page of its own; and one strand alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from documents.register import Document, Printable
from schools.models import Member, School
from schools.permissions import check

from ..models import Plan, Strand
from ..queries.reading import reading
from ..queries.saying import StrandLines
from .kinds import GROUP
from .sheet import strand_on_paper
from .which import around, who_and_what

TEMPLATE = "documents/devplan/strands.html"
_NAME = re.compile(r"plan-strand-(\d{1,15})")


def strands_document(plan: Plan, reader: Member, name: str) -> Document:
    """All strands that have objectives, each from a page of its own."""
    return _document(plan, reader, name, None)


class StrandPapers:
    """One strand of a plan: `plan-strand-12`."""

    def listed(self, plan: Plan) -> Iterable[Printable]:
        """The strands of a plan that have objectives; one query, shared with its people."""
        for pk, name in who_and_what(plan).strands:
            yield Printable(
                strand_name(pk),
                name,
                _("One strand of “%(plan)s”, to take to a meeting.") % {"plan": plan.title},
                str(GROUP),
            )

    def document(self, school: School, reader: Member, name: str) -> Document | None:
        """The strand of that number, of whichever plan.

        Raises:
            NotAllowed: the reader may not read its plan.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        check(reader, "devplan.enter")
        found = Strand.objects.filter(school=school, pk=int(match[1])).select_related("plan")
        strand = found.first()
        if strand is None:
            return None
        strand.plan.school = school
        check(reader, "devplan.read", strand.plan)
        return _document(strand.plan, reader, name, strand)


def strand_name(pk: int) -> str:
    """The name of a strand's document, as it stands in its address."""
    return f"plan-strand-{pk}"


def _document(plan: Plan, reader: Member, name: str, alone: Strand | None) -> Document:
    found = reading(plan, reader)
    words = around(found.page)
    chosen: list[StrandLines] = (
        found.filled
        if alone is None
        else [one for one in found.strands if one.row.strand.pk == alone.pk]
    )
    title = _("%(plan)s, strand by strand") % {"plan": plan.title} if alone is None else alone.name
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "alone": alone,
        "state": words.status,
        "foot": words.foot,
        "title": title,
        "strands": [strand_on_paper(one, found.page) for one in chosen],
    }
    return Document(
        name=name,
        title=title if alone is None else f"{plan.title}: {title}",
        template=TEMPLATE,
        context=context,
        school_name=plan.school.name,
        status=words.short,
        foot=plan.title,
        mark=words.mark,
    )
