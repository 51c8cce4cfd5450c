"""Pages: the server's time beside a signed-in empty view's, and the queries they make."""

import re
from collections import defaultdict

import django

from benchmarks.report import report
from benchmarks.schools import LARGE
from benchmarks.serving import head_of, served, session_of

MOST_QUERIES, EMPTY = 12, "/empty/"
PER_VIEW, TIMES = 3, 150
NO_PAGE = re.compile(r"\.(pdf|docx|xlsx|csv|ics)$|/(logout|sign-out)/")


def pages_of(slug: str, email: str) -> dict[str, list[tuple[str, int]]]:
    """The pages that links lead to from a school's front page: view → (address, queries)."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import resolve

    from schools.models import User

    client = Client()
    client.force_login(
        User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend"
    )
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    waiting, seen = [f"/s/{slug}/"], {f"/s/{slug}/"}
    while waiting:
        path = waiting.pop(0)
        view = resolve(path).view_name
        if len(found[view]) >= PER_VIEW:
            continue
        client.get(path)  # what is cached for the process is there the second time
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        found[view].append((path, len(captured)))
        for link in re.findall(r'href="(/s/[^"?#]+)', answer.content.decode()):
            if link.startswith(f"/s/{slug}/") and link not in seen and not NO_PAGE.search(link):
                seen.add(link)
                waiting.append(link)
    return {view: pages for view, pages in found.items() if pages}


def role_page(slug: str) -> str:
    """The address of the first role that has an agreed version."""
    from roles.models import Role

    role = (
        Role.objects.with_scopes_disabled()
        .filter(school__slug=slug, descriptions__state="agreed")
        .select_related("school")
        .order_by("order", "id")
        .first()
    )
    assert role
    return role.get_absolute_url()


def main() -> None:
    """Measure both schools."""
    django.setup()
    from schools.models import School

    for slug in (School.objects.get(sample=True).slug, LARGE):
        kind = "large" if slug == LARGE else "sample"
        email = head_of(slug)
        pages = pages_of(slug, email)
        with served() as server:
            server.cookie = session_of(email)
            empty, role = server.server_ms(EMPTY, role_page(slug), times=TIMES)
            report(f"{kind}: signed-in empty view", empty, "ms")
            report(f"{kind}: role page", role, "ms", empty)
            for view, found in sorted(pages.items()):
                empty, page = server.server_ms(EMPTY, found[0][0], times=15)
                report(f"{kind}: page {view}", page, "ms", empty)
        for view, found in sorted(pages.items()):
            queries = max(number for _, number in found)
            report(f"{kind}: queries of {view}", queries, "queries", MOST_QUERIES)


if __name__ == "__main__":
    main()
