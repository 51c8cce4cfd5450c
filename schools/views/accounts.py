"""The ways in: starting a school, an invitation, the first headteacher's link, sample people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gias.queries import find

from ..actions import invitations, setup
from ..forms.people import PasswordForm
from ..forms.register import Looked, look
from ..forms.setup import SchoolForm
from ..models import Member, User
from ..permissions import NotAllowed
from ..refusals import Refused
from ..rules import may_start_school
from ..sample import people

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_required
def start_school(request: HttpRequest) -> HttpResponse:
    """Describe a school; whoever does becomes its headteacher."""
    user = signed_in(request)
    if not may_start_school(user):
        raise NotAllowed(
            _("Only people whom this site’s operator has let in may start a school. Ask them.")
        )
    form = SchoolForm(request.POST or None)
    looked = look(request, form)
    if looked.initial is not None:
        form = SchoolForm(initial=looked.initial)
        form.suggest()
    elif request.method == "POST" and "usual" in request.POST:
        form = form.filled_in()
    elif request.method == "POST" and form.is_valid():
        try:
            member = setup.start_school(user, form.description())
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(
                request,
                _("%(school)s is here, and you are its %(head)s. Next, its people.")
                % {"school": member.school, "head": member.school.labels["headteacher"]},
            )
            return redirect("schools:setup", member.school.slug)
    return render(request, "schools/setup_school.html", {"form": form, "looked": looked})


@require_safe
@login_required
def find_school(request: HttpRequest) -> HttpResponse:
    """The schools of England's register that can be meant, while somebody types a name or a number."""
    typed = request.GET.get("urn") or request.GET.get("name") or ""
    looked = Looked(here=True, found=find(typed))
    return render(request, "schools/_in_register.html", {"looked": looked})


@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new password, or as who is signed in with that address."""
    try:
        invited = invitations.open_invitation(token)
        if invited.user is None:
            return _choose_password_and_join(request, token, invited)
        if request.method == "POST" and request.user == invited.user:
            school = invitations.accept_as(token, invited.user)
            return _welcome(request, school.slug, str(school))
    except invitations.LinkVoid as void:
        return _void(request, void.sentence)
    except Refused as refused:
        return _void(request, refused.sentence)
    return render(request, "schools/invitation.html", {"invited": invited})


@never_cache
@sensitive_post_parameters("password")
def first(request: HttpRequest, token: str) -> HttpResponse:
    """The first headteacher chooses a password, and describes the school next, unless it is here."""
    try:
        user = invitations.open_first(token)
        # Their school may be here already, brought in from a file.
        schools = Member.objects.with_scopes_disabled().filter(user=user, left_on=None)
        # People of a group of schools describe none.
        has_place = schools.exists() or not user.may_start_school
        form = PasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            user = invitations.choose_first_password(token, form.cleaned_data["password"])
            login(request, user, backend=BACKEND)
            return redirect("home:start" if has_place else "accounts:start_school")
    except invitations.LinkVoid as void:
        return _void(request, void.sentence)
    context = {"form": form, "invited_user": user, "has_place": has_place}
    return render(request, "schools/invitation_first.html", context)


def sample(request: HttpRequest) -> HttpResponse:
    """The sample school's people, to look round as any of them."""
    if not settings.SAMPLE_SIGN_IN:
        raise Http404
    return render(request, "schools/people_sample.html", {"sample_people": people()})


@require_POST
def sample_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as somebody of a sample school, where the settings allow it at all."""
    if not settings.SAMPLE_SIGN_IN:
        raise Http404
    member = get_object_or_404(
        Member.objects.with_scopes_disabled().select_related("school", "user"),
        pk=pk,
        school__sample=True,
        user__isnull=False,
        user__is_active=True,
        left_on=None,
    )
    login(request, member.user, backend=BACKEND)
    return redirect("front", member.school.slug)


def _choose_password_and_join(
    request: HttpRequest, token: str, invited: invitations.Invitation
) -> HttpResponse:
    """Nobody signs in with this address yet: a password is chosen, and that is all."""
    newcomer = User(email=invited.member.email, name=invited.member.name)
    form = PasswordForm(request.POST or None, user=newcomer)
    if request.method == "POST" and form.is_valid():
        try:
            user, school = invitations.accept_with_password(token, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            login(request, user, backend=BACKEND)
            return _welcome(request, school.slug, str(school))
    return render(request, "schools/invitation.html", {"invited": invited, "form": form})


def _welcome(request: HttpRequest, slug: str, school: str) -> HttpResponse:
    messages.success(request, _("Welcome to %(school)s.") % {"school": school})
    return redirect("front", slug)


def _void(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "schools/invitation_void.html", {"sentence": sentence}, status=410)


def signed_in(request: HttpRequest) -> User:
    """Who is signed in; `login_required` has made sure that somebody is."""
    user: Any = request.user
    if isinstance(user, AnonymousUser):
        raise Http404
    return user
