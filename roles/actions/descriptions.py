"""What people do with a version of a role's description before it is agreed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, Vision
from schools.permissions import check, may
from schools.refusals import Refused
from schools.trail import record, sentence

from ..drafting import content_of, line_key, may_manage
from ..merging import Content
from ..models import Line, Role, RoleDescription, State
from ..turning import falling_due
from .writing import Changed, check_content, refuse_as_line_manager, things_of, write_lines

sentence(
    "roles.line_manager_changed",
    gettext_lazy("%(who)s made %(person)s the line manager of “%(role)s”"),
)
sentence("roles.version_started", gettext_lazy("%(who)s started version %(number)s of “%(role)s”"))
sentence("roles.version_saved", gettext_lazy("%(who)s wrote on version %(number)s of “%(role)s”"))
sentence("roles.proposed", gettext_lazy("%(who)s proposed version %(number)s of “%(role)s”"))
sentence("roles.sent_back", gettext_lazy("%(who)s sent version %(number)s of “%(role)s” back"))
sentence("roles.withdrawn", gettext_lazy("%(who)s withdrew version %(number)s of “%(role)s”"))


@dataclass(frozen=True)
class NewVersion:
    """A version that was started, and the duties that it could not take over (now retired)."""

    description: RoleDescription
    dropped: tuple[str, ...]


def locked(description: RoleDescription) -> RoleDescription:
    """The version read afresh, its role held against everybody else until the transaction ends."""
    Role.objects.select_for_update().get(pk=description.role_id)
    return (
        RoleDescription.objects.select_related("school", "role__school", "line_manager")
        .prefetch_related("role__holdings__member")
        .get(pk=description.pk)
    )


def trail(description: RoleDescription, member: Member | None, verb: str) -> None:
    """Write into the trail what happened to a version."""
    record(
        description.school,
        member,
        verb,
        path=description.get_absolute_url(),
        number=description.number,
        role=description.title,
    )


def refuse_unless_draft(description: RoleDescription) -> None:
    """Let a draft pass.

    Raises:
        Refused: the version is something else; the sentence says what to do.
    """
    match description.state:
        case State.DRAFT:
            return
        case State.PROPOSED:
            raise Refused(
                _(
                    "This version is proposed: what people are asked to agree does not change. "
                    "Send it back first, with a reason."
                )
            )
        case State.AGREED:
            raise Refused(
                _(
                    "This description was agreed on %(day)s and cannot be changed. "
                    "Start a new version to change it."
                )
                % {"day": day_of(description.agreed_at)}
            )
        case _:
            raise Refused(
                _(
                    "This version is kept to be read and cannot be changed. "
                    "Start a new version to change the description."
                )
            )


def day_of(moment: datetime.datetime | None) -> str:
    """The day of a moment where the school is, in words."""
    return date_format(timezone.localdate(moment)) if moment else ""


@transaction.atomic
def start_version(role: Role, member: Member) -> NewVersion:
    """Begin the next version, as a draft: the agreed one's words over again, with today's duties.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: a version is open already, or the role has ended.
    """
    role = (
        Role.objects.select_for_update(of=("self",))
        .select_related("school")
        .prefetch_related("holdings__member")
        .get(pk=role.pk)
    )
    check(member, "roles.draft", role)
    if role.retired_on:
        raise Refused(
            _("This role ended on %(day)s. Add a new role to describe the work again.")
            % {"day": date_format(role.retired_on)}
        )
    versions = role.descriptions.all()
    open_one = versions.filter(state__in=(State.DRAFT, State.PROPOSED)).first()
    if open_one is not None:
        raise Refused(
            _(
                "Version %(number)s is open already. Write on that one, or withdraw it before "
                "you start another."
            )
            % {"number": open_one.number}
        )
    agreed = versions.filter(state=State.AGREED).select_related("line_manager").first()
    last = versions.aggregate(last=Max("number"))["last"] or 0
    description = RoleDescription(
        school=role.school,
        role=role,
        number=last + 1,
        drafted_by=member,
        review_on=a_year_from(timezone.localdate()),
    )
    dropped: list[str] = []
    copies: list[Line] = []
    if agreed is not None:
        description.purpose = agreed.purpose
        description.release_minutes = agreed.release_minutes
        manager = agreed.line_manager
        if manager is not None and may_manage(manager, role):
            description.line_manager = manager
        for line in agreed.lines.select_related("duty", "subject"):
            if line.duty is not None and line.duty.retired_on:
                dropped.append(line.wording)
                continue
            copies.append(
                Line(
                    school=role.school,
                    description=description,
                    duty=line.duty,
                    subject=line.subject,
                    key_stage=line.key_stage,
                    part=line.part,
                    minutes=line.minutes,
                    priority=line.priority,
                    note=line.note,
                    order=line.order,
                )
            )
    description.save()
    Line.objects.bulk_create(copies)
    trail(description, member, "roles.version_started")
    return NewVersion(description, tuple(dropped))


@transaction.atomic
def start_versions_due(member: Member, before: datetime.date) -> list[RoleDescription]:
    """Begin the next version of every description whose review falls due by a day and that `member` may write.

    Each begins with the words agreed, as `start_version` does. Returns the drafts.
    """
    due = [one for one in falling_due(before) if may(member, "roles.draft", one.role)]
    return [start_version(one.role, member).description for one in due]


def a_year_from(day: datetime.date) -> datetime.date:
    """The same day of the next year (28 February for a leap day)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@transaction.atomic
def save_draft(
    description: RoleDescription, member: Member, content: Content, revision: int
) -> RoleDescription:
    """Write the whole of a draft. `revision` is the one that the writer had read.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: it is no draft any more.
        Changed: somebody else has saved it since; bring both together (roles.merging) and
            save again.
        FieldRefused: something in `content` cannot be; nothing is saved.
    """
    description = locked(description)
    check(member, "roles.draft", description)
    refuse_unless_draft(description)
    if description.revision != revision:
        raise Changed(_("Somebody else has saved this draft since you opened it."))
    present = {line_key(line): line for line in description.lines.select_related("duty", "subject")}
    things = things_of(description.school, content, present)
    manager = check_content(description, content, things)
    if content_of(description, present.values()) != content:
        description.purpose = content.purpose
        description.line_manager = manager
        description.release_minutes = content.release_minutes
        description.review_on = content.review_on
        description.revision = F("revision") + 1
        description.drafted_by = description.drafted_by or member
        description.save()
        description.refresh_from_db(fields=["revision"])
        write_lines(description, content, present, things)
        trail(description, member, "roles.version_saved")
    return description


@transaction.atomic
def propose(description: RoleDescription, member: Member) -> RoleDescription:
    """Put a draft before its holders and line manager; from now on it carries its own words.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: it is no draft, or not complete: the sentence says what is missing.
    """
    description = locked(description)
    check(member, "roles.draft", description)
    refuse_unless_draft(description)
    lines = list(description.lines.select_related("duty", "subject", "description"))
    if missing := missing_for_proposal(description, lines):
        raise Refused(" ".join(missing))
    refuse_as_line_manager(description.line_manager, description.role)
    for line in lines:
        line.text, line.why, line.kind = line.wording, line.reason, "entitlement"
        if line.duty is not None:
            line.kind, line.area = line.duty.kind, line.duty.area
    Line.objects.bulk_update(lines, ["text", "why", "kind", "area"])
    description.words = _words(description, lines)
    description.return_reason = ""
    description.proposed_at = timezone.now()
    description.propose()
    description.save()
    trail(description, member, "roles.proposed")
    return description


def missing_for_proposal(description: RoleDescription, lines: list[Line]) -> list[str]:
    """What a draft needs before it can be proposed, a sentence each; nothing when it is ready."""
    missing: list[str] = []
    if not description.purpose.strip():
        missing.append(_("Say in a sentence or two what the role is for: its purpose is empty."))
    if description.line_manager is None:
        missing.append(_("Name whom the role answers to: that person agrees it too."))
    if not lines:
        missing.append(_("Choose at least one duty."))
    missing.extend(
        _("“%(duty)s” has been retired from the school’s duties. Take it out of this version.")
        % {"duty": line.duty.text}
        for line in lines
        if line.duty is not None and line.duty.retired_on
    )
    return missing


def _words(description: RoleDescription, lines: list[Line]) -> dict[str, object]:
    """Copies of what the version is read with: school, role, labels, vision, aims, subjects."""
    school = description.school
    vision = Vision.objects.filter(school=school).prefetch_related("aims").first()
    return {
        "school": school.name,
        "role": description.role.title,
        "labels": dict(school.labels),
        "vision": {"number": vision.number, "text": vision.text} if vision else None,
        "aims": [aim.text for aim in vision.aims.all()] if vision else [],
        "subjects": {str(line.subject.pk): line.subject.name for line in lines if line.subject},
        "key_stages": list(school.key_stages),
    }


@transaction.atomic
def send_back(description: RoleDescription, member: Member, reason: str) -> RoleDescription:
    """Give a proposed version back to be written on. The signatures given so far are void.

    Raises:
        NotAllowed: `member` is neither a party to it nor may write it.
        Refused: it is not proposed, or no reason is given.
    """
    description = locked(description)
    check(member, "roles.send_back", description)
    if description.state != State.PROPOSED:
        if description.state == State.DRAFT:
            raise Refused(_("This version is a draft already: it can be written on."))
        refuse_unless_draft(description)
    if not reason.strip():
        raise Refused(_("Say why it goes back, so that whoever writes on it knows what to change."))
    description.signatures.update(void=True)
    description.lines.update(text="", why="", kind="", area="")
    description.words = {}
    description.return_reason = reason.strip()
    description.revision += 1
    description.send_back()
    description.save()
    trail(description, member, "roles.sent_back")
    return description


@transaction.atomic
def withdraw(description: RoleDescription, member: Member) -> RoleDescription:
    """Give up a draft or proposed version. It is kept to be read; its number is not used again.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: it is not open.
    """
    description = locked(description)
    check(member, "roles.draft", description)
    if not description.is_open:
        refuse_unless_draft(description)
    description.ended_at = timezone.now()
    description.withdraw()
    description.save()
    trail(description, member, "roles.withdrawn")
    return description


@transaction.atomic
def change_line_manager(
    description: RoleDescription, member: Member, manager: Member
) -> RoleDescription:
    """Name another line manager of an agreed version. Its text stays; the new one is asked to sign.

    Raises:
        NotAllowed: `member` may not say who does what.
        Refused: the version is not the agreed one, or `manager` cannot be its line manager.
    """
    description = locked(description)
    check(member, "roles.manage", description.role)
    if description.state == State.PROPOSED:
        raise Refused(
            _("This version is proposed. Send it back to change whom the role answers to.")
        )
    if description.state != State.AGREED:
        raise Refused(_("Only the agreed version’s line manager can be changed without a new one."))
    refuse_as_line_manager(manager, description.role)
    if description.line_manager_id != manager.pk:
        description.line_manager = manager
        description.save(update_fields=["line_manager"])
        record(
            description.school,
            member,
            "roles.line_manager_changed",
            person=manager,
            path=description.get_absolute_url(),
            role=description.role.title,
        )
    return description
