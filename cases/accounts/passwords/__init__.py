"""Passwords of the staff: links to set one, one's own change, and who is notified of it.

links.py     an invitation, a forgotten password: a link that works once, for a time
letters.py   the mail that carries it
"""

from cases.accounts.passwords.links import (
    INVITATION_LASTS,
    after_change,
    ask_reset,
    invite,
    notify,
    read_link,
    set_by_link,
    set_own,
)

__all__ = [
    "INVITATION_LASTS",
    "after_change",
    "ask_reset",
    "invite",
    "notify",
    "read_link",
    "set_by_link",
    "set_own",
]
