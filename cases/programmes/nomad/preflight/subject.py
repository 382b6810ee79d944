"""What the checks look at: the data of one case on one day, and what its person has entered for the check only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError

from cases.accounts import naming, signing_in
from cases.evidence.storage import parts
from cases.law.calendar import local_day
from cases.law.titles import rules_of
from cases.models import CountryRule, Letter
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.applicants import agreeing
from cases.programmes.nomad.periods import endings
from cases.values import countries, mrz, questions

if TYPE_CHECKING:
    from cases.law.regulations import DocRule, Edition
    from cases.models import Bar, Case, Document, Person

CERTIFICATES = ("criminal_record", "criminal_record_2")
NOTHING: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class OwnEntries:
    """What the person enters for the check alone; it is no part of what is filed."""

    zone: mrz.Zone | None = None
    entered_on: date | None = None
    """The first day of the present stay."""
    used: int = 0
    """Days spent in Kazakhstan in the half-year before it."""

    @classmethod
    def of(cls, values: Mapping[str, Any], today: date) -> Self:
        """As `to_json` of the form has it; what cannot be read any more is left out."""
        try:
            zone = mrz.parse_zone(str(values.get("mrz") or ""), today)
        except ValidationError:
            zone = None
        return cls(zone, questions.as_day(str(values.get("entered_on") or "")), int(values.get("used") or 0))


@dataclass(frozen=True, slots=True)
class LookedAt:
    list_key: str
    on: date
    law: Edition
    person: Person
    rules: Mapping[str, DocRule]
    documents: Mapping[str, Document]
    country_rules: Mapping[str, CountryRule] = field(default_factory=dict)
    items: Sequence[Mapping[str, Any]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    """Answers on the page that could not be saved, by their keys."""
    differences: Sequence[agreeing.Difference] = ()
    """Of the анкета from what is known elsewhere."""
    petition: Mapping[str, str] = field(default_factory=dict)
    """What the petition that the ministry has signed says of the person, by the datum, as `NamedTwice` has it."""
    entries: OwnEntries = field(default_factory=OwnEntries)
    applies_on: date | None = None
    """The day by which the application is filed, if each state before it takes its whole term; today for an
    application."""
    file_until: date | None = None
    """The last day on which the order takes it."""
    end_near: bool = False
    bar: Bar | None = None
    certificate_name: str = ""
    """Of the ЭЦП; "" where it is that of the account."""

    @property
    def decided_on(self) -> date:
        """The decision, if the service takes the whole term of п. 16."""
        return (self.applies_on or self.on) + timedelta(days=self.law.terms["decision"].length)

    @property
    def package_until(self) -> date:
        """The last day for the package, if the approval is used to its end (п. 19)."""
        return self.decided_on + timedelta(days=self.law.terms["validity"].length)

    def paragraph(self, kind: str) -> str:
        return self.rules[kind].paragraph if kind in self.rules else ""

    def title(self, kind: str) -> str:
        return str(self.rules[kind].title) if kind in self.rules else kind

    @property
    def certificates(self) -> list[Document]:
        return [self.documents[kind] for kind in CERTIFICATES if kind in self.documents]

    @property
    def citizenships(self) -> list[str]:
        several = (self.answers.get(item["key"], "") for item in self.items if item["type"] == "countries")
        others = [code for value in several for code in countries.split_codes(value)]
        return [code for code in dict.fromkeys([self.person.citizenship, *others]) if code in countries.codes()]

    @property
    def residence(self) -> str:
        """The state of residence, where the address begins or ends with the name of one; else ""."""
        stated = next((self.answers.get(i["key"], "") for i in self.items if i.get("person") == "address"), "")
        parts = (stated or self.person.address).split(",")
        return next((code for part in (parts[0], parts[-1]) if (code := countries.code_of(part))), "")

    def label(self, key: str) -> str:
        return next((questions.words(item["label"]) for item in self.items if item["key"] == key), key)


def subject_of(
    case: Case, now: datetime, list_key: str, entries: Mapping[str, Any] = NOTHING, typed: Mapping[str, str] = NOTHING
) -> LookedAt:
    """Of a case that is still prepared."""
    on = local_day(now)
    schema = Schema.in_use(on) if list_key == "application" else None
    answers = case.questionnaire.get("answers", {})
    documents = case.dossier.documents
    parts.load(documents.values())
    entered = OwnEntries.of(entries, on)
    subject = LookedAt(
        list_key=list_key,
        on=on,
        law=case.law,
        person=case.person,
        rules={rule.kind: rule for rule in rules_of(case, list_key)},
        documents=documents,
        country_rules=_country_rules(case, documents),
        items=schema.fields if schema else (),
        answers=answers if schema else {},
        typed=typed,
        differences=agreeing.differences(schema, answers, case) if schema else (),
        petition=_petitioned(case) if list_key == "application" else {},
        entries=entered,
        bar=case.dossier.bar_on(on),
        certificate_name=_other_name(case),
        **_ahead(case, on, list_key),
    )
    return subject


def _country_rules(case: Case, documents: Mapping[str, Document]) -> dict[str, CountryRule]:
    codes = {document.country for document in documents.values()} | {case.person.citizenship}
    return {row.country: row for row in CountryRule.objects.filter(country__in=codes - {""})}


def _petitioned(case: Case) -> dict[str, str]:
    letters = Letter.objects.filter(case=case, kind="petition").order_by("-id")
    person = (letters.values_list("facts", flat=True).first() or {}).get("person", {})
    state = person.get("citizenship") or ""
    return {
        "name": person.get("full_name", ""),
        "born_on": person.get("born_on", ""),
        # Letters of earlier days have one text.
        "citizenship": countries.code_of(state.get("ru", "") if isinstance(state, dict) else state),
        "passport_number": person.get("passport_number", ""),
    }


def _other_name(case: Case) -> str:
    """By which the last certificate calls the person, where it is another, and was not made another on their asking."""
    user = getattr(case.person, "user", None)
    certificate = signing_in.last_certificate(user) if user else None
    if user is None or certificate is None or signing_in.same_name(certificate, user):
        return ""
    last = naming.latest(case.person)
    corrected = last is not None and last.state == last.ACCEPTED and last.wanted == case.person.full_name
    return "" if corrected else certificate.name


def _ahead(case: Case, on: date, list_key: str) -> dict[str, Any]:
    order = endings.ending_for(case, on)
    if order is None:
        return {}
    if list_key == "application":
        return {"applies_on": on, "file_until": order.until, "end_near": order.near}
    way = endings.way_of(case, order) if case.submitted_at else endings.way_from(order)
    return {"applies_on": way.ready_on if way else None, "file_until": order.file_until, "end_near": order.near}
