"""The examples of roles in the definitions, worked out by the same arithmetic as the pages."""

from collections.abc import Mapping

from django.utils.translation import ngettext

from handbook.definitions import works

from .changes import LEADS
from .findings import Held, Job, Thing, gaps, load, overlaps
from .queries.standing import RolesGlanced


@works("load")
def against_release() -> Mapping[str, str]:
    """Three lines with minutes and one without."""
    found = load([45, 60, 20, None], 120)
    glanced = RolesGlanced(1, 1, 0, 0, found.minutes, found.release or 0)
    return {"sentence": f"“{found.sentence}”", "percent": f"{glanced.load} %"}


@works("gaps")
def led() -> Mapping[str, str]:
    """Three duties between two roles."""
    duties = [Thing(1, "Coach"), Thing(2, "Report"), Thing(3, "Back up")]
    jobs = {1: Job(1, "One", "smt"), 2: Job(2, "Other", "coordinator")}
    lines = [Held(1, 1, LEADS), Held(1, 2, LEADS), Held(2, 2, LEADS)]
    without, double = len(gaps(duties, lines)), len(overlaps(duties, lines, jobs))
    return {
        "gaps": ngettext("%(n)s gap", "%(n)s gaps", without) % {"n": without},
        "overlaps": ngettext("%(n)s overlap", "%(n)s overlaps", double) % {"n": double},
    }
