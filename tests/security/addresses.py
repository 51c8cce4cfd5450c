"""Every address of a school, tried by every position, with GET and POST.

`addresses.yaml` says who gets past the door of each; the test holds the code to that file.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    from devplan.models import Action, Criterion, Finding, Plan
    from priorities.models import Participant, Review, ReviewDuty
    from roles.models import Duty, Role, Signature
    from schools.models import AcademicYear, Subject, VisionSuggestion

    with scopes_disabled():
        role = Role.objects.get(school=school, title="ICT coordinator")
        review = Review.objects.filter(school=school).order_by("pk").first()
        plan = Plan.objects.filter(school=school, state="agreed").first()
        action = Action.objects.filter(objective__plan=plan).first() if plan else None
        firsts: dict[str, Any] = {
            "plan": plan.pk if plan else 1,
            "action": action.pk if action else 1,
            "criterion": Criterion.objects.filter(objective=action.objective_id if action else 0)
            .values_list("pk", flat=True)
            .first()
            or 1,
            "finding": Finding.objects.filter(plan=plan).values_list("pk", flat=True).first() or 1,
            "role": role.pk,
            "number": 1 if name == "schools:vision_version" else 3,
            "suggestion": VisionSuggestion.objects.filter(school=school, answer="")
            .values_list("pk", flat=True)
            .first(),
            "subject": Subject.objects.filter(school=school).values_list("pk", flat=True).first(),
            "starts_in": AcademicYear.objects.filter(school=school)
            .values_list("starts_in", flat=True)
            .first(),
            "signature": Signature.objects.filter(school=school)
            .values_list("pk", flat=True)
            .first(),
            "group": "staff",
            "set_key": "primary",
            "role_key": "coordinator",
            "review": review.pk if review else 1,
            "participant": Participant.objects.filter(review=review)
            .values_list("pk", flat=True)
            .first()
            or 1,
            "duty": ReviewDuty.objects.filter(review=review).values_list("pk", flat=True).first()
            or 1,
            "name": "matrix",
            "pk": Duty.objects.filter(school=school).values_list("pk", flat=True).first()
            if name.startswith("roles:")
            else Member.objects.get(school=school, name="Daniel Brook").pk,
        }
    keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
    return {key: firsts[key] for key in keys}
