"""CMS as others write it, and every way not to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from cases.eds import cms
from cases.eds.base import EdsError
from cases.eds.pki import oids, tlv
from demo.cms import CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME
from demo.pki import der
from tests.cases.eds import workshop
from tests.cases.eds.workshop import NOW, SHEET, sign


def _fault(raw: bytes, content: bytes | None = SHEET) -> str:
    with pytest.raises(EdsError) as caught:
        cms.read(raw, content)
    return caught.value.code


@pytest.mark.parametrize("algorithm", workshop.KINDS)
@pytest.mark.parametrize(
    "how",
    [{}, {"detached": True}, {"endless": True}, {"chain": True}, {"named": "key"}, {"without": (SIGNING_TIME,)}],
    ids=["attached", "detached", "indefinite lengths", "with the chain", "by key identifier", "without a time"],
)
def test_it_reads(algorithm: str, how: dict[str, Any]):
    identity = workshop.person(algorithm)
    message = cms.read(sign(identity, **how), SHEET)
    assert message.content == SHEET
    assert message.certificate.der == identity.certificate
    assert message.certificate.key.verify(message.digest_oid, message.signed_attributes, message.signature)
    assert message.claimed_at == (None if "without" in how else NOW)
    assert [certificate.der for certificate in message.extra] == (list(identity.chain) if "chain" in how else [])


@pytest.mark.parametrize("digest", [SHA256(), SHA512()], ids=["sha-256", "sha-512"])
@pytest.mark.parametrize("options", [[], [pkcs7.PKCS7Options.DetachedSignature]], ids=["attached", "detached"])
def test_it_reads_what_another_library_signed(digest, options):
    identity = workshop.person()
    certificate = x509.load_der_x509_certificate(identity.certificate)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(SHEET)
    builder = builder.add_signer(certificate, identity.key.private, digest)  # type: ignore[attr-defined]
    raw = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])
    message = cms.read(raw, SHEET)
    assert message.certificate.key.verify(message.digest_oid, message.signed_attributes, message.signature)


def test_it_reads_the_content_where_none_is_given():
    assert cms.read(sign()).content == SHEET
    assert _fault(sign(detached=True), None) == "wrong_content"


PERSON = workshop.person()
STRANGER = workshop.stranger().issue(workshop.PERSON)
SAME_KEY = workshop.issue()
GOST = workshop.person(workshop.GOST512)
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no signer": ({"nobody": True}, "no_signer"),
    "two signers": ({"signers": (GOST,)}, "two_signers"),
    "no certificate": ({"certificates": ()}, "no_certificate"),
    "another's certificate": ({"certificates": (STRANGER.certificate,)}, "other_certificate"),
    "another certificate of the same key": ({"certificates": (SAME_KEY.certificate,)}, "other_certificate"),
    "another told": ({"named": STRANGER}, "other_certificate"),
    "another told and enclosed": ({"named": SAME_KEY, "certificates": (SAME_KEY.certificate,)}, "other_certificate"),
    "the certificate twice": ({"certificates": (PERSON.certificate,) * 2}, "other_certificate"),
    "too many certificates": ({"certificates": (PERSON.certificate, *[STRANGER.certificate] * 6)}, "malformed"),
    "an attribute certificate": ({"certificates": (PERSON.certificate, der.explicit(1, der.null()))}, "malformed"),
    "another content": ({"altered": b"other"}, "wrong_content"),
    "another digest told": ({"digest": bytes(32)}, "altered"),
    "a short digest": ({"digest": b""}, "altered"),
    "no signed attributes": ({"bare": True}, "malformed"),
    "no digest": ({"without": (MESSAGE_DIGEST,)}, "malformed"),
    "no content type": ({"without": (CONTENT_TYPE,)}, "malformed"),
    "two digests": ({"twice": MESSAGE_DIGEST}, "malformed"),
    "two times": ({"twice": SIGNING_TIME}, "malformed"),
    "two types": ({"twice": CONTENT_TYPE}, "malformed"),
    "a digest of two values": ({"doubled": MESSAGE_DIGEST}, "malformed"),
    "another type": ({"content_type": cms._SIGNED_DATA}, "malformed"),
    "another type in the attributes": ({"attribute_type": cms._SIGNED_DATA}, "malformed"),
    "sha-1": ({"sha1": True}, "algorithm"),
    "md5 told": ({"digest_oid": "1.2.840.113549.2.5"}, "malformed"),
    "sha-512 told": ({"digest_oid": oids.SHA_512}, "malformed"),
    "gost told for rsa": ({"signature_oid": "1.2.398.3.10.1.1.2.3.2"}, "algorithm"),
    "pss told": ({"signature_oid": "1.2.840.113549.1.1.10"}, "algorithm"),
    "sha1WithRSA told": ({"signature_oid": "1.2.840.113549.1.1.5"}, "algorithm"),
    "sha512WithRSA told over sha-256": ({"signature_oid": "1.2.840.113549.1.1.13"}, "algorithm"),
    "gost 2004 told": ({"signature_oid": "1.2.398.3.10.1.1.1.2"}, "gost_2004"),
}


@pytest.mark.parametrize(("how", "code"), BAD.values(), ids=BAD.keys())
def test_it_refuses(how: dict[str, Any], code: str):
    assert _fault(sign(PERSON, **how)) == code


@pytest.mark.parametrize("detached", [False, True])
def test_it_refuses_another_content(detached: bool):
    raw = sign(detached=detached)
    assert _fault(raw, SHEET + b" ") == ("altered" if detached else "wrong_content")


def test_it_refuses_text_altered_on_both_sides():
    """Who changes the text in the message and has us ask for the changed one, finds the digest."""
    assert _fault(sign(altered=b"other"), b"other") == "altered"


def _parts(raw: bytes) -> list[bytes]:
    """The parts of SignedData."""
    signed = tlv.inside(tlv.inside(tlv.single(raw, 0x30))[1], 0xA0)[0]
    return [part.raw for part in tlv.inside(signed)]


def _whole(*parts: bytes, kind: str = cms._SIGNED_DATA) -> bytes:
    return der.seq(der.oid(kind), der.explicit(0, der.seq(*parts)))


VERSION, DIGESTS, CONTENT, CERTIFICATES, SIGNERS = _parts(sign())
_SIGNER = tlv.inside(tlv.single(SIGNERS, 0x31), 0x31)[0]
INFO = [part.raw for part in tlv.inside(_SIGNER)]


def _signer(**changed: bytes) -> bytes:
    """The message with parts of the SignerInfo replaced: p0 the version … p5 the signature, p6 one more."""
    parts = [changed.get(f"p{number}", part) for number, part in enumerate((*INFO, b""))]
    return _whole(VERSION, DIGESTS, CONTENT, CERTIFICATES, der.tlv(0x31, der.seq(*parts)))


CRLS = der.explicit(1, der.seq())
SHAPES = {
    "nothing": (b"", "not_cms"),
    "an empty sequence": (b"\x30\0", "not_cms"),
    "enveloped data": (_whole(kind="1.2.840.113549.1.7.3"), "not_cms"),
    "a certificate": (PERSON.certificate, "not_cms"),
    "more behind": (sign() + b"\0", "not_cms"),
    "cut": (sign()[:-1], "not_cms"),
    "version 3": (_whole(der.integer(3), DIGESTS, CONTENT, CERTIFICATES, SIGNERS), "malformed"),
    "version 5": (_whole(der.integer(5), DIGESTS, CONTENT, CERTIFICATES, SIGNERS), "malformed"),
    "no digests": (_whole(VERSION, der.set_of(), CONTENT, CERTIFICATES, SIGNERS), "malformed"),
    "two digests": (_whole(VERSION, der.tlv(0x31, DIGESTS[2:] * 2), CONTENT, CERTIFICATES, SIGNERS), "malformed"),
    "lists before certificates": (_whole(VERSION, DIGESTS, CONTENT, CRLS, CERTIFICATES, SIGNERS), "malformed"),
    "certificates twice": (_whole(VERSION, DIGESTS, CONTENT, *[CERTIFICATES] * 2, SIGNERS), "malformed"),
    "nothing but signers": (_whole(VERSION, DIGESTS, CONTENT, SIGNERS), "no_certificate"),
    "no signers at all": (_whole(VERSION, DIGESTS, CONTENT), "malformed"),
    "signer's version 3": (_signer(p0=der.integer(3)), "malformed"),
    "unknown way to tell the signer": (_signer(p1=der.implicit(1, b"x")), "malformed"),
    "key identifier with version 1": (_signer(p1=der.implicit(0, PERSON.key_id)), "malformed"),
    "no attributes": (_signer(p3=b""), "malformed"),
    "attributes of indefinite length inside": (_signer(p3=der.explicit(0, der.endless(0x30))), "malformed"),
    "attributes of 8 KB": (_signer(p3=der.explicit(0, INFO[3][4:], der.seq(der.octets(bytes(8192))))), "malformed"),
    "parameters of the digest": (_signer(p2=der.algorithm(oids.SHA_256, der.integer(1))), "malformed"),
    "parameters of the algorithm": (_signer(p4=der.algorithm(oids.RSA, der.integer(1))), "malformed"),
    "more behind the signature": (_signer(p6=der.null()), "malformed"),
    "broken unsigned attributes": (_signer(p6=der.explicit(1, b"\x30")), "malformed"),
}


@pytest.mark.parametrize(("raw", "code"), SHAPES.values(), ids=SHAPES.keys())
def test_it_refuses_the_shape(raw: bytes, code: str):
    assert _fault(raw) == code


def test_it_ignores_what_nobody_signed():
    """A time stamp stands in the unsigned attributes, lists of revoked certificates beside the certificates."""
    stamp = der.explicit(1, der.seq(der.oid("1.2.840.113549.1.9.16.2.14"), der.set_of(der.seq())))
    assert cms.read(_signer(p6=stamp), SHEET).certificate.der == PERSON.certificate
    assert cms.read(_whole(VERSION, DIGESTS, CONTENT, CERTIFICATES, CRLS, SIGNERS), SHEET).extra == ()


def test_it_reads_the_attributes_in_any_order():
    """RFC 5652, 5.4: what is signed is the DER of the set, whatever order it came in."""
    listed = [part.raw for part in tlv.items(tlv.single(INFO[3], 0xA0).body)]
    turned = cms.read(_signer(p3=der.explicit(0, *reversed(listed))), SHEET)
    assert turned.signed_attributes == der.tlv(0x31, *sorted(listed))


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("261120090000Z", 0x17, NOW),
        ("20261120090000Z", 0x18, NOW),
        ("991231235959Z", 0x17, datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2611200900Z", 0x17, None),
        ("261120090000+0500", 0x17, None),
        ("20261120090000.5Z", 0x18, None),
        ("261320090000Z", 0x17, None),
        ("²61120090000Z", 0x17, None),
        ("261120090000Z", 0x18, None),
        ("", 0x17, None),
    ],
)
def test_it_reads_times_to_the_second_in_utc(text, tag, expected):
    item = tlv.single(der.tlv(tag, text.encode()), tag)
    if expected:
        assert tlv.time(item) == expected
        return
    with pytest.raises(EdsError):
        tlv.time(item)


TLVS = {
    "no length": b"\x30",
    "long length cut": b"\x30\x82\x01",
    "length not minimal": b"\x04\x81\x01a",
    "length with a zero": b"\x04\x82\x00\x81" + bytes(129),
    "length of five octets": b"\x04\x85\x00\x00\x00\x00\x01a",
    "longer than the data": b"\x04\x02a",
    "tag number above 30": b"\x1f" + b"\xff" * 1000,
    "tag zero": b"\x00\x00",
    "endless without an end": b"\x30\x80\x04\x01a",
    "endless primitive": b"\x04\x80\x00\x00",
    "endless inside endless": b"\x30\x80" * 1000,
}


@pytest.mark.parametrize("data", TLVS.values(), ids=TLVS.keys())
def test_it_reads_no_broken_lengths(data):
    with pytest.raises(EdsError):
        tlv.items(data, der=False)


@pytest.mark.parametrize("body", [b"", b"\x80\x01", b"\x2a\x80\x01", b"\x2a\x86", b"\x2a" * 33])
def test_it_reads_no_broken_oid(body):
    with pytest.raises(EdsError):
        tlv.oid(body)


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"\xff\x80"])
def test_it_reads_no_integer_of_two_spellings(body):
    with pytest.raises(EdsError):
        tlv.integer(tlv.Item(tlv.INTEGER, b"", body, False))


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, -1, -129, 2**160])
def test_it_reads_integers(number):
    assert tlv.integer(tlv.single(der.integer(number), tlv.INTEGER)) == number
