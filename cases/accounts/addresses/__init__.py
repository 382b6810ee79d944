"""E-mail addresses of applicants: who may get mail where, and how an address changes.

claims.py    an address that somebody says is theirs: asking, confirming, stopping, taking effect
letters.py   what goes to the mailboxes
"""

from cases.accounts.addresses.claims import (
    FORMER,
    NEW,
    Link,
    TooOftenError,
    by_itself_at,
    changed_by_administrator,
    confirm,
    is_free,
    opening_address,
    read_link,
    request_change,
    request_confirmation,
    send_again,
    settle_due,
    stop_change,
    token,
    waiting,
)

__all__ = [
    "FORMER",
    "NEW",
    "Link",
    "TooOftenError",
    "by_itself_at",
    "changed_by_administrator",
    "confirm",
    "is_free",
    "opening_address",
    "read_link",
    "request_change",
    "request_confirmation",
    "send_again",
    "settle_due",
    "stop_change",
    "token",
    "waiting",
]
