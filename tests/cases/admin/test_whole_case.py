"""A case taken away whole by an auditor: all of it, verifiable, on record, and given to nobody else."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cases.engine.people import colleagues
from cases.evidence import whole
from cases.files import storing
from cases.models import Attempt, Case, Check, Document, Event, Exchange, Letter, ReadLog
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.letters.facts import read
from tests.cases.programmes.complaint.complaining import filed

pytestmark = pytest.mark.django_db


WAYS = ("whole", "redacted")


def taken(client: Client, case: Any, way: str = "whole") -> zipfile.ZipFile:
    response = client.get(reverse(f"admin:cases_case_{way}", args=[case.pk]))
    assert response.status_code == 200 and response.streaming  # type: ignore[attr-defined]
    return zipfile.ZipFile(BytesIO(response.getvalue()))


def test_an_auditor_takes_a_whole_case_and_it_is_on_record(auditor: Client, every_case: Any) -> None:
    case = every_case[State.FINAL_REVIEW]
    note = "The telephone of the applicant has changed."
    now = people.after(case)
    colleagues.add_note(case, people.officer(), now, note)
    given: dict[str, Any] = {"system": "sio", "operation": "check", "case": case, "request": {}, "created_at": now}
    exchange = Exchange.objects.create(key="k-1", answer={"clear": False}, **given)
    Attempt.objects.create(exchange=exchange, at=now, milliseconds=1, outcome="ok", received="<clear>no</clear>")
    archive = taken(auditor, case)
    notes = json.loads(archive.read(f"{case.number}/records/casenote.json"))
    assert [(row["text"], row["by_id"]) for row in notes] == [(note, str(people.officer().pk))]
    manifest = json.loads(archive.read("manifest.json"))
    assert archive.testzip() is None
    for member in manifest["members"]:
        data = archive.read(member["path"])
        assert (hashlib.sha256(data).hexdigest(), len(data), member["fault"]) == (member["sha256"], member["size"], "")
    held = {member["sha256"] for member in manifest["members"]}
    assert {row.blob_id for row in Document.objects.filter(case=case, current=True)} <= held
    assert {sha for row in Letter.objects.filter(case=case) for sha in row.files.values()} <= held
    assert len(json.loads(archive.read(f"{case.number}/records/event.json"))) == Event.objects.filter(case=case).count()
    reads = json.loads(archive.read(f"{case.number}/records/readlog.json"))
    assert [row["what"] for row in reads][-1] == "case_bundle"
    asked = json.loads(archive.read(f"{case.number}/records/exchange.json"))
    assert next(row for row in asked if row["key"] == "k-1")["answer"] == {"clear": False}
    assert json.loads(archive.read(f"{case.number}/records/attempt.json"))[-1]["received"] == "<clear>no</clear>"
    assert json.loads(archive.read(f"{case.number}/records/historicalcase.json"))[-1]["state"] == case.state
    assert "days" in json.loads(archive.read(f"{case.number}/records/deadline.json"))[0]
    assert ReadLog.objects.filter(case=case, user=people.auditor(), what="case_bundle").count() == 1


def test_each_table_with_something_of_a_case_is_in_it_or_left_out_by_name() -> None:
    models = [model for model in apps.get_app_config("cases").get_models() if model is not Case]
    taken = {model._meta.label_lower for model, _way in whole.tables()} | whole.LEFT_OUT
    ties = {m: [f.related_model for f in m._meta.fields if f.many_to_one or f.one_to_one] for m in models}
    mine = {model for model, others in ties.items() if Case in others}
    assert {model._meta.label_lower for model, others in ties.items() if model in mine or mine & {*others}} <= taken


SECRET = "Kept between them and the office."
IN_WORDS = {
    "ru": ("что произошло", "две независимые программы", "Кто что читал", "опущено в этой копии"),
    "kk": ("не болды", "екі тәуелсіз бағдарлама", "Кім нені оқыды", "бұл көшірмеде қалдырылған"),
}
"""What is printed of a case; the last in the copy for the other side alone."""


def refused_by_knb(every_case: Any) -> Case:
    """With their letter, and a colleague's note about it."""
    case = every_case[State.KNB]
    way = people.Journey.of(case, case.city_id).way
    way.take("record_knb_answer", people.after(case), {"clear": False, "text": SECRET})
    colleagues.add_note(case, people.officer(), way.now, SECRET)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_its_history_its_terms_and_its_readers_are_in_words(auditor: Client, every_case: Any, language: str) -> None:
    case = refused_by_knb(every_case)
    *everywhere, left_out = IN_WORDS[language]
    page = read(taken(auditor, case).read(f"{case.number}/history-{language}.pdf"))
    assert [
        words for words in (case.number, *everywhere, SECRET, people.auditor().full_name) if words not in page
    ] == []
    assert left_out not in page and "{" not in page
    copy = read(taken(auditor, case, "redacted").read(f"{case.number}/history-{language}.pdf"))
    assert [words for words in (case.number, *everywhere, left_out) if words not in copy] == [] and SECRET not in copy


def test_the_copy_for_the_other_side_says_nothing_of_what_knb_has_answered(auditor: Client, every_case: Any) -> None:
    case = refused_by_knb(every_case)
    check, letter = Check.objects.get(case=case, kind="knb"), Document.objects.get(case=case, kind="knb_letter")
    asked = Letter.objects.get(case=case, kind="knb_request")
    event = Event.objects.get(case=case, step="record_knb_answer")
    hidden = [
        SECRET,
        check.reference,
        *(key for row in (check, letter, asked, event) for key in (str(row.pk), row.pk.hex)),
    ]
    whole_copy, copy = taken(auditor, case), taken(auditor, case, "redacted")
    assert [words for words in hidden if any(words.encode() in whole_copy.read(name) for name in whole_copy.namelist())]
    assert [(words, name) for name in copy.namelist() for words in hidden if words.encode() in copy.read(name)] == []
    sums = {member["sha256"] for member in json.loads(copy.read("manifest.json"))["members"]}
    assert not {letter.blob_id, *letter.parts.values_list("original_id", flat=True), *asked.files.values()} & sums
    others = Document.objects.filter(case=case, current=True).exclude(pk=letter.pk).values_list("blob_id", flat=True)
    assert set(others) <= sums
    assert (
        len(json.loads(copy.read(f"{case.number}/records/check.json"))) == Check.objects.filter(case=case).count() - 1
    )
    assert f"{case.number}/events.json" not in copy.namelist()
    reads = json.loads(copy.read(f"{case.number}/records/readlog.json"))
    assert [row["what"] for row in reads][-2:] == ["case_bundle", "case_redacted"]


def test_the_copy_of_a_complaint_says_nothing_of_knb_in_the_case_it_is_about(auditor: Client, every_case: Any) -> None:
    about = every_case[State.PRELIMINARY_REFUSED]
    complaint = filed(about)
    check, letter = Check.objects.get(case=about, kind="knb"), Document.objects.get(case=about, kind="knb_letter")
    event = Event.objects.get(case=about, step="record_knb_answer")
    hidden = [key.encode() for row in (check, letter, event) for key in (str(row.pk), row.pk.hex)]
    open_copy, copy = taken(auditor, complaint), taken(auditor, complaint, "redacted")
    for archive, says in ((open_copy, True), (copy, False)):
        texts = [archive.read(name) for name in archive.namelist()]
        assert any(words in text for text in texts for words in hidden) is says
    sums = {member["sha256"] for member in json.loads(copy.read("manifest.json"))["members"]}
    assert letter.blob_id not in sums and check.reference.encode() not in copy.read(
        f"{about.number}/records/check.json"
    )
    words = json.loads(copy.read(f"{complaint.number}/records/historicalcase.json"))
    assert words[-1]["about_letter_id"] and f"{about.number}/records/letter.json" in copy.namelist()
    assert "knb" in json.loads(copy.read("manifest.json"))["withheld"]


def test_a_file_that_another_document_has_too_stays_in_the_copy(auditor: Client, every_case: Any) -> None:
    case = refused_by_knb(every_case)
    passport = Document.objects.filter(case=case, kind="passport", current=True).get()
    letter = Document.objects.get(case=case, kind="knb_letter")
    letter.blob_id = passport.blob_id
    letter.save()
    copy = taken(auditor, case, "redacted")
    assert f"{case.number}/documents/passport.pdf" in copy.namelist()
    assert letter.pk.hex not in copy.read(f"{case.number}/records/document.json").decode()


def test_a_file_that_is_not_what_it_was_is_named_and_stops_nothing(
    auditor: Client, every_case: Any, monkeypatch: Any
) -> None:
    case = every_case[State.KNB]
    lost = Document.objects.filter(case=case, current=True)[0].blob

    def opened(path: str, sha256: str, *place: str) -> Any:
        if sha256 == lost.sha256:
            raise storing.ChangedError(path)
        return storing.open_verified(path, sha256, *place)

    monkeypatch.setattr("cases.evidence.storage.scanning.open_verified", opened)
    archive = taken(auditor, case)
    faults = [m for m in json.loads(archive.read("manifest.json"))["members"] if m["fault"]]
    assert [fault["fault"] for fault in faults] == ["ChangedError"]
    assert faults[0]["path"] not in archive.read("SHA256SUMS").decode()


def test_nobody_else_takes_it(client: Client, every_case: Any) -> None:
    before = ReadLog.objects.count()
    for address in (reverse(f"admin:cases_case_{way}", args=[every_case[State.KNB].pk]) for way in WAYS):
        refuse_all(client, every_case, address)
    assert ReadLog.objects.count() == before


def refuse_all(client: Client, every_case: Any, address: str) -> None:
    for user in (people.administrator(), people.officer(), people.head(), every_case[State.KNB].person.user):
        client.force_login(user)
        assert client.get(address).status_code in (302, 403)


def test_an_auditor_who_asks_for_no_case_or_posts_gets_nothing(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    for way in WAYS:
        assert auditor.post(reverse(f"admin:cases_case_{way}", args=[case.pk])).status_code == 405
        assert auditor.get(reverse(f"admin:cases_case_{way}", args=[case.person_id])).status_code == 404
