"""A person at a browser: clicks and types by the words on the page, and counts both.

The browser itself counts what it is given by hand: every press of a mouse button and of a key that reaches a page
(`Tally.presses`, `Tally.keys`). What passes no page, such as opening an e-mail, is added where it is done.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pypdf
from django.core import mail
from playwright.sync_api import Locator, Page, expect

LOOKING = 5  # seconds at a page that one has not seen before
# A real mouse or keyboard alone: what a script does to a page is not counted.
COUNTED = """() => {
  for (const kind of ['mousedown', 'keydown'])
    addEventListener(kind, event => event.isTrusted && window.counted(kind), true);
}"""


@dataclass
class Tally:
    """How much work it was, over all the people of a walk."""

    clicks: int = 0
    fields: int = 0
    presses: int = 0
    keys: int = 0
    pages: int = 0

    @property
    def minutes(self) -> float:
        """How long that takes somebody at a desk, in minutes.

        By the keystroke-level model (Card, Moran and Newell 1980): 1.1 s to point and 0.2 s to press, 0.28 s a key for
        somebody who is no typist, 0.4 s from the mouse to the keys and back for each field, 1.35 s to make up
        one's mind before each click and each field; and beyond it `LOOKING` seconds to look at each new page.
        """
        hands = self.presses * (1.1 + 0.2) + self.keys * 0.28 + self.fields * 2 * 0.4
        return (hands + (self.presses + self.fields) * 1.35 + self.pages * LOOKING) / 60


class Person:
    """Somebody with a browser of their own. Whatever they do, they find by what it is called."""

    def __init__(self, page: Page, tally: Tally, email: str, *, by_hand: bool = False) -> None:
        """With `by_hand` every letter is a key that is pressed, and each press is counted by the page."""
        self.page, self.tally, self.email, self.by_hand = page, tally, email, by_hand
        if by_hand:
            page.expose_function("counted", self._counted)
            page.add_init_script(f"({COUNTED})()")
            page.on("load", self._looked)

    def _counted(self, kind: str) -> None:
        if kind == "mousedown":
            self.tally.presses += 1
        else:
            self.tally.keys += 1

    def _looked(self, _page: Page) -> None:
        self.tally.pages += 1

    def goes_to(self, address: str) -> None:
        """Type an address into the browser's own line: what the page counts not, as long as a school's."""
        self.page.goto(address)
        self.tally.keys += len("ict.example.sch.uk") + 1

    def click(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Click the first visible link or button of this name, and wait for the page it leads to."""
        where = within or self.page.locator("body")
        found = where.get_by_role("link", name=name).or_(where.get_by_role("button", name=name))
        found.filter(visible=True).first.click()
        self.page.wait_for_load_state()
        self.tally.clicks += 1

    def open(self, name: str) -> None:
        """Unfold what is folded under this name."""
        self.page.locator("summary", has_text=name).filter(visible=True).first.click()
        self.tally.clicks += 1

    def type(self, label: str, text: str) -> None:
        """Fill in the field of this label."""
        field = self._field(label)
        self.tally.fields += 1
        if not self.by_hand:
            field.fill(text)
            return
        field.click()
        if field.get_attribute("type") != "date":
            self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def pastes(self, label: str, text: str) -> None:
        """Put into a field what was copied elsewhere: the field, then two keys."""
        field = self._field(label)
        field.click()
        field.fill(text)
        self.tally.fields += 1
        self.tally.keys += 2

    def choose(self, label: str, option: str) -> None:
        """Choose from a list the first that begins with `option`."""
        field = self._field(label)
        text = field.locator("option", has_text=re.compile(f"^\\s*{re.escape(option)}", re.I)).first
        field.select_option(label=(text.text_content() or "").strip())
        self.tally.clicks += 1
        if self.by_hand:
            self.tally.presses += 2  # the list is the browser's own: one opens it, one chooses

    def tick(self, label: str) -> None:
        """Tick the box of this label."""
        self._field(label).check()
        self.tally.clicks += 1

    def _field(self, label: str) -> Locator:
        """The visible field whose label begins so (a star may follow, where it is required)."""
        named = self.page.get_by_label(re.compile(f"^\\s*{re.escape(label)}"))
        return named.filter(visible=True).first

    def sees(self, text: str) -> None:
        """Wait until `text` stands on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def follow_mail(self) -> None:
        """Open the newest link that was sent to this person."""
        letter = next(one for one in reversed(mail.outbox) if self.email in one.to)
        link = re.search(r"https?://\S+", str(letter.body))
        assert link, letter.body
        self.page.goto(link.group())
        self.tally.clicks += 1
        if self.by_hand:
            self.tally.presses += 2  # the e-mail, and the link in it

    def prints(self, name: str) -> list[str]:
        """Click to the PDF of this name; the text of its pages, words one space apart."""
        link = self.page.locator("main").get_by_role("link", name=name, exact=True)
        # Chromium shows a PDF in a viewer of its own, which no test can read: it is saved instead.
        link.evaluate("link => link.setAttribute('download', '')")
        with self.page.expect_download(timeout=60_000) as waiting:
            link.click()
        self.tally.clicks += 1
        reader = pypdf.PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
        return [" ".join(page.extract_text().split()) for page in reader.pages]
