"""Looking round as somebody of the sample group, where the settings allow it at all."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ..models import GroupMember

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as somebody of a sample group."""
    if not settings.SAMPLE_SIGN_IN:
        raise Http404
    people = GroupMember.objects.select_related("user", "group")
    person = get_object_or_404(people, pk=pk, group__sample=True, user__is_active=True)
    login(request, person.user, backend=BACKEND)
    return redirect(person.group)
