"""The page at /: what was asked, what was told, what is still to come. It shows and changes nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.demo.outside.world import Outside

SHOWN = 30
Rows = list[tuple[Any, ...]]


def page(outside: Outside) -> str:
    store, scenario = outside.store, outside.scenario
    heard = store.rows('SELECT at, system, operation, "case", said FROM heard ORDER BY id DESC LIMIT ?', SHOWN)
    coming = store.rows(
        'SELECT due, system, operation, "case", attempts, said FROM call'
        " WHERE state = 'planned' ORDER BY due LIMIT ?",
        SHOWN,
    )
    told = store.rows(
        "SELECT due, system, operation, \"case\", state, status, said FROM call WHERE state != 'planned'"
        " ORDER BY due DESC LIMIT ?",
        SHOWN,
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="10">
<title>Outside systems (DEMO)</title>
<h1>The outside systems: the stand-in of the demo</h1>
<p>Scenario <b>{escape(scenario.name)}</b>: {escape(scenario.title)} A day lasts {scenario.seconds_per_day:g} seconds.
It is {outside.clock():%d.%m.%Y %H:%M:%S} UTC. The portal: {escape(outside.portal)}</p>
{_table("To come", ("Due", "System", "Operation", "Case", "Attempts", "Last answer"), coming)}
{_table("Told", ("At", "System", "Operation", "Case", "State", "Status", "Answer"), told)}
{_table("Asked", ("At", "System", "Operation", "Case", "Answer"), heard)}
</html>"""


def _table(title: str, head: tuple[str, ...], rows: Rows) -> str:
    cells = "".join(f"<th>{name}" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(_short(cell))}" for cell in row) for row in rows)
    return f"<h2>{title}</h2><table><tr>{cells}{body}</table>" if rows else f"<h2>{title}</h2><p>Nothing.</p>"


def _short(cell: Any) -> str:
    return "" if cell is None else str(cell)[:120]
