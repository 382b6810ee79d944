"""One letter: in a fresh process, where the library is loaded first, and in one that has made some."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from bench.report import BenchReport, median_ms, seconds
from cases.letters import rendering
from cases.models import Case, Letter

COLD = "import time; t = time.perf_counter(); import weasyprint; print(time.perf_counter() - t)"


def measure(report: BenchReport, case: Case, number: int) -> None:
    letter = Letter.objects.filter(case=case, kind="preliminary_approval").first()
    assert letter is not None
    imported = float(subprocess.run([sys.executable, "-c", COLD], capture_output=True, check=True, text=True).stdout)

    def render(language: str) -> None:
        rendering.render(
            letter.kind,
            letter.facts,
            language,
            number=letter.number,
            at=letter.at,
            code=letter.code,
            check_url=rendering.check_url(letter.code),
        )

    first = seconds(lambda: render("ru"))
    warm = [seconds(partial(render, rendering.LANGUAGES[i % 2])) for i in range(number)]
    report.add("letter, cold: the library's import", f"{imported * 1000:.0f} ms")
    report.add("letter, the first of a process", f"{first * 1000:.0f} ms")
    report.add(f"letter, warm ({letter.kind}, one language)", f"{median_ms(warm):.0f} ms")
