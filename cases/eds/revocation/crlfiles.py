"""The stored CRLs: files under settings.VAR, fetched by a job. Who waits at a button never waits for 20 MB.

Of each list, by the hash of address and issuer: `.want` (address and issuer; its mtime says when it was last requested
for), `.state` (when it was fetched, and what the server calls it), `.crl` (DER, verified before it was put there).
Where several machines serve pages, the folder is on a disk that they share, or each runs the job.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import structlog
from django.conf import settings

from cases.eds.base import EdsError
from cases.eds.pki import certificates
from cases.eds.pki.certificates import Certificate
from cases.eds.revocation import crllist
from cases.eds.revocation.crllist import BadList, Crl
from cases.net import fetch

log = structlog.get_logger(__name__)

LIMIT = 64 * 1024 * 1024
EVERY = timedelta(minutes=30)
WANTED_WITHIN = timedelta(days=60)
"""A list that nobody has requested for so long is dropped."""

MOST = 64
"""Addresses. The authorities name a handful; a certificate of theirs that names another each time fills no disk."""

PATIENCE = 60.0
"""Seconds after which a run of the job begins no further download; the next one goes on."""

_SECONDS = 60.0
_LOCAL = 1024 * 1024
_TOUCH = timedelta(days=1)


@dataclass(slots=True)
class CrlReport:
    """What one run did, in numbers of lists."""

    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    dropped: int = 0


def stored_list(url: str, issuer: Certificate, now: datetime) -> Crl | None:
    """The list of this address as far as it is here; what is not is put down for the job."""
    if urlsplit(url).scheme == "file":
        return _local(url, issuer)
    path = _path(url, issuer)
    _want(path, url, issuer, now)
    try:
        about = path.with_suffix(".crl").stat()
        return _parsed(path.with_suffix(".crl"), about.st_mtime_ns, about.st_size, issuer)
    except FileNotFoundError:
        return None
    except BadList as error:
        log.warning("a CRL held is damaged", url=url, error=str(error))
        # Else the job would ask whether it has changed, and the server would say no.
        path.with_suffix(".crl").unlink(missing_ok=True)
        return None


def _local(url: str, issuer: Certificate) -> Crl | None:
    """A list that an authority on this machine publishes; only the settings can name one."""
    path = Path(url2pathname(urlsplit(url).path))
    try:
        about = path.stat()
        if about.st_size > _LOCAL:
            raise BadList("too large to be read at once")
        return _checked(path, about.st_mtime_ns, about.st_size, issuer)
    except (OSError, BadList) as error:
        log.warning("a local CRL can not be used", url=url, error=str(error))
        return None


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed: int, _size: int, issuer: Certificate) -> Crl:
    return crllist.read(path.read_bytes(), issuer, genuine=True)


@lru_cache(maxsize=8)
def _checked(path: Path, _changed: int, _size: int, issuer: Certificate) -> Crl:
    return crllist.read(path.read_bytes(), issuer)


def _folder() -> Path:
    return Path(settings.VAR) / "eds-cache" / "crl"


def _path(url: str, issuer: Certificate) -> Path:
    """Without a suffix. By issuer too: authorities that follow each other may publish at one address."""
    return _folder() / sha256(f"{url}\n{issuer.signer.fingerprint}".encode()).hexdigest()


def _want(path: Path, url: str, issuer: Certificate, now: datetime) -> None:
    want = path.with_suffix(".want")
    with suppress(FileNotFoundError):
        if now.timestamp() - want.stat().st_mtime > _TOUCH.total_seconds():
            os.utime(want, (now.timestamp(), now.timestamp()))
        return
    if sum(1 for _ in _folder().glob("*.want")) >= MOST:
        log.warning("too many addresses of CRLs", url=url)
        return
    _write(want, json.dumps({"url": url, "issuer": b64encode(issuer.der).decode()}).encode())
    os.utime(want, (now.timestamp(), now.timestamp()))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    fresh.write_bytes(data)
    fresh.replace(path)


def refresh(now: datetime) -> CrlReport:
    """Fetch what is wanted and due. One list that fails does not stop the others; running it twice does no harm."""
    report, end = CrlReport(), monotonic() + PATIENCE
    _sweep(now)
    for want in sorted(_folder().glob("*.want")):
        if monotonic() > end:
            break
        if now.timestamp() - want.stat().st_mtime > WANTED_WITHIN.total_seconds():
            _drop(want)
            report.dropped += 1
        elif (state := _state(want)).get("fetched_at", 0) + EVERY.total_seconds() <= now.timestamp():
            _guarded(want, state, now, report)
    return report


def list_ages(now: datetime) -> list[float]:
    """Seconds since each list that is wanted was fetched, or was unchanged; one never had counts from its wish."""
    wanted = [(want, _state(want).get("fetched_at")) for want in _folder().glob("*.want")]
    return [max(0.0, now.timestamp() - (at or want.stat().st_mtime)) for want, at in wanted]


def _sweep(now: datetime) -> None:
    """Pieces of downloads that a crash has left."""
    for part in _folder().glob("*.part"):
        with suppress(FileNotFoundError):
            if now.timestamp() - part.stat().st_mtime > _TOUCH.total_seconds():
                part.unlink()


def _drop(want: Path) -> None:
    for suffix in (".crl", ".state", ".want"):
        want.with_suffix(suffix).unlink(missing_ok=True)


def _state(want: Path) -> dict[str, Any]:
    try:
        content = json.loads(want.with_suffix(".state").read_bytes())
        return content if isinstance(content, dict) and want.with_suffix(".crl").exists() else {}
    except (OSError, ValueError):
        return {}


def _guarded(want: Path, state: Mapping[str, Any], now: datetime, report: CrlReport) -> None:
    try:
        if _fetch(want, state, now):
            report.fetched += 1
        else:
            report.unchanged += 1
    except (fetch.Unreachable, BadList, EdsError, OSError, ValueError, KeyError) as error:
        report.failed += 1
        log.warning("a CRL can not be had", file=want.name, error=str(error)[:200])


def _fetch(want: Path, state: Mapping[str, Any], now: datetime) -> bool:
    """False: the server has nothing newer."""
    wanted = json.loads(want.read_bytes())
    issuer = certificates.load(b64decode(wanted["issuer"]))
    conditions = {"If-None-Match": state.get("etag"), "If-Modified-Since": state.get("modified")}
    part = want.with_suffix(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("wb") as file:
            headers = {name: value for name, value in conditions.items() if value}
            answer = fetch.download(wanted["url"], file, headers, seconds=_SECONDS, limit=LIMIT)
        if answer.status == 200:
            _ensure_newer(crllist.read(part.read_bytes(), issuer), want, issuer)
            part.replace(want.with_suffix(".crl"))
        elif answer.status != 304 or not state:
            raise BadList(f"HTTP {answer.status}")
    finally:
        part.unlink(missing_ok=True)
    _remember(want, answer, state, now)
    return answer.status == 200


def _ensure_newer(crl: Crl, want: Path, issuer: Certificate) -> None:
    """Genuine, but older than what is here: somebody on the way would have us forget a revocation."""
    try:
        known = crllist.read(want.with_suffix(".crl").read_bytes(), issuer, genuine=True)
    except (FileNotFoundError, BadList):
        return
    if crl.this_update < known.this_update:
        raise BadList("older than the one held")


def _remember(want: Path, answer: fetch.Answer, state: Mapping[str, Any], now: datetime) -> None:
    fresh = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    merged_state = {name: value or state.get(name) for name, value in fresh.items()} if answer.status == 304 else fresh
    _write(want.with_suffix(".state"), json.dumps(merged_state | {"fetched_at": now.timestamp()}).encode())
