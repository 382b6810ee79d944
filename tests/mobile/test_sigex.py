"""SIGEX between portal and telephone, where a setting names it: a stub after its public description."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from cases.eds.faults import FAULTS
from cases.models import MobileSigning, User
from cases.net.fetch import Answer, Unreachable
from demo.keys import identity_of
from demo.telephone import calling, signing
from tests import people, telephone
from tests.desks import text

pytestmark = pytest.mark.django_db
SIGEX = "https://sigex.example"
OFFER = {
    "qrCode": "aVZCT1I=",
    "dataURL": f"{SIGEX}/api/egovQr/7/data",
    "signURL": f"{SIGEX}/api/egovQr/7/sign",
    "eGovMobileLaunchLink": "https://mgovsign.page.link/?link=7",
    "expireAt": int(people.START.timestamp() * 1000) + 180_000,
}


class Sigex:
    """In the place of `fetch.request`. `came`: the documents it got; `signed`: what it gives for them, once set."""

    def __init__(self, offer: Any = OFFER) -> None:
        self.offer, self.came, self.signed = offer, b"", b""

    def __call__(self, method: str, url: str, body: bytes | None, headers: Any, **_limits: Any) -> Answer:
        if url.endswith("/api/egovQr"):
            assert json.loads(body or b"")["description"]
            return Answer(200, {}, json.dumps(self.offer).encode())
        if url.endswith("/data"):
            self.came = body or b""
            return Answer(200, {}, b"{}")
        if not self.signed:
            raise Unreachable("nothing within 2 s")
        return Answer(200, {}, self.signed)


@pytest.fixture
def applicant() -> User:
    user = people.applicant()
    identity_of(user)
    return user


def begun(monkeypatch: pytest.MonkeyPatch, settings: Any, sigex: Sigex) -> tuple[Client, Any]:
    settings.EDS_SIGEX_URL = SIGEX
    monkeypatch.setattr(calling.fetch, "request", sigex)
    client = Client(headers={"accept-language": "en"})
    return client, client.post("/sign-in/eds/", {"by_mobile": "1"}, follow=True)


def test_it_carries_the_documents_and_the_signatures(
    monkeypatch: pytest.MonkeyPatch, settings: Any, applicant: User
) -> None:
    sigex = Sigex()
    with people.at(people.START):
        client, page = begun(monkeypatch, settings, sigex)
        assert "through SIGEX" in text(page) and str(OFFER["eGovMobileLaunchLink"]) in text(page)
        assert f"data:image/png;base64,{OFFER['qrCode']}" in text(page)
        shown = json.loads(sigex.came)
        assert shown["signMethod"] == "CMS_WITH_DATA" and len(shown["documentsToSign"]) == 1
        assert not client.get(page.request["PATH_INFO"]).context["is_signed"]
        holder = next(who.holder for who in signing.people() if who.holder.iin == applicant.signing_iin)
        sigex.signed = signing.signed(shown, f"{holder.iin}-person", "")
        telephone.go_on(client, page)
        assert client.session["_auth_user_id"] == str(applicant.pk)
    assert MobileSigning.objects.get().expires_at.timestamp() * 1000 == OFFER["expireAt"]


@pytest.mark.parametrize(
    "offer",
    [
        {},
        [],
        OFFER | {"dataURL": "https://elsewhere.example/data"},
        OFFER | {"eGovMobileLaunchLink": "javascript:alert(1)"},
        OFFER | {"qrCode": '"><script>'},
        OFFER | {"expireAt": "soon"},
    ],
)
def test_what_is_no_offer_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, settings: Any, offer: Any) -> None:
    with people.at(people.START):
        _client, page = begun(monkeypatch, settings, Sigex(offer))
    assert page.status_code == 422 and str(page.context["error"]) == str(FAULTS["mobile_relay"])


def test_an_altered_signature_is_not_taken(monkeypatch: pytest.MonkeyPatch, settings: Any, applicant: User) -> None:
    sigex = Sigex()
    with people.at(people.START):
        client, page = begun(monkeypatch, settings, sigex)
        sigex.signed = signing.signed(json.loads(sigex.came), f"{applicant.signing_iin}-person", "altered")
        again = client.get(page.request["PATH_INFO"])
    assert not again.context["is_signed"] and again.context["row"].fault == str(FAULTS["wrong_content"])
