"""The product's addresses, and the yardstick: a signed-in empty view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ictlead.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """All the middleware, the session and the user read; no template, no other query."""
    return HttpResponse(str(request.user.pk))


urlpatterns = [
    path("empty/", empty),
    *urlpatterns,
]
