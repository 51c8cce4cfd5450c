"""What every answer tells the browser beside Django's own headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

# Nothing here uses any of these; what a page would be made to do by somebody else, it cannot.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        *(
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
        ),
        *("gyroscope", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    )
)


# Behind these doors stands what people said in confidence or of themselves, or what is kept of a person: no browser
# keeps a copy. See docs/decisions/browser-copies.md.
IN_CONFIDENCE = frozenset(
    f"{app}.{verb}"
    for app, verbs in {
        "priorities": "enter facilitate type_in decide agree",
        "audits": "answer_skills see_answers see_training see_help lead_skills mark_attendance sign_up"
        " enter_selfreview lead_selfreview agree_level list_selfreviews",
        "devplan": "discuss set_up_discussions",
        "schools": "manage make_head read_trail",
    }.items()
    for verb in verbs.split()
)
# The same, where the door is one for much else.
IN_CONFIDENCE_TOO = frozenset({"devplan:discussions", "devplan:discussion"})
ACCOUNT = "/account/"


class SafeHeaders:
    """No camera, no place; nothing of ours within another site; no copy of what is private but the browser's own.

    What is said in confidence, and what belongs to an account, no browser keeps. Any other page is asked for anew each
    time by whoever is signed in. Who signs out takes the browser's copies along.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith(ACCOUNT) or is_in_confidence(request):
            response["Cache-Control"] = "private, no-store"
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def is_in_confidence(request: HttpRequest) -> bool:
    """Whether a page is one of which no browser keeps a copy."""
    found = request.resolver_match
    return found is not None and (
        getattr(found.func, "permission", None) in IN_CONFIDENCE
        or found.view_name in IN_CONFIDENCE_TOO
    )
