"""Documents are reviewed one by one: accepted, or marked as to be returned with the reason the return will have."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from cases.engine.people import colleagues
from cases.engine.steps import STEPS
from cases.models import Blob, Case, Document, DocumentReview, Ground, ReturnedDocument, User
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

REMARK = "Печать на копии не читается."


def review_url(case: Case, kind: str) -> str:
    return reverse("cases:review", args=[case.pk, kind])


def seen(case: Case, kind: str) -> str:
    document = ways.fresh(case).dossier.documents.get(kind)
    return str(document.pk) if document else ""


def judge(case: Case, kind: str, verdict: str, user: User | None = None, language: str = "en", **data: Any) -> Any:
    given = {"verdict": verdict, "document": seen(case, kind), **data}
    with people.at(people.after(ways.fresh(case))):
        return signed_in(user or people.officer(), language).post(review_url(case, kind), given, follow=True)


def to_return(case: Case, kind: str, text: str = REMARK, **data: Any) -> Any:
    return judge(case, kind, "returned", **{f"ground_{kind}": "illegible", f"text_{kind}": text, **data})


def test_a_document_is_accepted_and_the_next_is_shown() -> None:
    case = people.case_in(State.REGISTRATION)
    answer = judge(case, "passport", "accepted")
    row = DocumentReview.objects.get()
    assert (row.kind, row.verdict, row.by, row.actor) == ("passport", "accepted", people.officer(), "officer")
    assert str(row.document_id) == seen(case, "passport")
    page = text(answer)
    assert "Accepted: " in page and re.search(r"1 of \d+ checked", page)
    assert f"doc={seen(case, 'passport')}" not in answer.redirect_chain[-1][0], "the next one"
    assert people.officer().full_name in page
    assert re.search(r"You have marked 1 of \d+ documents as looked at", page), "beside the button that registers"


def test_a_reason_is_typed_once_and_goes_into_the_return() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    to_return(case, "criminal_record")
    with people.at(people.after(case)):
        form = signed_in(user).get(step_url(case, "return_for_rework")).context["form"]
    assert form["ground_criminal_record"].value() == "illegible" and form["text_criminal_record"].value() == REMARK
    assert not form["ground_passport"].value()
    take(user, case, "return_for_rework", ground_criminal_record="illegible", text_criminal_record=REMARK)
    assert case.state == State.REWORK
    assert ReturnedDocument.objects.get(case=case).text == REMARK
    assert DocumentReview.objects.filter(case=case).count() == 1, "the return is the verdict that stood"


def test_what_a_return_names_is_a_verdict_too() -> None:
    case = people.case_in(State.REGISTRATION)
    take(people.officer(), case, "return_for_rework", ground_passport="illegible", text_passport=REMARK)
    row = DocumentReview.objects.get(case=case)
    assert (row.kind, row.verdict, row.ground, row.text) == ("passport", "returned", "illegible", REMARK)


def test_a_marked_document_keeps_the_application_from_being_registered() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    to_return(case, "passport")
    answer = take(user, case, "register", mp_number="MP-1")
    assert case.state == State.REGISTRATION and "marked these as to be returned" in text(answer)
    judge(case, "passport", "open")
    take(user, case, "register", mp_number="MP-1")
    assert case.state == State.CHECKS


def test_what_was_accepted_and_not_replaced_is_not_looked_at_again() -> None:
    """The second review has what changed before it, and nothing else."""
    case, user = people.case_in(State.REGISTRATION), people.officer()
    judge(case, "photo", "accepted")
    take(user, case, "return_for_rework", ground_passport="illegible", text_passport=REMARK)
    with people.at(people.after(case)):
        people.attach(case, case.person.user, "passport", people.after(case), seed=8)
    ways.take(ways.fresh(case), "resubmit")
    case = ways.fresh(case)
    assert case.state == State.REGISTRATION
    standing = case.dossier.reviews
    assert ("photo", "officer") in standing and ("passport", "officer") not in standing
    page = text(open_case(user, case))
    assert page.count("new since the return") == 1
    assert "beside=last" in page.split("returned-title", 1)[1]
    _before, now = Document.objects.filter(case=case, kind="passport").order_by("id")
    Blob.objects.filter(pk=now.blob_id).update(pages=3)
    here = {"doc": str(now.pk)}
    second = text(open_case(user, case, people.HOUR, **here))
    assert second.count("<iframe") == 2 and REMARK in second.split('id="viewer"', 1)[1], "what changed, and why it went"
    turned = text(open_case(user, case, people.HOUR, **here, page="2")).split('id="viewer"', 1)[1]
    assert turned.count("view=FitH&amp;page=2") == 2 and "page 2 of 3" in " ".join(turned.split())
    assert text(open_case(user, case, people.HOUR, **here, beside="now")).count("<iframe") == 1


def test_a_verdict_on_a_document_replaced_meanwhile_is_not_recorded() -> None:
    case = people.case_in(State.REGISTRATION)
    answer = judge(case, "passport", "accepted", document="018f0000-0000-7000-8000-000000000000")
    assert "was replaced since you opened it" in text(answer) and not DocumentReview.objects.exists()
    kept = to_return(case, "passport", document="")
    assert kept.status_code == 409 and REMARK in text(kept), "what was typed stays"


def test_a_double_press_is_a_single_verdict() -> None:
    case = people.case_in(State.REGISTRATION)
    for _press in range(2):
        judge(case, "passport", "accepted")
    assert DocumentReview.objects.count() == 1


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"ground_passport": "illegible", "text_passport": "---"},
        {"ground_passport": "illegible", "text_passport": "x" * 50_000},
        {"ground_passport": "no-such-reason", "text_passport": REMARK},
        {"ground_passport": "not-legalised", "text_passport": REMARK},
    ],
)
def test_a_reason_that_is_none_is_refused_in_words(language: str, data: dict[str, str]) -> None:
    case = people.case_in(State.REGISTRATION)
    answer = judge(case, "passport", "returned", None, language, **data)
    assert answer.status_code == 422 and not DocumentReview.objects.exists()
    assert 'class="problem"' in text(answer)


def test_script_in_a_remark_is_text() -> None:
    case = people.case_in(State.REGISTRATION)
    page = text(to_return(case, "passport", "<script>alert(1)</script> печать не читается"))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_the_questionnaire_and_the_duty_are_reviewed_too() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    page = text(open_case(user, case))
    assert review_url(case, "questionnaire") in page and review_url(case, "duty") in page
    judge(case, "questionnaire", "accepted")
    assert ("questionnaire", "officer") in ways.fresh(case).dossier.reviews


def test_where_nothing_is_returned_nothing_is_reviewed() -> None:
    case = people.case_in(State.FINAL_REVIEW)
    answer = judge(case, "passport", "accepted")
    assert "not reviewed here any more" in text(answer) and not DocumentReview.objects.exists()
    assert "cases:review" not in text(answer) and "/review/" not in text(open_case(people.officer(), case))


def test_the_screener_reviews_the_petition() -> None:
    case = people.case_in(State.SCREENING)
    judge(case, "cv", "accepted", people.screener())
    assert DocumentReview.objects.get().actor == "screener"
    page = text(open_case(people.officer(), people.case_in(State.REGISTRATION)))
    assert "Accepted" not in page


def test_the_applicant_reads_no_verdict() -> None:
    case = people.case_in(State.REGISTRATION)
    to_return(case, "passport")
    with people.at(people.after(case)):
        shown = text(signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])))
        assert signed_in(case.person.user).get(review_url(case, "passport")).status_code in (403, 404)
    assert REMARK not in shown


# ------------------------------------------------------------------------------------------------ beside a decision


@pytest.mark.parametrize(("language", "words"), [("ru", "Основания рядом"), ("kk", "Негіздер мен")])
def test_a_ground_stands_beside_what_is_recorded(language: str, words: str) -> None:
    case = people.case_in(State.PRELIMINARY_DECISION)
    ways.take(case, "correct_check", kind="ibd", clear=False, reference="IBD-77", text="Розыск.", reason="Новый ответ.")
    case = ways.fresh(case)
    with people.at(people.after(case)):
        page = text(signed_in(people.officer(), language).get(step_url(case, "propose_preliminary_refusal")))
    table = page.split('id="rests-title"', 1)[1].split("</table>", 1)[0]
    assert words in table and "№ IBD-77" in table and "Розыск." in table


def test_a_grant_is_decided_with_the_checks_in_view() -> None:
    case = people.case_in(State.PRELIMINARY_DECISION)
    with people.at(people.after(case)):
        page = text(signed_in(people.officer()).get(step_url(case, "approve_preliminary")))
    assert 'id="checks-title"' in page


# ------------------------------------------------------------------------------------------------ the queue


def rows_of(page: str) -> str:
    """Without the legend, which explains every sign."""
    return page.partition('class="queue-legend')[0]


@pytest.mark.database
def test_a_queue_marks_what_is_new_to_its_reader() -> None:
    case, user = people.case_in(State.CHECKS), people.officer()
    home = reverse("con:officer:home")
    with people.at(people.after(case)):
        client = signed_in(user)
        assert "queue-new" not in text(client.get(home))
        with people.at(people.after(case)):
            colleagues.write_message(case, case.person.user, people.after(case), "When will it be decided?")
        page = rows_of(text(client.get(home)))
        assert page.count("A new message") == 2 and "A new document" not in page, "title and words"
        client.get(reverse("cases:thread", args=[case.pk]))
        assert "A new message" not in rows_of(text(client.get(home)))


@pytest.mark.database
def test_a_document_that_came_since_is_marked_until_the_case_is_opened() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    open_case(user, case)
    take(user, case, "return_for_rework", ground_passport="illegible", text_passport=REMARK)
    people.attach(case, case.person.user, "passport", people.after(case), seed=8)
    ways.take(ways.fresh(case), "resubmit")
    with people.at(people.after(case)):
        client = signed_in(user)
        home = reverse("con:officer:home")
        assert "A new document since you looked" in rows_of(text(client.get(home)))
        client.get(reverse("con:officer:case", args=[case.pk]))
        assert "A new document since you looked" not in rows_of(text(client.get(home)))


def test_the_reason_shown_is_of_the_list_from_which_it_was_chosen() -> None:
    """Two lists have a reason of the same code: the screener's and the officer's."""
    case = people.case_in(State.SCREENING)
    judge(case, "diploma", "returned", people.screener(), ground_diploma="other", text_diploma=REMARK)
    row = DocumentReview.objects.get(case=case)
    own = Ground.objects.get(kind=STEPS["return_petition"].grounds, code="other")
    other = Ground.objects.get(kind=STEPS["return_for_rework"].grounds, code="other")
    assert row.ground == "other" and str(own) != str(other)
    page = text(open_case(people.screener(), case))
    assert str(own) in page and str(other) not in page
