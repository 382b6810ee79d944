"""Checkpoints where the database does not reach: a folder of files, and mail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage

from cases.ledger import keys, notes
from cases.ledger.notes import CheckpointText, NoteError
from cases.models import Checkpoint


def file_outside(checkpoint: Checkpoint) -> None:
    """A file of its own, by size and moment; written aside and renamed. Raises OSError."""
    _file(_path(checkpoint), checkpoint.note.encode())


def file_stamp(checkpoint: Checkpoint, token: bytes) -> None:
    """The time-stamp of an authority, beside the file of the checkpoint. Raises OSError."""
    _file(_path(checkpoint).with_suffix(STAMP), token)


def stamp_of(checkpoint: Checkpoint) -> bytes | None:
    """None where it has none, or the folder is not in reach."""
    try:
        return _path(checkpoint).with_suffix(STAMP).read_bytes()
    except OSError:
        return None


def _file(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(f"{path.suffix}.part")
    with aside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(aside, path)


def newest() -> CheckpointText | None:
    """Of those of this log that a key of ours has signed, the longest; files of others do not count."""
    known = keys.known()
    for folder in reversed(_folders()):
        for path in sorted(folder.glob("*.txt"), reverse=True):
            try:
                checkpoint = notes.opened(path.read_text("utf-8"), known)
            except (NoteError, UnicodeDecodeError):
                continue
            if checkpoint.origin == keys.origin():
                return checkpoint
    return None


def all_filed(least: int = 0) -> Iterator[tuple[str, str]]:
    """Name of the file and what is in it, the shortest log first; by their names, those of `least` leaves or more."""
    for folder in _folders():
        if int(folder.name) >= least // FOLDER:
            for path in sorted(folder.glob("*.txt")):
                yield f"{folder.name}/{path.name}", path.read_text("utf-8", errors="replace")


def all_stamped(least: int = 0) -> Iterator[tuple[str, bytes, bytes]]:
    """Of files that have a time-stamp: the name, what is in it, the token."""
    for name, text in all_filed(least):
        path = _folder() / name
        if path.with_suffix(STAMP).exists():
            yield name, text.encode(), path.with_suffix(STAMP).read_bytes()


def mail_out(checkpoint: Checkpoint | None, faults: int) -> int:
    """To who is named in the settings; how many were mailed."""
    if not settings.LOG_MAIL_TO:
        return 0
    state = f"{faults} faults" if faults else "no fault"
    key = "\n".join(key.vkey for key in keys.known())
    text = f"{checkpoint.note if checkpoint else 'No checkpoint yet.'}\n{state} found.\n\nKeys:\n{key}\n"
    subject = f"{keys.origin()}: checkpoint {checkpoint.size if checkpoint else 0}, {state}"
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, settings.LOG_MAIL_TO).send()


def _folder() -> Path:
    return Path(settings.LOG_CHECKPOINTS) / re.sub(r"[^\w.-]", "_", keys.origin())


STAMP = ".tst"
FOLDER = 10_000
"""Leaves by which the log has grown from one folder to the next. Not days: a clock may be put back."""


def _folders() -> list[Path]:
    return sorted(path for path in _folder().glob("[0-9]" * 12) if path.is_dir())


def _path(checkpoint: Checkpoint) -> Path:
    name = f"{checkpoint.size:015d}-{checkpoint.at.astimezone(UTC):%Y%m%dT%H%M%SZ}.txt"
    return _folder() / f"{checkpoint.size // FOLDER:012d}" / name
