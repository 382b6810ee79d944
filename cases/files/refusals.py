"""Why a file is refused: one sentence a code, each telling what is wrong and what to do about it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s. Save it in a lower quality or in several parts."),
    "type_unknown": _(
        "The content of the file could not be recognised. Upload a PDF or a picture (JPEG, PNG, HEIC, TIFF, WEBP)."
    ),
    "type_refused": _(
        "By its content this file is %(found)s. Upload a PDF or a picture (JPEG, PNG, HEIC, TIFF, WEBP)."
    ),
    "photo_format": _(
        "The photo must be one picture (JPEG, PNG, HEIC, TIFF or WEBP), not a PDF file and not several pages."
    ),
    "code_format": _("The photo of a QR code must be a JPEG, PNG or WEBP picture."),
    "no_code": _(
        "No QR code was found on the photo. Hold the camera nearer, straight and without glare, and try again."
    ),
    "encrypted": _("The PDF file opens with a password or a key only. Save it without protection and upload that."),
    "damaged": _("The file is damaged or incomplete and can not be opened. Make a new file and upload that."),
    "page_differs": _(
        "The file has faults inside: page %(page)s would not be kept as you see it. "
        "Open the file, print it to a new PDF (“Save as PDF”) and upload that."
    ),
    "page_lacks": _(
        "The file is incomplete: page %(page)s names a picture, a font or text that is not in it. Get the file again "
        "from where it comes from. If the page is whole when you open it, print it to a new PDF and upload that."
    ),
    "picture_damaged": _(
        "A picture on page %(page)s is damaged: a part of it is missing. Scan or photograph the page again, "
        "or get the file again from where it comes from."
    ),
    "xfa": _(
        "This PDF is an electronic form (XFA) whose pages appear in Adobe Reader only; elsewhere one reads "
        "“please wait”. Open it there, print it to a new PDF (“Microsoft Print to PDF”) and upload that."
    ),
    "collection": _(
        "This PDF is a portfolio: several files behind one cover page. "
        "Save the files out of it and upload each of them."
    ),
    "animation": _("This picture moves: it is several pictures in one. Upload a single still picture or a PDF."),
    "too_many_parts": _("%(parts)s files for one document are too many: at most %(limit)s are put together."),
    "joined_too_large": _(
        "The files put together have %(size)s; at most %(limit)s are accepted. Save some of them in a lower quality."
    ),
    "too_many_pages": _("The file has %(pages)s pages; at most %(limit)s are accepted."),
    "page_too_large": _("Page %(page)s is %(width)s × %(height)s cm; a side may have at most %(limit)s cm."),
    "too_many_pixels": _(
        "The picture is larger than %(limit)s megapixels, or holds far less than its size promises. "
        "Save it smaller and upload it again."
    ),
    "photo_shape": _(
        "The photo is %(width)s × %(height)s pixels. A photo of 35×45 mm has sides as %(wanted)s, "
        "for example %(example_width)s × %(example_height)s pixels: crop it to this shape."
    ),
    "photo_blank": _("The picture is all of one shade: nobody can be seen on it. Take another, in even light."),
    "photo_small": _(
        "The photo is %(width)s × %(height)s pixels; at least %(least_width)s × %(least_height)s pixels are needed."
    ),
    "already_there": _("This file is among the files of the document already: it is not joined twice."),
    "bomb": _("The file unpacks to far more data than a document holds. Make a new file and upload that."),
    "too_complex": _("The file is too complicated to be checked. Print it to a new PDF file and upload that."),
    "unreadable": _("The file did not arrive whole or could not be checked just now. Please upload it again."),
    "storage_full": _("The portal could not save the file just now. Nothing was changed; please try again later."),
}


class BadFile(Exception):
    """An upload that is not accepted; maps one to one to `ValidationError(message, code, params)`.

    `message` is lazy and has %(name)s places for `params`; `str()` gives the whole sentence in the active language.
    """

    def __init__(self, code: str, message: Promise, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.message: Any = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


def refuse(code: str, **params: object) -> BadFile:
    return BadFile(code, SENTENCES[code], **params)
