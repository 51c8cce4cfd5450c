"""A balance that fits, and what would be if."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schools.kept import kept
from schools.permissions import MemberRequest, member_view
from schools.wording import minutes_in_words

from .. import figures
from ..forms.balance import BalanceForm
from ..outcome import Coordinator
from ..proposing import Balance, balance
from ..queries.reviews import vision_of
from .results import review_and_results


@never_cache
@require_safe
@member_view("priorities.enter")
@kept
def balance_page(request: MemberRequest, review: int) -> HttpResponse:
    """Minutes a week for each duty that fit the release time, beside today's; changed by a GET form."""
    one, found, titles = review_and_results(request, review)
    form = BalanceForm(request.GET, results=found)
    valid = form.is_valid()
    places = {duty.pk: place for place, duty in enumerate(found.duties)}
    out = [places[pk] for pk in form.cleaned_data.get("out", [])]
    capacity = form.minutes
    fitted = balance(found, capacity, out, form.coordinator)
    name = next(
        (p.name for p in found.shown.coordinators if p.participant == form.coordinator),
        _("All coordinators"),
    )
    areas = [duty.area for duty in found.duties]

    def as_load(minutes: list[int | None]) -> figures.Load:
        return figures.load_of(Coordinator(0, name, capacity, tuple(minutes)), areas, titles)

    rows = [(found.duties[row.place], row) for row in fitted.rows]
    rows.sort(key=lambda pair: list(titles).index(pair[0].area))
    context = {
        "review": one,
        "vision": vision_of(one),
        "form": form,
        "valid": valid,
        "balance": fitted,
        "name": name,
        "who": request.GET.get("who", ""),
        "coordinators": found.shown.coordinators,
        "rows": rows,
        "sentence": balance_sentence(fitted, capacity),
        "today": as_load([None if row.out else row.today for row in fitted.rows]),
        "proposed": as_load([row.proposed for row in fitted.rows]),
        "rated": found.shown.rated,
    }
    return render(request, "priorities/balance.html", context)


def balance_sentence(found: Balance, capacity: int) -> str:
    """Whether the duties fit, and what is over or missing."""
    if found.fit.short:
        return _(
            "It cannot be done: what the duties need at least is %(minutes)s more than there is. "
            "Hand a duty on, lower what one needs at least, or find more time."
        ) % {"minutes": minutes_in_words(found.fit.short)}
    if not capacity:
        return _("There is no time to share out. Type in how many minutes a week there are.")
    if found.fit.free >= 5:
        return _(
            "It fits, and %(minutes)s a week are free: no duty may take more than it has here."
        ) % {"minutes": minutes_in_words(found.fit.free)}
    return _("It fits: the duties share %(minutes)s a week by their influence.") % {
        "minutes": minutes_in_words(found.proposed)
    }
