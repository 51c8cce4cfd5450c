"""`manage.py export_school SCHOOL --output FILE`: everything of a school as one file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from schools.models import School
from takeaway.actions import note_taken
from takeaway.making import make


class Command(BaseCommand):
    help = "Take a school along: one .zip with everything that import_school brings back in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("school", help="the school’s part of the address")
        parser.add_argument("--output", type=Path, required=True, help="the .zip to write")
        parser.add_argument(
            "--only-data",
            action="store_true",
            help="without the PDFs and workbooks, which are only for reading",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school “{options['school']}”.")
        output, more = options["output"], not options["only_data"]
        if output.exists():
            raise CommandError(f"{output} is there already.")
        with scope(school=school):
            note_taken(school, None)
        part = output.with_name(f".{output.name}.part")
        try:
            # For nobody else to read: it holds all that is said in the school.
            descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w+b") as file:
                failed = make(school, file, papers=more, tables=more)
            part.replace(output)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)
        for title in failed:
            self.stderr.write(f"“{title}” could not be printed.")
        self.stdout.write(f"{output} ({output.stat().st_size:,} bytes)")
