"""The applicant's photo: the shape the order requires, and whether a face could be seen on it."""

from PIL import Image, ImageStat

from .refusal import Refusal

# 35×45 mm (п. 4, 10, 20) at 300 dpi
PHOTO_SHAPE = (7, 9)
PHOTO_LEAST = (413, 531)
PHOTO_TOLERANCE = 0.03
# Of grey, 0 to 255: outside of them a face could not be seen. No rule names them; they are far from any portrait.
FLAT, DARK, BRIGHT = 6, 35, 240


def check_shape(width: int, height: int) -> None:
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


def exposure(image: Image.Image) -> list[dict[str, object]]:
    """Of a photo on which no face could be seen. What it shows is for people to judge."""
    grey = image.convert("L")
    grey.thumbnail((200, 200))
    seen = ImageStat.Stat(grey)
    mean, spread = seen.mean[0], seen.stddev[0]
    how = "flat" if spread < FLAT else "dark" if mean < DARK else "bright" if mean > BRIGHT else ""
    return [{"code": "exposure", "how": how}] if how else []
