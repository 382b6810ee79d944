"""Every stored signature verified again: how many a second, and whether memory stays what it is."""

from __future__ import annotations

import base64
import json
import resource
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.bench.report import Report
from cases.bench.rows import as_id, driver, mark
from cases.bench.signatures import identity
from cases.demo import cms
from cases.demo.pki import signing
from cases.eds import sheets
from cases.models import Signature, User
from cases.signatures import Tally, verify_stored

GROWTH = 5.0
"""MB by which the process may grow over nine tenths of them; what it reads meanwhile is ten times as much."""
MB = 1_000_000
BATCH = 500


def measure(report: Report, model: Signature, user: User, number: int, few: int) -> None:
    """`number` signatures over as many sheets, `few` of them GOST, as `manage.py verify_signatures` does it.

    `model`: the row they are made after. Two are altered, a tenth of the way and at the end: they are found, and there
    the memory is looked at. All are gone afterwards, or they would weigh on what is measured next.
    """
    first = _store(model, user, number, few)
    already = Signature.objects.filter(pk__lt=first).count()
    tally, sizes, began = Tally(), [], time.perf_counter()
    for row, _why in verify_stored(timezone.now(), tally):
        sizes.append((row.pk, resident()))
    took = time.perf_counter() - began
    driver().execute(f"DELETE FROM cases_signature WHERE id >= {mark()}", [as_id(first)])
    if tally.bad != 2 or tally.good + tally.unchecked != number + already - 2:
        raise AssertionError(f"{tally} of {number} and {already} signatures, two of them altered")
    (_tenth, then), (_last, now) = sizes
    what = f"{number + already:,} stored signatures verified again, {few} of them and the ministry's GOST-512"
    report.add(f"{what}: throughput", f"{(number + already) / took:,.0f} a second  ({took:.1f} s)")
    report.add(
        f"{what}: memory from a tenth of the way to the end", f"{now - then:+.1f} MB  ({then:.0f} → {now:.0f} MB)",
        f"≤ {GROWTH:g} MB", now - then <= GROWTH,
    )  # fmt: skip


def _store(model: Signature, user: User, number: int, few: int) -> Any:
    """The primary key of the first; the others follow it in order."""
    first = None
    for rows in batched(_made(model, user, number, few), BATCH):
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
        yield _row(model, sheet + " " * broken, raw, now)


def _row(model: Signature, sheet: str, raw: bytes, now: datetime) -> Signature:
    kept = {f.attname: getattr(model, f.attname) for f in Signature._meta.concrete_fields if f.attname != "id"}
    told = {"sheet": sheet, "sha256": sheets.digest(sheet), "value": base64.b64encode(raw).decode(), "at": now}
    return Signature(**(kept | told))


def resident() -> float:
    """MB that this process holds in memory; where the system does not tell, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    return pages * resource.getpagesize() / MB
