"""Streebog of megabytes: the CRL of НУЦ РК is some 20 MB, and every octet of it is under the signature.

`gostcrypto` takes 5 ms for each KB, which is more than a minute and a half for such a list. libgcrypt, which lies on
nearly every Linux system, takes 0.2 s, and gives the same digest (tests). Where it is missing the slow way is taken.
"""

from __future__ import annotations

from ctypes import CDLL, c_char_p, c_int, c_size_t, c_void_p, create_string_buffer
from functools import cache
from typing import Any

from cases.eds.pki import gost, oids

_NAMES = {oids.STREEBOG_256: (b"STRIBOG256", 32), oids.STREEBOG_512: (b"STRIBOG512", 64)}


def digest(oid: str, data: bytes) -> bytes:
    """EdsError "gost_2004" or "algorithm" for another digest."""
    library = _library()
    if library is None or oid not in _NAMES:
        return gost.digest(oid, data)
    name, size = _NAMES[oid]
    algorithm = library.gcry_md_map_name(name)
    if not algorithm:
        return gost.digest(oid, data)
    found = create_string_buffer(size)
    library.gcry_md_hash_buffer(algorithm, found, data, len(data))
    return found.raw


def is_fast() -> bool:
    library = _library()
    return library is not None and all(library.gcry_md_map_name(name) for name, _ in _NAMES.values())


@cache
def _library() -> Any:
    try:
        library = CDLL("libgcrypt.so.20")
    except OSError:
        return None
    library.gcry_check_version.restype = c_char_p
    library.gcry_check_version(None)  # initialises it
    library.gcry_md_map_name.argtypes = [c_char_p]
    library.gcry_md_hash_buffer.argtypes = [c_int, c_void_p, c_char_p, c_size_t]
    library.gcry_md_hash_buffer.restype = None
    return library
