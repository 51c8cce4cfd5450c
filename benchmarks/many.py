"""Schools by the thousand in a PostgreSQL database, laid in with COPY: `python -m benchmarks.many 24000`.

One school is made as people make it: 10 people, 6 roles, 40 duties, a plan of 40 actions, and a revealed review of
8 × 40 ratings. PostgreSQL gives its rows out as COPY writes them; each further school is the same rows with other
numbers, names, addresses and ratings, every fourth with the review. The same seed gives the same rows. What can be
found by searching is left out: `manage.py index_school` makes it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from benchmarks import plans, schools
from benchmarks.measure_results import rated
from benchmarks.report import note, report

if TYPE_CHECKING:
    from django.db import models

    from schools.models import School

SLUG = "school0"
PEOPLE, ROLES, DUTIES, ACTIONS, RATERS, EVERY = 10, 6, 40, 40, 8, 4
BATCH = 100  # schools a block
COPIED = ("schools", "roles", "priorities", "devplan")
# An id inside JSON, written for the copies to find: "@devplan_strand:12@".
INSIDE = re.compile(r'"@(\w+):(\d+)@"')


def template() -> School:
    """The school of which the others are copies, with what its review and its plan hold."""
    from django_scopes import scope

    from devplan.models import PlanVersion
    from schools.actions.setup import add_year
    from schools.calendar import academic_year
    from schools.models import Member, School

    schools.make(SLUG, duties=DUTIES, roles=ROLES, lines=12, people=PEOPLE)
    school = School.objects.get(slug=SLUG)
    with scope(school=school):
        people = list(Member.objects.order_by("pk"))
        from django.utils import timezone

        for year in range(3):
            add_year(school, academic_year(timezone.localdate()) + year)
        plans.write(school, people, objectives=10, actions=ACTIONS, costs=60, updates=80)
        rated(school, people[:RATERS])
        for version in PlanVersion.objects.all():
            version.text = _ids_marked(version.text)
            version.save()
    return school


def _ids_marked(text: Any, table: str = "") -> Any:
    """The text of a plan in which each id says whose it is."""
    below = {"strands": "devplan_strand", "objectives": "devplan_objective"}
    below |= {"actions": "devplan_action"}
    if isinstance(text, list):
        return [_ids_marked(one, table) for one in text]
    if not isinstance(text, dict):
        return text
    marked = {key: _ids_marked(value, below.get(key, "")) for key, value in text.items()}
    if table:
        marked["id"] = f"@{table}:{text['id']}@"
    for person in ("lead", "monitored_by"):
        if text.get(person):
            marked[person] = f"@schools_member:{text[person]}@"
    return marked


@dataclass
class Rows:
    """The rows of one table in one school: `lines` is a format of whole lines with a place for each number.

    The number at place i of the copy k is `step · k + first` of `numbers[i]`; a step of 0 asks for a rating, 1 to 5.
    """

    table: str
    columns: list[str]
    lines: str
    numbers: list[tuple[int, int]]
    count: int

    @property
    def every(self) -> int:
        """Of how many schools one has these rows."""
        return EVERY if self.table.startswith("priorities_") else 1

    def of(self, copy: int, rolled: random.Random) -> str:
        """The lines of one copy."""
        return self.lines % tuple(
            step * copy + first if step else rolled.randrange(5) + 1 for step, first in self.numbers
        )

    def blocks(self, copies: int, seed: int) -> Iterator[str]:
        """All copies, a hundred a block."""
        rolled = random.Random(seed)
        chosen = range(1, copies + 1, self.every)
        for start in range(0, len(chosen), BATCH):
            yield "".join(self.of(copy, rolled) for copy in chosen[start : start + BATCH])


def tables() -> list[type[models.Model]]:
    """The models whose rows are copied, each after those that it refers to."""
    from django.apps import apps

    left = [
        model
        for label in COPIED
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        # A session has no number, and belongs to nobody's school.
        if not model._meta.proxy and model._meta.pk.attname == "id"
    ]
    found: list[type[models.Model]] = []
    while left:
        ready = [
            model for model in left if not (referred(model) - {model}) & set(left)
        ]  # one that refers to itself may
        if not ready:
            raise RuntimeError(f"These refer to one another in a ring: {left}")
        found += ready
        left = [model for model in left if model not in ready]
    return found


def referred(model: type[models.Model]) -> set[Any]:
    """The models that a model's rows name by id, in a column or within a text."""
    from devplan.models import Action, Objective, PlanVersion, Strand

    inside = {Strand, Objective, Action} if model is PlanVersion else set()
    return inside | {one.related_model for one in model._meta.concrete_fields if one.is_relation}


def rows_of(
    school: School, model: type[models.Model], ids: dict[str, dict[int, int]]
) -> Rows | None:
    """What the school has in the model's table, ready to be copied; None where it has nothing.

    `ids` holds for each table already read its rows' ids in order and what place each has; this table's are put in.
    """
    from django.db import connection

    meta = model._meta
    fields = list(meta.concrete_fields)
    with connection.cursor() as cursor:
        said = f'COPY (SELECT {", ".join(_quoted(one.column) for one in fields)} FROM "{meta.db_table}"'
        said += f" WHERE {_belongs(model, school.pk)} ORDER BY id) TO STDOUT"
        with cursor.copy(said) as copied:
            lines = b"".join(bytes(one) for one in copied).decode().splitlines()
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{meta.db_table}"')
        (highest,) = cursor.fetchone() or (0,)
    if not lines:
        return None
    key = next(place for place, one in enumerate(fields) if one.primary_key)
    cells = [line.split("\t") for line in lines]
    own = {int(row[key]): place for place, row in enumerate(cells)}
    ids[meta.db_table] = own
    bases[meta.db_table] = highest
    numbers: list[tuple[int, int]] = []

    def number(table: str, value: str) -> str:
        count = len(ids[table])
        # The first copy is number 1 and comes right after what is there.
        numbers.append((count, bases[table] - count + 1 + ids[table][int(value)]))
        return "%d"

    def cell(one: Any, value: str) -> str:
        if one.primary_key:
            return number(meta.db_table, value)
        if one.is_relation and value != r"\N":
            table = one.related_model._meta.db_table
            return number(table, value) if table in ids else value
        if (meta.db_table, one.name) == ("priorities_rating", "influence"):
            numbers.append((0, 0))
            return "%d"
        said, places = "", 0
        for found in re.finditer(rf"{INSIDE.pattern}|{SLUG}", value, re.IGNORECASE):
            said += value[places : found.start()].replace("%", "%%")
            if found[1]:
                said += number(found[1], found[2])
            else:
                numbers.append((1, 0))
                said += found[0][:-1] + "%d"
            places = found.end()
        return said + value[places:].replace("%", "%%")

    text = "".join(
        "\t".join(cell(one, value) for one, value in zip(fields, row, strict=True)) + "\n"
        for row in cells
    )
    return Rows(meta.db_table, [str(one.column) for one in fields], text, numbers, len(cells))


bases: dict[str, int] = {}


def _quoted(column: str | None) -> str:
    return f'"{column}"'


def _belongs(model: type[models.Model], school: int) -> str:
    """The condition under which a row belongs to the school, in SQL."""
    table = model._meta.db_table
    columns = {one.column: one for one in model._meta.concrete_fields}
    if table == "schools_school":
        return f"id = {school}"
    if table == "schools_user":
        return f"id IN (SELECT user_id FROM schools_member WHERE school_id = {school})"
    if "school_id" in columns:
        return f"school_id = {school}"
    for column, one in columns.items():
        below = one.related_model
        if below and any(each.column == "school_id" for each in below._meta.concrete_fields):
            return f"{column} IN (SELECT id FROM {below._meta.db_table} WHERE school_id = {school})"
    return "false"


def lay_in(rows: Rows, blocks: Iterator[str]) -> None:
    """Send a table's blocks to PostgreSQL."""
    from django.db import connection

    columns = ", ".join(_quoted(one) for one in rows.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{rows.table}" ({columns}) FROM STDIN') as copied,
    ):
        for block in blocks:
            copied.write(block)


def settle(all_rows: list[Rows]) -> None:
    """Let the numbers go on after the copies, and let PostgreSQL know what is in its tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        for rows in all_rows:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{rows.table}\"', 'id'), max(id))"
                f' FROM "{rows.table}"'
            )
        cursor.execute("ANALYZE")


def make(copies: int, seed: int) -> list[Rows]:
    """The template and so many copies of it. Returns what was copied, a table each."""
    ids: dict[str, dict[int, int]] = {}
    school = template()
    found = [rows for model in tables() if (rows := rows_of(school, model, ids))]
    for rows in found:
        lay_in(rows, rows.blocks(copies, seed))
    settle(found)
    return found


def bare(found: list[Rows], copies: int, seed: int) -> float:
    """The seconds that COPY alone takes for the same rows, put into files first, in emptied tables."""
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        for rows in found:
            with (Path(folder) / rows.table).open("w") as file:
                file.writelines(rows.blocks(copies, seed))
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(_quoted(one.table) for one in found)} CASCADE")
        start = time.perf_counter()
        for rows in found:
            with (Path(folder) / rows.table).open() as file:
                lay_in(rows, iter(lambda file=file: file.read(1 << 20), ""))  # type: ignore[misc]
        settle(found)
        return time.perf_counter() - start


def main() -> int:
    """Lay in as many schools as asked for; with `--bare`, once more by COPY alone."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("schools", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--bare", action="store_true")
    given = asked.parse_args()
    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        note("This needs PostgreSQL: script/postgres … or a DATABASE_URL.")
        return 1
    start = time.perf_counter()
    found = make(given.schools, given.seed)
    took = time.perf_counter() - start
    schools_of = {rows.table: -(-given.schools // rows.every) for rows in found}
    count = sum(rows.count * schools_of[rows.table] for rows in found)
    report(f"load: {given.schools} schools, {count} rows", took, "s")
    report("load: rows a second", count / took, "rows/s")
    for rows in found:
        note(f"{rows.table}: {rows.count} × {schools_of[rows.table]}")
    if given.bare:
        report("load: beside COPY alone", took, "s", bare(found, given.schools, given.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
