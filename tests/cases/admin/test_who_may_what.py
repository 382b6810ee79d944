"""Every list of the admin: who sees it, adds to it, changes it, deletes from it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cases.law.actors import Role
from cases.models import permissions
from tests import people
from tests.cases.admin.rooms import LABELS, REGISTRY, a_row, url

pytestmark = pytest.mark.django_db


def test_every_registered_model_is_in_the_table_of_permissions_and_the_other_way_round() -> None:
    assert set(REGISTRY) == permissions.EVERYTHING


def test_every_model_of_a_case_file_is_a_record() -> None:
    of_a_case = {m._meta.label_lower for m in REGISTRY.values() if any(f.name == "case" for f in m._meta.fields)}
    # An administrator sees exchanges, too, and of them no contents: tests/cases/gateways/test_admin_pages.py.
    # Nor whose case a machine's call or a webhook's delivery was about: tests/cases/api/test_clients_in_admin.py.
    assert (
        of_a_case - {"cases.exchange", "cases.apicall", "cases.webhookdelivery", "cases.legalhold"}
        <= permissions.RECORDS
    )


def verdicts(client: Client, label: str, row: Any) -> dict[str, bool]:
    """What the pages let this person do: a refusal is 403, whatever else is allowed."""
    model = REGISTRY[label]
    answers = {
        "view": client.get(url(model, "changelist")).status_code,
        "open": client.get(url(model, "change", row.pk)).status_code,
        "add": client.get(url(model, "add")).status_code,
        "change": client.post(url(model, "change", row.pk), {}).status_code,
        "delete": client.post(url(model, "delete", row.pk), {}).status_code,
    }
    assert set(answers.values()) <= {200, 302, 403}, answers
    return {verb: status != 403 for verb, status in answers.items()}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_pages_allow_what_the_table_says(client: Client, every_case: Any, role: Role, label: str) -> None:
    verbs = permissions.GRANTS[role].get(label, frozenset())
    row = a_row(label)
    client.force_login(people._staff(role))
    wanted = {verb: verb in verbs for verb in ("view", "add", "change", "delete")}
    assert verdicts(client, label, row) == wanted | {"open": "view" in verbs}


@pytest.mark.parametrize("who", ["screener", "signer", "officer", "clerk"])
def test_nobody_else_enters(client: Client, who: str) -> None:
    client.force_login(getattr(people, who)())
    for label in LABELS:
        assert client.get(url(REGISTRY[label], "changelist")).status_code == 302


def test_an_applicant_does_not_enter(client: Client) -> None:
    client.force_login(people.applicant())
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("label", sorted(permissions.RECORDS))
def test_records_are_read_only_in_code_too(rf: Any, label: str) -> None:
    """Even if a role were given every right by mistake."""
    request = rf.get("/")
    request.user = type("Almighty", (), {"has_perm": lambda *a: True, "role": Role.AUDITOR, "is_active": True})()
    page = admin.site.get_model_admin(REGISTRY[label])
    allowed = page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request)
    assert not any(allowed)
    assert page.get_actions(request) == {}


def test_sending_again_is_the_only_action(rf: Any) -> None:
    request = rf.get("/")
    request.user = people.administrator()
    assert {label for label in LABELS if admin.site.get_model_admin(REGISTRY[label]).get_actions(request)} == {
        "cases.apikey",
        "cases.effect",
        "cases.exchange",
        "cases.webhookdelivery",
    }


@pytest.mark.parametrize("page", ["index", "app_list"])
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_index_opens_in_both_languages(auditor: Client, page: str, language: str) -> None:
    auditor.cookies["django_language"] = language
    assert auditor.get(reverse(f"admin:{page}", args=["cases"] if page == "app_list" else [])).status_code == 200
