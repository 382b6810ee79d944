"""Under which order a case goes, and from when a bar lets it."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from cases.engine.steps.errors import NotMetError
from cases.law import regulations
from cases.law.calendar import ALMATY
from cases.models import Bar, Case, Consent, Deadline, Document, EditionPeriod, Event, QuestionnaireForm, Signature
from cases.programmes.nomad import filing
from cases.programmes.nomad.requirements import consent_given
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import DAY, SECOND

pytestmark = pytest.mark.django_db


LAST = regulations.editions("nomad")[-1]
END = datetime.combine(LAST.in_force_to + DAY, time(), ALMATY)
"""The first moment at which no known order is in force."""


@pytest.mark.parametrize("day", [datetime(2026, 1, 15, 12, tzinfo=ALMATY), END])
def test_no_petition_is_submitted_outside_an_edition(day: datetime) -> None:
    case = people.case_in("petition_draft", start=people.START_2025 if day.year == 2026 else people.START)
    assert "No edition of the order accepts new filings" in refused(NotMetError, case, "submit_petition", now=day)


def test_the_last_moment_of_the_pilot_is_in_time(stand: Stand) -> None:
    case = stand("petition_draft")
    ways.take(case, "submit_petition", datetime(2026, 12, 31, 23, 59, 59, tzinfo=ALMATY))


def test_an_administrator_can_narrow_or_prolong_the_intake() -> None:
    case = people.case_in("petition_draft", start=END - 30 * DAY)
    now = END + 14 * DAY
    period = {"intake_from": now.date() - 300 * DAY, "intake_until": now.date()}
    EditionPeriod.objects.update_or_create(edition=LAST.key, defaults=period)
    assert ways.take(case, "submit_petition", now).edition == LAST.key


def test_a_running_case_goes_on_after_the_pilot_has_ended() -> None:
    case = people.case_in("registration", start=datetime(2026, 12, 20, 10, tzinfo=ALMATY))
    now = datetime(2027, 1, 20, 12, tzinfo=ALMATY)
    assert ways.take(case, "register", now).state == State.CHECKS


def asked_for(case: Case) -> list[str]:
    """The package without the second criminal record document, which is asked of nobody (interpretation 20)."""
    return [rule.kind for rule in case.law.lists["con"] if rule.kind != "criminal_record_2"]


def test_a_case_of_2025_keeps_its_edition_and_its_nine_documents() -> None:
    case = people.case_in("intake", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    assert case.edition == "order_2025_1"
    assert len(asked_for(case)) == 9
    assert ways.take(case, "file_at_con", datetime(2026, 6, 1, 12, tzinfo=ALMATY)).edition == "order_2025_1"
    assert not Document.objects.filter(case=case, kind="consent_form").exists()


def test_a_draft_of_2025_submitted_in_2026_follows_the_order_of_2026() -> None:
    case = people.case_in("petition_draft", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    now = datetime(2026, 6, 1, 12, tzinfo=ALMATY)
    filing.give_consent(case.pk, case.person.user, now, "The wording of 2026")
    after = ways.take(case, "submit_petition", now)
    assert (case.edition, after.edition, ways.fresh(case).edition) == ("order_2025_1", *["order_2026_241"] * 2)


@pytest.mark.parametrize("day", [datetime(2025, 12, 1, 12, tzinfo=ALMATY), datetime(2026, 2, 1, 12, tzinfo=ALMATY)])
def test_a_consent_in_the_wording_of_the_order_before_is_asked_for_again(day: datetime, client: Client) -> None:
    """It names the bodies of that order, not those that will have the data; between the orders none other is shown."""
    case = people.case_in("petition_draft", prepared=False, start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    owner = case.person.user
    filing.give_consent(case.pk, owner, day, "The wording of 2025")
    assert consent_given.check(ways.fresh(case), day) is None
    now = datetime(2026, 6, 1, 12, tzinfo=ALMATY)
    client.force_login(owner)
    with people.at(now):
        page = client.get(reverse("hub:petition:tasks", args=[case.pk]), follow=True, HTTP_ACCEPT_LANGUAGE="ru")
        assert "С тех пор как вы дали согласие, порядок изменился" in page.content.decode()
        client.post(reverse("hub:petition:consent", args=[case.pk]))
        assert client.get(reverse("hub:petition:tasks", args=[case.pk])).status_code == 200
    newest = Consent.objects.filter(case=case).latest("id")
    assert newest.given and newest.at == now and "241" in newest.text
    assert Consent.objects.filter(case=case).count() == 2


def test_a_petition_of_2025_is_applied_with_in_2026_under_the_order_of_that_day() -> None:
    """An application follows the law of the day on which it is filed; the petition stays under its own (reading 7)."""
    case = people.case_in("petition_signed", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    refused(NotMetError, case, "file_application", now=datetime(2026, 2, 1, 12, tzinfo=ALMATY))
    after = ways.take(case, "file_application", datetime(2026, 6, 1, tzinfo=ALMATY))
    kept = ways.fresh(case)
    assert (after.edition, kept.edition, kept.petition_edition) == (*["order_2026_241"] * 2, "order_2025_1")
    assert len(asked_for(kept)) == 10
    assert {d.edition for d in Deadline.objects.filter(case=case, state="running")} == {"order_2026_241"}
    assert Event.objects.get(case=case, step="file_application").facts["order"] == kept.law.number
    sheet = json.loads(Signature.objects.get(case=case, step="file_application").sheet)
    assert sheet["edition"]["key"] == "order_2026_241"


def test_a_correction_keeps_the_order_its_application_was_filed_under(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("rework", start=datetime(2025, 12, 22, 10, tzinfo=ALMATY))
    now = people.after(case)
    period = {"intake_from": now.date() - 9 * DAY, "intake_until": now.date() + 9 * DAY}
    EditionPeriod.objects.update_or_create(edition="order_2026_241", defaults=period)
    EditionPeriod.objects.update_or_create(
        edition="order_2025_1", defaults={"intake_from": now.date() - 99 * DAY, "intake_until": now.date() - 10 * DAY}
    )
    assert ways.take(case, "resubmit", now).edition == "order_2025_1"


def test_a_bar_is_that_of_the_order_the_application_was_filed_under() -> None:
    case = people.case_in("petition_signed", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    journey = people.Journey(case.person.user, start=datetime(2026, 6, 1, 10, tzinfo=ALMATY))
    journey.case = case
    journey.to(State.PRELIMINARY_REFUSED)
    assert Bar.objects.get(case=case).edition == "order_2026_241"


def test_a_city_the_order_of_the_day_does_not_know_has_to_be_chosen_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("petition_signed", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    law = regulations.edition("order_2026_241")
    monkeypatch.setattr(Case, "law", property(lambda self: dataclasses.replace(law, cities=("almaty",))))
    text = refused(NotMetError, case, "file_application", now=datetime(2026, 6, 1, 12, tzinfo=ALMATY))
    assert "does not work in the city you chose" in text


def test_a_questionnaire_of_an_earlier_version_has_to_be_saved_again(stand: Stand) -> None:
    case = stand("petition_signed")
    now = people.after(case)
    QuestionnaireForm.objects.create(version="next", valid_from=now.date(), source="test", fields=[])
    assert "The questionnaire has changed" in refused(NotMetError, case, "file_application", now=now)


def test_an_application_on_an_earlier_petition_remembers_the_order_of_that_petition() -> None:
    ended = people.case_in("annulled", start=datetime(2025, 11, 3, 10, tzinfo=ALMATY))
    case = filing.open_application(ended.person.user, datetime(2026, 6, 1, 12, tzinfo=ALMATY))
    assert (case.edition, case.petition_edition) == ("order_2026_241", "order_2025_1")


def test_filing_under_a_bar_is_refused_until_the_day_after_its_end(stand: Stand) -> None:
    owner = stand("preliminary_refused").person.user
    bar = Bar.objects.get(person=owner.person)
    case = filing.open_application(owner, datetime(2026, 12, 1, 12, tzinfo=ALMATY))
    period = {"intake_from": datetime(2026, 5, 7).date(), "intake_until": datetime(2028, 1, 1).date()}
    EditionPeriod.objects.update_or_create(edition="order_2026_241", defaults=period)
    last = datetime.combine(bar.until, datetime.max.time(), ALMATY)
    journey = people.Journey(owner, start=last)
    journey.case = case
    people.application(journey)
    text = refused(NotMetError, case, "file_application", now=last)
    assert text.startswith("A new application may be filed from ")
    assert (bar.until + DAY).strftime("%Y") in text
    assert "(para. 19)" in text
    assert ways.take(case, "file_application", last + SECOND).state == State.REGISTRATION
