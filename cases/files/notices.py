"""What the applicant and the officer should know of a file that was accepted: taken out, converted, signed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from cases.values import moments

Notice = dict[str, Any]
"""A plain JSON object made in the cage: {"code": str} and the facts of that code:

attachments_removed  names: [str, …], perhaps empty
signed               signer, issuer, field: str; at: ISO 8601 or ""; state: "intact", "changed" or "unreadable";
                     whole: bool, nothing was added behind the signature
converted            from: a key of `kinds.FORMS`
scaled               from, to: [width, height] in pixels
repaired             nothing
"""

Sentence = str | Promise

ATTACHMENTS = _(
    "Files attached inside the PDF were taken out: %(names)s. If they matter, upload each of them by itself."
)
NAMELESS_ATTACHMENTS = _("Files attached inside the PDF were taken out. If they matter, upload each of them by itself.")
CONVERTED = _("The picture came as %(form)s and was converted; what is shown is the picture itself.")
SCALED = _("The picture was made smaller: from %(from)s to %(to)s pixels.")
REPAIRED = _("The PDF had faults inside. They were mended; each page was compared and looks as it did.")

SOMEBODY = _("somebody whose certificate can not be read")
SIGNED = _("Signed electronically by %(signer)s")
SIGNED_AT = _("Signed electronically by %(signer)s, by the signer's clock on %(at)s")
STATES = {
    "intact": _("the file is as it was signed. Whether the certificate can be trusted was not checked here"),
    "changed": _("the file was changed after it was signed"),
    "unreadable": _("the signature could not be checked here"),
}
ISSUED = _("certificate issued by %(issuer)s")
ADDED = _("something was added after this signature, as signatures allow")
ORIGINAL = _("The copy shown here bears no signature; the file as it was sent does.")


def sentences(notices: Iterable[Notice]) -> list[Sentence]:
    """One lazy sentence a notice, in the order given; a code of a later release that is unknown here is left out."""
    known = [notice for notice in notices if notice.get("code") in _WORDS]
    return [_sentence(notice) for notice in known]


def _words(notice: Notice) -> str:
    return _WORDS[str(notice["code"])](notice)


_sentence: Callable[[Notice], Sentence] = lazy(_words, str)


def _attachments(notice: Notice) -> str:
    names = ", ".join(notice.get("names") or ())
    return str(ATTACHMENTS) % {"names": names} if names else str(NAMELESS_ATTACHMENTS)


def _converted(notice: Notice) -> str:
    return str(CONVERTED) % {"form": str(notice.get("from", "")).upper()}


def _scaled(notice: Notice) -> str:
    return str(SCALED) % {key: " × ".join(map(str, notice.get(key, ()))) for key in ("from", "to")}


def _signed(notice: Notice) -> str:
    """ "Signed electronically by …, on … (certificate issued by …): the file is as it was signed. …" """
    facts = {"signer": notice.get("signer") or str(SOMEBODY), "at": _moment(notice.get("at"))}
    head = str(SIGNED_AT if facts["at"] else SIGNED) % facts
    if issuer := notice.get("issuer"):
        head += f" ({ISSUED % {'issuer': issuer}})"
    state = str(STATES.get(str(notice.get("state")), STATES["unreadable"]))
    if notice.get("state") == "intact" and not notice.get("whole", True):
        state += f"; {ADDED}"
    return f"{head}: {state}. {ORIGINAL}"


def _moment(iso: object) -> str:
    """A clock set before the year 1 or a text that is no time is not worth a fault on a page."""
    try:
        at = parse_datetime(str(iso or ""))
        return moments.moment(at) if at else ""
    except (ValueError, OverflowError):
        return ""


_WORDS: dict[str, Callable[[Notice], str]] = {
    "attachments_removed": _attachments,
    "converted": _converted,
    "scaled": _scaled,
    "repaired": lambda notice: str(REPAIRED),
    "signed": _signed,
}
