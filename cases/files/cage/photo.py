"""The applicant's photo: the shape the order requires, and whether a face could well be seen on it."""

from PIL import Image, ImageFilter, ImageStat

from .refusal import Refusal

# 35×45 mm (п. 4, 10, 20) at 300 dpi
PHOTO_SHAPE = (7, 9)
PHOTO_LEAST = (413, 531)
PHOTO_TOLERANCE = 0.03
# Of grey, 0 to 255: outside of them a face could not be seen. No rule names them; they are far from any portrait.
FLAT, DARK, BRIGHT = 6, 35, 240
# Of the second differences at the size of a photo: a picture in focus has 4 and more, one blurred by two pixels less.
BLURRED = 2
# Of the grey behind the head, at the top and the upper sides: papers are asked for before something plain and bright.
BEHIND_DARK, BEHIND_UNEVEN = 140, 32
_DIFFERENCES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


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


def check_seen(image: Image.Image) -> None:
    """A picture of one shade shows nobody: no portrait, whoever looks at it."""
    if _spread(image.convert("L")) < FLAT:
        raise Refusal("photo_blank")


def doubts(image: Image.Image) -> list[dict[str, object]]:
    """What of a photo does not look as papers ask for it: light first, as without it nothing else shows. Whom it
    shows is for people to judge."""
    grey = image.convert("L")
    mean = ImageStat.Stat(grey).mean[0]
    if mean < DARK or mean > BRIGHT:
        return [{"code": "exposure", "how": "dark" if mean < DARK else "bright"}]
    doubted: list[dict[str, object]] = [{"code": "blurred"}] if _sharpness(grey) < BLURRED else []
    behind = _behind(grey)
    return [*doubted, {"code": "background", "how": behind}] if behind else doubted


def _spread(grey: Image.Image) -> float:
    return ImageStat.Stat(grey).stddev[0]


def _sharpness(grey: Image.Image) -> float:
    small = grey.copy()
    small.thumbnail(PHOTO_LEAST)
    edges = small.filter(_DIFFERENCES)
    return _spread(edges.crop((2, 2, edges.width - 2, edges.height - 2)))


def _behind(grey: Image.Image) -> str:
    """ "dark", "uneven" or ""."""
    small = grey.resize((70, 90))
    parts = [small.crop(box) for box in ((0, 0, 70, 7), (0, 7, 7, 45), (63, 7, 70, 45))]
    shades = [value for part in parts for value in part.tobytes()]
    mean = sum(shades) / len(shades)
    spread = (sum((value - mean) ** 2 for value in shades) / len(shades)) ** 0.5
    return "uneven" if spread > BEHIND_UNEVEN else "dark" if mean < BEHIND_DARK else ""
