"""The few figures a head is asked for, each with the page that gives its reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from audits.queries.cells import in_short
from devplan.models import State
from devplan.queries.glance import plans_at_a_glance
from roles.queries.standing import roles_at_a_glance
from schools.addresses import address
from schools.kept import part
from schools.models import Member
from schools.money import pounds
from schools.permissions import may


@dataclass(frozen=True)
class Figure:
    """A figure in a few words, what it says, the page of its reason, and the key of its definition."""

    value: str
    words: str
    url: str
    means: str


def figures_of(member: Member) -> list[Figure]:
    """What there is to say of plan, money, time and entitlement, as `member` may read it.

    All of it is read for the cycle too: together with it, it takes no further query.
    """
    return [
        figure
        for read in (_of_plan, _of_time, _of_entitlement)
        for figure in part(f"figures {read.__name__}", partial(read, member))
    ]


def _of_plan(member: Member) -> list[Figure]:
    if not may(member, "devplan.enter"):
        return []
    plans = plans_at_a_glance(member.school)
    one = next((each for each in plans if each.plan.state == State.AGREED), None)
    if one is None:
        return []
    where = (member.school.slug, one.plan.pk)
    found = []
    if one.actions:
        value = _("%(some)s of %(all)s") % {"some": one.actions - one.late, "all": one.actions}
        url = address("devplan:plan", *where)
        found.append(Figure(value, _("actions are done or on time"), url, "on-time"))
    if one.planned or one.spent:
        words = _("spent of %(planned)s this year") % {"planned": pounds(one.planned)}
        url = address("devplan:money", *where)
        found.append(Figure(pounds(one.spent), words, url, "money"))
    return found


def _of_time(member: Member) -> list[Figure]:
    if not may(member, "roles.read"):
        return []
    load = roles_at_a_glance(member.school).load
    if load is None:
        return []
    words = _("of the release time to coordinate %(ict)s is spoken for") % {
        "ict": member.school.labels["ict"]
    }
    url = address("roles:matrix", member.school.slug)
    return [Figure(_("%(n)s%%") % {"n": load}, words, url, "load")]


def _of_entitlement(member: Member) -> list[Figure]:
    if not may(member, "audits.read_entitlement"):
        return []
    cells = in_short(member.school)
    if not cells:
        return []
    share = round(100 * sum(one.state.holds for one in cells) / len(cells))
    url = address("audits:entitlement", member.school.slug)
    words = _("of the entitlement is signed and up to date")
    return [Figure(_("%(n)s%%") % {"n": share}, words, url, "entitlement-signed")]
