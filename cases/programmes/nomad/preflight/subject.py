"""What the checks look at: the data of one case on one day, and what its person has entered for the check only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError

from cases.accounts import naming, signing_in
from cases.law.calendar import local_day
from cases.law.titles import rules_of
from cases.models import CountryRule
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
    """What the person enters for the check alone; it is no part of what is filed. `used`: days spent in Kazakhstan in
    the half-year before `entered_on`, the first day of the present stay."""

    zone: mrz.Zone | None = None
    entered_on: date | None = None
    used: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, Any], today: date) -> Self:
        """As `to_json` of the form has it; what cannot be read any more is left out."""
        try:
            zone = mrz.parse_zone(str(kept.get("mrz") or ""), today)
        except ValidationError:
            zone = None
        return cls(zone, questions.as_day(str(kept.get("entered_on") or "")), int(kept.get("used") or 0))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """`applies_on`: the day by which the application is filed, if each state before it takes its whole term; today for
    an application. `file_until`: the last day on which the order takes it. `typed`: answers on the page that could not
    be kept, by their keys. `differences`: of the анкета from what is known elsewhere. `certificate_name`: of the ЭЦП,
    "" where it is that of the account."""

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
    differences: Sequence[agreeing.Difference] = ()
    entries: OwnEntries = field(default_factory=OwnEntries)
    applies_on: date | None = None
    file_until: date | None = None
    end_near: bool = False
    bar: Bar | None = None
    certificate_name: str = ""

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
        others = [code for kept in several for code in countries.split_codes(kept)]
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
        entries=entered,
        bar=case.dossier.bar_on(on),
        certificate_name=_other_name(case),
        **_ahead(case, on, list_key),
    )
    return subject


def _country_rules(case: Case, documents: Mapping[str, Document]) -> dict[str, CountryRule]:
    asked = {document.country for document in documents.values()} | {case.person.citizenship}
    return {row.country: row for row in CountryRule.objects.filter(country__in=asked - {""})}


def _other_name(case: Case) -> str:
    """By which the last certificate calls the person, where it is another, and was not made another on their asking."""
    user = getattr(case.person, "user", None)
    shown = signing_in.last_certificate(user) if user else None
    if user is None or shown is None or signing_in.same_name(shown, user):
        return ""
    last = naming.latest(case.person)
    corrected = last is not None and last.state == last.ACCEPTED and last.wanted == case.person.full_name
    return "" if corrected else shown.name


def _ahead(case: Case, on: date, list_key: str) -> dict[str, Any]:
    order = endings.ending_for(case, on)
    if order is None:
        return {}
    if list_key == "application":
        return {"applies_on": on, "file_until": order.until, "end_near": order.near}
    way = endings.way_of(case, order) if case.submitted_at else endings.way_from(order)
    return {"applies_on": way.ready_on if way else None, "file_until": order.file_until, "end_near": order.near}
