"""Writing on a draft: what may stand in it, and putting it there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from schools.models import Member, School, Subject
from schools.numbers import number_in
from schools.refusals import Refused

from ..drafting import may_manage, sort_lines
from ..merging import Content, LineContent
from ..models import Duty, Line, Part, Priority, Role, RoleDescription
from ..rules import TOP

MOST_MINUTES = 3000
LONGEST_PURPOSE = 10_000
LONGEST_NOTE = 300


class FieldRefused(Refused):
    """One thing that was typed is refused: `field` names it, as in `Content`, or a line's key."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Changed(Refused):
    """Somebody else has saved the draft since it was read; nothing has been overwritten."""


Thing = Duty | tuple[Subject, str]


def things_of(school: School, content: Content, present: dict[str, Line]) -> dict[str, Thing]:
    """What each line of `content` is about. A retired duty counts only where it stands already."""
    duties = {f"d{duty.pk}": duty for duty in Duty.objects.filter(school=school)}
    subjects = {subject.pk: subject for subject in Subject.objects.filter(school=school)}
    things: dict[str, Thing] = {}
    for key in content.lines:
        if key.startswith("d"):
            duty = duties.get(key)
            if duty is None or (duty.retired_on and key not in present):
                raise FieldRefused(
                    key, _("One of the duties is no longer the school’s. Leave it out.")
                )
            things[key] = duty
            continue
        number, _colon, stage = key[1:].partition(":")
        subject = subjects.get(number_in(number) or 0)
        if subject is None or (stage not in school.key_stages and key not in present):
            raise FieldRefused(
                key, _("One of the subjects or key stages is no longer the school’s. Leave it out.")
            )
        things[key] = (subject, stage)
    return things


def check_content(
    description: RoleDescription, content: Content, things: dict[str, Thing]
) -> Member | None:
    """Refuse what cannot be written; return the line manager."""
    if len(content.purpose) > LONGEST_PURPOSE:
        raise FieldRefused(
            "purpose",
            _("The purpose can have %(most)s characters; this has %(has)s.")
            % {"most": LONGEST_PURPOSE, "has": len(content.purpose)},
        )
    _check_minutes("release_minutes", content.release_minutes)
    for key, line in content.lines.items():
        _check_minutes(key, line.minutes)
        if line.part not in Part.values or line.priority not in ("", *Priority.values):
            raise FieldRefused(key, _("Choose a part and a priority from the lists."))
        if len(line.note) > LONGEST_NOTE:
            raise FieldRefused(
                key,
                _("A note can have %(most)s characters; this has %(has)s.")
                % {"most": LONGEST_NOTE, "has": len(line.note)},
            )
        refuse_leading_aspect(key, things[key], line, description.role.position)
    if content.line_manager is None:
        return None
    manager = Member.objects.filter(pk=content.line_manager).first()
    refuse_as_line_manager(manager, description.role)
    return manager


def _check_minutes(field: str, minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise FieldRefused(
            field,
            _("Give minutes a week between 0 and %(most)s, or none.") % {"most": MOST_MINUTES},
        )


def refuse_leading_aspect(key: str, thing: Thing, line: LineContent, position: str) -> None:
    """An aspect of the headteacher's role stays at the top.

    Raises:
        FieldRefused: a role at another position would lead one.
    """
    if (
        isinstance(thing, Duty)
        and thing.kind == "aspect"
        and line.part == Part.LEADS
        and position not in TOP
    ):
        labels = thing.school.labels
        raise FieldRefused(
            key,
            _(
                "“%(duty)s” is an aspect of the %(head)s’s role. It can be led only by a role of "
                "the %(head)s or %(smt)s: let this role share it, or be consulted or informed."
            )
            % {"duty": thing.text, "head": labels["headteacher"], "smt": labels["smt"]},
        )


def refuse_as_line_manager(manager: Member | None, role: Role) -> None:
    """Let `manager` pass as the line manager of `role`.

    Raises:
        FieldRefused: they hold the role, or their position does not allow it.
    """
    if manager is None or manager.left_on:
        raise FieldRefused(
            "line_manager", _("This person is not in the school any more. Choose somebody else.")
        )
    if manager.pk in {holder.pk for holder in role.present_holders}:
        raise FieldRefused(
            "line_manager",
            _("%(name)s holds this role and cannot answer to themselves. Choose somebody else.")
            % {"name": manager.name},
        )
    if not may_manage(manager, role):
        labels = role.school.labels
        if role.position == "headteacher":
            raise FieldRefused(
                "line_manager",
                _("The %(head)s’s own description is agreed with a governor: choose a governor.")
                % {"head": labels["headteacher"]},
            )
        raise FieldRefused(
            "line_manager",
            _("A role answers to the %(head)s, a member of the %(smt)s or the %(coordinator)s.")
            % {
                "head": labels["headteacher"],
                "smt": labels["smt"],
                "coordinator": labels.position("coordinator"),
            },
        )


def write_lines(
    description: RoleDescription,
    content: Content,
    present: dict[str, Line],
    things: dict[str, Thing],
) -> None:
    """Put the lines of `content` in the place of those `present`, and number them."""
    gone = [line.pk for key, line in present.items() if key not in content.lines]
    Line.objects.filter(pk__in=gone).delete()
    old: list[Line] = []
    new: list[Line] = []
    for key, written in content.lines.items():
        line = present.get(key)
        if line is None:
            thing = things[key]
            line = Line(school=description.school, description=description)
            if isinstance(thing, Duty):
                line.duty = thing
            else:
                line.subject, line.key_stage = thing
            new.append(line)
        else:
            old.append(line)
        line.part, line.minutes = written.part, written.minutes
        line.priority, line.note = written.priority, written.note
    sort_lines([*old, *new], description.school.key_stages)
    Line.objects.bulk_update(old, ["part", "minutes", "priority", "note", "order"])
    Line.objects.bulk_create(new)
