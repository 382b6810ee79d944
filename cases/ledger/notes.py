"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint), signed with Ed25519."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = b"\x01"
DASH = "— "


class NoteError(ValueError):
    """A note that is none, or that nobody known has signed."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """Who may sign. `name`: the origin of the log."""

    name: str
    public: bytes

    @property
    def number(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """As `vkey` of C2SP: what others are given."""
        return f"{self.name}+{self.number.hex()}+{_b64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, line: str) -> NoteKey:
        """Raises NoteError."""
        try:
            name, number, coded = line.strip().split("+", 2)
            raw = base64.b64decode(coded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise NoteError("no key of a note") from error
        key = cls(name, raw[1:])
        if raw[:1] != ED25519 or len(raw) != 33 or key.number.hex() != number:
            raise NoteError("no key of a note")
        return key

    def has_signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class CheckpointText:
    """What a checkpoint states."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()
    """Further lines: the portal writes the moment there."""

    def as_text(self) -> str:
        return "\n".join([self.origin, str(self.size), _b64(self.root), *self.more]) + "\n"


def public_of(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def signed_note(text: str, name: str, keys: Sequence[Ed25519PrivateKey]) -> str:
    """A note with a line for each key: at a rotation two."""
    lines = []
    for private in keys:
        key = NoteKey(name, public_of(private))
        lines.append(f"{DASH}{name} {_b64(key.number + private.sign(text.encode()))}\n")
    return f"{text}\n{''.join(lines)}"


def opened(note: str, keys: Iterable[NoteKey]) -> CheckpointText:
    """What a checkpoint states that one of `keys` has signed. Raises NoteError."""
    text, cut, signatures = note.partition("\n\n")
    if not cut:
        raise NoteError("no signed note")
    text += "\n"
    known = list(keys)
    for line in signatures.splitlines():
        name, _space, coded = line.removeprefix(DASH).rpartition(" ")
        try:
            raw = base64.b64decode(coded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise NoteError("no signed note") from error
        if any(k.name == name and k.number == raw[:4] and k.has_signed(text, raw[4:]) for k in known):
            return _parse(text)
    raise NoteError("signed by no key of this log")


def _parse(text: str) -> CheckpointText:
    try:
        origin, size, root, *more = text.splitlines()
        checkpoint = CheckpointText(origin, int(size), base64.b64decode(root, validate=True), tuple(more))
    except (ValueError, binascii.Error) as error:
        raise NoteError("no checkpoint") from error
    if checkpoint.as_text() != text or checkpoint.size < 0 or len(checkpoint.root) != 32:
        raise NoteError("no checkpoint")
    return checkpoint


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
