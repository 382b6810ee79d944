"""JPEG and PNG: measured before they are decoded, then drawn anew, so that only the picture survives."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin

from .refusal import Cleaned, Refusal

MAX_PIXELS = 40_000_000
# 35×45 mm (п. 4, 10, 20) at 300 dpi
PHOTO_SHAPE = (7, 9)
PHOTO_LEAST = (413, 531)
PHOTO_TOLERANCE = 0.03
QUALITY = 90
PLAIN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}


def clean_image(form: str, data: bytes, *, photo: bool) -> Cleaned:
    image = _opened(form, data)
    tables = _tables(image)
    with _strict():
        image.load()
    image = _upright(image)
    if photo:
        check_photo(*image.size)
    image = _plain(image, opaque=photo or form == "jpeg")
    # Some savers fall back to this: comments, colour profiles and XMP would come back.
    image.info = {}
    if photo or form == "jpeg":
        return _as_jpeg(image, tables)
    out = BytesIO()
    image.save(out, "PNG", compress_level=4)
    return Cleaned(out.getvalue(), "png", width=image.width, height=image.height)


@contextmanager
def _strict() -> Iterator[None]:
    """WeasyPrint tells Pillow, for the whole process, to take cut pictures for whole ones. Not here."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def check_photo(width: int, height: int) -> None:
    wanted = PHOTO_SHAPE[0] / PHOTO_SHAPE[1]
    if abs(width / height / wanted - 1) > PHOTO_TOLERANCE:
        raise Refusal(
            "photo_shape",
            width=width,
            height=height,
            wanted=":".join(map(str, PHOTO_SHAPE)),
            example_width=PHOTO_LEAST[0],
            example_height=PHOTO_LEAST[1],
        )
    if width < PHOTO_LEAST[0] or height < PHOTO_LEAST[1]:
        raise Refusal(
            "photo_small", width=width, height=height, least_width=PHOTO_LEAST[0], least_height=PHOTO_LEAST[1]
        )


def _opened(form: str, data: bytes) -> Image.Image:
    """Only the header is read: a bomb is told by its size before any of it is decoded."""
    try:
        image = Image.open(BytesIO(data), formats=[form.upper()])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000) from error
    if image.width * image.height > MAX_PIXELS:
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as EXIF asks, since EXIF goes; a broken EXIF block asks nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, TypeError, KeyError, SyntaxError, OSError, OverflowError, ZeroDivisionError):
        return image


def _plain(image: Image.Image, *, opaque: bool) -> Image.Image:
    """8 bits a channel, no CMYK; `opaque`: what shows through is white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in PLAIN_MODES:
        image = image.convert("RGB")
    if opaque and image.mode in ("LA", "RGBA"):
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB") if opaque and image.mode in ("P", "1") else image


def _tables(image: Image.Image) -> dict[str, object]:
    """The quantisation a JPEG came with: drawn anew with it, a scan neither grows nor fades."""
    tables: Mapping[int, Sequence[int]] = getattr(image, "quantization", {})
    if image.mode not in ("L", "RGB") or not tables or max(map(max, tables.values())) > 255:
        return {"quality": QUALITY}
    sampling = JpegImagePlugin.get_sampling(image)
    return {"qtables": dict(tables), "subsampling": sampling if sampling >= 0 else 0}


def _as_jpeg(image: Image.Image, tables: dict[str, object]) -> Cleaned:
    out = BytesIO()
    image.save(out, "JPEG", **tables)
    return Cleaned(out.getvalue(), "jpg", width=image.width, height=image.height)
