"""One figure, one line of JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable


def report(name: str, value: float, unit: str, reference: float | None = None) -> None:
    """Print a figure, what it is held against in the same unit, and how many times that it is."""
    line = {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "reference": None if reference is None else round(reference, 3),
        "ratio": None if not reference else round(value / reference, 3),
    }
    print(json.dumps(line), flush=True)


def note(text: str) -> None:
    """Say something to whoever watches, beside the figures."""
    print(text, file=sys.stderr, flush=True)


def median_ms(work: Iterable[Callable[[], object]]) -> float:
    """The median time that one of these takes, in milliseconds."""
    times = []
    for one in work:
        start = time.perf_counter()
        one()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
