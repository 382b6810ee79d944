"""The contexts of each template, one a state. A template without a line here is not drawn, and a test fails."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.eds.sheets import text_digest
from cases.fields.country import CountryInput
from cases.law.actors import Role
from cases.models import User
from cases.models.letter import LETTERS
from demo.components import fields, sheets, terms
from demo.components.drawing import Samples
from demo.components.terms import LONG

NOBODY: dict[str, Any] = {"user": AnonymousUser(), "languages": (), "notices_url": "", "desk_url": ""}
LETTER = "preliminary_approval"


def _headers(now: datetime) -> Iterator[dict[str, Any]]:
    """Its languages are a component of their own."""
    yield NOBODY
    user = User(full_name="Абдрахманова-Құрманғалиева Айгүл-Жансая", role=Role.OFFICER)
    for unread in (0, 1, 12):
        yield {"user": user, "languages": (), "notices_url": "#", "desk_url": "#", "unread": unread}


def _navs(now: datetime) -> Iterator[dict[str, Any]]:
    yield NOBODY | {"section": "verify"}
    yield {"desk_url": "#", "desk_name": _("My desk"), "section": "desk"}


def _messages(now: datetime) -> Iterator[dict[str, Any]]:
    levels = (constants.INFO, constants.SUCCESS, constants.WARNING, constants.ERROR)
    yield {"messages": [Message(level, LONG) for level in levels]}


def _notices(now: datetime) -> Iterator[dict[str, Any]]:
    rows = ({"text": LONG, "url": "#"}, {"text": LONG}, {"text": LONG, "url": "#", "read_at": now})
    yield {"notices": [{"at": now} | row for row in rows]}
    yield {}


def _letters(now: datetime) -> Iterator[dict[str, Any]]:
    links = [{"language": code, "label": code, "url": "#"} for code in ("ru", "kk")]
    beside = [{"part": part, "label": part, "url": "#"} for part in ("cms", "json")]
    row: dict[str, Any] = {"get_kind_display": LETTERS[LETTER].name, "number": "РПП-2026-000123", "at": now}
    yield {"letters": [row | {"links": links, "beside": beside, "valid_until": now}, row | {"name": LONG}]}
    yield {}


def _empty(now: datetime) -> Iterator[dict[str, Any]]:
    yield {}
    yield {"title": LONG, "text": LONG, "url": "#", "label": _("Go back"), "symbol": "mail"}


def _pagers(now: datetime) -> Iterator[dict[str, Any]]:
    yield {"prev_url": "#", "next_url": "#"}
    yield {"first_url": "#"}
    yield {"next_url": "#"}


def _document_states(now: datetime) -> Iterator[dict[str, Any]]:
    for state in ("attached", "accepted", "returned", "locked"):
        yield {"state": state}
    for required in (True, False):
        yield {"state": "missing", "required": required}


def _panels(now: datetime) -> Iterator[dict[str, Any]]:
    text = base64.b64encode(LONG.encode()).decode()
    signed = {"content_b64": text, "ncalayer_url": settings.EDS_NCALAYER_URL, "action": reverse("demo:components")}
    yield signed | {"back": "#", "fallback": True, "hidden": [("version", 7)]}
    yield signed | {"attached": False, "label": _("Sign in"), "symbol": "log-in"}


def _country(now: datetime) -> Iterator[dict[str, Any]]:
    attrs = {"id": "country", "aria-label": _("Citizenship")}
    yield CountryInput().get_context("country", "", attrs)


def _sum(now: datetime) -> Iterator[dict[str, Any]]:
    yield {"sha256": text_digest(LONG), "of": LONG}


COMPONENTS: Samples = {
    "conflict": lambda now: ({"clash": fields.conflict(f"clash-{n}", at)} for n, at in enumerate((now, None))),
    "deadline_card": terms.deadlines,
    "demo_ribbon": lambda now: [{}],
    "document_state": _document_states,
    "empty_state": _empty,
    "error_summary": lambda now: [{"form": fields.refused(now)}],
    "footer": lambda now: [{}],
    "header": _headers,
    "kept_words": lambda now: [{}],
    "languages": lambda now: [{}],
    "letter_list": _letters,
    "logo": lambda now: [{}],
    "menu": _headers,
    "messages": _messages,
    "nav": _navs,
    "nav_links": _navs,
    "notice_list": _notices,
    "pager": _pagers,
    "sheet": lambda now: [{"sheet": sheets.sheet(now)}],
    "sheet_sum": _sum,
    "sign_detail": lambda now: [{}],
    "sign_panel": _panels,
    "sign_words": lambda now: [{}],
    "stepper": terms.cases,
    "sun": lambda now: [{}],
    "timeline": lambda now: [{"events": terms.events(now)}, {}],
}

FORMS: Samples = {
    "_input": lambda now: [{"field": fields.field_without_label("email")}],
    "_label": lambda now: ({"field": fields.opened()[name]} for name in ("email", "profession", "issued_on")),
    "div": lambda now: [fields.opened().get_context()],
    "field": lambda now: ({"field": field} for field in fields.refused(now).visible_fields()),
    "widgets/listed": _country,
}
