"""WS-Security: an RSA signature over soap:Body (and wsu:Timestamp), made and checked by `signxml`.

As domain 2 has it: exclusive canonicalisation without comments, the body named by wsu:Id, the certificate in KeyInfo
as a SecurityTokenReference with an X509v3 KeyIdentifier, mustUnderstand=1. A BinarySecurityToken, WS-Security's other
way to hand over the certificate, is read as well, and written where the settings say so.

Only what `verify` returns may be read. It is parsed from the canonical bytes that were signed: what an attacker
has moved, added or left beside is not in it.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as X509
from lxml import etree
from signxml import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod, XMLSigner, XMLVerifier
from signxml.algorithms import CanonicalizationMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration

from cases.eds.pki.certificates import Certificate
from cases.gateways.contract import Malformed
from cases.gateways.shep import names
from cases.gateways.shep.envelope import xs_datetime
from cases.gateways.shep.reading import Element, child_moment, only_child, optional_child, parse, parser
from cases.gateways.shep.trust import Trust, Untrusted

_METHODS = frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512})
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_C14N = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_IDS = ("Id", "ID", "id")
_SIGNATURE = f"{{{names.DS}}}Signature"
_IN_HEADER = f"./{names.HEADER}/{names.SECURITY}/"
_MOST = 4
"""References of a signature: body, timestamp, token, and one to spare."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """How we sign."""

    key: RSAPrivateKey
    certificate: X509
    lasts: timedelta | None = None
    """Lifetime of the wsu:Timestamp; None: none is written."""
    token: bool = False
    """The certificate is sent as a BinarySecurityToken."""


def sign(envelope: Element, how: SigningKey, name: str, now: datetime) -> bytes:
    """The envelope as it goes over the wire. `name` makes the Ids, so that the same message is the same bytes."""
    body, security = _security(envelope)
    body.set(names.ID, f"id-{name}")
    targets = [f"#id-{name}"]
    if how.lasts is not None:
        stamp = etree.SubElement(security, names.TIMESTAMP, {names.ID: f"ts-{name}"})
        etree.SubElement(stamp, names.CREATED).text = xs_datetime(now)
        etree.SubElement(stamp, names.EXPIRES).text = xs_datetime(now + how.lasts)
        targets.append(f"#ts-{name}")
    signer = XMLSigner(SignatureConstructionMethod.detached, SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256, _C14N)
    info = _key_info(security, how, name)
    # What is signed goes through the wire's own form, so that no prefix is bound there otherwise than here.
    whole = etree.fromstring(etree.tostring(envelope), parser())
    made = signer.sign(whole, key=how.key, key_info=info, reference_uri=targets, id_attribute="Id")
    security.append(made)
    raw: bytes = etree.tostring(envelope, encoding="utf-8", xml_declaration=True)
    return raw


def _security(envelope: Element) -> tuple[Element, Element]:
    body, header = only_child(envelope, names.BODY), only_child(envelope, names.HEADER)
    spaces = {"wsse": names.WSSE, "wsu": names.WSU}
    return body, etree.SubElement(header, names.SECURITY, {names.MUST_UNDERSTAND: "1"}, nsmap=spaces)


def _key_info(security: Element, how: SigningKey, name: str) -> Element:
    der = how.certificate.public_bytes(Encoding.DER)
    info = etree.Element(f"{{{names.DS}}}KeyInfo", nsmap={"ds": names.DS, "wsse": names.WSSE})
    reference = etree.SubElement(info, names.TOKEN_REFERENCE)
    kind = {"ValueType": names.X509_V3, "EncodingType": names.BASE64}
    if how.token:
        token = etree.SubElement(security, names.BINARY_TOKEN, {**kind, names.ID: f"token-{name}"})
        token.text = b64encode(der).decode()
        etree.SubElement(reference, names.DIRECT, {"URI": f"#token-{name}", "ValueType": names.X509_V3})
    else:
        etree.SubElement(reference, names.KEY_IDENTIFIER, kind).text = b64encode(der).decode()
    return info


@dataclass(frozen=True, slots=True)
class VerifiedEnvelope:
    """An envelope whose signature is valid."""

    body: Element
    """soap:Body as it was signed, in a tree of its own."""
    certificate: Certificate


def verify(raw: bytes, trust: Trust, now: datetime, limit: int) -> VerifiedEnvelope:
    """Malformed for what is no SOAP message, Untrusted for one that is not trusted."""
    root = parse(raw, limit)
    body = _body(root)
    security, signature = _only_signature(root)
    ids = _ids(root)
    _algorithms(signature)
    targets = _targets(signature, ids, security)
    if body not in targets:
        raise Untrusted("wrapping", "what is signed is not the body of the message")
    certificate = trust.certificate(_certificate(signature, ids, security), now)
    parts = _check(root, certificate, len(targets), now)
    _stamp(security, targets, trust, now)
    signed = [part for part in parts if part is not None and part.tag == names.BODY]
    if len(signed) != 1:
        raise Untrusted("wrapping", "the signature covers another body")
    return VerifiedEnvelope(signed[0], certificate)


def _body(root: Element) -> Element:
    """SOAP 1.1, 4: an Envelope of an optional Header and one Body, and nothing else."""
    if root.tag != names.ENVELOPE:
        raise Malformed(f"no SOAP 1.1 envelope: {root.tag[:100]}")
    parts = [child.tag for child in root]
    if parts not in ([names.BODY], [names.HEADER, names.BODY]):
        if parts.count(names.BODY) > 1:
            raise Untrusted("wrapping", "two bodies")
        raise Malformed("the envelope is not a header and a body")
    return root[-1]


def _only_signature(root: Element) -> tuple[Element, Element]:
    """The only Security header with the only signature. The payload may have signatures of its own; none are ours."""
    header = optional_child(root, names.HEADER)
    headers = [] if header is None else header.findall(names.SECURITY)
    signatures = [signature for security in headers for signature in security.findall(_SIGNATURE)]
    if not signatures:
        raise Untrusted("unsigned", "the message carries no signature")
    if len(headers) != 1 or len(signatures) != 1 or len(list(root.iter(names.SECURITY))) != 1:
        raise Untrusted("wrapping", "more than one signature")
    if header is not None and len(list(header.iter(_SIGNATURE, names.BODY))) != 1:
        raise Untrusted("wrapping", "a second signature or a body in the header")
    return headers[0], signatures[0]


def _ids(root: Element) -> dict[str, Element]:
    """Every Id once, by whatever spelling: of two it depends on the reader which one is meant."""
    elements: dict[str, Element] = {}
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname in _IDS:
                if elements.get(value, element) is not element:
                    raise Untrusted("wrapping", "an Id is given twice")
                elements[value] = element
    return elements


def _algorithms(signature: Element) -> None:
    """There is nothing but exclusive canonicalisation between the signature and what it covers: no XPath, no XSLT."""
    declared = ((element.tag, element.get("Algorithm")) for element in signature.iter())
    named = [(tag, algorithm) for tag, algorithm in declared if algorithm is not None]
    for _tag, algorithm in named:
        if algorithm.startswith(names.GOST):
            raise Untrusted("gost", f"{algorithm}: XML can be checked here by RSA only")
    good = {
        f"{{{names.DS}}}CanonicalizationMethod": {names.EXCLUSIVE},
        f"{{{names.DS}}}Transform": {names.EXCLUSIVE},
        f"{{{names.DS}}}SignatureMethod": {method.value for method in _METHODS},
        f"{{{names.DS}}}DigestMethod": {method.value for method in _DIGESTS},
    }
    for tag, algorithm in named:
        if algorithm not in good.get(tag, ()):
            raise Untrusted("algorithm", algorithm[:100])


def _targets(signature: Element, ids: dict[str, Element], security: Element) -> list[Element]:
    """What the references name: the body, or what is directly in the Security header."""
    references = signature.findall(f"{{{names.DS}}}SignedInfo/{{{names.DS}}}Reference")
    targets = []
    for reference in references[: _MOST + 1]:
        uri = reference.get("URI", "")
        target = ids.get(uri[1:]) if uri.startswith("#") else None
        if target is None or target in targets:
            raise Untrusted("wrapping", "a reference names nothing, something outside, or one thing twice")
        if len(reference.findall(f"{{{names.DS}}}Transforms/{{{names.DS}}}Transform")) != 1:
            raise Untrusted("algorithm", "a reference takes one transform")
        if target.getparent() is not security and target.tag != names.BODY:
            raise Untrusted("wrapping", "something else is signed")
        targets.append(target)
    if not 0 < len(targets) <= _MOST:
        raise Untrusted("wrapping", "too many references, or none")
    return targets


def _certificate(signature: Element, ids: dict[str, Element], security: Element) -> bytes:
    """The DER in KeyInfo, or in the token that KeyInfo names."""
    try:
        reference = only_child(only_child(signature, f"{{{names.DS}}}KeyInfo"), names.TOKEN_REFERENCE)
        holder = optional_child(reference, names.KEY_IDENTIFIER)
        if holder is None:
            uri = only_child(reference, names.DIRECT).get("URI", "")
            holder = ids.get(uri[1:]) if uri.startswith("#") else None
            if holder is None or holder.tag != names.BINARY_TOKEN or holder.getparent() is not security:
                raise Untrusted("certificate", "the token is not there")
        if holder.get("ValueType") != names.X509_V3 or holder.get("EncodingType", names.BASE64) != names.BASE64:
            raise Untrusted("certificate", "not handed over as X509v3 in Base64")
        return b64decode("".join((holder.text or "").split()), validate=True)
    except Untrusted:
        raise
    except (Malformed, binascii.Error, ValueError) as error:
        raise Untrusted("certificate", "none in KeyInfo") from error


def _check(root: Element, certificate: Certificate, references: int, now: datetime) -> list[Element | None]:
    """The elements that were signed, each parsed from its canonical form."""
    how = SignatureConfiguration(
        location=_IN_HEADER,
        expect_references=references,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        verification_time=now,
    )
    try:
        results = XMLVerifier().verify(
            root, x509_cert=certificate.loaded, expect_config=how, id_attribute="Id", parser=parser()
        )
    # signxml lets through what its libraries raise of values that are not what the schema promises.
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, AttributeError) as error:
        raise Untrusted("signature", f"{type(error).__name__}: {error}"[:200]) from error
    return [result.signed_xml for result in (results if isinstance(results, list) else [results])]


def _stamp(security: Element, signed: list[Element], trust: Trust, now: datetime) -> None:
    stamp = optional_child(security, names.TIMESTAMP)
    if stamp is None:
        if trust.stamped:
            raise Untrusted("timestamp", "there is none")
        return
    if stamp not in signed:
        raise Untrusted("timestamp", "it is not signed")
    if child_moment(stamp, names.CREATED) > now + trust.skew:
        raise Untrusted("timestamp", "it is made in the future")
    if child_moment(stamp, names.EXPIRES) < now - trust.skew:
        raise Untrusted("timestamp", "it has expired")
