"""`python -m bench.writing EXPORT MOMENT`: writes one list as a file, as the worker does, and removes it at once.

It prints the seconds, and the MB by which it grew at most.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from bench.report import seconds


def main(pk: UUID, now: datetime) -> None:
    django.setup()
    from cases.models import Export
    from cases.reports import exportfiles, exporting

    Export.objects.get(pk=pk)  # connected
    before = peak_memory(from_now=True)
    took = seconds(lambda: exporting.write(pk, now, ""))
    grown = peak_memory() - before
    file = Export.objects.get(pk=pk).file
    if file:
        exportfiles.storages[exportfiles.STORAGE].delete(file)
    print(took, grown)


def peak_memory(*, from_now: bool = False) -> float:
    """MB that this process used at most, since it began. `from_now`: since this call, where the system can do that."""
    with suppress(OSError):
        if from_now:
            Path("/proc/self/clear_refs").write_text("5")
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    most: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform != "darwin" else 1024 * 1024)


if __name__ == "__main__":
    main(UUID(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
