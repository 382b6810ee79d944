"""Which names the steps of this programme may use, and have to (`cases.engine.declarations`)."""

from __future__ import annotations

from cases.engine.declarations import expect
from cases.gateways.contract import OPERATIONS
from cases.models.letter import LETTERS
from cases.programmes.nomad.forms import FORMS
from cases.programmes.nomad.kinds import BARS, Decided, GroundKind

expect("form", lambda: FORMS, lambda step: [step.form])
expect("letter", lambda: LETTERS, lambda step: filter(None, [step.letter]))
expect("kind of grounds", lambda: GroundKind.values, lambda step: filter(None, [step.grounds]))
expect("kind of decision", lambda: Decided.values, lambda step: [*step.decisions, *filter(None, [step.conveys])])
expect("bar", lambda: BARS, lambda step: filter(None, [step.bar]))


def operations() -> list[str]:
    """The questions that go out with a step; the duty is paid beside the steps."""
    return [operation.key for operation in OPERATIONS.values() if operation.ask and operation.system != "psh"]


expect("question to an outside system", operations, lambda step: step.asks)
