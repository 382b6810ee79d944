"""The authorities this portal trusts: those of НУЦ РК that stand beside this file, and the folders of EDS_ANCHORS."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cases.eds.base import EdsError
from cases.eds.pki import certificates
from cases.eds.pki.certificates import Certificate

_SHIPPED = Path(__file__).parent / "authorities"
_ENDINGS = {".pem", ".cer", ".crt", ".der"}
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


@dataclass(frozen=True, eq=False)
class Anchors:
    """Trusted certificates. A file in a folder of anchors is trusted by the bytes of its certificate, never by its
    name."""

    roots: frozenset[Certificate]
    """Self-signed: every path ends in one of them."""
    between: frozenset[Certificate]
    """Intermediate certificates, so that no signature has to carry them."""


def anchors() -> Anchors:
    """As the folders are now; read again when a file came or went."""
    return anchors_with(settings.EDS_ANCHORS)


def anchors_with(others: Iterable[Path]) -> Anchors:
    """The authorities of НУЦ РК and those of these folders."""
    folders = (_SHIPPED, *others)
    return _read(tuple((folder, _changed(folder)) for folder in folders))


def _changed(folder: Path) -> int:
    """0 for a folder that is not there (yet): the demo makes its own at first use."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _read(folders: tuple[tuple[Path, int], ...]) -> Anchors:
    """A file without a certificate is a mistake of the operator: the portal must not start with fewer anchors
    unnoticed."""
    certificates = {certificate for folder, changed in folders if changed for certificate in read_folder(folder)}
    able = {certificate for certificate in certificates if certificate.may_certify}
    roots = frozenset(c for c in able if c.names(c) and c.is_signed_by(c))
    return Anchors(roots, frozenset(able - roots))


def read_folder(folder: Path) -> Iterator[Certificate]:
    for path in sorted(folder.iterdir()):
        if path.suffix in _ENDINGS and not path.name.startswith("."):
            try:
                yield from map(certificates.load, read_pem(path.read_bytes()))
            except (EdsError, ValueError) as error:
                raise RuntimeError(f"{path} holds no certificate that can be read") from error


def read_pem(raw: bytes) -> list[bytes]:
    """The certificates of a file, in DER: one in DER, or any number in PEM. ValueError where there is none."""
    if raw[:1] == b"0":
        return [raw]
    blocks = [rest.split(_END)[0] for rest in raw.decode("ascii").split(_BEGIN)[1:]]
    if not blocks:
        raise ValueError("no certificate")
    return [b64decode("".join(block.split()), validate=True) for block in blocks]
