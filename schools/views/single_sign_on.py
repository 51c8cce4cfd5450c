"""To the provider of single sign-on and back."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .. import single_sign_on
from ..security_log import note
from ..single_sign_on import Away, NotSignedIn, Why


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Go to the provider: by a page of ours, for our policy lets no form lead to another site.

    Raises:
        Http404: no provider is set.
    """
    if not single_sign_on.is_on():
        raise Http404
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if too_often := consume_or_429(request, action="login"):
        return too_often
    from ..provider import begin  # not before: most servers never need it

    try:
        url = begin(request, get_next_redirect_url(request) or "")
    except Away:
        return _away(request)
    context = {"url": url, "provider": settings.OIDC_NAME}
    return render(request, "schools/single_sign_on_leave.html", context)


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Come back from the provider: signed in, to be asked for the second proof, or told why not.

    Raises:
        Http404: no provider is set.
    """
    if not single_sign_on.is_on():
        raise Http404
    from ..provider import arrive

    try:
        arrived = arrive(request)
        user = single_sign_on.owner(arrived.address)
    except Away:
        return _away(request)
    except NotSignedIn as refused:
        return _not_signed_in(request, refused)
    record_authentication(request, user, method="single_sign_on")
    email = arrived.address.lower()
    return perform_login(request, Login(user=user, email=email, redirect_url=arrived.going or None))


def _not_signed_in(request: HttpRequest, refused: NotSignedIn) -> HttpResponse:
    note("single_sign_on_refused", request, refused.user, why=refused.why.value)
    if refused.why == Why.CLOSED:
        return redirect("account_inactive")
    context = {
        "why": refused.why.value,
        "address": refused.address,
        "provider": settings.OIDC_NAME,
    }
    return render(request, "schools/single_sign_on_refused.html", context, status=403)


def _away(request: HttpRequest) -> HttpResponse:
    """503: what to do meanwhile."""
    note("single_sign_on_away", request)
    context = {"provider": settings.OIDC_NAME}
    answer = render(request, "schools/single_sign_on_away.html", context, status=503)
    answer["Retry-After"] = "60"
    add_never_cache_headers(answer)
    return answer
