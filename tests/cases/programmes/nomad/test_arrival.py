"""п. 19: what happened on a day of the validity counts, whenever it is recorded or told (interpretations 6 and 15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.eds import EdsError
from cases.engine import clock
from cases.engine.programmes import filing_day
from cases.engine.steps.errors import NotMetError, StaleError, WrongStateError
from cases.gateways import inbox
from cases.law.calendar import ALMATY, local_day
from cases.law.terms import due
from cases.letters import rendering
from cases.models import Bar, Case, Check, Deadline, Discrepancy, Document, Event, Exchange, Letter, Notice
from cases.models.workcalendar import work_calendar
from cases.outbox import exchanges
from cases.programmes.nomad.forms import arrival
from cases.programmes.nomad.states import State
from cases.templatetags.letter_text import day as letter_day
from cases.values import moments
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import DAY, HOUR, SECOND
from tests.cases.gateways import wire
from tests.cases.letters.facts import holds, read
from tests.desks import send, signed_in, step_url
from tests.desks import text as shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> wire.Line:
    return wire.join(monkeypatch, settings)


def crossing(case: Case, crossed_on: date, now: datetime, key: str = "k-1") -> str:
    """ЕИС «Беркут» tells a crossing at `now`; the outcome."""
    payload = {"case": case.number, "crossed_on": crossed_on.isoformat(), "point": "Astana", "reference": "B-7"}
    row = inbox.receive("berkut", "crossing", payload, key, now)
    assert exchanges.apply(row.pk, now)
    return str(wire.fresh(row).outcome)


@pytest.fixture
def stand(every_case: dict[State, Case]) -> Stand:
    return lambda state: ways.fresh(every_case[State(state)])


@pytest.fixture
def case(every_case: dict[State, Case]) -> Case:
    return ways.fresh(every_case[State.PRELIMINARY_APPROVED])


@pytest.fixture
def term(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, key="validity", state="running")


def test_a_corrected_day_of_arrival_reaches_the_term_and_stays_within_it(case: Case, term: Deadline) -> None:
    late = term.due_at + 30 * HOUR
    given: dict[str, Any] = {"crossing": "", "crossed_on": None, "proof": "Visitors' book, 87"}
    ways.take(case, "record_arrival", late, arrived_on=term.last_day, **given)
    right = {"reason": "The visitors' book says another day."}
    with translation.override("en"), pytest.raises(NotMetError, match="The approval was valid until"):
        ways.take(ways.fresh(case), "correct_arrival", late + HOUR, arrived_on=term.last_day + DAY, **right)
    ways.take(ways.fresh(case), "correct_arrival", late + HOUR, arrived_on=term.last_day - DAY, **right)
    term.refresh_from_db()
    assert (term.state, term.met_on, term.stopped_at) == ("met", term.last_day - DAY, late)


def closed(case: Case, term: Deadline) -> Case:
    """The days of the approval are over, and the clock has been there."""
    assert clock.sweep(term.due_at, outbox=False).taken["arrival_review"] == 1
    return ways.fresh(case)


def lapsed(case: Case, term: Deadline) -> Case:
    """When the days to speak are over, and «Беркут» is waited for no longer."""
    return ways.take(closed(case, term), "lapse", checked_until(case))


def checked_until(case: Case) -> datetime:
    return Deadline.objects.get(case=case, key="arrival_review").due_at


def heard_until(case: Case) -> datetime:
    return Deadline.objects.get(case=case, key="arrival_word").due_at


def test_an_arrival_of_the_last_evening_is_recorded_the_morning_after(case: Case, term: Deadline) -> None:
    morning = term.due_at + 9 * HOUR
    proof = {"crossing": "", "crossed_on": None, "proof": "Visitors' book, 87"}
    after = ways.take(closed(case, term), "record_arrival", morning, arrived_on=term.last_day, **proof)
    assert (after.state, after.arrived_on) == (State.ARRIVED, term.last_day)
    term.refresh_from_db()
    assert (term.state, term.met_on, term.stopped_at) == ("met", term.last_day, morning)
    assert not Bar.objects.filter(case=case).exists()
    kept = Event.objects.get(case=case, step="record_arrival").facts
    assert (kept["arrived_on"], kept["proof"]) == (term.last_day.isoformat(), "Visitors' book, 87")
    ways.sound(after)


def test_a_timely_arrival_is_recorded_however_late_and_before_the_clock_has_come(case: Case, term: Deadline) -> None:
    """No day of recording ends: who came in time is not the one whom п. 19 is about. With its proof."""
    late: dict[str, Any] = {"arrived_on": term.last_day, "crossing": "", "crossed_on": None}
    text = refused(NotMetError, case, "record_arrival", now=term.due_at + 60 * DAY, proof="", **late)
    assert "letters are needed" in text
    after = ways.take(case, "record_arrival", term.due_at + 60 * DAY, proof="Visitors' book, 87", **late)
    assert after.state == State.ARRIVED


@pytest.mark.parametrize("shift", [DAY, 2 * DAY])
def test_an_appearance_after_the_last_day_is_no_arrival_in_time(case: Case, term: Deadline, shift: timedelta) -> None:
    late = term.last_day + shift
    now = datetime.combine(late, datetime.min.time(), ALMATY) + 12 * HOUR
    text = refused(NotMetError, case, "record_arrival", now=now, arrived_on=late, crossing="")
    assert "The approval was valid until" in text


def test_who_entered_in_time_and_appeared_later_has_arrived(case: Case, term: Deadline) -> None:
    now = term.due_at + 12 * HOUR
    facts = {"arrived_on": term.last_day + DAY, "crossed_on": term.last_day, "crossing": "Kordai"}
    assert ways.take(case, "record_arrival", now, **facts).state == State.ARRIVED
    assert Check.objects.filter(case=case, kind="arrival").latest("id").happened_on == term.last_day


def test_the_clock_closes_the_window_and_takes_nothing_away(case: Case, term: Deadline) -> None:
    assert clock.sweep(term.due_at - SECOND, outbox=False).taken["arrival_review"] == 0
    after = closed(case, term)
    assert (after.state, after.waits_on, after.closed_at) == (State.ARRIVAL_REVIEW, "officer", None)
    assert not Bar.objects.filter(case=case).exists() and not Letter.objects.filter(case=case, kind="lapse").exists()
    task = Deadline.objects.get(case=case, key="arrival_review")
    assert (task.state, task.starts_at, task.basis) == ("running", term.due_at, "goal")
    refused(WrongStateError, after, "withdraw", now=term.due_at + HOUR)
    ways.sound(after)


def test_the_clock_and_the_law_lapse_nobody(case: Case, term: Deadline) -> None:
    """A task that nobody does is late, and stays a task."""
    closed(case, term)
    people.officer("astana")
    clock.sweep(term.due_at + 60 * DAY, outbox=False)
    task = Deadline.objects.get(case=case, key="arrival_review")
    assert task.overdue_at == term.due_at + 60 * DAY and ways.fresh(case).state == State.ARRIVAL_REVIEW
    assert not Bar.objects.filter(case=case).exists()


def test_an_official_signs_the_lapse_and_says_what_was_looked_at(case: Case, term: Deadline) -> None:
    case = closed(case, term)
    at = heard_until(case)
    with pytest.raises(EdsError):
        ways.take(case, "lapse", at, signature=None)
    refused(NotMetError, case, "lapse", now=at, journal="-")
    after = ways.take(case, "lapse", at, journal="No visit from 10 June to 10 July.")
    assert (after.state, Bar.objects.get(case=case).kind) == (State.LAPSED, "lapsed")
    facts = Letter.objects.get(case=case, kind="lapse").facts
    assert (
        facts["journal"] == {"ru": "No visit from 10 June to 10 July.", "kk": ""} and facts["by"] and facts["signature"]
    )
    assert facts["last_day"] == term.last_day.isoformat() and "claim" not in facts
    ways.sound(after)


# ------------------------------------------------------------------------------------------------ heard on the absence


def test_nobody_loses_the_approval_before_the_days_to_speak_are_over(case: Case, term: Deadline) -> None:
    """art. 73 of the АППК: three whole working days after the window has closed, whoever is at the desk."""
    case = closed(case, term)
    word = Deadline.objects.get(case=case, key="arrival_word")
    assert (word.state, word.starts_at) == ("running", term.due_at) and word.days
    assert word.due_at == due(case.law.terms["arrival_word"], term.due_at, work_calendar()).due
    assert sum(day.counted for day in word.proof) == 3
    for early in (term.due_at + SECOND, word.due_at - SECOND):
        text = refused(NotMetError, case, "lapse", now=early)
        assert "can still say that he or she came in time" in text
    assert clock.sweep(word.due_at, outbox=False).taken["close_arrival_word"] == 1
    case = ways.fresh(case)
    assert case.state == State.ARRIVAL_REVIEW and case.due_at, "the clock decides nothing, and the check has its day"
    assert ways.take(case, "lapse", word.due_at + SECOND).state == State.LAPSED


def test_a_word_does_not_shorten_the_days_since_its_paper_may_follow(case: Case, term: Deadline) -> None:
    case = ways.take(closed(case, term), "claim_arrival", term.due_at + HOUR)
    until = heard_until(case)
    for early in (term.due_at + 2 * HOUR, until - SECOND):
        refused(NotMetError, case, "lapse", now=early)
    assert ways.take(ways.fresh(case), "lapse", until).state == State.LAPSED


def test_a_case_that_was_closed_before_the_term_was_known_has_its_days_too(case: Case, term: Deadline) -> None:
    case = closed(case, term)
    until = heard_until(case)
    Deadline.objects.filter(case=case, key="arrival_word").delete()
    case = ways.fresh(case)
    refused(NotMetError, case, "lapse", now=until - SECOND)
    assert ways.take(ways.fresh(case), "lapse", until).state == State.LAPSED


def test_a_question_to_berkut_that_is_on_its_way_is_waited_for(case: Case, term: Deadline, line: wire.Line) -> None:
    """Not without end: after the days of the check the official looks in the system himself."""
    case = closed(case, term)
    until, last = heard_until(case), checked_until(case)
    Exchange.objects.filter(case=case).update(state=Exchange.SENT, next_at=None)
    asked = Exchange.objects.filter(case=case, system="berkut").order_by("-id")[:1]
    Exchange.objects.filter(pk__in=[row.pk for row in asked]).update(next_at=last)
    text = refused(NotMetError, ways.fresh(case), "lapse", now=until)
    assert "UIS Berkut is asked and has not answered yet" in text and until < last
    with transaction.atomic():
        assert ways.take(ways.fresh(case), "lapse", last).state == State.LAPSED
        transaction.set_rollback(True)
    Exchange.objects.filter(case=case).update(state=Exchange.DEAD, next_at=None)
    assert ways.take(ways.fresh(case), "lapse", until).state == State.LAPSED


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_cabinet_names_the_day_and_the_desk_when_it_may_act(
    case: Case, term: Deadline, client: Client, language: str
) -> None:
    case = closed(case, term)
    word = Deadline.objects.get(case=case, key="arrival_word")
    pages = {}
    with people.at(term.due_at + HOUR):
        for who, url in ((case.person.user, "egov:cabinet:home"), (people.officer("astana"), "con:officer:case")):
            address = reverse(url, args=[case.pk] if url == "con:officer:case" else [])
            answer = signed_in(who, language).get(address, HTTP_ACCEPT_LANGUAGE=language)
            pages[url] = " ".join(unescape(answer.content.decode()).split())
    with translation.override(language):
        waits = gettext("Say it by %(day)s: the approval does not lapse before that day is over.")
        blocked = gettext(
            "The applicant can still say that he or she came in time: the lapse is possible from {day} on."
        )
        assert " ".join((waits % {"day": moments.day(word.last_day)}).split()) in pages["egov:cabinet:home"]
        assert " ".join(blocked.format(day=moments.day(local_day(word.due_at))).split()) in pages["con:officer:case"]
        assert language == "en" or "does not lapse before" not in waits + blocked


def test_the_applicant_is_reminded_of_the_last_day_to_speak(case: Case, term: Deadline) -> None:
    case = closed(case, term)
    clock.sweep(heard_until(case) - HOUR, outbox=False)
    assert Notice.objects.filter(user=case.person.user, what="reminder", facts__term="arrival_word").count() == 1


def test_the_officers_of_the_city_are_informed_once(case: Case, term: Deadline) -> None:
    officer, other = people.officer("astana"), people.officer("almaty")
    for moment in (term.due_at, term.due_at + SECOND, term.due_at + DAY):
        clock.sweep(moment, outbox=False)
    asked = Notice.objects.filter(what="arrival_unrecorded", case=case)
    assert [n.user for n in asked] == [officer] and not Notice.objects.filter(user=other).exists()
    assert asked[0].facts == {"day": term.last_day.isoformat()}


# ------------------------------------------------------------------------------------------------ two at once


def test_of_two_officers_the_slower_is_informed(case: Case, term: Deadline) -> None:
    case = closed(case, term)
    seen, now = case.version, heard_until(case)
    ways.take(case, "record_arrival", now)
    with pytest.raises((StaleError, WrongStateError)):
        ways.take(case, "lapse", now, version=seen)
    assert ways.fresh(case).state == State.ARRIVED and not Bar.objects.filter(case=case).exists()


def test_the_clock_that_comes_while_an_officer_acts_leaves_what_he_did(case: Case, term: Deadline) -> None:
    known = {"arrived_on": term.last_day, "proof": "Visitors' book, 87"}
    ways.take(case, "record_arrival", term.due_at + SECOND, **known)
    assert clock.sweep(term.due_at + 2 * SECOND, outbox=False).taken["arrival_review"] == 0
    assert ways.fresh(case).state == State.ARRIVED


# ------------------------------------------------------------------------------------------------ the applicant's word


def test_the_claim_is_kept_announced_and_has_to_be_answered(case: Case, term: Deadline, client: Client) -> None:
    officer, case = people.officer("astana"), closed(case, term)
    now = term.due_at + HOUR
    client.force_login(case.person.user)
    url = reverse("cases:step", args=[case.pk, "claim_arrival"])
    with people.at(now):
        assert "Proof that you came in time" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        sent = {
            "day": term.last_day.isoformat(),
            "text": "Flight KC 852, stamp of <b>Almaty</b>.",
            "version": case.version,
        }
        for wrong in ({"day": (term.last_day + DAY).isoformat()}, {"text": ". . ."}):
            assert client.post(url, sent | wrong).status_code == 422
        file = {"file": SimpleUploadedFile(*people.specimen("passport"))}
        attached = client.post(reverse("egov:cabinet:proof", args=[case.pk, "arrival_proof"]), file)
        assert attached.status_code == 302 and Document.objects.get(case=case, kind="arrival_proof").current
        sent["version"] = ways.fresh(case).version
        assert client.post(url, sent).status_code == 302
    earlier = term.last_day - 2 * DAY
    assert Notice.objects.get(user=officer, what="arrival_claimed").case == case
    case = ways.take(ways.fresh(case), "claim_arrival", now + HOUR, day=earlier)
    now = heard_until(case)
    text = refused(NotMetError, case, "lapse", now=now + HOUR, answers=[])
    page = str(arrival.claim_words(case))
    assert "Flight KC 852" in page and moments.day(earlier) in page and moments.day(term.last_day) in page
    assert text.count("say why that does not hold") == 2, "each of the words"
    with people.at(now + HOUR):
        entered = {"berkut": "No entry by the system.", "journal": "No entry in the journal.", "version": case.version}
        entered |= {"answer_1": "The stamp is of another person."}
        first = signed_in(officer).post(step_url(case, "lapse"), entered)
        assert first.status_code == 422 and "The stamp is of another person." in shown(first)
        assert "&lt;b&gt;Almaty" in first.content.decode() and "<b>Almaty" not in first.content.decode()
        assert "was there on" in shown(first) and ways.fresh(case).state == State.ARRIVAL_REVIEW
        entered |= {"answer_2": "On that day the border was not crossed."}
        done = send(signed_in(officer), step_url(case, "lapse"), entered, officer)
    assert done.status_code == 302 and ways.fresh(case).state == State.LAPSED
    claim = Letter.objects.get(case=case, kind="lapse").facts["claim"]
    files = [Document.objects.get(case=case, kind="arrival_proof").name]
    answers = ["The stamp is of another person.", "On that day the border was not crossed."]
    assert [word["day"] for word in claim["words"]] == [str(term.last_day), str(earlier)]
    assert [word["answer"]["ru"] for word in claim["words"]] == answers and claim["files"] == files
    letter = Letter.objects.get(case=case, kind="lapse")
    printed = rendering.render(
        "lapse", letter.facts, "kk", number="1", at=letter.at, code="7K3MQ2XWRP9A", check_url="x"
    )
    page = read(printed)
    assert all(holds(page, words) for words in (*answers, files[0]))
    with translation.override("kk"):
        assert holds(page, letter_day(term.last_day)) and holds(page, letter_day(earlier)), "each of the words"


def test_a_word_after_the_lapse_is_kept_and_undoes_nothing(case: Case, term: Deadline) -> None:
    officer, case = people.officer("astana"), lapsed(case, term)
    after = ways.take(case, "claim_arrival", people.after(case))
    assert after.state == State.LAPSED and after.closed_at == case.closed_at
    assert Notice.objects.filter(user=officer, what="arrival_claimed", case=case).exists()
    ways.sound(after)


def test_a_word_that_crosses_the_lapse_keeps_what_was_typed(case: Case, term: Deadline, client: Client) -> None:
    """The page was open while the official signed: it is shown again with the words on it, and can be sent."""
    case = closed(case, term)
    sent = {"day": term.last_day.isoformat(), "text": "Flight KC 852, <b>Almaty</b>.", "version": case.version}
    lapsed = ways.take(case, "lapse", heard_until(case))
    client.force_login(case.person.user)
    url = reverse("cases:step", args=[case.pk, "claim_arrival"])
    with people.at(heard_until(case) + HOUR):
        first = client.post(url, sent)
        assert first.status_code == 409 and "Flight KC 852" in first.content.decode()
        assert client.post(url, sent | {"version": lapsed.version}).status_code == 302


def test_a_case_that_the_clock_had_ended_stays_ended(case: Case, term: Deadline, client: Client) -> None:
    """As the portal left them before an official decided: the letter says what it said then."""
    case = lapsed(case, term)
    letter = Letter.objects.get(case=case, kind="lapse")
    old = {k: v for k, v in letter.facts.items() if k not in ("berkut", "journal", "signature")}
    facts = old | {"recorded_until": (term.last_day + 5 * DAY).isoformat(), "by": ""}
    text = read(rendering.render("lapse", facts, "ru", number="1", at=letter.at, code="7K3MQ2XWRP9A", check_url="x"))
    assert "не отмечены" in text or "не зафиксирован" in text
    assert "Журнал подразделения" not in text
    client.force_login(people.officer("astana"))
    with people.at(people.after(case)):
        assert client.get(reverse("con:officer:case", args=[case.pk])).status_code == 200
    assert clock.sweep(term.due_at + 90 * DAY, outbox=False).ended == 0


def test_the_desk_asks_whether_the_applicant_came(case: Case, term: Deadline, client: Client) -> None:
    case = closed(case, term)
    client.force_login(people.officer("astana"))
    with people.at(term.due_at + 9 * HOUR):
        home = client.get(reverse("con:officer:home"), {"state": "arrival_review"}, HTTP_ACCEPT_LANGUAGE="en")
        page = client.get(reverse("con:officer:case", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert case.number in home.content.decode()
    assert "What happened by then is recorded" in page and 'name="proof"' in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"proof": ""}, "proof"), ({"arrived_on": 1}, "arrived_on"), ({"arrived_on": -60}, "arrived_on"), ({}, "")],
)
def test_the_form_says_at_its_field_what_is_wrong(
    case: Case, term: Deadline, client: Client, wrong: dict[str, Any], field: str
) -> None:
    client.force_login(people.officer("astana"))
    sent: dict[str, Any] = {"arrived_on": 0, "proof": "Visitors' book, 87", "version": case.version} | wrong
    sent["arrived_on"] = (term.last_day + sent["arrived_on"] * DAY).isoformat()
    with people.at(term.due_at + 9 * HOUR):
        answer = client.post(reverse("cases:step", args=[case.pk, "record_arrival"]), sent)
    assert answer.status_code == (422 if field else 302)
    if field:
        assert list(answer.context["form"].errors) == [field]


def test_the_form_says_when_a_later_day_is_taken(case: Case, term: Deadline, client: Client) -> None:
    """A day after those of the approval goes in with an entry in time alone (interpretation 15)."""
    client.force_login(people.officer("astana"))
    case, now, url = closed(case, term), term.due_at + 9 * HOUR, reverse("cases:step", args=[case.pk, "record_arrival"])
    late = {"arrived_on": (term.last_day + DAY).isoformat(), "proof": "Visitors' book, 87", "version": case.version}
    with people.at(now):
        assert "В деле въезда нет" in client.get(url).content.decode()
        refused_late = client.post(url, late)
    assert refused_late.status_code == 422 and list(refused_late.context["form"].errors) == ["arrived_on"]
    Check.objects.create(case=case, kind="arrival", clear=True, text="Kordai", happened_on=term.last_day, at=now)
    with people.at(now):
        page = client.get(url).content.decode()
        assert "поэтому принимается и более поздний день явки" in page and "В деле въезда нет" not in page
        assert client.post(url, late).status_code == 302


# ------------------------------------------------------------------------------------------------ ЕИС «Беркут»


def test_a_timely_crossing_reported_late_rescues(case: Case, term: Deadline, line: wire.Line) -> None:
    """Told after the clock has closed the window: the day of the crossing counts."""
    case, now = closed(case, term), term.due_at + 30 * HOUR
    assert crossing(case, term.last_day, now) == "applied"
    assert Check.objects.filter(case=case, kind="arrival").latest("id").happened_on == term.last_day
    text = refused(NotMetError, ways.fresh(case), "lapse", now=now + HOUR)
    assert "An entry into Kazakhstan is on file" in text
    assert ways.take(ways.fresh(case), "record_arrival", now + DAY, proof="").state == State.ARRIVED


@pytest.mark.parametrize("day", ["last_day + 1", "before"])
def test_a_crossing_of_another_day_rescues_nobody(case: Case, term: Deadline, line: wire.Line, day: str) -> None:
    """Also where its message comes within the thirty days: an entry before the approval is no arrival on it."""
    crossed = term.last_day + DAY if day != "before" else (case.approved_at or people.START).date() - 9 * DAY
    now = term.due_at + 12 * HOUR if day != "before" else people.after(case)
    crossing(case, crossed, now)
    case = closed(case, term)
    assert ways.take(case, "lapse", checked_until(case)).state == State.LAPSED


def test_a_timely_crossing_reported_after_the_lapse_is_laid_before_an_officer(
    case: Case, term: Deadline, line: wire.Line, client: Client
) -> None:
    officer = people.officer("astana")
    now = people.after(lapsed(case, term))
    assert crossing(case, term.last_day, now) == "discrepancy"
    assert crossing(case, term.last_day, now + HOUR, key="again") == "duplicate"
    assert Event.objects.filter(case=case, step="crossing").count() == 1
    assert ways.fresh(case).state == State.LAPSED, "no clock and no system undoes what was decided"
    assert Notice.objects.filter(user=officer, what="came_in_time", case=case).count() == 1
    discrepancy = Discrepancy.objects.get(case=case)
    client.force_login(officer)
    with people.at(now + DAY):
        page = client.get(reverse("con:officer:case", args=[case.pk])).content.decode()
        assert reverse("cases:discrepancy", args=[case.pk, discrepancy.pk]) in page
        assert client.get(reverse("cases:discrepancy", args=[case.pk, discrepancy.pk])).status_code == 200


@pytest.mark.parametrize("side", [Discrepancy.SYSTEM, Discrepancy.HAND])
def test_what_came_after_the_lapse_is_resolved_to_either_side(
    case: Case, term: Deadline, line: wire.Line, client: Client, side: str
) -> None:
    now = people.after(lapsed(case, term))
    crossing(case, term.last_day, now)
    discrepancy = Discrepancy.objects.get(case=case)
    client.force_login(people.officer("astana"))
    with people.at(now + DAY):
        url = reverse("cases:discrepancy", args=[case.pk, discrepancy.pk])
        assert client.post(url, {"side": side, "word": "Told to the head of the department."}).status_code == 302
    discrepancy.refresh_from_db()
    after = ways.fresh(case)
    assert discrepancy.side == side and (after.state, after.arrived_on) == (State.LAPSED, None)


def test_a_late_crossing_after_the_lapse_changes_nothing(case: Case, term: Deadline, line: wire.Line) -> None:
    now = people.after(lapsed(case, term))
    assert crossing(case, term.last_day + DAY, now) == "kept"
    assert not Discrepancy.objects.filter(case=case).exists()


# ------------------------------------------------------------------------------------------------ neighbours


@pytest.mark.parametrize(("days", "outcome"), [(0, "met"), (1, "late")])
def test_the_term_of_knb_is_measured_by_the_day_of_its_answer(stand: Stand, days: int, outcome: str) -> None:
    """Its letter of the last day, entered a week later, is no lateness of the national security bodies (п. 15)."""
    case = stand("knb")
    term = Deadline.objects.get(case=case, key="knb", state="running")
    answered_on = term.last_day + days * DAY
    ways.take(case, "record_knb_answer", term.due_at + 7 * DAY, answered_on=answered_on)
    term.refresh_from_db()
    assert (term.state, term.met_on) == (outcome, answered_on)


def test_the_receipt_of_the_package_names_the_day_of_arrival(every_case: dict[State, Case]) -> None:
    case = every_case[State.DISPATCH]
    assert case.arrived_on is not None
    facts = Letter.objects.get(case=case, kind="intake_receipt").facts
    assert facts["arrived_on"] == case.arrived_on.isoformat()


# ------------------------------------------------------------------------------------------------ days told later

LATER = [
    ("in_transit", "receive_originals", "received_on", "final"),
    ("arrived", "open_intake", "came_on", "reconcile"),
]


@pytest.mark.parametrize(("state", "name", "day", "term"), LATER)
def test_a_term_begins_on_the_day_of_what_is_recorded_later(state: str, name: str, day: str, term: str) -> None:
    case = people.case_in(state)
    happened = people.after(case)
    given: dict[str, Any] = {day: local_day(happened), "proof": "The courier's mark and the book."}
    now = happened + 2 * ways.DAY
    for wrong in ({"proof": ""}, {"proof": "........."}, {day: local_day(now + ways.DAY)}, {day: date(2020, 1, 1)}):
        with pytest.raises(NotMetError):
            ways.take(ways.fresh(case), name, now, **given | wrong)
    case = ways.take(ways.fresh(case), name, now, **given)
    running = Deadline.objects.get(case=case, key=term)
    assert local_day(running.starts_at) == local_day(happened)
    assert running.due_at == due(case.law.terms[term], happened, work_calendar()).due
    ways.sound(case)


def test_the_passport_is_measured_on_the_day_of_the_visit() -> None:
    """181 days on the day on which the applicant came, 180 on the day on which it was written down (п. 20(1))."""
    case = people.case_in("arrived")
    came = people.after(case)
    given: dict[str, Any] = {"came_on": local_day(came), "proof": "The ticket of the queue."}
    case = ways.take(case, "open_intake", came + ways.DAY, **given)
    assert filing_day(ways.fresh(case), came + 2 * ways.DAY) == local_day(came)


def test_the_form_holds_today_and_asks_for_the_proof_of_another_day() -> None:
    case, user = people.case_in("in_transit"), people.officer()
    with people.at(people.after(case, 3 * ways.DAY)):
        client = signed_in(user)
        page = client.get(step_url(case, "receive_originals"))
        today = local_day(people.after(case, 3 * ways.DAY))
        assert page.context["form"].initial["received_on"] == today
        sent = {"version": case.version, "received_on": (today - ways.DAY).isoformat()}
        assert client.post(step_url(case, "receive_originals"), sent).status_code == 422
        sent["proof"] = "The courier's mark on the envelope."
        assert client.post(step_url(case, "receive_originals"), sent).status_code == 302
