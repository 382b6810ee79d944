"""XML signed as NCALayer does: the signature is inside the document (XMLDSig, enveloped)."""

from __future__ import annotations

from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from signxml import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod, XMLSigner
from signxml.algorithms import CanonicalizationMethod

from demo.ncalayer.protocol import RequestRefused, failure
from demo.pki.issuers import Identity
from demo.pki.signing import RsaKey

_SIGNER = XMLSigner(
    SignatureConstructionMethod.enveloped,
    SignatureMethod.RSA_SHA256,
    DigestAlgorithm.SHA256,
    CanonicalizationMethod.CANONICAL_XML_1_0,
)


def signed(identity: Identity, text: bytes) -> str:
    """Raises Refused for what is no XML, and for a key whose algorithm no library signs XML with."""
    root = _parsed(text)
    if not isinstance(identity.key, RsaKey):
        raise RequestRefused(
            failure("SIGNING_FAILURE", "The stand-in signs XML with RSA keys only; this one is of GOST.")
        )
    certificate = load_der_x509_certificate(identity.certificate)
    made = _SIGNER.sign(root, key=identity.key.private, cert=[certificate])
    return str(etree.tostring(made, encoding="unicode"))


def _parsed(text: bytes) -> etree._Element:
    if b"<!DOCTYPE" in text:
        raise RequestRefused(failure("INVALID_SIGNING_PARAMS", "XML with a document type is not signed."))
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RequestRefused(failure("INVALID_SIGNING_PARAMS", "data is not XML.", str(error))) from None
