"""Erase a person from every school of this site, as its operator is asked to."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django_scopes import scope

from schools.actions.erasing import erase_everywhere, members_of, users_of
from schools.queries.erasing import foretold
from schools.refusals import Refused


class Command(BaseCommand):
    help = "Erase whom EMAIL belongs to from every school: says what that does, and asks first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="an address of the person")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        email = str(options["email"]).strip()
        members = members_of(email)
        if not members and not users_of(email):
            raise CommandError(_("Nobody here has the address %(email)s.") % {"email": email})
        for one in members:
            with scope(school=one.school):
                told = foretold(one)
            self.stdout.write(f"{one.school}: {one.name}")
            for line in told.sentences:
                self.stdout.write(f"  {line}")
        if not options["yes"]:
            typed = input(_("This cannot be undone. Type the address once more to erase them: "))
            if typed.strip().casefold() != email.casefold():
                raise CommandError(_("That is another address. Nothing is erased."))
        try:
            schools = erase_everywhere(email)
        except Refused as refused:
            raise CommandError(f"{refused.sentence} " + _("Nothing is erased.")) from refused
        self.stdout.write(
            _("Erased: an account, and the person in %(schools)s.")
            % {"schools": ", ".join(schools) or _("no school")}
        )
