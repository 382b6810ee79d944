"""Runs the cage: a process of its own for one file, so that hostile bytes never meet a parser in the web process.

What the cage buys over a call in this process: a limit on time and memory that holds inside C code, a crash that takes
nothing with it, and library switches of our own (WeasyPrint tells Pillow, for the whole process, to accept truncated
images). What it costs: about 0.3 s a file; for a PDF the time to draw each page twice; for
a signed one a second more.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from cases.files.cage.refusal import Cleaned, Refusal
from cases.files.refusals import BadFile, refuse

HERE = Path(__file__).resolve().parent
# Isolated (-I): no PYTHONPATH, no user site, no current directory; HERE goes last so that it shadows nothing.
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from cage.main import main; main()"
_COMMAND = (sys.executable, "-I", "-W", "ignore", "-c", _PROGRAM, str(HERE))
SECONDS = 40
CAGES, QUEUE, QUEUE_SECONDS = 4, 4, 10.0
"""In one web process: cages at once, files that may wait for one of them, and for how long. Each who waits holds a
thread, and a cage that shares its processor with many others would run into SECONDS."""
_cages, _queue = BoundedSemaphore(CAGES), BoundedSemaphore(CAGES + QUEUE)


class CagesBusyError(Exception):
    """Too many files are being opened just now; the same file goes well a moment later."""


@contextmanager
def _cage() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise CagesBusyError
    try:
        if not _cages.acquire(timeout=QUEUE_SECONDS):
            raise CagesBusyError
        try:
            yield
        finally:
            _cages.release()
    finally:
        _queue.release()


def clean(form: str, data: bytes, *, photo: bool, caged: bool) -> Cleaned:
    """`form`: as `sniff` tells it. Raises BadFile, CagesBusyError."""
    return _work({"form": form, "photo": photo}, data, caged)


def to_pdf(parts: Sequence[tuple[str, bytes]], *, caged: bool) -> Cleaned:
    """A PDF of cleaned files, each of the type of its extension ("pdf", "jpg", "png"). Raises BadFile."""
    described = [[extension, len(data)] for extension, data in parts]
    return _work({"form": "join", "parts": described}, b"".join(data for _, data in parts), caged)


def qr_text(form: str, data: bytes, *, caged: bool) -> str:
    """The text of the QR code on a picture. Raises BadFile, CagesBusyError."""
    return _work({"form": "code", "of": form}, data, caged).data.decode()


def page_jpeg(form: str, data: bytes, number: int, *, caged: bool) -> Cleaned:
    """A page, which counts from 1, as a JPEG of our own. Raises BadFile, CagesBusyError."""
    return _work({"form": "page", "of": form, "number": number}, data, caged)


def _work(request: dict[str, Any], data: bytes, caged: bool) -> Cleaned:
    if caged:
        return _work_caged(request, data)
    from cases.files.cage.work import work

    try:
        return work(request, data)
    except Refusal as refusal:
        raise refuse(refusal.code, **refusal.params) from refusal


def _work_caged(request: dict[str, Any], data: bytes) -> Cleaned:
    head = json.dumps(request).encode() + b"\n"
    try:
        with _cage():
            # An empty environment: no secret of the portal's is within the cage's reach.
            done = subprocess.run(
                _COMMAND, input=head + data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS
            )
    except subprocess.TimeoutExpired as error:
        raise refuse("too_complex") from error
    except (OSError, subprocess.SubprocessError, MemoryError) as error:
        raise refuse("unreadable") from error
    if done.returncode:
        raise refuse("too_complex" if done.returncode < 0 else "unreadable")
    return _answer(done.stdout)


def _answer(output: bytes) -> Cleaned:
    line, _, data = output.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise _refused(answer)
        return Cleaned(data=data, **answer)
    except (ValueError, TypeError, KeyError) as error:
        raise refuse("unreadable") from error


def _refused(answer: dict[str, Any]) -> BadFile:
    return refuse(answer["refused"], **answer["params"])
