"""Colours brought to what every screen and printer takes: 8 bits a channel, sRGB or grey, nothing shining through."""

from io import BytesIO

from PIL import Image, ImageCms

PLAIN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_PROFILED = {"RGB", "RGBA", "CMYK"}


def prepare() -> None:
    ImageCms.createProfile("sRGB")


def plain(image: Image.Image, *, opaque: bool) -> Image.Image:
    """`opaque`: what shows through is white paper."""
    image = _srgb(image)
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
