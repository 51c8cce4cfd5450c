"""A description as it stands on paper, for PDF and Word alike: plain words, no database."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.geometry import LoadBar
from documents.register import Mark
from schools.labels import LABELS, Labels
from schools.wording import listed, minutes_in_words

from ..findings import load
from ..groups import group_key, group_titles
from ..layout import Group, bar_from
from ..library import RoleTemplate, fill, library
from ..models import Part, Priority, RoleDescription, Signature, State
from ..queries.descriptions import Version

MANY_ROWS = 18


@dataclass(frozen=True)
class Row:
    """One line: what it says, the part, priority and minutes a week as words."""

    text: str
    note: str
    part: str
    priority: str
    minutes: str


@dataclass(frozen=True)
class Section:
    """The lines of one area or kind."""

    key: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Signed:
    """Somebody who has agreed: who, as what, and when and how."""

    name: str
    capacity: str
    when: str


@dataclass(frozen=True)
class Entitlement:
    """Subjects × key stages; a cell says the part, or nothing."""

    stages: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Sheet:
    """All that is printed of a description."""

    title: str
    school_name: str
    status: str
    foot: str
    mark: Mark
    facts: list[tuple[str, str]]
    purpose: str
    vision: str
    sections: list[Section]
    entitlement: Entitlement | None
    reading: str
    bar: LoadBar
    signed: list[Signed] = field(default_factory=list)
    to_sign: list[tuple[str, str]] = field(default_factory=list)
    anchor: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its rows stand closer, so that a few lines do not take a sheet of their own."""
        return sum(len(one.rows) for one in self.sections) >= MANY_ROWS


def sheet_of(version: Version) -> Sheet:
    """A version of a school's role, with the words it was read with."""
    description = version.description
    words = description.words
    vision = words.get("vision") or {}
    return Sheet(
        title=description.title,
        school_name=str(words.get("school") or version.school.name),
        status=_status(description),
        foot=_foot(description),
        mark=_mark(description),
        facts=_facts(version),
        purpose=description.purpose,
        vision=str(vision.get("text", "")),
        sections=[_section(group) for group in version.groups],
        entitlement=_entitlement(version),
        reading=version.load.sentence,
        bar=version.bar,
        signed=[_signed(one) for one in version.given],
        to_sign=_to_sign(version),
        anchor=f"role-{description.role_id}",
    )


def example_sheet(template: RoleTemplate, labels: Labels | None = None) -> Sheet:
    """A role of the library as a description: no school, no people."""
    labels = labels or Labels(LABELS)
    titles = group_titles(labels)
    rows: dict[str, list[Row]] = {key: [] for key in titles}
    minutes: dict[str, int] = dict.fromkeys(titles, 0)
    for line in template.lines:
        entry = library().entry(line.entry)
        key = group_key(entry.kind, entry.area)
        minutes[key] += line.minutes or 0
        rows[key].append(
            Row(
                fill(entry.text, labels),
                "",
                str(Part(line.part).label),
                str(Priority(line.priority).label) if line.priority else "",
                _minutes(line.minutes),
            )
        )
    release = template.release_minutes
    manager = labels.position(template.line_manager_position)
    return Sheet(
        title=fill(template.title, labels),
        school_name=_("Example"),
        status=_("Example of a role description"),
        foot=_("From the library of %(day)s, to be changed and agreed by a school")
        % {"day": date_format(library().date)},
        mark="",
        facts=[
            (_("Holder"), "…"),
            (_("Answers to"), _("the %(position)s") % {"position": manager}),
            (_("Release time"), _release(release)),
            (
                _("In force"),
                _("once its holder and the %(position)s have agreed it") % {"position": manager},
            ),
        ],
        purpose=fill(template.purpose, labels),
        vision="",
        sections=[Section(key, titles[key], found) for key, found in rows.items() if found],
        entitlement=None,
        reading=load(minutes.values(), release).sentence,
        bar=bar_from([(key, titles[key], minutes[key]) for key in titles], 0, release),
        to_sign=[("", _("holder of the role")), ("", manager)],
    )


def _status(description: RoleDescription) -> str:
    words = {
        State.DRAFT: _("Version %(number)s"),
        State.PROPOSED: _("Version %(number)s"),
        State.AGREED: _("Agreed version %(number)s"),
        State.SUPERSEDED: _("Version %(number)s, superseded"),
        State.WITHDRAWN: _("Version %(number)s, withdrawn"),
    }
    return words[State(description.state)] % {"number": description.number}


def _mark(description: RoleDescription) -> Mark:
    match description.state:
        case State.AGREED | State.SUPERSEDED if description.agreed_at:
            return ""
        case State.PROPOSED:
            return "Proposed"
        case _:
            return "Draft"


def _foot(description: RoleDescription) -> str:
    match description.state:
        case State.AGREED:
            return _("In force from %(day)s") % {"day": day_in_words(description.agreed_at)}
        case State.SUPERSEDED if description.agreed_at:
            return _("In force from %(start)s to %(end)s") % {
                "start": day_in_words(description.agreed_at),
                "end": day_in_words(description.ended_at),
            }
        case State.PROPOSED:
            return _("Proposed on %(day)s") % {"day": day_in_words(description.proposed_at)}
        case State.WITHDRAWN:
            return _("Withdrawn on %(day)s") % {"day": day_in_words(description.ended_at)}
        case _:
            return _("Begun on %(day)s, saved %(times)s") % {
                "day": day_in_words(description.created_at),
                "times": ngettext("%(n)s time", "%(n)s times", description.revision)
                % {"n": description.revision},
            }


def day_in_words(moment: datetime.datetime | None) -> str:
    """The day of a moment where the school is; nothing for none."""
    return date_format(timezone.localdate(moment)) if moment else ""


def _facts(version: Version) -> list[tuple[str, str]]:
    description = version.description
    holders = [one.name for one in version.role.present_holders]
    manager = description.line_manager
    if description.agreed_at:
        force = _foot(description).removeprefix(_("In force") + " ")
    elif description.state == State.PROPOSED:
        force = _("not yet: it is proposed, and in force once all have agreed it")
    elif description.state == State.DRAFT:
        force = _("not yet: it is a draft")
    else:
        force = _("never: it was withdrawn")
    review = (
        _("by %(day)s") % {"day": date_format(description.review_on)}
        if description.review_on
        else _("no day is set")
    )
    facts = [
        (
            ngettext("Holder", "Holders", max(len(holders), 1)),
            listed(holders) if holders else _("vacant"),
        ),
        (_("Answers to"), manager.name if manager else _("nobody yet")),
        (_("Release time"), _release(description.release_minutes)),
        (_("In force"), force),
        (_("Review"), review),
    ]
    return facts


def _release(minutes: int | None) -> str:
    if minutes is None:
        return _("none is set")
    return _("%(time)s a week") % {"time": minutes_in_words(minutes)}


def _minutes(minutes: int | None) -> str:
    return "–" if minutes is None else str(minutes)


def _section(group: Group) -> Section:
    return Section(
        group.key,
        group.title,
        [
            Row(
                line.wording,
                line.note,
                line.get_part_display(),
                line.get_priority_display(),
                _minutes(line.minutes),
            )
            for line in group.lines
        ],
    )


def _entitlement(version: Version) -> Entitlement | None:
    grid = version.grid
    if grid is None:
        return None
    rows = [
        (subject, [line.get_part_display() if line else "" for line in cells])
        for subject, cells in grid.rows
    ]
    return Entitlement(grid.stages, rows)


def _signed(signature: Signature) -> Signed:
    name = signature.member.name if signature.member else _("somebody who has left")
    if signature.on_paper:
        by = signature.recorded_by.name if signature.recorded_by else _("somebody who has left")
        when = _("signed on paper on %(day)s, recorded by %(name)s on %(recorded)s") % {
            "day": date_format(signature.on_paper),
            "name": by,
            "recorded": day_in_words(signature.signed_at),
        }
    else:
        when = _("agreed on %(day)s") % {"day": day_in_words(signature.signed_at)}
    return Signed(name, signature.get_capacity_display(), when)


def _to_sign(version: Version) -> list[tuple[str, str]]:
    """The lines to sign on: nobody on what is not to be agreed any more."""
    description = version.description
    if description.state not in (State.DRAFT, State.PROPOSED, State.AGREED):
        return []
    holder, manager = _("holder of the role"), _("line manager")
    if description.state == State.DRAFT:
        names = [(one.name, holder) for one in version.role.present_holders] or [("", holder)]
        answers_to = description.line_manager
        return [*names, (answers_to.name if answers_to else "", manager)]
    lines = [
        (party.member.name, manager if party.capacity == "line_manager" else holder)
        for party in version.waiting
    ]
    return [("", holder), *lines] if version.role.is_vacant else lines
