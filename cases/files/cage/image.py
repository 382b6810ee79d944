"""Pictures: measured before they are decoded, then drawn again, so that only the picture survives."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

from PIL import AvifImagePlugin, Image, ImageFile, ImageOps, JpegImagePlugin

from . import colour, heif, holes, jpeg
from . import photo as portrait
from .refusal import Cleaned, Refusal

# What is stored; a larger picture is made smaller.
MAX_PIXELS = 40_000_000
# What is decoded at all. A JPEG is made smaller while it is decoded (the largest telephones make 200 megapixels); the
# others have to be decoded as a whole, some 9 bytes a pixel at the worst.
HARD_LIMIT = {"jpeg": 220_000_000, "heic": 70_000_000, "avif": 70_000_000}
HARD_PIXELS = 110_000_000
# Of a picture larger than MAX_PIXELS: less than this is no photo and no scan. In black and white a letter on a page of
# A3 at 600 dpi has 0.0003.
LEAST_BYTES_A_PIXEL, LEAST_IN_BLACK_AND_WHITE = 0.01, 0.0002
MAX_FRAMES = 200
QUALITY = 90

PILLOW = {
    "jpeg": "JPEG",
    "png": "PNG",
    "heic": "HEIF",
    "avif": "AVIF",
    "tiff": "TIFF",
    "webp": "WEBP",
    "bmp": "BMP",
}
_UNCONVERTED = {"jpeg", "png"}
_REDUCIBLE = {"P": "RGB", "1": "L"}
_ANIMATED = {"webp", "avif"}


def prepare() -> None:
    """Loads what Pillow would load when it first meets a form."""
    from . import paper  # noqa: F401

    heif.register()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # in the cage nothing starts a thread that can do without
    Image.init()
    colour.prepare()


def clean_image(form: str, data: bytes, *, photo: bool) -> Cleaned:
    if form == "jpeg":
        data = jpeg.whole(data)
    with _switches(form):
        image = _opened(form, data)
        frames = _frames(form, image)
        if len(frames) > 1 and photo:
            frames = _chosen(form, image)
        left = _left_out(form, image, frames)
        cleaned = [_clean_frame(form, image, data, frame, photo) for frame in frames]
    notices: list[dict[str, object]] = [] if form in _UNCONVERTED else [{"code": "converted", "from": form}]
    notices += [{"code": "first_of_several", "of": len(frames) + left}] * bool(left)
    if len(cleaned) > 1:
        from .paper import bind

        return bind(cleaned, notices + [notice for each in cleaned for notice in each.notices][:1])
    return _noticed(cleaned[0], notices)


def upright_picture(form: str, data: bytes) -> Image.Image:
    """The picture itself, upright, to be looked at. Raises Refusal."""
    return frame(form, data, 1)[0]


def frame(form: str, data: bytes, number: int) -> tuple[Image.Image, int]:
    """(the same of one of its pages, which count from 1; how many it has)."""
    with _switches(form):
        image = _opened(form, data)
        frames = _frames(form, image)
        if not 1 <= number <= len(frames):
            raise Refusal("damaged")
        if number > 1 or form not in _UNCONVERTED:
            image.seek(frames[number - 1])
        _check_pixels(form, image, len(data))
        return _upright(_decoded(form, image, data)), len(frames)


def _noticed(cleaned: Cleaned, notices: list[dict[str, object]]) -> Cleaned:
    return replace(cleaned, notices=[*notices, *cleaned.notices])


@contextmanager
def _switches(form: str) -> Iterator[None]:
    """WeasyPrint tells Pillow, for the whole process, to accept truncated pictures. Not here. And the sizes are
    bounded by us, per form, before anything is decoded."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, HARD_LIMIT.get(form, HARD_PIXELS)
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def _opened(form: str, data: bytes) -> Image.Image:
    """Only the header is read: a bomb is recognised by its size before any of it is decoded."""
    if form in ("heic", "avif"):
        prepare()
    try:
        return Image.open(BytesIO(data), formats=[PILLOW[form]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(form) from error


def _too_large(form: str) -> Refusal:
    return Refusal("too_many_pixels", limit=HARD_LIMIT.get(form, HARD_PIXELS) // 1_000_000)


def _frames(form: str, image: Image.Image) -> list[int]:
    """Pages of a TIFF, pictures of a HEIC; not the thumbnails among them."""
    count = int(getattr(image, "n_frames", 1)) if form not in _UNCONVERTED else 1
    if count > 1 and form in _ANIMATED:
        raise Refusal("animation")
    if count > MAX_FRAMES:
        raise Refusal("too_many_pages", pages=count, limit=MAX_FRAMES)
    if form != "tiff":
        return list(range(count))
    return [frame for frame in range(count) if not _is_thumbnail(image, frame)] or [0]


def _chosen(form: str, image: Image.Image) -> list[int]:
    """Telephones put companions beside the photo (for depth, of a series) and name the one that counts."""
    if form != "heic":
        raise Refusal("photo_format")
    return [image.tell()]


def _left_out(form: str, image: Image.Image, frames: list[int]) -> int:
    """How many pictures of the file are on none of its pages; what telephones hang behind a JPEG is not counted."""
    return int(getattr(image, "n_frames", 1)) - len(frames) if form in ("png", "heic") else 0


def _is_thumbnail(image: Image.Image, frame: int) -> bool:
    image.seek(frame)
    kind = image.tag_v2.get(254, 0)  # type: ignore[attr-defined]
    return bool(int(kind) & 1)


def _clean_frame(form: str, image: Image.Image, data: bytes, frame: int, photo: bool) -> Cleaned:
    if frame or form not in _UNCONVERTED:
        image.seek(frame)
    came = image.size
    _check_pixels(form, image, len(data))
    tables = _tables(image)
    image = _decoded(form, image, data)
    image = _fitting(_upright(image), photo)
    if photo:
        portrait.check_shape(*image.size)
        portrait.check_seen(image)
    drawing = _is_drawing(form, image)
    image = colour.plain(image, opaque=photo or not drawing)
    notices = _scaled(came, image.size) + (portrait.doubts(image) if photo else [])
    # Some savers fall back to this: comments, colour profiles and XMP would come back.
    image.info = {}
    cleaned = _as_png(image) if drawing and not photo else _as_jpeg(image, tables)
    return _noticed(cleaned, notices)


def _check_pixels(form: str, image: Image.Image, size: int) -> None:
    pixels = image.width * image.height
    if pixels > HARD_LIMIT.get(form, HARD_PIXELS):
        raise _too_large(form)
    least = LEAST_IN_BLACK_AND_WHITE if image.mode == "1" else LEAST_BYTES_A_PIXEL
    if pixels > MAX_PIXELS and form != "jpeg" and size < pixels * least:
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000)


def _decoded(form: str, image: Image.Image, data: bytes) -> Image.Image:
    if form != "jpeg":
        image.load()
        if holes.is_blanked(form, data, image):
            raise Refusal("damaged")
        return image
    if (plain := jpeg.decode_or_none(data, _decode_jpeg)) is None:
        raise Refusal("damaged")
    return plain


def _decode_jpeg(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    if (pixels := image.width * image.height) > MAX_PIXELS:
        halves = 2 if pixels <= 4 * MAX_PIXELS else 4
        image.draft(None, (image.width // halves, image.height // halves))  # type: ignore[no-untyped-call]
    image.load()
    return image


def _fitting(image: Image.Image, photo: bool) -> Image.Image:
    """In black and white a page stays as large as it is: smaller, it would need grey, and more room."""
    most = HARD_PIXELS if image.mode == "1" and not photo else MAX_PIXELS
    factor = 1
    while image.width * image.height > most * factor**2:
        factor += 1
    if factor == 1:
        return image
    smaller = (image.convert(_REDUCIBLE[image.mode]) if image.mode in _REDUCIBLE else image).reduce(factor)
    smaller.info = dict(image.info)
    return smaller


def _scaled(came: tuple[int, int], stored: tuple[int, int]) -> list[dict[str, object]]:
    """A picture that was only turned is not smaller."""
    if sorted(came) == sorted(stored):
        return []
    turned = (came[0] > came[1]) != (stored[0] > stored[1])
    return [{"code": "scaled", "from": list(came[::-1] if turned else came), "to": list(stored)}]


def _is_drawing(form: str, image: Image.Image) -> bool:
    """Stored as PNG: what came as one, black and white, few colours, or with something shining through."""
    return form == "png" or (form != "jpeg" and image.mode in ("1", "P", "LA", "RGBA", "PA"))


def _upright(image: Image.Image) -> Image.Image:
    """Turned as EXIF says, since EXIF is removed; a broken EXIF block says nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, TypeError, KeyError, SyntaxError, OSError, OverflowError, ZeroDivisionError):
        return image


def _tables(image: Image.Image) -> dict[str, object]:
    """The quantisation a JPEG came with: drawn again with it, a scan neither grows nor fades."""
    tables: Mapping[int, Sequence[int]] = getattr(image, "quantization", {})
    if image.format not in ("JPEG", "MPO") or image.mode not in ("L", "RGB") or not tables:
        return {"quality": QUALITY}
    if max(map(max, tables.values())) > 255:
        return {"quality": QUALITY}
    sampling = JpegImagePlugin.get_sampling(image)
    return {"qtables": dict(tables), "subsampling": sampling if sampling >= 0 else 0}


def _as_jpeg(image: Image.Image, tables: dict[str, object]) -> Cleaned:
    out = BytesIO()
    image.save(out, "JPEG", **tables)
    return Cleaned(out.getvalue(), "jpg", width=image.width, height=image.height)


def _as_png(image: Image.Image) -> Cleaned:
    out = BytesIO()
    image.save(out, "PNG", compress_level=4)
    return Cleaned(out.getvalue(), "png", width=image.width, height=image.height)
