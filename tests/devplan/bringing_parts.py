"""Plans as schools have them, in the layouts of published templates: Excel, CSV, Word."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

# The columns of one authority's published template: a heading above each part, who in the action's words.
TEMPLATE = [
    ["Ashgrove School – ICT development plan", "", "", "", "", "", "", ""],
    [],
    [
        "Objective",
        "Action and by whom",
        "Start and finish",
        "Success criteria",
        "Resource implications (time and cost)",
        "Funding source",
        "Monitored by",
        "Review date",
    ],
    ["Professional development"],
    [
        "Every teacher plans with shared resources",
        "Two training afternoons (Tom Teacher)",
        "Autumn 2026",
        "All planning is in the shared space\nEvery department adds three units",
        "£1,200 and two afternoons",
        "Standards fund",
        "Hana Head",
        "12/02/2027",
    ],
    [
        "",
        "Visits between departments (Cora)",
        "Jan 2027 – July 2027",
        "",
        "£600",
        "School budget",
        "Hana",
        "",
    ],
    ["Equipment provision, maintenance and replacement"],
    [
        "Wireless everywhere",
        "Renew access points (Cora Coordinator)",
        "September 2026 to December 2026",
        "A lesson in any room works",
        "£9,500",
        "Capital",
        "Hana Head",
        "8 January 2027",
    ],
]

# An authority's headings in a column of their own; dates apart; costs in their year.
HEADINGS = Path(__file__).with_name("authority.csv").read_text(encoding="utf-8")


def a_workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for one in merged:
        book.active.merge_cells(one)
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def the_template() -> bytes:
    return a_workbook(TEMPLATE, ["A1:H1", "A4:H4", "A7:H7"])


def a_word_table() -> bytes:
    """Heads over two rows with merged cells; the objective's cell goes down over its actions."""
    document = docx.Document()
    document.add_heading("ICT plan 2026–29", 1)
    document.add_paragraph("What we want to reach.")
    table = document.add_table(rows=6, cols=6)
    heads = [
        "What do we want to achieve?",
        "What will be done?",
        "Who?",
        "Timescale",
        "Timescale",
        "How will we know?",
    ]
    below = ["", "", "", "From", "To", ""]
    for row, texts in enumerate((heads, below)):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 3).text = ""
    table.cell(0, 4).text = ""
    table.cell(0, 3).merge(table.cell(0, 4)).text = "Timescale"
    for column in (0, 1, 2, 5):
        table.cell(1, column).text = ""
        table.cell(0, column).merge(table.cell(1, column)).text = heads[column]
    table.cell(2, 0).merge(table.cell(2, 5)).text = "Staff development"
    said = [
        ["", "Survey what staff can do", "Cora Coordinator", "Sept 2026", "Oct 2026", ""],
        ["", "Plan training from it", "Cora and Tom Teacher", "1/11/2026", "12/2/2027", ""],
        [
            "Every department has a digital unit",
            "Write units",
            "Dora Department",
            "Spring 2027",
            "Summer 2027",
            "A unit a department",
        ],
    ]
    for row, texts in enumerate(said, start=3):
        for column, text in enumerate(texts):
            if text:
                table.cell(row, column).text = text
    table.cell(3, 0).merge(table.cell(4, 0)).text = "Training follows need"
    table.cell(3, 5).merge(table.cell(4, 5)).text = "Nine in ten teachers say so"
    into = BytesIO()
    document.save(into)
    return into.getvalue()


def a_file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
