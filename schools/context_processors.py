"""What every page knows: the school, the member, and the way round."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ictlead import __version__

from .labels import LABELS, Labels
from .navigation import menu, stations


def school(request: HttpRequest) -> dict[str, Any]:
    """`school`, `member`, `labels`, `release`, and the navigation where there is a member."""
    school = getattr(request, "school", None)
    member = getattr(request, "member", None)
    context: dict[str, Any] = {
        "school": school,
        "member": member,
        "release": __version__,
        "labels": school.labels if school else Labels(LABELS),
    }
    if member is not None:
        context["nav"] = stations(request, member)
        context["menu"] = menu(request, member)
    elif request.path == reverse("account_login"):
        from .sample import people

        context["sample_people"] = people()
    return context
