"""Documents to print in the tests."""

from __future__ import annotations

from typing import Any

from charts.geometry import Step, cycle, load_bar
from documents.register import Document, Mark

AREAS = [
    ("staff", "Staff development", 65),
    ("leadership", "Management and leadership", 40),
    ("curriculum", "Curriculum planning", 20),
    ("resources", "Resources", 15),
    ("teaching", "Teaching and learning", 30),
]
LINES = [
    "Audit training needs each autumn and agree the year’s training with the headteacher",
    "Coach colleagues in their own classrooms",
    "Be seen to use technology well in everyday work",
    "Keep the register of licences, filtering and virus protection and renew in time",
]


def every_style(mark: Mark = "", typed: str = "One line\nand the next", **more: Any) -> Document:
    """Three pages with every style that print.css offers."""
    steps = [
        Step("vision", "Vision", "done", "reviewed in June"),
        Step("audit", "Where we are", "now", "11 of 13 signed off"),
        Step("priorities", "Priorities", "late", "closed without an outcome"),
        Step("roles", "Roles", "later", "none agreed"),
    ]
    context = {
        "holder": "Priya Nair",
        "bar": load_bar(AREAS, 120),
        "ring": cycle(steps),
        "typed": typed,
        "areas": [
            {"key": key, "name": name, "lines": [(line, "leads", 20) for line in LINES]}
            for key, name, _minutes in AREAS
        ],
    }
    fields: dict[str, Any] = {
        "name": "every",
        "title": "ICT coordinator",
        "template": "documents_tests/every_style.html",
        "context": context,
        "school_name": "Sample Primary School",
        "status": "Agreed version 3",
        "foot": "In force from 24 November 2026",
        "mark": mark,
    }
    return Document(**{**fields, **more})


def plain(body: str, **more: Any) -> Document:
    """A document of one paragraph of typed text."""
    fields: dict[str, Any] = {
        "name": "plain",
        "title": "Plain",
        "template": "documents_tests/plain.html",
        "context": {"body": body},
        "school_name": "Sample Primary School",
    }
    return Document(**{**fields, **more})


def pack(parts: int = 3) -> Document:
    """A contents page and parts, every second a draft, of two pages each."""
    return Document(
        name="roles",
        title="All roles",
        template="documents_tests/pack.html",
        school_name="Sample Primary School",
        context={
            "parts": [
                {
                    "id": f"part-{number}",
                    "title": f"Role number {number}",
                    "mark": "DRAFT – not agreed" if number % 2 else "",
                    "status": f"Version {number}",
                    "foot": f"Foot {number}",
                    "lines": LINES * 12,
                }
                for number in range(parts)
            ]
        },
    )


def matrix(roles: int, duties: int, paper: Any) -> Document:
    """Who does what, with every kind of part."""
    marks = ["L", "", "S", "", "C", "I", ""]
    names = [f"Head of department number {number}" for number in range(roles)]
    rows = [
        (LINES[row % 4], [marks[(row + column) % 7] for column in range(roles)])
        for row in range(duties)
    ]
    return Document(
        name="matrix",
        title="Who does what",
        template="documents_tests/matrix.html",
        school_name="Sample Primary School",
        paper=paper,
        context={"roles": names, "groups": [("Staff development", rows)]},
    )
