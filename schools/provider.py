"""Speaks OpenID Connect with the provider of single sign-on. Authlib does; this says what may be believed.

Authlib brings state, nonce, PKCE, and for the ID token: signature, times, nonce, authorised party, and that it
belongs to the access given with it. Added here: the issuer that the settings name and no other, the audience,
signatures by a pair of keys only, that there is such a token at all, a quarter of an hour for all of it, and
patience of seconds. Nothing that the provider gives is kept.

Nine megabytes of program: imported only where a provider is set.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from joserfc.errors import JoseError
from requests import RequestException

from notices.mail import absolute

from .single_sign_on import Arrived, Away, NotSignedIn, Why

SECONDS = 5  # for each answer of the provider
LEEWAY = 60  # seconds by which its clock may be wrong
HOUR = 60 * 60
NAME = "provider"
# Never "none", and nothing that is signed with a secret that both know.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
ASKED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
OPTIONAL = {"userinfo_endpoint"}
# What reading something raises that has not the shape which the protocol gives it.
MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
BUSY = {"server_error", "temporarily_unavailable"}


class Session(OAuth2Session):
    """Waits seconds, and follows nobody elsewhere."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        kwargs.update(timeout=SECONDS, allow_redirects=False)
        return super().request(method, url, *args, **kwargs)


class Begun(DjangoIntegration):
    """What was begun in a session, for a quarter of an hour."""

    expires_in = HOUR // 4

    def get_state_data(self, session: Any, state: str) -> Any:
        self._clear_session_state(session)
        return super().get_state_data(session, state)

    def set_state_data(self, session: Any, state: str, data: Any) -> None:
        self._clear_session_state(session)
        super().set_state_data(session, state, data)


class Provider(DjangoOAuth2App):
    """The provider that the settings name."""

    client_cls = Session

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        super().__init__(
            Begun(NAME),
            name=NAME,
            client_id=client_id,
            client_secret=client_secret,
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
        )
        self.issuer = issuer
        self.server_metadata: dict[str, Any] = {}

    def load_server_metadata(self) -> dict[str, Any]:
        """Where it is asked what, and by which keys it signs; asked anew each hour, so that a key can be withdrawn.

        Raises:
            Away: it does not answer, or calls itself by another name.
        """
        if time.time() - self.server_metadata.get("_loaded_at", 0) > HOUR:
            self.server_metadata = {**self._described(), "_loaded_at": time.time()}
        return self.server_metadata

    def _described(self) -> dict[str, Any]:
        try:
            with self._get_session() as session:
                address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
                answer = session.request("GET", address, withhold_token=True)
                answer.raise_for_status()
                said = answer.json()
        except RequestException as error:
            raise Away("No description") from error
        if not isinstance(said, dict) or said.get("issuer") != self.issuer:
            raise Away("The description is of another provider")
        kept = {name: said[name] for name in ASKED | OPTIONAL if name in said}
        scheme = self.issuer.partition(":")[0] + "://"
        if ASKED - set(kept) or not all(str(url).startswith(scheme) for url in kept.values()):
            raise Away("The description lacks an address")
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in methods
        return {
            **kept,
            "issuer": self.issuer,
            "id_token_signing_alg_values_supported": SIGNED_BY,
            "token_endpoint_auth_method": "client_secret_basic" if basic else "client_secret_post",
        }


def begin(request: HttpRequest, going: str) -> str:
    """The address at the provider to which somebody is sent; what must come back is kept in their session.

    Raises:
        Away: the provider cannot be asked.
    """
    provider = _provider()
    back = absolute(reverse("accounts:single_sign_on_back"))
    sent = provider.create_authorization_url(back)
    provider.save_authorize_data(request, redirect_uri=back, going=going, **sent)
    return str(sent["url"])


def arrive(request: HttpRequest) -> Arrived:
    """Who came back, once everything that the provider gave is looked at. It can be asked once.

    Raises:
        NotSignedIn: it is not what was begun here, was stopped, or cannot be believed.
        Away: the provider cannot be asked.
    """
    provider, state = _provider(), request.GET.get("state", "")
    begun = provider.framework.get_state_data(request.session, state)
    if begun is None:
        raise NotSignedIn(Why.STALE)
    error, issuer = request.GET.get("error"), request.GET.get("iss", provider.issuer)
    if error or issuer != provider.issuer:
        provider.framework.clear_state_data(request.session, state)
        if error in BUSY:
            raise Away("It says so")
        raise NotSignedIn(Why.STOPPED if error else Why.UNFIT)
    try:
        claims = _claims(provider, request)
    except RequestException as failed:
        raise Away("No answer") from failed
    except (AuthlibBaseError, JoseError, *MALFORMED) as failed:
        raise NotSignedIn(Why.UNFIT) from failed
    return Arrived(_address(claims), begun["going"])


def _claims(provider: Provider, request: HttpRequest) -> dict[str, Any]:
    """What the signed ID token says; what it leaves unsaid is asked for."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    token = provider.authorize_access_token(request, claims_options=options, leeway=LEEWAY)
    claims: dict[str, Any] | None = token.get("userinfo")
    if claims is None:
        raise NotSignedIn(Why.UNFIT)
    if "email" not in claims and "userinfo_endpoint" in provider.server_metadata:
        more = provider.userinfo(token=token)
        if more["sub"] != claims["sub"]:
            raise NotSignedIn(Why.UNFIT)
        return dict(more)
    return claims


def _address(claims: dict[str, Any]) -> str:
    address = claims.get("email")
    if not isinstance(address, str) or claims.get(settings.OIDC_VERIFIED_CLAIM) is not True:
        raise NotSignedIn(Why.UNVERIFIED, address if isinstance(address, str) else "")
    return address


def _provider() -> Provider:
    return _known(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _known(issuer: str, client_id: str, client_secret: str) -> Provider:
    """One a process, which remembers what the provider said of itself."""
    return Provider(issuer, client_id, client_secret)
