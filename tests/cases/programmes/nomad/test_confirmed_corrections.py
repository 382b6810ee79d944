"""A correction that another official confirms, where the edition asks for one (interpretation 38)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cases.engine import performing
from cases.engine.performing import confirming, waiting
from cases.engine.programmes.declarations import declared_of, problems
from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError, StaleError, WrongActorError
from cases.engine.steps.facts import packed, unpacked
from cases.engine.writing import audit
from cases.law import regulations
from cases.law.actors import Role
from cases.law.errors import NotFoundError, NotNowError
from cases.law.regulations.loader import load
from cases.models import Case, Discrepancy, Event, Exchange, Letter, Notice, StepDraft, User, WaitingCorrection
from cases.programmes.nomad import resolving
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.resolving import Choice
from cases.programmes.nomad.states import PLACES, State
from cases.web.drafts import texts
from cases.web.step.confirming import beside
from tests import copies, people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

LAW = regulations.edition("order_2026_241")
WHY = "The letter was read wrongly."
BACK = "It was right as it stood."
EVERYTHING = tuple(dict.fromkeys(kind for place in PLACES.values() for kind in place.corrects))


@pytest.fixture(autouse=True)
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """The order of 2026 asks for a second official, for all kinds of facts or for those that are named."""

    def ask(*kinds: str) -> None:
        law = dataclasses.replace(LAW, confirmed_corrections=kinds)
        others = tuple(law if edition.key == LAW.key else edition for edition in regulations.editions("nomad"))
        monkeypatch.setitem(regulations._LOADED, "nomad", others)
        regulations._by_key.cache_clear()
        copies.known(monkeypatch, kinds)

    ask(*EVERYTHING)
    with translation.override("en"):
        yield ask
    monkeypatch.undo()
    regulations._by_key.cache_clear()


def second(role: str = "officer", city: str = "astana") -> User:
    """A colleague of the official of the tests."""
    first = people.screener() if role == "screener" else people._staff(Role(role), city)
    email = f"second.{first.email}"
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, people.PASSWORD, full_name="Second Official", role=role, city=first.city
    )


def answered(clear: bool = False) -> Case:
    return ways.take(people.case_in("knb"), "record_knb_answer", clear=clear)


def entered(case: Case, **facts: Any) -> WaitingCorrection:
    """КНБ's answer is entered once more, as an approval."""
    given: dict[str, Any] = {
        "kind": "knb",
        "clear": True,
        "reference": "K-10",
        "answered_on": case.state_since.date(),
        "reason": WHY,
    }
    ways.take(ways.fresh(case), "correct_check", **given | facts)
    return WaitingCorrection.objects.filter(case=case).order_by("-id")[0]


def page(row: WaitingCorrection) -> str:
    return reverse("cases:correction", args=[row.case_id, row.pk])


def post(user: User, row: WaitingCorrection, **data: Any) -> Any:
    case = ways.fresh(row.case)
    with people.at(people.after(case)):
        return signed_in(user).post(page(row), {"version": case.version, **data}, follow=True)


def test_by_default_nobody_else_is_asked(asking: Callable[..., None]) -> None:
    assert LAW.confirmed_corrections == ()
    asking()
    case = answered()
    given: dict[str, Any] = {
        "kind": "knb",
        "clear": True,
        "reference": "K-10",
        "answered_on": case.state_since.date(),
        "reason": WHY,
    }
    case = ways.take(ways.fresh(case), "correct_check", **given)
    assert not WaitingCorrection.objects.exists()
    held = case.dossier.check("knb")
    assert held and held.clear


def test_only_the_kinds_that_the_edition_names_are_confirmed(asking: Callable[..., None]) -> None:
    asking("preliminary")
    case = answered()
    given: dict[str, Any] = {
        "kind": "knb",
        "clear": True,
        "reference": "K-10",
        "answered_on": case.state_since.date(),
        "reason": WHY,
    }
    ways.take(ways.fresh(case), "correct_check", **given)
    assert not WaitingCorrection.objects.exists()
    row = entered(case, kind="ibd", clear=False, text="Wanted by another state.", reference="", answered_on=None)
    assert (row.kind, row.subject, row.waits) == ("preliminary", "ibd", True)


def test_what_an_official_enters_another_makes_the_fact() -> None:
    case = answered()
    row = entered(case)
    held = ways.fresh(case).dossier.check("knb")
    assert held and not held.clear, "the fact is still the old one"
    with pytest.raises(NotMetError, match="waits for another official"):
        ways.take(ways.fresh(case), "approve_preliminary")
    response = post(second(), row, confirm="1")
    assert "is confirmed" in text(response)
    case = ways.fresh(case)
    held = case.dossier.check("knb")
    assert held and (held.clear, held.reference, held.reason, held.by) == (True, "K-10", WHY, second())
    event = Event.objects.filter(case=case, step="correct_check").get()
    assert event.user == second() and event.facts["proposed_by"] == people.officer().full_name
    assert ways.take(case, "approve_preliminary").state == State.PRELIMINARY_APPROVED
    ways.sound(ways.fresh(case))


def test_who_has_entered_it_does_not_confirm_it_nor_does_another_department_or_desk() -> None:
    row = entered(answered())
    first, now = people.officer(), people.after(row.case)
    with pytest.raises(NotNowError, match="yourself"):
        confirming.confirm(row.case_id, row.pk, first, now)
    assert escape("You recorded this correction yourself") in text(post(first, row, confirm="1"))
    with pytest.raises(NotFoundError):
        confirming.confirm(row.case_id, row.pk, people.officer("almaty"), now)
    with pytest.raises(NotFoundError):
        confirming.take_back(row.case_id, row.pk, people.officer("almaty"), now, BACK)
    for stranger in (people.officer("almaty"), people.clerk(), people.screener()):
        assert post(stranger, row, confirm="1").status_code == 404
    row.refresh_from_db()
    held = ways.fresh(row.case).dossier.check("knb")
    assert row.waits and held and not held.clear


def test_two_tabs_confirm_it_once_and_say_so() -> None:
    row = entered(answered())
    case, user = ways.fresh(row.case), second()
    with people.at(people.after(case)):
        client, sent = signed_in(user), {"version": case.version, "confirm": "1"}
        first, again = (client.post(page(row), sent, follow=True) for _tab in range(2))
    assert "is confirmed" in text(first) and "does not wait any more" in text(again)
    assert Event.objects.filter(case=case, step="correct_check").count() == 1
    with pytest.raises(NotNowError, match="does not wait any more"):
        confirming.take_back(case.pk, row.pk, user, people.after(case), BACK)


def test_a_page_that_is_older_than_the_case_confirms_nothing() -> None:
    row = entered(answered())
    case = ways.fresh(row.case)
    old = case.version
    ways.take(case, "record_number", mp_number="MP-77", reason=WHY)
    with pytest.raises(StaleError):
        confirming.confirm(case.pk, row.pk, second(), people.after(case), version=old)
    with people.at(people.after(case)):
        response = signed_in(second()).post(page(row), {"version": old, "text": BACK})
    assert response.status_code == 409 and BACK in text(response)
    row.refresh_from_db()
    assert row.waits


@pytest.mark.parametrize("first", [True, False])
def test_it_is_taken_back_with_a_reason_by_either(first: bool) -> None:
    row = entered(answered())
    user = people.officer() if first else second()
    empty = post(user, row, text="")
    assert empty.status_code == 422
    with people.at(people.after(row.case)):
        client = signed_in(user)
        client.post(reverse("cases:typed_text", args=[row.case_id, texts.of_sending_back(row.pk)]), {"text": BACK})
        shown = text(client.get(page(row)))
        assert BACK in shown, "what was typed is on any computer"
        assert f'href="{page(row)}?doc=' in shown, "beside the documents"
    assert "taken back" in text(post(user, row, text=BACK)) and not StepDraft.objects.exists()
    row.refresh_from_db()
    assert (row.taken_back_by, row.why, row.waits) == (user, BACK, False)
    case = ways.fresh(row.case)
    held = case.dossier.check("knb")
    assert held and not held.clear
    shown = text(open_case(people.officer(), case))
    assert BACK in shown and WHY in shown, "both stay in the file"
    assert "waits for another official" not in shown
    with pytest.raises(NotMetError, match="Without the approval"):
        ways.take(case, "approve_preliminary")


def test_a_second_correction_of_the_same_fact_waits_for_the_first() -> None:
    row = entered(answered())
    with pytest.raises(NotNowError, match="waits already"):
        entered(row.case, reference="K-11")
    case, data = ways.fresh(row.case), {"kind": "knb", "clear": "yes", "reference": "K-11", "reason": WHY}
    with people.at(people.after(case)):
        sent = {"version": case.version, "answered_on": str(case.state_since.date()), **data}
        response = signed_in(people.officer()).post(step_url(case, "correct_check"), sent)
    assert response.status_code == 409 and "K-11" in text(response) and "waits already" in text(response)
    entered(case, kind="ibd", clear=False, text="Wanted by another state.", reference="", answered_on=None)
    assert WaitingCorrection.objects.filter(case=case).count() == 2


def test_what_has_changed_since_is_not_confirmed() -> None:
    case = people.case_in("checks")
    facts: dict[str, Any] = {"expires_on": (case.filed_at or people.START).date() + 300 * people.DAY, "no_end": False}
    ways.take(case, "correct_document", kind="passport", recorded=facts, reason=WHY)
    row = WaitingCorrection.objects.get(case=case)
    document = ways.fresh(case).dossier.documents["passport"]
    document.expires_on = facts["expires_on"] - people.DAY
    document.save()
    with pytest.raises(NotNowError, match="changed since"):
        confirming.confirm(case.pk, row.pk, second(), people.after(case))


def test_the_only_official_of_a_department_learns_what_to_do() -> None:
    row = entered(answered())
    shown = text(open_case(people.officer(), ways.fresh(row.case)))
    assert "Nobody else of your body" in shown and page(row) in shown
    second()
    shown = text(open_case(people.officer(), ways.fresh(row.case)))
    assert "Nobody else of your body" not in shown


def test_colleagues_are_informed_and_who_entered_it_is_not() -> None:
    colleague, stranger = second(), second(city="almaty")
    row = entered(answered())
    notices = Notice.objects.filter(case=row.case, what=waiting.NOTICE)
    assert [notice.user for notice in notices] == [colleague] and stranger.city_id == "almaty"


def test_everybody_who_reads_the_fact_sees_what_is_recorded_and_what_is_to_be() -> None:
    case = people.case_in("checks")
    day = (case.filed_at or people.START).date() + 300 * people.DAY
    ways.take(case, "correct_document", kind="passport", recorded={"expires_on": day, "no_end": False}, reason=WHY)
    document = ways.fresh(case).dossier.documents["passport"]
    assert document.expires_on and document.expires_on != day
    assert not Notice.objects.filter(case=case, what="correct_document").exists(), "nothing is corrected yet"
    owner = case.person.user
    assert owner is not None
    for user, url in ((people.officer(), ""), (owner, reverse("egov:cabinet:case", args=[case.pk]))):
        with people.at(people.after(case)):
            shown = text(signed_in(user).get(url)) if url else text(open_case(user, case))
        assert f"{day.day}" in shown and WHY in shown and "not yet confirmed" in shown
        assert f"<s>{document.expires_on.day}" in shown.replace("\n", "").replace("<s> ", "<s>"), user.role
    assert people.officer().full_name not in text(_cabinet(owner, case)), "the cabinet names nobody of the staff"
    row = entered(answered())
    with people.at(people.after(row.case)):
        assert "not yet confirmed" not in text(_cabinet(row.case.person.user, row.case))  # type: ignore[arg-type]


def _cabinet(owner: User, case: Case) -> Any:
    with people.at(people.after(case)):
        return signed_in(owner).get(reverse("egov:cabinet:case", args=[case.pk]))


def test_what_does_not_stand_on_the_fact_goes_on_and_what_the_applicant_does_too() -> None:
    row = entered(answered())
    case = ways.fresh(row.case)
    ways.take(case, "record_number", mp_number="MP-78", reason=WHY)
    for name in ("approve_preliminary", "propose_preliminary_refusal"):
        reasons = waiting.blocking(ways.fresh(case), STEPS[name])
        assert len(reasons) == 1 and str(STEPS["correct_check"].label) in str(reasons[0])
    assert not waiting.blocking(ways.fresh(case), STEPS["withdraw"])
    case = ways.take(ways.fresh(case), "withdraw")
    assert case.state == State.WITHDRAWN
    with pytest.raises(NotNowError, match="does not wait any more"):
        waiting.open_row(ways.fresh(case), row.pk)
    assert "does not wait any more" in text(post(second(), row, confirm="1"))


def test_a_day_that_is_confirmed_moves_its_term_and_prints_what_it_prints() -> None:
    case = people.case_in("in_transit")
    dispatch = case.dossier.dispatch
    assert dispatch is not None
    letters = Letter.objects.filter(case=case, kind="courier_registry").count()
    given: dict[str, Any] = {
        "courier": dispatch.courier,
        "waybill": "KZ-NEW-1",
        "sheets": dispatch.sheets,
        "reason": WHY,
    }
    ways.take(case, "correct_courier", **given)
    assert Letter.objects.filter(case=case, kind="courier_registry").count() == letters
    row = WaitingCorrection.objects.get(case=case)
    assert (row.before["waybill"], row.kind) == (dispatch.waybill, "dispatch")
    for other in (people.officer(), second()):  # they read it, and the record is ЦОН's
        assert "KZ-NEW-1" in text(open_case(other, ways.fresh(case)))
        assert post(other, row, confirm="1").status_code == 404
        with pytest.raises(WrongActorError):
            confirming.confirm(case.pk, row.pk, other, people.after(ways.fresh(case)))
    seen = post(second("clerk"), row, preview="ru")
    assert seen["Content-Type"] == "application/pdf" and seen.content.startswith(b"%PDF-"), (
        "read before it is confirmed"
    )
    assert Letter.objects.filter(case=case, kind="courier_registry").count() == letters
    assert "KZ-NEW-1" in text(post(second("clerk"), row, confirm="1"))
    assert Letter.objects.filter(case=case, kind="courier_registry").count() == letters + 1
    held = ways.fresh(case).dossier.dispatch
    assert held and held.waybill == "KZ-NEW-1"


def test_a_second_record_that_says_the_contrary_waits_too() -> None:
    case = people.case_in("checks")
    user = people.officer()
    data: dict[str, Any] = {
        "kind": "ibd",
        "clear": "no",
        "text": "Wanted by another state.",
        "reason": "Found at a second look.",
    }
    response = take(user, case, "record_check", **data)
    assert "once another official has confirmed" in text(response)
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and held.clear
    row = WaitingCorrection.objects.get(case=case)
    confirming.confirm(case.pk, row.pk, second(), people.after(ways.fresh(case)))
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and not held.clear and held.corrects and held.corrects.clear


def test_a_resolution_is_put_right_by_another_than_who_made_it() -> None:
    """The side that was chosen of two answers is a recorded fact as well (interpretation 37)."""
    case = people.case_in("checks")
    held = case.dossier.check_now("ibd")
    assert held and held.clear
    asked = Exchange.objects.create(
        system="ibd",
        operation="check",
        case=case,
        key=f"{case.number}.two",
        request={},
        state=Exchange.ANSWERED,
        created_at=people.START,
    )
    row = Discrepancy.objects.create(
        exchange=asked,
        case=case,
        what="ibd",
        by_hand={"clear": True, "reference": held.reference},
        by_system={"clear": False, "reference": "I-9"},
        raised_at=people.after(case),
    )
    chosen, other = Choice(Discrepancy.SYSTEM, WHY), Choice(Discrepancy.HAND, WHY)
    resolving.resolve(row.pk, people.officer(), people.after(case), chosen)
    with pytest.raises(NotNowError, match="yourself"):
        resolving.correct(row.pk, people.officer(), people.after(ways.fresh(case)), other)
    resolving.correct(row.pk, second(), people.after(ways.fresh(case)), other)
    now_held = ways.fresh(case).dossier.check_now("ibd")
    assert now_held and now_held.clear


CORRECTING = {name: step for name, step in NOMAD.steps.items() if step.corrects}


def test_every_step_that_corrects_says_what_and_its_kind_is_of_its_places() -> None:
    named = {name for name in NOMAD.steps if name.startswith("correct_")}
    assert named | {"record_check", "compare_originals"} == set(CORRECTING)
    broken = dataclasses.replace(
        declared_of(NOMAD), editions=[dataclasses.replace(LAW, confirmed_corrections=("weather",))]
    )
    assert any("'weather'" in str(problem) for problem in problems(broken))


def turned(name: str, case: Case) -> dict[str, Any]:
    """What makes a step a correction that is none by itself."""
    if name != "compare_originals":
        return {}
    kind = next(iter(case.dossier.comparisons))
    return {"rows": [{"kind": kind, "verdict": "differs", "text": "The number of the copy is another."}], "reason": WHY}


@pytest.mark.parametrize("name", sorted(name for name in CORRECTING if name != "record_check"))
def test_every_correction_can_wait_be_shown_and_be_confirmed(name: str) -> None:
    step, case = STEPS[name], ways.case_for(people.case_in(STEPS[name].sources[-1]), name)
    assert step.corrects is not None
    now = ways.ready_at(case, name)
    facts = ways.facts(case, name, now, **turned(name, case))
    assert facts is not None and unpacked(step, packed(facts)) == facts
    case = ways.fresh(case)
    before = audit.as_json(dict(step.corrects.recorded(case, facts)))
    performing.perform(case.pk, name, ways.somebody(step.by, case), now, facts)
    row = WaitingCorrection.objects.get(case=case)
    assert row.before == before and row.kind in PLACES[State(case.state)].corrects
    shown = beside(ways.fresh(case), ways.a_person(step.by, case))
    assert len(shown) == 1 and any(now for _label, _was, now in shown[0].rows)
    colleague = second(step.by, case.city_id or "astana")
    confirming.confirm(case.pk, row.pk, colleague, people.after(ways.fresh(case)))
    assert Event.objects.filter(case=case, step=name, user=colleague).exists()
    assert audit.as_json(dict(step.corrects.recorded(ways.fresh(case), facts))) != before


def test_the_switch_of_the_edition_works_from_its_file_to_the_page(asking: Callable[..., None]) -> None:
    """Of an answer of КНБ: entered on the page, held, confirmed by another on the page; then the applicant is told."""
    source = (files("cases.programmes.nomad.editions") / f"{LAW.key}.toml").read_text("utf-8")
    switched = source.replace("# confirmed_corrections =", "confirmed_corrections =")
    law = load(switched, f"{LAW.key}.toml", NOMAD.whole_shape, "nomad")
    assert law.confirmed_corrections == ("preliminary", "knb", "final") and switched != source
    asking(*law.confirmed_corrections)
    case, user = answered(clear=True), people.officer()
    given = {"kind": "knb", "clear": "no", "reference": "12/3-77", "text": "Не согласовано.", "reason": WHY}
    came = take(user, case, "correct_check", **given, answered_on=str(case.state_since.date()))
    assert "It holds once another official has confirmed it" in text(came)
    row = WaitingCorrection.objects.get(case=case)
    notices = Notice.objects.filter(case=case, user=case.person.user, what="correct_check")
    assert ways.fresh(case).dossier.check("knb").clear and not notices.exists()  # type: ignore[union-attr]
    assert "yourself" in text(post(user, row, confirm="1")) and not notices.exists()
    post(second(), row, confirm="1")
    case = ways.fresh(case)
    assert not case.dossier.check("knb").clear and notices.count() == 1  # type: ignore[union-attr]
