"""Whether the papers and the answers say the same of the person: the анкета, the data of the account, the passport."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.findings import FilingFinding, Severity, Words
from cases.models.person import Person
from cases.programmes.nomad.preflight.subject import LookedAt
from cases.values import countries, latin, letters, moments, names, questions

_advice = partial(FilingFinding, severity=Severity.ADVISORY)
WHO = ("surname", "given_names", "born_on", "passport_number", "citizenship")
"""Data of the person by which a body knows who applies: it is confirmed where they do not agree."""
_SAME = _("Correct the one that is wrong: an application whose papers do not agree is returned.")


def answers_agree(s: LookedAt) -> Iterator[FilingFinding]:
    """The анкета against the data of the account (names are the certificate's), the petition and the address."""
    whose = {item["key"]: item.get("person") for item in s.items}
    for difference in s.differences:
        identity = whose.get(difference.key) in WHO
        yield _advice(
            code="differs",
            paragraph=s.paragraph("questionnaire"),
            what=str(difference),
            todo=_SAME,
            place="questionnaire",
            key=difference.key,
            mark=_mark(s, difference.key, s.answers.get(difference.key, "")) if identity else "",
        )


def _mark(s: LookedAt, *about: str) -> str:
    """Another one as soon as anything is another by which the person is known."""
    known = [str(getattr(s.person, name)) for name in WHO]
    return hashlib.sha256("\n".join([*about, *known, repr(s.entries.zone)]).encode()).hexdigest()[:20]


def zone_agrees(s: LookedAt) -> Iterator[FilingFinding]:
    """The data of the account and of the passport's copy against the lines that the machine reads."""
    zone, person = s.entries.zone, s.person
    if zone is None:
        return
    pairs: list[tuple[str, str, str]] = [
        ("passport_number", zone.number, person.passport_number[: len(zone.number)]),
        ("citizenship", countries.country_name(zone.citizenship), person.citizenship_name),
        ("surname", zone.surname, _latin(person.surname)),
        ("given_names", zone.given_names, _latin(names.joined(person.given_names, person.patronymic))),
        ("born_on", _day(zone.born), _day(person.born_on)),
    ]
    for name, there, here in pairs:
        if there and here and not _same(name, there, here):
            yield _zone_finding(s, (name, Person.label(name)), there, here, "person")
    passport = s.documents.get("passport")
    if passport and zone.expires_on and passport.expires_on not in (None, zone.expires_on):
        label = ("expires_on", _("Valid until"))
        yield _zone_finding(s, label, _day(zone.expires_on), _day(passport.expires_on), "doc-passport")


def certificate_agrees(s: LookedAt) -> Iterator[FilingFinding]:
    """The ЭЦП by which the person came in last. What is filed is signed by it and bears the name of the account."""
    if s.certificate_name:
        yield _advice(
            code="certificate",
            paragraph="",
            what=format_lazy(
                _("Your electronic signature (ЭЦП) is of “{there}”, your data say “{here}”."),
                there=s.certificate_name,
                here=s.person.full_name,
            ),
            todo=_("If it is your data that are not as in the passport, ask under “My data” for their correction."),
            place="person",
            mark=_mark(s, "certificate", s.certificate_name),
        )


def _same(name: str, there: str, here: str) -> bool:
    """A zone cuts long names short and leaves accents out; a patronymic may stand there or not."""
    a, b = names.unaccented_key(there), names.unaccented_key(here)
    if name in ("surname", "given_names"):
        return a.startswith(b) or b.startswith(a)
    return a == b


def _latin(name: str) -> str:
    """ "" for a name in Cyrillic letters: a passport may spell it in several ways."""
    return "" if letters.letters_of(name)["cyrillic"] else name


def _day(day: date | None) -> str:
    return moments.day(day) if day else ""


def _zone_finding(s: LookedAt, about: tuple[str, Words], there: str, here: str, place: str) -> FilingFinding:
    """`about`: what differs, by its name in the code and on the page."""
    key, label = about
    what = format_lazy(
        _("{name}: “{here}” here, “{there}” in the machine-readable lines of the passport."),
        name=label,
        here=here,
        there=there,
    )
    paragraph, mark = s.paragraph("passport"), _mark(s, place, key, s.answers.get(key, ""))
    return _advice(code="zone", paragraph=paragraph, what=what, todo=_SAME, place=place, mark=mark)


def answers_to_zone(s: LookedAt) -> Iterator[FilingFinding]:
    """Names in the анкета against the zone, where the account has them in Cyrillic letters and cannot be compared."""
    zone = s.entries.zone
    for item in s.items if zone else ():
        name = item.get("person")
        there = {"surname": zone.surname, "given_names": zone.given_names}.get(name or "") if zone else ""
        here = s.answers.get(item["key"], "")
        if there and here and _latin(here) and not _same(str(name), there, here):
            yield _zone_finding(s, (item["key"], questions.words(item["label"])), there, here, "questionnaire")


def in_latin_letters(s: LookedAt) -> Iterator[FilingFinding]:
    """A name that was typed in Cyrillic letters, or is registered so, where Latin ones are required: how it may
    read."""
    for item in s.items:
        answer, key = s.answers.get(item["key"], ""), item["key"]
        if item["type"] != "name" or questions.letters_of(item) != letters.LATIN or (answer and key not in s.typed):
            continue
        source = s.typed.get(key) or getattr(s.person, item.get("person", ""), "") or ""
        if letters.letters_of(source)["cyrillic"]:
            yield _spelling(s, item["key"], item.get("person", ""), source)


def _spelling(s: LookedAt, key: str, name: str, source: str) -> FilingFinding:
    zone = s.entries.zone
    read = {"surname": zone.surname, "given_names": zone.given_names}.get(name, "") if zone else ""
    what = format_lazy(
        _("{question}: “{typed}” is in Cyrillic letters, the questionnaire asks for those of the passport."),
        question=s.label(key),
        typed=source,
    )
    sentence = (
        _("The machine-readable lines of your passport have: {name}.")
        if read
        else _("By the table of ICAO Doc 9303 it would be {name}; as your passport spells it, it counts.")
    )
    todo = format_lazy(sentence, name=read or latin.icao_spelling(source))
    return _advice(
        code="letters", paragraph=s.paragraph("questionnaire"), what=what, todo=todo, place="questionnaire", key=key
    )


def person_sound(s: LookedAt) -> Iterator[FilingFinding]:
    """Data of the account that no filing waits for, and that a form would refuse today."""
    wrong = s.person.faults(s.on)
    for name in ("phone", "address"):
        if name in wrong:
            what = format_lazy("{name}: {why}", name=Person.label(name), why=wrong[name])
            yield _advice(code="person", paragraph="", what=what, todo=_("Correct it under “My data”."), place="person")
