"""`manage.py index_school [SLUG…]`: keep anew what can be found, of these schools or of all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finding.actions import index_school
from finding.models import Entry
from schools.models import School


class Command(BaseCommand):
    """Sets the index right, whatever was in it."""

    help = "Keep the search index of a school anew (of every school, if none is named)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SCHOOL")
        parser.add_argument(
            "--if-empty", action="store_true", help="only when nothing at all is kept yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Entry.objects.with_scopes_disabled().exists():
            return
        schools = School.objects.order_by("slug")
        if options["slugs"]:
            schools = schools.filter(slug__in=options["slugs"])
            unknown = set(options["slugs"]) - {one.slug for one in schools}
            if unknown:
                raise CommandError(f"There is no school {', '.join(sorted(unknown))}.")
        for school in schools:
            self.stdout.write(f"{school.slug}: {index_school(school)} things can be found.")
