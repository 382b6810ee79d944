"""An act that is challenged and falls: rulings are recorded and carried out; `remedies` says how an act is challenged,
`ways_back` where a case goes then, `notifying` who is notified of a ruling that waits, `ordering` what a complaint
about a delay leads to, `deputies` where a second head is missing.
"""

from cases.engine.rulings.heads import (
    acts_of_body,
    another_confirms,
    another_withdraws,
    head_of_a_body,
    head_of_the_body,
)
from cases.engine.rulings.ruling import (
    PAPER,
    RulingFacts,
    acts_that_can_fall,
    attached_paper,
    complaint_named,
    current_acts,
    execute,
    file_facts,
    holds_the_case,
    is_current,
    letter_of_act,
    named_act,
    record,
    recording_step,
    waiting_for_act,
    waiting_ruling,
    waiting_rulings,
)
from cases.engine.rulings.ways_back import heads_body_of

__all__ = [
    "PAPER",
    "RulingFacts",
    "acts_of_body",
    "acts_that_can_fall",
    "another_confirms",
    "another_withdraws",
    "attached_paper",
    "complaint_named",
    "current_acts",
    "execute",
    "file_facts",
    "head_of_a_body",
    "head_of_the_body",
    "heads_body_of",
    "holds_the_case",
    "is_current",
    "letter_of_act",
    "named_act",
    "record",
    "recording_step",
    "waiting_for_act",
    "waiting_ruling",
    "waiting_rulings",
]
