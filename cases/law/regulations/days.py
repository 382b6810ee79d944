"""Days in words: the names of holidays, and why a day counts in a term or does not, in three languages.

Written here and not in the catalogues, since a letter is printed in the language of the case, not of the reader.
"""

from __future__ import annotations

from .text import Text

# By the Kazakh name the `holidays` package gives; from 2026 it has a new one for the Republic Day.
NAMES: dict[str, Text] = {
    "Жаңа жыл": Text(ru="Новый год", kk="Жаңа жыл", en="New Year"),
    "Православиелік Рождество": Text(
        ru="Православное Рождество", kk="Православиелік Рождество", en="Orthodox Christmas"
    ),
    "Халықаралық әйелдер күні": Text(
        ru="Международный женский день", kk="Халықаралық әйелдер күні", en="International Women's Day"
    ),
    "Наурыз мейрамы": Text(ru="Наурыз мейрамы", kk="Наурыз мейрамы", en="Nauryz"),
    "Қазақстан халқының бірлігі мерекесі": Text(
        ru="Праздник единства народа Казахстана",
        kk="Қазақстан халқының бірлігі мерекесі",
        en="Unity Day of the People of Kazakhstan",
    ),
    "Отан Қорғаушы күні": Text(
        ru="День защитника Отечества", kk="Отан қорғаушы күні", en="Defender of the Fatherland Day"
    ),
    "Жеңіс күні": Text(ru="День Победы", kk="Жеңіс күні", en="Victory Day"),
    "Құрбан айт": Text(
        ru="Первый день Курбан-айта", kk="Құрбан айттың бірінші күні", en="First day of Kurban Ait (Eid al-Adha)"
    ),
    "Астана күні": Text(ru="День столицы", kk="Астана күні", en="Capital Day"),
    "Қазақстан Республикасының Конституциясы күні": Text(
        ru="День Конституции Республики Казахстан",
        kk="Қазақстан Республикасының Конституциясы күні",
        en="Constitution Day",
    ),
    "Республика күні": Text(ru="День Республики", kk="Республика күні", en="Republic Day"),
    "Қазақстан Республикасы күні": Text(ru="День Республики", kk="Қазақстан Республикасы күні", en="Republic Day"),
    "Тәуелсіздік күні": Text(ru="День Независимости", kk="Тәуелсіздік күні", en="Independence Day"),
}
_BY_ENGLISH = {name.en: name for name in NAMES.values()}

_APART = " | "


def counted_as(name: Text) -> str:
    """What a proof stores of the name of a day: the English of one in NAMES, of any other all three languages, as its
    row may be gone when the proof is read."""
    return name.en if name.en in _BY_ENGLISH else _APART.join((name.ru, name.kk, name.en))


def _named(stored: str) -> Text | None:
    words = stored.split(_APART)
    return Text(*words) if len(words) == len(("ru", "kk", "en")) else _BY_ENGLISH.get(stored)


_PLAIN = {
    "event_day": Text(
        ru="день события, не считается", kk="оқиға болған күн, есепке алынбайды", en="day of the event, not counted"
    ),
    "calendar_day": Text(ru="календарный день", kk="күнтізбелік күн", en="calendar day"),
    "working_day": Text(ru="рабочий день", kk="жұмыс күні", en="working day"),
    "weekend": Text(ru="выходной день", kk="демалыс күні", en="weekend"),
    "worked_weekend": Text(
        ru="выходной, объявленный рабочим днём", kk="жұмыс күні деп жарияланған демалыс күні", en="worked weekend day"
    ),
    "next_working_day": Text(
        ru="ближайший рабочий день: срок истекает",
        kk="келесі жұмыс күні: мерзім бітеді",
        en="next working day: the term ends",
    ),
}
_ROLLED = Text(
    ru="{}: срок переходит на следующий рабочий день",
    kk="{}: мерзім келесі жұмыс күніне ауысады",
    en="{}: the term moves on to the next working day",
)
_MOVED = Text(ru="{} (выходной перенесён)", kk="{} (демалыс ауыстырылды)", en="{} (day off moved)")


def why_text(why: str) -> Text:
    """The code of a `DayCount` in words.

    An old proof has the English name alone, so that it stays readable (`in_all_languages`).
    """
    if why.startswith("rolled_"):
        return _filled(_ROLLED, why_text(why.removeprefix("rolled_")))
    if why in _PLAIN:
        return _PLAIN[why]
    kind, _, english = why.partition(":")
    known = _named(english)
    if kind == "moved_day_off" and english in _BY_ENGLISH and known:
        return _filled(_MOVED, known)
    return known or Text(english or why, english or why, english or why)


def in_all_languages(why: str, today: str) -> str:
    """The code of an old proof, which names a day in English alone, with the three names of the same day in `today`,
    what the calendar says of its date now; as it is where that day has another name, or none."""
    kind, _colon, english = why.partition(":")
    names = today.partition(":")[2]
    return f"{kind}:{names}" if english and names.endswith(f"{_APART}{english}") else why


def _filled(pattern: Text, words: Text) -> Text:
    return Text(ru=pattern.ru.format(words.ru), kk=pattern.kk.format(words.kk), en=pattern.en.format(words.en))
