"""Memory of a worker after it has made 200 different PDFs."""

import django

from benchmarks.report import report
from benchmarks.schools import LARGE
from benchmarks.serving import head_of, served, session_of

DIFFERENT, MOST_MB = 200, 200


def main() -> None:
    """Ask one worker for the PDFs; between them the words change, so that none is kept already."""
    django.setup()
    from roles.models import RoleDescription

    descriptions = list(
        RoleDescription.objects.with_scopes_disabled()
        .filter(school__slug=LARGE, state="agreed")
        .order_by("pk")
    )
    with served() as server:
        server.cookie = session_of(head_of(LARGE))
        server.get("/empty/")
        report("worker: memory at the start", server.worker_mb(), "MB", MOST_MB)
        different = set()
        for number in range(DIFFERENT):
            description = descriptions[number % len(descriptions)]
            RoleDescription.objects.with_scopes_disabled().filter(pk=description.pk).update(
                purpose=f"Print number {number}. {description.purpose}"
            )
            content = server.get(f"/s/{LARGE}/print/role-{description.role_id}.pdf")
            assert content.startswith(b"%PDF")
            different.add(content)
            if number == 0:
                report("worker: memory after one PDF", server.worker_mb(), "MB", MOST_MB)
        assert len(different) == DIFFERENT
        report(f"worker: memory after {DIFFERENT} PDFs", server.worker_mb(), "MB", MOST_MB)


if __name__ == "__main__":
    main()
