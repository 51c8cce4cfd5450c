"""A school publishes figures to a group, renews them, and withdraws them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope, scopes_disabled

from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..figures import figures_of
from ..models import Affiliation, Published
from ..topics import TOPICS, digest

sentence("groups.published", gettext_lazy("%(who)s published %(topics)s to %(group)s"))
sentence("groups.withdrew", gettext_lazy("%(who)s withdrew %(topics)s from %(group)s"))
sentence(
    "groups.renewed", gettext_lazy("%(who)s renewed the figures that are published to %(group)s")
)


@transaction.atomic
def publish(
    affiliation: Affiliation, member: Member, topics: Collection[str], seen: str = ""
) -> Affiliation:
    """Publish these topics to the group, and no others: what else was published is deleted.

    Of a topic that is published anew, the group gets the figures of this moment; `seen` is the digest of those that
    the member read before deciding.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: the school has not joined, there is no such topic, or the figures are others than those seen.
    """
    check(member, "groups.publish")
    affiliation = _joined(affiliation)
    if not set(topics) <= TOPICS.keys():
        raise Refused(_("There is no such thing to publish."))
    there = {one.topic: one for one in affiliation.published.all()}
    new, gone = [one for one in TOPICS if one in topics and one not in there], there.keys() - topics
    if new:
        now = figures_of(member.school, affiliation.group)
        if digest(now) != seen:
            raise Refused(
                _(
                    "The figures have changed since this page was opened, so nothing was published. Look at them "
                    "below; what you ticked is still ticked."
                )
            )
        Published.objects.bulk_create(
            Published(school=member.school, affiliation=affiliation, topic=one, figures=now[one])
            for one in new
        )
        _record(member, affiliation, "groups.published", new)
    if gone:
        Published.objects.filter(affiliation=affiliation, topic__in=gone).delete()
        _record(member, affiliation, "groups.withdrew", [one for one in TOPICS if one in gone])
    return affiliation


@transaction.atomic
def renew(affiliation: Affiliation, member: Member) -> int:
    """Put the figures of this moment in place of those that are published. How many topics have others now.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: the school has not joined.
    """
    check(member, "groups.publish")
    affiliation = _joined(affiliation)
    changed = _renew(affiliation, member.school)
    if affiliation.published.exists():
        path = reverse("school_groups:group", args=[member.school.slug, affiliation.group.slug])
        record(member.school, member, "groups.renewed", group=affiliation.group.name, path=path)
    return changed


def renew_every() -> int:
    """Renew what every school has published, school by school, each in a transaction. How many schools there are."""
    with scopes_disabled():
        ids = list(Published.objects.order_by("school_id").values_list("school_id").distinct())
    for (pk,) in ids:
        school = School.objects.get(pk=pk)
        with transaction.atomic(), scope(school=school), timezone.override(school.time_zone):
            # The affiliation is held as it is where a school publishes or withdraws, and what is gone stays gone.
            held = Affiliation.objects.select_for_update(of=("self",)).select_related("group")
            for affiliation in list(held.order_by("pk")):
                _renew(affiliation, school)
    return len(ids)


def _renew(affiliation: Affiliation, school: School) -> int:
    rows, changed = list(affiliation.published.all()), 0
    now = figures_of(school, affiliation.group) if rows else {}
    for one in rows:
        changed += one.figures != now[one.topic]
        one.figures, one.taken_on = now[one.topic], timezone.localdate()
    Published.objects.bulk_update(rows, ["figures", "taken_on"])
    return changed


def _joined(affiliation: Affiliation) -> Affiliation:
    held = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("group")
        .filter(pk=affiliation.pk, joined_on__isnull=False)
        .first()
    )
    if held is None:
        raise Refused(_("The school does not belong to this group, so nothing was published."))
    return held


def _record(member: Member, affiliation: Affiliation, verb: str, topics: list[str]) -> None:
    path = reverse("school_groups:group", args=[member.school.slug, affiliation.group.slug])
    words = listed([str(TOPICS[one].title) for one in topics])
    record(
        member.school, member, verb, group=affiliation.group.name, topics=words.lower(), path=path
    )
