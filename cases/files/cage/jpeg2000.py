"""Whether a JPEG 2000 was cut or blanked, or is none, judged from the lengths its parts state (ITU-T T.800, A.4)."""

_BEGINNING = b"\xff\x4f\xff\x51"
_PART, _PACKED = 0xFF90, 0xFF93
# A run of empty packets is zeros, too; a third of the picture is none.
BLANK, BLANK_SHARE = 4096, 3


def is_cut(data: bytes) -> bool:
    start = data.find(_BEGINNING)
    if start < 0:
        return True  # no viewer draws it
    at = _first_part(data, start + 2)
    while at + 12 <= len(data) and int.from_bytes(data[at : at + 2], "big") == _PART:
        size = int.from_bytes(data[at + 6 : at + 10], "big")
        if not size:  # up to the end
            break
        at += size
    return at > len(data) or bytes(max(BLANK, (len(data) - start) // BLANK_SHARE)) in data


def _first_part(data: bytes, at: int) -> int:
    while at + 4 <= len(data) and int.from_bytes(data[at : at + 2], "big") not in (_PART, _PACKED):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at
