"""Staff by the agency's own provider: OpenID Connect, authorization code with PKCE (RFC 7636).

It opens no account and changes none: a verified e-mail, or an IIN, is looked up among the staff in service. Who signs
for the ministry comes in by the key that signs, and not here. HTTP goes the portal's one way out (`cases.net`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cases.accounts.signing_in.ways import Way, ways
from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import User
from cases.net import fetch
from cases.values.iin import iin_ok

log = structlog.get_logger(__name__)

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
"""Of asymmetric keys alone: none, and HS256 with a published key, prove nothing."""
SECONDS, LIMIT = 10, 256 * 1024
SESSION_SECONDS = 600
"""Seconds for which the provider's metadata are cached."""
LEEWAY = 60

FAULTS: dict[str, str | Promise] = {
    "off": _("This portal has no sign-in by another provider."),
    "silent": _("The provider does not answer. Try again in a few minutes, or sign in another way."),
    "stale": _("This sign-in was begun too long ago, or in another window. Begin it once more."),
    "refused": _("The provider has not let you in."),
    "unproven": _("What the provider answered proves nothing. Tell the administrator; the log says more."),
    "unverified": _("The provider has not verified your e-mail address, so the portal does not know whose it is."),
    "unknown": _("No account of the staff in service is yours. Ask an administrator of the portal to open it."),
    "key": _("Who signs for the ministry signs in by ЭЦП."),
}


WAY = "oidc"
"""Its name in the journal of sign-ins; with "+totp" or "+recovery" where the portal required its own code too."""


class OidcError(CaseError):
    """`code`: a key of FAULTS."""

    status = 403

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(FAULTS[self.code])


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser's session keeps until it comes back."""

    state: str
    nonce: str
    verifier: str


def is_on() -> bool:
    return bool(settings.DNR_OIDC_ISSUER)


def provider_name() -> str:
    return str(settings.DNR_OIDC_NAME or urlsplit(settings.DNR_OIDC_ISSUER).hostname or "")


def begin(back: str) -> tuple[str, Begun]:
    """(where the browser goes, what is to be stored). Raises OidcError."""
    if not is_on():
        raise OidcError("off")
    begun = Begun(*(secrets.token_urlsafe(32) for _part in range(3)))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings.DNR_OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{_provider()['authorization_endpoint']}?{urlencode(query)}", begun


def finish(sent: Mapping[str, str], begun: Begun | None, back: str, now: datetime) -> User:
    """Whose browser it is. Raises OidcError."""
    if not is_on():
        raise OidcError("off")
    if begun is None or not secrets.compare_digest(sent.get("state", ""), begun.state):
        raise OidcError("stale")
    if sent.get("error") or not sent.get("code"):
        raise OidcError("refused")
    claims = _claims(_token(sent["code"], begun, back), begun, now)
    return _user(claims)


# ------------------------------------------------------------------------------------------------ the provider


def _provider() -> dict[str, Any]:
    """The metadata of the provider; rejected where they name another issuer than the configured one."""
    known: dict[str, Any] | None = cache.get("oidc.provider")
    if known is None:
        known = _get(f"{settings.DNR_OIDC_ISSUER}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if str(known.get("issuer", "")).rstrip("/") != settings.DNR_OIDC_ISSUER or not all(
            _is_ours(known.get(name)) for name in wanted
        ):
            log.warning("oidc provider names another issuer, or addresses without TLS", issuer=known.get("issuer"))
            raise OidcError("unproven")
        cache.set("oidc.provider", known, SESSION_SECONDS)
    return known


def _is_ours(address: object) -> bool:
    """By TLS, as the issuer itself is."""
    return isinstance(address, str) and urlsplit(address).scheme == urlsplit(settings.DNR_OIDC_ISSUER).scheme


def _keys(*, fresh: bool) -> dict[str, Any]:
    known: dict[str, Any] | None = None if fresh else cache.get("oidc.keys")
    if known is None:
        known = _get(_provider()["jwks_uri"])
        cache.set("oidc.keys", known, SESSION_SECONDS)
    return known


def _get(url: str) -> dict[str, Any]:
    body = BytesIO()
    try:
        answer = fetch.download(url, body, {"Accept": "application/json"}, seconds=SECONDS, limit=LIMIT)
    except (fetch.Unreachable, fetch.TooLong) as error:
        log.warning("oidc provider not reached", url=url, error=str(error)[:200])
        raise OidcError("silent") from error
    if answer.status != 200:
        raise OidcError("silent")
    return _json(body.getvalue())


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise OidcError("unproven") from error
    if not isinstance(data, dict):
        raise OidcError("unproven")
    return data


def _token(code: str, begun: Begun, back: str) -> str:
    """The ID token for the code, which works once."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": begun.verifier}
    secret = f"{settings.DNR_OIDC_CLIENT_ID}:{settings.DNR_OIDC_CLIENT_SECRET}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(secret).decode()}", "Accept": "application/json"}
    kind = "application/x-www-form-urlencoded"
    try:
        answer = fetch.post(
            _provider()["token_endpoint"],
            urlencode(form).encode(),
            kind,
            seconds=SECONDS,
            limit=LIMIT,
            headers=headers,
        )
    except (fetch.Unreachable, fetch.TooLong) as error:
        raise OidcError("silent") from error
    if answer.status != 200:
        log.warning("oidc code refused", status=answer.status)
        raise OidcError("refused")
    token = _json(answer.body).get("id_token")
    if not isinstance(token, str):
        raise OidcError("unproven")
    return token


def _claims(token: str, begun: Begun, now: datetime) -> dict[str, Any]:
    """Signed by the provider, for this portal, for this sign-in, now."""
    try:
        try:
            claims = _verified(token, fresh=False)
        except (JoseError, ValueError):  # it may have changed its keys since
            claims = _verified(token, fresh=True)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        log.warning("oidc token not verified", error=type(error).__name__)
        raise OidcError("unproven") from error
    audience = claims.get("aud")
    audience = audience if isinstance(audience, list) else [audience]
    mine = settings.DNR_OIDC_CLIENT_ID
    sound = (
        str(claims.get("iss", "")).rstrip("/") == settings.DNR_OIDC_ISSUER
        and mine in audience
        and (len(audience) == 1 or claims.get("azp") == mine)
        and secrets.compare_digest(str(claims.get("nonce", "")), begun.nonce)
        and isinstance(claims.get("exp"), int | float)
        and claims["exp"] > now.timestamp() - LEEWAY
    )
    if not sound:
        log.warning("oidc token of another issuer, portal, sign-in or time")
        raise OidcError("unproven")
    return claims


def _verified(token: str, *, fresh: bool) -> dict[str, Any]:
    keys = KeySet.import_key_set(_keys(fresh=fresh))  # type: ignore[arg-type]
    return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)


# ------------------------------------------------------------------------------------------------ the account


def _user(claims: Mapping[str, Any]) -> User:
    staff = User.objects.filter(is_active=True).exclude(role=Role.APPLICANT)
    if settings.DNR_OIDC_CLAIM == "email":
        if claims.get("email_verified") is not True:
            raise OidcError("unverified")
        user = staff.filter(email__iexact=str(claims.get("email", ""))).first()
    else:
        number = str(claims.get(settings.DNR_OIDC_CLAIM, ""))
        user = staff.filter(iin=number).first() if iin_ok(number) else None
    if user is None:
        raise OidcError("unknown")
    if Way.PASSWORD not in ways(user.role):
        raise OidcError("key")
    return user
