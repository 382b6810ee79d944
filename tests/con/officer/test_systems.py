"""The officer's page when an outside system is silent, late, or says otherwise than what was entered by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.performing import perform
from cases.gateways import inbox
from cases.gateways.compared import compared
from cases.gateways.contract import INBOUND, OPERATIONS
from cases.law.actors import Actor
from cases.law.errors import NotNowError
from cases.models import Breaker, Case, Discrepancy, Event, Exchange, StepDraft, User
from cases.models.exchange import OPERATION_NAMES
from cases.outbox import draining, exchanges
from cases.programmes.nomad import resolving
from cases.programmes.nomad.facts import CheckResult
from cases.programmes.nomad.states import State
from cases.web.drafts import texts
from cases.workload import taking
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, home_url, open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
HTTP = {"transport": "http", "url": "https://ibd.example/dnr", "key_id": "k", "secret": "s"}


def asked(case: Case, system: str = "ibd", **facts: Any) -> Exchange:
    """The newest question of the case to the system, made if the setting asks nobody."""
    exchange = Exchange.objects.filter(case=case, system=system, direction=Exchange.OUT).order_by("-id").first()
    now = people.after(case, timedelta(0))
    exchange = exchange or Exchange(
        system=system, operation="check", case=case, key=f"{case.number}.{system}", request={}
    )
    facts = {"state": Exchange.PENDING, "created_at": now, "next_at": now} | facts
    for name, value in facts.items():
        setattr(exchange, name, value)
    exchange.save()
    return exchange


def test_every_operation_has_a_name() -> None:
    assert {message.name for message in (*OPERATIONS.values(), *INBOUND.values())} == set(OPERATION_NAMES)


def test_a_system_asked_by_hand_offers_its_step(settings: Any) -> None:
    settings.GATEWAYS = {}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case, next_at=None)
    page = text(open_case(people.officer(), case))
    assert "by hand" in page and reverse("cases:step", args=[case.pk, "record_check"]) in page


def test_a_system_that_was_just_asked_answers_by_itself(settings: Any) -> None:
    settings.GATEWAYS = {"ibd": HTTP}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case)
    page = text(open_case(people.officer(), case, timedelta(minutes=5)))
    assert "the answer comes by itself" in page and "Enter the answer by hand" not in _panel(page, "ИБД")


def _panel(page: str, system: str) -> str:
    """What stands after the system's name in the panel, up to the next system."""
    return page.split("systems-title", 1)[1].split(f"({system})", 1)[1].split("</li>", 1)[0]


def test_a_silent_system_is_reported_and_may_be_entered_by_hand(settings: Any) -> None:
    settings.GATEWAYS = {"ibd": HTTP}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case)
    page = text(open_case(people.officer(), case, timedelta(hours=3)))
    assert page.count("No answer for 3 hours.") == 2, "at the head of the work, and in the panel"
    assert f"{reverse('cases:step', args=[case.pk, 'record_check'])}?kind=ibd" in page
    with people.at(people.after(case, timedelta(hours=3))):
        assert "An outside system does not answer: enter it by hand." in text(
            signed_in(people.officer()).get(home_url(people.officer()))
        )
        chosen = signed_in(people.officer()).get(step_url(case, "record_check"), {"kind": "sio"})
    assert '<option value="sio" selected>' in text(chosen)


def test_a_system_that_is_down_is_reported_with_its_last_answer(settings: Any) -> None:
    settings.GATEWAYS = {"ibd": HTTP}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case)
    Breaker.objects.create(system="ibd", state=Breaker.OPEN, last_ok_at=people.START)
    assert "The system does not answer; it last did on" in text(open_case(people.officer(), case))


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (Exchange.DEAD, "The administrator can send it again."),
        (Exchange.REFUSED, "The system has refused: no such person"),
    ],
)
def test_what_was_given_up_and_nobody_has_to_enter_does_not_pass_for_answered(
    settings: Any, state: str, says: str
) -> None:
    """АРМ ГО was not told of the decision, and its officer should know."""
    settings.GATEWAYS = {"pep": HTTP}
    case = people.case_in(State.PRELIMINARY_APPROVED)
    Breaker.objects.create(system="pep", state=Breaker.OPEN)
    row = asked(case, "pep", operation="result", state=state, next_at=None, error="no such person", attempts=13)
    open_part = text(open_case(people.officer(), case)).split("systems-title", 1)[1].split("<details", 1)[0]
    result = open_part.split("result reported", 1)[1].split("</li>", 1)[0]
    assert says in result and "goes on asking" not in result and "tries again" not in result
    Exchange.objects.filter(pk=row.pk).update(state=Exchange.ANSWERED)
    assert says not in text(open_case(people.officer(), case))


def test_what_a_system_reported_is_nobodys_act(settings: Any) -> None:
    """In the file of a case no officer seems to have entered what a system answered by itself."""
    case = people.case_in(State.CHECKS, prepared=False)
    result = CheckResult(kind="ibd", clear=True, reference="R-1")
    perform(case.pk, "record_check", None, people.after(case), result, gateway="ibd")
    page = text(open_case(people.officer(), case))
    assert "ИБД, outside system" in page and f"ИБД, {Actor.OFFICER.label}" not in page


@pytest.fixture
def unnumbered(settings: Any) -> Case:
    """Registered three hours ago, its number left to ИС МП, which has not answered."""
    settings.GATEWAYS = {"ismp": HTTP}
    case = people.case_in(State.REGISTRATION)
    assert take(people.officer(), case, "register", mp_number="").status_code == 200
    return case


def test_a_number_that_does_not_come_is_entered_by_hand(unnumbered: Case) -> None:
    case, url, user = unnumbered, step_url(unnumbered, "record_number"), people.officer()
    page = text(open_case(user, case, timedelta(minutes=5)))
    assert url not in page, "it comes by itself"
    page = text(open_case(user, case, timedelta(hours=3)))
    assert page.count("No answer for 3 hours.") == 2 and page.count(url) == 2
    with people.at(people.after(case, timedelta(hours=3))):
        assert "An outside system does not answer: enter it by hand." in text(signed_in(user).get(home_url(user)))
    assert take(user, case, "record_number", timedelta(hours=3), mp_number="").status_code == 422
    page = text(take(user, case, "record_number", timedelta(hours=3), mp_number=" MP-77 "))
    assert case.mp_number == "MP-77" and "MP-77" in page and page.count(url) == 1, "the number can be corrected"
    assert "The system’s own answer will be compared with it." in page
    event = Event.objects.get(case=case, step="record_number")
    assert event.paragraph == "12", "the registration is п. 12, wherever its number comes in"
    assert (event.user, event.facts) == (user, {"mp_number": "MP-77"})
    row = Exchange.objects.get(case=case, system="ismp")
    assert (row.by, row.by_hand_at, row.open) == (user, event.at, True)


def test_a_number_that_comes_late_and_differs_is_reported_and_may_be_put_right(unnumbered: Case) -> None:
    case, user = unnumbered, people.officer()
    take(user, case, "record_number", mp_number="MP-77")
    row, now = asked(case, "ismp"), people.after(case)
    Exchange.objects.filter(pk=row.pk).update(state="answered", answer={"number": "MP-78"}, next_at=now)
    assert exchanges.apply(row.pk, now)
    discrepancy = Discrepancy.objects.get(case=case)
    with people.at(now):
        page = text(signed_in(user).get(url(discrepancy)))
        assert "MP-77" in page and "MP-78" in page
        data = {"side": "system", "word": "The number of the system is the true one."}
        assert signed_in(user).post(url(discrepancy), data).status_code == 302
    case.refresh_from_db()
    assert case.mp_number == "MP-78"
    take(user, case, "record_number", mp_number="MP-79")
    assert ways.fresh(case).mp_number == "MP-78", "a number in the file gives way to none without a reason"
    take(user, case, "record_number", mp_number="MP-79", reason="A digit was wrong.")
    assert ways.fresh(case).mp_number == "MP-79"
    page = text(open_case(user, ways.fresh(case)))
    struck = [words for words in re.findall(r"<s>(.*?)</s>", page, re.DOTALL) if "MP-78" in words]
    assert struck and not any("MP-79" in words for words in struck), "the number of before stays, struck"
    assert "A digit was wrong." in page and user.full_name in page


@pytest.mark.parametrize("state", [State.REGISTRATION, State.GRANTED])
def test_a_number_is_not_entered_before_the_registration_or_after_the_decision(state: State) -> None:
    case = people.case_in(state)
    before = case.mp_number
    take(people.officer(), case, "record_number", mp_number="MP-77")
    assert case.mp_number == before


@pytest.fixture
def differing() -> Discrepancy:
    case = people.case_in(State.KNB)
    exchange = asked(case, state=Exchange.ANSWERED, outcome="discrepancy", answer={})
    facts = {"by_hand": {"clear": True, "reference": "1"}, "by_system": {"clear": False, "answered_on": "2026-06-02"}}
    return Discrepancy.objects.create(exchange=exchange, case=case, what="ibd", raised_at=people.START, **facts)


def url(discrepancy: Discrepancy) -> str:
    return reverse("cases:discrepancy", args=[discrepancy.case_id, discrepancy.pk])


def test_the_word_is_handed_back_when_the_session_is_over(differing: Discrepancy) -> None:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    with people.at(people.after(differing.case)):
        handed_back = client.post(url(differing), {"word": "Typed at length."})
    assert handed_back.status_code == 403 and ">Typed at length.</textarea>" in text(handed_back)
    differing.refresh_from_db()
    assert differing.resolved_at is None


def test_the_word_is_saved_while_it_is_typed(differing: Discrepancy) -> None:
    case, user, data = differing.case, people.officer(), {"side": "hand", "word": "The paper original was compared."}
    saved_at = reverse("cases:typed_text", args=[case.pk, texts.of_resolving(differing.pk)])
    with people.at(people.after(case)):
        client = signed_in(user)
        client.post(saved_at, data)
        shown = text(client.get(url(differing)))
        assert data["word"] in shown and f'href="{url(differing)}?doc=' in shown, "beside the documents"
        assert signed_in(people.clerk()).post(saved_at, data).status_code == 404
        client.post(url(differing), data | {"draft": str(StepDraft.objects.get().pk)})
    assert not StepDraft.objects.exists()


def test_the_slower_officers_word_is_kept_beside_what_was_decided(differing: Discrepancy) -> None:
    case, user = differing.case, people.officer()
    other = User.objects.create_user(
        "quicker@example.org", people.PASSWORD, full_name="Quicker", role=user.role, city=user.city
    )
    data = {"side": "hand", "word": "The paper original was compared, and it holds."}
    with people.at(people.after(case)):
        signed_in(other).post(url(differing), {"side": "system", "word": "Their register is the newer of the two."})
        for word in (data["word"], "short"):
            page = text(signed_in(user).post(url(differing), data | {"word": word}, follow=True))
            assert "resolved already" in page and "Quicker" in page and word in page
    assert StepDraft.objects.filter(user=user, case=case, step=StepDraft.RESOLUTION).count() == 2
    differing.refresh_from_db()
    assert (differing.side, differing.resolved_by) == ("system", other)


def test_the_own_second_click_on_a_discrepancy_leaves_no_draft(differing: Discrepancy) -> None:
    user, text = people.officer(), {"side": "system", "word": "Their register is the newer of the two."}
    with people.at(people.after(differing.case)):
        for _time in range(2):
            signed_in(user).post(url(differing), text)
        assert not StepDraft.objects.exists()
        signed_in(user).post(url(differing), text | {"word": "Of the other tab, quite otherwise."})
    assert StepDraft.objects.get().data["word"] == ["Of the other tab, quite otherwise."]


def test_with_the_setting_a_colleagues_discrepancy_is_not_resolved(differing: Discrepancy, settings: Any) -> None:
    case, owner, settings.DNR_OWNER_ONLY = differing.case, people.officer(), True
    colleague = User.objects.create_user("bolat@example.org", "x", full_name="Bolat", role="officer", city_id="astana")
    taking.take(case.pk, owner, people.after(case))
    choice = resolving.Choice("system", "The system is right.")
    with pytest.raises(NotNowError, match=owner.full_name):
        resolving.resolve(differing.pk, colleague, people.after(case), choice)
    assert resolving.resolve(differing.pk, owner, people.after(case), choice).resolved_at


def test_a_discrepancy_is_resolved_with_a_word(differing: Discrepancy) -> None:
    case, user = differing.case, people.officer()
    assert url(differing) in text(open_case(user, case))
    with people.at(people.after(case)):
        client = signed_in(user)
        assert "Answered by the system" in text(client.get(url(differing)))
        for wrong in ({"side": "system", "word": "....."}, {"side": "", "word": "The system is right."}):
            assert client.post(url(differing), wrong).status_code == 422
        data = {"side": "system", "word": "The system is right."}
        assert client.post(url(differing), data)["location"] == case_url(user, case)
        assert client.post(url(differing), data | {"side": "hand"}).status_code == 302
    differing.refresh_from_db()
    assert (differing.resolved_by, differing.side, differing.resolution) == (user, "system", "The system is right.")
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and not held.clear, "the side chosen is the fact"
    assert Event.objects.filter(case=case, step="discrepancy_resolved").count() == 1


def test_a_resolution_is_put_right_from_its_page(differing: Discrepancy) -> None:
    case, user = differing.case, people.officer()
    choice = resolving.Choice("system", "The system is right.")
    resolving.resolve(differing.pk, user, people.after(case), choice)
    assert url(differing) in (page := text(open_case(user, case))) and "Correct the resolution" in page
    with people.at(people.after(case)):
        client = signed_in(user)
        data = {"side": "hand", "word": "It was about another person.", "correct": "1"}
        assert client.post(url(differing), data | {"word": "....."}).status_code == 422
        assert client.post(url(differing), data)["location"] == case_url(user, case)
        newer = Discrepancy.objects.get(corrects=differing)
        was, now = text(client.get(url(differing))), text(client.get(url(newer)))
    assert url(newer) in was and "The system is right." in now and "<s>" in now and "Corrected since:" not in now
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and held.clear
    page = text(open_case(user, case))
    assert "Resolution of a discrepancy corrected" in page and "corrected later" in page


COMPARED: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "knb": (
        {"clear": True, "reference": "1"},
        {"clear": False, "reference": "2", "text": "No."},
        ["≠Result|Approved|Not approved", "Reference|1|2", "Remarks|–|No."],
    ),
    "ibd": (
        {"clear": False, "reference": "", "text": None},
        {"clear": True},
        ["≠Result|There is something against|Nothing against"],
    ),
    "arrival": (
        {"arrived_on": "2026-06-03"},
        {"found": False, "crossed_on": None, "point": ""},
        ["Border crossing found|–|no", "Arrived on|3 June 2026|–"],
    ),
    "mp_number": ({"number": "MP-1"}, {"number": "MP-2"}, ["≠Number|MP-1|MP-2"]),
    "payment": (
        {"state": "failed", "amount": "17300.00", "code": "DNR1"},
        {"state": "paid", "amount": "17300.00"},
        ["≠State|failed|paid", "Amount|17,300 ₸|17,300 ₸", "Payment code|DNR1|–"],
    ),
}


@pytest.mark.parametrize("what", COMPARED)
def test_what_differs_stands_side_by_side_in_words(what: str) -> None:
    ours, theirs, shown = COMPARED[what]
    with translation.override("en"):
        rows = compared(Discrepancy(what=what, by_hand=ours, by_system=theirs))
        shown_rows = [f"{'≠' * r.differs}{r.label}|{r.ours or '–'}|{r.theirs or '–'}" for r in rows]
    assert [row.replace("\xa0", " ") for row in shown_rows] == shown


def test_what_a_system_reported_is_read_in_the_file_and_so_is_the_word_on_it(settings: Any) -> None:
    settings.GATEWAYS = {"berkut": HTTP}
    case = people.case_in(State.PRELIMINARY_APPROVED)
    now = people.after(case)
    payload = {"case": case.number, "crossed_on": "2026-06-20", "point": "Astana airport"}
    inbox.receive("berkut", "crossing", payload, "B-1", now)
    draining.drain_exchanges(now)
    page = text(open_case(people.officer(), case))
    for words in ("Border crossing reported by the system", "20\xa0June 2026", "Astana airport"):
        assert words in page


def test_the_officer_follows_the_originals_on_their_way() -> None:
    case = people.case_in(State.IN_TRANSIT)
    now, waybill = people.after(case), case.dispatches.get().waybill
    for n, (status, place) in enumerate((("accepted", ""), ("lost", "Karaganda")), start=1):
        payload = {
            "case": case.number,
            "waybill": waybill,
            "status": status,
            "place": place,
            "moved_at": now.isoformat(),
        }
        inbox.receive("courier", "status", payload, f"C-{n}", now)
    draining.drain_exchanges(now)
    page = text(open_case(people.officer(), case))
    way = page.split("waybill-title", 1)[1].split("</section>", 1)[0]
    assert [word in way for word in ("Accepted by the courier", "Lost", "Karaganda", waybill)] == [True] * 4
    assert "error-line" in way, "somebody has to look for them"


@pytest.mark.parametrize("who", [lambda: people.officer("almaty"), people.clerk, people.screener])
def test_it_is_not_there_for_others(differing: Discrepancy, who: Any) -> None:
    assert signed_in(who()).get(url(differing)).status_code in (403, 404)


def test_it_is_not_there_under_another_case(differing: Discrepancy) -> None:
    other = people.case_in(State.KNB)
    wrong = reverse("cases:discrepancy", args=[other.pk, differing.pk])
    assert signed_in(people.officer()).get(wrong).status_code == 404
