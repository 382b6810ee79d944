"""The QR code of a paper, read from a photo of it: for browsers that read none by themselves."""

from __future__ import annotations

from typing import IO

from cases.files.inspection import code_on
from cases.files.refusals import BadFile
from cases.law.errors import NotNowError


def code_of(stream: IO[bytes]) -> str:
    """Raises NotNowError, in words, where there is none."""
    try:
        return code_on(stream)
    except BadFile as error:
        raise NotNowError(str(error)) from error
