"""Where people meet: a place in words, or the https link of a video meeting. Pure."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

LINK = URLValidator(schemes=["https"])

_ADDRESS = re.compile(r"(?<!\w)(?:[a-z][a-z0-9+.-]+:(?=[^\s\d])|(?:javascript|vbscript|data|file):)\S*", re.IGNORECASE)
"""A scheme and what follows it at once; "Zoom: 12" and "tel:8" are words."""

NO_LINK = _("Enter the whole address, beginning with https://.")
NO_PLACE = _(
    "Name the place in words, or give the link of the video meeting, beginning with https://: {found} is neither."
)


def is_link(text: str) -> bool:
    """The whole address of a page that is called by https."""
    try:
        LINK(text)
    except ValidationError:
        return False
    return True


def addresses_in(text: str) -> list[str]:
    """What a program would read as an address, without the sign that ends the sentence."""
    return [match.rstrip(".,;)") for match in _ADDRESS.findall(text)]


def strange_address(text: str) -> str:
    """The first in a place that is no https link; "" for none."""
    return next((address for address in addresses_in(text) if not is_link(address)), "")
