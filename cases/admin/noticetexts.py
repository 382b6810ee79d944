"""The sentences of notices: in the portal's words, or in those of an administrator, seen before they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.admin import effects
from cases.admin.forms import JudgedForm
from cases.admin.reference import ReferenceAdmin
from cases.engine.steps import STEPS
from cases.law import names
from cases.letters import mail, weighing
from cases.models import NoticeText
from cases.models.noticetext import filled, forget_texts, places_in

LANGUAGES = ("kk", "ru", "en")


def own_text(what: str) -> str:
    """The portal's own sentence; "" for an unknown kind."""
    step = STEPS.get(what)
    return str(step.tells if step else mail.WORDS.get(what) or names.KNOWN["notices"].get(what, ""))


def kinds() -> Iterator[tuple[str, str]]:
    for what in (*(name for name, step in STEPS.items() if step.tells), *mail.WORDS, *names.KNOWN["notices"]):
        yield what, f"{what}: {own_text(what)}"


class NoticeTextForm(JudgedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "what" in self.fields:
            self.fields["what"] = forms.ChoiceField(label=self.fields["what"].label, choices=kinds)

    def faults(self, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        known = places_in(own_text(data.get("what") or self.instance.what))
        for name in (f"text_{language}" for language in LANGUAGES):
            if strange := places_in(data.get(name, "")) - known:
                yield name, _strange(strange, known)


def _strange(strange: set[str], known: set[str]) -> ValidationError:
    words = _("This notice has no %(strange)s. It has: %(known)s.")
    facts = {"strange": ", ".join(sorted(strange)), "known": ", ".join(sorted(known)) or "–"}
    return ValidationError(words, params=facts)


@admin.register(NoticeText)
class NoticeTextAdmin(ReferenceAdmin):
    form = NoticeTextForm
    list_display = ("what", "text_ru", "active")
    list_filter = ("active",)
    fixed = ("what",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        return effects.of_notice(form.changed_data)

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_texts()

    def get_urls(self) -> list[Any]:
        """Before those of the library, which would take the word for a key."""
        view = self.admin_site.admin_view(partial(preview, self))
        return [path("preview/", view, name="cases_noticetext_preview"), *super().get_urls()]


def preview(own: NoticeTextAdmin, request: HttpRequest) -> HttpResponse:
    """The mail in each language with the texts as they stand on the page, the facts by their names. Nothing is
    stored."""
    if not own.has_view_permission(request):
        raise PermissionDenied
    context = {"title": _("Preview of the notice"), "opts": own.opts, "mails": list(_mails(request))}
    page = "admin/cases/noticetext/preview.html"
    return TemplateResponse(request, page, admin.site.each_context(request) | context)


def _mails(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """(language, subject, text)."""
    for language in LANGUAGES:
        with translation.override(language):
            text = request.POST.get(f"text_{language}", "")
            words = filled(text, {name: f"«{name}»" for name in places_in(text)})
            yield language, weighing.subject(words, "DNR-…"), words
