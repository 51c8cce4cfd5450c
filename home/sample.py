"""The sample school: made by the same actions as any school, then dated back.

What it holds stands in `content/sample.yaml`. Moments are given as days ago, so that the school is
always in the middle of its year, whenever it is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from roles.actions import commenting, descriptions, duties, roles, signing
from roles.library import RoleTemplate, fill, find_set
from roles.merging import Content, LineContent
from roles.models import Comment, Duty, Holding, Role, RoleDescription, Signature
from schools.actions import people, setup, vision
from schools.models import (
    Activity,
    Member,
    School,
    Subject,
    User,
    Vision,
    VisionReview,
    VisionSuggestion,
)

from .sample_audits import Audits
from .sample_board import Board
from .sample_days import school_day
from .sample_groups import make_group, take_strand
from .sample_plan import Plans
from .sample_reviews import Reviews

CONTENT = Path(__file__).parent / "content" / "sample.yaml"
ADDRESS = "{key}@quillhaven.example"


@cache
def content() -> dict[str, Any]:
    """What the sample school is made of."""
    loaded: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return loaded


def make(*, only_if_empty: bool = False, to_visit: bool = False) -> tuple[School | None, bool]:
    """Make the sample school. Returns it, and whether it was made now.

    When it is there already, or `only_if_empty` and there is any school, nothing changes. `to_visit`, it is only
    looked round (schools/visiting.py): it belongs to no group, and nobody can ever sign in as one of its people.
    """
    existing = School.objects.filter(sample=True).first()
    if existing is not None:
        return existing, False
    if only_if_empty and School.objects.exists():
        return None, False
    with transaction.atomic():
        return _Sample(to_visit=to_visit).build(), True


class _Sample:
    """One making of the school; keeps its people at hand by the keys of the content."""

    def __init__(self, *, to_visit: bool) -> None:
        self.to_visit = to_visit
        self.content = content()
        self.people: dict[str, Member] = {}
        self.now = timezone.now()

    def build(self) -> School:
        head = self.content["people"][0]
        member = setup.start_school(self._user(head, may_start=True), self._description())
        self.school = member.school
        School.objects.filter(pk=self.school.pk).update(
            sample=True, slug=self.content["school"]["slug"]
        )
        self.school.refresh_from_db()
        with scope(school=self.school), timezone.override(self.school.time_zone):
            self.head = self.people["helen"] = member
            Activity.objects.update(at=self._ago(811))
            with self._dated(810):
                self._add_people()
                setup.finish(self.school, self.head)
            self._write_visions()
            with self._dated(700):
                self._adopt_duties()
            for _days, happen in sorted(self._events(), key=lambda event: -event[0]):
                happen()
            for place, about in enumerate(self.content["roles"]):
                Role.objects.filter(title=about["title"]).update(order=place)
            self._leave()
            if self.to_visit:
                User.objects.filter(memberships__school=self.school).update(is_active=False)
            else:
                with self._dated(20):
                    make_group(self.school, self._fresh(self.head))
                # After the self-review that is under way was opened: it keeps the strands that it began with.
                with self._dated(5):
                    take_strand(self.school, self._fresh(self.head))
        return self.school

    # People -------------------------------------------------------------------------------------

    def _description(self) -> setup.Description:
        about = self.content["school"]
        return setup.Description(
            name=about["name"],
            phase=about["phase"],
            urn=about["urn"],
            local_authority=about["local_authority"],
            key_stages=about["key_stages"],
            subjects=about["subjects"],
        )

    def _user(self, person: dict[str, Any], *, may_start: bool = False) -> User:
        """Nobody can sign in with a password: the sample's people are for looking round only."""
        email = ADDRESS.format(key=person["key"])
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, name=person["name"], may_start_school=may_start)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    def _add_people(self) -> None:
        subjects = {subject.name: subject for subject in Subject.objects.all()}
        for person in self.content["people"][1:]:
            details = people.Details(
                name=person["name"],
                email=ADDRESS.format(key=person["key"]),
                kinds=frozenset(person["positions"]),
                subjects=tuple(subjects[name] for name in person.get("subjects", [])),
            )
            member = people.add(self.school, self.head, details)
            if person.get("joined", True):
                Member.objects.filter(pk=member.pk).update(
                    user=self._user(person), invited_at=self._ago(805), joined_at=self._ago(800)
                )
            else:
                Member.objects.filter(pk=member.pk).update(invited_at=self._ago(3))
            member = self._fresh(member)
            self.people[person["key"]] = member
            if person.get("deputy"):
                people.name_deputy(member, self.head)
                self.people[person["key"]] = self._fresh(member)

    def _leave(self) -> None:
        for person in self.content["people"]:
            if days := person.get("left"):
                with self._dated(days):
                    people.leave(self.people[person["key"]], self.head)
                Member.objects.filter(pk=self.people[person["key"]].pk).update(
                    left_on=self._day(days)
                )

    # The vision ---------------------------------------------------------------------------------

    def _write_visions(self) -> None:
        for number, one in enumerate(self.content["vision"]):
            author = self.people[one["written_by"]]
            horizon = one.get("horizon_days")
            with self._dated(one["days_ago"]):
                made = vision.write(
                    self.school,
                    author,
                    base=number,
                    text=one["text"],
                    aims=one["aims"],
                    horizon=self._day(-horizon) if horizon else None,
                    review_on=school_day(1),
                )
            Vision.objects.filter(pk=made.pk).update(
                written_at=self._ago(one["days_ago"]), review_on=school_day(one["review_days"])
            )
        for one in self.content["vision_reviews"]:
            VisionReview.objects.create(
                school=self.school,
                held_on=school_day(-one["held_days_ago"]),
                note=one["note"],
                recorded_by=self.people[one["by"]],
            )
        for one in self.content["suggestions"]:
            with self._dated(one["days_ago"]):
                suggestion = vision.suggest(self.school, self.people[one["by"]], text=one["text"])
            VisionSuggestion.objects.filter(pk=suggestion.pk).update(
                made_at=self._ago(one["days_ago"])
            )
            if "answer" in one:
                VisionSuggestion.objects.filter(pk=suggestion.pk).update(
                    answer=one["answer"],
                    taken_up=True,
                    answered_by=self.people[one["answered_by"]],
                    answered_at=self._ago(one["days_ago"] - 5),
                )

    # Duties and roles ---------------------------------------------------------------------------

    def _adopt_duties(self) -> None:
        starting = find_set(self.content["set"])
        keys = {line.entry for role in starting.roles for line in role.lines}
        duties.adopt(self.school, self.head, [*sorted(keys), *self.content["also_adopted"]])
        for one in self.content["own_duties"]:
            words = duties.Words(one["text"], one["short"], one["why"], one["area"])
            duties.add(self.school, self.head, "duty", words)
        for one in self.content["reworded"]:
            duty = Duty.objects.get(key=one["entry"])
            base = duties.Words(duty.text, duty.short, duty.why, duty.area)
            words = duties.Words(one["text"], duty.short, duty.why, duty.area)
            duties.reword(duty, self.head, words, base)

    def _events(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """What happened how many days ago: a review's outcome begins the version that follows it."""
        for about in self.content["roles"]:
            for number, version in enumerate(about["versions"]):
                yield version["days_ago"] + 6, partial(self._happen, about, version, number == 0)
        reviews = Reviews(self.school, self.people, self._dated)
        for about in reviews.content["reviews"]:
            yield about["days_ago"], partial(reviews.make, about)
        yield from Plans(self.school, self.people, self._dated).events()
        yield from Audits(self.school, self.people, self._dated).events()
        yield from Board(self.school, self.people, self._dated).events()

    def _happen(self, about: dict[str, Any], version: dict[str, Any], new: bool) -> None:
        if new:
            self._add_role(about)
        self._add_version(Role.objects.get(title=about["title"]), about, version)

    def _add_role(self, about: dict[str, Any]) -> None:
        first = about["versions"][0]
        template = self._template(about)
        holders = [self.people[key] for key in about["holders"]]
        with self._dated(first["days_ago"]):
            role = roles.add_role(
                self.school,
                self.head,
                about["title"],
                template.position if template else about["position"],
                holders,
                since=self._day(first["days_ago"]),
            )
        Holding.objects.filter(role=role).update(since=self._day(first["days_ago"]))

    def _template(self, about: dict[str, Any]) -> RoleTemplate | None:
        if "template" not in about:
            return None
        return next(
            role for role in find_set(self.content["set"]).roles if role.key == about["template"]
        )

    def _add_version(
        self,
        role: Role,
        about: dict[str, Any],
        version: dict[str, Any],
    ) -> None:
        days = version["days_ago"]
        writer, template = self.head, self._template(about)
        with self._dated(days + 6):
            begun = RoleDescription.objects.filter(role=role, state="draft").first()
            description = begun or descriptions.start_version(role, writer).description
            description = descriptions.save_draft(
                description,
                writer,
                self._content(about, template, version),
                description.revision,
            )
        self._date(description, created_at=days + 6)
        if version["state"] == "draft":
            return
        with self._dated(days):
            description = descriptions.propose(description, writer)
        self._date(description, proposed_at=days)
        for one in version.get("comments", []):
            with self._dated(one["days_ago"]):
                made = commenting.comment(description, self.people[one["by"]], one["text"])
            Comment.objects.filter(pk=made.pk).update(made_at=self._ago(one["days_ago"]))
        if version["state"] == "proposed":
            for key in version.get("signed", []):
                self._sign(description, self.people[key], days - 1)
            return
        paper = version.get("paper")
        for key in about["holders"]:
            if key == paper:
                with self._dated(days - 2):
                    signing.record_paper_signature(
                        description, self.head, self.people[key], self._day(days - 1)
                    )
                Signature.objects.filter(description=description).update(
                    signed_at=self._ago(days - 2)
                )
            else:
                self._sign(description, self.people[key], days - 2)
        self._sign(description, self.people[version["manager"]], days - 3)
        self._date(description, agreed_at=days - 3)
        RoleDescription.objects.filter(role=role, state="superseded").exclude(
            pk=description.pk
        ).update(ended_at=self._ago(days - 3))
        if "review_days" in version:
            RoleDescription.objects.filter(pk=description.pk).update(
                review_on=school_day(version["review_days"])
            )

    def _sign(self, description: RoleDescription, member: Member, days: int) -> None:
        with self._dated(days):
            signing.sign(description, member)
        Signature.objects.filter(description=description, member=member).update(
            signed_at=self._ago(days)
        )

    def _content(
        self, about: dict[str, Any], template: RoleTemplate | None, version: dict[str, Any]
    ) -> Content:
        """What a version says: the template's lines with the changes that the version names."""
        by_key = {duty.key: duty.pk for duty in Duty.objects.exclude(key="")}
        lines: dict[str, LineContent] = {}
        for begun in template.lines if template else ():
            if begun.entry not in version.get("drops", []):
                lines[f"d{by_key[begun.entry]}"] = LineContent(
                    begun.part, begun.minutes, begun.priority
                )
        for one in version.get("lines", []):
            lines[f"d{by_key[one['entry']]}"] = LineContent(
                one["part"], one.get("minutes"), one.get("priority", "")
            )
        for entry in version.get("leads", []):
            lines[f"d{by_key[entry]}"] = LineContent("leads", 30, "medium")
        for entry, minutes in version.get("minutes", {}).items():
            key = f"d{by_key[entry]}"
            line = lines.get(key, LineContent("leads", None, "medium"))
            lines[key] = LineContent(line.part, minutes, line.priority, line.note)
        subjects = {subject.name: subject.pk for subject in Subject.objects.all()}
        for name, stages in version.get("entitlement", {}).items():
            for stage in stages:
                lines[f"e{subjects[name]}:{stage}"] = LineContent("leads")
        purpose = about.get("purpose") or (template.purpose if template else "")
        release = version.get("release", template.release_minutes if template else None)
        review = version.get("review_days", 360)
        return Content(
            purpose=fill(purpose, self.school.labels),
            line_manager=self.people[version["manager"]].pk,
            release_minutes=release,
            review_on=school_day(max(review, 1)),
            lines=lines,
        )

    # Dates --------------------------------------------------------------------------------------

    def _ago(self, days: int) -> datetime.datetime:
        """So many days ago, when school is over, whatever the time is now."""
        day = timezone.localtime(self.now - datetime.timedelta(days=days))
        return day.replace(hour=15, minute=40) if days else self.now

    def _day(self, days: int) -> datetime.date:
        return timezone.localdate(self._ago(days))

    def _date(self, description: RoleDescription, **days: int) -> None:
        RoleDescription.objects.filter(pk=description.pk).update(
            **{field: self._ago(ago) for field, ago in days.items()}
        )
        description.refresh_from_db()

    @staticmethod
    def _fresh(member: Member) -> Member:
        return (
            Member.objects.select_related("school", "user")
            .prefetch_related("positions")
            .get(pk=member.pk)
        )

    @contextmanager
    def _dated(self, days: int) -> Iterator[None]:
        """Whatever the trail says meanwhile was done so many days ago."""
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield
        Activity.objects.filter(pk__gt=last).update(at=self._ago(days))
