"""The cage's own process: a line of JSON and the file come in, a line of JSON and the cleaned file go out."""

import json
import resource
import sys
from typing import Any

from .refusal import Refusal
from .work import THREADED, prepare, work

CPU_SECONDS = 20
ADDRESS_SPACE = 1024**3
OPEN_FILES = 3


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    prepare(request, data)
    _lock(threads=request.get("of", request["form"]) in THREADED)
    try:
        cleaned = work(request, data)
    except Refusal as refusal:
        _say({"refused": refusal.code, "params": refusal.params})
        return
    _say(
        {
            "extension": cleaned.extension,
            "pages": cleaned.pages,
            "width": cleaned.width,
            "height": cleaned.height,
            "notices": list(cleaned.notices),
        },
        cleaned.data,
    )


def _lock(*, threads: bool) -> None:
    """After the libraries are loaded: no writing, no processes, no endless time or memory.

    Threads count as processes. Who needs them may open nothing any more instead: no file, no socket, no program.
    """
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES) if threads else (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        capped = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (capped, capped))


def _say(answer: dict[str, Any], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)
    sys.stdout.buffer.flush()
