"""The ways in which a fact is displayed, by the name that its declaration gives (`cases.engine.steps.facts`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import otherevents
from cases.engine.programmes.otherevents import Grounds, Titles, Way
from cases.engine.steps import STEPS
from cases.engine.steps.facts import AS_IS
from cases.engine.writing.confirmed import confirmed_differences
from cases.law import names
from cases.law.places import STATES, label_of
from cases.models import Comparison, DocumentReview, Event, InterviewCriterion, Person
from cases.values import countries, moments
from cases.values.unbroken import unbroken
from cases.web.timeline.naming import CITY, ground_kind, remark_of
from cases.web.timeline.standing import subject_of


def way_of(shown: str | Mapping[Any, Promise]) -> Way:
    if isinstance(shown, str):
        return WAYS[shown] if shown in WAYS else otherevents.WAYS[shown]
    return _by_words(shown)


def _as_is(value: object, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return value


def _day(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return parse_date(str(value)) or value


def _country(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return countries.country_name(str(value)) if value else ""


def _datum(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return OF_PAPERS.get(value) or Person.label(value)


def _datum_value(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return next(named.in_words(value) for _event, named in confirmed_differences([event]))


OF_PAPERS = {"name": _("whole name"), "expires_on": _("Valid until")}
"""What differs and is no field of the person."""


def _dates(value: list[str], event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(moments.day(day) for day in map(parse_date, value) if day)


def _moment(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    at = parse_datetime(str(value))
    return moments.moment(make_aware(at) if is_naive(at) else at) if at else value


def _order(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return unbroken(str(value))


def _city(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """The code itself where the city is no longer kept."""
    return grounds.get((CITY, value), value)


def _title(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return titles.get(value) or names.label("checks", value)


def _about(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return names.subject(value)


def _step(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return STEPS[value].label if value in STEPS else value


def _state(value: str, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return label_of(value) if value in STATES else value


def _titles(value: list[str], event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(titles.get(kind, kind)) for kind in value)


def _fields(value: list[str], event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(Person.label(name) for name in value)


def _grounds(value: list[str], event: Event, grounds: Grounds, titles: Titles) -> Any:
    kind = ground_kind(event)
    return "; ".join(grounds.get((kind, code), code) for code in value)


def _returns(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    rows = (
        (
            titles.get(r["kind"], r["kind"]),
            grounds.get((ground_kind(event), r.get("ground", "")), ""),
            remark_of(r),
        )
        for r in value
    )
    return "; ".join(": ".join(str(part) for part in row if part) for row in rows)


def _answers(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each question with its answer, on a line of its own."""
    return format_html_join(mark_safe("<br>"), "{} – {}", ((row["question"], row["answer"]) for row in value))


def _replies(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """To each of the applicant's words on the arrival, by the day that it names."""
    rows = ((_day(row["day"], event, grounds, titles), remark_of(row)) for row in value)
    lines = ((moments.day(day), words) for day, words in rows)
    return format_html_join(mark_safe("<br>"), "{} – {}", lines)


def _scores(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each criterion with its score and the remark, on a line of its own."""
    kazakh = (get_language() or "").startswith("kk")
    rows = (
        (row["name_kk" if kazakh else "name_ru"], row["score"], row["most"], row.get("remark", "")) for row in value
    )
    return format_html_join(mark_safe("<br>"), "{}: {}/{} {}", rows)


def _criteria(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each criterion with its verdict and the remark, on a line of its own."""
    name = "name_kk" if (get_language() or "").startswith("kk") else "name_ru"
    words = InterviewCriterion.VERDICTS
    lines = ((row[name], (words.get(row["verdict"], row["verdict"]), row.get("remark"))) for row in value)
    rows = ((called, " – ".join(str(part) for part in parts if part)) for called, parts in lines)
    return format_html_join(mark_safe("<br>"), "{}: {}", rows)


def _reviewed(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each document with the verdict of the screening, its words and who gave it, on a line of its own."""
    words = dict(DocumentReview.VERDICTS)
    rows = ((titles.get(r["kind"], r["kind"]), words.get(r["verdict"], ""), r.get("text", ""), r["by"]) for r in value)
    lines = ((str(name), ", ".join(filter(None, (str(verdict), text, by)))) for name, verdict, text, by in rows)
    return format_html_join(mark_safe("<br>"), "{}: {}", lines)


def _compared(value: list[dict[str, str]], event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each original with the verdict, on a line of its own."""
    words = dict(Comparison.VERDICTS)
    rows = (
        (titles.get(row["kind"], row["kind"]), words.get(row.get("verdict", ""), ""), row.get("text", ""))
        for row in value
    )
    lines = ((str(name), ". ".join(filter(None, (str(verdict), text)))) for name, verdict, text in rows)
    return format_html_join(mark_safe("<br>"), "{}: {}", lines)


def _by_words(words: Mapping[Any, Any]) -> Way:
    return lambda value, event, grounds, titles: words.get(value, value)


def _file(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """The document by its name, where whoever reads the case opens it, with its checksum."""
    url = reverse("cases:document", args=[event.case_id, value["document"]])
    link = '<a href="{}">{}</a><br><span class="small text-break">SHA-256 {}</span>'
    return format_html(link, url, value["name"], value["sha256"])


def _clear(value: bool, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return names.check_result(subject_of(event), value)


WAYS: dict[str, Way] = {
    AS_IS: _as_is,
    "compared": _compared,
    "about": _about,
    "city": _city,
    "clear": _clear,
    "country": _country,
    "dates": _dates,
    "datum": _datum,
    "datum_value": _datum_value,
    "day": _day,
    "fields": _fields,
    "file": _file,
    "grounds": _grounds,
    "moment": _moment,
    "order": _order,
    "answers": _answers,
    "criteria": _criteria,
    "scores": _scores,
    "replies": _replies,
    "reviewed": _reviewed,
    "returns": _returns,
    "state": _state,
    "step": _step,
    "title": _title,
    "titles": _titles,
}
"""A programme may have others (`cases.engine.programmes.otherevents`)."""
