"""Compares the documents at hand with the checksums that were signed.

What is signed is the cleaned copy. The files it was made of, as they were sent, are known by the list of the bundle
(documents.json), which nobody has signed: they are listed too, and marked as such.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

PRESENT, ORIGINAL, ALTERED, MISSING = "present", "original", "altered", "missing"


class ComparedDocument(NamedTuple):
    """A document of the list, compared with the files at hand."""

    title: str
    state: str
    """PRESENT, ORIGINAL (all files it was made of, by the list), ALTERED (its name with another content) or MISSING."""
    path: str
    """Where it lies; the first of several files."""


def compare(documents: Sequence[dict[str, Any]], folder: Path) -> list[ComparedDocument]:
    """`documents`: as documents.json lists them. Looks into `folder` and all below it. Raises OSError."""
    by_hash: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for path in _files(folder):
        relative = str(path.relative_to(folder))
        by_hash.setdefault(_sha256(path), relative)
        by_name.setdefault(_plain(path.name), relative)
    return [_compared(document, by_hash, by_name) for document in documents]


def _compared(document: dict[str, Any], by_hash: dict[str, str], by_name: dict[str, str]) -> ComparedDocument:
    title, sha256 = str(document.get("title") or document.get("kind")), str(document.get("sha256"))
    if sha256 in by_hash:
        return ComparedDocument(title, PRESENT, by_hash[sha256])
    sent = _originals(document)
    if sent and all(each in by_hash for each in sent):
        return ComparedDocument(title, ORIGINAL, by_hash[sent[0]])
    names = [_plain(str(document[key])) for key in ("download", "name") if document.get(key)]
    same = next((by_name[name] for name in names if name in by_name), "")
    return ComparedDocument(title, ALTERED if same else MISSING, same)


def _originals(document: dict[str, Any]) -> list[str]:
    """Of what the list says; a bundle of strangers may say anything."""
    originals = document.get("originals")
    rows = originals if isinstance(originals, list) else []
    return [str(each.get("sha256")) if isinstance(each, dict) else "" for each in rows]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _plain(name: str) -> str:
    """As people see it: a Mac writes й as two signs, and case is lost on the way through Windows."""
    return unicodedata.normalize("NFC", name).casefold()
