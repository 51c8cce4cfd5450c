"""Printing: beside bare WeasyPrint on the same HTML, again unchanged, and a pack of 20 roles."""

import io
import os
from functools import partial

import django
from pypdf import PdfReader

from benchmarks.drawing import ms_a_page
from benchmarks.report import median_ms, note, report
from benchmarks.schools import PACK
from benchmarks.serving import head_of

MOST_MS_A_PAGE = 60


def main() -> None:
    """Measure single descriptions, then the pack."""
    os.environ.setdefault("PAGES_KEPT", "300")  # as a school's server keeps them
    django.setup()
    from django.test import Client
    from django_scopes import scope
    from weasyprint import HTML

    from documents import pdf, register
    from roles.models import Role
    from schools.models import School, User

    school = School.objects.get(slug=PACK)
    client = Client()
    client.force_login(
        User.objects.get(email=head_of(PACK)), backend="django.contrib.auth.backends.ModelBackend"
    )
    with scope(school=school):
        names = [f"role-{pk}" for pk in Role.objects.order_by("order").values_list("pk", flat=True)]

    def document(name: str) -> register.Document:
        with scope(school=school):
            found = register.find(school, None, name)
        assert found, f"nothing is called {name}"
        return found

    def through_the_page(name: str) -> bytes:
        answer = client.get(f"/s/{PACK}/print/{name}.pdf")
        assert answer.status_code == 200, f"{name} answered {answer.status_code}"
        return b"".join(answer) if answer.streaming else answer.content

    def bare(html: str) -> bytes:
        drawn: bytes = HTML(string=html, url_fetcher=pdf.fetcher()).write_pdf(
            pdf_variant="pdf/ua-1"
        )
        return drawn

    def pages(content: bytes) -> int:
        return len(PdfReader(io.BytesIO(content)).pages)

    with scope(school=school):
        htmls = [pdf.to_html(document(name)) for name in names]
    through_the_page(names[0])
    bare(htmls[0])
    note(f"A role description has {pages(bare(htmls[1]))} pages here.")
    # In turn, so that whatever else this machine does falls on both alike.
    first_times, bare_times = [], []
    for name, html in zip(names[1:], htmls[1:], strict=True):
        bare_times.append(median_ms([partial(bare, html)]))
        first_times.append(median_ms([partial(through_the_page, name)]))
    bare_ms, first_ms = sorted(bare_times)[9], sorted(first_times)[9]
    again_ms = median_ms([partial(through_the_page, name) for name in names[1:] * 5])
    report("role description: bare WeasyPrint", bare_ms, "ms")
    report("role description: first print", first_ms, "ms", bare_ms)
    report("role description: printed again", again_ms, "ms", bare_ms)
    report("role description: printed again beside our own first print", again_ms, "ms", first_ms)

    whole = pdf.prepare(document("roles"))
    size, ours_ms, bare_ms = ms_a_page(whole.html)
    note(f"The pack of {len(names)} roles has {size} pages.")
    report("pack of 20 roles: a page", ours_ms, "ms", MOST_MS_A_PAGE)
    report("pack of 20 roles: a page beside bare WeasyPrint", ours_ms, "ms", bare_ms)
    pdf.render_prepared(whole)
    through_the_page("roles")
    again_ms = median_ms([partial(through_the_page, "roles")] * 5)
    report("pack of 20 roles: printed again", again_ms, "ms", bare_ms * size)


if __name__ == "__main__":
    main()
