"""`STORAGE_URL`: which bucket of which object store the files lie in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKEND = "cases.files.objects.ObjectStorage"
FORM = "s3://key:secret@host:port/bucket/folder?region=…&addressing=path|virtual&tls=yes|no&sse=AES256"


def in_bucket(url: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Entries of STORAGES: each name a folder below that of the address. Without a host it is Amazon's own; without
    keys those that the host itself has. Raises ImproperlyConfigured; its words never have the keys."""
    options, folder = _options(url)
    return {
        name: {"BACKEND": BACKEND, "OPTIONS": options | {"location": f"{folder}/{name}".lstrip("/")}} for name in names
    }


def _options(url: str) -> tuple[dict[str, Any], str]:
    try:
        parts = urlsplit(url)
        port = parts.port
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise ImproperlyConfigured(f"STORAGE_URL is {FORM}") from error
    bucket, _slash, folder = unquote(parts.path).strip("/").partition("/")
    tls, addressing, region = asked.pop("tls", "yes"), asked.pop("addressing", ""), asked.pop("region", None)
    sse = asked.pop("sse", "")
    known = tls in ("yes", "no") and addressing in ("", "path", "virtual") and not asked
    if parts.scheme != "s3" or not bucket or not known or bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(f"STORAGE_URL is {FORM}")
    host = f"{parts.hostname}:{port}" if port else parts.hostname
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "region_name": region,
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "endpoint_url": f"http{'s' if tls == 'yes' else ''}://{host}" if host else None,
        # Servers of one's own seldom have a name for each bucket.
        "addressing_style": addressing or ("path" if host else "virtual"),
        "object_parameters": {"ServerSideEncryption": sse} if sse else {},
    }
    return options, folder
