"""Facts the order does not fix, as data to begin with: cities, grounds, duties, terms that no paragraph sets, and more.

The tables belong to an administrator. Loading adds what has never been there and touches nothing else: a row that was
changed, renamed or deleted is known from its history and does not come back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.engine.steps import actors_of_grounds
from cases.engine.terms import calendar_changes
from cases.engine.terms.recounting import ChangedDay
from cases.law import regulations
from cases.law.actors import ActingBody
from cases.law.calendar import seed_rows, seed_year
from cases.models import (
    BodyHead,
    CalendarDay,
    CalendarYear,
    City,
    ConsentClause,
    CountryRule,
    DutyRate,
    EditionPeriod,
    Ground,
    MessageTemplate,
    QuestionnaireForm,
    Remedy,
    RetentionRule,
    ServiceTerm,
    WorkingHours,
)
from cases.programmes.nomad import KEY
from cases.programmes.nomad.consents.consent_text import ensure_sound
from cases.programmes.nomad.reference.questionnaire import check_schema

YEARS = range(2025, 2028)
"""Calendar years loaded: from the first order's to the one into which today's terms and bars reach."""

Values = dict[str, Any]


def load(now: datetime) -> dict[str, int]:
    """Add what is missing, all or nothing. Returns how many rows of each model are new, by the model's name."""
    with transaction.atomic():
        return {
            "cities": _add(City, ("code",), _read("cities", "city")),
            "editions": _add(EditionPeriod, ("edition",), _editions()),
            "grounds": _add(Ground, ("kind", "code"), _grounds()),
            "clauses of the consent": _add(ConsentClause, ("code",), _clauses()),
            "templates of messages": _add(MessageTemplate, ("code",), _templates()),
            "heads of bodies": _add(BodyHead, ("body", "city_id"), _heads()),
            "working hours": _add(WorkingHours, ("body", "city_id"), _hours()),
            "remedies": _add(Remedy, ("edition", "body"), _remedies()),
            "terms the order does not set": _add(ServiceTerm, ("key",), _service_terms()),
            "rules of retention": _add(RetentionRule, ("key",), _read("retention", "rule")),
            "papers by country": _add(CountryRule, ("country",), _countries()),
            "duty rates": _add(DutyRate, ("kind", "valid_from"), _duties()),
            "questionnaire forms": _add(QuestionnaireForm, ("version",), _questionnaires()),
            **_calendar(now),
        }


def _read(name: str, table: str) -> list[Values]:
    rows: list[Values] = tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))[table]
    return rows


def _table(name: str, table: str) -> Values:
    values: Values = tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))[table]
    return values


def faults() -> Iterator[str]:
    """What is wrong with the files themselves, before any table is read: "<file>: <row, counted from 1>: <what>"."""
    made: tuple[tuple[str, Any, Callable[[], Iterable[Values]]], ...] = (
        ("cities", City, lambda: _read("cities", "city")),
        ("grounds", Ground, _grounds),
        ("consent", ConsentClause, _clauses),
        ("countries", CountryRule, _countries),
        ("duty", DutyRate, _duties),
        ("messages", MessageTemplate, _templates),
        ("remedies", Remedy, _remedies),
        ("retention", RetentionRule, lambda: _read("retention", "rule")),
        ("questionnaire", QuestionnaireForm, _questionnaires),
    )
    for name, model, rows in made:
        yield from (f"{name}.toml: {fault}" for fault in _faults_of(model, rows))


def _faults_of(model: Any, rows: Callable[[], Iterable[Values]]) -> Iterator[str]:
    number = 0
    try:
        for values in rows():
            number += 1
            model(**values).clean_fields()
    except tomllib.TOMLDecodeError as error:
        yield f"syntax: {error}"
    except KeyError as error:
        yield f"row {number + 1}: {error} is missing"
    except (ValidationError, TypeError, ValueError, ArithmeticError) as error:
        yield f"row {max(number, 1)}: {error}"


def _editions() -> Iterator[Values]:
    for edition in regulations.editions():
        yield {
            "edition": edition.key,
            "intake_from": edition.in_force_from,
            "intake_until": edition.in_force_to,
            "note": edition.number,
        }


SOURCES = {
    "general": "АППК: общий срок административной процедуры, начатой по обращению; статья не сверена",
    "goal": "Ориентир органа: приказ срока не устанавливает; предложен порталом",
}
"""By the basis of a term (`cases.law.regulations.parts.BASES`): where its first length comes from."""


def _service_terms() -> Iterator[Values]:
    """As the newest order has them."""
    newest = regulations.editions(KEY)[-1]
    for term in newest.terms.values():
        if not term.of_order:
            yield {"key": term.key, "length": term.length, "source": SOURCES[term.basis], "confirmed": False}


def _grounds() -> Iterator[Values]:
    sources, left_out = _table("grounds", "sources"), (("active", True), ("needs", ""), ("own_words", False))
    for row in _read("grounds", "ground"):
        texts = {f"text_{language}": row[language] for language in regulations.LANGUAGES}
        for kind in row["kinds"]:
            yield {
                "kind": kind,
                "code": row["code"],
                "article": row["article"],
                **{name: row.get(name, usual) for name, usual in left_out},
                "editions": " ".join(row.get("editions", ())),
                "actors": " ".join(row.get("actors", actors_of_grounds(kind))),
                **sources[row.get("rests_on", "order")],
                **texts,
            }


UNCONFIRMED = "ст. 8 Закона № 94-V «О персональных данных и их защите»: текст закона не сверен"


def _clauses() -> Iterator[Values]:
    for position, row in enumerate(_read("consent", "clause"), start=1):
        texts = {f"text_{language}": row[language] for language in regulations.LANGUAGES}
        for text in texts.values():
            ensure_sound(text)
        about = {"source": row.get("source", UNCONFIRMED), "confirmed": row.get("confirmed", False)}
        yield {"code": row["code"], "position": 10 * position, **about, **texts}


def _remedies() -> Iterator[Values]:
    """One row a body and edition; the terms are the same for all until an administrator says otherwise."""
    terms, court = _table("remedies", "terms"), _table("remedies", "court")
    lengths = {name: terms[name] for name in ("complaint", "review", "answer", "court")}
    columns = {f"{name}_length": length for name, (length, _unit) in lengths.items()}
    columns |= {f"{name}_unit": unit for name, (_length, unit) in lengths.items()}
    columns |= {f"court_{language}": court[language] for language in regulations.LANGUAGES}
    for row in _read("remedies", "remedy"):
        names = {key: row[key] for key in ("body", "higher_ru", "higher_kk", "higher_en")}
        for edition in row["editions"]:
            yield {"edition": edition, "source": terms["source"], **names, **columns}


def _templates() -> Iterator[Values]:
    for row in _read("messages", "template"):
        names = {f"name_{language}": row["name"][language] for language in regulations.LANGUAGES}
        texts = {f"text_{language}": row[language] for language in regulations.LANGUAGES}
        yield {"code": row["code"], **names, **texts}


HEAD_UNKNOWN = "не найдено: вносит администратор"


def _heads() -> Iterator[Values]:
    """A row for each body, still without a name."""
    of_no_city = [(body, None) for body in (ActingBody.HUB, ActingBody.MINISTRY)]
    departments = [(ActingBody.DEPARTMENT, city["code"]) for city in _read("cities", "city")]
    for body, city in (*of_no_city, *departments):
        yield {"body": body.value, "city_id": city, "source": HEAD_UNKNOWN}


HOURS_UNKNOWN = "обычный день государственных органов: не сверено, уточняет администратор"


def _hours() -> Iterator[Values]:
    """A row for each body that hears people, with the usual day."""
    yield {"body": ActingBody.MINISTRY.value, "city_id": None, "source": HOURS_UNKNOWN}
    for city in _read("cities", "city"):
        yield {"body": ActingBody.DEPARTMENT.value, "city_id": city["code"], "source": HOURS_UNKNOWN}


def _countries() -> Iterator[Values]:
    for row in _read("countries", "legalisation"):
        same = {"legalisation": row["kind"], "source": row["source"], "confirmed": False}
        yield from (same | {"country": country} for country in row["countries"])


def _duties() -> Iterator[Values]:
    return (row | {name: Decimal(row[name]) for name in ("rate", "index")} for row in _read("duty", "duty"))


def _questionnaires() -> Iterator[Values]:
    for row in _read("questionnaire", "questionnaire"):
        check_schema(row["fields"])
        yield row


def _calendar(now: datetime) -> dict[str, int]:
    """Years never loaded, with their days. A loaded year is the administrator's: no day of it is added later. Terms
    that run into such a year are counted again."""
    known = _known(CalendarYear, ("year",))
    years = [year for year in YEARS if (year,) not in known]
    standing = set(CalendarDay.objects.values_list("date", flat=True))
    days = _add(CalendarDay, ("date",), [row for year in years for row in seed_rows(year)])
    added = CalendarDay.objects.filter(date__year__in=years).exclude(date__in=standing)
    calendar_changes.begin_change([ChangedDay(row.date, None, row.entry) for row in added], None, now, "load_reference")
    return {"calendar years": _add(CalendarYear, ("year",), map(seed_year, years)), "calendar days": days}


def _add(model: Any, key: tuple[str, ...], rows: Iterable[Values]) -> int:
    """Save the rows whose `key` the table has never known; each save writes the row's history."""
    known = _known(model, key)
    fresh = [row for row in rows if tuple(row[name] for name in key) not in known]
    for values in fresh:
        row = model(**values)
        row._change_reason = "load_reference"
        row.save(force_insert=True)
    return len(fresh)


def _known(model: Any, key: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Keys that stand in the table or once stood in it."""
    return set(model.objects.values_list(*key)) | set(model.history.values_list(*key))
