"""Every address of a school, tried by every position, with GET and POST.

`addresses.yaml` says who gets past the door of each; the test holds the code to that file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scopes_disabled

from home import sample
from schools.models import Member, School

TABLE = Path(__file__).with_name("addresses.yaml")
PEOPLE = (
    "helen", "priya", "tom", "amira", "joel", "grace", "owen",
    "daniel", "ryan", "janet", "ruth", "paul", "elin",
)  # fmt: skip
REFUSED = {403, 404, 405}


def patterns() -> Iterator[tuple[str, str, URLPattern]]:
    """The name, route and pattern of every address below `/s/<school>/`."""

    def walk(
        found: list[URLPattern | URLResolver], route: str, space: str
    ) -> Iterator[tuple[str, str, URLPattern]]:
        for one in found:
            here = route + str(one.pattern)
            if isinstance(one, URLResolver):
                below = ":".join(part for part in (space, one.namespace) if part)
                yield from walk(one.url_patterns, here, below)
            elif here.startswith("s/<slug:school>/"):
                yield ":".join(part for part in (space, one.name) if part), here, one

    yield from walk(get_resolver().url_patterns, "", "")


def browsers() -> dict[str, Client]:
    """For each of the sample's people a browser in which they are signed in."""
    found = {}
    for key in PEOPLE:
        user = get_user_model().objects.get(email=sample.ADDRESS.format(key=key))
        found[key] = Client(raise_request_exception=False)
        found[key].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def status(client: Client, method: str, path: str) -> int:
    """The status that an empty request gets; whatever it changed is undone."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return int(response.status_code)


def address(name: str, arguments: dict[str, Any], slug: str) -> str:
    """The path of an address with the table's arguments in the school `slug`."""
    return reverse(name, kwargs={"school": slug, **arguments})


def allowed(
    clients: dict[str, Client],
    school: School,
    name: str,
    arguments: dict[str, Any],
    method: str,
) -> tuple[list[str], dict[str, int]]:
    """Who of the sample's people gets past the door, and each one's status."""
    path = address(name, arguments, school.slug)
    found = {key: status(client, method, path) for key, client in clients.items()}
    return [key for key, code in found.items() if code not in REFUSED], found


def table() -> dict[str, Any]:
    """What `addresses.yaml` holds."""
    loaded: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return loaded


def arguments_for(school: School, name: str, route: str) -> dict[str, Any]:
    """What an address is tried with: the coordinator's proposed version, a duty, a subject…"""
    from audits.models import (
        EntryDocument,
        Maintenance,
        OwnStrand,
        Purchase,
        Quote,
        RegisterEntry,
        RegisterImport,
        SelfReview,
        Skill,
        SkillsAnswer,
        SkillsAudit,
        Statement,
        TrainingOffer,
        TrainingPlace,
    )
    from board.models import Note, Question
    from devplan import models as devplan
    from groups.models import Affiliation
    from priorities.models import Participant, Review, ReviewDuty
    from roles.models import Duty, Role, Signature
    from schools.models import AcademicYear, Subject, VisionSuggestion

    keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
    if not keys:
        return {}
    with scopes_disabled():
        role = Role.objects.get(school=school, title="ICT coordinator")
        review = Review.objects.filter(school=school).order_by("pk").first()
        plan = devplan.Plan.objects.filter(school=school, state="agreed").first()

        def one_of(model: Any, **where: Any) -> int:
            """The first of the sample's rows; 1 where there is none."""
            rows = model.objects.filter(school=school, **where).order_by("pk")
            return rows.values_list("pk", flat=True).first() or 1

        measured = devplan.Measurement.objects.filter(indicator__plan=plan).order_by("pk").first()
        about = {"objective__plan": plan, "objective__indicators__measurements": measured}
        action = devplan.Action.objects.filter(**about).order_by("pk").first()
        spent = devplan.Spending.objects.filter(cost__action__objective__plan=plan).first()
        shown = {"action__objective__plan": plan, "evidence__isnull": False}
        discussion = devplan.Discussion.objects.filter(plan=plan).order_by("pk").first()
        skills = SkillsAudit.objects.filter(school=school).order_by("-pk").first()
        said = SkillsAnswer.objects.filter(asked__audit=skills).order_by("pk").first()
        came = TrainingPlace.objects.filter(school=school, attended=True).order_by("pk").first()
        firsts: dict[str, Callable[[], Any]] = {
            "note": lambda: one_of(Note, state="shown"),
            "thread": lambda: one_of(Question),
            "kind": lambda: "vision",
            "thing": lambda: "whole",
            "skill": lambda: one_of(Skill, retired_on=None),
            "selfreview": lambda: one_of(
                SelfReview, state="agreed" if name == "audits:selfreview" else "judging"
            ),
            "part": lambda: "pedagogy",
            "own": lambda: one_of(OwnStrand),
            "skills": lambda: skills.pk if skills else 1,
            "asked": lambda: said.asked_id if said else 1,
            "area": lambda: said.question.area if said else "",
            "question": lambda: said.question_id if said else 1,
            "offer": lambda: came.offer_id if came else one_of(TrainingOffer),
            "plan": lambda: plan.pk if plan else 1,
            "action": lambda: action.pk if action else 1,
            "criterion": lambda: one_of(
                devplan.Criterion, objective=action.objective_id if action else None
            ),
            "objective": lambda: action.objective_id if action else 1,
            "strand": lambda: one_of(devplan.Strand, plan=plan),
            "finding": lambda: one_of(devplan.Finding, plan=plan),
            "indicator": lambda: measured.indicator_id if measured else 1,
            "measurement": lambda: measured.pk if measured else 1,
            "monitoring": lambda: one_of(devplan.Monitoring, plan=plan),
            "cost": lambda: spent.cost_id if spent else 1,
            "spending": lambda: spent.pk if spent else 1,
            "said": lambda: one_of(devplan.ProgressUpdate, **shown),
            "stage": lambda: "KS2",
            "statement": lambda: one_of(Statement, kind="every", key_stage="KS2"),
            "entry": lambda: one_of(RegisterEntry, name="Gatehouse web filter"),
            "imported": lambda: one_of(RegisterImport),
            "line": lambda: one_of(Maintenance, entry__name="Gatehouse web filter"),
            "purchase": lambda: one_of(Purchase, what="Two charging trolleys"),
            "quote": lambda: one_of(Quote, upload__isnull=False),
            "paper": lambda: one_of(EntryDocument, entry__name="Gatehouse web filter"),
            "bringing": lambda: one_of(devplan.PlanImport, plan=plan),
            "series": lambda: discussion.series_id if discussion else 1,
            "discussion": lambda: discussion.pk if discussion else 1,
            "item": lambda: one_of(devplan.AgendaItem, discussion=discussion),
            "outcome": lambda: one_of(devplan.Outcome, discussion=discussion),
            "role": lambda: role.pk,
            "number": lambda: 1 if name in ("schools:vision_version", "devplan:version") else 3,
            "suggestion": lambda: (
                VisionSuggestion.objects.filter(school=school, answer="")
                .values_list("pk", flat=True)
                .first()
            ),
            "subject": lambda: (
                Subject.objects.filter(school=school).values_list("pk", flat=True).first()
            ),
            "starts_in": lambda: (
                AcademicYear.objects.filter(school=school)
                .values_list("starts_in", flat=True)
                .first()
            ),
            "signature": lambda: (
                Signature.objects.filter(school=school).values_list("pk", flat=True).first()
            ),
            "group": lambda: "staff",
            "affiliation": lambda: (
                Affiliation.objects.filter(school=school)
                .values_list("group__slug", flat=True)
                .first()
                or "none"
            ),
            "set_key": lambda: "primary",
            "role_key": lambda: "coordinator",
            "review": lambda: review.pk if review else 1,
            "participant": lambda: (
                Participant.objects.filter(review=review).values_list("pk", flat=True).first() or 1
            ),
            "duty": lambda: (
                ReviewDuty.objects.filter(review=review).values_list("pk", flat=True).first() or 1
            ),
            "name": lambda: "matrix",
            "slug": lambda: "plan",
            "key": lambda: "influence",
            "pk": lambda: (
                Duty.objects.filter(school=school).values_list("pk", flat=True).first()
                if name.startswith("roles:")
                else Member.objects.get(school=school, name="Daniel Brook").pk
            ),
        }
        return {key: firsts[key]() for key in keys}
