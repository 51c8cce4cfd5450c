"""What is done with people: added, changed, named deputy, let go and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.tables import read

from .. import leaving
from ..models import Member, Position, PositionKind, School, Subject
from ..people_import import Line, understand
from ..permissions import check
from ..queries.people import known_for_import
from ..refusals import Refused
from ..trail import record, sentence

sentence("schools.person_added", gettext_lazy("%(who)s added %(person)s as %(positions)s"))
sentence("schools.people_added", gettext_lazy("%(who)s added %(count)s people from a list"))
sentence("schools.subject_added", gettext_lazy("%(who)s added the subject %(subject)s"))
sentence("schools.person_changed", gettext_lazy("%(who)s changed the details of %(person)s"))
sentence(
    "schools.positions_changed",
    gettext_lazy("%(who)s changed the position of %(person)s from %(before)s to %(positions)s"),
)
sentence("schools.deputy_named", gettext_lazy("%(who)s named %(person)s deputy"))
sentence("schools.deputy_ended", gettext_lazy("%(who)s ended that %(person)s is deputy"))
sentence("schools.person_left", gettext_lazy("%(who)s recorded that %(person)s has left"))
sentence("schools.person_came_back", gettext_lazy("%(who)s recorded that %(person)s is back"))


@dataclass(frozen=True)
class Details:
    """What a school knows of a person: `kinds` of position, and the subjects they lead."""

    name: str
    email: str
    kinds: frozenset[str]
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a list: how many were added, and the lines that were not, as they came."""

    added: int
    left: str


@transaction.atomic
def add(school: School, member: Member, details: Details) -> Member:
    """Add a person to the school; they cannot sign in until they are invited and join.

    Raises:
        NotAllowed: only the head and the deputy may; a headteacher is made by a headteacher.
        Refused: the address belongs to somebody in the school.
    """
    check(member, "schools.manage")
    if PositionKind.HEADTEACHER in details.kinds:
        check(member, "schools.make_head")
    person = _create(locked(school), details)
    record(
        school,
        member,
        "schools.person_added",
        person=person,
        positions=person.positions_text,
    )
    return person


@transaction.atomic
def edit(person: Member, member: Member, details: Details) -> Member:
    """Change a person's name, address, positions and subjects.

    A new address voids an invitation that has not been accepted. It never changes the address
    with which somebody who has joined signs in: that one is theirs.

    Raises:
        NotAllowed: only the head and the deputy may; the deputy does not touch a head.
        Refused: the address is taken, or the school would be without a headteacher.
    """
    check(member, "schools.manage")
    school = locked(person.school)
    person = fresh(person)
    before, was_head = person.positions_text, person.is_head
    if was_head:
        check(member, "schools.remove_head")
    elif PositionKind.HEADTEACHER in details.kinds:
        check(member, "schools.make_head")
    if was_head and PositionKind.HEADTEACHER not in details.kinds:
        refuse_last_head(school, person)
    if details.email.lower() != person.email.lower() and person.user_id is None:
        person.invited_at = None
    person.name, person.email = details.name, details.email
    person.deputy = person.deputy and PositionKind.SMT in details.kinds
    _save(person)
    person.positions.exclude(kind__in=details.kinds).delete()
    _give_positions(person, details.kinds - person.kinds)
    person.subjects.set(details.subjects)
    person = fresh(person)
    if person.positions_text == before:
        record(school, member, "schools.person_changed", person=person)
    else:
        record(
            school,
            member,
            "schools.positions_changed",
            person=person,
            before=before,
            positions=person.positions_text,
        )
    return person


@transaction.atomic
def add_list(school: School, member: Member, text: str, new_subjects: Iterable[str]) -> Outcome:
    """Add everybody whose line of `text` is good, and the subjects in `new_subjects` they lead.

    Raises:
        NotAllowed: only the head and the deputy may.
        Unreadable: the text is no list, or too long.
    """
    check(member, "schools.manage")
    school = locked(school)
    wanted = {name.casefold() for name in new_subjects}
    lines = understand(read(text), known_for_import(school, member, new_subjects))
    good = [line for line in lines if line.is_good]
    subjects = _subjects_of(school, member, good, wanted)
    for line in good:
        _create(
            school,
            Details(
                line.name,
                line.email,
                line.kinds,
                tuple(subjects[name.casefold()] for name in line.subjects),
            ),
        )
    if good:
        record(school, member, "schools.people_added", count=len(good))
    return Outcome(len(good), _what_is_left(text, lines))


@transaction.atomic
def leave(person: Member, member: Member) -> Member:
    """Record that `person` has left: they cannot sign in here, and what they hold is let go.

    Raises:
        NotAllowed: only the head and the deputy may; the deputy does not touch a head.
        Refused: they have left already, or the school would be without a headteacher.
    """
    check(member, "schools.manage")
    school = locked(person.school)
    person = fresh(person)
    if person.left_on:
        raise Refused(_("%(name)s has left already.") % {"name": person.name})
    if person.is_head:
        check(member, "schools.remove_head")
        refuse_last_head(school, person)
    leaving.let_go(person, member)
    person.left_on, person.deputy = timezone.localdate(), False
    if person.user_id is None:
        person.invited_at = None
    person.save(update_fields=["left_on", "deputy", "invited_at"])
    record(school, member, "schools.person_left", person=person)
    return fresh(person)


@transaction.atomic
def come_back(person: Member, member: Member) -> Member:
    """Take somebody who has left back, in the positions they had; their roles stay as they are.

    Raises:
        NotAllowed: only the head and the deputy may; a former head is taken back by a head.
        Refused: they have not left, or were erased.
    """
    check(member, "schools.manage")
    school = locked(person.school)
    person = fresh(person)
    if person.erased_at:
        raise Refused(_("Who was erased cannot be taken back. Add them as somebody new."))
    if not person.left_on:
        raise Refused(_("%(name)s has not left.") % {"name": person.name})
    if person.positions.filter(kind=PositionKind.HEADTEACHER).exists():
        check(member, "schools.make_head")
    person.left_on = None
    person.save(update_fields=["left_on"])
    record(school, member, "schools.person_came_back", person=person)
    return fresh(person)


@transaction.atomic
def name_deputy(person: Member, member: Member) -> Member:
    """Make `person` the deputy, who may do all that the head may; another one ceases to be it.

    Raises:
        NotAllowed: only a headteacher may.
        Refused: they are not in senior management, or are a headteacher themselves.
    """
    check(member, "schools.make_head")
    school = locked(person.school)
    person = fresh(person)
    if PositionKind.SMT not in person.kinds or person.is_head:
        raise Refused(
            _("Only a member of %(smt)s can be deputy. Give %(name)s that position first.")
            % {"smt": school.labels["smt"], "name": person.name}
        )
    Member.objects.filter(deputy=True).exclude(pk=person.pk).update(deputy=False)
    person.deputy = True
    person.save(update_fields=["deputy"])
    record(school, member, "schools.deputy_named", person=person)
    return fresh(person)


@transaction.atomic
def end_deputy(person: Member, member: Member) -> Member:
    """Take from `person` what they may do as deputy.

    Raises:
        NotAllowed: only a headteacher may.
    """
    check(member, "schools.make_head")
    person = fresh(person)
    if person.deputy:
        person.deputy = False
        person.save(update_fields=["deputy"])
        record(person.school, member, "schools.deputy_ended", person=person)
    return person


def locked(school: School) -> School:
    """The school's row, held until the end: one change of its people at a time."""
    return School.objects.select_for_update().get(pk=school.pk)


def fresh(person: Member) -> Member:
    """The person as they are now, without what was read before."""
    return Member.objects.select_related("school").get(pk=person.pk)


def refuse_last_head(school: School, person: Member) -> None:
    """Refuse when without `person` no headteacher would be left who can sign in."""
    others = Member.objects.filter(
        left_on=None, user__isnull=False, positions__kind=PositionKind.HEADTEACHER
    ).exclude(pk=person.pk)
    if not others.exists():
        head = school.labels["headteacher"]
        raise Refused(
            _(
                "%(name)s is the only %(head)s who can sign in, and a school always has one. "
                "First give somebody else that position and let them join; then try again."
            )
            % {"name": person.name, "head": head}
        )


def _create(school: School, details: Details) -> Member:
    person = Member(school=school, name=details.name, email=details.email)
    _save(person)
    _give_positions(person, details.kinds)
    person.subjects.set(details.subjects)
    return person


def _save(person: Member) -> None:
    """Save, or say whose address it is.

    Raises:
        Refused: the address belongs to somebody in the school.
    """
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(
            _("%(email)s belongs to somebody in the school already. Use another address.")
            % {"email": person.email}
        ) from error


def _give_positions(person: Member, kinds: Iterable[str]) -> None:
    Position.objects.bulk_create(
        Position(school=person.school, member=person, kind=kind) for kind in sorted(kinds)
    )


def _subjects_of(
    school: School, member: Member, lines: Iterable[Line], wanted: set[str]
) -> dict[str, Subject]:
    """The school's subjects by name in small letters, with those wanted that the lines name."""
    subjects = {subject.name.casefold(): subject for subject in Subject.objects.all()}
    for name in (name for line in lines for name in line.subjects):
        key = name.casefold()
        if key not in subjects and key in wanted:
            subjects[key] = Subject.objects.create(school=school, name=name, order=len(subjects))
            record(school, member, "schools.subject_added", subject=name)
    return subjects


def _what_is_left(text: str, lines: list[Line]) -> str:
    """The bad lines as they came, below the headings where there were any."""
    bad = [line.text for line in lines if not line.is_good]
    rows = read(text)
    with_headings = len(rows) > len(lines)
    return "\n".join([rows[0].text, *bad] if bad and with_headings else bad)
