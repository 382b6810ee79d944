"""One form open in two tabs: what was changed in one is merged into what is stored by now, field by field.

A page carries `base`: its answers as they were when it was made (JSON, name → text). What comes differs from the base
where this tab changed it; what is stored differs from it where another tab did. Where both did, the person chooses.
A page that autosaves sends its changed fields alone, with `only=changed`. Without a base all that comes counts.

A save whose response was lost may have been stored all the same, and is no conflict with another tab: the page brings
what it sent as `sent` (JSON, a list of name → text, the latest last). The same value in another spelling is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from cases.values import moments

BASE, ONLY, CLASH, CHOICE, SENT = "base", "only", "clash", "choose-", "sent"
LARGEST_BASE = 200_000
"""Characters; a base that is longer was not made by us."""

TICKED = "on"
"""What a browser sends of a box that is ticked; of one that is not it sends nothing."""

Texts = dict[str, str]
When = Callable[[str], datetime | None]
"""When the field of this name was last changed; None: nobody can tell."""


def _unknown(_name: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field changed both here and elsewhere."""

    name: str
    label: str
    mine: str
    """The value of this tab as people read it; `theirs` is the value stored meanwhile."""
    theirs: str
    raw: Texts
    """`theirs` as the field takes it, by the name of each of its inputs."""
    at: datetime | None = None
    """When it was changed elsewhere; None where that is not known."""

    @property
    def raw_json(self) -> str:
        return json.dumps(self.raw, ensure_ascii=False)


@dataclass(slots=True)
class Merged:
    """Two versions of a form, merged."""

    data: QueryDict
    """For the form that is stored."""
    typed: QueryDict
    """For the form that is displayed, with this tab's side of a conflict."""
    conflicts: dict[str, Conflict] = field(default_factory=dict)

    def for_the_form(self) -> QueryDict:
        """For the one form that is both: displayed where something conflicts, else stored."""
        return self.typed if self.conflicts else self.data

    def for_the_form_with_the_rest(self, sent: QueryDict) -> QueryDict:
        """The same with what was sent besides the fields that were merged."""
        values = self.for_the_form()
        for name in sent.keys() - values.keys():
            values.setlist(name, sent.getlist(name))
        return values


def form_texts(form: forms.BaseForm) -> Texts:
    """What a browser would send back of the form as it is displayed: text by the name of each input."""
    texts: Texts = {}
    for bound in _compared_fields(form):
        texts |= _inputs(bound.field.widget, bound.html_name, bound.value())
    return texts


def _compared_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """What is disabled is sent by nobody, and may be a secret."""
    return [bound for bound in form.visible_fields() if not bound.field.disabled]


def base_of(form: forms.BaseForm) -> str:
    """The value of the hidden input `base`."""
    return as_base(form_texts(form))


def as_base(texts: Texts) -> str:
    return json.dumps(texts, ensure_ascii=False)


def merge(sent: QueryDict, stored: forms.BaseForm, when: When = _unknown) -> Merged:
    """`stored`: the unbound form of what is stored now."""
    now, base = form_texts(stored), base_texts(sent)
    data = QueryDict(mutable=True)
    for bound in _compared_fields(stored):
        _put(data, {name: now[name] for name in _inputs(bound.field.widget, bound.html_name, None)}, _is_list(bound))
    merged = Merged(data, data.copy())
    for bound in _compared_fields(stored):
        names = list(_inputs(bound.field.widget, bound.html_name, None))
        if sent.get(ONLY) == "changed" and not any(name in sent for name in names):
            continue
        _lay(merged, sent, bound, names, now, base, when)
    return merged


def _lay(
    merged: Merged,
    sent: QueryDict,
    bound: forms.BoundField,
    names: list[str],
    now: Texts,
    base: Texts | None,
    when: When,
) -> None:
    """One field of the form, all its inputs together."""
    several = _is_list(bound)
    mine = {name: ",".join(sorted(sent.getlist(name))) if several else sent.get(name, "") for name in names}
    theirs = {name: now.get(name, "") for name in names}
    before = None if base is None else {name: base.get(name, "") for name in names}
    same = partial(_means, bound)
    if sent.get(CHOICE + bound.html_name) == "theirs" or same(mine, theirs):
        return
    if before and any(same(attempt, theirs) for attempt in _attempts(sent, names)):
        before = theirs
    if before and same(mine, before):
        return
    _put(merged.typed, mine, several)
    undecided = bound.html_name in sent.getlist(CLASH) and CHOICE + bound.html_name not in sent
    if (before is None or same(before, theirs)) and not undecided:
        _put(merged.data, mine, several)
        return
    sides = _in_words(bound, mine), _in_words(bound, theirs)
    at = when(bound.html_name)
    merged.conflicts[bound.html_name] = Conflict(bound.html_name, str(bound.label), *sides, theirs, at)


def changed_at(versions: Iterable[tuple[datetime, Any]], now: object) -> datetime | None:
    """When a value became what it is `now`: `versions` are (day, value), the newest first."""
    since = None
    for at, value in versions:
        if value != now:
            return since
        since = at
    return None


# ------------------------------------------------------------------------------------------------ texts


def _put(data: QueryDict, texts: Texts, several: bool) -> None:
    for name, text in texts.items():
        data.setlist(name, text.split(",") if several and text else [] if several else [text])


def _is_list(bound: forms.BoundField) -> bool:
    """Whether its one input has several values; as a text they stand in order, with commas between
    them."""
    return bool(getattr(bound.field.widget, "allow_multiple_selected", False))


def base_texts(sent: QueryDict) -> Texts | None:
    """The base that a form brings, None when it brings none."""
    base = _json(sent.get(BASE, ""))
    return {str(k): str(v) for k, v in base.items()} if isinstance(base, dict) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text) if 0 < len(text) <= LARGEST_BASE else None
    except (ValueError, RecursionError):
        return None


def _inputs(widget: forms.Widget, name: str, value: object) -> Texts:
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value) or []
        suffixes: list[str] = widget.widgets_names  # type: ignore[attr-defined]  # missing in the stubs
        pairs = zip_longest(widget.widgets, suffixes, parts)
        return {k: v for inner, suffix, part in pairs for k, v in _inputs(inner, name + suffix, part).items()}
    if isinstance(widget, forms.CheckboxInput):
        return {name: TICKED if value else ""}
    text = widget.format_value(value)
    if isinstance(text, list | tuple):
        text = ",".join(sorted(str(item) for item in text))
    return {name: "" if text is None else str(text)}


def _same(alike: Callable[[str, str], bool], texts: Texts, other: Texts) -> bool:
    """`alike`: of two texts of one input. A field that knows what its texts mean has it as its method `same`."""
    return texts.keys() == other.keys() and all(alike(text, other[name]) for name, text in texts.items())


def _same_text(text: str, other: str) -> bool:
    return _plain(text) == _plain(other)


def _attempts(sent: QueryDict, names: list[str]) -> list[Texts]:
    """What this page has sent before for the inputs `names` without receiving an answer."""
    attempts = _json(sent.get(SENT, ""))
    rows = [row for row in attempts if isinstance(row, dict)] if isinstance(attempts, list) else []
    return [{name: str(row[name]) for name in names} for row in rows if all(name in row for name in names)]


def _means(bound: forms.BoundField, texts: Texts, other: Texts) -> bool:
    """Whether both are read as the same value, however each is spelt."""
    alike = getattr(bound.field, "same", _same_text)
    return _same(alike, texts, other) or (_read(bound, texts) == _read(bound, other) is not None)


def _read(bound: forms.BoundField, texts: Texts) -> Any:
    """None for what is no value."""
    data = QueryDict(mutable=True)
    _put(data, texts, _is_list(bound))
    try:
        return bound.field.clean(bound.field.widget.value_from_datadict(data, MultiValueDict(), bound.html_name))
    except forms.ValidationError:
        return None


def _plain(text: str) -> str:
    """A browser sends CRLF for each line end; blanks at the ends are nobody's answer."""
    return text.replace("\r\n", "\n").strip()


def _in_words(bound: forms.BoundField, texts: Texts) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return gettext("yes") if any(texts.values()) else gettext("no")
    value = _read(bound, texts)
    if isinstance(value, date):
        return moments.day(value)
    choices = {str(key): str(words) for key, words in getattr(bound.field, "choices", [])}
    if _is_list(bound):
        return ", ".join(choices.get(key, key) for text in texts.values() for key in text.split(",") if key)
    return " ".join(choices.get(text, text) for text in texts.values() if text).strip()
