"""Which further names the steps of this programme may use, and have to (`cases.engine.programmes.declarations`)."""

from __future__ import annotations

from cases.engine.programmes.declarations import expect
from cases.gateways.contract import OPERATIONS
from cases.programmes.nomad import KEY


def operations() -> list[str]:
    """The questions that go out with a step; the duty is paid beside the steps."""
    return [operation.key for operation in OPERATIONS.values() if operation.ask and operation.system != "psh"]


expect(KEY, "question to an outside system", operations, lambda step: step.asks)
