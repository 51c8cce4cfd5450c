"""Draw docs/screens: pages of a fresh sample school at two widths, and pages of what it prints."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
SCHOOL = "/s/quillhaven/"
COLOURS = 256
PHONE = 600
MOST_BYTES, MOST_BYTES_ALL = 250_000, 3_000_000

# What is shown, as whom of the sample school: an address, or the link clicked on the list of roles.
AS_HEAD = {
    "front": "",
    "vision": "vision/",
    "people": "people/",
    "roles": "roles/",
    "matrix": "roles/matrix/",
    "duties": "roles/duties/",
    "print": "print/",
    "activity": "activity/",
    "priorities": "priorities/",
    "plans": "plans/",
    "plan": "plan/",
    "plan-impact": "plan/impact/",
}
# Shown in the handbook, at one width.
ON_A_DESK = {
    "noticeboard": "noticeboard/",
    "where-we-are": "where-we-are/",
    "entitlement": "where-we-are/entitlement/",
    "training": "where-we-are/training/",
    "training-plan": "where-we-are/training/plan/",
    "self-review": "where-we-are/self-review/",
    "registers": "where-we-are/registers/",
    "forecast": "where-we-are/registers/forecast/",
    "definitions": "help/definitions/kendalls-w/",
}
# Pages that one comes to over a list: where that is, and how the links begin that are followed from there.
BY_LINKS = {
    "rating": ("priorities/", ["Rate"]),
    "results": ("priorities/", ["Balance of duties, autumn 2026"]),
    "decisions": ("priorities/", ["Balance of duties, autumn 2026", "Decisions"]),
    "answering": ("where-we-are/training/", ["See yours", "Change: Teaching"]),
    "training-results": ("where-we-are/training/", ["Results: Skills audit last"]),
    "plan-write": ("plan/", ["Change the plan"]),
    "monitoring": ("plan/impact/", ["Monitoring"]),
}
# Pages of the plan in force, by the link that leads to them from its page.
OF_THE_PLAN = {
    "plan-timeline": "Timeline",
    "plan-money": "Money",
    "plan-updates": "Updates",
    "plan-discussions": "Discussions",
    "plan-checks": "Checks",
}
ROLES = {"role": "SLT digital lead", "role-overloaded": "ICT coordinator"}
OUTSIDE = {"welcome": "/", "guide": "/guide/coordination/"}
# What is printed beside these roles: the document, its page, and dots an inch.
PAPER = {
    "matrix": ("matrix", 3, 70),
    "pack": ("roles", 1, 70),
    "plan": ("plan", 1, 70),
    "plan-onepage": ("plan-onepage", 1, 70),
    "plan-timeline": ("plan-timeline", 1, 70),
    "plan-impact": ("impact", 1, 70),
    "handbook": ("handbook", 2, 70),
}


def environment(folder: Path) -> dict[str, str]:
    """The settings of a server that starts empty and keeps everything in `folder`."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ictlead.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder / 'screens.sqlite3'}",
        "FILES_DIR": str(folder / "files"),
        "DOCUMENTS_DIR": str(folder / "documents"),
    }


def manage(settings: dict[str, str], *arguments: str) -> None:
    """Run a command of manage.py to its end."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def server(settings: dict[str, str]) -> Iterator[str]:
    """The address of a development server that runs meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (Path(tempfile.gettempdir()) / f"screens-{port}.log").open("w+") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
        try:
            for _second in range(60):
                try:
                    urllib.request.urlopen(f"{url}/guide/").close()
                    break
                except OSError:
                    time.sleep(1)
            yield url
        finally:
            running.terminate()
            running.wait()
            Path(log.name).unlink()


def small(path: Path) -> None:
    """Keep the picture with fewer colours, the small marks’ own among them; its text stays sharp."""
    with Image.open(path) as picture:
        fewer = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    fewer.save(path, optimize=True)


def take(page: Page, name: str) -> None:
    """A picture of what a screen of this width shows first."""
    page.wait_for_load_state("networkidle")
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = SCREENS / (f"{name}.png" if width > PHONE else f"{name}-phone.png")
    page.screenshot(path=path, animations="disabled")
    small(path)


def take_for_the_handbook(page: Page) -> None:
    """Pictures that stand in the handbook alone."""
    for name, path in ON_A_DESK.items():
        page.goto(SCHOOL + path)
        take(page, name)
    for name, (path, titles) in BY_LINKS.items():
        page.goto(SCHOOL + path)
        for title in titles:
            begins = re.compile(r"\s*" + re.escape(title))
            page.get_by_role("main").locator("a", has_text=begins).first.click()
        take(page, name)


def take_help(page: Page) -> None:
    """The help beside a page, or over it on a phone."""
    page.goto(SCHOOL + "plan/")
    fold = page.locator(".fold > summary")
    if fold.is_visible():
        fold.click()
    page.get_by_role("link", name="Help", exact=True).locator("visible=true").first.click()
    page.locator("#help h2").wait_for()
    take(page, "help-beside")


def take_pages(browser: Browser, url: str, width: int, height: int) -> dict[str, str]:
    """Pictures of the main pages at one width. Returns the names under which the roles are printed."""
    printed: dict[str, str] = {}
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="light",
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    page = context.new_page()
    for name, path in OUTSIDE.items():
        page.goto(path)
        take(page, name)
    page.goto("/sample/")
    page.get_by_role("button", name="Helen Marlowe").first.click()
    for name, path in AS_HEAD.items():
        page.goto(SCHOOL + path)
        take(page, name)
    if width > PHONE:
        take_for_the_handbook(page)
    for name, title in OF_THE_PLAN.items():
        page.goto(SCHOOL + "plan/")
        page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
        take(page, name)
    take_help(page)
    for name, title in ROLES.items():
        page.goto(SCHOOL + "roles/")
        page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
        take(page, name)
        link = page.get_by_role("main").get_by_role("link", name="Print").first
        printed[name] = Path(link.get_attribute("href") or "").stem
    context.close()
    return printed


def take_paper(settings: dict[str, str], folder: Path, roles: dict[str, str]) -> None:
    """Pictures of printed pages, drawn by poppler."""
    papers = {**{name: (document, 1, 70) for name, document in roles.items()}, **PAPER}
    for name, (document, number, density) in papers.items():
        path = folder / f"{name}.pdf"
        manage(settings, "print", "quillhaven", document, "--output", str(path))
        target = SCREENS / f"{name}-print"
        command = ["pdftoppm", "-png", "-r", str(density), "-f", str(number), "-singlefile"]
        subprocess.run([*command, str(path), str(target)], check=True)
        small(target.with_suffix(".png"))


def main() -> int:
    """Draw them all; 1 when one is too large to be kept with the code."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        settings = environment(Path(kept))
        manage(settings, "migrate", "--verbosity", "0")
        manage(settings, "sample_school")
        with server(settings) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM if CHROMIUM.exists() else None,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            take_pages(browser, url, 1280, 900)
            roles = take_pages(browser, url, 390, 844)
            browser.close()
        take_paper(settings, Path(kept), roles)
    sizes = {path.name: path.stat().st_size for path in sorted(SCREENS.glob("*.png"))}
    sys.stdout.write("".join(f"{size / 1000:7.0f} kB  {name}\n" for name, size in sizes.items()))
    return int(max(sizes.values()) > MOST_BYTES or sum(sizes.values()) > MOST_BYTES_ALL)


if __name__ == "__main__":
    sys.exit(main())
