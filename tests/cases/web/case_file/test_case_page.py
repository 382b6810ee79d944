"""The page of a case on one screen: its parts, the viewer, a letter before it is one, drafts while they are typed."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.engine import performing
from cases.engine.steps import STEPS
from cases.engine.steps.findings import DATA, NamedTwice
from cases.engine.writing import amend
from cases.law.actors import OFFICIAL_ROLES
from cases.letters import rendering
from cases.letters.printing import Printed
from cases.models import (
    Blob,
    Case,
    Check,
    Counter,
    Document,
    DocumentPart,
    Effect,
    Event,
    Exchange,
    Letter,
    Notice,
    ReadLog,
    StepDraft,
    User,
)
from cases.models.readlog import READ
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from cases.web.case_file.compared import of_names
from cases.web.drafts import stepdrafts
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

WORDS = "By the documents the applicant has no proof of the criminal record."


# ------------------------------------------------------------------------------------------------ parts and viewer


def test_each_part_has_its_address() -> None:
    page = text(open_case(people.officer(), people.case_in(State.PRELIMINARY_DECISION)))
    nav = page.split('class="case-parts"', 1)[1].split("</nav>", 1)[0]
    for name in re.findall(r'href="#([a-z]+)"', nav):
        assert f'class="case-part" id="{name}"' in page
    assert {"work", "person", "terms", "letters", "history"} <= set(re.findall(r'href="#([a-z]+)"', nav))


def test_the_work_is_the_second_link_of_the_page() -> None:
    page = text(open_case(people.officer(), people.case_in(State.REGISTRATION)))
    assert re.findall(r'<a [^>]*href="([^"]+)"', page.split("<body", 1)[1])[1] == "#work"


def test_a_history_is_looked_through_by_kind() -> None:
    page = text(open_case(people.officer(), people.case_in(State.PRELIMINARY_APPROVED)))
    history = page.split('id="history"', 1)[1]
    offered = re.findall(r'id="history-([a-z]+)"', history)
    assert {"all", "decision", "step", "document"} <= set(offered)
    for kind in offered[1:]:
        assert f'<li class="is-{kind}' in history, "what is offered is there"


def replaced() -> tuple[Case, Document, Document]:
    """A returned application, a document of it attached again: the version before, and the present one."""
    case = people.case_in(State.REWORK)
    before = Document.objects.get(case=case, current=False)
    return case, before, case.dossier.documents[before.kind]


def test_the_version_before_lies_beside_the_present_version(django_assert_max_num_queries: Any) -> None:
    case, before, now = replaced()
    user = people.officer()
    page = text(open_case(user, case, doc=str(now.pk)))
    assert f"beside={before.pk}" in page and page.count("<iframe") == 1
    client = signed_in(user)
    with people.at(people.after(case)), django_assert_max_num_queries(20):
        both = text(client.get(case_url(user, case), {"doc": str(now.pk), "beside": str(before.pk)}))
    shown = re.findall(r'<iframe src="([^"#]+)', both)
    assert shown == [reverse("cases:document", args=[case.pk, row.pk]) for row in (before, now)]


def test_a_second_review_begins_with_what_changed() -> None:
    case, before, now = replaced()
    user = people.officer()
    link = f"?doc={now.pk}&amp;beside=last#viewer"
    assert link in text(open_case(user, case)).split("returned-title", 1)[1].split("</section>", 1)[0]
    shown = re.findall(r'<iframe src="([^"#]+)', text(open_case(user, case, doc=str(now.pk), beside="last")))
    assert shown == [reverse("cases:document", args=[case.pk, row.pk]) for row in (before, now)]


def test_the_file_as_it_came_lies_beside_what_was_kept() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    row = case.dossier.documents["criminal_record"]
    link = f"?doc={row.pk}&amp;beside=original#viewer"
    assert link in text(open_case(user, case, doc=str(row.pk))), "one press from the document"
    for number in ("", "0", "99", "x"):  # no such page: the first
        page = text(open_case(user, case, doc=str(row.pk), beside="original", page=number))
        came = reverse("cases:original_page", args=[case.pk, row.pk, 1, 1])
        assert f'<img src="{came}"' in page and f"{reverse('cases:document', args=[case.pk, row.pk])}#" in page
        assert f"{reverse('cases:original', args=[case.pk, row.pk, 1])}" in page, "and the file itself"
    with people.at(people.after(case)):
        picture = signed_in(user).get(came)
        missing = signed_in(user).get(reverse("cases:original_page", args=[case.pk, row.pk, 1, 99]))
    assert picture["Content-Type"] == "image/jpeg" and picture.content.startswith(b"\xff\xd8\xff")
    assert missing.status_code == 404
    read = ReadLog.objects.filter(user=user, what="original").values_list("ref", flat=True)
    assert list(read) == [row.parts.get().original_id]
    assert str(READ["original"]) in str(ReadLog.objects.get(user=user, what="original")), "in words"


def test_pages_of_several_files_are_turned_as_pages_of_the_document() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    row = case.dossier.documents["criminal_record"]
    first = row.parts.get()
    Blob.objects.filter(pk=first.blob_id).update(pages=2)
    DocumentPart.objects.create(document=row, position=2, blob_id=first.blob_id, original_id=first.original_id)
    seen = []
    for number in range(1, 5):
        page = text(open_case(user, case, doc=str(row.pk), beside="original", page=str(number)))
        seen.append(re.search(r'<img src="[^"]*/original/(\d)/(\d)/"', page).groups())  # type: ignore[union-attr]
        assert (f"page={number + 1}#viewer" in page) == (number < 4), "on"
        assert f"#navpanes=0&amp;view=FitH&amp;page={number}" in page, "the same page beside it"
    assert seen == [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]


def test_a_file_whose_original_was_not_kept_has_none_beside_it() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    row = case.dossier.documents["criminal_record"]
    row.parts.update(original=None)
    page = text(open_case(user, case, doc=str(row.pk), beside="original")).split('id="viewer"', 1)[1]
    assert "beside=original" not in page and "/original/" not in page
    assert page.count("<iframe") == 1


@pytest.mark.parametrize("beside", ["x", "", "018f0000-0000-7000-8000-000000000000"])
def test_a_garbled_version_leaves_the_document_alone(beside: str) -> None:
    case, _before, now = replaced()
    page = open_case(people.officer(), case, doc=str(now.pk), beside=beside)
    assert page.status_code == 200 and text(page).count("<iframe") == 1


def test_what_a_browser_cannot_show_is_offered_to_be_opened() -> None:
    case = people.case_in(State.REGISTRATION)
    row = case.dossier.documents["passport"]
    Blob.objects.filter(pk=row.blob_id).update(mime="application/octet-stream")
    page = text(open_case(people.officer(), case, doc=str(row.pk)))
    assert "A browser cannot show a file of this kind." in page and "<iframe" not in page


# ------------------------------------------------------------------------------------------------ the letter before


def preview(user: User, case: Case, name: str, language: str = "ru", **data: Any) -> Any:
    with people.at(people.after(case)):
        return signed_in(user).post(step_url(case, name), {"version": case.version, "preview": language, **data})


CUT = "Вторая страница обрезана."


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are printed, before they are a PDF."""
    pages: list[str] = []

    def note(html: str, mark: bytes = b"") -> Printed:
        pages.append(html)
        return Printed(b"%PDF-", 1)

    monkeypatch.setattr(rendering, "to_pdf", note)
    return pages


def returned() -> dict[str, str]:
    return {"ground_passport": people.free_ground("rework"), "text_passport": CUT}


def everything() -> tuple[Any, ...]:
    return tuple(rows.objects.count() for rows in (Event, Letter, Notice, Effect)) + tuple(
        Counter.objects.order_by("series", "year").values_list("value", flat=True)
    )


@pytest.mark.parametrize(("language", "mark"), [("ru", "ПРОЕКТ"), ("kk", "ЖОБА")])
def test_a_letter_is_seen_before_it_is_written(language: str, mark: str, printed: list[str]) -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    before = everything()
    answer = preview(user, case, "return_for_rework", language, **returned())
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert CUT in printed[0] and case.number in printed[0] and f'<p class="draft-mark">{mark}</p>' in printed[0]
    assert everything() == before, "nothing is kept, no number is used up"
    case.refresh_from_db()
    assert case.state == State.REGISTRATION


def test_it_says_what_the_letter_then_says() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    facts = Return(returns=[{"kind": "passport", "ground": returned()["ground_passport"], "text": CUT}])
    seen = performing.rehearse(case, "return_for_rework", user, people.after(case), facts)
    take(user, case, "return_for_rework", **returned())
    letter = Letter.objects.get(case=case, kind="rework_return")
    assert seen and seen.facts == {key: value for key, value in letter.facts.items() if key != "signature"}


BY_STAFF = sorted(name for name, step in NOMAD.steps.items() if step.letter and step.by.value in OFFICIAL_ROLES)


@pytest.mark.parametrize("name", BY_STAFF)
def test_the_letter_of_every_step_of_the_staff_is_seen_before(name: str) -> None:
    """In both languages, by the buttons of its page."""
    step = STEPS[name]
    case = people.hear(ways.case_for(people.case_in(step.sources[0]), name), name)
    now = ways.ready_at(case, name)
    facts, user = ways.facts(case, name, now), ways.a_person(step.by, case)
    with people.at(now):
        page = text(signed_in(user).get(step_url(case, name)))
    assert re.findall(r'name="preview"\s+value="(\w+)"', page) == ["ru", "kk"]
    letter = performing.rehearse(case, name, user, now, facts)
    assert letter is not None and letter.kind == step.letter


def test_the_invitation_is_seen_before_the_admission_that_brings_it(printed: list[str]) -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    ways.free_slot(people.after(case))
    assert text(open_case(user, case)).count('name="preview"') == 2
    answer = preview(user, case, "admit", invite_now="on")
    assert answer["Content-Type"] == "application/pdf" and case.number in printed[0]
    alone = preview(user, case, "admit")
    assert alone.status_code == 409 and "no letter goes out with it" in text(alone)
    case.refresh_from_db()
    assert case.state == State.SCREENING and not Letter.objects.filter(kind="interview_invitation").exists()


def test_it_is_a_real_file() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    assert preview(user, case, "return_for_rework", **returned()).content.startswith(b"%PDF-")


def test_before_a_signed_step_too(printed: list[str]) -> None:
    case, user = people.case_in(State.FINAL_REVIEW), people.officer()
    answer = preview(user, case, "grant")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    case.refresh_from_db()
    assert case.state == State.FINAL_REVIEW and not case.permit_number


def test_a_bad_form_gets_words_instead() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    answer = preview(user, case, "return_for_rework", text_passport="<script>x</script>")
    assert answer.status_code == 422
    assert "<script>x" not in text(answer) and "&lt;script&gt;x" in text(answer)


def test_a_stale_page_says_who_was_quicker_and_keeps_what_was_typed() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    answer = preview(user, case, "return_for_rework", version=case.version - 1, **returned())
    assert answer.status_code == 409 and CUT in text(answer)


def test_an_unknown_language_takes_no_step() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    answer = preview(user, case, "register", "en", mp_number="MP-1")
    assert answer.status_code == 302, "the button that has no letter is a button like any other"


# ------------------------------------------------------------------------------------------------ drafts


def typed(client: Client, case: Case, name: str = "return_for_rework", **data: Any) -> Any:
    url = reverse("cases:typed", args=[case.pk, name])
    return client.post(url, {"version": case.version, **data}, headers={"accept": "application/json"})


def test_what_is_typed_is_taken_up_again_on_another_computer() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    with people.at(people.after(case)):
        answer = typed(signed_in(user), case, text=WORDS)
        assert answer.status_code == 200 and "Draft saved" in answer.json()["words"]
        page = text(signed_in(user).get(step_url(case, "return_for_rework")))
    assert WORDS in page and "Draft saved" in page and f'value="{answer.json()["draft"]}"' in page
    assert WORDS in text(open_case(user, case)) and "Your draft" in text(open_case(user, case))


def test_it_stands_in_the_form_of_the_case_page() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    with people.at(people.after(case)):
        typed(signed_in(user), case, "register", mp_number="MP-TYPED")
    page = text(open_case(user, case))
    assert 'value="MP-TYPED"' in page and "Your draft" not in page, "it is shown once"


def test_nobody_else_gets_it() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    other = User.objects.create_user("o2@example.org", people.PASSWORD, full_name="O", role=user.role, city=user.city)
    with people.at(people.after(case)):
        typed(signed_in(user), case, text=WORDS)
        assert WORDS not in text(signed_in(other).get(step_url(case, "return_for_rework")))
        assert typed(signed_in(people.officer("almaty")), case, text=WORDS).status_code == 404
        assert typed(signed_in(people.clerk()), case, text=WORDS).status_code == 404


def test_a_tab_goes_on_with_its_own_draft_and_another_tab_makes_its_own() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    client = signed_in(user)
    with people.at(people.after(case)):
        first = typed(client, case, text=WORDS).json()
    with people.at(people.after(case, 2 * people.HOUR)):
        again = typed(client, case, text=WORDS + " More.", draft=first["draft"], draft_at=first["at"]).json()
        assert again["draft"] == first["draft"] and StepDraft.objects.count() == 1
        other = typed(client, case, text="Another tab says otherwise.", draft=first["draft"], draft_at=first["at"])
    assert other.json()["draft"] != first["draft"]
    assert {row.data["text"][0] for row in StepDraft.objects.all()} == {WORDS + " More.", "Another tab says otherwise."}


def test_it_goes_with_the_step_and_does_not_come_back_after_it() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    with people.at(people.after(case)):
        draft = typed(signed_in(user), case, "register", mp_number="MP-1").json()
    seen = case.version
    take(user, case, "register", mp_number="MP-1", draft=draft["draft"])
    assert case.state == State.CHECKS and not StepDraft.objects.exists()
    with people.at(people.after(case)):
        late = typed(signed_in(user), case, "register", version=seen, mp_number="MP-1")
    assert late.status_code == 409 and "moved on" in late.json()["words"] and not StepDraft.objects.exists()


@pytest.mark.parametrize(("words", "kept"), [("", 0), ("   ", 0), ("слово " * 9_000, 1), ("слово " * 20_000, 0)])
def test_nothing_and_too_much_are_no_drafts(words: str, kept: int) -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    with people.at(people.after(case)):
        answer = typed(signed_in(user), case, text=words)
    assert answer.status_code == (409 if len(words) > 100_000 else 200)
    assert StepDraft.objects.count() == kept


def test_without_scripts_it_is_a_button() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    client = signed_in(user)
    with people.at(people.after(case)):
        url = reverse("cases:typed", args=[case.pk, "return_for_rework"])
        page = client.post(url, {"version": case.version, "text": WORDS}, follow=True)
        assert "Draft saved" in text(page) and WORDS in text(page)
        discard = reverse("cases:discard_draft", args=[case.pk, StepDraft.objects.get().pk])
        assert discard in text(page)
        client.post(discard, {"text": WORDS})
    assert not StepDraft.objects.exists()


def test_a_note_a_message_and_a_review_are_drafts_while_they_are_typed() -> None:
    """Each is taken up again on its page, with the time, and goes when it is sent."""
    case, user = people.case_in(State.REGISTRATION), people.officer()
    here, ground = case_url(user, case), people.free_ground("rework")
    review, thread = reverse("cases:review", args=[case.pk, "passport"]), reverse("cases:thread", args=[case.pk])
    about = case.dossier.documents["passport"].pk
    forms: dict[str, tuple[str, str, dict[str, str], dict[str, str]]] = {
        "note": (here, reverse("cases:notes", args=[case.pk]), {"text": WORDS}, {}),
        "message": (thread, thread, {"text": WORDS}, {}),
        "review-passport": (
            review,
            review,
            {"ground_passport": ground, "text_passport": CUT},
            {"verdict": "returned", "document": str(about)},
        ),
    }
    client, asked = signed_in(user), {"accept": "application/json"}
    for what, (page, url, words, press) in forms.items():
        place = reverse("cases:typed_text", args=[case.pk, what])
        with people.at(people.after(case)):
            answer = client.post(place, words, headers=asked)
            assert "Draft saved" in answer.json()["words"], what
            again = text(client.get(page))
            assert all(word in again for word in words.values()) and "Draft saved" in again, what
            assert f'value="{answer.json()["draft"]}"' in again and f'data-typed="{place}"' in again, what
            client.post(url, {**words, **press, "draft": answer.json()["draft"]})
        assert not StepDraft.objects.exists(), what
    with people.at(people.after(case)):
        nothing = reverse("cases:typed_text", args=[case.pk, "review-nothing"])
        assert client.post(nothing, headers=asked).status_code == 404
        assert client.post(reverse("cases:typed_text", args=[case.pk, "note"]), {"text": " "}).status_code == 302
    assert not StepDraft.objects.exists()


def test_a_draft_that_nobody_comes_back_to_goes_with_time() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    with people.at(people.after(case)):
        typed(signed_in(user), case, text=WORDS)
    assert stepdrafts.forget(people.after(case) + timedelta(days=31)) == 1


# ------------------------------------------------------------------------------------------------ the page of a step


@pytest.mark.parametrize("sent", [False, True])
def test_the_documents_stay_in_view_beside_the_form_of_a_step(sent: bool) -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    url, row = step_url(case, "return_for_rework"), case.dossier.documents["passport"]
    with people.at(people.after(case)):
        client = signed_in(user)
        page = client.post(url, {"text": WORDS}) if sent else client.get(url, {"draft": "", "doc": str(row.pk)})
    assert page.status_code == (422 if sent else 200)
    assert f"{url}?" in text(page) and f"doc={row.pk}#viewer" in text(page)
    assert ("<iframe" in text(page)) != sent


def test_the_applicants_own_step_shows_none() -> None:
    case = people.case_in(State.SCREENING)
    assert case.person.user
    with people.at(people.after(case)):
        page = signed_in(case.person.user).get(step_url(case, "withdraw"))
    assert page.status_code == 200 and "case-papers" not in text(page)


# ------------------------------------------------------------------------------------------------ the анкета compared


def compared(case: Case) -> dict[str, str]:
    """Label → what stands in its row."""
    table = text(open_case(people.officer(), case)).split('class="table compared', 1)[1].split("</table>", 1)[0]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("<tr")[2:]]
    return {row.split(" ", 1)[1].split(" ", 1)[0] if row.startswith(">") else row: row for row in rows}


def test_what_differs_from_the_passport_data_is_marked() -> None:
    case = people.case_in(State.REGISTRATION)
    assert not [row for row in compared(case).values() if "differs" in row]
    person = case.person
    given = {**case.questionnaire["answers"], "passport_number": "ZZ0000001", "surname": "Otherwise"}
    Case.objects.filter(pk=case.pk).update(questionnaire={**case.questionnaire, "answers": given})
    marked = [row for row in compared(case).values() if "differs" in row]
    assert len(marked) == 3, "number, surname, and the whole name of the certificate"
    assert any("ZZ0000001" in row and person.passport_number in row for row in marked)
    named = NamedTwice("surname", "questionnaire", "Otherwise", DATA, person.surname)
    past = NamedTwice("surname", "questionnaire", "Another", DATA, person.surname)
    for row in (named, past):
        amend(case, person.user, people.after(case), Event.IDENTITY_CONFIRMED, asdict(row) | {"digest": row.digest})
    shown = text(open_case(people.officer(), case))
    assert shown.count("Confirmed by the person, ") == 1, "of what stands in the questionnaire now"
    assert "“Otherwise” is right, though" in shown and named.digest in shown, "in the history too"


@pytest.mark.parametrize(
    ("name", "other", "standing"),
    [
        ("SMITH JOHN", "John Smith", ""),
        ("Đoàn Trí", "DOAN TRI", "spelt"),
        ("СМИТ ДЖОН", "Smith John", "spelt"),
        ("Yıldızkaya", "Yildizkaya", ""),
        ("Smith", "Schmidt", "differs"),
        ("Smith", "", "differs"),
    ],
)
def test_names_are_compared_whatever_their_order_and_script(name: str, other: str, standing: str) -> None:
    assert of_names(name, other) == standing


# ------------------------------------------------------------------------------------------------ answers as they came


def test_an_answer_stands_as_it_came_beside_what_was_recorded() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    assert case.filed_at is not None
    answer = {"clear": True, "lines": [{"remark": "<script>x</script>"}], "note": ""}
    Exchange.objects.create(
        system="ibd",
        operation="check",
        case=case,
        key="a-key",
        request={},
        request_sha256="",
        answer=answer,
        state=Exchange.ANSWERED,
        created_at=case.filed_at,
    )
    url = reverse("cases:answers", args=[case.pk])
    with people.at(people.after(case)):
        page = text(signed_in(user).get(url))
        assert signed_in(people.officer("almaty")).get(url).status_code == 404
        assert signed_in(people.clerk()).get(url).status_code == 403
    assert "lines.1.remark" in page and "&lt;script&gt;x" in page and "<script>x" not in page
    assert "Integrated data bank:" in page.split("As it is recorded", 1)[1]
    assert ReadLog.objects.filter(case=case, user=user, what="answers").count() == 1


def test_each_answer_has_beside_it_the_check_that_rests_on_it() -> None:
    """One system answers about the arrival and, later, about the border; a message became the answer to a question."""
    case = people.case_in(State.FINAL_REVIEW)
    first, then, now = (people.after(case) + timedelta(hours=hours) for hours in (0, 1, 2))
    facts = {"system": "berkut", "case": case, "request": {}, "request_sha256": "", "state": Exchange.ANSWERED}

    def row(key: str, at: Any, **more: Any) -> Exchange:
        return Exchange.objects.create(operation="crossing", key=key, created_at=at, **facts | more)

    unasked = row("m-1", first, direction=Exchange.IN, request={"point": "Altynkol"}, applied_at=first)
    asked = row("q-1", then, answer={"found": True}, correlation="m-2", applied_at=now)
    row("m-2", now, direction=Exchange.IN, applied_at=now)
    own = {"case": case, "clear": True, "by": None}
    arrival = Check.objects.create(kind="arrival", at=first, **own)
    border = Check.objects.create(kind="border", at=now, **own)
    put_right = Check.objects.create(
        kind="border", at=now, case=case, clear=False, by=people.officer(), corrects=border, reason="A misreading"
    )
    with people.at(people.after(case) + timedelta(hours=3)):
        page = signed_in(people.officer(), "kk").get(reverse("cases:answers", args=[case.pk]))
    rows = [row for row in page.context["rows"] if row.exchange.system == "berkut"]
    beside = {row.exchange.pk: row.recorded for row in rows}
    assert beside[unasked.pk] == [(arrival, False)] and "Altynkol" in text(page)
    assert beside[asked.pk] == [(put_right, False), (border, True)] and len(beside) == 2
    assert "«Бүркіт» БАЖ" in text(page) and "ЕИС «Беркут»" not in text(page), "named in the reader's language"
