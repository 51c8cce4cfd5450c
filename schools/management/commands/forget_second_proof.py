"""Take the second proof from an account whose owner has lost it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from notices import mail
from schools.models import User
from schools.security_log import note


class Command(BaseCommand):
    help = "Take app, keys and recovery codes from the account of ADDRESS, and tell its owner by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address that the account is known by")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].strip()
        with transaction.atomic():
            user = User.objects.select_for_update().filter(email__iexact=address).first()
            if user is None:
                raise CommandError(_("Nobody signs in with %(address)s.") % {"address": address})
            number, _which = Authenticator.objects.filter(user=user).delete()
        if not number:
            self.stdout.write(_("There is no second proof to take away; nothing has changed."))
            return
        note("second_proof_forgotten", None, user)
        try:
            mail.send(
                user.email,
                _("Your second proof was taken away"),
                "schools/proof_forgotten",
                {"user": user},
            )
        except mail.NotSent:
            self.stderr.write(_("It is done, but the e-mail that says so could not be sent."))
        self.stdout.write(
            _("The password alone opens this account now, until another proof is set up.")
        )
