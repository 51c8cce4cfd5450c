"""How people sign in: allauth's flows with this product's rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User


def display(user: User) -> str:
    """What a user is called in allauth's pages and e-mails."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Signing up is open only where the operator says so; invitations do not need it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and password do not belong together. Check both, or ask for a"
            " new password."
        ),
        "email_taken": _("Somebody has an account with this e-mail address already."),
        "incorrect_password": _("This is not your password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_OPEN)


class SignupForm(forms.Form):
    """What signing up asks beside address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Keep the name, and let who signed up describe a school."""
        user.name = self.cleaned_data["name"]
        user.may_start_school = True
        user.save(update_fields=["name", "may_start_school"])
