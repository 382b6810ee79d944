"""How much a browser loads that comes for the first time: a page, its styles and scripts, as they are sent."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

MOST = 120 * 1024
"""Bytes."""
_LOADED = re.compile(r'<(?:link rel="stylesheet"[^>]*href|script[^>]*src)="/static/([^"?]+)')


def weight(client: Client, address: str) -> int:
    """Bytes, each part compressed as it is sent. Raises AssertionError where it is no page, or not sent so."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    if answer.status_code != 200 or answer.headers.get("Content-Encoding") != "gzip":
        raise AssertionError(f"{address}: {answer.status_code} {dict(answer.headers)}")
    loaded = set(_LOADED.findall(gzip.decompress(answer.content).decode()))
    files = [Path(path).read_bytes() for name in loaded if (path := _file_of(name))]
    if len(loaded) <= 3 or len(files) != len(loaded):
        raise AssertionError(f"{address}: {loaded}")
    return len(answer.content) + sum(len(gzip.compress(content)) for content in files)


def _file_of(name: str) -> str:
    """Of a name with or without the mark of its content."""
    plain = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)
    return str(finders.find(name) or finders.find(plain) or "")
