"""Signing in: who may by which way, the challenge of an ЭЦП, accounts, and the second factor of the staff.

ways.py        the table: role → ways
challenge.py   what is signed to sign in: kept nowhere until it is answered
eds.py         from a CMS to a person, and to an account or a new one
factor.py      codes of the telephone and recovery codes
backends.py    what a password opens
oidc.py        staff by the agency's own provider
journal.py     what is remembered of a sign-in
"""

from cases.accounts.signing_in import factor, oidc
from cases.accounts.signing_in.backends import CERTIFICATE, STAFF_PASSWORD
from cases.accounts.signing_in.challenge import forget, fresh_key, is_key, issue
from cases.accounts.signing_in.eds import (
    Newcomer,
    account_of,
    for_telephone,
    newcomer,
    open_account,
    same_name,
    verify_answer,
)
from cases.accounts.signing_in.journal import SignInCertificate, last_certificate, record
from cases.accounts.signing_in.ways import Way, by_certificate_alone, by_password, needs_both, ways

__all__ = [
    "CERTIFICATE",
    "STAFF_PASSWORD",
    "Newcomer",
    "SignInCertificate",
    "Way",
    "account_of",
    "by_certificate_alone",
    "by_password",
    "factor",
    "for_telephone",
    "forget",
    "fresh_key",
    "is_key",
    "issue",
    "last_certificate",
    "needs_both",
    "newcomer",
    "oidc",
    "open_account",
    "record",
    "same_name",
    "verify_answer",
    "ways",
]
