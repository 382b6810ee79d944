"""What stood before, and who has changed it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.test import Client
from django.urls import reverse

from cases.models import Case, City, User
from cases.models.user import password_trace
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.admin.rooms import REGISTRY, WITH_HISTORY, a_row, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("label", WITH_HISTORY)
def test_every_version_can_be_looked_at_and_none_restored(auditor: Client, every_case: Any, label: str) -> None:
    model = REGISTRY[label]
    a_row(label)
    version = model.history.order_by("-history_date").first()
    pk = getattr(version, model._meta.pk.attname)
    page = reverse(f"admin:cases_{model._meta.model_name}_simple_history", args=[quote(pk), version.pk])
    before = model.history.count()
    assert auditor.get(url(model, "history", pk)).status_code == 200
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, {}).status_code == 403
    assert auditor.post(url(model, "history", pk), {}).status_code == 403
    assert model.history.count() == before


def test_an_administrator_cannot_restore_either(administrator: Client) -> None:
    city = City.objects.get(pk="astana")
    version = City.history.filter(code="astana").latest()
    page = reverse("admin:cases_city_simple_history", args=[city.pk, version.pk])
    assert administrator.post(page, {"name_ru": "x"}).status_code == 403


def test_the_history_names_each_changed_field(auditor: Client, every_case: Any) -> None:
    auditor.cookies["django_language"] = "en"
    page = auditor.get(url(Case, "history", every_case[State.KNB].pk)).content.decode()
    assert "Review by the ministry &rarr; Petition signed" in page and "Sign the petition" in page


def test_the_history_of_an_account_tells_no_password(auditor: Client) -> None:
    user = people.officer()
    old = user.password
    user.set_password("another-long-password")
    user.save()
    page = auditor.get(url(User, "history", user.pk)).content.decode()
    assert "•••" in page
    assert old not in page and user.password not in page


def test_no_version_of_an_account_holds_its_password() -> None:
    user = people.officer()
    user.set_password("another-long-password")
    user.save()
    newest, before = user.history.order_by("-history_id")[:2]
    assert user.password not in (newest.password, before.password)
    assert newest.password != before.password, "that it was changed is seen"
    assert newest.password == password_trace(user.password)
