"""The sample group of schools: a trust that has invited the sample school, which publishes to it.

Two further schools stand beside it, so that its table has rows: they have published figures, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from audits.actions import strands
from audits.queries.strands import not_taken
from groups.actions import entries, joining, publishing, starting
from groups.bringing import lines_in
from groups.figures import figures_of
from groups.kinds import SORTS
from groups.models import Affiliation, Entry, Group, GroupMember, Published
from groups.topics import TOPICS, digest
from schools.models import Member, School, User

NAME, ADDRESS = "Heron Learning Trust", "{key}@heron.example"
STRAND = Path(__file__).parent / "content" / "sample_strand.yaml"
PEOPLE = (("nadia", "Nadia Farrow", "administrator"), ("colm", "Colm Ashby", "reader"))
LIBRARY = (
    (
        Entry.Kind.DUTY,
        entries.Words(
            "leadership",
            "Report once a term to the trust what was spent, and what changed in classrooms",
            "Report to the trust",
            "The trust can only help with what it knows of.",
            minutes=10,
        ),
    ),
    (
        Entry.Kind.SKILL,
        entries.Words("", "I can find the trust’s shared lessons and adapt one for my class."),
    ),
    (Entry.Kind.STRAND, entries.Words("infrastructure", "Shared infrastructure")),
    (Entry.Kind.STRAND, entries.Words("pedagogy", "Teaching with technology")),
    (Entry.Kind.STRAND, entries.Words("capability", "Pupils’ capability")),
)
# Name and address of two further schools, and what they publish.
OTHERS = (
    (
        "Bittern Lane Infants",
        "bittern-lane",
        {
            "plan": {"actions": 14, "done": 5, "green": 6, "amber": 2, "red": 1, "well": 11},
            "load": {"minutes": 95, "release": 90},
            "agreed": {
                "roles": 4,
                "roles_agreed": 3,
                "last_agreed_on": "2026-06-18",
                "vision_on": "2026-02-03",
                "vision_review_on": "2027-02-01",
            },
        },
    ),
    (
        "Sandpiper Juniors",
        "sandpiper",
        {
            "entitlement": {
                "statements": 62,
                "met": 41,
                "partly": 14,
                "not_yet": 7,
                "parts": 12,
                "secured": 6,
            },
            "plan": {"actions": 22, "done": 4, "green": 9, "amber": 3, "red": 6, "well": 13},
        },
    ),
)


def make_group(school: School, head: Member) -> Group:
    """The trust with its people and library; `school`, whose scope is open, publishes all to it but its load."""
    found = Group.objects.filter(sample=True).first()
    if found is not None:
        return found
    group, first = starting.start_group(NAME, "trust", ADDRESS.format(key="nadia"), PEOPLE[0][1])
    Group.objects.filter(pk=group.pk).update(sample=True)
    for key, name, part in PEOPLE[1:]:
        user = User.objects.create_user(ADDRESS.format(key=key), name=name)
        GroupMember.objects.create(group=group, user=user, part=part)
    for person in GroupMember.objects.filter(group=group).select_related("user"):
        email = person.user.email
        EmailAddress.objects.get_or_create(
            user=person.user, email=email, defaults={"verified": True, "primary": True}
        )
    for line in lines_in(STRAND.name, STRAND.read_bytes()):
        entries.add(group, first, line.kind, line.words)
    for kind, words in LIBRARY:
        place = words.place or next(iter(SORTS[kind].place_titles))
        entries.add(group, first, kind, entries.Words(**{**words.__dict__, "place": place}))
    # By hand, for inviting writes to the headteacher.
    affiliation = Affiliation.objects.create(school=school, group=group)
    joining.accept(affiliation, head)
    topics = [one for one in TOPICS if one != "load"]
    publishing.publish(affiliation, head, topics, digest(figures_of(school, group)))
    return group


def take_strand(school: School, head: Member) -> None:
    """The school takes the strand of the self-review that the trust offers; its scope is open."""
    strands.adopt(school, head, [one.key for one in not_taken(school)])


@transaction.atomic
def make_others(group: Group) -> None:
    """The two further schools, unless they are there."""
    for name, slug, published in OTHERS:
        if School.objects.filter(slug=slug).exists():
            continue
        school = School.objects.create(
            name=name,
            slug=slug,
            phase=School.Phase.PRIMARY,
            key_stages=["KS1", "KS2"],
            set_up_at=timezone.now(),
        )
        with scope(school=school):
            joined = Affiliation.objects.create(
                school=school, group=group, joined_on=timezone.localdate()
            )
            Published.objects.bulk_create(
                Published(school=school, affiliation=joined, topic=topic, figures=figures)
                for topic, figures in published.items()
            )
