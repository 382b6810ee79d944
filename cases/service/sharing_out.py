"""How the work of a desk is shared out, as the head of its body reads it."""

from cases.office.figures import of as figures_of_desk
from cases.office.lists import (
    NOBODY,
    away,
    corrections_waiting,
    desk_of,
    escalations,
    official,
    officials,
    work_of,
)

__all__ = [
    "NOBODY",
    "away",
    "corrections_waiting",
    "desk_of",
    "escalations",
    "figures_of_desk",
    "official",
    "officials",
    "work_of",
]
