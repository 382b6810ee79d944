"""What the applicant and the officer should know of a file that was accepted: taken out, converted, signed."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Notice = dict[str, Any]
"""A plain JSON object made in the cage: {"code": str} and the facts of that code, as SENTENCES lists them."""

Sentence = str | Promise

SENTENCES: dict[str, Sentence] = {
    "attachments_removed": _("Files attached inside the PDF are not kept: {names}. Upload each of them by itself."),
    "converted": _("The file was converted from {from}."),
    "scaled": _("The picture was made smaller: {from} pixels became {to} pixels."),
    "repaired": _("The file had faults inside; they were mended, and its pages look the same as before."),
}


def sentences(notices: Iterable[Notice]) -> list[Sentence]:
    """One lazy sentence a notice, in the order given; a code of a later release that is unknown here is left out."""
    return [sentence for notice in notices if (sentence := _sentence(notice)) is not None]


def _sentence(notice: Notice) -> Sentence | None:
    facts = dict(notice)
    code = facts.pop("code", "")
    if code not in SENTENCES:
        return None
    return format_lazy(str(SENTENCES[code]), **facts)
