"""What people do with the school's duties: adopt, word, retire and order them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..groups import group_of, group_titles
from ..library import Entry, Library, fill
from ..models import Area, Duty
from ..offered import library_of
from ..ordering import placed, stepped

EDIT = "roles.edit_duties"

sentence("roles.adopted_duty", gettext_lazy("%(who)s adopted the duty “%(duty)s”"))
sentence("roles.adopted_duties", gettext_lazy("%(who)s adopted %(count)s duties"))
sentence("roles.added_duty", gettext_lazy("%(who)s added the duty “%(duty)s”"))
sentence("roles.reworded_duty", gettext_lazy("%(who)s reworded “%(before)s” as “%(duty)s”"))
sentence("roles.changed_duty", gettext_lazy("%(who)s changed what stands with “%(duty)s”"))
sentence("roles.moved_duty", gettext_lazy("%(who)s moved “%(duty)s” to %(area)s"))
sentence("roles.retired_duty", gettext_lazy("%(who)s retired the duty “%(duty)s”"))
sentence("roles.brought_back_duty", gettext_lazy("%(who)s brought back the duty “%(duty)s”"))
sentence("roles.deleted_duty", gettext_lazy("%(who)s deleted the duty “%(duty)s”, never used"))
sentence("roles.ordered_duties", gettext_lazy("%(who)s changed the order of %(area)s"))
sentence("roles.took_words", gettext_lazy("%(who)s took the library’s words for “%(duty)s”"))
sentence("roles.kept_words", gettext_lazy("%(who)s kept the school’s words for “%(duty)s”"))


@dataclass(frozen=True)
class Words:
    """What a duty says: its text, its short name, why it matters, and its area ("" for others)."""

    text: str
    short: str
    why: str
    area: str = ""

    @classmethod
    def of(cls, duty: Duty) -> Words:
        """The words that a duty has now."""
        return cls(duty.text, duty.short, duty.why, duty.area)


class Changed(Refused):
    """Somebody else changed the duty meanwhile; `now` is what it says."""

    def __init__(self, now: Words) -> None:
        super().__init__(
            _(
                "Somebody else changed this duty while you were writing. Both wordings are below; "
                "nothing is lost. Save again to put yours in place of theirs."
            )
        )
        self.now = now


@dataclass(frozen=True)
class Adoption:
    """How many duties came into the school, and how many retired ones came back."""

    adopted: int
    brought_back: int


@transaction.atomic
def adopt(
    school: School, member: Member, keys: Collection[str], source: Library | None = None
) -> Adoption:
    """Take entries of the library into the school's duties, in the school's own labels.

    What the school has is left as it is; what it retired comes back with the school's words. New
    duties stand after those that their area has.

    Raises:
        NotAllowed: the member may not change duties.
        Refused: no key was given, or one that the library does not have.
    """
    check(member, EDIT)
    source = source or library_of(school)
    School.objects.select_for_update().get(pk=school.pk)
    known = {entry.key for entry in source.entries}
    if not keys or not known.issuperset(keys):
        raise Refused(_("Nothing was adopted: tick at least one duty of the library."))
    present = {duty.key: duty for duty in Duty.objects.exclude(key="")}
    back = [duty for key, duty in present.items() if key in keys and duty.retired_on is not None]
    for duty in back:
        duty.retired_on = None
        record(school, member, "roles.brought_back_duty", path=_path(duty), duty=duty.text)
    Duty.objects.bulk_update(back, ["retired_on"])
    last = _last_places()
    new = []
    for entry in source.entries:
        if entry.key in keys and entry.key not in present:
            group = (entry.kind, entry.area or "")
            last[group] = last.get(group, 0) + 1
            new.append(_duty_from(entry, school, last[group]))
    Duty.objects.bulk_create(new)
    path = reverse("roles:duties", args=[school.slug])
    if len(new) == 1:
        record(school, member, "roles.adopted_duty", path=path, duty=new[0].text)
    elif new:
        record(school, member, "roles.adopted_duties", path=path, count=len(new))
    return Adoption(len(new), len(back))


@transaction.atomic
def add(school: School, member: Member, kind: str, words: Words) -> Duty:
    """Add a duty of the school's own, after those that its area has.

    Raises:
        NotAllowed: the member may not change duties.
        Refused: the school has one with these very words.
    """
    check(member, EDIT)
    School.objects.select_for_update().get(pk=school.pk)
    twin = Duty.objects.filter(kind=kind, area=words.area, text=words.text).first()
    if twin is not None:
        raise Refused(
            _("“%(duty)s” stands here already, but retired: bring it back instead.")
            % {"duty": twin.text}
            if twin.retired_on
            else _("“%(duty)s” stands here already.") % {"duty": twin.text}
        )
    order = _last_places().get((kind, words.area), 0) + 1
    duty = Duty.objects.create(school=school, kind=kind, order=order, **asdict(words))
    record(school, member, "roles.added_duty", path=_path(duty), duty=duty.text)
    return duty


@transaction.atomic
def reword(duty: Duty, member: Member, words: Words, base: Words) -> Duty:
    """Say a duty in the school's words, or move it to another area (to its end).

    `base` is what the writer began from. Versions that are agreed or proposed keep their words.

    Raises:
        NotAllowed: the member may not change duties.
        Changed: the duty has been changed since `base`, and not to `words`.
    """
    check(member, EDIT)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    now = Words.of(duty)
    if now == words:
        return duty
    if now != base:
        raise Changed(now)
    moved = words.area != duty.area
    if moved:
        School.objects.select_for_update().get(pk=duty.school_id)
        duty.order = _last_places().get((duty.kind, words.area), 0) + 1
    duty.text, duty.short, duty.why, duty.area = words.text, words.short, words.why, words.area
    duty.save()
    path = _path(duty)
    if now.text != words.text:
        record(
            duty.school, member, "roles.reworded_duty", path=path, before=now.text, duty=words.text
        )
    elif (now.short, now.why) != (words.short, words.why):
        record(duty.school, member, "roles.changed_duty", path=path, duty=words.text)
    if moved:
        area = str(Area(words.area).label)
        record(duty.school, member, "roles.moved_duty", path=path, duty=words.text, area=area)
    return duty


@transaction.atomic
def retire(duty: Duty, member: Member) -> Duty:
    """Offer the duty for no new version; what was agreed with it stays agreed.

    Raises:
        NotAllowed: the member may not change duties.
    """
    check(member, EDIT)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.retired_on is None:
        duty.retired_on = timezone.localdate()
        duty.save(update_fields=["retired_on"])
        record(duty.school, member, "roles.retired_duty", path=_path(duty), duty=duty.text)
    return duty


@transaction.atomic
def bring_back(duty: Duty, member: Member) -> Duty:
    """Undo `retire`: the duty stands in its area again.

    Raises:
        NotAllowed: the member may not change duties.
    """
    check(member, EDIT)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.retired_on is not None:
        duty.retired_on = None
        duty.save(update_fields=["retired_on"])
        record(duty.school, member, "roles.brought_back_duty", path=_path(duty), duty=duty.text)
    return duty


@transaction.atomic
def delete(duty: Duty, member: Member) -> None:
    """Delete a duty that nothing was ever made of.

    Raises:
        NotAllowed: the member may not change duties.
        Refused: a version of a role description, of whatever state, or something else holds it.
    """
    check(member, EDIT)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    text, school = duty.text, duty.school
    versions = duty.lines.count()
    if versions:
        raise Refused(
            ngettext(
                "“%(duty)s” stands in %(n)s version of a role description, so it cannot be "
                "deleted. Retire it instead: it is then offered for no new version.",
                "“%(duty)s” stands in %(n)s versions of role descriptions, so it cannot be "
                "deleted. Retire it instead: it is then offered for no new version.",
                versions,
            )
            % {"duty": text, "n": versions}
        )
    try:
        with transaction.atomic():
            duty.delete()
    except ProtectedError as in_use:
        raise Refused(
            _("“%(duty)s” is in use, so it cannot be deleted. Retire it instead.") % {"duty": text}
        ) from in_use
    record(school, member, "roles.deleted_duty", duty=text)


@transaction.atomic
def step(duty: Duty, member: Member, by: int) -> None:
    """Move a duty within its area by so many places; -1 is one up.

    Raises:
        NotAllowed: the member may not change duties.
    """
    check(member, EDIT)
    _renumber(member, duty, lambda ids: stepped(ids, duty.pk, by) if duty.pk in ids else ids)


@transaction.atomic
def place(school: School, member: Member, kind: str, area: str, places: Mapping[int, int]) -> None:
    """Put duties of one area where `places` says, by id and counted from 1.

    Raises:
        NotAllowed: the member may not change duties.
    """
    check(member, EDIT)
    first = Duty.objects.filter(kind=kind, area=area, retired_on=None).first()
    if first is not None:
        _renumber(member, first, lambda ids: placed(ids, places))


@transaction.atomic
def take_words(
    duty: Duty, member: Member, base: tuple[str, str], source: Library | None = None
) -> Duty:
    """Put the library's words of today in place of the school's.

    `base` is the text and reason that the reader saw in the school's words.

    Raises:
        NotAllowed: the member may not change duties.
        Changed: somebody reworded the duty since.
        Refused: the library has no such entry.
    """
    check(member, EDIT)
    duty, entry = _with_entry(duty, source)
    if base != (duty.text, duty.why):
        raise Changed(Words.of(duty))
    labels = duty.school.labels
    duty.text = duty.adopted_text = fill(entry.text, labels)
    duty.why = duty.adopted_why = fill(entry.why, labels)
    duty.short = fill(entry.short, labels)
    duty.save()
    record(duty.school, member, "roles.took_words", path=_path(duty), duty=duty.text)
    return duty


@transaction.atomic
def keep_words(duty: Duty, member: Member, source: Library | None = None) -> Duty:
    """Keep the school's words, and be offered the library's of today no more.

    Raises:
        NotAllowed: the member may not change duties.
        Refused: the library has no such entry.
    """
    check(member, EDIT)
    duty, entry = _with_entry(duty, source)
    duty.adopted_text = fill(entry.text, duty.school.labels)
    duty.adopted_why = fill(entry.why, duty.school.labels)
    duty.save(update_fields=["adopted_text", "adopted_why"])
    record(duty.school, member, "roles.kept_words", path=_path(duty), duty=duty.text)
    return duty


def _with_entry(duty: Duty, source: Library | None) -> tuple[Duty, Entry]:
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    try:
        return duty, (source or library_of(duty.school)).entry(duty.key)
    except KeyError as missing:
        raise Refused(
            _("“%(duty)s” is the school’s own: the library has no words for it.")
            % {"duty": duty.text}
        ) from missing


def _duty_from(entry: Entry, school: School, order: int) -> Duty:
    text, why = fill(entry.text, school.labels), fill(entry.why, school.labels)
    return Duty(
        school=school,
        kind=entry.kind,
        area=entry.area or "",
        text=text,
        short=fill(entry.short, school.labels)[:40],
        why=why,
        order=order,
        key=entry.key,
        adopted_text=text,
        adopted_why=why,
    )


def _renumber(member: Member, like: Duty, reorder: Callable[[list[int]], list[int]]) -> None:
    """Give the duties that stand with `like` the order that `reorder` makes of their ids."""
    School.objects.select_for_update().get(pk=like.school_id)
    duties = {
        duty.pk: duty
        for duty in Duty.objects.filter(kind=like.kind, area=like.area, retired_on=None)
    }
    ids = reorder(list(duties))
    if ids == list(duties):
        return
    for number, pk in enumerate(ids, start=1):
        duties[pk].order = number
    Duty.objects.bulk_update(duties.values(), ["order"])
    record(
        like.school,
        member,
        "roles.ordered_duties",
        path=reverse("roles:duty_order", args=[like.school.slug, group_of(like)]),
        area=group_titles(like.school.labels)[group_of(like)],
    )


def _last_places() -> dict[tuple[str, str], int]:
    """The last place taken in each kind and area of the scope's school."""
    rows = Duty.objects.order_by().values("kind", "area").annotate(last=Max("order"))
    return {(row["kind"], row["area"]): row["last"] for row in rows}


def _path(duty: Duty) -> str:
    return reverse("roles:duty", args=[duty.school.slug, duty.pk])
