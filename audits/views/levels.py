"""Agreeing the levels of a self-review, strand by strand, and then the whole."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import levels as actions
from ..actions.statements import NotSo
from ..forms.selfreview import LevelForm
from ..queries.judging import choices_of
from ..queries.selfreview import seen, selfreview_or_404


@never_cache
@member_view("audits.agree_level")
def level(request: MemberRequest, selfreview: int, part: str) -> HttpResponse:
    """One strand: what people judged, and the level to agree."""
    review = selfreview_or_404(request.school, selfreview)
    # Before the reveal nobody sees what was judged; once agreed, what was typed comes back refused.
    if review.is_judging or (review.is_agreed and request.method != "POST"):
        return redirect("audits:selfreview", request.school.slug, selfreview)
    strands = seen(review)
    here = next((one for one in strands if one.key == part), None)
    if here is None:
        raise Http404
    choices = choices_of(request.school, here.strand, None)
    form = LevelForm(request.POST or None, choices=choices, agreed=here.agreed)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.agree_level(
                review, request.member, part, form.words, form.cleaned_data["revision"] or 0
            )
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except actions.Changed as meanwhile:
            form.add_error(None, meanwhile.sentence)
            form.begin_again_from(meanwhile.now.revision)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            words = {"strand": made.title, "level": made.level}
            messages.success(request, _("%(strand)s: level %(level)s is agreed.") % words)
            page = reverse("audits:selfreview", args=[request.school.slug, selfreview])
            return redirect(f"{page}#strand-{part}")
    context = {"review": review, "here": here, "form": form, "choices": choices}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/selfreview_level.html", context, status=status)


@require_POST
@member_view("audits.agree_level")
def agree_all(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Agree the whole."""
    review = selfreview_or_404(request.school, selfreview)
    try:
        actions.agree_all(review, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            _(
                "Agreed. Everybody in the school can read the levels; take what comes next into the plan."
            ),
        )
    return redirect("audits:selfreview", request.school.slug, selfreview)
