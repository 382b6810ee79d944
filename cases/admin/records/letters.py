"""Letters and notices, with what became of sending them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.narrow import Narrow
from cases.admin.records.base import RecordAdmin
from cases.admin.render import EMPTY, recorded, step_label
from cases.models import (
    Effect,
    Letter,
    Notice,
)
from cases.reports.narrowing import CASE, SINCE, WHO


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    list_display = ("number", "case", "kind", "at", "valid_until", "files_display", "rendered_at")
    list_filter = (Narrow, "kind")
    narrows: ClassVar = {SINCE: "at", CASE: "case"}
    exact = ("number", "code")
    hidden = ("files", "facts")
    displayed = ("files_display", "delivery", "facts_display")

    @admin.display(description=_("files"))
    def files_display(self, letter: Letter) -> SafeString | str:
        urls = ((reverse("cases:letter", args=[letter.case_id, letter.pk, code]), code) for code in letter.languages())
        return format_html_join(" ", '<a href="{}">{}</a>', urls) or gettext("not rendered yet")

    @admin.display(description=_("rendering"))
    def delivery(self, letter: Letter) -> str:
        return effect_state("render", letter.pk)

    @admin.display(description=_("facts"))
    def facts_display(self, letter: Letter) -> SafeString | str:
        return recorded(letter.facts)


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ("at", "case", "user", "subject", "letter", "delivery_state", "mailed_to", "mailed_at", "read_at")
    list_select_related = ("case", "user", "letter")
    list_filter = (Narrow,)
    narrows: ClassVar = {WHO: "user", SINCE: "at", CASE: "case"}
    hidden = ("facts", "what")
    displayed = ("subject", "delivery", "facts_display")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mail = Effect.objects.filter(kind="mail", ref=OuterRef("pk")).values("state")[:1]
        return super().get_queryset(request).annotate(mail_state=Subquery(mail))

    @admin.display(description=_("subject"))
    def subject(self, notice: Notice) -> str:
        return step_label(notice.what)

    @admin.display(description=_("delivery"))
    def delivery_state(self, notice: Any) -> str:
        return str(dict(Effect.STATES).get(notice.mail_state, EMPTY))

    @admin.display(description=_("delivery"))
    def delivery(self, notice: Notice) -> str:
        return effect_state("mail", notice.pk)

    @admin.display(description=_("facts"))
    def facts_display(self, notice: Notice) -> SafeString | str:
        return recorded(notice.facts)


def effect_state(kind: str, ref: UUID) -> str:
    effect = Effect.objects.filter(kind=kind, ref=ref).first()
    if effect is None:
        return EMPTY
    words = {"state": effect.get_state_display(), "attempts": effect.attempts, "error": effect.error}
    pattern = (
        gettext("%(state)s, attempts: %(attempts)s. %(error)s")
        if effect.error
        else gettext("%(state)s, attempts: %(attempts)s")
    )
    return pattern % words
