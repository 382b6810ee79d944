"""What happened, in words: the events of a case with what was entered at each, as far as the reader may read it.

What was corrected later stays and is struck (`Entry.struck`).
"""

from cases.engine.programmes.otherevents import Grounds
from cases.web.timeline.entries import Entry, entries, facts_in_words, of_event
from cases.web.timeline.kinds import kinds
from cases.web.timeline.naming import grounds_of, remark_of
from cases.web.timeline.standing import corrected_events, is_decision

__all__ = [
    "Entry",
    "Grounds",
    "corrected_events",
    "entries",
    "facts_in_words",
    "grounds_of",
    "is_decision",
    "kinds",
    "of_event",
    "remark_of",
]
