"""What the groups of a school offer it, as entries of the libraries that it adopts from. A query each."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from audits.library import EVERY, ICT, SUBJECT
from audits.library import Entry as Statement
from audits.selfreview_library import Strand
from audits.skills_library import SkillEntry
from audits.strands import read_levels
from devplan.library import Preset, PresetStrand
from devplan.models import StrandKind
from roles.groups import kind_and_area
from roles.library import Entry as Duty
from schools.models import School

from .models import Entry

K = Entry.Kind
# What a statement of entitlement says in place of a subject: all of them.
EVERY_SUBJECT = "*"


def duties(school: School) -> list[Duty]:
    """The duties that the groups of a school offer."""
    found = []
    for one in _offered(school, K.DUTY):
        kind, area = kind_and_area(one.place)
        found.append(
            Duty(
                key=one.key,
                kind=kind,
                area=area,
                text=one.text,
                short=one.short,
                why=one.why,
                minutes=one.minutes,
                owner=one.group.slug,
                source=one.group.name,
                investment=False,
            )
        )
    return found


def statements(school: School) -> list[Statement]:
    """The statements of entitlement that the groups of a school offer."""
    found = []
    for one in _offered(school, K.ENTITLEMENT):
        names: frozenset[str] = frozenset()
        if one.subject == EVERY_SUBJECT:
            kind = EVERY
        elif one.subject:
            kind, names = SUBJECT, frozenset([one.subject.strip().casefold()])
        else:
            kind = ICT
        found.append(
            Statement(
                one.key,
                kind,
                one.place,
                one.text,
                one.why,
                one.group.name,
                names,
                owner=one.group.slug,
            )
        )
    return found


def skills(school: School) -> list[SkillEntry]:
    """The statements about staff's skills that the groups of a school offer."""
    return [
        SkillEntry(one.key, one.place, one.text, one.why, one.group.slug, one.group.name)
        for one in _offered(school, K.SKILL)
    ]


def selfreview_strands(school: School) -> list[Strand]:
    """The strands of the self-review that the groups of a school offer."""
    return [
        Strand(
            one.key,
            "" if one.place == StrandKind.OTHER else one.place,
            one.text,
            one.why,
            read_levels(one.levels),
            one.group.slug,
            one.group.name,
        )
        for one in _offered(school, K.SELFREVIEW)
    ]


def presets(school: School) -> list[Preset]:
    """For each group of a school that has strands, these as something that a plan can begin with."""
    strands: dict[tuple[str, str], list[PresetStrand]] = {}
    for one in _offered(school, K.STRAND):
        own = strands.setdefault((one.group.slug, one.group.name), [])
        own.append(PresetStrand(one.text, one.place))
    return [
        Preset(slug, name, _("What %(group)s offers its schools.") % {"group": name}, tuple(own))
        for (slug, name), own in strands.items()
    ]


def _offered(school: School, kind: str) -> Iterable[Entry]:
    """What the groups that the school has joined offer of a kind: group by group, each in its order."""
    return (
        Entry.objects.filter(
            kind=kind,
            retired_on=None,
            group__affiliations__school=school,
            group__affiliations__joined_on__isnull=False,
        )
        .select_related("group")
        .order_by("group__name", "group_id", "order", "pk")
    )
