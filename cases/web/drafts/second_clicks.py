"""Whether a repeated form has the content that was recorded already: a second click of the same user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.engine.steps.readers import reads
from cases.engine.writing import audit
from cases.models import Case, Event, Letter
from cases.values import moments
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url

LATEST = 10
"""Events of one person that are looked at."""


def second_click(request: AuthenticatedRequest, case: Case, what: str, form: forms.Form) -> bool:
    return same_event(request, case, what, form) is not None


def same_event(request: AuthenticatedRequest, case: Case, what: str, form: forms.Form) -> Event | None:
    """The event by which this user has taken the step with this content already, since the page was made."""
    mine = Event.objects.filter(case=case, user=request.user, step=what).order_by("-id")
    version = request.POST.get("version", "")
    if version.isdecimal() and len(version) < 10:
        mine = mine.filter(version__gt=int(version))
    return next((event for event in mine[:LATEST] if repeats(form, event.facts)), None)


def in_words(request: AuthenticatedRequest, event: Event, *, seen: bool) -> SafeString:
    """That it was recorded, when, and under which numbers. `seen`: whether the case is still in the user's sight."""
    user, case = request.user, event.case
    number = _link(case_url(user, case), case.number) if seen else case.number
    sentence = _("This was recorded on {at}: “{step}”, case {number}. Nothing has to be sent again.")
    words = format_html(sentence, at=moments.moment(event.at), step=event.label, number=number)
    letters = Letter.objects.filter(case=case, at=event.at).order_by("id").defer("facts")
    numbers = ", ".join(letter.number for letter in letters if reads(user.reads_as, letter.readers))
    return format_html("{} {}", words, _("Letter: {number}.").format(number=numbers)) if numbers else words


def _link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def repeats(form: forms.Form, facts: dict[str, Any]) -> bool:
    """Each thing entered is in the recorded `facts` (of an Event). A checkbox is not compared.

    Field by field, since after the first click the whole form may not be valid any more.
    """
    recorded = set(_leaves(facts))
    inputs = (bound for bound in form.visible_fields() if not isinstance(bound.field, forms.BooleanField))
    return all(_is_recorded(bound, recorded) for bound in inputs)


def _is_recorded(bound: forms.BoundField, recorded: set[str]) -> bool:
    raw = set(_leaves(bound.data))
    return raw <= recorded or set(_leaves(_read(bound))) <= recorded


def _read(bound: forms.BoundField) -> Any:
    """As an event has it; what is no value stays as it was sent."""
    try:
        return audit.as_json({"": bound.field.clean(bound.data)}).get("")
    except forms.ValidationError:
        return bound.data


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif value not in ("", None):
        yield str(value).replace("\r\n", "\n").strip()
