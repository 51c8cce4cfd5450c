"""Looking round the sample school: choosing through whose eyes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import visiting
from ..models import Member
from ..permissions import NotAllowed


@require_safe
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """As whom one can look round."""
    return render(request, "schools/looking_round.html", {"hosts": _hosts(request)})


@require_POST
@login_required
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Look round as one of the sample's people sees it."""
    host = next((one for one in _hosts(request) if one.pk == pk), None)
    if host is None:
        raise Http404
    visiting.begin(request, host)
    return redirect("front", host.school.slug)


def _hosts(request: HttpRequest) -> list[Member]:
    """The people to choose from.

    Raises:
        Http404: there is no sample school, or the operator lets nobody look round it.
        NotAllowed: the reader leads no school, and may describe none.
    """
    if not visiting.is_open():
        raise Http404
    if not visiting.may_visit(request.user):
        raise NotAllowed(
            _("Only people who lead a school, or are about to describe one, look round the sample.")
        )
    return visiting.hosts()
