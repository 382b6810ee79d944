"""One file cleaned, or several bound. Whatever a library throws at bytes like these becomes a Refusal here."""

from typing import Any

from .refusal import Cleaned, Refusal

Request = dict[str, Any]
"""{"form": "pdf", "jpeg", …, "photo": bool} for one file; {"form": "join", "parts": [[extension, bytes], …]} for
several cleaned ones, which lie one behind the other; {"form": "code", "of": "jpeg", …} for a photo of a QR code;
{"form": "page", "of": "pdf", "number": 1, …} for a page as a picture."""

THREADED = {"heic"}
"""Forms whose library can not do without a thread."""


def prepare(request: Request, data: bytes) -> None:
    """Loads the libraries for the form, before the cage is locked."""
    form = request["form"]
    if form in ("pdf", "join"):
        from . import paper, pdf  # noqa: F401
    if form == "pdf":
        from . import signed

        signed.prepare(data)
    elif form == "page":
        from . import page

        page.image.prepare()
    elif form == "code":
        from . import codes

        codes.image.prepare()
    else:
        from . import image

        image.prepare()


def work(request: Request, data: bytes) -> Cleaned:
    """Raises Refusal, and nothing else."""
    try:
        return _work(request, data)
    except Refusal:
        raise
    except MemoryError as error:
        raise Refusal("bomb") from error
    except RecursionError as error:
        raise Refusal("too_complex") from error
    except Exception as error:  # the libraries' exceptions on hostile bytes are not listed anywhere
        raise Refusal("damaged") from error


def _work(request: Request, data: bytes) -> Cleaned:
    if request["form"] == "join":
        from .paper import bind

        return bind(_parts(request["parts"], data))
    if request["form"] == "pdf":
        from .pdf import clean_pdf

        return clean_pdf(data)
    if request["form"] == "code":
        from .codes import code_on

        return code_on(request["of"], data)
    if request["form"] == "page":
        from .page import draw_page

        return draw_page(request["of"], data, request["number"])
    from .image import clean_image

    return clean_image(request["form"], data, photo=request["photo"])


def _parts(described: list[tuple[str, int]], data: bytes) -> list[Cleaned]:
    parts, at = [], 0
    for extension, size in described:
        parts.append(Cleaned(data[at : at + size], extension))
        at += size
    return parts
