"""Whether a text can be a reason: letters in words, enough of them, and not too many. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WORD = re.compile(r"[^\W\d_]{2,}")
"""Two letters or more in any script; digits and dots are no words."""

MOST = 4000
DISTINCT = 5
"""Fewer different letters than that are no sentence of any language: "ааааа бббббб"."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a text has to be."""

    letters: int
    """The least number of letters."""
    words: int
    """The least number of words and numbers."""
    most: int = MOST
    """The greatest number of characters."""
    quoted: bool = False
    """The words of another body, which may be as short as they came."""
    own: bool = False
    """The words of the person whom the case is about, whose right to speak depends on no wording: whatever has a letter
    or a digit is accepted."""
    common: bool = False
    """What is true of many cases serves: no act against the person rests on it."""


REASONS = Measure(letters=6, words=2)
"""Of a decision against a person (art. 78, 79 of the АППК: an act states its reasons)."""
OWN = Measure(letters=0, words=0, own=True)
"""An objection, a complaint, a request, an excuse, a word on one's own arrival, why something is withdrawn."""
REMARK = Measure(letters=5, words=1, most=500)
"""Beside a document that goes back: what is wrong with it."""
NOTE = Measure(letters=5, words=1)
"""What may be added for the person to read: nothing at all, or something."""
MOVED = Measure(letters=5, words=1, most=1000, common=True)
"""Why an hour is moved or was not kept: "At the applicant's request" is such a reason."""
PRESENT = Measure(letters=5, words=1, most=500, common=True)
"""Who took part: "The applicant and the inspector"."""
QUOTED = Measure(letters=5, words=1, quoted=True)
"""Of КНБ's letter: "Отказ." is an answer of theirs, and they owe no reasons to the portal (п. 15)."""
OWN_REMARK = Measure(letters=6, words=2, most=500)
"""As REMARK, where the ground says too little by itself."""
REMARK_OF_ALL = Measure(letters=6, words=2, most=MOST)
"""For a package that goes back as a whole."""
ITEM_REMARK = Measure(letters=5, words=1, most=300)
"""The clerk's, beside one document of the package."""
ESTABLISHED = Measure(letters=6, words=2)
"""By the interview, for the ministry."""
PROOF = Measure(letters=6, words=2, most=1000)
"""How something that is recorded later is known to have happened."""
WHY = Measure(letters=6, words=2, most=1000)
"""Why a recorded fact is corrected, or one of two answers is chosen."""


def text_fault(text: str, measure: Measure) -> Promise | str | None:
    """What is wrong with `text` as a reason, with the count; None when nothing is.

    How long a reason is tells little: "Нет апостиля" is one. It has to say something besides `EMPTY_WORDS`.
    """
    if len(text) > measure.most:
        sentence = _("At most {most} characters fit here; there are {count}.")
        return format_lazy(sentence, most=measure.most, count=len(text))
    if measure.own:
        return None if any(map(str.isalnum, text)) else _("Signs alone say nothing: write it in words.")
    words = WORD.findall(text)
    letters = sum(map(len, words))
    if letters < measure.letters:
        sentence = _("Give the reason in words: at least {least} letters are needed, there are {count}.")
        return format_lazy(sentence, least=measure.letters, count=letters)
    different = {word.casefold() for word in (*words, *_NUMBER.findall(text))}
    if len(different) + any(map(_SENTENCE.search, different)) < measure.words:
        sentence = _("Give the reason in words: at least {least} words are needed, there are {count}.")
        return format_lazy(sentence, least=measure.words, count=len(different))
    if len(set("".join(words).casefold())) < DISTINCT:
        return _("This is a few signs repeated, not a reason. Say in words what was found.")
    if measure.quoted or (measure.common and not all(map(_is_typed_blindly, words))) or meaningful_words(text):
        return None
    return _("This could stand in any case. Say in words what was found in this one.")


_SENTENCE = re.compile(r"(?:[мбп][ае]ды|[мбп]еді|[мбп][ае][йғ]\w+|[мбп]еген\w*)$")
"""A Kazakh verb with its negation says by itself what takes two words in Russian: «табылмады» is «не найден»."""

STEM = 5
"""Letters in which two words agree that are forms of the same: "причина" and "причины"."""
EMPTY_WORDS = """
other another reason ground comment remark see above below file same yes no not none nothing ok okay test law legal
according accordance requirement requirements result results decision refuse refused refusal reject rejected return
returned wrong bad complaint application petition applicant argument justified unjustified founded unfounded satisfied
granted dismissed there are exist the of and or to in is it its by for as with this that does comply complies suitable
must should needs need be please fix fixed redo revise

иная иное иной иные иным иначе другая другое другой другие другим прочее прочие прочая причина основание замечание
указанная указано указанный комментарий комментариев см смотри смотрите выше ниже файл файле да не нет ни ок окей тест
тестовый закон законодательство приказ соответствие соответствует согласно результат результаты рассмотрение отказ
отказать отказано решение вернуть возврат возвращено требование требования требований необходимо надо нужно так как
это то что же где без по на от до из за для или при об он она оно они его её их был была было были быть всё все неверно
неправильно плохо ошибка ошибки имеются имеется есть следует подлежит считаю полагаю жалоба заявление ходатайство
заявитель довод доводы обоснована необоснована необоснованна обоснованно необоснованно удовлетворить удовлетворена
исправить исправлено исправьте исправления доработать доработайте переделать переделайте устранить устраните нужна
нужны пожалуйста прошу просьба отклонить отклонена несогласие согласен незаконно неправомерно правомерно подходит
положено принято проверка проверки
принять

басқа өзге себеп негіз ескерту көрсетілген қараңыз қара жоғарыда жоғарыдан жоғарыны төменде төменнен файл жоқ иә емес
бар заң заңнама заңға бұйрық сәйкес бойынша талап талаптар талаптарға нәтиже нәтижесі қарау шешім тарту тартылсын бас
қайтару қайтарылды шағым өтініш өтінішхат дәлел дәлелді негізді негізсіз қанағаттандыру жатады тиіс заңсыз және мен пен
түзету түзетіңіз түзетілсін пысықтау пысықтаңыз қайта жасау керек қажет өтінемін
де да үшін деп ол бұл сол сияқты дұрыс қате жарамсыз қабылданды
"""
"""They say that there is a reason, that something is wrong, or what is true of every case; not what was found."""

_EMPTY_PHRASES = re.compile(
    r"\b(?:(?:см|смотри|смотрите|see|check)\W+(?:the\W+)?(?:документ\w*|documents?)|құжат\w*\W+қара\w*|сәйкес\W+кел\w+)\b"
)
_TELLING_PHRASES = re.compile(
    r"\b(?:not\W+(?:found|there|legali[sz]ed)|(?:no|wrong|another)\W+file|нет\W+файла|файла\W+нет|(?:не\W+тот|другой)\W+файл"
    r"|файл\W+(?:жоқ|басқа)|басқа\W+файл)\b"
)
"""Of words that are empty by themselves, or share their stem with one that is: what was found all the same."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "абвгдеж", "abcdefg")
"""Keys side by side, letters in the order of the alphabet."""
_RUN = 4
_VOWELS = frozenset("aeiouyäöüаеёиоуыэюяәіөұү")


def meaningful_words(text: str, own: Iterable[str] = ()) -> set[str]:
    """Stems of the words, and the numbers, that say something besides EMPTY_WORDS and `own`. A number alone, or beside
    empty words, says nothing."""
    text = _EMPTY_PHRASES.sub(" ", text.casefold())
    words = set(WORD.findall(text))
    telling = {word[:STEM] for word in words if not _is_typed_blindly(word)} - _EMPTY
    telling |= set(_TELLING_PHRASES.findall(text))
    numbers = set(_NUMBER.findall(text)) if telling else set()
    return (telling - _stems(" ".join(own))) | numbers


def repeats(text: str, own: Iterable[str]) -> bool:
    """Whether `text` says nothing besides `own`, the words of its ground in every language."""
    return not meaningful_words(text, own)


def _stems(text: str) -> set[str]:
    return {word.casefold()[:STEM] for word in WORD.findall(text)}


def _is_typed_blindly(word: str) -> bool:
    """ "asdf", "йцукен", "абвг", "ххххх"; an abbreviation has few letters."""
    runs = (row[at : at + _RUN] for row in (*_ROWS, *(row[::-1] for row in _ROWS)) for at in range(len(row) - _RUN + 1))
    return len(set(word)) == 1 or any(run in word for run in runs) or (len(word) > _RUN and not _VOWELS & set(word))


_NUMBER = re.compile(r"\d+")
_EMPTY = frozenset(_stems(EMPTY_WORDS))
