"""How much is done."""

from __future__ import annotations

from bench.rows import sqlite
from cases.programmes.nomad.states import State
from demo import walk
from demo.pki.signing import GOST256, GOST512, RSA

NEEDED = (
    "screening",
    "registration",
    "rework",
    "checks",
    "knb",
    "preliminary_decision",
    "preliminary_approved",
    "arrived",
    "intake",
)
"""States that are measured; a quick run makes do with them."""
VISIT = 2.0
"""Seconds for which a page is fetched in a round."""
LESS = 2
"""Rounds at a portal that is not the largest."""
WORK = 30.0
"""Seconds for which the officers work."""
OFFICE = "almaty"
"""The city of the officers at work: what lies at their desk is known, and theirs alone."""


class Sizes:
    """How much is done: the whole, or so little that only the machinery is tried. `cases`: of the largest portal, 0 for
    the usual one."""

    def __init__(self, quick: bool, cases: int = 0) -> None:
        self.steps, self.expiries, self.requests, self.letters = (5, 40, 2, 2) if quick else (200, 10_000, 10, 20)
        usual = (300, 600) if quick else (1_000, 100_000)
        largest = cases or usual[-1]
        self.portals = [*(size for size in usual if size < largest), largest]
        self.blocks = 1 if quick else 6  # of so many requests at each size
        self.states = [State(name) for name in NEEDED] if quick else walk.walkable()
        self.whole = 2 if quick else 12  # whole cases of each state, whose pages are fetched
        self.verified = dict.fromkeys((RSA, GOST512, GOST256), 2) if quick else {RSA: 500, GOST512: 25, GOST256: 25}
        self.signed_in = dict.fromkeys((RSA, GOST512), 2) if quick else {RSA: 60, GOST512: 15}
        self.exchanges = 5 if quick else 120
        self.applied = (2, 1) if quick else (100, 5)  # answers saved, files of 10 MB
        self.visits = 0 if quick else 5  # rounds at the largest portal; a quick run starts no servers
        self.officers, self.waiting = 20, 1_000  # at work, and cases at their desk
        self.listed = 20 if quick else 10_000 if sqlite() else 100_000
        self.stored, self.few = (40, 4) if quick else (10_000, 100)
