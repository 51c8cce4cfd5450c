"""End the sessions of somebody, or of everybody."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.actions.sessions import end_all, end_everybodys
from schools.models import User


class Command(BaseCommand):
    help = (
        "Sign ADDRESS out wherever it is signed in, or everybody; each can sign in again at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("address", nargs="?", help="the e-mail address of an account")
        who.add_argument("--everybody", action="store_true", help="every account of this site")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["everybody"]:
            number = end_everybodys()
        else:
            address = options["address"].strip()
            user = User.objects.filter(email__iexact=address).first()
            if user is None:
                raise CommandError(_("Nobody signs in with %(address)s.") % {"address": address})
            number = end_all(user)
        self.stdout.write(
            ngettext("%(n)d session is ended.", "%(n)d sessions are ended.", number) % {"n": number}
        )
