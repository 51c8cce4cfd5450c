"""What a page of a long document costs, beside bare WeasyPrint on the same HTML in the same run.

`python -m benchmarks.drawing`, with the HTML on its input, prints what `ms_a_page` answers.
"""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable

TURNS = 3


def ms_a_page(html: bytes) -> tuple[int, float, float]:
    """How many pages there are, and milliseconds of the processor a page takes: ours and bare WeasyPrint's.

    What takes long is drawn by a process started for it (`documents/drawing.py`), and so it is here.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.drawing"], input=html, capture_output=True, check=True
    )
    pages, ours, bare = json.loads(done.stdout)
    return pages, ours, bare


def main() -> None:
    """Draw what is on the input in both ways, one after the other, and print the least that each took."""
    import django

    django.setup()
    from pypdf import PdfReader
    from weasyprint import HTML

    from documents import pdf

    html = sys.stdin.buffer.read()
    text = html.decode()

    def bare() -> bytes:
        drawn: bytes = HTML(string=text, url_fetcher=pdf.fetcher()).write_pdf(
            pdf_variant="pdf/ua-1"
        )
        return drawn

    def ours() -> bytes:
        return pdf.draw(html)

    pages = len(PdfReader(io.BytesIO(ours())).pages)
    took: dict[Callable[[], bytes], list[float]] = {ours: [], bare: []}
    for _turn in range(TURNS):
        for way, times in took.items():
            gc.collect()
            if way is ours:
                gc.disable()  # as that process does: its memory goes with it
            start = time.process_time()
            way()
            times.append((time.process_time() - start) * 1000 / pages)
            gc.enable()
    print(json.dumps([pages, min(took[ours]), min(took[bare])]))


if __name__ == "__main__":
    main()
