"""Complaints, rulings and who heads a body, in the administration: the auditor reads all of it, nobody changes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import BodyHead, Case, Event, Letter, ReadLog, Remedy, Ruling
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.engine import ways
from tests.cases.programmes.complaint.complaining import filed, handed_on, satisfied

pytestmark = pytest.mark.django_db


def complained() -> tuple[Case, Case]:
    """(complaint, case complained of), of one department; a ruling waits on it."""
    about = people.case_in(State.FINAL_REFUSED)
    complaint = satisfied(filed(about), people.head())
    return complaint, ways.fresh(about)


def test_the_auditor_reads_complaint_and_ruling_and_that_is_remembered(auditor: Client) -> None:
    complaint, about = complained()
    ruling = Ruling.objects.get(case=about)
    page = auditor.get(url(Case, "change", complaint.pk)).content.decode()
    assert complaint.number in page and complaint.about_letter and complaint.about_letter.number in page
    assert auditor.get(url(Case, "history", complaint.pk)).status_code == 200
    listed = auditor.get(url(Ruling, "changelist"), {"q": about.number}).content.decode()
    assert ruling.number in listed
    assert ruling.body in auditor.get(url(Ruling, "change", ruling.pk)).content.decode()
    last = ReadLog.objects.latest("id")
    assert (last.case_id, last.what) == (about.pk, "ruling")
    event = Event.objects.filter(case=about, step="record_ruling")[0]
    assert auditor.get(url(Event, "change", event.pk)).status_code == 200
    receipt = Letter.objects.filter(case=complaint)[0]
    assert auditor.get(url(Letter, "change", receipt.pk)).status_code == 200


def test_an_administrator_reads_neither_and_keeps_what_letters_say(administrator: Client) -> None:
    complaint, about = complained()
    for model, row in ((Case, complaint), (Ruling, Ruling.objects.get(case=about))):
        assert administrator.get(url(model, "change", row.pk)).status_code == 403  # type: ignore[attr-defined]
    head = BodyHead.objects.get(body="department", city="almaty")
    names: dict[str, Any] = {"name": "Жумабаев Аскар", "position_ru": "начальник", "position_kk": "бастық"}
    sent = administrator.post(url(BodyHead, "change", head.pk), names | {"source": "Приказ № 7", "confirmed": "on"})
    head.refresh_from_db()
    assert (sent.status_code, head.name, head.confirmed) == (302, names["name"], True)
    assert administrator.get(url(BodyHead, "history", head.pk)).status_code == 200
    remedy = Remedy.objects.all()[0]
    assert administrator.get(url(Remedy, "history", remedy.pk)).status_code == 200


@pytest.mark.parametrize("where", ["astana.2", "almaty", "hub", "ministry"])
def test_a_head_sees_complaints_and_rulings_of_the_own_body_alone(client: Client, where: str) -> None:
    """Of one department, at every address; nobody of the staff comes into the administration."""
    complaint, about = complained()
    above = handed_on(filed(people.case_in(State.LAPSED)), people.head())
    assert above.state == "complaint_handed_on"
    client.force_login(people.head(where))
    with people.at(people.after(above)):
        pages = ["/con/head/", "/con/complaints/"]
        shown = "".join(client.get(page).content.decode() for page in pages)
        status = client.get(f"/con/complaints/{complaint.pk}/").status_code
    own = where == "astana.2"
    assert [number in shown for number in (above.number, about.number)] == [own, own]
    assert status == (200 if own else 404)
    assert client.get(url(Ruling, "changelist")).status_code == 302
