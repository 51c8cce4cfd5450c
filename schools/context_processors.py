"""What every page knows: the school, the member, and the way round."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ictlead import __version__

from .alarms import alarms_of
from .kept import stand_in
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
    if getattr(request, "token_stands_in", False):
        context["csrf_token"] = stand_in()
    if member is not None:
        # Asked for by whole pages only, not by the parts of one that are sent alone.
        context["nav"] = SimpleLazyObject(
            lambda: [one for one in stations(request, member) if one.in_bar]
        )
        context["alarms"] = SimpleLazyObject(lambda: alarms_of(member))
        context["menu"] = SimpleLazyObject(lambda: menu(request, member))
    elif request.path == reverse("account_login"):
        from .sample import people

        context["sample_people"] = people()
        context["provider"] = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return context
