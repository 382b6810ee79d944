"""What goes to КНБ (п. 14): chosen documents, listed in a letter with their checksums, together in one file; its answer
comes with the letter attached (п. 15)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import letters
from cases.engine import performing
from cases.engine.steps.errors import NotMetError
from cases.law.calendar import local_day
from cases.models import Blob, Case, Letter
from cases.programmes.nomad.facts import CheckCorrection
from cases.programmes.nomad.states import State
from demo import examples
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

WHY = "Another letter of theirs has come."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]


def whole(case: Case, language: str = "ru", who: Any = None) -> Any:
    url = reverse("con:officer:security", args=[case.pk, language])
    with people.at(people.after(case)):
        return signed_in(who or people.officer()).get(url)


def test_what_is_chosen_goes_and_is_named_by_its_checksum() -> None:
    case = people.case_in(State.CHECKS)
    assert whole(case).status_code == 404, "nothing was sent yet"
    take(people.officer(), case, "send_to_knb", documents=["passport", "photo"])
    assert case.state == State.KNB
    letter = Letter.objects.get(case=case, kind="knb_request")
    held = ways.fresh(case).dossier.documents
    sent = {row["kind"]: row["sha256"] for row in letter.facts["enclosed"]}
    assert sent == {kind: held[kind].blob_id for kind in ("passport", "photo")}
    letters.render_and_store(letter.pk, people.after(case))
    letter.refresh_from_db()
    pages = [Blob.objects.get(pk=sha256).pages or 1 for sha256 in (letter.files["ru"], *sent.values())]
    answer = whole(case)
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == sum(pages)
    assert answer.content == whole(case).content
    assert letter.number in text(open_case(people.officer(), case))


def test_nothing_chosen_is_refused_and_only_the_office_of_the_city_opens_it() -> None:
    case = people.case_in(State.CHECKS)
    for documents in ([], ["cv"]):
        assert take(people.officer(), case, "send_to_knb", documents=documents).status_code == 422
    case = people.case_in(State.KNB)
    assert whole(case, "en").status_code == whole(case, who=people.officer("almaty")).status_code == 404
    owner = case.person.user
    assert owner and signed_in(owner).get(reverse("egov:cabinet:case", args=[case.pk])).status_code == 200
    letter = Letter.objects.get(case=case, kind="knb_request")
    address = reverse("cases:letter", args=[case.pk, letter.pk, "ru"])
    assert {signed_in(user).get(address).status_code for user in (owner, people.clerk())} == {404}


def test_the_answer_of_the_bodies_keeps_its_letter() -> None:
    case, officer = people.case_in(State.KNB), people.officer()
    name, data = people.specimen("passport")
    with people.at(people.after(case)):
        url = reverse("cases:step_paper", args=[case.pk, "record_knb_answer"])
        assert signed_in(officer).post(url, {"file": SimpleUploadedFile(name, data)}, follow=True).status_code == 200
    case.refresh_from_db()
    answered = local_day(people.after(case)).isoformat()
    take(officer, case, "record_knb_answer", clear="yes", reference="12/3-4", answered_on=answered)
    check = ways.fresh(case).dossier.check("knb")
    assert check and check.paper and check.paper.kind == "knb_letter"
    address = reverse("cases:document", args=[case.pk, check.paper_id])
    assert address in text(open_case(officer, case))
    for user in (case.person.user, people.clerk()):
        assert user and signed_in(user).get(address).status_code == 404


def test_an_answer_that_is_entered_by_hand_needs_its_letter() -> None:
    """On the page and by whichever other door; what КНБ's system answers needs none."""
    case, officer = people.case_in(State.KNB, prepared=False), people.officer()
    given = {"clear": "yes", "reference": "12/3-4", "answered_on": local_day(people.after(case)).isoformat()}
    with people.at(people.after(case)):
        page = signed_in(officer).post(step_url(case, "record_knb_answer"), given)
    assert page.status_code == 422 and "The letter itself is missing" in text(page)
    with pytest.raises(NotMetError, match="The letter itself is missing"):
        now = people.after(case)
        facts = examples.facts_of("record_knb_answer", ways.GivenCase(case, now))
        performing.perform(case.pk, "record_knb_answer", officer, now, facts)


def test_a_corrected_answer_needs_the_letter_by_which_it_is_another() -> None:
    """On the page and by whichever other door; a number of the same letter is put right without."""
    case, officer = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    held = case.dossier.check("knb")
    assert held and held.clear and held.paper
    day = local_day(people.after(case))
    given = {"kind": "knb", "clear": "no", "reference": "12/3-99", "answered_on": day.isoformat(), "reason": WHY}
    address, url = reverse("cases:step_paper", args=[case.pk, "correct_check"]), step_url(case, "correct_check")
    with people.at(people.after(case)):
        client = signed_in(officer)
        assert f"{address}?kind=knb" in text(client.get(url, {"kind": "knb"}))
        page = client.post(url, given | {"text": "Согласовано без замечаний."})
        assert page.status_code == 422 and 'name="sure"' in text(page), "words to the contrary are asked about"
        page = client.post(url, given)
        assert page.status_code == 422 and "The letter itself is missing" in text(page)
    with pytest.raises(NotMetError, match="The letter itself is missing"):
        facts = CheckCorrection(kind="knb", clear=False, reference="12/3-99", answered_on=day, reason=WHY)
        performing.perform(case.pk, "correct_check", officer, people.after(case), facts)
    name, data = people.specimen("passport")
    with people.at(people.after(case)):
        back = client.post(f"{address}?kind=knb", {"file": SimpleUploadedFile(name, data)}, follow=True)
        assert f'href="{url}?kind=knb"' in text(back), "on to the same check"
        assert client.post(url, given).status_code == 302
        newer = ways.fresh(case).dossier.check("knb")
        again = given | {"reference": "12/3-98", "reason": "The number was read wrongly."}
        assert client.post(url, again).status_code == 302, "the same letter"
    mended = ways.fresh(case).dossier.check("knb")
    assert newer and newer.paper and newer.paper != held.paper and not newer.clear
    assert mended and (mended.paper, mended.reference) == (newer.paper, "12/3-98")


@pytest.mark.parametrize(
    ("clear", "words", "asked"),
    [
        ("yes", "Выдача не согласована.", True),
        ("yes", "Беруге келісілмеді.", True),
        ("yes", "Органы не возражают, письмо двух страниц.", False),
        ("yes", "Возражений нет.", False),
        ("no", "Согласовано без замечаний.", True),
        ("no", "Отказ.", False),
    ],
)
def test_words_that_say_the_contrary_of_the_answer_are_asked_about_once_more(
    clear: str, words: str, asked: bool
) -> None:
    case, officer = people.case_in(State.KNB), people.officer()
    answered = local_day(people.after(case)).isoformat()
    given = {"clear": clear, "reference": "12/3-4", "answered_on": answered, "text": words}
    page = take(officer, case, "record_knb_answer", **given)
    assert (case.state == State.KNB) == asked
    if asked:
        assert page.status_code == 422 and "contradict each other" in text(page) and 'name="sure"' in text(page)
        take(officer, case, "record_knb_answer", **given, sure="on")
    assert case.state == State.PRELIMINARY_DECISION


def test_a_check_without_a_file_stands_all_the_same_and_the_next_takes_no_file_of_the_last() -> None:
    case, officer = people.case_in(State.CHECKS, prepared=False), people.officer()
    name, data = people.specimen("passport")
    with people.at(people.after(case)):
        url = reverse("cases:step_paper", args=[case.pk, "record_check"])
        assert signed_in(officer).post(url, {"file": SimpleUploadedFile(name, data)}, follow=True).status_code == 200
    case.refresh_from_db()
    for kind in ("ibd", "sio"):
        take(officer, case, "record_check", kind=kind, clear="yes", reference=f"R-1-{kind}")
    checks = {check.kind: check.paper for check in ways.fresh(case).dossier.checks}
    assert checks["ibd"] is not None and checks["sio"] is None
