"""A round of updates: asked for, who has answered and who has not, closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused
from schools.wording import listed

from .. import letters
from ..actions import rounds
from ..actions.checking import NotSo
from ..forms.rounds import RoundForm
from ..models import Plan, State
from ..queries.plans import plan_or_404
from ..queries.rounds import by_lead, earlier_rounds, half_term_of, open_round, people_of, to_ask
from ..rounds import day_to_ask_for


@member_view("devplan.ask_round")
def round_of(request: MemberRequest, plan: int) -> HttpResponse:
    """The open round by person; where none is open, whom one would ask, and until when."""
    one = plan_or_404(request.school, plan, request.member)
    found = open_round(one)
    if found is not None and request.method != "POST":
        context = {"plan": one, "found": found, "earlier": earlier_rounds(one)}
        return render(request, "devplan/round.html", context)
    today = timezone.localdate()
    span = half_term_of(one, today)
    form = RoundForm(request.POST or None, day=day_to_ask_for(span, today))
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.begin(one, request.member, form.cleaned_data["due_on"])
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            made.plan = one
            _tell(request, letters.ask(made, people_of(made), request.member))
            return redirect("devplan:round", request.school.slug, one.pk)
    actions = to_ask(one, span[1] if span else today) if one.state == State.AGREED else []
    context = {
        "plan": one,
        "form": form,
        "in_force": one.state == State.AGREED,
        "span": span,
        "number": len(actions),
        "people": by_lead((action, True) for action in actions),
        "earlier": earlier_rounds(one),
    }
    return render(request, "devplan/round_begin.html", context, status=422 if form.errors else 200)


def _tell(request: MemberRequest, sent: letters.Sent) -> None:
    words = ngettext("Asked: %(n)s e-mail went out.", "Asked: %(n)s e-mails went out.", sent.count)
    messages.success(request, words % {"n": sent.count})
    if sent.failed:
        messages.error(
            request,
            _(
                "The mail server did not take the e-mail to %(names)s. The front page asks them all the same."
            )
            % {"names": listed(sent.failed)},
        )
    if sent.without:
        messages.warning(
            request,
            _("No e-mail can be sent to %(names)s: tell them yourself.")
            % {"names": listed(sent.without)},
        )


@require_POST
@member_view("devplan.ask_round")
def close(request: MemberRequest, plan: int) -> HttpResponse:
    """End the open round."""
    one: Plan = plan_or_404(request.school, plan, request.member)
    try:
        rounds.close(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The round is closed. What was said stays with the actions."))
    return redirect("devplan:updates", request.school.slug, one.pk)
