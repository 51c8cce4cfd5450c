"""Let the first headteacher in: a link to choose a password and describe the school."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.mail import absolute
from schools.actions.invitations import DAYS, first_link
from schools.models import User


class Command(BaseCommand):
    help = "Let EMAIL start a school: prints a link, used once, with which they choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the headteacher signs in with")
        parser.add_argument("--name", default="", help="the headteacher’s name")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = str(options["email"]).strip().lower(), " ".join(options["name"].split())
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(
                _("“%(email)s” is not an e-mail address.") % {"email": email}
            ) from None
        if len(name) > 150:
            raise CommandError(_("A name has at most %(limit)s characters.") % {"limit": 150})
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email, name=name)
        user.may_start_school = True
        user.name = user.name or name
        user.save(update_fields=["may_start_school", "name"])
        if user.has_usable_password():
            self.stdout.write(
                _("%(who)s may start a school, and has a password already. Sign in at %(url)s")
                % {"who": user, "url": absolute(reverse("account_login"))}
            )
            return
        self.stdout.write(
            _(
                "%(who)s may start a school. Give them this link; it works once, for %(days)s days, "
                "and replaces any earlier one:"
            )
            % {"who": user, "days": DAYS}
        )
        self.stdout.write(absolute(first_link(user)))
