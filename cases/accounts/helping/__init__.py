"""Helpers: whom a person lets read a case, or fill in what is still to be filed.

inviting.py     an invitation, its link, its acceptance, and the end of the help
letters.py      the mail that carries the link
person_data.py  what a helper was typing when the help was ended, and the person's data in a helper's hands
"""

from cases.accounts.helping.inviting import (
    LASTS,
    MOST,
    accept,
    end_help,
    events_of,
    helped_by,
    helpers_of,
    invite,
    leave,
    read_link,
    readings_of,
)
from cases.accounts.helping.person_data import discard_late, keep_late, person_to_fill

__all__ = [
    "LASTS",
    "MOST",
    "accept",
    "discard_late",
    "end_help",
    "events_of",
    "helped_by",
    "helpers_of",
    "invite",
    "keep_late",
    "leave",
    "person_to_fill",
    "read_link",
    "readings_of",
]
