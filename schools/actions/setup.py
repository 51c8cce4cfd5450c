"""Starting a school, and saying that it is set up."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from ..calendar import academic_year, usual_terms
from ..models import AcademicYear, Member, Position, PositionKind, School, Subject, Term, User
from ..permissions import NotAllowed, check
from ..refusals import Refused
from ..rules import may_start_school
from ..trail import record, sentence

sentence("schools.started", gettext_lazy("%(who)s described the school and became its head"))
sentence("schools.set_up", gettext_lazy("%(who)s finished setting the school up"))

RESERVED = frozenset(
    "account accounts admin api app assets guide health help home login logout media new print "
    "sample school schools settings sign-in sign-up start static support test www".split()
)
LONGEST_SLUG = 60


@dataclass(frozen=True)
class Description:
    """A school as its head describes it; `words` are its own labels, by key."""

    name: str
    phase: str
    urn: str = ""
    local_authority: str = ""
    key_stages: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def start_school(user: User, description: Description) -> Member:
    """Make a school with its subjects, this year's usual terms, and `user` as its headteacher.

    Raises:
        NotAllowed: signing up is closed here, and nobody has let the user start a school.
        Refused: no free address could be made from the name.
    """
    if not may_start_school(user):
        raise NotAllowed(
            _("Only people whom this site’s operator has let in may start a school. Ask them.")
        )
    school = _create(description)
    with scope(school=school), timezone.override(school.time_zone):
        member = Member.objects.create(
            school=school,
            user=user,
            name=user.name or user.email,
            email=user.email,
            joined_at=timezone.now(),
        )
        Position.objects.create(school=school, member=member, kind=PositionKind.HEADTEACHER)
        Subject.objects.bulk_create(
            Subject(school=school, name=name, order=order)
            for order, name in enumerate(description.subjects)
        )
        add_year(school, academic_year(timezone.localdate()))
        record(school, member, "schools.started")
    return member


def add_year(school: School, starts_in: int) -> AcademicYear:
    """Add the academic year that starts in `starts_in`, with the terms that are usual."""
    year = AcademicYear.objects.create(school=school, starts_in=starts_in)
    Term.objects.bulk_create(
        Term(
            school=school,
            year=year,
            name=term.name,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            break_starts_on=term.break_starts_on,
            break_ends_on=term.break_ends_on,
        )
        for term in usual_terms(starts_in)
    )
    return year


@transaction.atomic
def finish(school: School, member: Member) -> School:
    """Say that the school is set up: the steps are no longer shown. Saying it twice changes nothing.

    Raises:
        NotAllowed: only the head and the deputy may.
    """
    check(member, "schools.manage")
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.set_up_at is None:
        school.set_up_at = timezone.now()
        school.save(update_fields=["set_up_at"])
        record(school, member, "schools.set_up")
    return school


def slug_for(name: str, attempt: int = 1) -> str:
    """The address of a school of this name; a later attempt has its number at the end."""
    slug = slugify(name)[:LONGEST_SLUG].strip("-") or "our-school"
    if slug in RESERVED:
        slug = f"{slug}-school"
    if attempt > 1:
        ending = f"-{attempt}"
        slug = slug[: LONGEST_SLUG - len(ending)].rstrip("-") + ending
    return slug


def _create(description: Description) -> School:
    """The school, under the first address from its name that is free.

    Raises:
        Refused: a thousand schools have that name.
    """
    for attempt in range(1, 1000):
        slug = slug_for(description.name, attempt)
        if School.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return School.objects.create(
                    name=description.name,
                    slug=slug,
                    urn=description.urn,
                    phase=description.phase,
                    local_authority=description.local_authority,
                    key_stages=description.key_stages,
                    label_words=description.words,
                )
        except IntegrityError:
            continue
    raise Refused(_("Too many schools have this name. Add the town to it."))
