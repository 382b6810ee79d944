"""Who has no NCALayer comes in and signs by eGov Mobile; the computer goes on by itself."""

from __future__ import annotations

from typing import Any

from cases.models import ApiCall, Signature
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import eds
from tests.journeys.browser import Portal


def test_an_applicant_signs_in_and_signs_the_petition_on_a_telephone(portal: Portal, settings: Any) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    portal.ncalayer.stop()
    me = portal.person(case.person.user, "kk")
    me.signs = eds.OnATelephone(settings, portal)
    me.comes_in = eds.by_key
    me.click("Go on with the petition")
    me.click("Check and sign")
    me.click("Go on to signing")
    me.sign()
    me.sees(PLACES[State.SCREENING].plain)
    row = Signature.objects.get(case=case, step="submit_petition")
    assert row.iin == case.person.iin and '"language":"kk"' in row.sheet
    assert list(ApiCall.objects.order_by("id").values_list("method", "status")) == [
        ("GET", 200), ("GET", 200), ("PUT", 200),
        ("GET", 200), ("GET", 200), ("PUT", 200),
    ]  # fmt: skip
