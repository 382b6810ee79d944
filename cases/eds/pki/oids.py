"""What the numbers in signatures and certificates stand for.

Sources: X.509 and CMS arcs RFC 5280, 5652, 8017; Kazakhstan's arc 1.2.398.3 the certificates of НУЦ РК themselves and
the order V2000021440. The parameter set of the 256-bit key (….1.1.2.1.1 = id-tc26-gost-3410-2012-256-paramSetA of
RFC 7836) is read by three public projects out of Kalkan's own table of curves; no certificate of НУЦ РК with such a
key is at hand to measure it on.
"""

from __future__ import annotations

RSA = "1.2.840.113549.1.1.1"
GOST_256 = "1.2.398.3.10.1.1.2.1"
GOST_512 = "1.2.398.3.10.1.1.2.2"
GOST_256_CURVE = "1.2.398.3.10.1.1.2.1.1"
GOST_512_CURVE = "1.2.398.3.10.1.1.2.2.1"

SHA_256 = "2.16.840.1.101.3.4.2.1"
SHA_384 = "2.16.840.1.101.3.4.2.2"
SHA_512 = "2.16.840.1.101.3.4.2.3"
STREEBOG_256 = "1.2.398.3.10.1.3.2"
STREEBOG_512 = "1.2.398.3.10.1.3.3"
SHA_2 = {SHA_256: "sha256", SHA_384: "sha384", SHA_512: "sha512"}

# Signature algorithm → (algorithm of the key, algorithm of the digest).
SIGNATURES = {
    "1.2.840.113549.1.1.11": (RSA, SHA_256),
    "1.2.840.113549.1.1.12": (RSA, SHA_384),
    "1.2.840.113549.1.1.13": (RSA, SHA_512),
    "1.2.398.3.10.1.1.2.3.1": (GOST_256, STREEBOG_256),
    "1.2.398.3.10.1.1.2.3.2": (GOST_512, STREEBOG_512),
}
# The digests a key may sign with. A GOST curve takes the digest of its own size (GOST 34.10-2015, 5.2).
DIGESTS = {
    RSA: frozenset(SHA_2),
    GOST_256: frozenset({STREEBOG_256}),
    GOST_512: frozenset({STREEBOG_512}),
}
NAMES = {RSA: "RSA", GOST_256: "GOST 34.10-2015 (256)", GOST_512: "GOST 34.10-2015 (512)"}

_GOST_2004 = ("1.2.398.3.10.1.1.1", "1.2.398.3.10.1.3.1")


def is_gost_2004(oid: str) -> bool:
    """GOST 34.310-2004 and its digest GOST 34.311-95, with all OIDs below them."""
    return any(oid == arc or oid.startswith(f"{arc}.") for arc in _GOST_2004)


# Extended key usage: what the certificate is for …
SIGNING = "1.3.6.1.5.5.7.3.4"
AUTHENTICATION = "1.3.6.1.5.5.7.3.2"
# … and who its holder is (order V2000021440).
INDIVIDUAL = "1.2.398.3.3.4.1.1"
INDIVIDUAL_SYSTEM = "1.2.398.3.3.4.1.1.1"
LEGAL = "1.2.398.3.3.4.1.2"
HEAD = "1.2.398.3.3.4.1.2.1"
RIGHT_TO_SIGN = "1.2.398.3.3.4.1.2.2"
LEGAL_SYSTEM = "1.2.398.3.3.4.1.2.6"
AUTHORITY = "1.2.398.3.3.4.2"

# Certificate policies: the four of the profiles until 2022, and the one of the new authority.
POLICY = "1.2.398.3.3.2"
POLICY_LEGAL_SIGNATURE = "1.2.398.3.3.2.1"
POLICY_LEGAL_AUTHENTICATION = "1.2.398.3.3.2.2"
POLICY_INDIVIDUAL_SIGNATURE = "1.2.398.3.3.2.3"
POLICY_INDIVIDUAL_AUTHENTICATION = "1.2.398.3.3.2.4"
AUTHENTICATION_POLICIES = frozenset({POLICY_LEGAL_AUTHENTICATION, POLICY_INDIVIDUAL_AUTHENTICATION})
POLICIES = AUTHENTICATION_POLICIES | {POLICY_LEGAL_SIGNATURE, POLICY_INDIVIDUAL_SIGNATURE}
