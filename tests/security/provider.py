"""A provider of OpenID Connect on this machine, as strict as a good one; and as false as a test asks it to be.

It describes itself, asks a person to agree (a page with a button), gives a code for one use, and takes the code with
the secret, the same address to come back to and the PKCE verifier only.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "ict-lead", "a-secret-of-the-provider"
SUBJECT = "7f3a"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


def unsigned(claims: dict[str, Any]) -> str:
    """A token that nobody has signed, and that says so."""
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


class Provider:
    """What it says, and to whom it said what."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = KEY
        self.claims: dict[str, Any] = {"email_verified": True}
        self.description: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.person: dict[str, Any] | None = None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.moved: set[str] = set()

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        """The claims, signed by `key`; by the provider's own if none is given."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key or self.key)

    def agree(self, url: str) -> str:
        """Do what a person does who is sent to `url`: agree. Where that leads."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("POST", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        assert answer.status == 302, answer.read()
        return answer.headers["Location"]

    # What it answers, by path: status, kind, body -----------------------------------------------

    def described(self, **_: Any) -> Any:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/person",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.description,
        }

    def keys(self, **_: Any) -> Any:
        return {"keys": [self.key.as_dict(private=False)]}

    def agreed(self, query: dict[str, str], **_: Any) -> str:
        """The address that the person is sent back to with a code."""
        assert query["response_type"] == "code" and query["client_id"] == CLIENT
        assert set(query["scope"].split()) == {"openid", "email"}
        assert query["code_challenge_method"] == "S256" and query["nonce"] and query["state"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str], authorization: str) -> Any:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            begun is None
            or authorization != f"Basic {pair}"
            or form["redirect_uri"] != begun["redirect_uri"]
            or challenge != begun["code_challenge"]
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            **{"iss": self.issuer, "sub": SUBJECT, "aud": CLIENT, "nonce": begun["nonce"]},
            **{"iat": now, "exp": now + 300},
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        given = {
            **{"access_token": "t", "token_type": "Bearer", "expires_in": 300},
            **{"id_token": self.sign(claims), **self.token},
        }
        return {name: value for name, value in given.items() if value is not None}

    def told(self, authorization: str, **_: Any) -> Any:
        assert authorization == "Bearer t"
        return self.person


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if parts.path in provider.broken:
                return self.send(500, "text/plain", "broken")
            if parts.path in provider.moved:
                return self.lead(f"{provider.issuer}/moved{parts.path}", 307)
            path = parts.path.removeprefix("/moved")
            if path == "/authorize":
                return self.authorize(dict(parse_qsl(parts.query)))
            answers: dict[str, Callable[..., Any]] = {
                "/.well-known/openid-configuration": provider.described,
                "/keys": provider.keys,
                "/token": provider.tokens,
                "/person": provider.told,
            }
            authorization = self.headers.get("Authorization", "")
            said = answers[path](form=dict(parse_qsl(form)), authorization=authorization)
            status = 400 if isinstance(said, dict) and "error" in said else 200
            return self.send(status, "application/json", json.dumps(said))

        def authorize(self, query: dict[str, str]) -> None:
            if self.command == "POST":
                self.lead(provider.agreed(query), 302)
            else:
                head = '<title>Provider</title><link rel="icon" href="data:,">'
                page = f"{head}<form method=post><button>Agree</button></form>"
                self.send(200, "text/html", page)

        def lead(self, to: str, status: int) -> None:
            self.send_response(status)
            self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def send(self, status: int, kind: str, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = answer  # noqa: N815 - as http.server calls them

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def a_provider() -> Iterator[Provider]:
    """A provider that answers until the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(server.server_port)
    server.RequestHandlerClass = _handler(provider)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
