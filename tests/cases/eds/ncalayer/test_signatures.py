"""What the stand-in for NCALayer signs, and with whose key."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from asn1crypto import cms as asn1
from asn1crypto import tsp
from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from signxml import XMLVerifier

from cases.eds import cms as reading
from cases.eds.base import Purpose, Status
from cases.eds.verify import verify
from demo import keys
from demo.ncalayer import Standin
from demo.pki import certificates, signing
from tests.cases.eds.ncalayer.client import (
    ATTACHED,
    CHALLENGE,
    HEAD,
    OTHER,
    PERSON,
    ask,
    call,
    signatures,
    signed,
)

# ------------------------------------------------------------------------------------------------ what is signed


def test_it_signs_the_data_attached(standin):
    message = signed(standin)
    assert message.content == CHALLENGE
    assert message.certificate.signer.iin == PERSON.iin
    assert message.claimed_at is not None and abs(datetime.now(UTC) - message.claimed_at) < timedelta(minutes=1)


def test_it_signs_detached(standin):
    (made,) = signatures(ask(standin, call(signingParams=ATTACHED | {"encapsulate": False})))
    assert CHALLENGE not in made
    assert reading.read(made, CHALLENGE).certificate.signer.iin == PERSON.iin


def test_it_signs_an_array_in_its_order(standin):
    data = [b64encode(text).decode() for text in (b"one", b"two")]
    assert [reading.read(signature, None).content for signature in signatures(ask(standin, call(data)))] == [
        b"one",
        b"two",
    ]


def test_it_signs_text_as_it_stands_when_asked_not_to_decode(standin):
    assert signed(standin, data="текст", signingParams={"encapsulate": True}).content == "текст".encode()


def test_it_signs_a_digest_made_elsewhere(standin):
    digest = signing.digest(signing.SHA256, CHALLENGE)
    params = {"decode": True, "encapsulate": False, "digested": True}
    (made,) = signatures(ask(standin, call(b64encode(digest).decode(), signingParams=params)))
    assert reading.read(made, CHALLENGE).certificate.signer.iin == PERSON.iin


@pytest.mark.parametrize("holder", [PERSON.iin, OTHER.iin])
def test_the_portal_accepts_what_it_signs(standin, trusted, holder):
    standin.holder = holder
    (made,) = signatures(ask(standin, call()))
    result = verify(made, CHALLENGE, Purpose.SIGN_IN, datetime.now(UTC), iin=holder)
    assert result.signer.iin == holder and result.revocation.status == Status.GOOD


@pytest.mark.parametrize("holder", [PERSON.iin, OTHER.iin], ids=["rsa", "gost"])
def test_a_time_stamp_stands_beside_the_signature_and_the_portal_accepts_it(standin, trusted, holder):
    standin.holder = holder
    (made,) = signatures(ask(standin, call(signingParams=ATTACHED | {"tsaProfile": {}})))
    assert verify(made, CHALLENGE, Purpose.SIGN_IN, datetime.now(UTC), iin=holder).signer.iin == holder
    info = asn1.ContentInfo.load(made)["content"]["signer_infos"][0]
    (token,) = info["unsigned_attrs"][0]["values"]
    stamped = tsp.TSTInfo.load(token["content"]["encap_content_info"]["content"].parsed.dump())
    assert stamped["message_imprint"]["hashed_message"].native == sha256(info["signature"].native).digest()


XML = '<document xmlns:d="urn:d"><d:text>Ақпарат &amp; ещё</d:text></document>'


def assert_signed(text: str) -> None:
    certificate = etree.fromstring(text).findtext(".//{*}X509Certificate")
    assert certificate
    result = XMLVerifier().verify(text, x509_cert=load_der_x509_certificate(b64decode(certificate)), ca_pem_file=None)
    checked: Any = result[0] if isinstance(result, list) else result
    assert etree.tostring(checked.signed_xml, method="c14n") == etree.tostring(etree.fromstring(XML), method="c14n")


@pytest.mark.parametrize("data", [XML, [XML]])
def test_it_signs_xml(standin, data):
    reply = ask(standin, call(data, format="xml", signingParams={}))
    assert_signed(*reply["body"]["result"])


def test_it_speaks_the_older_module(standin):
    def older_call(method: str, *args: Any) -> Any:
        reply = ask(standin, {"module": "kz.gov.pki.knca.commonUtils", "method": method, "args": list(args)})
        assert reply["code"] == "200", reply
        return reply["responseObject"]

    assert older_call("getActiveTokens") == []
    assert_signed(older_call("signXml", "PKCS12", "SIGNATURE", XML, "", ""))
    (signature,) = older_call("signXmls", "PKCS12", "SIGNATURE", [XML], "", "")
    assert_signed(signature)
    for method in ("createCAdESFromBase64", "createCMSSignatureFromBase64"):
        made = b64decode(older_call(method, "PKCS12", "SIGNATURE", b64encode(CHALLENGE).decode(), True))
        assert reading.read(made, None).content == CHALLENGE
    detached = b64decode(
        older_call("createCAdESFromBase64", "PKCS12", "SIGNATURE", b64encode(CHALLENGE).decode(), False)
    )
    assert reading.read(detached, CHALLENGE).certificate.signer.iin == PERSON.iin
    standin.mode = "cancel"
    cancelled = {"module": "kz.gov.pki.knca.commonUtils", "method": "signXml", "args": ["PKCS12", "SIGNATURE", XML]}
    assert ask(standin, cancelled) == {"code": "500", "message": "action.canceled"}


# ------------------------------------------------------------------------------------------------ who signs


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({}, PERSON),
        (None, PERSON),
        ({"iin": OTHER.iin}, OTHER),
        ({"bin": HEAD.bin}, HEAD),
        ({"extKeyUsageOids": [certificates.SIGNING, certificates.HEAD]}, HEAD),
        ({"extKeyUsageOids": [certificates.SIGNING, certificates.INDIVIDUAL]}, PERSON),
        ({"iin": "", "bin": "", "serialNumber": "", "chain": []}, PERSON),
    ],
)
def test_the_request_narrows_the_choice_and_the_holder_decides_the_rest(standin, asked, who):
    assert signed(standin, signerParams=asked).certificate.signer.iin == who.iin


def test_a_certificate_is_chosen_by_its_number(standin, ca):
    (head,) = (key for key in keys.stored_identities(ca) if key.holder.iin == HEAD.iin)
    assert signed(standin, signerParams={"serialNumber": f"{head.serial:040X}"}).certificate.signer.iin == HEAD.iin


@pytest.mark.parametrize("holder", [OTHER.iin, "авилова", f"{OTHER.iin}-person"])
def test_the_holder_is_named_in_several_ways(standin, holder):
    standin.holder = holder
    assert signed(standin).certificate.signer.iin == OTHER.iin


def test_the_authentication_certificate_comes_when_it_is_asked_for(standin):
    signer = signed(standin, signerParams={"extKeyUsageOids": [certificates.AUTHENTICATION]}).certificate.signer
    assert signer.authenticates and not signer.signs


def test_nobody_signs_when_no_key_suits(standin):
    reply = ask(standin, call(signerParams={"iin": "000000000000"}))
    assert (reply["status"], reply["code"]) == (False, "SIGNING_FAILURE")


def test_a_key_that_comes_later_is_taken(standin, ca):
    late = certificates.individual("Поздняя", "Проба", "920303400123")
    keys.find_or_issue(late, ca)
    assert signed(standin, signerParams={"iin": late.iin}).certificate.signer.surname == "ПОЗДНЯЯ"


def test_given_people_stand_instead_of_the_folder(ca):
    with Standin(ca, [ca.issue(OTHER)]) as standin:
        assert signed(standin).certificate.signer.iin == OTHER.iin
        assert ask(standin, call(signerParams={"iin": PERSON.iin}))["code"] == "SIGNING_FAILURE"
