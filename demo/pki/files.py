"""Keys on the disk: only the owner reads them, and the first who makes a file has made it for all."""

from __future__ import annotations

import os
import secrets
from base64 import encodebytes
from contextlib import suppress
from pathlib import Path


def create_once(path: Path, text: str) -> None:
    """Make the file with this text, readable by its owner only; a file that is there already stays as it is.

    It appears whole or not at all: link() fails for all but one of several processes.
    """
    fresh = _beside(path, text, 0o600)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def replace(path: Path, text: str) -> None:
    """The same, but the last who writes has the last word."""
    _beside(path, text, 0o600).replace(path)


def public(path: Path, data: str | bytes) -> None:
    """A file for all to read; not written again when it says that already."""
    if not path.exists() or path.read_bytes() != _bytes(data):
        _beside(path, data, 0o644).replace(path)


def _beside(path: Path, data: str | bytes, mode: int) -> Path:
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(_bytes(data))
    return fresh


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def pem(der: bytes, label: str = "CERTIFICATE") -> str:
    return f"-----BEGIN {label}-----\n{encodebytes(der).decode()}-----END {label}-----\n"
