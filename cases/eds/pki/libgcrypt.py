"""libgcrypt through ctypes: the digest Streebog (RFC 6986) and the check of a GOST signature (RFC 7091).

The library is used from any thread: it is initialised while this module is imported, and no handle is shared. Each
call releases what it allocated, and the interpreter's lock while it calculates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ctypes import CDLL, POINTER, byref, c_char_p, c_int, c_size_t, c_uint, c_void_p, string_at
from typing import Any

from cases.eds.base import EdsError
from cases.eds.pki.curves import CURVES, Curve

NAME = "libgcrypt.so.20"
OLDEST = "1.9.0"
"""Before it Streebog lost a carry, and was wrong on a few texts."""

STREEBOG_256, STREEBOG_512 = 309, 310
"""GCRY_MD_STRIBOG256, GCRY_MD_STRIBOG512 of gcrypt.h; by them the size of the digest in bytes."""
SIZES = {STREEBOG_256: 32, STREEBOG_512: 64}

_DISABLE_SECURE_MEMORY, _INITIALIZED, _IS_INITIALIZED = 37, 38, 39  # GCRYCTL_…
_UNSIGNED = 5  # GCRYMPI_FMT_USG
_BAD_SIGNATURE, _CODE = 8, 0xFFFF  # GPG_ERR_BAD_SIGNATURE, and the part of an error number that says which it is

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "gcry_check_version": (c_char_p, [c_char_p]),
    "gcry_strerror": (c_char_p, [c_uint]),
    "gcry_md_open": (c_uint, [POINTER(c_void_p), c_int, c_uint]),
    "gcry_md_write": (None, [c_void_p, c_char_p, c_size_t]),
    "gcry_md_read": (c_void_p, [c_void_p, c_int]),
    "gcry_md_close": (None, [c_void_p]),
    "gcry_sexp_new": (c_uint, [POINTER(c_void_p), c_char_p, c_size_t, c_int]),
    "gcry_sexp_release": (None, [c_void_p]),
    "gcry_pk_verify": (c_uint, [c_void_p, c_void_p, c_void_p]),
    "gcry_mpi_scan": (c_uint, [POINTER(c_void_p), c_int, c_char_p, c_size_t, c_void_p]),
    "gcry_mpi_release": (None, [c_void_p]),
    "gcry_mpi_ec_new": (c_uint, [POINTER(c_void_p), c_void_p, c_char_p]),
    "gcry_ctx_release": (None, [c_void_p]),
    "gcry_mpi_point_new": (c_void_p, [c_uint]),
    "gcry_mpi_point_release": (None, [c_void_p]),
    "gcry_mpi_ec_get_point": (c_void_p, [c_char_p, c_void_p, c_int]),
    "gcry_mpi_ec_mul": (None, [c_void_p, c_void_p, c_void_p, c_void_p]),
    "gcry_mpi_ec_get_affine": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p]),
}


class LibraryUnavailable(EdsError):
    """The library is missing, too old, or can not do what is needed. `why`: which, for the operator."""

    def __init__(self, why: str) -> None:
        super().__init__("unavailable")
        self.why = why


def load(name: str = NAME, oldest: str = OLDEST) -> Any:
    """The library, ready for use. Raises Unavailable."""
    try:
        library = CDLL(name)
        for function, (returns, takes) in _FUNCTIONS.items():
            getattr(library, function).restype, getattr(library, function).argtypes = returns, takes
    except (OSError, AttributeError) as error:
        raise LibraryUnavailable(f"{name} can not be loaded: {error}"[:200]) from error
    if not library.gcry_check_version(oldest.encode()):
        version = library.gcry_check_version(None).decode()
        raise LibraryUnavailable(f"{name} is {version}: {oldest} or newer is needed")
    if not library.gcry_control(_IS_INITIALIZED):
        library.gcry_control(_DISABLE_SECURE_MEMORY, 0)  # there is never a private key
        library.gcry_control(_INITIALIZED, 0)
    return library


try:
    _library: Any = load()
    _missing = ""
except LibraryUnavailable as error:
    _library, _missing = None, error.why


def _loaded() -> Any:
    if _library is None:
        raise LibraryUnavailable(_missing)
    return _library


def version() -> str:
    """Raises Unavailable."""
    return str(_loaded().gcry_check_version(None).decode())


def fault() -> str:
    """Why it can not be used, "" where it can: it has to solve examples with known results (in FIPS mode it
    refuses)."""
    try:
        for algorithm, begins in ((STREEBOG_256, "3f539a213e97c802"), (STREEBOG_512, "8e945da209aa869f")):
            if not digest(algorithm, ()).hex().startswith(begins):
                return "a wrong digest"
        for curve in CURVES.values():
            # With the private key 1 and the random number 1: the key is the generator, r its x, and s = r + e.
            generator, r = (curve.x, curve.y), curve.x % curve.order
            if [verify(curve, generator, e, r, (r + 7) % curve.order) for e in (7, 8)] != [True, False]:
                return f"a wrong answer on {curve.name}"
    except LibraryUnavailable as error:
        return error.why
    return ""


def digest(algorithm: int, pieces: Iterable[bytes]) -> bytes:
    """Of all pieces one behind the other. Raises Unavailable."""
    library, handle = _loaded(), c_void_p()
    _ensure(library.gcry_md_open(byref(handle), algorithm, 0))
    try:
        for piece in pieces:
            library.gcry_md_write(handle, piece, len(piece))
        return string_at(library.gcry_md_read(handle, algorithm), SIZES[algorithm])
    finally:
        library.gcry_md_close(handle)


def verify(curve: Curve, point: tuple[int, int], number: int, r: int, s: int) -> bool:
    """GOST 34.10-2015, 6.2. `number`: the digest as a number, not 0 modulo the order. Raises Unavailable.

    `point` must have been checked: one that is not on the curve raises Unavailable, one outside the group does not.
    """
    library = _loaded()
    size = curve.size
    data = ["data", ["flags", "gost"], ["value", _number(number, size)]]
    signature = ["sig-val", ["gost", ["r", _number(r, size)], ["s", _number(s, size)]]]
    with _sexp(_key(curve, point)) as key, _sexp(data) as signed, _sexp(signature) as claimed:
        code = library.gcry_pk_verify(claimed, signed, key)
    if code & _CODE == _BAD_SIGNATURE:
        return False
    _ensure(code)
    return True


def is_in_group(curve: Curve, x: int, y: int) -> bool:
    """Whether order · (x, y), a point on the curve, is the point at infinity. Raises Unavailable."""
    library, context = _loaded(), c_void_p()
    with _sexp(_key(curve, (x, y))) as key:
        _ensure(library.gcry_mpi_ec_new(byref(context), key, None))
    product, point = library.gcry_mpi_point_new(0), library.gcry_mpi_ec_get_point(b"q", context, 1)
    order, octets = c_void_p(), curve.order.to_bytes(curve.size, "big")
    try:
        _ensure(library.gcry_mpi_scan(byref(order), _UNSIGNED, octets, len(octets), None))
        library.gcry_mpi_ec_mul(product, order, point, context)
        return bool(library.gcry_mpi_ec_get_affine(None, None, product, context))
    finally:
        library.gcry_mpi_release(order)
        library.gcry_mpi_point_release(product)
        library.gcry_mpi_point_release(point)
        library.gcry_ctx_release(context)


def _ensure(code: int) -> None:
    if code:
        raise LibraryUnavailable(f"{NAME}: {_loaded().gcry_strerror(code).decode(errors='replace')}")


def _key(curve: Curve, point: tuple[int, int]) -> list[Any]:
    """The curve by its numbers: its name would depend on the library's version."""
    size = curve.size
    numbers = {"p": curve.prime, "a": curve.a, "b": curve.b, "n": curve.order, "h": curve.cofactor}
    parameters = [[name, _number(value, size)] for name, value in numbers.items()]
    points = [["g", _point(curve.x, curve.y, size)], ["q", _point(*point, size)]]
    return ["public-key", ["ecc", ["flags", "gost"], *parameters, *points]]


def _number(value: int, size: int) -> bytes:
    """With an octet of zero in front: an S-expression takes numbers as signed ones."""
    return b"\0" + value.to_bytes(size, "big")


def _point(x: int, y: int, size: int) -> bytes:
    return b"\4" + x.to_bytes(size, "big") + y.to_bytes(size, "big")


@contextmanager
def _sexp(parts: list[Any]) -> Iterator[c_void_p]:
    """An S-expression of the library out of lists, words and octets."""
    library, handle, written = _loaded(), c_void_p(), _canonical(parts)
    _ensure(library.gcry_sexp_new(byref(handle), written, len(written), 0))
    try:
        yield handle
    finally:
        library.gcry_sexp_release(handle)


def _canonical(part: list[Any] | str | bytes) -> bytes:
    if isinstance(part, list):
        return b"(" + b"".join(map(_canonical, part)) + b")"
    octets = part.encode() if isinstance(part, str) else part
    return b"%d:%s" % (len(octets), octets)
