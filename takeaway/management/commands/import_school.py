"""`manage.py import_school FILE`: a school out of its file, whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from notices.mail import absolute
from schools.actions.invitations import DAYS, first_link
from schools.refusals import Refused
from takeaway.actions import bring_by_operator


class Command(BaseCommand):
    help = "Bring a school in from the .zip that export_school, or its head, has made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the .zip of the school")
        parser.add_argument(
            "--slug", default="", help="the school’s part of the address; unset: that of the file"
        )
        parser.add_argument(
            "--head",
            default="",
            help="the e-mail address of somebody who shall be a headteacher beside those of the file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        head = str(options["head"]).strip().lower()
        if head:
            try:
                validate_email(head)
            except ValidationError:
                raise CommandError(f"“{head}” is not an e-mail address.") from None
        try:
            with options["file"].open("rb") as file:
                school, heads = bring_by_operator(file, slug=options["slug"], head=head)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        except Refused as refused:
            raise CommandError(f"{refused.sentence} Nothing has changed.") from refused
        self.stdout.write(f"{school} is at {absolute(reverse('front', args=[school.slug]))}")
        for one in heads:
            if one.has_password:
                self.stdout.write(f"{one.user.email} is its headteacher, and has a password here.")
                continue
            self.stdout.write(
                f"{one.user.email} is its headteacher. Give them this link; it works once, for {DAYS} "
                "days, and replaces any earlier one:"
            )
            self.stdout.write(absolute(first_link(one.user)))
        self.stdout.write("The head invites everybody else from the page of people.")
