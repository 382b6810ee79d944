"""Names and addresses from anywhere stand in a letter in letters, not in boxes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from cases.letters import checks
from cases.letters.printing import to_pdf

SCRIPTS = {
    "Chinese": "北京市海淀区",
    "Traditional Chinese": "臺北市",
    "Japanese": "東京都 さくら カタカナ",
    "Korean": "서울특별시 강남구",
    "Devanagari": "नई दिल्ली",
    "Bengali": "ঢাকা",
    "Tamil": "சென்னை",
    "Ethiopic": "አዲስ አበባ",
    "Arabic": "دبي الإمارات",
    "Hebrew": "תל אביב",
    "Thai": "กรุงเทพมหานคร",
    "Georgian": "თბილისი",
    "Armenian": "Երևան",
    "Khmer": "ភ្នំពេញ",
    "Burmese": "ရန်ကုန်",
    "Sinhala": "කොළඹ",
    "Lao": "ວຽງຈັນ",
    "Tibetan": "ལྷ་ས",
    "Mongolian": "Улаанбаатар",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Greek": "Αθήνα",
    "Kazakh": "Әйгерім Өскенбайқызы",
    "Telugu": "హైదరాబాద్",
    "Gujarati": "અમદાવાદ",
    "Punjabi": "ਅੰਮ੍ਰਿਤਸਰ",
    "Amharic sign": "፩",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("style", ["", "font: 7pt/1.35 var(--sans)"], ids=["serif", "sans"])
def test_prints_every_script_in_letters(script: str, style: str) -> None:
    printed = to_pdf(f'<html lang="ru"><body><p style="{style}">{SCRIPTS[script].replace(" ", "")}</p></body></html>')
    drawn = _drawn(printed.data)
    assert drawn
    for name, (font, glyphs) in drawn.items():
        assert not [glyph for glyph in glyphs if not _has_outline(font, glyph)], f"{name} has no such letter"


def _drawn(data: bytes) -> dict[str, tuple[TTFont, set[int]]]:
    """Of each font of the first page: its embedded file and the glyphs drawn with it."""
    drawn: dict[str, tuple[TTFont, set[int]]] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts: Any = pdf.pages[0].Resources.Font
        font = ""
        for step in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(step.operator) == "Tf":
                font = str(step.operands[0])
            elif str(step.operator) in ("Tj", "TJ"):
                drawn.setdefault(font, (_embedded(fonts[font]), set()))[1].update(_glyphs(step.operands[0]))
    return drawn


def _embedded(font: Any) -> TTFont:
    described = font.DescendantFonts[0].FontDescriptor
    stream = described.get("/FontFile2") or described.get("/FontFile3")
    return TTFont(io.BytesIO(stream.read_bytes()), lazy=True)


def _has_outline(font: TTFont, glyph: int) -> bool:
    """A letter that no font knows gets a number behind those of the font, or .notdef."""
    names = font.getGlyphOrder()
    pen = RecordingPen()
    if 0 < glyph < len(names):
        font.getGlyphSet()[names[glyph]].draw(pen)
    return bool(pen.value)


def _glyphs(shown: Any) -> Iterator[int]:
    """Two bytes each: WeasyPrint writes fonts as Identity-H."""
    for text in [shown] if isinstance(shown, pikepdf.String) else shown:
        if isinstance(text, pikepdf.String):
            data = bytes(text)
            yield from (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))


def test_warns_where_a_script_has_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.fonts(None) == []
    monkeypatch.setattr(checks, "_has_font", lambda language: language != "ko")
    assert "Korean" in checks.fonts(None)[0].msg
