"""Refusals that need no step for their words, in the reader's language; a step's: `cases.engine.steps.errors`."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class CaseError(Exception):
    """A refusal of the machine. `str()` is the sentence for the reader."""

    status = 409
    """The HTTP status of a page that reports it."""

    def __str__(self) -> str:
        return _("This cannot be done.")


class NotFoundError(CaseError):
    """The case does not exist for this user: what one may not see is not there."""

    status = 404

    def __str__(self) -> str:
        return _("There is no such case.")


class NoHelpError(CaseError):
    """Somebody who helps in a case may not do this, or does not help there any more."""

    status = 403

    def __init__(self, ended: bool) -> None:
        self.ended = ended

    def __str__(self) -> str:
        if self.ended:
            return _("Your help in this case is ended: you can neither read it nor write in it any more.")
        return _("You were invited to read this case. What is to be filed, the person fills in.")


class NotNowError(CaseError):
    """A change of the file that the present state does not allow."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)
