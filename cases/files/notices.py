"""What the applicant and the officer should know of a file that was accepted: taken out, converted, signed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from cases.values import moments

OF_A_PHOTO = frozenset({"exposure", "blurred", "background"})
"""Codes of what does not look as papers ask for it."""

Notice = dict[str, Any]
"""A plain JSON object made in the cage: {"code": str} and the facts of that code:

attachments_removed  names: [str, …], perhaps empty; more: int, of further ones and of those without a name
signed               signer, issuer, field: str; at: ISO 8601 or ""; clock: "signer" or "time_stamp", of `stamped_by`;
                     state: "intact", "changed" or "unreadable"; whole: bool, nothing was added behind the signature
converted            from: a key of `kinds.FORMS`
scaled               from, to: [width, height] in pixels
first_of_several     of: int, how many pictures the file holds, of which the first or chief one is stored
repaired             blank, appeared: [int, …] or missing: pages with nothing on them; those that showed nothing as
                     they came, and show something now
blank                pages: [int, …] of a sound file with nothing on them, of: int, how many it has
exposure             how: "dark" or "bright" (of older rows "flat" too): a photo on which next to nothing can be seen
blurred              a photo that is not in focus
doubled              it came more than once for one document, and is stored once
background           how: "dark" or "uneven": of a photo, what is behind the head
not_compared         pages: [int, …] of a long file that there was no time to compare; in rows from before: from: int,
                     the first of them
"""

Sentence = str | Promise

ATTACHMENTS = _(
    "Files attached inside the PDF were taken out: %(names)s. If they matter, upload each of them by itself."
)
MORE_ATTACHMENTS = _("%(names)s and %(more)s more")
NAMELESS_ATTACHMENTS = _(
    "Files attached inside the PDF were taken out: %(more)s without a name. "
    "If they matter, upload each of them by itself."
)
CONVERTED = _("The picture came as %(form)s and was converted; what is shown is the picture itself.")
SCALED = _("The picture was made smaller: from %(from)s to %(to)s pixels.")
FIRST = _(
    "The file holds %(of)s pictures (it moves, or they belong together); only one of them is kept and shown. "
    "If the others matter, upload them by themselves or as a PDF."
)
REPAIRED = _("The PDF had faults inside. They were mended, and each page was compared with the file as it was sent.")
BLANK = _("Nothing is to be seen on these pages: %(pages)s. If something should be there, get the file again.")
ALL_BLANK = _("Nothing is to be seen in this file: it is blank. If something should be there, send the right file.")
APPEARED = _("These pages showed nothing as the file was sent, and show something now: %(pages)s. Look through them.")
EXPOSURES = {
    "flat": _("The photo is all of one shade: next to nothing can be seen on it."),
    "dark": _("The photo is very dark: a face can hardly be seen on it."),
    "bright": _("The photo is very bright: a face can hardly be seen on it."),
}
BLURRED = _("The photo is not sharp: the camera moved, or the picture was made larger than it is.")
BACKGROUNDS = {
    "dark": _("The background of the photo is dark: papers ask for a plain, bright one."),
    "uneven": _("The background of the photo is not even: there is a shadow on it, or something else than a wall."),
}
DOUBLED = _("This file came more than once: it is kept once. If another page was meant, choose that one and send it.")
NOT_COMPARED_FROM = _(
    "The file is long: its pages from page %(from)s on were not compared with the file as it was sent. "
    "Look through them; the file as it was sent is kept."
)
NOT_COMPARED = _(
    "The file is long: these pages were not compared with the file as it was sent: %(pages)s. "
    "Look through them; the file as it was sent is kept."
)

SOMEBODY = _("somebody whose certificate can not be read")
SIGNED = _("Signed electronically by %(signer)s")
SIGNED_AT = _("Signed electronically by %(signer)s, by the signer's clock on %(at)s")
STAMPED_AT = _("Signed electronically by %(signer)s, by a time stamp of %(stamped_by)s on %(at)s")
STATES = {
    "intact": _("the file is as it was signed. Whether the certificate can be trusted was not checked here"),
    "changed": _("the file was changed after it was signed"),
    "unreadable": _("the signature could not be checked here"),
}
ISSUED = _("certificate issued by %(issuer)s")
ADDED = _("something was added after this signature, as signatures allow")
ORIGINAL = _("The copy shown here bears no signature; the file as it was sent does.")


def sentences(notices: Iterable[Notice]) -> list[Sentence]:
    """One lazy sentence a notice, in this order; a code of a later release that is unknown here is left out."""
    known = [notice for notice in notices if notice.get("code") in _WORDS]
    return [_sentence(notice) for notice in known]


def _words(notice: Notice) -> str:
    return _WORDS[str(notice["code"])](notice)


_sentence: Callable[[Notice], Sentence] = lazy(_words, str)


def _attachments(notice: Notice) -> str:
    facts = {"names": ", ".join(notice.get("names") or ()), "more": notice.get("more") or 0}
    if not facts["names"]:
        return str(NAMELESS_ATTACHMENTS) % facts
    return str(ATTACHMENTS) % {"names": str(MORE_ATTACHMENTS) % facts if facts["more"] else facts["names"]}


def _converted(notice: Notice) -> str:
    return str(CONVERTED) % {"form": str(notice.get("from", "")).upper()}


def _scaled(notice: Notice) -> str:
    return str(SCALED) % {key: " × ".join(map(str, notice.get(key, ()))) for key in ("from", "to")}


def _repaired(notice: Notice) -> str:
    odd = [(BLANK, notice.get("blank")), (APPEARED, notice.get("appeared"))]
    return " ".join([str(REPAIRED), *(str(words) % {"pages": _ranges(pages)} for words, pages in odd if pages)])


def _blank(notice: Notice) -> str:
    pages = notice.get("pages") or []
    if len(pages) >= (notice.get("of") or 0):
        return str(ALL_BLANK)
    return str(BLANK) % {"pages": _ranges(pages)}


def _not_compared(notice: Notice) -> str:
    if pages := notice.get("pages"):
        return str(NOT_COMPARED) % {"pages": _ranges(pages)}
    return str(NOT_COMPARED_FROM) % {"from": notice.get("from", "")}


def _ranges(pages: Iterable[int]) -> str:
    """ "3, 7–12" """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _signed(notice: Notice) -> str:
    """ "Signed electronically by …, on … (certificate issued by …): the file is as it was signed. …" """
    facts = {"signer": notice.get("signer") or str(SOMEBODY), "at": _moment(notice.get("at"))}
    clock = STAMPED_AT if notice.get("clock") == "time_stamp" else SIGNED_AT
    head = str(clock if facts["at"] else SIGNED) % (facts | {"stamped_by": notice.get("stamped_by") or "—"})
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


def _exposure(notice: Notice) -> str:
    return str(EXPOSURES.get(str(notice.get("how")), EXPOSURES["flat"]))


def _background(notice: Notice) -> str:
    return str(BACKGROUNDS.get(str(notice.get("how")), BACKGROUNDS["uneven"]))


_WORDS: dict[str, Callable[[Notice], str]] = {
    "attachments_removed": _attachments,
    "converted": _converted,
    "scaled": _scaled,
    "first_of_several": lambda notice: str(FIRST) % {"of": notice.get("of", "")},
    "repaired": _repaired,
    "blank": _blank,
    "exposure": _exposure,
    "blurred": lambda notice: str(BLURRED),
    "background": _background,
    "doubled": lambda notice: str(DOUBLED),
    "not_compared": _not_compared,
    "signed": _signed,
}
