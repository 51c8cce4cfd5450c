"""Print a document from the shell."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django_scopes import scope

from documents import pdf, register
from documents.register import Document
from schools.models import Member, School


class Command(BaseCommand):
    help = "Print DOCUMENT of SCHOOL into FILE: a PDF, or a Word file if FILE ends in .docx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("school", help="the school’s short name, as in its address: /s/NAME/")
        parser.add_argument("document", help="what is printed: matrix, roles, role-12…")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, name, output = options["school"], options["document"], options["output"]
        school = School.objects.filter(slug=slug).first()
        if school is None:
            raise CommandError(_("There is no school “%(school)s”.") % {"school": slug})
        with scope(school=school):
            document = register.find(school, None, name)
            if document is None:
                raise CommandError(_unknown(school, name))
            content = _content(document, word=output.suffix.lower() == ".docx")
        try:
            output.write_bytes(content)
        except OSError as problem:
            raise CommandError(
                _("%(file)s could not be written: %(reason)s.")
                % {"file": output, "reason": problem.strerror}
            ) from problem
        self.stdout.write(
            _("Printed “%(title)s” to %(file)s.") % {"title": document.title, "file": output}
        )


def _content(document: Document, *, word: bool) -> bytes:
    if word and document.word is None:
        raise CommandError(
            _("“%(title)s” is not to be had as a Word file. Name a FILE that ends in .pdf.")
            % {"title": document.title}
        )
    if word and document.word is not None:
        return document.word()
    try:
        return pdf.render(document)
    except pdf.PrintFailed as problem:
        raise CommandError(f"{problem} ({problem.__cause__})") from problem


def _unknown(school: School, name: str) -> str:
    """A sentence with what there is to print, as the headteacher sees it."""
    heads = (one for one in Member.objects.all() if one.is_head)
    head = next(heads, None)
    there_is = [one.name for one in register.everything(school, head)] if head else []
    return _("There is no document “%(name)s”. There is: %(names)s.") % {
        "name": name,
        "names": ", ".join(there_is) or _("nothing yet"),
    }
