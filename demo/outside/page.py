"""The page at /: what was asked, what was told, what is still to come. It shows and changes nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from cases.law.calendar import ALMATY
from cases.models.exchange import OFFICIAL

if TYPE_CHECKING:
    from demo.outside.world import Outside

SHOWN = 30
STYLE = """
body { max-width: 72rem; margin: 0 auto; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: #11262f; }
h1 { font-size: 1.5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
.demo { margin: 0 -1rem; padding: .4rem 1rem; background: #fff3cc; color: #4a3200; font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 44rem; font-size: .9rem; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #d2e1e8; text-align: left; vertical-align: top; }
th { color: #4d606b; font-weight: 600; }
td.nowrap { white-space: nowrap; } td:last-child { min-width: 12rem; overflow-wrap: anywhere; }
a { color: #006f96; }
"""
_SUM = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_SUM}'"
"""Nothing but the style above."""

HEARD = 'SELECT at, system, operation, "case", said FROM heard ORDER BY id DESC LIMIT ?'
ABOUT = """COALESCE(NULLIF("case", ''), json_extract(body, '$.code'), '')"""
COMING = f"""SELECT due, system, operation, {ABOUT}, attempts, said FROM call
    WHERE state = 'planned' ORDER BY due, id LIMIT ?"""
TOLD = f"""SELECT due, system, operation, {ABOUT}, state, status, said FROM call
    WHERE state != 'planned' ORDER BY due DESC, id DESC LIMIT ?"""


def page(outside: Outside) -> str:
    scenario, rows = outside.scenario, outside.store.rows
    asked, answered = ("System", "Operation", "Case or payment"), ("State", "Status", "Answer of the portal")
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outside systems (DEMO)</title><style>{STYLE}</style></head><body>
<header class="demo"><strong>DEMO</strong> All of this is invented: no real system is asked.</header>
<main><h1>The outside systems: the stand-in of the demo</h1>
<p>Scenario <strong>{escape(scenario.name)}</strong>: {escape(scenario.title)} A day of theirs lasts
{scenario.seconds_per_day:g} seconds. It is {_moment(outside.clock())} in Astana.
They answer <a href="{escape(outside.portal)}">the portal</a>.</p>
{_table("To come", ("Due", *asked, "Attempts", "Last answer"), rows(COMING, SHOWN))}
{_table("Told to the portal", ("At", *asked, *answered), rows(TOLD, SHOWN))}
{_table("Asked by the portal", ("At", *asked, "Answer"), rows(HEARD, SHOWN))}
</main></body></html>"""


def _table(title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return f"<h2>{title}</h2><p>Nothing yet.</p>"
    cells = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f'<h2>{title}</h2><div class="scroll" role="region" tabindex="0" aria-label="{title}">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


SAID: tuple[Callable[[Any], str], ...] = (
    lambda at: _moment(datetime.fromisoformat(at)),
    lambda system: OFFICIAL.get(system, system),
)
"""How the first columns are said."""


def _cells(row: tuple[Any, ...]) -> str:
    said = [SAID[n](cell) if n < len(SAID) else _short(cell) for n, cell in enumerate(row)]
    kept = {0: ' class="nowrap"', 3: ' class="nowrap"'}  # the moment, and the number
    return "".join(f"<td{kept.get(n, '')}>{escape(text)}</td>" for n, text in enumerate(said))


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
        told, end = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return text
    said = [str(told[name]) for name in ("title", "detail", "state", "outcome") if told.get(name)]
    return text[:at] + ", ".join(said) + _words(text[end:])
