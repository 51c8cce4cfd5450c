"""Offering training: made, changed, called off; signing up, who came, and what they say after."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School, Term
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..after import AFTER_DAYS, after_is_over
from ..models import Skill, SkillsAudit, TrainingAfter, TrainingOffer, TrainingPlace
from .statements import NotSo

sentence("audits.offered", gettext_lazy("%(who)s offered the training “%(offer)s”"))
sentence("audits.offer_changed", gettext_lazy("%(who)s changed the training “%(offer)s”"))
sentence("audits.offer_cancelled", gettext_lazy("%(who)s called off the training “%(offer)s”"))
sentence("audits.signed_up", gettext_lazy("%(who)s signed up for “%(offer)s”"))
sentence("audits.signed_off", gettext_lazy("%(who)s gave back a place in “%(offer)s”"))
sentence("audits.attendance", gettext_lazy("%(who)s said who came to “%(offer)s”"))


@dataclass(frozen=True)
class Details:
    """What a training is. `cost` is in pence, all of it together; without `places` all may come."""

    title: str
    year: int
    term: str
    about: str = ""
    giver: Member | None = None
    outside: str = ""
    held_on: datetime.date | None = None
    starts_at: datetime.time | None = None
    minutes: int | None = None
    place: str = ""
    places: int | None = None
    cost: int = 0


class OfferChanged(Refused):
    """Somebody else changed the training meanwhile; `revision` is what it has now."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this training while you were writing. What you typed is still "
                "below: save again to put it in place of theirs."
            )
        )
        self.revision = revision


@transaction.atomic
def offer(
    school: School,
    member: Member,
    details: Details,
    skills: Collection[Skill],
    audit: SkillsAudit | None = None,
) -> TrainingOffer:
    """Offer training for some statements; `audit` is the round whose answers stand before it.

    Raises:
        NotAllowed: `member` may not.
        NotSo: it has no title, year or term, or a number cannot be.
    """
    check(member, "audits.lead_skills")
    made = TrainingOffer(school=school, made_by=member, audit=audit)
    _write(made, details)
    made.save()
    made.skills.set(skills)
    _record(made, member, "audits.offered")
    return made


@transaction.atomic
def change(
    one: TrainingOffer,
    member: Member,
    details: Details,
    skills: Collection[Skill],
    revision: int,
) -> TrainingOffer:
    """Change a training; `revision` is that which the writer saw.

    Raises:
        NotAllowed: `member` may not.
        NotSo: it has no title, year or term, or a number cannot be.
        OfferChanged: somebody else changed it since.
        Refused: it was called off, or its statements were answered after it.
    """
    check(member, "audits.lead_skills")
    one = _held(one)
    if one.revision != revision:
        raise OfferChanged(one.revision)
    taken = one.signed_up.count()
    if details.places is not None and details.places < taken:
        raise NotSo(
            "places",
            _("%(n)s have signed up already: leave at least as many places.") % {"n": taken},
        )
    asked = {each.pk for each in one.skills.all()}
    said = TrainingAfter.objects.filter(place__offer=one).exists()
    if said and asked != {each.pk for each in skills}:
        raise NotSo("skills", _("Somebody has answered these statements after it: they stay."))
    if said and details.held_on != one.held_on:
        raise NotSo("held_on", _("Somebody has answered after it: its day stays."))
    _write(one, details)
    one.revision += 1
    one.save()
    one.skills.set(skills)
    _record(one, member, "audits.offer_changed")
    return one


@transaction.atomic
def cancel(one: TrainingOffer, member: Member) -> TrainingOffer:
    """Call a training off; who signed up is kept with it.

    Raises:
        NotAllowed: `member` may not.
        Refused: somebody came to it.
    """
    check(member, "audits.lead_skills")
    one = _held(one)
    if one.signed_up.filter(attended=True).exists():
        raise Refused(_("People came to this training: it took place."))
    one.cancelled_on = timezone.localdate()
    one.save(update_fields=["cancelled_on"])
    _record(one, member, "audits.offer_cancelled")
    return one


@transaction.atomic
def sign_up(one: TrainingOffer, member: Member) -> TrainingPlace:
    """Take a place; who has one has one.

    Raises:
        NotAllowed: `member` is no staff.
        Refused: it has been, is full or was called off.
    """
    check(member, "audits.sign_up")
    one = _held(one)
    there = one.signed_up.filter(member=member).first()
    if there is not None:
        return there
    if one.marked_at is None and not one.takes_people:
        raise Refused(_("This training has taken place."))
    if one.marked_at is not None:
        raise Refused(_("Who came has been said already."))
    if one.places is not None and one.signed_up.count() >= one.places:
        raise Refused(_("All places are taken. Tell whoever gives it that you would like to come."))
    made = TrainingPlace.objects.create(school=one.school, offer=one, member=member)
    _record(one, member, "audits.signed_up")
    return made


@transaction.atomic
def sign_off(one: TrainingOffer, member: Member) -> None:
    """Give a place back.

    Raises:
        NotAllowed: `member` is no staff.
        Refused: who came has been said.
    """
    check(member, "audits.sign_up")
    one = _held(one)
    if one.marked_at is not None:
        raise Refused(_("Who came has been said already."))
    gone, _rows = one.signed_up.filter(member=member).delete()
    if gone:
        _record(one, member, "audits.signed_off")


@transaction.atomic
def mark(
    one: TrainingOffer, member: Member, came: Collection[int], also: Collection[Member] = ()
) -> TrainingOffer:
    """Say who came: the members of these ids among those who signed up, and `also` who just came.

    Raises:
        NotAllowed: `member` neither gives it nor leads.
        Refused: it has not been yet, or people have answered after it and the change is shown.
    """
    check(member, "audits.mark_attendance", one)
    one = _held(one)
    if not one.has_been:
        raise Refused(_("Who came is said on the day or after it."))
    places = list(one.signed_up.select_related("member"))
    if after_is_over(one, places):
        raise Refused(
            _("What changed is shown already: who came can no longer be changed, or it would tell.")
        )
    there = {each.member_id for each in places}
    wanted = set(came)
    for each in places:
        each.attended = each.member_id in wanted
    TrainingPlace.objects.bulk_update(places, ["attended"])
    TrainingPlace.objects.bulk_create(
        TrainingPlace(school=one.school, offer=one, member=each, attended=True)
        for each in also
        if each.pk not in there
    )
    TrainingAfter.objects.filter(place__offer=one, place__attended=False).delete()
    one.signed_up.filter(attended=False).update(after_done_at=None)
    one.marked_at = timezone.now()
    one.save(update_fields=["marked_at"])
    _record(one, member, "audits.attendance")
    return one


@transaction.atomic
def say_after(place: TrainingPlace, member: Member, said: Mapping[int, int]) -> bool:
    """Answer the statements of a training again, by the statement's id. Whether all are answered now.

    Raises:
        Refused: it is somebody else's, they did not come, the time is over, or an answer cannot be.
    """
    check(member, "audits.sign_up")
    place = (
        TrainingPlace.objects.select_for_update(of=("self",))
        .select_related("offer", "school")
        .get(pk=place.pk)
    )
    if place.member_id != member.pk or not place.attended:
        raise Refused(_("Only who came answers after it, each for themselves."))
    if after_is_over(place.offer, list(place.offer.signed_up.all())):
        raise Refused(
            _("The time to answer is over: it ends when all have, or after %(days)s days.")
            % {"days": AFTER_DAYS}
        )
    asked = set(place.offer.skills.values_list("pk", flat=True))
    if not set(said) <= asked or not set(said.values()) <= {1, 2, 3, 4}:
        raise Refused(_("Choose one of the four answers for each statement."))
    there = {one.skill_id: one for one in TrainingAfter.objects.filter(place=place)}
    for skill, confidence in said.items():
        row = there.get(skill) or TrainingAfter(school=place.school, place=place, skill_id=skill)
        row.confidence = confidence
        row.save()
        there[skill] = row
    done = set(there) == asked
    if done and place.after_done_at is None:
        place.after_done_at = timezone.now()
        place.save(update_fields=["after_done_at"])
    return done


def _held(one: TrainingOffer) -> TrainingOffer:
    one = (
        TrainingOffer.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=one.pk)
    )
    if one.cancelled_on is not None:
        raise Refused(
            _("This training was called off on %(day)s.") % {"day": date_format(one.cancelled_on)}
        )
    return one


def _write(one: TrainingOffer, details: Details) -> None:
    title = " ".join(details.title.split())
    if not title or len(title) > 120:
        raise NotSo("title", _("Give it a title of at most 120 characters."))
    if details.term not in Term.Name.values or not 1990 <= details.year <= 2200:
        raise NotSo("when", _("Choose the term in which it is given."))
    if details.giver is not None and details.giver.left_on is not None:
        raise NotSo("giver", _("They have left the school. Choose somebody else."))
    if details.places is not None and details.places < 1:
        raise NotSo("places", _("Leave it empty, or give at least one place."))
    if details.cost < 0 or details.cost > 2_000_000_00:
        raise NotSo("cost", _("Give what it costs in all, up to £2 million."))
    one.title, one.about = title, details.about.strip()
    one.year, one.term = details.year, details.term
    one.giver, one.outside = details.giver, "" if details.giver else details.outside.strip()
    one.held_on, one.starts_at, one.minutes = details.held_on, details.starts_at, details.minutes
    one.place, one.places, one.cost = details.place.strip(), details.places, details.cost


def _record(one: TrainingOffer, member: Member, verb: str) -> None:
    path = reverse("audits:offer", args=[one.school.slug, one.pk])
    record(one.school, member, verb, path=path, offer=one.title)
