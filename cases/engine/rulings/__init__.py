"""An act that is challenged and falls: rulings are recorded and carried out; `remedies` says how an act is challenged,
`ways_back` where a case goes then, `notifying` who hears of a ruling that waits, `ordering` what a complaint about a
delay brings, `deputies` where a second head lacks.
"""

from cases.engine.rulings.ruling import (
    PAPER,
    RulingFacts,
    all_waiting,
    another_person,
    another_withdraws,
    complaint_named,
    execute,
    fallible,
    holding,
    holds,
    in_short,
    letter_of_act,
    named,
    of_the_body,
    paper,
    record,
    recording,
    waiting,
    waiting_on,
)

__all__ = [
    "PAPER",
    "RulingFacts",
    "all_waiting",
    "another_person",
    "another_withdraws",
    "complaint_named",
    "execute",
    "fallible",
    "holding",
    "holds",
    "in_short",
    "letter_of_act",
    "named",
    "of_the_body",
    "paper",
    "record",
    "recording",
    "waiting",
    "waiting_on",
]
