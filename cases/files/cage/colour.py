"""Colours brought to what every screen and printer takes: 8 bits a channel, sRGB or grey, nothing shining through."""

from io import BytesIO

from PIL import Image, ImageCms

PLAIN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
WHITES = (1.0, 255.0, 1023.0, 4095.0, 65535.0)
_PROFILED = {"RGB", "RGBA", "CMYK"}


def prepare() -> None:
    ImageCms.createProfile("sRGB")


def plain(image: Image.Image, *, opaque: bool) -> Image.Image:
    """`opaque`: what shows through is white paper."""
    image = _srgb(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        image = _grey(image)
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema() == (0, 0):
        image = image.convert(image.mode[:-1])  # nothing could be seen of it: the writer left this channel empty
    if image.mode not in PLAIN_MODES:
        image = image.convert("RGB")
    if opaque and image.mode in ("LA", "RGBA"):
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB") if opaque and image.mode in ("P", "1") else image


def _grey(image: Image.Image) -> Image.Image:
    """Of numbers that may mean anything: white is the least usual white that none exceeds, else the largest. Of 16 bits
    a scanner may use 12 only."""
    image = image.convert("I") if image.mode.startswith("I;") else image
    high = float(image.getextrema()[1])  # type: ignore[arg-type]
    white = next((each for each in WHITES if high <= each), high)
    return image.convert("F").point(lambda value: value * (255 / white) + 0).convert("L")


def _srgb(image: Image.Image) -> Image.Image:
    """By the profile that comes with it (telephones: Display P3; printers: CMYK), since the profile goes."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in _PROFILED:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a broken profile says nothing
        return image
