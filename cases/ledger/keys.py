"""The key of the log: in a folder outside of the database, which the worker alone has to read.

`<id>.pem` is a private key, which signs; `<id>.vkey` stays when its key is retired, so that
checkpoints of before are verified.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from cases.ledger.notes import NoteKey, public_of


def origin() -> str:
    return str(settings.LOG_ORIGIN)


def signing_keys() -> list[Ed25519PrivateKey]:
    """One; two where a rotation was cut short: then both sign. Made at the first checkpoint of a log. Raises OSError,
    ValueError where they cannot be read."""
    private_keys = sorted(_folder().glob("*.pem"))
    return [_read(path) for path in private_keys] or [make_key()]


def known() -> list[NoteKey]:
    """All keys that have ever signed for this log."""
    return [NoteKey.parse(path.read_text("utf-8")) for path in sorted(_folder().glob("*.vkey"))]


def make_key() -> Ed25519PrivateKey:
    private = Ed25519PrivateKey.generate()
    key = NoteKey(origin(), public_of(private))
    folder = _folder()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(folder / f"{key.number.hex()}.vkey", f"{key.vkey}\n".encode(), 0o644)
    _write(folder / f"{key.number.hex()}.pem", pem, 0o600)
    return private


def retire(private: Ed25519PrivateKey) -> None:
    """Its private part goes; what it has signed is verified still."""
    (_folder() / f"{NoteKey(origin(), public_of(private)).number.hex()}.pem").unlink()


def _read(path: Path) -> Ed25519PrivateKey:
    private = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")
    return private


def _folder() -> Path:
    folder = Path(settings.LOG_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
