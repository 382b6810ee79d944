"""One file cleaned. Whatever a library throws at bytes like these becomes a Refusal here."""

from .refusal import Cleaned, Refusal


def prepare(form: str) -> None:
    """Loads the library for the form, before the cage is locked."""
    if form == "pdf":
        from . import pdf  # noqa: F401
    else:
        from . import image  # noqa: F401


def work(form: str, data: bytes, *, photo: bool) -> Cleaned:
    """`form`: "pdf", "jpeg" or "png", as told by the first bytes; raises Refusal, and nothing else."""
    try:
        return _clean(form, data, photo)
    except Refusal:
        raise
    except MemoryError as error:
        raise Refusal("bomb") from error
    except RecursionError as error:
        raise Refusal("too_complex") from error
    except Exception as error:  # the libraries' exceptions on hostile bytes are not listed anywhere
        raise Refusal("damaged") from error


def _clean(form: str, data: bytes, photo: bool) -> Cleaned:
    if form == "pdf":
        from .pdf import clean_pdf

        return clean_pdf(data)
    from .image import clean_image

    return clean_image(form, data, photo=photo)
