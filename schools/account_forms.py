"""The forms of signing in and up, in this product's words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

ADDRESS = _("E-mail address")
NEW, ONCE_MORE = _("New password"), _("The new password once more")
PASSKEY = _(
    "A passkey is asked for your fingerprint, face or code, and then needs no password beside it. Without this it "
    "is asked for after the password."
)


def say(form: BaseForm, **labels: Any) -> None:
    """Give fields these labels; no words stand in a field that vanish when one types."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in labels:
            field.label = labels[name]


class LoginForm(account.LoginForm):
    """Signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login=ADDRESS)


class SignupForm(account.SignupForm):
    """Signing up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=ADDRESS)


class ResetPasswordForm(account.ResetPasswordForm):
    """Asking for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=ADDRESS)


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """Choosing a new password by the link in an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password1=NEW, password2=ONCE_MORE)


class ChangePasswordForm(account.ChangePasswordForm):
    """Changing the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, oldpassword=_("Your password until now"), password1=NEW, password2=ONCE_MORE)


class SetPasswordForm(account.SetPasswordForm):
    """Choosing a password where there was none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password1=NEW, password2=ONCE_MORE)


class AddEmailForm(account.AddEmailForm):
    """Adding an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=ADDRESS)


class AuthenticateForm(mfa.AuthenticateForm):
    """The second proof beside the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("The six digits of the app, or a code from your list"))


class ReauthenticateForm(mfa.ReauthenticateForm):
    """The second proof once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("The six digits of the app, or a code from your list"))


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """Starting to use an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("The six digits that the app shows"))


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    """Adding a passkey or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Name"), passwordless=_("Sign in with it alone"))
        if "passwordless" in self.fields:
            self.fields["passwordless"].help_text = PASSKEY


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    """Renaming one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Name"))
