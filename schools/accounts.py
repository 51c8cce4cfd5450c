"""How people sign in: allauth's flows with this product's rules."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notices.mail import absolute

from . import sealing
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
        "enter_current_password": _("This is not your password until now. Try again."),
        "account_inactive": _("This account is closed. Ask your headteacher."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "max_email_addresses": _("An account can have %d addresses at most."),
        "unverified_primary_email": _("Confirm the address that your e-mails go to first."),
        "same_as_current": _("Choose one that differs from the one until now."),
        "rate_limited": _("That was tried too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_OPEN)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link to choose a new password: on our own address, whatever host was asked."""
        return _on_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link to confirm an address: on our own address, whatever host was asked."""
        return _on_our_address(super().get_email_confirmation_url(request, emailconfirmation))


def _on_our_address(url: str) -> str:
    return absolute(urlsplit(url).path)


class MFAAdapter(DefaultMFAAdapter):
    """The second proof beside the password, in this product's words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Wait for the next one and type it at once."),
        "unverified_email": _("Confirm your e-mail address first; then set up a second proof."),
        "add_email_blocked": _("With a second proof set up, no further address can be added."),
        "cannot_delete_authenticator": _("This cannot be taken away: your account needs it."),
        "cannot_generate_recovery_codes": _("Set up an app or a key first; then make codes."),
    }

    def encrypt(self, text: str) -> str:
        """An app's secret, or what codes are made from, as it is kept."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was kept so."""
        return sealing.opened(encrypted_text)


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
