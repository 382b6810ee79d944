"""How an exchange with an outside system ends without an answer."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong in a message."""

    pointer: str
    """Names the member (RFC 6901); "" is the whole message."""
    detail: str
    """Never contains the value."""


class GatewayError(Exception):
    """Why an exchange with an outside system failed."""

    outcome = "unavailable"
    """A value of `Attempt.OUTCOMES`."""

    sent_sha256 = ""
    """Of the bytes that went over the wire, hex; "" where they are the request in its canonical form."""

    def __init__(self, reason: str = "", *, status: int | None = None, received: str = "") -> None:
        """`status`: of HTTP, where it came so far; `received`: what came back, for the record (`bytes_to_text`)."""
        super().__init__(reason)
        self.reason, self.status, self.received = reason, status, received


class Refused(GatewayError):
    """The system has understood and says no: asking the same again gives the same."""

    outcome = "refused"


class Unavailable(GatewayError):
    """No connection, or the system says that it can not answer now."""


class TimedOut(GatewayError):
    """Nothing within the time: whether the request arrived is not known, so it goes again under the same key."""

    outcome = "timed_out"


class Malformed(GatewayError):
    """What came is no message of the contract; `faults` says where."""

    outcome = "malformed"

    def __init__(self, faults: list[Fault] | str, *, status: int | None = None, received: str = "") -> None:
        self.faults = [Fault("", faults)] if isinstance(faults, str) else faults
        places = "; ".join(f"{f.pointer or '/'}: {f.detail}" for f in self.faults[:5])
        super().__init__(faults if isinstance(faults, str) else places, status=status, received=received)
