"""Complaints, taken through their steps by the people whose steps they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cases.engine import performing
from cases.engine.steps.facts import StepFacts
from cases.law import regulations
from cases.models import Case, Letter, User
from cases.models.letter import LETTERS
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.nomad.facts import Execution
from demo import signing
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import HOUR

WORDS = "The check that spoke against me is of another person."
ABOVE = "010000, г. Астана, ул. Примерная, 1"
TO_MINISTRY: dict[str, str] = {"higher": "МВД", "higher_kk": "ІІМ", "higher_address": ABOVE}
ANSWER: dict[str, Any] = {"document": "Решение", "number": "12-3/45", "body": "МВД"}


def letter_of(case: Case, kind: str = "") -> Letter:
    adverse = [name for name, letter in LETTERS.items() if letter.adverse]
    return Letter.objects.filter(case=case, kind__in=[kind] if kind else adverse).order_by("-id")[0]


def begun(case: Case, now: datetime | None = None, kind: str = "") -> Case:
    return open_complaint(letter_of(case, kind).pk, case.person.user, now or people.after(case))


def step(case: Case, name: str, user: User, given: StepFacts, now: datetime | None = None) -> Case:
    now = now or people.after(case)
    signature = signing.signature(case.pk, name, user, now, given)
    return performing.perform(case.pk, name, user, now, given, signature=signature)


def filed(about: Case, now: datetime | None = None, kind: str = "", **changed: Any) -> Case:
    case = begun(about, now, kind)
    given = facts.ComplaintText(**{"text": WORDS} | changed)
    return step(case, "file_complaint", about.person.user, given, now)


def satisfied(case: Case, head: User) -> Case:
    return step(case, "satisfy_complaint", head, facts.HeadDecision(text=people.REASONS))


def fallen(case: Case, about: Case) -> Case:
    """The act complained of is set aside otherwise."""
    ways.take(ways.fresh(about), "execute_ruling", people.after(case))
    return ways.fresh(case)


def closed(case: Case, head: User, **changed: Any) -> Case:
    given = facts.Closing(**{"text": "Отказ отменён решением суда.", **changed})
    now = max(people.after(each) for each in filter(None, (case, case.about)))
    return step(case, "close_complaint", head, given, now)


def handed_on(case: Case, head: User) -> Case:
    return step(case, "hand_on_complaint", head, facts.HandingOn(**TO_MINISTRY))


def answered(
    case: Case, head: User, name: str = "record_satisfied", now: datetime | None = None, **changed: Any
) -> Case:
    """With the paper of the higher body."""
    now = now or people.after(case)
    people.attach(case, head, "ruling", now - HOUR / 2)
    given: dict[str, Any] = {**ANSWER, "answered_on": people.local_day(now)} | changed
    return step(ways.fresh(case), name, head, facts.HigherAnswer(**given), now)


PARTS: dict[str, Any] = {
    "aside": "Основание о сведениях ИБД отменяется.",
    "aside_kk": "ИДБ мәліметтері туралы негіздің күші жойылады.",
    "left": "Основание о сроке паспорта остаётся в силе.",
    "left_kk": "Паспорт мерзімі туралы негіз күшінде қалады.",
}


def in_part(case: Case, head: User, **changed: Any) -> Case:
    reasons = {"text": people.REASONS, "text_kk": "Тексеру басқа адамға қатысты болып шықты."}
    given: dict[str, Any] = {"act_falls": False, **TO_MINISTRY, **PARTS, **reasons} | changed
    return step(case, "satisfy_in_part", head, facts.PartDecision(**given))


def answered_in_part(case: Case, head: User, **changed: Any) -> Case:
    """With the paper of the higher body."""
    now = people.after(case)
    people.attach(case, head, "ruling", now - HOUR / 2)
    given: dict[str, Any] = {**ANSWER, **PARTS, "act_falls": False, "answered_on": people.local_day(now)} | changed
    return step(ways.fresh(case), "record_satisfied_in_part", head, facts.PartAnswer(**given), now)


def carried_out(about: Case, now: datetime, where: str = "astana") -> Case:
    given, deputy = Execution(), people.head(where + ways.DEPUTY)
    signed = signing.signature(about.pk, "execute_ruling", deputy, now, given)
    return performing.perform(about.pk, "execute_ruling", deputy, now, given, signature=signed)


def ask(user: User, at: datetime, url: str, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    with people.at(at):
        return client.post(url, data) if data is not None else client.get(url)


@contextmanager
def under(monkeypatch: pytest.MonkeyPatch, case: Case, **changed: Any) -> Iterator[None]:
    """Fields of the edition of this case are otherwise."""
    law = replace(case.law, **changed)
    others = tuple(law if edition.key == law.key else edition for edition in regulations.editions(case.programme))
    with monkeypatch.context() as patch:
        patch.setitem(regulations._LOADED, case.programme, others)
        regulations._by_key.cache_clear()
        yield
    regulations._by_key.cache_clear()
