"""The table of what a role may do in the admin."""

from __future__ import annotations

import pytest

from cases.law.actors import Role
from cases.models import permissions

ADMIN_ROLES = {Role.AUDITOR, Role.ADMINISTRATOR}


def test_only_the_auditor_and_the_administrator_are_in_it() -> None:
    assert set(permissions.GRANTS) == ADMIN_ROLES


def test_the_auditor_only_looks() -> None:
    assert set().union(*permissions.GRANTS[Role.AUDITOR].values()) == {"view"}


def test_the_administrator_sees_no_case_file() -> None:
    assert not permissions.RECORDS & permissions.GRANTS[Role.ADMINISTRATOR].keys()


def test_nobody_changes_or_deletes_a_record_or_deletes_an_account() -> None:
    for role in ADMIN_ROLES:
        for label in permissions.RECORDS:
            app, model = label.split(".")
            assert not any(permissions.allowed(role, f"{app}.{verb}_{model}") for verb in ("add", "change", "delete"))
        assert not permissions.allowed(role, "cases.delete_user")


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMIN_ROLES])
def test_the_actors_of_a_case_hold_nothing_in_the_admin(role: Role) -> None:
    assert not any(permissions.sees_app(role, app) for app in ("cases", "axes", "django_q", "admin"))
    assert not permissions.allowed(role, "cases.view_case")


@pytest.mark.parametrize("perm", ["", "cases", "cases.view", "cases.view_", "cases.fly_case", "auth.view_group", "."])
def test_what_is_not_in_the_table_is_held_by_nobody(perm: str) -> None:
    assert not any(permissions.allowed(role, perm) for role in Role)
