"""The table of figures: each with its target, and what came of it."""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TextIO


@dataclass(slots=True)
class BenchLine:
    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    why: Callable[[], str] | None = None
    """Does what was measured once more and tells where the time goes; asked for when the target is missed."""

    @property
    def verdict(self) -> str:
        return "" if self.met is None else "PASS" if self.met else "MISS"


@dataclass(slots=True)
class BenchReport:
    """`profiles` False: a miss is told without asking why, as where the numbers are too small to mean anything."""

    out: TextIO
    lines: list[BenchLine] = field(default_factory=list)
    profiles: bool = True

    def add(self, *args: Any, **kwargs: Any) -> None:
        self.lines.append(BenchLine(*args, **kwargs))

    def say(self, text: str) -> None:
        """Progress, for who waits."""
        self.out.write(f"  … {text}\n")
        self.out.flush()

    def print(self) -> None:
        widths = [max(len(row[i]) for row in self._rows()) for i in range(3)]
        for row in self._rows():
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.out.write(f"  {'  '.join(cells)}  {row[3]}".rstrip() + "\n")
        for line in self.lines:
            if self.profiles and line.met is False and line.why is not None:
                self.out.write(f"\nMissed: {line.what} ({line.measured}, target {line.target}). Where the time goes:\n")
                self.out.write(line.why())

    def _rows(self) -> list[tuple[str, str, str, str]]:
        return [("WHAT", "MEASURED", "TARGET", ""), *((x.what, x.measured, x.target, x.verdict) for x in self.lines)]


def seconds(deed: Callable[[], Any]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def median_ms(times: Iterable[float]) -> float:
    return statistics.median(times) * 1000


def percentile_ms(times: list[float], part: float) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] * 1000


def profiled(deed: Callable[[], Any], top: int = 25) -> str:
    profile = cProfile.Profile()
    profile.runcall(deed)
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(top)
    return "\n".join(line for line in text.getvalue().splitlines()[2:] if line.strip()) + "\n"
