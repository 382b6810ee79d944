"""People who do not exist and their files, for the demo and the tests: the same seed gives the same bytes.

Every file is marked SPECIMEN / ОБРАЗЕЦ across its face.
"""

import math
import tomllib
from datetime import date, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from cases.values.iin import iin_with_check

Person = dict[str, Any]
A4 = (595, 842)
MARK = "SPECIMEN · ОБРАЗЕЦ"
TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
COUNTRIES, TRADES, DOCUMENTS = TABLE["countries"], TABLE["trades"], TABLE["documents"]


def person(rng: Random, today: date = date(2026, 6, 1)) -> Person:
    """Passport valid for years after `today`; age 22 to 45; the ИИН passes both of its checks and says nothing else."""
    country = rng.choice(COUNTRIES)
    woman = rng.random() < 0.5
    given_name, surname = rng.choice(country["women" if woman else "men"]), rng.choice(country["surnames"])
    city, name = country["city"], country["name"]
    born = today - timedelta(days=rng.randint(22 * 366, 45 * 366))
    # Old enough to be right under the order of 2025 as well.
    issued = today - timedelta(days=rng.randint(510, 1500))
    return {
        "iin": iin(rng, born, woman),
        "surname": surname,
        "given_names": given_name,
        "patronymic": "",
        "sex": "F" if woman else "M",
        "born_on": born,
        "birth_place": f"{city}, {name}",
        "citizenship": country["code"],
        "citizenship_name": name,
        "passport_number": f"{rng.choice('ABCEKNPRX')}{rng.randint(1_000_000, 9_999_999)}",
        "passport_issued_on": issued,
        "passport_issuer": f"{name}, MFA",
        "passport_valid_until": issued + timedelta(days=3652),
        "email": f"{_ascii(given_name)}.{_ascii(surname)}.{rng.randint(100, 999)}@example.org",
        "phone": f"+7700000{rng.randint(0, 9999):04d}",
        "address": f"{rng.randint(1, 90)} Example Street, {city}, {name}",
        "trade": rng.choice(TRADES),
    }


def iin(rng: Random, born: date, woman: bool) -> str:
    century = (5 if born.year >= 2000 else 3) + woman
    while True:  # one number in a hundred or so has no check digit and is not issued
        number = iin_with_check(f"{born:%y%m%d}{century}{rng.randint(0, 9999):04d}")
        if number:
            return number


def document(kind: str, who: Person, rng: Random) -> tuple[str, bytes]:
    """(file name, content) of a document of that kind, fit for upload; KeyError for a kind no edition knows."""
    if kind == "photo":
        return "photo.jpg", photo(rng)
    table = DOCUMENTS[kind]
    written = [line.format(**who, number=rng.randint(10_000, 99_999)) for line in table["lines"]]
    lines = [f"{who['given_names']} {who['surname']}", f"Citizenship: {who['citizenship_name']}", "", *written]
    return f"{kind}.pdf", pdf_file(table["title"], lines, rng)


def pdf_file(title: str, lines: list[str], rng: Random) -> bytes:
    """One A4 page: frame, title, lines, a stamp, the mark across it; what a standard font can not write is drawn."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    pictures: dict[str, pikepdf.Object] = {}
    ink = [_mark(pdf, pictures), _frame(rng), "0 g", _line(pdf, pictures, title, 64, 742, 20, bold=True)]
    ink += [_line(pdf, pictures, line, 64, 690 - 24 * row, 12) for row, line in enumerate(lines) if line]
    ink.append(_stamp(rng))
    page.Contents = pdf.make_stream("\n".join(ink).encode("cp1252"))
    fonts = {f"/{name}": _font(font) for name, font in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"))}
    page.Resources = Dictionary(Font=Dictionary(fonts), XObject=Dictionary(pictures))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _font(name: str) -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding)


def _frame(rng: Random) -> str:
    red, green, blue = (rng.uniform(0.2, 0.6) for _ in range(3))
    return f"{red:.2f} {green:.2f} {blue:.2f} RG 2 w 36 36 523 770 re S 0.5 w 64 728 m 531 728 l S"


def _stamp(rng: Random) -> str:
    """Two rings by short chords, as a seal leaves them."""
    x, y = rng.randint(400, 450), rng.randint(130, 180)
    rings = []
    for radius in (52, 44):
        points = [(x + radius * math.cos(a * math.pi / 18), y + radius * math.sin(a * math.pi / 18)) for a in range(37)]
        path = " l ".join(f"{px:.1f} {py:.1f}" for px, py in points)
        rings.append(path.replace(" l ", " m ", 1) + " l S")
    return f"0.25 0.35 0.7 RG 1.5 w {' '.join(rings)} 64 110 m 230 110 l S"


def _line(pdf: pikepdf.Pdf, pictures: dict[str, Any], text: str, x: int, y: int, size: int, bold: bool = False) -> str:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return _drawn(pdf, pictures, text, (x, y - size // 4), size * 1.25, grey=0)
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{1 + bold} {size} Tf {x} {y} Td ({escaped}) Tj ET"


def _mark(pdf: pikepdf.Pdf, pictures: dict[str, Any]) -> str:
    turned = _drawn(pdf, pictures, MARK, (0, 0), 54, grey=200)
    return f"q 0.77 0.64 -0.64 0.77 110 180 cm {turned} Q"


def _drawn(pdf: pikepdf.Pdf, pictures: dict[str, Any], text: str, at: tuple[int, int], height: float, grey: int) -> str:
    """A stencil of the text, `height` points high; `grey`: 0 is black."""
    width_px, height_px, bits = _stencil(text)
    image = pdf.make_stream(
        bits,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width_px,
        Height=height_px,
        ImageMask=True,
        BitsPerComponent=1,
        Decode=Array([1, 0]),
    )
    name = f"/T{len(pictures)}"
    pictures[name] = image
    width = min(height * width_px / height_px, 520)
    return f"q {grey / 255:.2f} g {width:.1f} 0 0 {width * height_px / width_px:.1f} {at[0]} {at[1]} cm {name} Do Q"


@cache
def _typeface(size: int) -> Any:
    """DejaVu knows Cyrillic; without it Pillow's own face draws what it can."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


@lru_cache(maxsize=64)  # titles and the mark come again and again
def _stencil(text: str) -> tuple[int, int, bytes]:
    """(width, height, bits): pixels; set bits are ink."""
    face = _typeface(60)
    width = math.ceil(face.getlength(text)) + 4
    image = Image.new("1", (width, 75))
    ImageDraw.Draw(image).text((2, 2), text, fill=1, font=face)
    return image.width, image.height, image.tobytes()


def photo(rng: Random) -> bytes:
    """JPEG of 413×531 pixels (35×45 mm at 300 dpi): an abstract portrait on a pale ground."""
    image = Image.new("RGB", (413, 531), (rng.randint(205, 235), rng.randint(215, 240), 240))
    draw = ImageDraw.Draw(image)
    skin = rng.choice(((236, 200, 170), (214, 168, 130), (172, 120, 86), (116, 78, 56)))
    hair = rng.choice(((30, 24, 22), (92, 58, 34), (170, 130, 70), (70, 70, 74)))
    coat = tuple(rng.randint(30, 140) for _ in range(3))
    draw.ellipse((25, 400, 388, 760), fill=coat)
    draw.rectangle((170, 330, 243, 430), fill=skin)
    draw.ellipse((96, 70, 317, 330 + rng.randint(0, 90)), fill=hair)
    draw.ellipse((115, 100, 298, 375), fill=skin)
    draw.pieslice((108, 78, 305, 270), 180, 360, fill=hair)
    for x in (165, 248):
        draw.ellipse((x - 13, 218, x + 13, 238), fill="white")
        draw.ellipse((x - 6, 221, x + 6, 235), fill=(40, 34, 30))
    draw.line((207, 240, 200, 282, 213, 282), fill=tuple(part - 30 for part in skin), width=3)
    draw.arc((172, 280, 241, 325), 20, 160, fill=(150, 70, 70), width=4)
    draw.text((207, 505), MARK, fill=(200, 40, 40), font=_typeface(26), anchor="mm")
    out = BytesIO()
    image.save(out, "JPEG", quality=88, dpi=(300, 300))
    return out.getvalue()


def _ascii(name: str) -> str:
    plain = name.translate(str.maketrans("ıŁłğčćčšžíúáěřüöç", "iLlgcccsziuaeruoc"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalpha())
