"""What a change of reference data does to running cases, shown before it is kept. Beside the tests of two
administrators, for whom no case runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import DutyRate
from tests.cases.admin.rooms import url
from tests.cases.admin.test_two_administrators import RATE

pytestmark = pytest.mark.django_db


def test_the_effect_on_running_cases_is_shown_before_anything_is_kept(administrator: Client, every_case: Any) -> None:
    response = administrator.post(url(DutyRate, "add"), RATE)
    assert response.status_code == 200 and response.context["effect"]
    assert not DutyRate.objects.filter(rate=9).exists()
    back = administrator.post(url(DutyRate, "add"), RATE | {"_back": "1"})
    assert back.context["adminform"].form["rate"].value() == "9"
    assert administrator.post(url(DutyRate, "add"), RATE | {"_confirmed": "1"}).status_code == 302
    assert DutyRate.objects.filter(rate=9).exists()
