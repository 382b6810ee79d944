"""Checkpoints: the portal signs how long the log is and what its root is, and never two stories of it."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cases.ledger import filing, keys, notes, sequencing, tree
from cases.ledger.notes import CheckpointText
from cases.models import Checkpoint, LogFault
from cases.models.ledgerrows import LOG

log = structlog.get_logger(__name__)


class ForkedError(Exception):
    """The log is not what was filed of it: nothing is signed until somebody has looked."""


def write(now: datetime) -> Checkpoint | None:
    """The checkpoint of the log as it is, filed outside; None where it has not grown since the last that was filed.
    Raises ForkedError, OSError."""
    filed = filing.newest()
    size = ensure_unforked(filed, now)
    if not size or (filed is not None and filed.size == size):
        return None
    row = sign_checkpoint(size, now, keys.signing_keys())
    filing.file_outside(row)
    return row


def sign_checkpoint(size: int, now: datetime, by: list[Ed25519PrivateKey]) -> Checkpoint:
    """Written here; `filing.file_outside` brings it outside."""
    root = tree.root_hash(sequencing.stored, size)
    moment = now.astimezone(UTC).isoformat(timespec="seconds")
    text = CheckpointText(keys.origin(), size, root, (f"at {moment}",))
    note = notes.signed_note(text.as_text(), keys.origin(), by)
    row = Checkpoint(at=now, size=size, root=text.as_text().splitlines()[2], note=note)
    row.save(force_insert=True)
    return row


def rotate(now: datetime) -> Checkpoint:
    """A new key. The checkpoint at its beginning is signed by the old one too: who trusts that one trusts the new.
    Raises ForkedError, OSError."""
    size, former = ensure_unforked(filing.newest(), now), keys.signing_keys()
    row = sign_checkpoint(size, now, [*former, keys.make_key()])
    filing.file_outside(row)
    for private in former:
        keys.retire(private)
    return row


def ensure_unforked(filed: CheckpointText | None, now: datetime) -> int:
    """The size of the log, of which what was filed last is the beginning. It is read after that: another worker may
    go on meanwhile. Raises ForkedError."""
    size = sequencing.log_size()
    if filed and (filed.size > size or tree.root_hash(sequencing.stored, filed.size) != filed.root):
        why = f"the checkpoint filed at {filed.size} leaves does not belong to this log of {size}"
        log.error("the log does not hold", reason=why)
        facts = {"noticed_at": now, "detail": why[:300]}
        LogFault.objects.get_or_create(kind="checkpoint", ref=str(filed.size), what=LOG, defaults=facts)
        raise ForkedError(why)
    return size
