"""Every stored signature verified again: how many a second, and whether memory stays what it is."""

from __future__ import annotations

import base64
import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.report import BenchReport
from bench.rows import as_id, driver, param
from bench.signatures import KINDS, identity
from cases.eds import sheets
from cases.evidence.signatures import Tally, verify_stored
from cases.models import Signature, User
from demo import cms
from demo.pki import signing

GROWTH = 5.0
"""MB by which it may grow over nine tenths of them; what is read meanwhile is ten times as much."""
KEPT = 0.1
"""Blocks of Python's memory that each signature may leave behind. A row that stays referenced would be some twenty."""
MB = 1_000_000
BATCH = 500


def measure(report: BenchReport, model: Signature, user: User, number: int, few: int) -> None:
    """`number` signatures over as many sheets, `few` of them GOST, as `manage.py verify_signatures` does it.

    `model`: the row they are made after. Two are altered, a tenth of the way and at the end: they are found, and there
    the memory is looked at. All are gone afterwards, or they would weigh on what is measured next.
    """
    first = _store(model, user, number, few)
    whole, gost = Signature.objects.count(), Signature.objects.filter(algorithm__contains="GOST").count()
    began = time.perf_counter()
    _again(whole)
    took = time.perf_counter() - began
    # A small chunk: at the end it is less than a full one.
    (own, resident_before), (own_then, resident_then) = _again(whole, 50)
    driver().execute(f"DELETE FROM cases_signature WHERE id >= {param()}", [as_id(first)])
    what = f"{whole:,} stored signatures again, {gost} of them GOST"
    report.add(f"{what}: throughput", f"{whole / took:,.0f} a second  ({took:.1f} s)")
    grown, left = resident_then - resident_before, (own_then - own) / (0.9 * number)
    report.add(
        f"{what}: memory, from a tenth to the end",
        f"{grown:+.1f} MB  ({resident_before:.0f} → {resident_then:.0f} MB), {left:+.3f} blocks of Python each",
        f"≤ {GROWTH:g} MB, ≤ {KEPT:g}",
        grown <= GROWTH and left <= KEPT,
    )


def _again(whole: int, chunk: int = BATCH) -> tuple[tuple[int, float], tuple[int, float]]:
    """One pass over all of them: the memory where the two altered ones were found. Raises AssertionError."""
    tally = Tally()
    verifying = verify_stored(timezone.now(), tally, chunk)
    memory = [(sys.getallocatedblocks(), resident()) for _finding in verifying]
    if (tally.bad, tally.good) != (2, whole - 2):
        raise AssertionError(f"{tally} of {whole} signatures, two of them altered")
    return memory[0], memory[1]


def _store(model: Signature, user: User, number: int, few: int) -> Any:
    """The primary key of the first; the others follow it in order."""
    made, first = _made(model, user, number, few), None
    while rows := list(islice(made, BATCH)):
        first = first or rows[0].pk
        Signature.objects.bulk_create(rows)
    return first


def _made(model: Signature, user: User, number: int, few: int) -> Iterator[Signature]:
    """Each over a sheet of its own, so that nothing but the signer is met again."""
    people = {kind: identity(user, kind) for kind in (signing.RSA, signing.GOST512)}
    facts, every, now = json.loads(model.sheet), number // few, timezone.now()
    for n in range(number):
        kind = signing.GOST512 if n % every == every // 2 else signing.RSA
        sheet = sheets.canonical(facts | {"case": f"B-{n}"})
        raw = cms.sign(people[kind], sheet.encode(), now)
        broken = n in (number // 10 - 1, number - 1)
        altered = {"sheet": sheet + " " * broken, "value": base64.b64encode(raw).decode(), "algorithm": KINDS[kind]}
        yield Signature(**(_kept(model) | altered | {"sha256": sheets.text_digest(sheet), "at": now}))


def _kept(model: Signature) -> dict[str, Any]:
    return {f.attname: getattr(model, f.attname) for f in Signature._meta.concrete_fields if f.attname != "id"}


def resident() -> float:
    """MB of memory that this process uses; where the system does not tell, the most it ever used."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    return pages * resource.getpagesize() / MB
