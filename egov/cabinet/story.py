"""What happened to a case, as its owner reads it: no internal notes, no names of files or people of the staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.titles import list_at, title
from cases.models import Case, Document, Event, Letter, Person, QuestionnaireForm, User
from cases.service import challenged, own_data, queries, reasons
from cases.service.orders import STEPS
from cases.service.queries import corrected, notice_words
from cases.values.bilingual import LANGUAGES
from cases.values.dates import in_words
from cases.web.documents import signed
from cases.web.request.addresses import case_url
from cases.web.timeline import facts_in_words, of_event

EVENTS, LETTERS, NOTICES, SIGNATURES = 120, 30, 30, 30

PLAIN = (
    *("open", "consent", "attach", "infected", "pay", "calendar"),
    *("helper_invited", "helper_joined", "helper_ended", "identity_confirmed"),
)
"""Events that are no steps and are displayed; of "edit" what a helper has changed, since a questionnaire saves itself
many times."""

OF_FILES = ("attach", "detach", "infected")


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """For `components/timeline.html`."""

    at: datetime
    label: str
    paragraph: str
    note: str = ""
    file: tuple[str, str] | None = None
    """Where the paper is opened that came with it, and its name."""
    reason: tuple[str, str] | None = None
    """What the official has written for the applicant: the language it is marked with, and the words."""


def timeline(case: Case) -> list[TimelineRow]:
    """Newest first. Steps that are not announced to the applicant do not appear."""
    steps = [name for name, step in STEPS.items() if step.tells]
    events = queries.events_of(case, [*steps, *PLAIN], EVENTS)
    runs = (list(run) for _what, run in groupby(events, lambda event: _run(event)))
    made = list(runs)
    asked = any(event.step == "edit" and "answers" in event.facts for run in made for event in run)
    labels = QuestionnaireForm.labels(case.questionnaire.get("version", "")) if asked else {}
    return [_of_run(run, case, labels) for run in made]


def _run(event: Event) -> object:
    """Documents that were attached one after the other on one day are one row; so is what one helper has changed."""
    if event.step == "edit":
        return local_day(event.at), event.user_id
    return local_day(event.at) if event.step == "attach" else event.pk


def _of_run(run: list[Event], case: Case, labels: Mapping[str, str]) -> TimelineRow:
    if run[0].step == "edit":
        names = dict.fromkeys(name for event in reversed(run) for name in _fields(event, labels))
        label = _("%(name)s, who helps you, has changed data") % {"name": run[0].user_name}
        return TimelineRow(run[0].at, label, "", "; ".join(names))
    return _row(run[0], case) if len(run) == 1 else _together(run, case)


def _together(run: list[Event], case: Case) -> TimelineRow:
    """At the moment of the last; each document once, in the order in which they came."""
    names = dict.fromkeys(_what(event, case) for event in reversed(run))
    label = ngettext("%(n)d document attached", "%(n)d documents attached", len(names)) % {"n": len(names)}
    return TimelineRow(run[0].at, label, "", "; ".join(name for name in names if name))


def _row(event: Event, case: Case) -> TimelineRow:
    step = STEPS.get(event.step)
    label = str(step.tells) if step else event.label
    return TimelineRow(event.at, label, event.paragraph, _what(event, case), _file(event), reasons.for_applicant(event))


def _file(event: Event) -> tuple[str, str] | None:
    file = event.facts.get("file")
    if not isinstance(file, dict):
        return None
    return reverse("cases:document", args=[event.case_id, file["document"]]), file["name"]


def _what(event: Event, case: Case) -> str:
    if event.facts.get("was"):
        return _day_corrected(event, case)
    if event.step == "identity_confirmed":
        return "; ".join(f"{label}: {value}" for label, value in of_event(event))
    if event.step.startswith("helper_"):
        return str(event.facts.get("who") or event.facts["email"])
    if event.step not in OF_FILES and "changed" not in event.facts:
        return ""
    name = title(case, list_at(case, event.source), event.facts.get("kind", ""))
    if event.step not in OF_FILES:
        return corrected(name, event.facts)
    return f"{name} ({event.user_name})" if "helper" in event.facts else name


def doings(case: Case, events: Sequence[Event]) -> list[tuple[datetime, str, str]]:
    """(when, what, with which document or data) of what a helper has written."""
    labels = QuestionnaireForm.labels(case.questionnaire.get("version", "")) if events else {}
    return [(event.at, event.label, _what(event, case) or "; ".join(_fields(event, labels))) for event in events]


def _fields(event: Event, labels: Mapping[str, str]) -> list[str]:
    if "questionnaire" in event.facts:
        whole, keys = _("Questionnaire"), event.facts.get("answers", ())
        return [f"{whole}: {labels[key]}" for key in keys if key in labels] or [whole]
    return [Person.label(name) for name in event.facts.get("profile", ())]


def replaced(case: Case, user: User) -> list[tuple[str, Document]]:
    """(title, document) of each earlier version that is still kept, newest first."""
    rows = [row for row in own_data.documents_read_by(user, [case]) if not row.current]
    return [(title(case, list_at(case), row.kind), row) for row in reversed(rows)]


def _day_corrected(event: Event, case: Case) -> str:
    """From which day to which, of a day that was put right."""
    known = facts_in_words(case, event.step, {key: value for key, value in event.facts.items() if key != "reason"})
    before = known.pop("was")[1]
    rows = [{"label": label, "was": in_words(before), "now": in_words(day)} for label, day in known.values()]
    return "; ".join(_("%(label)s: %(was)s → %(now)s") % row for row in rows)


def letters(case: Case) -> list[Letter]:
    """Those meant for the applicant, with the links that `components/letter_list.html` shows."""
    rows = queries.letters_of(case, LETTERS)
    return _linked(case, rows, queries.sheets_signed(case, _sheets(rows)))


def letters_and_signed(case: Case, user: User) -> tuple[list[Letter], list[Any]]:
    """The letters, and what the applicant has signed: all signatures of both in one statement."""
    rows = queries.letters_of(case, LETTERS)
    signatures = list(signed.with_standing(queries.signatures_of(case, user, _sheets(rows)))[: LETTERS + SIGNATURES])
    own = [signature for signature in signatures if signature.user_id == user.pk]
    return _linked(case, rows, signatures), own[:SIGNATURES]


def _linked(case: Case, rows: list[Letter], signatures: list[Any]) -> list[Letter]:
    """With what belongs to each: its files, the signature under it (п. 8), the way to challenge it."""
    beside = signed.beside(case, signed.readable(signatures, Role.APPLICANT))
    challenges = challenged.challenges(case, rows)
    for row in rows:
        row.challenge = challenges.get(row.pk)  # type: ignore[attr-defined]
        row.in_writing = _in_writing(case, row)  # type: ignore[attr-defined]
        named = challenged.names_a_day(row)
        row.counted_url = reverse("cases:last_day", args=[case.pk, row.pk]) if named else ""  # type: ignore[attr-defined]
        row.links = [_link(case, row, *language) for language in reversed(LANGUAGES) if language[0] in row.files]  # type: ignore[attr-defined]
        row.summary = queries.letter_summary(row)  # type: ignore[attr-defined]
        row.beside = beside.get(_sheet(row), ())  # type: ignore[attr-defined]
    return rows


def _in_writing(case: Case, letter: Letter) -> dict[str, Any] | None:
    """How an act in the person's favour is challenged: no complaint is begun from it here. A letter has the name of
    the body in two languages, a page in English the third."""
    way = None if letter.challenge else challenged.in_writing(letter)  # type: ignore[attr-defined]
    if way is None:
        return None
    city, body = case.city, way["body"]
    return way | {"body": body | {"en": city.department_en}} if city and body["ru"] == city.department_ru else way


def _sheet(letter: Letter) -> str:
    sheet: str = letter.facts.get("signature", {}).get("sheet", "")
    return sheet


def _sheets(letters: list[Letter]) -> list[str]:
    return [sheet for sheet in map(_sheet, letters) if sheet]


def _link(case: Case, letter: Letter, language: str, name: str) -> dict[str, str]:
    url = reverse("cases:letter", args=[case.pk, letter.pk, language])
    return {"language": language, "label": name, "url": url}


def refusal(case: Case, rows: list[Letter], language: str) -> dict[str, Any] | None:
    """Grounds and reasons of the refusal that has closed the case, as its letter states them: in the reader's language
    where they are written in it, else as they were written. None where something else has closed it, or the refusal
    has fallen since: a case may end by a card after a refusal that a ruling set aside."""
    letter = _closing(case, rows, "grounds")
    if letter is None:
        return None
    grounds = [
        {"text": g.get(language) or g.get("ru", ""), "article": g.get("article", "")}
        for g in letter.facts.get("grounds", [])
    ]
    text = written(letter.facts.get("reasons") or {}, language) or letter.facts.get("text", "")
    return {"letter": letter, "grounds": grounds, "text": text}


def lapse(case: Case, rows: list[Letter], language: str) -> dict[str, Any] | None:
    """What was established before the approval lapsed, and the answer to each of the person's words, as the letter has
    it. None where it lapsed otherwise, or the act has fallen."""
    letter = _closing(case, rows, "journal")
    if letter is None:
        return None
    facts, claim = letter.facts, letter.facts.get("claim", {})
    return {
        "letter": letter,
        "berkut": written(facts["berkut"], language),
        "journal": written(facts["journal"], language),
        "words": [word | {"answer": written(word["answer"], language)} for word in claim.get("words", ())],
        "answer": written(claim.get("answer") or {}, language),
    }


def _closing(case: Case, rows: list[Letter], says: str) -> Letter | None:
    """The letter of the step that has closed the case, where it says this; None where its act has fallen."""
    closing = (row for row in rows if row.at == case.closed_at and not row.set_aside_at)
    return next((row for row in closing if says in row.facts), None)


def written(words: dict[str, str], language: str) -> str:
    """What an official has written: in the reader's language, else as it was written."""
    return words.get(language) or words.get("ru") or words.get("kk") or ""


def notices(user: User, limit: int = NOTICES) -> list[dict[str, Any]]:
    """The newest, for `components/notice_list.html`."""
    return [
        {
            "pk": row.pk,
            "text": notice_words(row),
            "at": row.at,
            "read": row.read_at,
            "url": case_url(user, row.case) if row.case else "",
        }
        for row in queries.notices_of(user, limit)
    ]
