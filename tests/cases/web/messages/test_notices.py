"""Notices to a member of staff stand on a page of their own, with where each leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Notice
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import case_url, home_url, signed_in, text

pytestmark = pytest.mark.django_db


def test_notices_lead_to_their_places_and_are_read_up_to_the_newest_shown() -> None:
    case, other = people.case_in(State.REGISTRATION), people.case_in(State.REGISTRATION, city="almaty")
    officer, now = people.officer(), people.after(case)
    Notice.objects.filter(user=officer).delete()
    own = {"overdue": "1", "tomorrow": "0", "free": "0", "free_tomorrow": "0"}
    facts = {"user": officer, "at": now}
    Notice.objects.create(what="message", case=case, **facts)
    Notice.objects.create(what="message", case=other, **facts)
    Notice.objects.create(what="own_queue", facts=own, **facts)
    Notice.objects.create(user=people.clerk(), what="own_queue", facts=own, at=now)
    here = reverse("cases:notices")
    with people.at(now):
        client = signed_in(officer)
        desk = text(client.get(home_url(officer)))
        assert f'href="{here}"' in desk and "3 unread" in " ".join(desk.split())
        page = client.get(here)
        places = [row.url for row in page.context["notices"]]
        assert places == [home_url(officer), "", case_url(officer, case)], "nothing leads to a case that is not seen"
        assert "Your cases: 1 overdue" in text(page)
        newest = page.context["newest"]
        late = Notice.objects.create(what="own_queue", facts=own, **facts)
        client.post(here, {"newest": str(newest)})
        assert list(Notice.objects.filter(user=officer, read_at=None)) == [late]
        assert client.post(here, {"newest": "x"}).status_code == 302
        assert client.get(here, {"before": str(newest)}).context["unread"] == 0
    assert not Notice.objects.filter(user=officer, read_at=None).exists()
    assert Notice.objects.get(user=people.clerk(), what="own_queue").read_at is None


def test_the_bell_counts_what_came_lately() -> None:
    """Of a month, of staff and applicants alike; the page keeps the rest."""
    case = people.case_in(State.REGISTRATION)
    now = people.after(case)
    for user in (people.officer(), case.person.user):
        Notice.objects.filter(user=user).delete()
        for days in (29, 31):
            Notice.objects.create(user=user, what="message", case=case, at=now - timedelta(days=days))
        with people.at(now):
            client = signed_in(user)
            assert client.get(home_url(user)).context["unread"] == 1
            page = client.get(reverse("egov:cabinet:notices" if user == case.person.user else "cases:notices"))
        assert len(page.context["notices"]) == page.context["unread"] == 2


@pytest.mark.parametrize("who", [people.administrator, people.auditor, people.screener])
def test_whoever_gets_notices_has_the_page(who: object) -> None:
    user = who()  # type: ignore[operator]
    page = signed_in(user).get(reverse("cases:notices"))
    assert page.status_code == 200 and "No notices yet." in text(page)


def test_an_applicant_has_the_cabinet() -> None:
    assert signed_in(people.applicant()).get(reverse("cases:notices")).status_code == 403
