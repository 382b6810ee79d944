"""The page at /: the questions, the calls, what is still to come. It shows and changes nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template import Context, Engine

from cases.law.calendar import ALMATY
from cases.models.exchange import OFFICIAL

if TYPE_CHECKING:
    from demo.outside.world import Outside

SHOWN = 30
STYLE, TEMPLATE = (Path(__file__).with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".css", ".html"))
_SUM = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_SUM}'"
"""Nothing but that style: its element stands in the page without a blank around the text."""

HEARD = 'SELECT at, system, operation, "case", said FROM heard ORDER BY id DESC LIMIT ?'
ABOUT = """COALESCE(NULLIF("case", ''), json_extract(body, '$.code'), '')"""
COMING = f"""SELECT due, system, operation, {ABOUT}, attempts, said FROM call
    WHERE state = 'planned' ORDER BY due, id LIMIT ?"""
SENT = f"""SELECT due, system, operation, {ABOUT}, state, status, said FROM call
    WHERE state != 'planned' ORDER BY due DESC, id DESC LIMIT ?"""


ASKED = ("System", "Operation", "Case or payment")
TABLES = (
    ("To come", ("Due", *ASKED, "Attempts", "Last answer"), COMING),
    ("Sent to the portal", ("At", *ASKED, "State", "Status", "Answer of the portal"), SENT),
    ("Asked by the portal", ("At", *ASKED, "Answer"), HEARD),
)


def page(outside: Outside) -> str:
    context = {
        "style": f"<style>{STYLE}</style>",
        "scenario": outside.scenario,
        "day": f"{outside.scenario.seconds_per_day:g}",
        "now": _moment(outside.clock()),
        "portal": outside.portal,
        "tables": [
            (title, head, [_cells(*row) for row in outside.store.rows(sql, SHOWN)]) for title, head, sql in TABLES
        ],
    }
    return Engine().from_string(TEMPLATE).render(Context(context))


def _cells(at: str, system: str, *others: Any) -> list[str]:
    return [_moment(datetime.fromisoformat(at)), OFFICIAL.get(system, system), *map(_short, others)]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ALMATY):%d.%m.%Y %H:%M:%S}"


def _short(cell: Any) -> str:
    return "" if cell is None else _words(str(cell))[:120]


def _words(text: str) -> str:
    """The portal's answers (its exchanges, its problem details) by what they say; what is cut off stays as it is."""
    at = text.find("{")
    if at < 0:
        return text
    try:
        content, end = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return text
    words = [str(content[name]) for name in ("title", "detail", "state", "outcome") if content.get(name)]
    return text[:at] + ", ".join(words) + _words(text[end:])
