"""What the development plan can print; importing this puts it into the register of documents."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.register import register

from ..models import Plan
from .impact import ImpactSource
from .kinds import PlanKind, PlanSource
from .minutes import MinutesSource
from .onepage import onepage_document
from .person import PersonPapers
from .plan import about_plan, plan_document
from .sdp import sdp_document
from .strands import StrandPapers, strands_document
from .timeline import timeline_document


def _always(sentence: str | Promise) -> Callable[[Plan], str]:
    """The same sentence about each plan."""
    return lambda _plan: str(sentence)


KINDS = (
    PlanKind(
        "plan",
        _("%(plan)s, in full"),
        about_plan,
        plan_document,
        ("pdf", "docx"),
        empty=True,
    ),
    PlanKind(
        "plan-onepage",
        _("%(plan)s, on one page (A3)"),
        _always(
            _("What we are trying to achieve, whether it is on track, what it costs, what changed.")
        ),
        onepage_document,
    ),
    PlanKind(
        "plan-timeline",
        _("%(plan)s: timeline"),
        _always(_("Every action as a bar over the terms, with the days by which it shall show.")),
        timeline_document,
    ),
    PlanKind(
        "plan-strands",
        _("%(plan)s, strand by strand"),
        _always(_("Each strand from a page of its own, to hand to whoever answers for it.")),
        strands_document,
    ),
    PlanKind(
        "plan-sdp",
        _("%(plan)s: for the school development plan"),
        _always(_("The objectives tied to it, with criteria, leads and costs by year.")),
        sdp_document,
        ("pdf", "docx"),
    ),
)

register(PlanSource(KINDS, (StrandPapers(), PersonPapers())))
register(ImpactSource())
register(MinutesSource())
