"""The counters of ЦОН and of the migration service: who comes, how a case is found by a paper, what they print."""

from __future__ import annotations

from cases.programmes.nomad.counter.arrivals import expected
from cases.programmes.nomad.counter.finding import cases_of
from cases.programmes.nomad.counter.photos import code_of
from cases.programmes.nomad.counter.printed import LANGUAGES as PRINTED_IN
from cases.programmes.nomad.counter.printed import UNREADABLE, security_file, security_letter
from cases.values.scanned import LONGEST as LONGEST_CODE

__all__ = [
    "LONGEST_CODE",
    "PRINTED_IN",
    "UNREADABLE",
    "cases_of",
    "code_of",
    "expected",
    "security_file",
    "security_letter",
]
