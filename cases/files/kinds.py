"""Which files may be sent, in the words of a field and of its file chooser; the same wherever they are used."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.values.sizes import MEGABYTE, in_words_later

FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "png": ("image/png", (".png",)),
    "heic": ("image/heic", (".heic", ".heif")),
    "avif": ("image/avif", (".avif",)),
    "tiff": ("image/tiff", (".tif", ".tiff")),
    "webp": ("image/webp", (".webp",)),
    "bmp": ("image/bmp", (".bmp",)),
}
"""What the door takes: the form as `sniff` tells it, its MIME type, the endings it has in the wild (first: ours)."""

PHOTO = "photo"
"""The one kind of document that is a picture and nothing else."""


def forms(kind: str) -> list[str]:
    return [form for form in FORMS if form != "pdf" or kind != PHOTO]


def accept(kind: str) -> str:
    """For the attribute of a file field. Types and endings: telephones go by the one, desktops by the other."""
    chosen = [FORMS[form] for form in forms(kind)]
    return ",".join([mime for mime, _ in chosen] + [ending for _, endings in chosen for ending in endings])


def ending(form: str) -> str:
    """The name's ending without its dot, "jpg" for "jpeg"."""
    return FORMS[form][1][0][1:]


def help_text(kind: str) -> Promise:
    """The sentence beside a file field."""
    if kind == PHOTO:
        words = _("A picture (JPEG, PNG, HEIC, TIFF or WEBP), up to {limit}")
    else:
        words = _(
            "PDF or pictures (JPEG, PNG, HEIC, TIFF or WEBP), up to {limit} each; several files become one document"
        )
    return format_lazy(words, limit=in_words_later(limit()))


def limit() -> int:
    """Bytes of one upload."""
    return int(getattr(settings, "DNR_UPLOAD_MAX_BYTES", 10 * MEGABYTE))
