"""ЭЦП: the electronic digital signature of Kazakhstan, read and checked in the open.

base.py, faults.py   what all speak of, and why a signature is refused
decode, cms, certificates, gost, oids, chain, anchors, purposes   reading and judging one
builtin, ncanode     the two back ends
revocation, ocsp, crl   whether a certificate was revoked
sheets.py            what is signed
verify.py            the one way in
"""

from cases.eds.base import EdsError, Purpose, Revocation, Signer, Status, Verified

__all__ = ["EdsError", "Purpose", "Revocation", "Signer", "Status", "Verified"]
