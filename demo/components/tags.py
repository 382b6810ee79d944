"""Tags of `cases.templatetags.dnr` that draw by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from inspect import getdoc

from django.template import Context

from cases.programmes.nomad.states import State
from cases.templatetags import dnr
from demo.components.drawing import Example
from demo.components.terms import DAYS_LEFT, ends_in


def examples(now: datetime) -> Iterator[Example]:
    states = (dnr.state_tag(state, plain) for plain in (False, True) for state in State)
    left = (dnr.time_left_tag(Context({"now": now}), ends_in(days, now)) for days in DAYS_LEFT)
    icons = (dnr.icon(name, size) for size in (16, 20, 24) for name in dnr.TONE_ICONS.values())
    drawn = {dnr.icon: icons, dnr.state_tag: states, dnr.time_left_tag: left}
    for tag, rows in drawn.items():
        yield Example(tag.__name__, " ".join((getdoc(tag) or "").split()), tuple(rows))
