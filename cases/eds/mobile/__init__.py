"""Signing by eGov Mobile: what a browser asks a telephone to sign, and what the telephone brings back.

contract.py   the JSON of the two calls, as the application speaks it
signings.py   a request as a row: opened, shown, signed, each once
sigex.py      an intermediary in the portal's place, where a setting names it
"""

from cases.eds.mobile.contract import LANGUAGES, AskedDocument, opening_address
from cases.eds.mobile.sigex import is_on as is_relayed
from cases.eds.mobile.sigex import look_again, register
from cases.eds.mobile.signings import (
    Wanted,
    begin,
    by_token,
    opened,
    refuse,
    secret_digest,
    shown,
    stop_signing,
    take_back,
)

__all__ = [
    "LANGUAGES",
    "AskedDocument",
    "Wanted",
    "begin",
    "by_token",
    "is_relayed",
    "look_again",
    "opened",
    "opening_address",
    "refuse",
    "register",
    "secret_digest",
    "shown",
    "stop_signing",
    "take_back",
]
