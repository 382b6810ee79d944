"""Who signed in or failed to, and what was done in the admin itself."""

from __future__ import annotations

from typing import Any, ClassVar

import axes.admin  # noqa: F401  (first: it registers its own pages, which could be written to)
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.exported import Exported
from cases.admin.narrow import Narrow
from cases.models import SignIn, User
from cases.reports.journals import JOURNALS, OF_ATTEMPTS
from cases.reports.narrowing import SINCE, WHO, is_ip

apps.get_app_config("axes").verbose_name = _("Sign-ins")
admin.site.unregister([AccessAttempt, AccessLog, AccessFailureLog])


class SignInAdmin(ReadOnlyAdmin):
    exact = ("username", "ip_address")
    search_help_text = _("An e-mail address or an IP address, whole.")
    hidden = ("get_data", "post_data", "http_accept", "session_hash")
    list_filter: ClassVar[tuple[Any, ...]] = (Narrow,)
    narrows: ClassVar = OF_ATTEMPTS

    def search(self, text: str) -> Q:
        # An address is of its own type in PostgreSQL: text that is none may not be compared with it.
        return Q(ip_address=text) if is_ip(text) else Q(username__in={text, text.lower()})


@admin.register(AccessLog)
class AccessLogAdmin(Exported, SignInAdmin):
    source = "sessions"
    list_display = ("attempt_time", "username", "ip_address", "logout_time", "path_info")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInAdmin):
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "path_info")


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(Exported, SignInAdmin):
    source = "failures"
    list_display = ("attempt_time", "username", "ip_address", "locked_out", "path_info")
    list_filter = (Narrow, "locked_out")


@admin.register(SignIn)
class OpenedDoorAdmin(Exported, ReadOnlyAdmin):
    """Beside the log of axes: by which way, and with which certificate."""

    source = "sign_ins"
    list_display = ("at", "user", "way", "address", "certificate_serial", "certificate_status")
    list_filter = (Narrow, "way", "certificate_status")
    narrows: ClassVar = JOURNALS[source].narrows
    list_select_related = ("user",)
    exact = ("user__email", "address", "certificate_serial")
    search_help_text = _("An e-mail address, an IP address or the number of a certificate, whole.")

    def search(self, text: str) -> Q:
        if is_ip(text):
            return Q(address=text)
        if "@" in text:
            return Q(user__in=User.objects.filter(email__in={text, text.lower()}))
        return Q(certificate_serial=text.lower())


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "message")
    list_filter = (Narrow, "action_flag")
    narrows: ClassVar = {WHO: "user", SINCE: "action_time"}
    list_select_related = ("user", "content_type")
    hidden = ("change_message",)
    displayed = ("message",)

    @admin.display(description=_("what changed"))
    def message(self, entry: LogEntry) -> str:
        return entry.get_change_message()
