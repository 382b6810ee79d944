"""ASN.1 written down in DER (X.690), by hand: a library that refuses to write what is wrong is no use for bad input."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache, partial

from asn1crypto import core

SEQUENCE, SET, OCTETS = 0x30, 0x31, 0x04


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length, and the parts as the value."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


seq, octets = partial(tlv, SEQUENCE), partial(tlv, OCTETS)


def endless(tag: int, *parts: bytes) -> bytes:
    """BER of indefinite length (X.690, 8.1.3.6), as some signing libraries write it."""
    return bytes((tag, 0x80)) + b"".join(parts) + b"\0\0"


def set_of(*parts: bytes) -> bytes:
    """In the order DER asks for (X.690, 11.6)."""
    return tlv(SET, *sorted(parts))


def explicit(number: int, *parts: bytes) -> bytes:
    return tlv(0xA0 | number, *parts)


def implicit(number: int, body: bytes) -> bytes:
    """A primitive value under a tag of its place."""
    return tlv(0x80 | number, body)


@lru_cache(maxsize=512)
def oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def integer(number: int) -> bytes:
    return bytes(core.Integer(number).dump())


def enumerated(number: int) -> bytes:
    return tlv(0x0A, bytes((number,)))


def boolean(value: bool) -> bytes:
    return tlv(0x01, b"\xff" if value else b"\0")


def null() -> bytes:
    return tlv(0x05)


def bits(value: bytes, unused: int = 0) -> bytes:
    return tlv(0x03, bytes((unused,)), value)


def text(tag: int, value: str) -> bytes:
    return tlv(tag, value.encode())


utf8, printable, ia5 = partial(text, 0x0C), partial(text, 0x13), partial(text, 0x16)


def time(at: datetime) -> bytes:
    """UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5; RFC 5652, 11.3)."""
    at = at.astimezone(UTC)
    return text(0x17, f"{at:%y%m%d%H%M%S}Z") if 1950 <= at.year < 2050 else generalized(at)


def generalized(at: datetime) -> bytes:
    return text(0x18, f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z")


def algorithm(dotted: str, *parameters: bytes) -> bytes:
    """AlgorithmIdentifier."""
    return seq(oid(dotted), *parameters)
