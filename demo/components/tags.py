"""Tags of `cases.templatetags.dnr` that draw by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from inspect import getdoc

from django.template import Context

from cases.programmes.nomad.states import State
from cases.templatetags.dnr import icons, left, states
from demo.components.drawing import Example
from demo.components.terms import DAYS_LEFT, ends_in


def examples(now: datetime) -> Iterator[Example]:
    tagged = (states.state_tag(state, plain) for plain in (False, True) for state in State)
    remaining = (left.time_left_tag(Context({"now": now}), ends_in(days, now)) for days in DAYS_LEFT)
    symbols = (icons.icon(name, size) for size in (16, 20, 24) for name in icons.TONE_ICONS.values())
    drawn = {icons.icon: symbols, states.state_tag: tagged, left.time_left_tag: remaining}
    for tag, rows in drawn.items():
        yield Example(tag.__name__, " ".join((getdoc(tag) or "").split()), tuple(rows))
