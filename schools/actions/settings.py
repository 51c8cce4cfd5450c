"""Changing what a school is called, how it speaks, and which subjects it teaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..keeping import kept_with
from ..labels import LABELS
from ..models import Member, School, Subject
from ..permissions import check
from ..refusals import Refused
from ..trail import record, sentence
from ..wording import listed

DETAILS = ("name", "urn", "phase", "local_authority", "key_stages", "time_zone")

sentence("settings.details", gettext_lazy("%(who)s changed the school’s details"))
sentence("settings.words", gettext_lazy("%(who)s changed the school’s words"))
sentence(
    "settings.second_proof_nobody",
    gettext_lazy("%(who)s ended the need of a second proof to come in"),
)
sentence(
    "settings.second_proof_leaders",
    gettext_lazy("%(who)s had whoever leads need a second proof to come in"),
)
sentence(
    "settings.second_proof_everybody",
    gettext_lazy("%(who)s had everybody need a second proof to come in"),
)
sentence("settings.subject_added", gettext_lazy("%(who)s added %(subject)s to the subjects"))
sentence(
    "settings.subject_renamed", gettext_lazy("%(who)s renamed %(before)s; it is now %(subject)s")
)
sentence("settings.subjects_ordered", gettext_lazy("%(who)s put the subjects in a new order"))
sentence("settings.subject_removed", gettext_lazy("%(who)s removed %(subject)s from the subjects"))


@transaction.atomic
def change_details(school: School, member: Member, details: Mapping[str, Any]) -> School:
    """Change what the school is: those of `DETAILS` that are given.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: a key stage is left out of which something was written; the sentence names what.
    """
    check(member, "schools.manage")
    kept = School.objects.select_for_update().get(pk=school.pk)
    if "key_stages" in details:
        _keep_key_stages(kept, set(kept.key_stages) - set(details["key_stages"]))
    changed = [key for key in DETAILS if key in details and getattr(kept, key) != details[key]]
    for key in changed:
        setattr(school, key, details[key])
    if changed:
        school.save(update_fields=changed)
        path = reverse("schools:settings", args=[school.slug])
        record(school, member, "settings.details", path=path)
    return school


@transaction.atomic
def change_words(school: School, member: Member, words: Mapping[str, str]) -> School:
    """Change the school's labels; the field's own word, or none, means the field's own.

    Raises:
        NotAllowed: `member` does not act as head.
    """
    check(member, "schools.manage")
    own = {key: words[key] for key in LABELS if words.get(key) and words[key] != LABELS[key]}
    if own != School.objects.select_for_update().get(pk=school.pk).label_words:
        school.label_words = own
        school.save(update_fields=["label_words"])
        school.__dict__.pop("labels", None)
        path = reverse("schools:settings", args=[school.slug])
        record(school, member, "settings.words", path=path)
    return school


@transaction.atomic
def require_second_proof(school: School, member: Member, of_whom: str) -> School:
    """Say who needs a second proof beside the password to come in: one of `School.SecondProof`.

    Raises:
        NotAllowed: `member` does not act as head.
        ValueError: there is no such choice.
    """
    check(member, "schools.manage")
    chosen = School.SecondProof(of_whom)
    if School.objects.select_for_update().get(pk=school.pk).second_proof != chosen:
        school.second_proof = chosen
        school.save(update_fields=["second_proof"])
        path = reverse("schools:settings", args=[school.slug])
        record(school, member, f"settings.second_proof_{chosen or 'nobody'}", path=path)
    return school


@transaction.atomic
def add_subjects(school: School, member: Member, names: Sequence[str]) -> list[Subject]:
    """Add subjects after those there are.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: one is there already.
    """
    check(member, "schools.manage")
    _lock(school)
    there = {one.name.casefold() for one in Subject.objects.all()}
    if twice := [name for name in names if name.casefold() in there]:
        raise Refused(
            _("The school has %(names)s already. Take it out of the list, then add the rest.")
            % {"names": listed(twice)}
        )
    last = Subject.objects.aggregate(last=Max("order"))["last"] or 0
    added = Subject.objects.bulk_create(
        Subject(school=school, name=name, order=last + number)
        for number, name in enumerate(names, start=1)
    )
    path = reverse("schools:settings_subjects", args=[school.slug])
    for name in names:
        record(school, member, "settings.subject_added", subject=name, path=path)
    return added


@transaction.atomic
def rename_subject(subject: Subject, member: Member, name: str) -> Subject:
    """Call a subject something else; what was agreed keeps the words it was agreed with.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: another subject has this name.
    """
    check(member, "schools.manage")
    _lock(subject.school)
    if Subject.objects.filter(name__iexact=name).exclude(pk=subject.pk).exists():
        raise Refused(_("The school has %(names)s already.") % {"names": name})
    before, subject.name = subject.name, name
    if name != before:
        subject.save(update_fields=["name"])
        path = reverse("schools:settings_subjects", args=[subject.school.slug])
        record(
            subject.school,
            member,
            "settings.subject_renamed",
            path=path,
            before=before,
            subject=name,
        )
    return subject


@transaction.atomic
def move_subject(subject: Subject, member: Member, where: Literal["up", "down"]) -> None:
    """Move a subject past its neighbour; at the end of the list nothing happens.

    Raises:
        NotAllowed: `member` does not act as head.
    """
    check(member, "schools.manage")
    _lock(subject.school)
    subjects = list(Subject.objects.all())
    at = subjects.index(subject)
    to = at - 1 if where == "up" else at + 1
    if not 0 <= to < len(subjects):
        return
    subjects[at], subjects[to] = subjects[to], subjects[at]
    for order, one in enumerate(subjects, start=1):
        one.order = order
    Subject.objects.bulk_update(subjects, ["order"])
    path = reverse("schools:settings_subjects", args=[subject.school.slug])
    record(subject.school, member, "settings.subjects_ordered", path=path)


@transaction.atomic
def remove_subject(subject: Subject, member: Member) -> None:
    """Remove a subject that nothing uses.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: somebody leads it, or something was written about it; the sentence names what.
    """
    check(member, "schools.manage")
    _lock(subject.school)
    leaders = [one.name for one in subject.leaders.filter(left_on=None)]
    if leaders:
        raise Refused(
            _(
                "%(subject)s is led by %(people)s. Take the subject from them on their page first, "
                "then remove it here."
            )
            % {"subject": subject.name, "people": listed(leaders)}
        )
    try:
        subject.delete()
    except ProtectedError as protected:
        uses = sorted({_where(one) for one in protected.protected_objects})
        shown = [*uses[:5], _("%(n)s more") % {"n": len(uses) - 5}] if len(uses) > 5 else uses
        raise Refused(
            _(
                "%(subject)s cannot be removed: it is used in %(uses)s. What was written stays; "
                "rename the subject if it is called something else now."
            )
            % {"subject": subject.name, "uses": listed([f"“{use}”" for use in shown])}
        ) from protected
    path = reverse("schools:settings_subjects", args=[subject.school.slug])
    record(subject.school, member, "settings.subject_removed", subject=subject.name, path=path)


def _keep_key_stages(school: School, gone: set[str]) -> None:
    for stage in sorted(gone):
        if uses := kept_with(school, stage):
            raise Refused(
                _(
                    "%(stage)s cannot be removed: %(uses)s would be lost with it. Leave it ticked; "
                    "what was written stays."
                )
                % {"stage": stage, "uses": listed(uses)}
            )


def _lock(school: School) -> None:
    """One person at a time changes the list of subjects."""
    School.objects.select_for_update().get(pk=school.pk)


def _where(thing: Any) -> str:
    """What a thing that uses a subject stands in, where it says so; else the thing."""
    return str(getattr(thing, "stands_in", thing))
