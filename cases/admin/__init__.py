"""Django admin: the auditor reads everything and changes nothing, the administrator keeps accounts and reference data.

Who may what is the table in `cases.models.permissions`; here it is displayed. No page moves a case.
"""

from typing import Any

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cases.admin import (
    api,
    bodies,
    calendar,
    case,
    door,
    duties,
    exchanges,
    identity,
    journal,
    noticetexts,
    operations,
    person,
    professions,
    proposals,
    questionnaires,
    records,
    recounts,
    reference,
    retention,
    unconfirmed,
    users,
    words,
)

__all__ = [
    "api",
    "bodies",
    "calendar",
    "case",
    "door",
    "duties",
    "exchanges",
    "identity",
    "journal",
    "noticetexts",
    "operations",
    "person",
    "professions",
    "proposals",
    "questionnaires",
    "records",
    "recounts",
    "reference",
    "retention",
    "unconfirmed",
    "users",
    "words",
]

admin.site.site_header = _("Digital Nomad Residency: administration")
admin.site.site_title = _("DNR administration")
admin.site.index_title = _("Records and reference data")
admin.site.enable_nav_sidebar = False
admin.site.disable_action("delete_selected")

# Rows have no page outside the admin to lead to; the address that would lead there falls over keys that are none.
_addresses = admin.site.get_urls
_own = [path("unconfirmed/", admin.site.admin_view(unconfirmed.page), name="unconfirmed")]


def _urls() -> list[Any]:
    return [*_own, *(address for address in _addresses() if getattr(address, "name", "") != "view_on_site")]


admin.site.get_urls = _urls  # type: ignore[method-assign]

# No back door: its own form would ask for a password and nothing else.
admin.site.login = door.sign_in  # type: ignore[method-assign]
# The own password is changed where all of the staff change it: links become void there, and the person is told.
admin.site.password_change = door.own_password  # type: ignore[method-assign, assignment]
