"""A complaint on the pages of the head: terms nobody has confirmed, the whole way by the pages, damaged answers."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cases.models import Case, Deadline, Remedy, Signature
from cases.programmes.complaint import facts
from cases.programmes.nomad.states import State as Pilot
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import HOUR
from tests.cases.programmes.complaint.complaining import (
    ABOVE,
    WORDS,
    ask,
    carried_out,
    filed,
    handed_on,
    letter_of,
    satisfied,
    step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_staff_read_that_its_terms_are_not_confirmed_and_the_applicant_reads_the_days_alone() -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    now, url = people.after(case), reverse("con:complaints:case", args=[case.pk])
    with translation.override("ru"):
        mark = translation.gettext("The length is reference data that was not compared with the text of the law.")
    assert ask(people.head(), now, url).content.decode().count(mark) == 1
    assert mark not in ask(case.person.user, now, reverse("egov:complaints:case", args=[case.pk])).content.decode()
    proof = reverse("cases:deadline", args=[case.pk, Deadline.objects.get(case=case).pk])
    assert mark in ask(people.head(), now, proof).content.decode()
    assert mark not in ask(case.person.user, now, proof).content.decode()
    assert mark in ask(people.head(), now, reverse("con:head:home")).content.decode()
    hand_on = reverse("cases:step", args=[case.pk, "hand_on_complaint"])
    source = Remedy.objects.all()[0].source
    assert source in ask(people.head(), now, hand_on).content.decode()
    Remedy.objects.update(confirmed=True)
    assert mark not in ask(people.head(), now, url).content.decode()
    assert source not in ask(people.head(), now, hand_on).content.decode()


def test_a_list_of_complaints_marks_each_day_that_rests_on_an_unconfirmed_length() -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    now, mark = people.after(case), '<span class="badge-word">не подтверждено</span>'

    def row(page: str) -> str:
        shown = ask(people.head(), now, reverse(page)).content.decode()
        return shown.split(f">{case.number}<")[1].split("</tr>" if page.endswith("complaints:home") else "</li>")[0]

    assert mark in row("con:head:home") and "не подтверждено" in row("con:complaints:home")
    Remedy.objects.update(confirmed=True)
    assert mark not in row("con:head:home") and "не подтверждено" not in row("con:complaints:home")


@pytest.mark.parametrize("field", ["text_kk", "text"])
def test_reasons_stand_in_the_field_of_their_language(field: str) -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    russian = "Проверка показала, что сведения относятся к другому лицу. Жалоба обоснована."
    kazakh = "Тексеру мәліметтердің басқа адамға қатысты екенін көрсетті. Шағым негізді."
    wrong = {"text": russian, "text_kk": russian} if field == "text_kk" else {"text": kazakh, "text_kk": kazakh}
    url = reverse("cases:step", args=[case.pk, "satisfy_complaint"])
    answer = ask(people.head(), people.after(case), url, {"version": case.version, **wrong})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert wrong[field] in answer.content.decode(), "what was typed is kept"
    right = {"version": case.version, "text": russian, "text_kk": kazakh}
    assert ask(people.head(), people.after(case), url, right).status_code != 422


def test_to_whom_a_complaint_is_handed_on_is_named_with_its_address() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = filed(about)
    Remedy.objects.update(higher_address="г. Астана, ул. Примерная, 7")
    url, now = reverse("cases:step", args=[case.pk, "hand_on_complaint"]), people.after(case)
    assert 'value="г. Астана, ул. Примерная, 7"' in ask(people.head(), now, url).content.decode(), "as it is entered"
    sent = {"version": case.version, "higher": "МВД", "higher_kk": "ІІМ", "higher_address": " ", "text": ""}
    nowhere = ask(people.head(), now, url, sent)
    assert nowhere.status_code == 422 and list(nowhere.context["form"].errors) == ["higher_address"]
    case = handed_on(case, people.head())
    page = ask(about.person.user, people.after(case), reverse("egov:complaints:case", args=[case.pk])).content.decode()
    panel = page.split('aria-labelledby="above"')[1].split("</section>")[0]
    assert "МВД" in panel and ABOVE in panel
    assert letter_of(case, "complaint_handed_on").facts["higher_address"] == ABOVE


def test_who_is_about_to_send_an_act_reads_that_its_way_of_challenge_is_not_confirmed() -> None:
    case = people.case_in(Pilot.REGISTRATION)
    now, back = people.after(case), reverse("cases:step", args=[case.pk, "return_for_rework"])
    source = Remedy.objects.get(edition=case.edition, body="department").source
    assert source in ask(people.officer(), now, back).content.decode()
    on = reverse("cases:step", args=[case.pk, "register"])
    assert source not in ask(people.officer(), now, on).content.decode(), "no act against the person"
    Remedy.objects.update(confirmed=True)
    assert source not in ask(people.officer(), now, back).content.decode()


def test_from_the_letter_to_the_permit_by_the_pages(uncaged: None) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    me, head, letter = about.person.user, people.head(), letter_of(about)
    now = people.after(about)
    shown = ask(me, now, reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    start = reverse("egov:complaints:start", args=[letter.pk])
    assert start in shown
    case_page = ask(me, now, start, {})["Location"]
    draft = Case.objects.get(about_letter=letter)
    document = reverse("egov:complaints:document", args=[draft.pk, "complaint_evidence"])
    bad = ask(me, now, document, {"file": SimpleUploadedFile("x.exe", b"MZ" + b"0" * 99)})
    assert bad.status_code == 422 and not draft.documents.exists()
    name, data = people.specimen("passport")
    assert ask(me, now, document, {"file": SimpleUploadedFile(name, data)})["Location"] == case_page
    page = " ".join(ask(me, now, case_page).content.decode().split())
    assert re.search(r'value="add"[^>]* checked', page), "the next paper goes behind the first, which stays"
    sign = reverse("cases:step", args=[draft.pk, "file_complaint"])
    empty = ask(me, now, sign, {"text": ""})
    assert empty.status_code == 422
    sheet = ask(me, now, sign, {"text": WORDS, "version": ways.fresh(draft).version})
    assert sheet.status_code == 200 and WORDS in sheet.content.decode()

    case = step(draft, "file_complaint", me, facts.ComplaintText(text=WORDS), now + HOUR)
    now = people.after(case)
    assert case.number in ask(me, now, reverse("egov:complaints:home")).content.decode()
    assert WORDS in ask(me, now, case_page).content.decode()
    assert ask(me, now, reverse("egov:cabinet:case", args=[case.pk])).status_code == 404
    assert case.number in ask(head, now, reverse("con:head:home")).content.decode()
    assert case.number in ask(head, now, reverse("con:complaints:home")).content.decode()
    page = ask(head, now, reverse("con:complaints:case", args=[case.pk])).content.decode()
    assert WORDS in page and letter.number in page
    assert ask(people.head("almaty"), now, reverse("con:complaints:case", args=[case.pk])).status_code == 404

    archive = b"".join(ask(head, now, reverse("con:complaints:file", args=[case.pk])).streaming_content)
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        listed = json.loads(opened.read("file.json"))
        assert {item["path"] for item in listed} == set(opened.namelist()) - {"file.json"}
        assert {item["path"].partition("/")[0] for item in listed} == {case.number, about.number}
        story = json.loads(opened.read(f"{about.number}/events.json"))
    steps = {row["step"] for row in story}
    assert {"record_check", "refuse_final"} <= steps and "record_interview" not in steps, "that is of АКФ ПИТ alone"

    case = satisfied(case, head)
    execute, signed = (
        reverse("cases:step", args=[about.pk, "execute_ruling"]),
        Signature.objects.get(step="satisfy_complaint"),
    )
    assert signed.sha256 in ask(people.head("astana.2"), people.after(case), execute).content.decode()
    carried_out(about, people.after(case))
    against = next(c for _at, c in about.dossier.standing_checks if not c.clear)
    fields: Any = {"kind": against.kind, "clear": True, "text": "", "reason": people.REASONS}
    corrected = ways.take(ways.fresh(about), "correct_check", **fields)
    dropped = ways.take(ways.fresh(corrected), "drop_final_refusal")
    assert ways.take(ways.fresh(dropped), "grant").state == Pilot.GRANTED


def test_a_damaged_answer_is_refused_and_a_head_elsewhere_attaches_nothing(uncaged: None) -> None:
    case = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), people.head())
    url, now = reverse("cases:step_paper", args=[case.pk, "record_rejected"]), people.after(case)
    bad = ask(people.head(), now, url, {"file": SimpleUploadedFile("answer.pdf", b"%PDF-1.7 and no more")})
    assert bad.status_code == 422 and not case.documents.filter(kind="ruling").exists()
    assert ask(people.head("almaty"), now, url).status_code == 404
    assert ask(case.person.user, now, url).status_code == 403
    name, data = people.specimen("ruling")
    assert ask(people.head(), now, url, {"file": SimpleUploadedFile(name, data)}).status_code == 302
    assert name in ask(people.head(), now, reverse("cases:step", args=[case.pk, "record_rejected"])).content.decode()
