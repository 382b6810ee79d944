"""What happened, in words: the events of a case with what was entered at each, as far as the reader may read it.

What was corrected later stays and is struck (`Entry.struck`).
"""

from cases.engine.programmes.otherevents import Grounds
from cases.web.timeline.entries import Entry, entries, facts_in_words, of_event
from cases.web.timeline.kinds import kinds
from cases.web.timeline.naming import grounds_of, remark_of

__all__ = [
    "Entry",
    "Grounds",
    "entries",
    "facts_in_words",
    "grounds_of",
    "kinds",
    "of_event",
    "remark_of",
]
