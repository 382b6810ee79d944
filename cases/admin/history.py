"""The history of a row: every version, what changed in it, and no way back by a button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin.utils import display_for_field, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from cases.admin.base import IN_WORDS, SAFE, PortalAdmin, remember
from cases.admin.render import EMPTY, order_number, step_label
from cases.law.calendar import last_day
from cases.values.dates import in_words

HIDDEN_VALUE = "•••"


class InWords(HistoricalRecordContextHelper):
    """Values as the rest of the admin shows them: names for codes, Almaty time for moments, a dash for nothing."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        if value in ("", None) or field.remote_field is not None:
            return EMPTY if value in ("", None) else value
        if change.field in IN_WORDS:
            return order_number(value)
        # As the pages show it: the stored moment lies in the day after.
        if isinstance(value, datetime) and change.field == "due_at":
            return in_words(last_day(value)) or EMPTY
        return display_for_field(value, field, EMPTY)


class HistoryAdmin(SimpleHistoryAdmin, PortalAdmin):
    """Versions can be looked at. The library would restore one on a bare POST, asking for the right to view only."""

    object_history_template = "admin/history/versions.html"
    object_history_list_template = "admin/history/list.html"
    object_history_form_template = "admin/history/version.html"
    history_list_per_page = 100

    secret: tuple[str, ...] = ()
    """Fields of which the history says that they changed, not what they were."""

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        _ensure_key(self.model, unquote(object_id))
        return super().history_view(_looking(request), object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        _ensure_key(self.model, unquote(object_id))
        _ensure_key(self.model.history.model, version_id)
        # The library forgets to undo the quoting of keys such as "order_2026_241".
        return super().history_form_view(_looking(request), unquote(object_id), version_id, extra_context)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: object
    ) -> HttpResponse:
        remember(request, context.get("object") or context.get("original"), "history")
        return super().render_history_view(request, template, context, **kwargs)

    def hidden_in_history(self, request: HttpRequest) -> tuple[str, ...]:
        return self.secret

    def history_view_title(self, request: HttpRequest, obj: Model) -> str:
        return _("History: %(name)s") % {"name": obj}

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        return _("Version: %(name)s") % {"name": obj}

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: object) -> InWords:
        return InWords(self.model, historical_record)

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **options: object) -> None:
        super().set_history_delta_changes(request, historical_records, **options)
        names = {
            str(getattr(self.opts.get_field(n), "verbose_name", n)).lower() for n in self.hidden_in_history(request)
        }
        for record in historical_records:
            record.cause = step_label(record.history_change_reason or "")
            for change in getattr(record, "history_delta_changes", []):
                if str(change["field"]).lower() in names:
                    change["old"] = change["new"] = HIDDEN_VALUE


def _ensure_key(model: type[Model], text: str) -> None:
    """What can be no key of this table is the key of nothing: 404. The library would ask the database, and fall."""
    try:
        model._meta.pk.clean(text, None)
    except (ValidationError, ValueError, OverflowError):
        raise Http404 from None
    if "\x00" in text:
        raise Http404


def _looking(request: HttpRequest) -> HttpRequest:
    if request.method not in SAFE:
        raise PermissionDenied
    return request
