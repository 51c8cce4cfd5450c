"""Search: the page and the palette over 50,000 things beside a signed-in empty view, on both databases.

PostgreSQL's figures come from a throw-away cluster (script/postgres), where its server is installed.
"""

import os
import subprocess
import sys
from pathlib import Path

import django

from benchmarks.report import note, report
from benchmarks.schools import LARGE, WORDS, sentences
from benchmarks.serving import head_of, served, session_of

ROOT = Path(__file__).resolve().parent.parent
THINGS, TIMES, EMPTY, MOST = 50_000, 40, "/empty/", 20
# A word that stands in two or three of a hundred things, two of them together, the beginning of one, a word in
# half of all things, and one that is nowhere.
SEARCHES = {
    "one word": "hydroponics",
    "two words": "hydroponics licences",
    "a beginning": "hydro",
    "a word that is everywhere": "training",
    "a word that is nowhere": "xylophone",
}


def fill() -> None:
    """Things to find, of which some are for the head alone and some for nobody here."""
    from django_scopes import scope

    from finding.models import Audience, Entry
    from schools.models import School

    school = School.objects.get(slug=LARGE)
    title, text = sentences(5, words=8), sentences(6, words=30)
    with scope(school=school):
        for_all = Audience.objects.create(school=school, tokens="insiders", digest="1" * 64)
        senior = Audience.objects.create(school=school, tokens="senior", digest="2" * 64)
        nobody = Audience.objects.create(school=school, tokens="person-0", digest="3" * 64)
        audiences = (for_all, for_all, senior, nobody)
        Entry.objects.bulk_create(
            (
                Entry(
                    school=school,
                    kind="duty",
                    thing=10_000_000 + number,
                    step=40,
                    title=next(title),
                    text=next(text) + (" Hydroponics." if number % 40 == 0 else ""),
                    url=f"/s/{LARGE}/roles/duties/",
                    audience=audiences[number % 4],
                )
                for number in range(THINGS)
            ),
            batch_size=2000,
        )


def measure(database: str) -> None:
    """Each search on this process's database."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE finding_entry")
    with served() as server:
        server.cookie = session_of(head_of(LARGE))
        for name, words in SEARCHES.items():
            for page in ("find/", "find/now/"):
                path = f"/s/{LARGE}/{page}?q={words.replace(' ', '+')}"
                empty, found = server.server_ms(EMPTY, path, times=TIMES)
                report(f"{database}: {page} {name}", found, "ms", empty)


def main() -> None:
    """Measure here, and then the same on PostgreSQL."""
    django.setup()
    from django.db import connection

    assert "training" in WORDS
    fill()
    measure(connection.vendor)
    if connection.vendor == "postgresql":
        return
    note("The same on PostgreSQL.")
    command = (
        f"{sys.executable} manage.py migrate --verbosity 0 && "
        f"{sys.executable} -m benchmarks.schools && {sys.executable} -m benchmarks.measure_search"
    )
    subprocess.run(["script/postgres", "sh", "-c", command], cwd=ROOT, env=os.environ, check=True)


if __name__ == "__main__":
    main()
