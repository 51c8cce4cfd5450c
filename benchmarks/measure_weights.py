"""What a page weighs: all that Chromium receives on a first visit, and on the second page of one.

Each main page and each public one is opened twice: in a browser that has nothing of the site yet, and in one that has
just shown another page. Chromium says of each answer how many bytes came, headers included, as they came: compressed.
It says as well by how much a page's parts moved while it was loading.
"""

from __future__ import annotations

import sys
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.report import report
from benchmarks.site import (
    CHROMIUM,
    PUBLIC,
    address,
    chromium_switches,
    main_pages,
    sample_site,
)
from tests.operations.served import HOST, Site

FIRST, SECOND = 150.0, 30.0  # kilobytes of 1,000 bytes
WIDTHS = (390, 1280)
# The first visit comes over the network that Lighthouse takes for a phone's: milliseconds, and bytes a second.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


def opened(context: BrowserContext, url: str, *, slowly: bool = False) -> tuple[float, float, int]:
    """Open a page: the kilobytes that came, how far its parts moved, and how many answers had to come.

    Raises:
        RuntimeError: the page did not answer 200.
    """
    page = context.new_page()
    wire = context.new_cdp_session(page)
    came: dict[str, float] = {}
    wire.on("Network.loadingFinished", lambda one: _count(came, one))
    wire.send("Network.enable")
    if slowly:
        wire.send("Network.emulateNetworkConditions", SLOW)
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}.")
    shift = float(page.evaluate(SHIFTS))
    page.close()
    return sum(came.values()) / 1000, shift, sum(1 for size in came.values() if size)


def _count(came: dict[str, float], one: dict[str, Any]) -> None:
    came[one["requestId"]] = one["encodedDataLength"]


def a_visit(browser: Browser, cookie: str, width: int) -> BrowserContext:
    """A browser of somebody who has nothing of the site yet."""
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-GB")
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies(
            [{"name": name, "value": value, "url": f"https://{HOST}", "secure": True}]
        )
    return context


def weigh(browser: Browser, site: Site, pages: dict[str, str], cookie: str) -> bool:
    """Report on each of these pages, as a first one and after another; whether all is as wanted."""
    good, names = True, list(pages)
    for number, name in enumerate(names):
        url = address(site, pages[name])
        before = address(site, pages[names[0] if number else names[1]])
        shifts = []
        for width in WIDTHS:
            with a_visit(browser, cookie, width) as context:
                first, moved, answers = opened(context, url, slowly=True)
            with a_visit(browser, cookie, width) as context:
                opened(context, before)
                second, moved_then, _answers = opened(context, url)
            shifts += [moved, moved_then]
        report(f"weights: {name}, first visit", first, "kB", FIRST)
        report(f"weights: {name}, first visit, answers", answers, "answers")
        report(f"weights: {name}, after another page", second, "kB", SECOND)
        report(f"weights: {name}, layout shift", max(shifts), "", 0)
        good &= first < FIRST and second < SECOND and max(shifts) < 0.001
    return good


def main() -> int:
    """Weigh them all; 1 when one is heavier than wanted or moves."""
    with sample_site() as site, sync_playwright() as playwright:
        arguments = [f"--{name}={value}" for name, value in chromium_switches(site).items()]
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=arguments
        )
        cookie, pages = main_pages(site)
        good = weigh(browser, site, pages, cookie)
        good &= weigh(browser, site, PUBLIC, "")
        browser.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
