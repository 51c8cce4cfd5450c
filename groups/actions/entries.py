"""What a group offers: written, changed, retired, brought from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audits.selfreview_library import Level
from audits.strands import (
    OFFERED,
    StrandWords,
    read_levels,
    too_long,
    write_levels,
    wrong_in_levels,
)
from schools.refusals import Refused
from schools.revision import concerning

from ..kinds import SORTS, Sort
from ..models import Affiliation, Entry, Group, GroupMember
from ..permissions import check

LONGEST = {"text": 220, "short": 28, "why": 220, "subject": 80}
LONGEST_OWN = 29
MOST = 400
MOST_MINUTES = 2400


class NotSo(Refused):
    """One thing that was typed is refused; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Changed(Refused):
    """Somebody else changed the entry meanwhile; `now` is what it is."""

    def __init__(self, now: Entry) -> None:
        super().__init__(
            _(
                "Somebody else changed this meanwhile; it now reads: “%(now)s”. Yours is still below: save again "
                "to put it in place of theirs."
            )
            % {"now": now.text}
        )
        self.now = now


@dataclass(frozen=True)
class Words:
    """What an entry says; `place` is one of those that its kind can have, `minutes` are a week, `levels` five."""

    place: str
    text: str
    short: str = ""
    why: str = ""
    subject: str = ""
    minutes: int | None = None
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Line:
    """An entry as a file has it: its line, kind and words, and its key where it has one."""

    number: int
    kind: str
    words: Words
    key: str = ""


@transaction.atomic
def add(group: Group, by: GroupMember, kind: str, words: Words) -> Entry:
    """Offer something new, after what there is of its kind.

    Raises:
        NotAllowed: `by` is no administrator.
        NotSo: a word cannot be, or it stands there already.
        Refused: there is no such kind, or the group offers all that it can.
    """
    check(by, "groups.administer")
    _hold(group)
    with concerning(_schools(group)):
        return _add(group, kind, words)


@transaction.atomic
def change(entry: Entry, by: GroupMember, words: Words, revision: int) -> Entry:
    """Say it differently: schools that adopted it keep their words, and are offered the difference.

    `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `by` is no administrator.
        NotSo: a word cannot be, or another entry says it.
        Changed: somebody else changed it since.
    """
    check(by, "groups.administer")
    _hold(entry.group)
    entry = Entry.objects.select_related("group").get(pk=entry.pk)
    words = tidy(entry.kind, words)
    if words == words_of(entry):
        return entry
    if entry.revision != revision:
        raise Changed(entry)
    _alone(entry.group, entry.kind, words, entry)
    _put(entry, words)
    entry.revision += 1
    with concerning(_schools(entry.group)):
        entry.save()
    return entry


@transaction.atomic
def retire(entry: Entry, by: GroupMember) -> Entry:
    """Offer it no more; schools that adopted it keep it as their own.

    Raises:
        NotAllowed: `by` is no administrator.
    """
    return _retired(entry, by, retired=True)


@transaction.atomic
def bring_back(entry: Entry, by: GroupMember) -> Entry:
    """Offer it again.

    Raises:
        NotAllowed: `by` is no administrator.
    """
    return _retired(entry, by, retired=False)


@transaction.atomic
def bring(group: Group, by: GroupMember, lines: Sequence[Line]) -> tuple[int, int]:
    """Take in entries of a file, all or none: those with a key are changed. How many are new, and changed.

    Raises:
        NotAllowed: `by` is no administrator.
        BadLines: some cannot be; each is named with its reason, and nothing is changed.
    """
    check(by, "groups.administer")
    _hold(group)
    known = {one.key: one for one in group.entries.all()}
    bad: dict[int, str] = {}
    new = changed = 0
    with concerning(_schools(group)):
        for line in lines:
            try:
                one = known.get(line.key) if line.key else None
                if line.key and one is None:
                    raise NotSo(
                        "key", _("No entry of this group has the key “%(key)s”.") % line.__dict__
                    )
                if one is None:
                    _add(group, line.kind, line.words)
                    new += 1
                    continue
                if line.kind and one.kind != line.kind:
                    raise NotSo("kind", _("The kind of “%(key)s” cannot change.") % line.__dict__)
                words = tidy(one.kind, line.words)
                if words != words_of(one):
                    _alone(group, one.kind, words, one)
                    _put(one, words)
                    one.revision += 1
                    one.save()
                    changed += 1
            except Refused as refused:
                bad[line.number] = refused.sentence
        if bad:
            raise BadLines(bad)
    return new, changed


class BadLines(Refused):
    """Lines of a file that cannot be taken, with the reason of each by its number."""

    def __init__(self, lines: Mapping[int, str]) -> None:
        super().__init__(_("Nothing was taken in: some lines cannot be."))
        self.lines = dict(lines)


def words_of(entry: Entry) -> Words:
    """The words that an entry has now."""
    return Words(
        entry.place,
        entry.text,
        entry.short,
        entry.why,
        entry.subject,
        entry.minutes,
        read_levels(entry.levels),
    )


def longest_of(sort: Sort) -> dict[str, int]:
    """How many characters each of the words of a kind may have."""
    return {**LONGEST, **sort.longest}


def tidy(kind: str, words: Words) -> Words:
    """The words without needless spaces, and without those that entries of the kind do not have.

    Raises:
        NotSo: a word is missing, too long, or names no place.
    """
    sort = SORTS[kind]
    said = {
        name: " ".join(getattr(words, name).split())
        if name == "text" or name in sort.fields
        else ""
        for name in LONGEST
    }
    if not said["text"]:
        raise NotSo("text", _("Say what it is."))
    for name, most in longest_of(sort).items():
        if len(said[name]) > most:
            raise NotSo(name, too_long(most, len(said[name])))
        if not said[name] and name in sort.needs:
            raise NotSo(name, _("This cannot be empty."))
    if words.place not in sort.place_titles:
        raise NotSo("place", _("Choose where it belongs."))
    minutes = words.minutes if "minutes" in sort.fields else None
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise NotSo("minutes", _("Minutes a week are from 0 to %(most)s.") % {"most": MOST_MINUTES})
    levels: tuple[Level, ...] = ()
    if "levels" in sort.fields:
        levels = StrandWords("", "", words.levels).tidy().levels
        if wrong := wrong_in_levels(levels, OFFERED):
            raise NotSo(*wrong)
    return Words(
        words.place, said["text"], said["short"], said["why"], said["subject"], minutes, levels
    )


def _add(group: Group, kind: str, words: Words) -> Entry:
    if kind not in SORTS:
        raise Refused(_("Choose what it is: %(kinds)s.") % {"kinds": ", ".join(SORTS)})
    words = tidy(kind, words)
    _alone(group, kind, words, None)
    if group.entries.count() >= MOST:
        raise Refused(_("A group offers at most %(most)s things.") % {"most": MOST})
    last = group.entries.filter(kind=kind).aggregate(last=Max("order"))["last"] or 0
    entry = Entry(group=group, kind=kind, key=_free_key(group, kind, words), order=last + 1)
    _put(entry, words)
    entry.save()
    return entry


def _put(entry: Entry, words: Words) -> None:
    for name, value in words.__dict__.items():
        setattr(entry, name, write_levels(value) if name == "levels" else value)


def _alone(group: Group, kind: str, words: Words, own: Entry | None) -> None:
    """Refuse what another entry of the kind says at the same place."""
    same = group.entries.filter(
        kind=kind, place=words.place, subject=words.subject, text__iexact=words.text
    )
    twin = same.exclude(pk=own.pk).first() if own else same.first()
    if twin is not None:
        raise NotSo(
            "text",
            _("This stands here already, but retired: offer it again instead.")
            if twin.retired_on
            else _("This stands here already."),
        )


def _free_key(group: Group, kind: str, words: Words) -> str:
    """A key that nothing has had: the group's address, then the first words."""
    begin = slugify(words.text)[:LONGEST_OWN].strip("-") or kind
    taken = set(group.entries.values_list("key", flat=True))
    for attempt in range(1, MOST + 2):
        ending = "" if attempt == 1 else f"-{attempt}"
        key = f"{group.own}{begin[: LONGEST_OWN - len(ending)].rstrip('-')}{ending}"
        if key not in taken:
            return key
    raise Refused(_("A group offers at most %(most)s things.") % {"most": MOST})


def _retired(entry: Entry, by: GroupMember, *, retired: bool) -> Entry:
    check(by, "groups.administer")
    _hold(entry.group)
    entry = Entry.objects.select_related("group").get(pk=entry.pk)
    if bool(entry.retired_on) != retired:
        entry.retired_on = timezone.localdate() if retired else None
        with concerning(_schools(entry.group)):
            entry.save(update_fields=["retired_on"])
    return entry


def _hold(group: Group) -> None:
    """One at a time writes what a group offers."""
    Group.objects.select_for_update().get(pk=group.pk)


def _schools(group: Group) -> list[int]:
    """Whose pages can show what the group offers."""
    joined = Affiliation.objects.with_scopes_disabled().filter(group=group)
    return list(joined.values_list("school_id", flat=True))
