"""The statements of the skills audit: taken from the library, worded, added, retired."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.library import fill
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Skill
from ..offered import skills_of
from ..queries.skills import not_taken
from ..skills_library import skills_library
from .statements import Changed, NotSo, Words

__all__ = ("Changed", "NotSo", "Words", "add", "adopt", "bring_back", "retire", "reword")

LONGEST = 300

sentence(
    "audits.skills_adopted",
    gettext_lazy("%(who)s took %(count)s statements about staff’s skills from the library"),
)
sentence("audits.skill_added", gettext_lazy("%(who)s added “%(skill)s” to what staff are asked"))
sentence("audits.skill_reworded", gettext_lazy("%(who)s reworded “%(before)s” as “%(skill)s”"))
sentence(
    "audits.skill_retired", gettext_lazy("%(who)s retired “%(skill)s” from what staff are asked")
)
sentence(
    "audits.skill_back", gettext_lazy("%(who)s brought “%(skill)s” back to what staff are asked")
)


@transaction.atomic
def adopt(school: School, member: Member, keys: Collection[str] | None = None) -> int:
    """Take statements from the library in the school's words: those of `keys`, or all. How many came.

    Raises:
        NotAllowed: `member` may not.
        Refused: nothing was chosen, or there is nothing to take.
    """
    check(member, "audits.lead_skills")
    School.objects.select_for_update().get(pk=school.pk)
    wanted = [one for one in not_taken(school) if keys is None or one.key in keys]
    if not wanted:
        raise Refused(_("Nothing was taken: tick at least one statement."))
    place = {one.key: order for order, one in enumerate(skills_of(school).entries, start=1)}
    rows = []
    for one in wanted:
        text = fill(one.text, school.labels)
        rows.append(
            Skill(
                school=school,
                area=one.area,
                text=text,
                why=fill(one.why, school.labels),
                order=place[one.key],
                key=one.key,
                owner=one.owner,
                adopted_text=text,
            )
        )
    Skill.objects.bulk_create(rows)
    path = reverse("audits:skills_statements", args=[school.slug])
    record(school, member, "audits.skills_adopted", path=path, count=len(rows))
    return len(rows)


@transaction.atomic
def add(school: School, member: Member, area: str, words: Words) -> Skill:
    """Add a statement of the school's own to an area.

    Raises:
        NotAllowed: `member` may not.
        NotSo: there is no such area, it says nothing, too much, or what stands there already.
    """
    check(member, "audits.lead_skills")
    School.objects.select_for_update().get(pk=school.pk)
    if skills_library().area(area) is None:
        raise NotSo("area", _("Choose the area that it belongs to."))
    words = _tidy(words)
    _alone(words, None)
    last = Skill.objects.aggregate(last=Max("order"))["last"] or 0
    made = Skill.objects.create(
        school=school, area=area, text=words.text, why=words.why, order=last + 1
    )
    record(school, member, "audits.skill_added", path=_path(made), skill=made.text)
    return made


@transaction.atomic
def reword(skill: Skill, member: Member, words: Words, base: Words) -> Skill:
    """Say a statement in the school's words; `base` is what the writer began from.

    Rounds that were asked before keep the words that they were asked with.

    Raises:
        NotAllowed: `member` may not.
        NotSo: it says nothing, too much, or what another one says.
        Changed: it has been reworded since `base`, and not to `words`.
    """
    skill = _held(skill, member)
    words, now = _tidy(words), Words(skill.text, skill.why)
    if now == words:
        return skill
    if now != base:
        raise Changed(now)
    _alone(words, skill)
    skill.text, skill.why = words.text, words.why
    skill.save(update_fields=["text", "why"])
    record(
        skill.school,
        member,
        "audits.skill_reworded",
        path=_path(skill),
        before=now.text,
        skill=words.text,
    )
    return skill


@transaction.atomic
def retire(skill: Skill, member: Member) -> Skill:
    """Ask a statement no more; what was said of it is kept.

    Raises:
        NotAllowed: `member` may not.
    """
    skill = _held(skill, member)
    if skill.retired_on is None:
        skill.retired_on = timezone.localdate()
        skill.save(update_fields=["retired_on"])
        record(skill.school, member, "audits.skill_retired", path=_path(skill), skill=skill.text)
    return skill


@transaction.atomic
def bring_back(skill: Skill, member: Member) -> Skill:
    """Ask a retired statement again, from the next round on.

    Raises:
        NotAllowed: `member` may not.
    """
    skill = _held(skill, member)
    if skill.retired_on is not None:
        skill.retired_on = None
        skill.save(update_fields=["retired_on"])
        record(skill.school, member, "audits.skill_back", path=_path(skill), skill=skill.text)
    return skill


def _held(skill: Skill, member: Member) -> Skill:
    check(member, "audits.lead_skills")
    return Skill.objects.select_for_update(of=("self",)).select_related("school").get(pk=skill.pk)


def _tidy(words: Words) -> Words:
    text, why = " ".join(words.text.split()), " ".join(words.why.split())
    if not text:
        raise NotSo("text", _("Say what somebody can do, beginning with “I can”."))
    for field, typed in (("text", text), ("why", why)):
        if len(typed) > LONGEST:
            raise NotSo(
                field,
                _("This can have %(most)s characters; it has %(has)s.")
                % {"most": LONGEST, "has": len(typed)},
            )
    return Words(text, why)


def _alone(words: Words, own: Skill | None) -> None:
    same = Skill.objects.filter(text__iexact=words.text)
    twin = same.exclude(pk=own.pk).first() if own else same.first()
    if twin is not None:
        raise NotSo(
            "text",
            _("This stands here already, but retired: bring it back instead.")
            if twin.retired_on
            else _("This stands here already."),
        )


def _path(skill: Skill) -> str:
    return reverse("audits:skill", args=[skill.school.slug, skill.pk])
