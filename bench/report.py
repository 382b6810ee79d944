"""The table of figures: each with its target, and what came of it."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TextIO

from django.db import connection


@dataclass(slots=True)
class BenchLine:
    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    why: Callable[[], str] | None = None
    """Does what was measured once more and tells where the time goes; used when the target is missed."""

    @property
    def verdict(self) -> str:
        return "" if self.met is None else "PASS" if self.met else "MISS"


@dataclass(slots=True)
class BenchReport:
    out: TextIO
    lines: list[BenchLine] = field(default_factory=list)
    profiles: bool = True
    """False: a miss is reported without its reason, as where the numbers are too small to mean anything."""

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


def seconds(task: Callable[[], Any]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def median_ms(times: Iterable[float]) -> float:
    return statistics.median(times) * 1000


def percentile_ms(times: list[float], part: float) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] * 1000


def profiled(task: Callable[[], Any], top: int = 25) -> str:
    """Functions by their own time, of the processor alone; then the statements by their time, waiting included."""
    profile, statements = cProfile.Profile(time.process_time), Statements()
    with connection.execute_wrapper(statements):
        profile.runcall(task)
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(top)
    return "\n".join(line for line in text.getvalue().splitlines()[2:] if line.strip()) + f"\n{statements}"


_LISTS = re.compile(r"\(%s(?:, %s)*\)(?:, \(%s(?:, %s)*\))*")
"""Values in brackets, of one row or of many."""


class Statements:
    """Number and seconds of the statements that were executed, those that differ in their values alone together.

    BEGIN and COMMIT are not among them: the driver sends them by itself.
    """

    def __init__(self) -> None:
        self.seen: dict[str, list[float]] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seen.setdefault(_LISTS.sub("(…)", sql), []).append(time.perf_counter() - begun)

    def __str__(self) -> str:
        slowest = sorted(self.seen.items(), key=lambda item: -sum(item[1]))
        return "".join(
            f"    {len(times):5} × {median_ms(times):7.2f} ms  {' '.join(shape.split())[:140]}\n"
            for shape, times in slowest
        )
