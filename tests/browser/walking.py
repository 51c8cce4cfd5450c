"""A person at a browser: clicks and types by the words on the page, and counts both."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pypdf
from django.core import mail
from playwright.sync_api import Locator, Page, expect


@dataclass
class Tally:
    """How much work it was, over all the people of a walk."""

    clicks: int = 0
    fields: int = 0


class Person:
    """Somebody with a browser of their own. Whatever they do, they find by what it is called."""

    def __init__(self, page: Page, tally: Tally, email: str) -> None:
        self.page, self.tally, self.email = page, tally, email

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
        self._field(label).fill(text)
        self.tally.fields += 1

    def choose(self, label: str, option: str) -> None:
        """Choose from a list the first that begins with `option`."""
        field = self._field(label)
        text = field.locator("option", has_text=re.compile(f"^\\s*{re.escape(option)}", re.I)).first
        field.select_option(label=(text.text_content() or "").strip())
        self.tally.clicks += 1

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
