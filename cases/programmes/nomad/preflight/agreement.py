"""Whether the papers and the answers say the same of the person: the анкета, the data of the account, the passport."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.findings import CERTIFICATE, DATA, LINES, PETITION, FilingFinding, NamedTwice, Severity, Words
from cases.models.person import Person
from cases.programmes.nomad.preflight.subject import LookedAt
from cases.values import latin, letters, names, questions

_advice = partial(FilingFinding, severity=Severity.ADVISORY)
WHO = ("surname", "given_names", "born_on", "passport_number", "citizenship")
"""Data of the person by which a body knows who applies: it is confirmed where they do not agree."""
_SAME = _("Correct the one that is wrong: an application whose papers do not agree is returned.")


def answers_agree(s: LookedAt) -> Iterator[FilingFinding]:
    """The анкета against the data of the account (names are the certificate's), the petition and the address."""
    whose = {item["key"]: item.get("person") for item in s.items}
    for difference in s.differences:
        name = whose.get(difference.key)
        here = s.answers.get(difference.key, "")
        yield _advice(
            code="differs",
            paragraph=s.paragraph("questionnaire"),
            what=str(difference),
            todo=_SAME,
            place="questionnaire",
            key=difference.key,
            named=NamedTwice(name, "questionnaire", here, DATA, s.person.as_answer(name)) if name in WHO else None,
        )


def zone_agrees(s: LookedAt) -> Iterator[FilingFinding]:
    """The data of the account and of the passport's copy against the lines that the machine reads."""
    zone, person = s.entries.zone, s.person
    if zone is None:
        return
    pairs: list[tuple[str, str, str]] = [
        ("passport_number", zone.number, person.passport_number[: len(zone.number)]),
        ("citizenship", zone.citizenship, person.citizenship),
        ("surname", zone.surname, _latin(person.surname)),
        ("given_names", zone.given_names, _latin(names.joined(person.given_names, person.patronymic))),
        ("born_on", _iso(zone.born), _iso(person.born_on)),
    ]
    for name, there, here in pairs:
        if there and here and not _same(name, there, here):
            yield _zone_finding(s, Person.label(name), NamedTwice(name, "person", here, LINES, there))
    passport = s.documents.get("passport")
    if passport and zone.expires_on and passport.expires_on not in (None, zone.expires_on):
        days = _iso(passport.expires_on), LINES, _iso(zone.expires_on)
        yield _zone_finding(s, _("Valid until"), NamedTwice("expires_on", "doc-passport", *days))


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
            named=NamedTwice("name", "person", s.person.full_name, CERTIFICATE, s.certificate_name),
        )


def petition_agrees(s: LookedAt) -> Iterator[FilingFinding]:
    """The data of the account against the petition that the ministry has signed: it is part of the file, nobody changes
    it any more, and what the анкета says flows back to the data alone."""
    here = {
        "name": s.person.full_name,
        "born_on": str(s.person.born or ""),
        "citizenship": s.person.citizenship,
        "passport_number": s.person.passport_number,
    }
    for datum, there in s.petition.items():
        if there and here[datum] and names.unaccented_key(there) != names.unaccented_key(here[datum]):
            named = NamedTwice(datum, "person", here[datum], PETITION, there)
            yield _advice(
                code="petition",
                paragraph="",
                what=format_lazy(
                    _("{name}: “{here}” in your data now, “{there}” in the petition that the ministry has signed."),
                    name=_("Full name") if datum == "name" else Person.label(datum),
                    here=named.in_words(named.here),
                    there=named.in_words(there),
                ),
                todo=_(
                    "Correct what is wrong in your data. If they are right, as after a new passport, confirm it: the "
                    "officer reads both."
                ),
                place="person",
                named=named,
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


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _zone_finding(s: LookedAt, label: Words, named: NamedTwice) -> FilingFinding:
    what = format_lazy(
        _("{name}: “{here}” here, “{there}” in the machine-readable lines of the passport."),
        name=label,
        here=named.in_words(named.here),
        there=named.in_words(named.there),
    )
    paragraph = s.paragraph("passport")
    return _advice(code="zone", paragraph=paragraph, what=what, todo=_SAME, place=named.place, named=named)


def answers_to_zone(s: LookedAt) -> Iterator[FilingFinding]:
    """Names in the анкета against the zone, where the account has them in Cyrillic letters and cannot be compared."""
    zone = s.entries.zone
    for item in s.items if zone else ():
        name = item.get("person")
        there = {"surname": zone.surname, "given_names": zone.given_names}.get(name or "") if zone else ""
        here = s.answers.get(item["key"], "")
        if there and here and _latin(here) and not _same(str(name), there, here):
            named = NamedTwice(str(name), "questionnaire", here, LINES, there)
            yield _zone_finding(s, questions.words(item["label"]), named)


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
