"""Time stamps of the demo's own authority (RFC 3161), as NCALayer puts them beside a signature on request.

The portal reads over them: what counts is when a signature reaches it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import lru_cache

from demo import cms
from demo.authority import Authority
from demo.pki import certificates as x509
from demo.pki import der, signing
from demo.pki.issuers import Identity

TST_INFO, TOKEN = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.9.16.2.14"
STAMPING = "1.3.6.1.5.5.7.3.8"
POLICY = f"{x509.POLICY}.6.4"
"""As the service of НУЦ РК names it for GOST 34.10-2015."""


def attribute(authority: Authority, signature: bytes, at: datetime) -> bytes:
    """The unsigned attribute (RFC 3161, appendix A) that says: `signature` was there at `at`. DER."""
    imprint = der.seq(der.algorithm(signing.SHA256, der.null()), der.octets(hashlib.sha256(signature).digest()))
    number = der.integer(secrets.randbits(62))
    info = der.seq(der.integer(1), der.oid(POLICY), imprint, number, der.generalized(at))
    token = cms.sign(_stamper(authority), info, at, content_type=TST_INFO)
    return der.seq(der.oid(TOKEN), der.set_of(token))


@lru_cache(maxsize=8)
def _stamper(authority: Authority) -> Identity:
    return authority.issue(x509.Holder("DEMO TSA"), purposes=(STAMPING,), policies=(), usage=x509.ANSWERS)
