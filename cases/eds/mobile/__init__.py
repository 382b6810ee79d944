"""Signing by eGov Mobile: what a browser asks a telephone to sign, and what the telephone brings back.

contract.py   the JSON of the two calls, as the application speaks it
signings.py   a request as a row: opened, shown, signed, each once
sigex.py      an intermediary in the portal's place, where a setting names it
"""

from cases.eds.mobile.contract import AskedDocument
from cases.eds.mobile.signings import Wanted, begin, digest, take_back

__all__ = ["AskedDocument", "Wanted", "begin", "digest", "take_back"]
