"""From the last day of an approval to the arrival, page by page, in both languages of the proceedings (п. 19)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine import clock
from cases.files.refusals import SENTENCES
from cases.law.titles import title
from cases.models import Bar, Case, Deadline, Letter, Notice
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR

pytestmark = pytest.mark.django_db

WORDS = "Рейс KC 852, штамп аэропорта Алматы, паспорт на странице 7."


def page(client: Client, url: str, language: str) -> str:
    answer = client.get(url, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer.content.decode()


def claim(case: Case, last: date, language: str) -> None:
    """The applicant finds the way from the cabinet, attaches a proof and says what it shows."""
    client = Client()
    client.force_login(case.person.user)
    url = reverse("cases:step", args=[case.pk, "claim_arrival"])
    with translation.override(language):
        call, over = gettext("I was there in time"), gettext("The days of your approval are over")
        proof = title(case, "arrival", "arrival_proof")
    home = page(client, reverse("egov:cabinet:home"), language)
    assert call in home and over in home and url in home
    assert proof in page(client, url, language)
    bad = {"file": SimpleUploadedFile("ticket.exe", b"MZ not a ticket")}
    attach = reverse("egov:cabinet:proof", args=[case.pk, "arrival_proof"])
    answer = client.post(attach, bad, follow=True, HTTP_ACCEPT_LANGUAGE=language)
    with translation.override(language):
        why = str(SENTENCES["type_refused"]) % {"found": gettext("a program")}
    assert answer.status_code == 200 and why in answer.content.decode()
    assert not ways.fresh(case).dossier.documents.get("arrival_proof")
    good = {"file": SimpleUploadedFile(*people.specimen("passport"))}
    assert client.post(attach, good, HTTP_ACCEPT_LANGUAGE=language).status_code == 302
    late = {"day": (last + DAY).isoformat(), "text": WORDS, "version": ways.fresh(case).version}
    refused = client.post(url, late, HTTP_ACCEPT_LANGUAGE=language)
    assert refused.status_code == 422 and WORDS in refused.content.decode()
    assert client.post(url, late | {"day": last.isoformat()}, HTTP_ACCEPT_LANGUAGE=language).status_code == 302


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_lapse_is_averted_by_a_late_proof(every_case: dict[State, Case], language: str) -> None:
    case, officer = ways.fresh(every_case[State.PRELIMINARY_APPROVED]), people.officer("astana")
    case.person.user.language = officer.language = language
    case.person.user.save()
    officer.save()
    term = Deadline.objects.get(case=case, key="validity")
    clock.sweep(term.due_at, outbox=False)
    with people.at(term.due_at + 10 * HOUR):
        claim(case, term.last_day, language)
    assert Notice.objects.get(user=officer, what="arrival_claimed").facts == {"day": term.last_day.isoformat()}

    desk = Client()
    desk.force_login(officer)
    with people.at(term.due_at + 30 * HOUR):
        file = page(desk, reverse("con:officer:case", args=[case.pk]), language)
        with translation.override(language):
            assert str(State.ARRIVAL_REVIEW.label) in file
            assert title(case, "arrival", "arrival_proof") in file and WORDS in file
        sent = {
            "arrived_on": term.last_day.isoformat(),
            "proof": "Штамп аэропорта в паспорте, рейс KC 852.",
            "version": ways.fresh(case).version,
        }
        assert desk.post(reverse("cases:step", args=[case.pk, "record_arrival"]), sent).status_code == 302

    after = ways.fresh(case)
    assert (after.state, after.arrived_on) == (State.ARRIVED, term.last_day)
    assert not Bar.objects.filter(case=case).exists() and not Letter.objects.filter(case=case, kind="lapse").exists()
    applicant = Client()
    applicant.force_login(case.person.user)
    with people.at(term.due_at + 40 * HOUR), translation.override(language):
        assert str(PLACES[State.ARRIVED].plain) in page(applicant, reverse("egov:cabinet:home"), language)
    ways.sound(after)
