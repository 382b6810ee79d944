"""Who reads which fact, beyond the pages: in letters, notices and mail, signed files, bundles, and at the API."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import Act, Step, readers
from cases.engine.steps.facts import StepFacts
from cases.letters.facts import letter
from cases.letters.mail import words
from cases.models import Case, Decision, Ground, Letter, Notice, Ruling, Signature
from cases.models.letter import LETTERS, kinds
from cases.programmes.nomad.programme import NOMAD
from cases.web.documents import signed
from cases.webhooks import partners
from tests import people
from tests.cases.api.machines import machine, path_of
from tests.cases.engine import ways
from tests.cases.programmes.nomad.test_readers import ROLES, A, C, H, M, Marked, O, marked, marks, read_as
from tests.desks import case_url, signed_in, text

pytestmark = pytest.mark.django_db
__all__ = ["marked"]

STEPS = NOMAD.steps
"""Of this programme alone."""

WRITTEN = [name for name, step in STEPS.items() if step.letter]


def given(step: Step, marked_facts: Marked) -> tuple[StepFacts, dict[str, str]]:
    """The facts of a step with a mark in each, and the marks by the name of the fact."""
    values: dict[str, Any] = {}
    shown: dict[str, str] = {}
    for field in fields(step.facts):
        mark = marked_facts.get((step.name, field.name))
        if mark is None or not field.init:
            continue  # the step finds it out by itself
        value, shown[field.name] = mark
        day = "date" in str(field.type) and "dict" not in str(field.type)
        values[field.name] = date.fromisoformat(value) if day else value
    if "missing" in values:
        values["missing"] = ["passport"]
    return step.facts(**values), shown


def composed(case: Case, step: Step, facts: StepFacts) -> str:
    """What the letter of the step is printed from."""
    by: Any = ways.somebody(step.by, case)
    act = Act(by, people.after(case), case.law, step=step)
    if step.goes_back:  # the ruling that it carries out, as the step itself finds it
        act.remark(open_case=None)
        paper = {"kind": "court", "document": "Decision", "number": "7194-26", "ruled_on": date(2026, 6, 1)}
        before = {"act": "refuse_final", "place": "final_hearing", "body": "The court"}
        Ruling.objects.create(case=case, by=by, at=act.now, executed_at=act.now, **paper, **before)
    return json.dumps(letter(case, step.letter, step, act, facts, "L-1").facts, ensure_ascii=False, default=str)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_letter_holds_no_fact_that_any_of_its_readers_does_not_read(name: str) -> None:
    step, case = STEPS[name], people.case_in("final_review", prepared=False)
    facts, shown = given(step, marks())
    for role in ROLES:
        if not readers.reads(role, readers.letter_readers(step.letter)):
            continue
        content = composed(case, step, facts)
        assert not LETTERS[step.letter].words or shown.get("text", "") in content
        for key, mark in shown.items():
            assert mark not in content or readers.reads(role, readers.event_readers(name, key)), (role, key)


@pytest.mark.parametrize("name", [name for name in WRITTEN if STEPS[name].grounds or STEPS[name].conveys])
def test_the_grounds_in_a_letter_are_read_by_the_readers_of_the_refusal(name: str) -> None:
    """Of one that passes on a decision made before, by those of that decision."""
    step, case = STEPS[name], people.case_in("final_review", prepared=False)
    source = step if step.grounds else next(s for s in STEPS.values() if s.grounds and step.conveys in s.decisions)
    words_of_it = {"text_ru": "Secret ground", "text_kk": "Secret ground", "text_en": "Secret ground"}
    Ground.objects.create(code="secret", kind=source.grounds, article="1", **words_of_it)
    if step.conveys:
        at = people.after(case)
        Decision.objects.create(
            case=case, kind=step.conveys, grounds=["secret"], text="Secret", by=people.signer(), at=at
        )
    given: dict[str, Any] = {
        "grounds": ["secret"],
        "text": "Secret",
        "returns": [{"kind": "photo", "ground": "secret", "text": "Secret"}],
        "heard_at": people.after(case),
        "place": "Room 4",
    }
    facts = step.facts(**{field.name: given[field.name] for field in fields(step.facts) if field.name in given})
    assert "Secret ground" in composed(case, step, facts)
    for role in ROLES:
        opens = readers.reads(role, readers.letter_readers(step.letter))
        assert not opens or readers.reads(role, readers.event_readers(source.name)), role


@pytest.mark.parametrize("role", [M, O, C, A, H])
def test_every_letter_opens_for_its_readers_alone(role: str) -> None:
    """And its number and name stand on no other page."""
    case = people.case_in("final_review", prepared=False)
    user: Any = ways.somebody(role, case)
    now = people.after(case)
    same: dict[str, Any] = {"case": case, "at": now, "rendered_at": now, "files": {"ru": "0" * 64}}
    printed: dict[str, Any] = {"edition": {"key": case.law.key}}
    rows = [
        Letter(kind=kind, number=f"L-MARK-{n:03}", facts=printed, **same) for n, (kind, _name) in enumerate(kinds())
    ]
    Letter.objects.bulk_create(rows)
    with people.at(now):
        client = signed_in(user)
        page = text(client.get(case_url(user, case)))
        for row in rows:
            if not readers.reads(read_as(role), readers.letter_readers(row.kind)):
                assert client.get(reverse("cases:letter", args=[case.pk, row.pk, "ru"])).status_code == 404, row.kind
                assert row.number not in page, row.kind


def test_no_notice_nor_mail_says_what_the_applicant_does_not_read() -> None:
    case = people.case_in("final_review", prepared=False)
    with translation.override("en"):
        for name, step in STEPS.items():
            values = {key: value for (of, key), value in marks().items() if of == name}
            facts = {key: value for key, (value, _shown) in values.items()}
            text = words(Notice(case=case, what=name, facts=facts)) if step.tells else ""
            for key, (_value, shown) in values.items():
                assert shown not in text or readers.reads(A, readers.event_readers(name, key)), (name, key)


# ------------------------------------------------------------------------------------------------ signed files


def unpacked(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("role", [M, O, C, A, H])
def test_no_signed_file_and_no_bundle_shows_a_fact_to_who_does_not_read_it(
    marked: tuple[Case, Marked], role: str
) -> None:
    """Each is asked for by its address, whatever the page links."""
    case, marked_facts = marked
    client: Client = signed_in(ways.somebody(role, case))  # type: ignore[arg-type]
    hidden = {name for name, key in marked_facts if not readers.reads(read_as(role), readers.event_readers(name, key))}
    made = Signature.objects.filter(case=case, sha256__startswith="0" * 50)  # each with a mark; see `marked`
    rows = list(made.defer("value", "annex"))
    asked = [row for row in rows if row.step in hidden] + [row for row in rows if row.step not in hidden][:3]
    opened = 0
    with people.at(people.after(case)):
        for row in asked:
            for link in signed.links(case, row.pk):
                answer = client.get(link["url"])
                text = unpacked(b"".join(answer) if answer.streaming else answer.content)
                opened += answer.status_code == 200
                for (name, key), (_value, mark) in marked_facts.items():
                    reads = readers.reads(read_as(role), readers.event_readers(name, key))
                    assert reads or mark not in text, (row.step, link["part"], name, key)
                assert row.step not in hidden or answer.status_code == 404, (row.step, link["part"])
    assert opened or role == M, "something was looked at"


# ------------------------------------------------------------------------------------------------ machines


def test_no_call_of_the_api_tells_a_fact_of_a_step(marked: tuple[Case, Marked]) -> None:
    """To a partner with every right; nor does what is told without a call."""
    case, marked_facts = marked
    now = people.after(case) + ways.HOUR
    partner = machine("knb", now=now)
    answers = [partner.get(path) for path in (path_of(case), "/api/v1/cases/")]
    assert {answer.status_code for answer in answers} == {200}
    texts = "".join(text(answer) for answer in answers)
    texts += json.dumps(partners.facts_of(ways.fresh(case), partner.client.scopes), default=str)
    assert case.number in texts
    assert not [key for key, (_value, mark) in marked_facts.items() if mark in texts]


def test_a_letter_asked_for_by_its_code_tells_nothing_of_its_case(marked: tuple[Case, Marked]) -> None:
    case, _marked_facts = marked
    now = people.after(case) + ways.HOUR
    row = Letter.objects.filter(case=case).order_by("-id")[0]
    facts = {"text": "Mark-letter", "case": "Mark-case", "person": {"full_name": "Mark-name"}}
    letter = Letter(case=case, kind=row.kind, number="L-9", at=now, facts=facts, code="7K3MQ2XWRP9A", rendered_at=now)
    letter.save(force_insert=True)
    answer = machine("knb", now=now).get("/api/v1/letters/7K3MQ2XWRP9A")
    assert answer.status_code == 200 and "Mark-" not in text(answer)


def test_the_administrator_reads_no_fact_of_a_case(marked: tuple[Case, Marked]) -> None:
    case, _marked_facts = marked
    with people.at(people.after(case)):
        client = signed_in(people.administrator())
        for row in Signature.objects.filter(case=case)[:3]:
            assert {client.get(link["url"]).status_code for link in signed.links(case, row.pk)} <= {403, 404}
        assert client.get(f"/admin/cases/event/?q={case.number}").status_code == 403
