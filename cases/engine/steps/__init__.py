"""What a step is: its declaration, the facts it receives, what must be true before it, and who reads what it leaves.

The declaration itself is read here; `facts`, `conditions`, `wordings`, `proceedings`, `papers`, `readers`, `ways` and
`errors` by their own names.
"""

from cases.engine.steps.acts import Act
from cases.engine.steps.declaring import (
    STEPS,
    Step,
    filing_from,
    step,
    step_entering,
    step_where,
    steps_from,
    steps_of,
)
from cases.engine.steps.naming import actors_of_grounds
from cases.engine.steps.parts import Alert, Annex, Binding, Correcting, Enclosure, Numbering

__all__ = [
    "STEPS",
    "Act",
    "Alert",
    "Annex",
    "Binding",
    "Correcting",
    "Enclosure",
    "Numbering",
    "Step",
    "actors_of_grounds",
    "filing_from",
    "step",
    "step_entering",
    "step_where",
    "steps_from",
    "steps_of",
]
