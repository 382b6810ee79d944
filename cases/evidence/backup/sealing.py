"""Streams written for the keys of `settings.BACKUP_RECIPIENTS`, by gpg or age, or as they are where there are none."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from cases.files.storing import Readable

CHUNK = 1024 * 1024
TOOLS = ("gpg", "age")


class BackupError(Exception):
    """A backup that could not be made or read; the text says why, for an operator."""


@dataclass(frozen=True, slots=True)
class Sealing:
    tool: str = ""
    """"gpg", "age", or "" where nothing is encrypted."""
    recipients: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        return f".{self.tool}" if self.tool else ""

    def command(self) -> list[str]:
        """What reads plain bytes from its standard input and writes sealed ones."""
        named = [part for recipient in self.recipients for part in ("--recipient", recipient)]
        if self.tool == "gpg":
            # Compressed already: PDF, JPEG, pg_dump's own format. Trust of keys is not ours to keep.
            return ["gpg", "--batch", "--no-tty", "--trust-model", "always", "-z", "0", *named, "--encrypt"]
        return ["age", "--encrypt", *named]


def configured() -> Sealing:
    """As the settings say; BackupError where they name no recipient of one tool."""
    pairs = [text.strip().partition(":")[::2] for text in settings.BACKUP_RECIPIENTS]
    tools = {tool for tool, _key in pairs}
    if not pairs:
        return Sealing()
    if len(tools) > 1 or not tools <= set(TOOLS) or not all(key for _tool, key in pairs):
        raise BackupError("DNR_BACKUP_RECIPIENTS: each begins with gpg:, or each with age:, and goes on with a key.")
    return Sealing(tools.pop(), tuple(key for _tool, key in pairs))


@dataclass(frozen=True, slots=True)
class Digest:
    """Of the plain bytes."""

    sha256: str
    size: int


def write_sealed(source: Readable, target: Path, sealing: Sealing) -> Digest:
    """Writes all of `source` into `target`, whole or not at all."""
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            digest = _through(source, out, sealing) if sealing.tool else _copied(source, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
    return digest


def _copied(source: Readable, out: IO[bytes]) -> Digest:
    running, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        running.update(chunk)
        out.write(chunk)
        size += len(chunk)
    return Digest(running.hexdigest(), size)


def _through(source: Readable, out: IO[bytes], sealing: Sealing) -> Digest:
    """Its words go to a file: a pipe that nobody reads would stop it."""
    with tempfile.TemporaryFile() as words:
        process = _started(sealing.command(), stdin=subprocess.PIPE, stdout=out, stderr=words)
        assert process.stdin
        digest: Digest | None
        try:
            with process.stdin as into:
                digest = _copied(source, into)
        except BrokenPipeError:
            digest = None
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait() or digest is None:
            raise BackupError(f"{sealing.tool}: {last_line(words)}")
    return digest


def _started(
    command: list[str], stdin: int | IO[bytes], stdout: int | IO[bytes], stderr: IO[bytes]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr)
    except FileNotFoundError as error:
        raise BackupError(f"{command[0]} is not installed.") from error


def last_line(words: IO[bytes]) -> str:
    """Of what a program has written to its standard error; it is long and says the cause last."""
    words.seek(0)
    lines = words.read().decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it gave no reason"


@contextmanager
def opened_plain(path: Path, tool: str, identity: str = "") -> Iterator[IO[bytes]]:
    """The plain bytes of a sealed file. Read them to the end: only then is it known that all of it was authentic.

    `identity` is age's file with the secret key; gpg asks its own keyring. BackupError where it cannot be opened.
    """
    if not tool:
        with path.open("rb") as plain:
            yield plain
        return
    command = {"gpg": ["gpg", "--batch", "--quiet", "--decrypt"], "age": ["age", "--decrypt", "-i", identity]}[tool]
    with path.open("rb") as sealed, tempfile.TemporaryFile() as words:
        process = _started(command, stdin=sealed, stdout=subprocess.PIPE, stderr=words)
        assert process.stdout
        try:
            with process.stdout as plain:
                yield plain
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait():
            raise BackupError(f"{path.name}: {tool}: {last_line(words)}")
