"""Search of cases by a name in either script, or a number: exactly first, then by similar names.

A text is read in one or two ways: as words, each of which has to match, and, where it has a digit, as one number.
Words are compared as `cases.values.search_keys` reads them, with the entries of `cases.models.searchentry`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Value

from cases.models import Case, User
from cases.models.queries import CaseQuerySet, all_as_seen
from cases.models.searchentry import NUMBERS, SearchEntry, numbers, person_words
from cases.values import search_keys
from cases.values.series_numbers import spellings, whole_numbers

LONGEST = 60
"""Characters of a search that are looked at."""
LEAST_OF_A_NUMBER, LEAST_RAW, WHOLE = 3, 4, 2
"""Signs of a part of a number; letters that may begin an address of mail; letters up to which a name is meant whole."""
SHORT, LONG = 4, 8
"""Letters of a name of which one may be wrong; of which two may."""
CANDIDATES = 60
"""Cases whose names are compared letter by letter."""
_READ_ODDLY = 3
"""Readings of a word in which letters may be wrong."""
_TELEPHONE = re.compile(r"[\d\s()+-]{5,}")
_NUMERIC = re.compile(r"[@\d]")
_SIGNS = re.compile(r"[^\w@.+-]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query."""

    parts: tuple[str, ...]
    """An entry has to contain at least one of these."""
    names: tuple[str, ...] = ()
    """How a name sounds; empty for a number."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for, parsed."""

    ways: tuple[tuple[Word, ...], ...] = ()
    """Readings of the text; all words of one of them have to match. Empty where nothing is searched for."""

    def __bool__(self) -> bool:
        return bool(self.ways)

    @property
    def condition(self) -> Q:
        return reduce(or_, (reduce(and_, map(_exact_condition, words)) for words in self.ways))

    def matches(self, entry: SearchEntry) -> bool:
        """The same condition, for an entry in memory."""
        entry_text = entry.person + entry.numbers
        return any(all(any(part in entry_text for part in word.parts) for word in words) for words in self.ways)


def parse(text: str) -> Query:
    """The query of what somebody typed, of its first characters (LONGEST)."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST].replace("№", " "))  # which would come apart into letters
    visible = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in plain)
    written = [part for part in visible.split() if search_keys.words(part)]
    words = [word for part in written for word in _words(part)]
    ways = [tuple(words)] if words and all(word.parts for word in words) else []
    if len(written) > 1 and _NUMERIC.search(visible):
        in_parts = [_number(part) if _NUMERIC.search(part) else _series(part) for part in written]
        ways += [way for way in (tuple(in_parts), (_number(visible),)) if all(word.parts for word in way)]
    return Query(tuple(ways))


def _words(part: str) -> list[Word]:
    """Of the text between two blanks: one number, or names (double names have a hyphen)."""
    if _NUMERIC.search(part):
        return [_number(part)]
    return [_name(word) for word in search_keys.words(part)]


def _name(word: str) -> Word:
    sounds = search_keys.readings(word)
    parts = [f" {reading}" + (" " if len(reading) <= WHOLE else "") for reading in sounds]
    if len(word) >= LEAST_RAW and word.isascii():
        parts.append(f" {word.lower()}")
    return Word(tuple(dict.fromkeys(parts)), sounds)


def _number(text: str) -> Word:
    """As it is spelled, by look and by sound; digits alone also as a telephone number, which begins with 8 at home."""
    hits = [_SIGNS.sub("", spelled.lower()) for spelled in (*spellings(text), *whole_numbers(text))]
    if _TELEPHONE.fullmatch(text):
        digits = search_keys.digits(text)
        hits += [digits] + (["7" + digits[1:]] if len(digits) == 11 and digits[0] == "8" else [])
    return Word(tuple(dict.fromkeys(part for part in hits if len(part) >= LEAST_OF_A_NUMBER)))


def _series(text: str) -> Word:
    """The beginning of a number, such as its series."""
    return Word(tuple(f" {spelled.lower()}-" for spelled in spellings(text) if len(spelled) >= LEAST_OF_A_NUMBER))


def _exact_condition(word: Word) -> Q:
    conditions = (Q(search__person__contains=part) for part in word.parts)
    both = () if word.names else (Q(search__numbers__contains=part) for part in word.parts)
    return reduce(or_, (*conditions, *both))


def by_whole_number(query: Query) -> Q | None:
    """For a text that may be a whole number: by the indexes of the number columns, which are fast at any size.
    None for anything else."""
    words = query.ways[-1] if query.ways else ()
    if len(words) != 1 or words[0].names:
        return None
    whole = [part.upper() for part in words[0].parts]
    return reduce(or_, (Q(**{f"{name}__in": whole}) for name in NUMBERS))


def visible_matches(rows: Sequence[Case], user: User, query: Query) -> list[Case]:
    """Found cases as this user sees them, without those that match only by data from after his horizon."""
    seen = all_as_seen(rows, user)
    return [case for case, row in zip(seen, rows, strict=True) if case is row or query.matches(_entry(case))]


def _entry(case: Case) -> SearchEntry:
    return SearchEntry(person=person_words(case.person), numbers=numbers(case))


# ------------------------------------------------------------------------------------------------ wrong letters


def allowed_wrong_letters(reading: str) -> int:
    """How many letters of a name may be wrong."""
    return 0 if len(reading) < SHORT else 1 if len(reading) < LONG else 2


def similar(rows: CaseQuerySet, user: User, query: Query, most: int) -> list[Case]:
    """Cases whose names are nearly those of the query, the nearest first; one statement.

    Where n letters are wrong, one of n + 1 pieces of the word is unchanged: by these the index finds candidates.
    """
    words = query.ways[0] if query.ways else ()
    names = [word for word in words if word.names]
    if not any(allowed_wrong_letters(name) for word in names for name in word.names):
        return []
    condition = reduce(and_, [_similar_condition(word) if word.names else _exact_condition(word) for word in words])
    hits = rows.filter(condition).annotate(alike=_alike(names), heard=F("search__person"))
    candidates: QuerySet[Any] = hits.order_by("-alike", "-id")[:CANDIDATES]
    similar_names = [(far, case) for case in candidates if (far := _far(case.heard, names)) is not None]
    similar_names.sort(key=lambda pair: (pair[0], pair[1].queue_at))
    return visible_similar([case for _far, case in similar_names[:most]], user, names)


def visible_similar(rows: Sequence[Case], user: User, names: Sequence[Word]) -> list[Case]:
    seen = all_as_seen(rows, user)
    pairs = zip(seen, rows, strict=True)
    return [case for case, row in pairs if case is row or _far(person_words(case.person), names) is not None]


def _similar_condition(word: Word) -> Q:
    return reduce(or_, (Q(search__person__contains=p) for name in word.names[:_READ_ODDLY] for p in pieces(name)))


def pieces(name: str) -> list[str]:
    """One of them occurs in every name with the allowed number of wrong letters; the ends of the word are part of them.

    Between two of them a letter is left out, where the name is long enough: two that have changed places there would
    spoil both. Three signs are the least that an index of parts of words can look up.
    """
    number = allowed_wrong_letters(name) + 1
    cuts = [len(name) * i // number for i in range(number + 1)]
    gap = 1 if number == 2 and len(name) > SHORT else 0
    hits = [name[start + (gap if i else 0) : end] for i, (start, end) in enumerate(pairwise(cuts))]
    return [f"{'' if i else ' '}{piece}{' ' if i == number - 1 else ''}" for i, piece in enumerate(hits)]


def _alike(names: Iterable[Word]) -> Any:
    """How many runs of three letters an entry has in common with the names."""
    padded = [f" {word.names[0]} " for word in names]
    runs = {name[i : i + 3] for name in padded for i in range(len(name) - 2)}
    return sum((_counted_if(search__person__contains=run) for run in sorted(runs)), start=Value(0))


def _counted_if(**conditions: str) -> Any:
    return models.Case(models.When(**conditions, then=1), default=0, output_field=models.IntegerField())


def _far(sounds: str, names: Iterable[Word]) -> int | None:
    """Wrong letters in all; None where a name has too many."""
    known, far = sounds.split(), 0
    for word in names:
        similar_names = [n for name in word.names for other in known if (n := _apart(name, other)) is not None]
        if not similar_names:
            return None
        far += min(similar_names)
    return far


def _apart(name: str, other: str) -> int | None:
    most = allowed_wrong_letters(name)
    far = search_keys.distance(name, other, most)
    return far if far <= most else None
