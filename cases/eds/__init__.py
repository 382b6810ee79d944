"""ЭЦП: the electronic digital signature of Kazakhstan, read and checked in the open.

verify.py              the one way in: from what a browser sent to a verified signature
base.py, faults.py     the types that all use, and every reason for a refusal in words
decode, cms, attributes, purposes   reading a signature, and whether its certificate will do
builtin, ncanode       the two back ends
pki/                   certificates, keys, GOST, the chain to the authorities that are trusted
revocation/            OCSP and CRL
sheets.py, storing.py  what is signed, and what is stored of it
archive, comparing     the signed bundle, and what is compared with it
"""

from cases.eds.base import EdsError

__all__ = ["EdsError"]
