"""Cyrillic names in Latin letters, as machine-readable zones have them (ICAO Doc 9303-3, section 6 B): a proposal,
since a passport may spell otherwise."""

from __future__ import annotations

_ICAO = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I", "Й": "I",
    "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "У": "U", "Ф": "F",
    "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ъ": "IE", "Ы": "Y", "Ь": "", "Э": "E", "Ю": "IU",
    "Я": "IA", "І": "I", "Ї": "I", "Є": "IE", "Ґ": "G", "Ў": "U", "Ә": "A", "Ғ": "G", "Қ": "Q", "Ң": "N", "Ө": "O",
    "Ұ": "U", "Ү": "U", "Һ": "H",
}  # fmt: skip
"""The last eight, of Kazakh, are not in the table of ICAO: as passports of Kazakhstan are seen to have them."""


def icao_spelling(name: str) -> str:
    """In capital letters; signs of other scripts stay."""
    return "".join(_ICAO.get(sign, sign) for sign in name.upper())
