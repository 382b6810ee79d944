"""ASN.1 as bytes: tag, length, value (X.690). Reads what strangers send, so everything that may grow is bounded.

A reader of our own, for asn1crypto refuses the key algorithms of НУЦ РК, reads a tag number of any size (minutes for
one megabyte of them), and takes several spellings of one value, where a signature must have one only. Lengths are
minimal; indefinite lengths, which BouncyCastle and Kalkan write around the content, are read where they are allowed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from cases.eds.base import EdsError

INTEGER, BITS, OCTETS, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
_CONSTRUCTED = 0x20
_DEEPEST = 12
"""Indefinite lengths inside each other: a CMS has six, and each is looked through again from outside."""


class Item:
    """`tag`: the first octet, class and form in it. `raw`: the whole. `body`: the value without its end mark."""

    __slots__ = ("body", "endless", "raw", "tag")

    def __init__(self, tag: int, raw: bytes, body: bytes, endless: bool) -> None:
        self.tag, self.raw, self.body, self.endless = tag, raw, body, endless


def items(data: bytes, *, der: bool = True) -> list[Item]:
    """The values that stand one behind the other. `der` refuses indefinite lengths. EdsError "malformed"."""
    listed, at, end = [], 0, len(data)
    while at < end:
        tag, start = data[at], at + 2
        # Nearly every length takes one octet: a call less for each of them is a third of the time of reading.
        if start <= end and (size := data[at + 1]) < 0x80 and tag & 0x1F != 0x1F and tag:
            stop = after = start + size
            if after > end:
                raise EdsError("malformed")
        else:
            start, stop, after = _span(data, at, end)
        if stop != after and der:
            raise EdsError("malformed")
        listed.append(Item(tag, data[at:after], data[start:stop], stop != after))
        at = after
    return listed


def single(data: bytes, tag: int, *, der: bool = True) -> Item:
    """The only value in `data`, of this tag."""
    inner = items(data, der=der)
    if len(inner) != 1 or inner[0].tag != tag:
        raise EdsError("malformed")
    return inner[0]


def inside(item: Item, tag: int = SEQUENCE, *, der: bool = True) -> list[Item]:
    """The contents of a constructed value of this tag."""
    if item.tag != tag:
        raise EdsError("malformed")
    return items(item.body, der=der)


def body(item: Item, tag: int) -> bytes:
    """The value of a primitive, which must be of this tag."""
    if item.tag != tag:
        raise EdsError("malformed")
    return item.body


def _span(data: bytes, at: int, end: int, depth: int = 0) -> tuple[int, int, int]:
    """Where the value at `at` begins, where it stops, and where the next one starts."""
    if at + 2 > end or data[at] & 0x1F == 0x1F or not data[at]:
        raise EdsError("malformed")  # tag numbers above 30 occur in no structure read here
    start, length = at + 2, data[at + 1]
    if length < 0x80:
        stop = start + length
    elif length == 0x80:
        return _endless(data, at, end, depth)
    else:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        start += size
        stop = start + length
        if size > 4 or length < max(0x80, 1 << 8 * (size - 1)):
            raise EdsError("malformed")
    if stop > end:
        raise EdsError("malformed")
    return start, stop, stop


def _endless(data: bytes, at: int, end: int, depth: int) -> tuple[int, int, int]:
    if depth >= _DEEPEST or not data[at] & _CONSTRUCTED:
        raise EdsError("malformed")
    here = at + 2
    while data[here : here + 2] != b"\0\0":
        here = _span(data, here, end, depth + 1)[2]
    return at + 2, here, here + 2


@lru_cache(maxsize=512)
def oid(encoded: bytes) -> str:
    """The dotted form of the value of an OBJECT IDENTIFIER."""
    if not encoded or len(encoded) > 32 or encoded[-1] & 0x80:
        raise EdsError("malformed")
    numbers, number, fresh = [], 0, True
    for octet in encoded:
        if fresh and octet == 0x80:
            raise EdsError("malformed")
        number = number << 7 | octet & 0x7F
        fresh = not octet & 0x80
        if fresh:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


def algorithm(item: Item) -> tuple[str, bytes]:
    """AlgorithmIdentifier: the OID, and the parameters in DER; an absent NULL and a written one are the same."""
    parts = inside(item)
    if not 1 <= len(parts) <= 2:
        raise EdsError("malformed")
    parameters = parts[1].raw if len(parts) == 2 else b""
    return oid(body(parts[0], OID)), b"" if parameters == b"\x05\0" else parameters


def integer(item: Item) -> int:
    octets = body(item, INTEGER)
    if not octets or (len(octets) > 1 and (octets[0] == 0) == (octets[1] < 0x80) and octets[0] in (0, 0xFF)):
        raise EdsError("malformed")
    return int.from_bytes(octets, "big", signed=True)


def bits(item: Item) -> bytes:
    """A BIT STRING of whole octets."""
    octets = body(item, BITS)
    if not octets or octets[0]:
        raise EdsError("malformed")
    return octets[1:]


def octets(item: Item) -> bytes:
    """An OCTET STRING, in one piece or, as BER allows, in several."""
    if item.tag == OCTETS:
        return item.body
    return b"".join(body(piece, OCTETS) for piece in inside(item, OCTETS | _CONSTRUCTED, der=False))


def time(item: Item) -> datetime:
    """UTCTime or GeneralizedTime in UTC and to the second, as RFC 5280 4.1.2.5 and RFC 5652 11.3 ask for."""
    digits, size = item.body[:-1], {UTC_TIME: 12, GENERALIZED_TIME: 14}.get(item.tag)
    if item.body[-1:] != b"Z" or len(digits) != size or not digits.isdigit():
        raise EdsError("malformed")
    if item.tag == UTC_TIME:
        digits = (b"19" if digits >= b"50" else b"20") + digits
    month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(4, 14, 2))
    try:
        return datetime(int(digits[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise EdsError("malformed") from error
