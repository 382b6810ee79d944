"""How long a packed stream is once unpacked, counted without holding what is in it."""

import zlib

STEP = 256 * 1024
CLEAR, END = 256, 257


def inflate(data: bytes, limit: int) -> int:
    """Bytes; may stop once over `limit`. The checksum at the end is not verified: scanners get it wrong.

    Raises zlib.error where the data makes no sense: what comes behind that place is lost.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    total, rest = 0, data.lstrip(b"\r\n")[2:]
    while rest and not inflater.eof and total <= limit:
        total += len(inflater.decompress(rest, STEP))
        rest = inflater.unconsumed_tail
    return total


def is_complete(data: bytes) -> bool:
    """Whether what `inflate` reads comes to its end mark."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = data.lstrip(b"\r\n")[2:]
    while rest and not inflater.eof:
        inflater.decompress(rest, STEP)
        rest = inflater.unconsumed_tail
    return inflater.eof


def run_length(data: bytes, limit: int) -> int:
    """Bytes; PDF 32000-1, 7.4.5: 0–127 copies that many and one, 129–255 repeats, 128 ends."""
    total = at = 0
    while at < len(data) and data[at] != 128 and total <= limit:
        step = data[at]
        total += step + 1 if step < 128 else 257 - step
        at += step + 2 if step < 128 else 2
    return total


def unpack_lzw(data: bytes, limit: int, early: int = 1) -> int:
    """Bytes; may stop once over `limit`. Only the lengths of the table's entries are stored (7.4.4).

    Raises ValueError where the data makes no sense.
    """
    lengths = [1] * 258
    total = buffer = bits = last = 0
    width = 9
    for byte in data:
        buffer, bits = (buffer << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = buffer >> bits & (1 << width) - 1
        if code == CLEAR:
            del lengths[258:]
            width, last = 9, 0
        elif code > len(lengths):
            raise ValueError("no such entry")
        elif code == END or total > limit:
            break
        else:
            size = lengths[code] if code < len(lengths) else last + 1
            if last and len(lengths) < 4096:
                lengths.append(last + 1)
                width = min(12, (len(lengths) + early).bit_length())
            last = size
            total += size
    return total
