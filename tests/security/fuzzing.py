"""Junk for every address and every form: what no browser of ours would send, seeded, so that it can be sent again.

`Fuzzer` walks the addresses of the URL configuration as somebody who is signed in, collects the forms of the pages
that open, and then makes requests: GET and POST, with path arguments, query strings and fields of the wrong type,
huge, empty, missing, several times, of other schools, in no encoding. `fault` says what is wrong with an answer.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

MARK = "<b data-fuzz='1'>"
ELSEWHERE = "evil.example"
NUMBERS = (
    *("0", "-1", "+5", "1.5", "1e309", "NaN", "Infinity", "0x10", "1_000", " 7 ", "007", "1,5", "--", "²", "٣", "１２"),
    *("2147483648", "-2147483649", "9223372036854775808", "9" * 40, "9" * 5_000, "1", "2", "3", "17", "901"),
)  # fmt: skip
DAYS = (
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "-2026-01-01", "31/12/2026", "2026"),
    *("2026-13-01", "2026-01-01T25:61", "today", "1/1/1", "٢٠٢٦-٠١-٠١"),
)  # fmt: skip
TEXTS = (
    *("", " ", "\t\n", "\x00", "a\x00b", "\x07\x1b[31m", "null", "true", "[]", "{}", '{"a": [1]}', "x" * 301),
    *("x" * 70_000, "a b " * 2_000, "\n" * 3_000, "😀" * 200, "عربي", "\u202etxt", "e\u0301" * 100, "\ufffe", "\u2028"),
    *(MARK, "' OR 1=1 --", "%s %(x)s %", "{0} {{ 7|add:7 }} {% now 'Y' %}", "a\r\nX-Injected: 1", "=1+1", "../../x"),
    *(f"https://{ELSEWHERE}/", f"//{ELSEWHERE}/", f"/\\{ELSEWHERE}", "javascript:alert(1)", "http://[::1", "a@b", "@"),
)  # fmt: skip
BYTES = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc3\x28", b"%", b"%zz", b"\x80" * 50)
PATHS: Mapping[str, tuple[str, ...]] = {
    "int": ("0", "1", "2", "7", "2147483648", "9223372036854775808", "9" * 30),
    "slug": ("x", "-", "_", "1", "a" * 300, "everything", "none"),
    "str": ("x", "%00", "%FF", "%F0%9F%98%80", "a" * 300, "%2e%2e", "%0d%0aX-Injected:%201", "x.pdf", "%25s", "-"),
}  # fmt: skip
QUERY = (
    "page",
    "q",
    "next",
    "of",
    "row",
    "sort",
    "area",
    "choose",
    "kind",
    "year",
    "person",
    "state",
    "from",
    "to",
)
FILES = (
    b"",
    b"a,b\n1,2\n",
    b"PK\x03\x04junk",
    b"%PDF-1.4",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xfe" * 300,
    b"\x00" * 9_000,
)
NAMES = ("a.csv", "../../a.xlsx", "x" * 400 + ".pdf", "", "a\x00.png", "😀.docx")
LONGEST_LINE = 3_500
# A page of ours, or a part of one, says none of these.
FOREIGN = re.compile(
    r"<h1>(Not Found|Bad Request|Forbidden|Server Error|Method Not Allowed|429)|Bad Request \(400\)|Traceback|"
    r"CSRF verification failed|DoesNotExist|<title>(Not Found|400 Bad)"
)


@dataclass(frozen=True)
class Sent:
    """A request: who sends it, how, where, and what."""

    person: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    name: str = ""

    def __str__(self) -> str:
        said = self.body[:300].decode("latin-1").replace("\r\n", "⏎")
        return f"{self.person}: {self.method} {self.path[:200]} ({self.name}) {said!r} {self.content_type[:60]}"


@dataclass(frozen=True)
class Got:
    """An answer: its status, its headers by lower-case name, its text."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent, how, and the names of its fields with what stands in them."""

    path: str
    method: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()


@dataclass
class _Reader(HTMLParser):
    """Finds the forms of a page."""

    here: str
    forms: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: dict[str, Any] | None = None
        self._others: dict[str, list[tuple[str, str]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note a field of it; a form of htmx is one as well."""
        given = {name: value or "" for name, value in attrs}
        for method in ("post", "get"):
            if (to := given.get(f"hx-{method}")) and tag != "form":
                self.forms.append(Form(self._to(to), method, ()))
        if tag == "form":
            to = given.get("hx-post") or given.get("action") or self.here
            method = "post" if "hx-post" in given else given.get("method", "get").lower()
            self._open = {"path": self._to(to), "method": method, "fields": [], "files": []}
        elif tag in ("input", "select", "textarea", "button") and given.get("name"):
            if self._open is None:
                return
            if given.get("type") == "file":
                self._open["files"].append(given["name"])
            elif given["name"] != "csrfmiddlewaretoken":
                self._open["fields"].append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """End the form."""
        if tag == "form" and self._open is not None:
            found, self._open = self._open, None
            self.forms.append(
                Form(
                    found["path"],
                    found["method"],
                    tuple(dict.fromkeys(found["fields"])),
                    tuple(found["files"]),
                )
            )

    def _to(self, address: str) -> str:
        whole = urlsplit(address)
        path = whole.path if whole.path.startswith("/") else urlsplit(self.here).path
        return path + (f"?{whole.query}" if whole.query else "")


def forms_of(page: str, here: str) -> list[Form]:
    """The forms of a page at the address `here`."""
    reader = _Reader(here)
    reader.feed(page)
    return reader.forms


def routes() -> Iterator[tuple[str, str]]:
    """The name and route of every address there is, whichever app it belongs to."""

    def walk(
        found: list[URLPattern | URLResolver], route: str, space: str
    ) -> Iterator[tuple[str, str]]:
        for one in found:
            here = route + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(
                    one.url_patterns, here, ":".join(p for p in (space, one.namespace) if p)
                )
            else:
                yield ":".join(part for part in (space, one.name or "") if part), here

    yield from walk(get_resolver().url_patterns, "", "")


def path_of(route: str, arguments: Mapping[str, Any]) -> str:
    """The path of a route with these arguments, which may be none that it would take."""

    def put(found: re.Match[str]) -> str:
        return str(arguments.get(found[2] or found[1], "x"))

    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: put(m), plain.replace("\\", ""))


def arguments_in(route: str) -> dict[str, str]:
    """The names of a route's arguments, each with its converter."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", route)
    return {name: kind or "str" for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", plain)}


@dataclass
class Fuzzer:
    """Makes requests of one person, from a seed."""

    person: str
    seed: int
    school: str
    good: Mapping[str, Mapping[str, Any]]
    forms: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{self.seed} {self.person}")
        self.routes = list(routes())

    def pages(self, share: float = 1) -> Iterator[Sent]:
        """A share of all addresses as they are meant, to collect the forms of what opens."""
        for name, route in self.random.sample(self.routes, int(share * len(self.routes))):
            arguments = {"school": self.school, **self.good.get(name, {})}
            if set(arguments_in(route)) <= set(arguments) and "logout" not in name:
                yield Sent(self.person, "GET", path_of(route, arguments), name=name)

    def collect(self, sent: Sent, got: Got) -> None:
        """Note the forms of a page that opened."""
        if got.status == 200 and "html" in got.headers.get("content-type", ""):
            found = forms_of(got.text, sent.path)
            self.forms.extend(one for one in found if one not in self.forms)

    def junk(self, many: int) -> Iterator[Sent]:
        """So many requests, half of them to forms that were found."""
        for _one in range(many):
            if self.forms and self.random.random() < 0.6:
                sent = self._to_a_form(self.random.choice(self.forms))
            else:
                sent = self._to_an_address()
            # A longer line is refused by the web server, before any of this product is asked.
            yield replace(sent, path=sent.path[:LONGEST_LINE])

    def _value(self) -> str | bytes:
        kind = self.random.random()
        if kind < 0.35:
            return self.random.choice(NUMBERS)
        if kind < 0.5:
            return self.random.choice(DAYS)
        if kind < 0.95:
            return self.random.choice(TEXTS)
        return self.random.choice(BYTES)

    def _to_an_address(self) -> Sent:
        name, route = self.random.choice(self.routes)
        good = {"school": self.school, **self.good.get(name, {})}
        arguments = {}
        for key, kind in arguments_in(route).items():
            usual = 0.95 if key == "school" else 0.6
            junk = self.random.choice(PATHS.get(kind, PATHS["str"]))
            arguments[key] = good[key] if key in good and self.random.random() < usual else junk
        path = path_of(route, arguments)
        asked = [
            (key, self._value()) for key in self.random.sample(QUERY, self.random.randint(0, 3))
        ]
        if asked:
            path += "?" + _encoded(asked, short=True)
        method = self.random.choice(
            ("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")
        )
        if method != "POST":
            return Sent(self.person, method, path, name=name)
        return self._with_body(Sent(self.person, "POST", path, name=name), asked, ())

    def _to_a_form(self, form: Form) -> Sent:
        fields: list[tuple[str, str | bytes]] = []
        everything = self.random.random() < 0.3
        struck = self.random.choice(form.fields)[0] if form.fields else ""
        for name, value in form.fields:
            if not everything and name != struck:
                fields.append((name, value))
                continue
            kind = self.random.random()
            if kind < 0.1:
                continue
            fields.append((name, self._value()))
            if kind > 0.85:
                fields.extend((name, self._value()) for _n in range(self.random.choice((1, 2, 40))))
        if self.random.random() < 0.1:
            fields.append((f"{struck}[]", self._value()))
        if form.method == "get":
            path = form.path.split("?")[0] + "?" + _encoded(fields, short=True)
            return Sent(self.person, "GET", path, name="form")
        return self._with_body(
            Sent(self.person, "POST", form.path, name="form"), fields, form.files
        )

    def _with_body(
        self, sent: Sent, fields: list[tuple[str, str | bytes]], files: tuple[str, ...]
    ) -> Sent:
        kind = self.random.random()
        if files or kind < 0.1:
            body, content_type = self._in_parts(fields, files)
        elif kind < 0.13:
            body = json.dumps(
                {name: [1, None, {"a": str(value)[:50]}] for name, value in fields}
            ).encode()
            content_type = "application/json"
        elif kind < 0.15:
            body, content_type = b"--x\r\nno part at all", "multipart/form-data; boundary=x"
        elif kind < 0.16:
            body, content_type = b"a=1&" * 6_000, "application/x-www-form-urlencoded"
        else:
            body, content_type = (
                _encoded(fields).encode("ascii"),
                "application/x-www-form-urlencoded",
            )
        return Sent(sent.person, sent.method, sent.path, body, content_type, sent.name)

    def _in_parts(
        self, fields: list[tuple[str, str | bytes]], files: tuple[str, ...]
    ) -> tuple[bytes, str]:
        lines: list[bytes] = []
        for name, value in fields:
            lines += [
                f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode(),
                _as_bytes(value),
                b"\r\n",
            ]
        for name in files or ("file",):
            called = self.random.choice(
                ("a.csv", "../../a.xlsx", "x" * 400 + ".pdf", "", "a\x00.png", "😀.docx")
            )
            head = (
                f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'
            )
            lines += [head.encode(), self.random.choice(FILES), b"\r\n"]
        return b"".join([*lines, b"--x--\r\n"]), "multipart/form-data; boundary=x"


def _as_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def _encoded(fields: list[tuple[str, str | bytes]], short: bool = False) -> str:
    most = 1_500 if short else 10**9
    return "&".join(
        f"{quote(name)}={quote_from_bytes(_as_bytes(value)[:most])}" for name, value in fields
    )


def fault(sent: Sent, got: Got) -> str:
    """What is wrong with an answer to junk; empty where nothing is.

    Allowed is a page, a redirect within the site, or a refusal in the product's own words.
    """
    if got.status >= 500:
        return f"{got.status}"
    if "x-injected" in got.headers:
        return "a header of the sender's"
    if MARK in got.text:
        return "markup as it was typed"
    there = got.headers.get("location", "")
    if ELSEWHERE in urlsplit(there.replace("\\", "/")).netloc or there.startswith("javascript"):
        return f"leads elsewhere: {there}"
    if got.status >= 400 and sent.method != "HEAD":
        if not got.text.strip():
            return f"{got.status} without a word"
        if FOREIGN.search(got.text):
            return f"{got.status} in somebody else's words"
        if (
            "html" in got.headers.get("content-type", "")
            and "<html" in got.text
            and "ICT Lead" not in got.text
        ):
            return f"{got.status} in somebody else's page"
    return ""


Ask = Callable[[Sent], Got]


def run(
    fuzzer: Fuzzer, ask: Ask, many: int, share: float = 1
) -> tuple[int, list[tuple[str, Sent]]]:
    """Open a share of the pages and send `many` requests of junk.

    Returns:
        How many requests that were, and each fault with its request.
    """
    found: list[tuple[str, Sent]] = []
    number = 0
    for sent in fuzzer.pages(share):
        got = ask(sent)
        number += 1
        fuzzer.collect(sent, got)
        if wrong := fault(sent, got):
            found.append((wrong, sent))
    for sent in fuzzer.junk(many):
        number += 1
        if wrong := fault(sent, ask(sent)):
            found.append((wrong, sent))
    return number, found
