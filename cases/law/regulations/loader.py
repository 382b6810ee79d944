"""From the text of an edition file to an `Edition`; anything doubtful is a RegulationError."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from . import parts
from .reader import RegulationError, Section
from .schema import Edition, Shape
from .text import Text

T = TypeVar("T")

FLAGS = ("code", "compared", "duty_carries", "each_proposal_restarts", "each_return_restarts", "earlier_bars")
"""What a file leaves out has the default value of `Edition`."""


def load(source: str, file: str, shape: Shape, programme: str = "") -> Edition:
    """`file` is the file's name: its stem must be the key inside. `shape`: what the programme requires of an
    edition."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RegulationError(f"{file}: syntax: {error}") from error
    with Section(file, "", table) as top:
        edition = _edition(top, shape, programme)
        _check_whole(edition, top, shape)
    return edition


def _edition(top: Section, shape: Shape, programme: str) -> Edition:
    rules = _mapping(top, "rules", _rule, needed=shape.rules)
    return Edition(
        programme=programme,
        key=top.take("key", str),
        number=top.take("number", str),
        title=top.text("title"),
        citation=top.text("citation"),
        numbering=_text(top, "numbering"),
        note=_text(top, "note"),
        in_force_from=top.day("in_force_from"),
        in_force_to=top.day("in_force_to"),
        cities=top.names("cities"),
        bodies=_mapping(top, "bodies", _body, needed=shape.bodies, only=shape.bodies),
        lists=_lists(top, shape, known_rules={*rules, *shape.document_checks}),
        terms=_mapping(top, "terms", _term),
        bars=_mapping(top, "bars", _bar),
        rules=rules,
        **_of_the_shape(top, shape),
        **_left_out_by_some(top, shape),
    )


def _of_the_shape(top: Section, shape: Shape) -> dict[str, Any]:
    """What only some programmes require of their editions."""
    return {
        "checks": _checks(top, shape.checks),
        "bring": top.names("bring") if shape.bring else (),
        "photo": _photo(top) if shape.photo else None,
        "screening_refusal": top.choice("screening_refusal", parts.SCREENING_REFUSALS) if shape.screening else "",
        "hearings": _mapping(top, "hearings", _hearing, needed=shape.hearings, only=shape.hearings),
        "papers": _papers(top, shape.papers),
    }


def _left_out_by_some(top: Section, shape: Shape) -> dict[str, Any]:
    """What an order may say or leave out."""
    return {
        "permit_validity": _text(top, "permit_validity"),
        "petition_lifetime": _length(top, "petition_lifetime"),
        "originals_back": _length(top, "originals_back"),
        "ruling_confirmed": _length(top, "ruling_confirmed"),
        "ending_notices": _ending_notices(top) if top.has("ending_notices") else (),
        "transition_until": top.day("transition_until") if top.has("transition_until") else None,
        "confirmed_corrections": top.names("confirmed_corrections") if top.has("confirmed_corrections") else (),
        "challenged_in_writing": top.names("challenged_in_writing") if top.has("challenged_in_writing") else (),
        "goes_back_to": _goes_back_to(top) if top.has("goes_back_to") else {},
        "advice": _mapping(top, "advice", lambda key, table: table.positive("days")),
        "of_any_list": _mapping(top, "of_any_list", lambda key, table: table.paragraph(), only=shape.document_checks),
        **{name: top.take(name, bool) for name in FLAGS if top.has(name)},
    }


def _text(top: Section, key: str) -> Text | None:
    return top.text(key) if top.has(key) else None


def _ending_notices(top: Section) -> tuple[int, ...]:
    days: list[int] = top.take("ending_notices", list)
    if not all(type(n) is int and n > 0 for n in days) or days != sorted(set(days), reverse=True):
        raise top.fault("ending_notices", "must be numbers of days, the largest first")
    return tuple(days)


def _goes_back_to(top: Section) -> Mapping[str, str]:
    places: dict[str, str] = top.take("goes_back_to", dict)
    if not all(isinstance(place, str) and place for place in places.values()):
        raise top.fault("goes_back_to", "must name a place for each act")
    return MappingProxyType(places)


def _check_whole(edition: Edition, top: Section, shape: Shape) -> None:
    if f"{edition.key}.toml" != top.file:
        raise top.fault("key", f"{edition.key!r} is not the name of the file")
    if edition.in_force_to < edition.in_force_from:
        raise top.fault("in_force_to", "earlier than in_force_from")
    if edition.transition_until and edition.transition_until <= edition.in_force_to:
        raise top.fault("transition_until", "not later than in_force_to")
    package = {rule.kind for rule in edition.lists[shape.bring]} if shape.bring else set()
    for kind in edition.bring:
        if kind not in package:
            raise top.fault("bring", f"{kind!r} is not in lists.{shape.bring}")


def _mapping(
    top: Section,
    key: str,
    build: Callable[[str, Section], T],
    *,
    needed: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Mapping[str, T]:
    read: dict[str, T] = {}
    if not needed and not top.has(key):
        return MappingProxyType(read)
    with top.section(key) as table:
        for name, child in table.children():
            if only is not None and name not in only:
                raise table.fault(name, "unknown key")
            with child:
                read[name] = build(name, child)
        for name in needed:
            if name not in read:
                raise table.fault(name, "missing")
    return MappingProxyType(read)


def _body(key: str, table: Section) -> parts.Body:
    return parts.Body(key, abbr=table.text("abbr"), name=table.text("name"))


def _rule(key: str, table: Section) -> parts.Rule:
    endless = table.take("endless", bool) if table.has("endless") else False
    return parts.Rule(
        key, table.positive("days"), table.choice("compare", parts.COMPARISONS), table.paragraph(), endless
    )


def _bar(key: str, table: Section) -> parts.BarRule:
    return parts.BarRule(
        key,
        length=table.positive("length"),
        unit=table.choice("unit", ("years",)),
        since=table.choice("from", parts.BAR_ORIGINS),
        paragraph=table.paragraph(),
    )


def _hearing(key: str, table: Section) -> parts.HearingRule:
    return parts.HearingRule(
        key,
        needed=table.take("needed", bool),
        paragraph=table.paragraph(),
        source=table.take("source", str),
        confirmed=table.take("confirmed", bool),
    )


def _term(key: str, table: Section) -> parts.Term:
    here = table.take("here", bool) if table.has("here") else False
    term = parts.Term(
        key,
        length=table.positive("length"),
        unit=table.choice("unit", parts.UNITS),
        event=table.names("event"),
        bounds=() if here else table.names("bounds"),
        on_expiry=table.take("on_expiry", str),
        roll=table.take("roll", bool),
        paragraph=table.paragraph(),
        basis=table.choice("basis", parts.BASES) if table.has("basis") else parts.BASES[0],
        recount=table.choice("recount", parts.RECOUNTS) if table.has("recount") else "",
        reminds=table.take("reminds", bool) if table.has("reminds") else False,
        here=here,
    )
    if term.roll and term.unit == "working_days":
        raise table.fault("roll", "a term in working days never ends on a day off")
    return term


def _lists(top: Section, shape: Shape, known_rules: Collection[str]) -> Mapping[str, tuple[parts.DocRule, ...]]:
    with top.section("lists") as table:
        lists = {key: _list(table, key, known_rules) for key in shape.lists}
    return MappingProxyType(lists)


def _papers(top: Section, keys: Collection[str]) -> Mapping[str, tuple[parts.DocRule, ...]]:
    if not keys:
        return MappingProxyType({})
    with top.section("papers") as table:
        return MappingProxyType({key: _list(table, key, ()) for key in keys})


def _list(table: Section, key: str, known_rules: Collection[str]) -> tuple[parts.DocRule, ...]:
    documents: list[parts.DocRule] = []
    for row in table.rows(key):
        with row:
            document = _document(row, known_rules)
            if document.kind in {earlier.kind for earlier in documents}:
                raise row.fault("kind", f"{document.kind!r} stands twice")
            documents.append(document)
    return tuple(documents)


def _document(row: Section, known_rules: Collection[str]) -> parts.DocRule:
    return parts.DocRule(
        kind=row.name("kind"),
        title=row.text("title"),
        hint=row.text("hint"),
        paragraph=row.paragraph(),
        required=row.take("required", bool),
        source=row.choice("source", parts.SOURCES),
        rules=row.names("rules", known_rules, empty=True),
        original=row.take("original", bool),
        consent=row.choice("consent", parts.CONSENTS) if row.has("consent") else "",
        shown=row.take("shown", bool) if row.has("shown") else False,
    )


def _checks(top: Section, parts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    if not parts:
        return MappingProxyType({})
    with top.section("checks") as table:
        return MappingProxyType({part: table.names(part) for part in parts})


def _photo(top: Section) -> parts.PhotoSize:
    with top.section("photo") as table:
        return parts.PhotoSize(width=table.positive("width"), height=table.positive("height"))


def _length(top: Section, key: str) -> parts.Length | None:
    if not top.has(key):
        return None
    with top.section(key) as table:
        return parts.Length(length=table.positive("length"), unit=table.choice("unit", parts.UNITS))
