"""What monitors ask: is the process alive, can it serve, what has it counted. For no person, of no school."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when it can serve, 503 with the reasons when not."""
    found = health.problems()
    return JsonResponse({"ready": not found, "problems": found}, status=503 if found else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The counters, as Prometheus reads them, for whoever brings METRICS_TOKEN; else there is nothing here.

    Raises:
        Http404: no token is set, or another one was brought.
    """
    token = settings.METRICS_TOKEN
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(brought.encode(), token.encode()):
        raise Http404
    from django_prometheus.exports import ExportToDjangoView

    answer: HttpResponse = ExportToDjangoView(request)
    return answer
