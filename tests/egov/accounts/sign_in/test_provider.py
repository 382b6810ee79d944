"""Staff by the agency's own provider (OIDC), against one that listens on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from cases.accounts.signing_in.oidc import FAULTS
from cases.models import SignIn, User
from tests import people

pytestmark = pytest.mark.django_db

KEY, OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})


class Provider:
    """What it says of somebody, and what it was asked."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {}
        self.key, self.algorithm = KEY, "RS256"
        self.asked: dict[str, list[str]] = {}
        self.challenge = ""
        self.silent = False

    def token(self) -> str:
        return jwt.encode({"alg": self.algorithm, "kid": "1"}, self.claims, self.key, algorithms=[self.algorithm])


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def _answer(self, data: Any, status: int = 200) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if self.path.endswith("openid-configuration"):
                places = {n: f"{provider.issuer}/{n}" for n in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
                self._answer({"issuer": provider.issuer} | places, 503 if provider.silent else 200)
            else:
                self._answer({"keys": [KEY.as_dict(private=False)]})

        def do_POST(self) -> None:
            provider.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            verifier = provider.asked["code_verifier"][0]
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            fits = digest == provider.challenge and self.headers["Authorization"].startswith("Basic ")
            self._answer({"id_token": provider.token()} if fits else {"error": "invalid_grant"}, 200 if fits else 400)

    return Handler


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    made = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(made)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.DEMO = False
    settings.DNR_OIDC_ISSUER, settings.DNR_OIDC_CLIENT_ID, settings.DNR_OIDC_CLIENT_SECRET = made.issuer, "dnr", "s"
    settings.DNR_OIDC_ASKS_CODE = False
    yield made
    server.shutdown()
    server.server_close()
    thread.join()
    cache.clear()


def gone(client: Client, provider: Provider, **claims: Any) -> dict[str, str]:
    """To the provider, which says of whoever comes what stands in `claims`; what it sends back."""
    answer = client.get(reverse("accounts:provider"))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    provider.challenge = asked["code_challenge"]
    now = int(timezone.now().timestamp())
    facts = {"iss": provider.issuer, "aud": "dnr", "exp": now + 300, "iat": now, "nonce": asked["nonce"]}
    known = {"email": people.officer().email, "email_verified": True}
    provider.claims = facts | known | claims
    return {"state": asked["state"], "code": "c"}


def come_back(client: Client, sent: dict[str, str]) -> Any:
    return client.get(reverse("accounts:provider_back"), sent)


def test_a_known_member_of_staff_comes_in_and_it_is_in_the_journal(client: Client, provider: Provider) -> None:
    sent = gone(client, provider)
    assert come_back(client, sent)["Location"] == reverse("con:officer:home")
    assert client.session["_auth_user_id"] == str(people.officer().pk)
    assert SignIn.objects.get(user=people.officer()).way == "oidc"
    assert provider.asked["redirect_uri"][0].endswith("/sign-in/provider/back/")


def test_the_portals_own_code_is_asked_for_where_the_setting_says_so(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.DNR_OIDC_ASKS_CODE = True
    assert come_back(client, gone(client, provider))["Location"] == reverse("accounts:second_factor")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("accounts:by_eds")).status_code == 302, "no third factor is asked of who has given one"


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({"email": "nobody@example.org"}, "unknown"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "true"}, "unverified"),
        ({"nonce": "another"}, "unproven"),
        ({"aud": "another"}, "unproven"),
        ({"aud": ["dnr", "another"]}, "unproven"),
        ({"iss": "https://elsewhere.example"}, "unproven"),
        ({"exp": 1}, "unproven"),
        ({"exp": None}, "unproven"),
    ],
)
def test_what_proves_nothing_opens_nothing_and_no_account(
    client: Client, provider: Provider, claims: dict[str, Any], fault: str
) -> None:
    sent, before = gone(client, provider, **claims), User.objects.count()
    answer = come_back(client, sent)
    assert answer.status_code == 403 and str(FAULTS[fault]) == str(answer.context["error"])
    assert "_auth_user_id" not in client.session and User.objects.count() == before


def test_a_token_of_another_key_proves_nothing(client: Client, provider: Provider) -> None:
    sent = gone(client, provider)
    provider.key = OTHER_KEY
    assert come_back(client, sent).context["error"].code == "unproven"


def test_neither_applicants_nor_signers_nor_closed_accounts_come_in_so(client: Client, provider: Provider) -> None:
    for user, fault in ((people.applicant(), "unknown"), (people.signer(), "key")):
        assert come_back(client, gone(client, provider, email=user.email)).context["error"].code == fault
    User.objects.filter(pk=people.clerk().pk).update(is_active=False)
    assert come_back(client, gone(client, provider, email=people.clerk().email)).context["error"].code == "unknown"


def test_another_browser_or_a_second_time_opens_nothing(client: Client, provider: Provider) -> None:
    sent = gone(client, provider)
    assert come_back(Client(), sent).context["error"].code == "stale"
    come_back(client, sent)
    client.logout()
    assert come_back(client, sent).context["error"].code == "stale"
    sent = gone(client, provider)
    assert come_back(client, sent | {"state": "forged"}).context["error"].code == "stale"
    sent = gone(client, provider)
    assert come_back(client, {"state": sent["state"], "error": "access_denied"}).context["error"].code == "refused"


def test_by_the_iin_where_the_provider_tells_it(client: Client, provider: Provider, settings: Any) -> None:
    settings.DNR_OIDC_CLAIM = "iin"
    user = people.officer()
    assert come_back(client, gone(client, provider, iin=user.iin, email_verified=False)).status_code == 302
    client.logout()
    assert come_back(client, gone(client, provider, iin="")).context["error"].code == "unknown"


def test_a_silent_provider_is_shown_on_the_page(client: Client, provider: Provider) -> None:
    people.reference()
    provider.silent = True
    answer = client.get(reverse("accounts:provider"))
    assert answer.status_code == 403 and answer.context["error"].code == "silent"


def test_without_the_setting_there_is_no_such_way(client: Client, settings: Any) -> None:
    people.reference()
    assert client.get(reverse("accounts:provider")).status_code == 404
    assert come_back(client, {"state": "x", "code": "y"}).status_code == 404
    assert reverse("accounts:provider") not in client.get(reverse("accounts:sign_in")).content.decode()
