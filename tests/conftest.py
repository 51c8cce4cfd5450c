"""What every test may use: a browser at two widths, axe, and how hard hypothesis tries."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from schools.models import User

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
FAILURES = ROOT / "var" / "failures"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE, DESK = 390, 1280
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in tests/browser, and what meets no database, before `-m` chooses."""
    tests = ROOT / "tests"
    for item in items:
        if tests / "browser" in item.path.parents:
            item.add_marker("browser")
        asks = item.get_closest_marker("django_db") or DATABASE & set(fixtures_of(item))
        # Those start servers and commands of their own, on whichever database the run is.
        if not asks and tests / "operations" not in item.path.parents:
            item.add_marker("once")


DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def fixtures_of(item: pytest.Item) -> list[str]:
    """The names of all fixtures that a test uses, directly or not."""
    return getattr(item, "fixturenames", [])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know, when they end, whether their test failed."""
    report: Any = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """On SQLite, test on a file as schools have it: the same locking, the same journal."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once for each process that runs tests."""
    # Playwright's loop runs in this thread, and Django would take every query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            # Where the system has none, script/bootstrap has installed Playwright's own.
            executable_path=CHROMIUM if CHROMIUM.exists() else None,
            args=CHROMIUM_ARGUMENTS,
        )
        yield chromium
        chromium.close()


class Complaints:
    """What pages complained of: console errors, exceptions, refusals by the security policy.

    A page that a test expects to be refused (403, 404…) is no complaint; a 500 is.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self._refused: set[str] = set()

    def watch(self, page: Page) -> None:
        """Listen to `page` from now on."""
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.said.append(f"{response.url}: answered {response.status}")
        elif response.status >= 400 and response.request.resource_type in ("document", "xhr"):
            self._refused.add(response.url)

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        expected = where in self._refused and message.text.startswith("Failed to load resource")
        if message.type == "error" and not expected:
            self.said.append(f"{where}: {message.text}")


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[NewPage]:
    """Open a page as somebody: `new_page(user=None, *, width=1280, scheme="light")`.

    Each page has a browser of its own, as two people have; addresses may start with "/". The test
    fails when any of its pages complained; when it fails, a picture of each is in var/failures.
    """
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def open_page(
        user: User | None = None,
        *,
        width: int = DESK,
        scheme: str = "light",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("page", complaints.watch)
        if user is not None:
            sign_in(context, user, live_server.url)
        return context.new_page()

    yield open_page

    if request.node.stash.get(FAILED, False):
        FAILURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.nodeid).strip("-")
        for number, page in enumerate((p for c in contexts for p in c.pages), start=1):
            page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    if complaints.said and not request.node.stash.get(FAILED, False):
        pytest.fail("The pages complained:\n  " + "\n  ".join(complaints.said), pytrace=False)


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Give the browser a session of `user`, without the sign-in page."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page as wide as a desk's screen, not signed in."""
    return new_page(width=DESK)


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page as wide as a phone's screen, not signed in."""
    return new_page(width=PHONE)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Both widths in turn, in CSS pixels."""
    return int(request.param)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check that a page as it stands is accessible: `axe(page)` fails with what is not."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(
                f"    {node['target']}: {node['html'][:200]}" for node in violation["nodes"]
            )
            for violation in found["violations"]
        ]
        if lines:
            pytest.fail(
                f"axe on {page.url} at {page.viewport_size}:\n  " + "\n  ".join(lines),
                pytrace=False,
            )

    return check
