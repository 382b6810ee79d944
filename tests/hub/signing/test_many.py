"""Several petitions signed at a sitting: each sheet by its own signature, each recorded by itself (п. 8)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cases.models import Case, Event, Letter, ReadLog, Signature, SigningItem, User
from cases.programmes.nomad.petitions import reading
from cases.programmes.nomad.states import State
from demo import cms
from demo.keys import identity_of
from tests import people
from tests.desks import signed_in, take, text

pytestmark = pytest.mark.django_db

READING = reverse("hub:signing:reading")
PROFESSION = "Разработчик ПО"


def waiting(number: int = 2) -> list[Case]:
    return [people.case_in(State.MINISTRY_REVIEW) for _each in range(number)]


def now(*cases: Case) -> Any:
    return people.at(max(people.after(case) for case in cases))


def choose(client: Client, *cases: Case, profession: str = PROFESSION) -> Any:
    typed = {f"profession-{case.pk}": profession for case in cases}
    return client.post(READING, {"case": [str(case.pk) for case in cases], **typed}, follow=True)


def send(client: Client, row: dict[str, Any], user: User, **faults: Any) -> Any:
    made = cms.sign(identity_of(user), b64decode(row["content"]), timezone.now(), **faults)
    sent = {
        "cms": b64encode(made).decode(),
        "sheet_at": row["sheet_at"],
        "sheet_language": row["sheet"].facts["language"],
    }
    return client.post(reverse("hub:signing:sign", args=[row["item"].pk]), sent)


def states(*cases: Case) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_the_list_shows_the_record_of_the_screening_and_of_the_interview_beside_it() -> None:
    cases = waiting()
    with now(*cases):
        page = text(signed_in(people.signer()).get(READING))
    for case in cases:
        assert case.number in page and case.person.full_name in page
    assert page.count("Qualification confirmed") == 2 and people.REASONS in page and page.count("Admitted") == 2


def test_each_is_signed_over_its_own_sheet_and_a_second_press_records_nothing_twice() -> None:
    cases, user = waiting(), people.signer()
    with now(*cases):
        client = signed_in(user)
        page = choose(client, *cases)
        rows = page.context["items"]
        for row in rows:
            assert {"passport"} <= {paper.document.kind for paper in row["papers"]}
            assert all(escape(paper.here) in text(page) for paper in row["papers"]), "each opens beside its case"
        assert ReadLog.objects.filter(what="sheet", user=user).count() == 2
        answers = [send(client, rows[0], user), send(client, rows[0], user)]
        assert all('data-state="done"' in text(answer) for answer in answers)
        assert states(*cases) == [State.PETITION_SIGNED, State.MINISTRY_REVIEW]
        again = client.get(reverse("hub:signing:sheets", args=[rows[0]["item"].session_id]))
        assert (again.context["done"], again.context["waiting"]) == (1, 1)
        send(client, again.context["items"][1], user)
    assert states(*cases) == [State.PETITION_SIGNED] * 2
    assert (
        Event.objects.filter(step="sign_petition").count() == 2 and Letter.objects.filter(kind="petition").count() == 2
    )
    sums = {row.case_id: row.sha256 for row in Signature.objects.filter(step="sign_petition")}
    assert sums == {case.pk: row["sheet"].sha256 for case, row in zip(cases, rows, strict=True)}


def test_the_petition_is_read_before_its_sheet_is_signed(client: Client) -> None:
    cases, user = waiting(), people.signer()
    with now(*cases):
        client.force_login(user)
        page = choose(client, *cases)
        row = page.context["items"][0]
        here = reverse("hub:signing:sign", args=[row["item"].pk])
        assert text(page).count('name="preview"') == 4 and f'action="{here}"' in text(page)
        letter = client.post(here, {"preview": "kk"})
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF-")
    assert states(*cases) == [State.MINISTRY_REVIEW] * 2 and not Letter.objects.filter(kind="petition").exists()


@pytest.mark.parametrize(
    ("faults", "why"),
    [({"altered": b"{}"}, "signed text"), ({"nobody": True}, "")],
)
def test_a_bad_signature_stays_with_its_reason_and_the_others_go_on(faults: dict[str, Any], why: str) -> None:
    cases, user = waiting(), people.signer()
    with now(*cases):
        client = signed_in(user)
        rows = choose(client, *cases).context["items"]
        bad = text(send(client, rows[0], user, **faults))
        good = text(send(client, rows[1], user))
    assert 'data-state="waits"' in bad and "Nothing is recorded" in bad and 'data-state="done"' in good
    assert states(*cases) == [State.MINISTRY_REVIEW, State.PETITION_SIGNED]
    assert SigningItem.objects.get(pk=rows[0]["item"].pk).words


def test_a_sheet_signs_no_other_petition() -> None:
    cases, user = waiting(), people.signer()
    with now(*cases):
        client = signed_in(user)
        rows = choose(client, *cases).context["items"]
        swapped = {**rows[1], "item": rows[0]["item"]}
        assert 'data-state="waits"' in text(send(client, swapped, user))
    assert states(*cases) == [State.MINISTRY_REVIEW] * 2


def test_what_changed_after_the_sheet_was_drawn_up_is_not_signed() -> None:
    cases, user = waiting(1), people.signer()
    with now(*cases):
        client = signed_in(user)
        rows = choose(client, *cases).context["items"]
        take(
            people.screener(),
            cases[0],
            "correct_interview",
            **people.protocol(cases[0])
            | {
                "recommended": "no",
                "text": "The stated work is not shown.",
                "reason": "Another interview was meant.",
            },
        )
    with now(*cases):
        assert 'data-state="waits"' in text(send(signed_in(user), rows[0], user))
    assert states(*cases) == [State.MINISTRY_REVIEW]


def test_what_was_signed_alone_meanwhile_or_withdrawn_is_refused() -> None:
    cases, user = waiting(), people.signer()
    with now(*cases):
        client = signed_in(user)
        rows = choose(client, *cases).context["items"]
    take(user, cases[0], "sign_petition", profession=PROFESSION)
    take(cases[1].person.user, cases[1], "withdraw", agree="on")  # type: ignore[arg-type]
    assert states(cases[1]) == [State.WITHDRAWN]
    with now(*cases):
        client = signed_in(user)
        assert 'data-state="refused"' in text(send(client, rows[0], user))
        gone = text(send(client, rows[1], user))
        page = text(client.get(reverse("hub:signing:sheets", args=[rows[0]["item"].session_id])))
    assert "not before you any more" in gone and cases[1].person.full_name not in page
    assert Event.objects.filter(case=cases[0], step="sign_petition").count() == 1


def test_what_an_earlier_petition_pushed_to_the_next_page_is_signed_and_only_what_has_left_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "PAGE", 1)
    first, pushed = waiting()
    with now(first, pushed):
        client = signed_in(people.signer())
        page = choose(client, first, pushed)
        assert {row["case"].pk for row in page.context["items"]} == {first.pk, pushed.pk}
        assert "left the list" not in text(page)
        wrong = client.post(READING, {"case": [str(pushed.pk)], f"profession-{pushed.pk}": ""})
        assert wrong.status_code == 422 and pushed.number in text(wrong), "its row is there, to be put right"
    take(people.signer(), pushed, "sign_petition", profession=PROFESSION)
    with now(first, pushed):
        page = choose(signed_in(people.signer()), first, pushed)
    assert "1 of the chosen petitions has left the list" in text(page) and len(page.context["items"]) == 1


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_profession_left_out_keeps_what_was_typed(language: str) -> None:
    cases = waiting()
    with now(*cases):
        client = signed_in(people.signer(), language)
        typed = {f"profession-{cases[0].pk}": PROFESSION, f"profession-{cases[1].pk}": ""}
        page = client.post(READING, {"case": [str(case.pk) for case in cases], **typed})
    assert page.status_code == 422 and f'value="{PROFESSION}"' in text(page) and text(page).count("checked") == 2
    row = next(row for row in page.context["rows"] if row.errors)
    assert row.errors[0].startswith(f"{page.context['form'].fields['profession'].label}: "), "it names its field"
    assert not SigningItem.objects.exists()


def test_nothing_chosen_and_nonsense_sign_nothing() -> None:
    cases = waiting(1)
    with now(*cases):
        client = signed_in(people.signer())
        assert "Choose at least one case." in text(client.post(READING, {}))
        assert client.post(READING, {"case": ["x", str(people.START)]}).status_code == 200
        item = choose(client, *cases).context["items"][0]["item"]
        for sent in ({}, {"cms": "x" * 50_000, "sheet_at": "soon"}, {"cms": "e30="}):
            assert 'data-state="waits"' in text(client.post(reverse("hub:signing:sign", args=[item.pk]), sent))
    assert states(*cases) == [State.MINISTRY_REVIEW]


def test_a_case_without_an_interview_is_not_offered() -> None:
    from tests.cases.engine import ways

    case = ways.take(people.case_in(State.SCREENING), "propose_screening_refusal")
    with now(case):
        page = signed_in(people.signer()).get(READING)
    assert f'value="{case.pk}"' not in text(page) and "Refusal proposed" in text(page)
