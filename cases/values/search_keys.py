"""Names and numbers as a search compares them: without accents, case and script, and with little of the spelling.

Cyrillic letters are written in Latin ones as machine-readable passports have them (ICAO Doc 9303-3, 6 B); the letters
that Kazakh has besides, which that table lacks, as BGN/PCGN 1979 has them, without accents, and қ as k, ң as n.
What comes out, and what was Latin from the start, is then folded in one way: ways to write one sound become one letter.
So both scripts meet, whichever is stored and whichever is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from cases.values.names import APOSTROPHES, unaccented_key

LONGEST_WORD, MOST_WORDS = 40, 12
"""Letters of a word, and words of a text, that are looked at."""

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i",
        "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
        "ю": "iu", "я": "ia", "ә": "a", "ғ": "gh", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
        "ђ": "dj", "ј": "j", "љ": "l", "њ": "n", "ћ": "ch", "џ": "dzh",
    }
)  # fmt: skip
"""Of small letters without accents: й has come apart into и and its breve by then, ё is е."""

_SOUNDING = str.maketrans(
    {"ç": "ch", "č": "ch", "ć": "ch", "ş": "sh", "š": "sh", "ś": "sh", "ș": "sh", "ž": "zh", "ż": "zh", "ß": "ss"}
)
"""Letters whose accent makes another sound of them: without it they would be another's."""

_HISSING = re.compile("shch|tsch|dzh|sch|tch|shh|sh|ch|cz|sz|ts|tz|zh|dj|dz|z")
_SOFT_C = re.compile("c(?=[eiy])")
_SILENT_H = re.compile("(?<=[bdlnrt])[hH]")
_CONSONANTS = (("kh", "H"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("qu", "Q"), ("q", "k"), ("x", "ks"), ("w", "v"))
_VOWELS = (
    ("y", "i"), ("ie", "e"), ("io", "e"), ("iu", "u"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ou", "u"),
    ("oo", "u"), ("ee", "i"), ("ao", "au"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_READ_AS = {"c": ("k", "s"), "j": ("i", "s"), "h": ("h", "g"), "Q": ("k", "ku")}
"""What two languages read in two ways: Hans is Ханс and Ганс, Jan is Ян and Жан, Quintero is not like Qunanbayev."""

_NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def words(text: str) -> list[str]:
    """The words of a name; apostrophes part none."""
    composed = unicodedata.normalize("NFKC", text.translate(_NO_APOSTROPHES))
    return [word for word in _BETWEEN_WORDS.split(composed) if word][:MOST_WORDS]


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[str, ...]:
    """How the word may sound, in small letters a to z: two spellings of one name have a reading in common.

    Empty for what has neither Latin nor Cyrillic letters.
    """
    folded = _HISSING.sub("s", latin(word[:LONGEST_WORD]))
    for written, sound in _CONSONANTS:
        folded = folded.replace(written, sound)
    folded = _SILENT_H.sub("", _SOFT_C.sub("s", folded))
    doubtful = [letter for letter in _READ_AS if letter in folded]
    spellings = product(*(_READ_AS[letter] for letter in doubtful))
    spoken = (_vowels(_replaced(folded, zip(doubtful, way, strict=True))) for way in spellings)
    return tuple(dict.fromkeys(reading for reading in spoken if reading))


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    return text.translate({ord(letter): sound for letter, sound in pairs})


def _vowels(text: str) -> str:
    small = text.lower()
    for written, sound in _VOWELS:
        small = small.replace(written, sound)
    return _TWICE.sub(r"\1", small)


def latin(word: str) -> str:
    """In small letters a to z, as a passport's machine-readable zone has it; letters of other scripts are left out."""
    sounding = unicodedata.normalize("NFKC", word.casefold()).translate(_SOUNDING)
    return "".join(sign for sign in unaccented_key(sounding).translate(_CYRILLIC) if "a" <= sign <= "z")


def sort_key(*parts: str) -> str:
    """The key by which a list is sorted by name: both scripts in one order."""
    return " ".join(latin(word) for part in parts for word in words(part)).strip()


def digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if unicodedata.digit(sign, None) is not None)


def distance(word: str, other: str, most: int) -> int:
    """Letters that are wrong, too many, missing or have changed places; more than `most`: `most` + 1."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before, above = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return min(above[-1], most + 1)
