"""`manage.py sample_school`: a believable school to look round in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from groups.models import Group
from home import sample
from home.sample_groups import make_others


class Command(BaseCommand):
    """Makes the sample school; when it is there already, nothing changes."""

    help = "Make the sample school, unless it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="only when the database has no school at all"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        school, made = sample.make(only_if_empty=options["if_empty"])
        if school is None:
            self.stdout.write("There is a school already; no sample was made.")
        elif made:
            make_others(Group.objects.get(sample=True))
            self.stdout.write(f"Made the sample school, {school.name}, at /s/{school.slug}/")
        else:
            self.stdout.write(f"The sample school, {school.name}, is there already.")
