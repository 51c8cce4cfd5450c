"""`manage.py sample_school`: a believable school to look round in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from groups.models import Group
from home import sample
from home.sample_groups import make_others
from home.sample_removing import NotOnlyASample, remove
from schools.models import School


class Command(BaseCommand):
    """Makes the sample school; when it is there already, nothing changes.

    Where nobody may sign in as its people, it is made to be looked round only.
    """

    help = "Make the sample school, unless it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="only when the database has no school at all"
        )
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="take away the one there is first: it is always in the middle of its year when it is new",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["afresh"] and (old := School.objects.filter(sample=True).first()):
            try:
                remove(old)
            except NotOnlyASample:
                raise CommandError(
                    f"{old.name} stays as it is: a group of schools or somebody real belongs to it."
                ) from None
        to_visit = not settings.SAMPLE_SIGN_IN
        school, made = sample.make(only_if_empty=options["if_empty"], to_visit=to_visit)
        if school is None:
            self.stdout.write("There is a school already; no sample was made.")
        elif made:
            if not to_visit:
                make_others(Group.objects.get(sample=True))
            self.stdout.write(f"Made the sample school, {school.name}, at /s/{school.slug}/")
        else:
            self.stdout.write(f"The sample school, {school.name}, is there already.")
