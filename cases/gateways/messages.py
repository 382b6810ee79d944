"""Requests and answers as frozen dataclasses that write and read themselves as JSON, strictly.

What comes from outside is a message or a list of faults, each with its JSON pointer (RFC 6901): a member too many, one
too few, a wrong type, a text too long. Days are ISO 8601, moments carry their offset, money is text with two decimals.
What each member means stands in `cases.gateways.words`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, NamedTuple, Self, get_args, get_origin, get_type_hints

_DAY = r"(19|20|21)\d\d-\d\d-\d\d"
_MOMENT = _DAY + r"T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)"
_MONEY = r"\d{1,10}\.\d\d"
_INT = 2**31 - 1
_MANY = 500
"""Members of a list at most."""


class Fault(NamedTuple):
    """`pointer` names the member (RFC 6901), "" the whole; `detail` says what is wrong there, never the value."""

    pointer: str
    detail: str


class GatewayError(Exception):
    """An exchange that gave no answer. `outcome` is the word of `Attempt.OUTCOMES`."""

    outcome = "unavailable"

    sent_sha256 = ""
    """Of the bytes that went over the wire, hex; "" where they are the request in its canonical form."""

    def __init__(self, reason: str = "", *, status: int | None = None, received: str = "") -> None:
        """`status`: of HTTP, where it came so far; `received`: what came back, for the record (`as_text`)."""
        super().__init__(reason)
        self.reason, self.status, self.received = reason, status, received


class Refused(GatewayError):
    """The system has understood and says no: asking the same again gives the same."""

    outcome = "refused"


class Unavailable(GatewayError):
    """No connection, or the system says that it can not answer now."""


class TimedOut(GatewayError):
    """Nothing within the time: whether the request arrived is not known, so it goes again under the same key."""

    outcome = "timed_out"


class Malformed(GatewayError):
    """What came is no message of the contract; `faults` says where."""

    outcome = "malformed"

    def __init__(self, faults: list[Fault] | str, *, status: int | None = None, received: str = "") -> None:
        self.faults = [Fault("", faults)] if isinstance(faults, str) else faults
        places = "; ".join(f"{f.pointer or '/'}: {f.detail}" for f in self.faults[:5])
        super().__init__(faults if isinstance(faults, str) else places, status=status, received=received)


def string(longest: int = 200, *, pattern: str = "", choices: tuple[str, ...] = (), default: Any = MISSING) -> Any:
    """A member that is text: its length, and what it must match as a whole or be one of."""
    return field(default=default, metadata={"longest": longest, "pattern": pattern, "choices": choices})


@dataclass(frozen=True, kw_only=True)
class Message:
    def to_json(self) -> dict[str, Any]:
        """Members in the order of declaration; those that are None stay out."""
        return {f.name: _out(v) for f in fields(self) if (v := getattr(self, f.name)) is not None}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Raises Malformed with every fault found."""
        faults: list[Fault] = []
        found = _message(cls, data, "", faults)
        if faults:
            raise Malformed(faults)
        return found

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """JSON Schema (2020-12, as OpenAPI 3.1 takes it) of what `from_json` accepts."""
        members = {f.name: _schema(_types(cls)[f.name], f.metadata) for f in fields(cls)}
        needed = [f.name for f in fields(cls) if f.default is MISSING]
        return {"type": "object", "properties": members, "required": needed, "additionalProperties": False}


def canonical(data: dict[str, Any]) -> bytes:
    """The one way in which JSON is written here: what is hashed is what is sent."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parsed(raw: bytes) -> Any:
    """JSON as strangers may send it: UTF-8, each name once, every number one. Raises ValueError, RecursionError."""
    return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # which of the two counts, another reader sees otherwise
        raise ValueError("A name stands twice in one object.")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON.")


def as_text(raw: bytes) -> str:
    """Bytes for the record. What is no UTF-8 goes through it unharmed, so that the hash is of what came."""
    return raw.decode(errors="surrogateescape")


def as_bytes(text: str) -> bytes:
    """What `as_text` was made of."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # half a pair of UTF-16 that never was a byte
        return text.encode(errors="replace")


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


_TYPES: dict[type[Message], dict[str, Any]] = {}


def _types(cls: type[Message]) -> dict[str, Any]:
    """The types of the members; reading them costs more than all the rest."""
    if cls not in _TYPES:
        _TYPES[cls] = get_type_hints(cls)
    return _TYPES[cls]


def _out(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, tuple):
        return [_out(v) for v in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def _message(cls: type[Message], data: Any, at: str, faults: list[Fault]) -> Any:
    if not isinstance(data, dict):
        faults.append(Fault(at, "must be an object"))
        return None
    known = {f.name: f for f in fields(cls)}
    faults += [Fault(f"{at}/{_escaped(name)}", "is not known here") for name in data if name not in known]
    found = {}
    for name, f in known.items():
        if name in data:
            found[name] = _read(_types(cls)[name], data[name], f.metadata, f"{at}/{name}", faults)
        elif f.default is MISSING:
            faults.append(Fault(f"{at}/{name}", "is missing"))
    return None if faults else cls(**found)


def _escaped(name: str) -> str:
    shown = name[:40].encode("unicode_escape").decode()  # controls too: PostgreSQL takes no NUL
    return shown.replace("~", "~0").replace("/", "~1")


def _read(kind: Any, value: Any, limits: Any, at: str, faults: list[Fault]) -> Any:
    kind, may_be_none = _plain(kind)
    if value is None and may_be_none:
        return None
    if get_origin(kind) is tuple:
        return _read_many(get_args(kind)[0], value, limits, at, faults)
    if issubclass(kind, Message):
        return _message(kind, value, at, faults)
    try:
        return READERS[kind](value, limits)
    except ValueError as error:
        faults.append(Fault(at, str(error)))
        return None


def _read_many(kind: Any, value: Any, limits: Any, at: str, faults: list[Fault]) -> Any:
    if not isinstance(value, list) or len(value) > _MANY:
        faults.append(Fault(at, f"must be a list of at most {_MANY}"))
        return ()
    return tuple(_read(kind, v, limits, f"{at}/{i}", faults) for i, v in enumerate(value))


def _plain(kind: Any) -> tuple[Any, bool]:
    """The type without its "or None"."""
    if isinstance(kind, UnionType):
        return next(k for k in get_args(kind) if k is not type(None)), True
    return kind, False


def _text(value: Any, limits: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    if len(value) > limits.get("longest", 200):
        raise ValueError(f"must be at most {limits.get('longest', 200)} characters")
    # NUL is more than PostgreSQL takes, half a pair of UTF-16 more than UTF-8 can write.
    if any((c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("holds characters that are no text")
    if limits.get("choices") and value not in limits["choices"]:
        raise ValueError("must be one of " + ", ".join(limits["choices"]))
    if limits.get("pattern") and not re.fullmatch(limits["pattern"], value):
        raise ValueError("must match " + limits["pattern"])
    return value


def _flag(value: Any, limits: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _number(value: Any, limits: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _INT:
        raise ValueError(f"must be a whole number from 0 to {_INT}")
    return value


def _matching(pattern: str, what: str, make: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    def read(value: Any, limits: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"must be {what}")
        try:
            return make(value)
        except ValueError as error:
            raise ValueError(f"must be {what}") from error

    return read


READERS: dict[type, Callable[[Any, Any], Any]] = {
    str: _text,
    bool: _flag,
    int: _number,
    date: _matching(_DAY, "a day as YYYY-MM-DD", date.fromisoformat),
    datetime: _matching(_MOMENT, "a moment as ISO 8601 with its offset", datetime.fromisoformat),
    Decimal: _matching(_MONEY, "an amount as text with two decimals", Decimal),
}
SHAPES: dict[type, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0, "maximum": _INT},
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    datetime: {"type": "string", "format": "date-time", "pattern": f"^{_MOMENT}$"},
    Decimal: {"type": "string", "pattern": f"^{_MONEY}$"},
}


def _schema(kind: Any, limits: Any) -> dict[str, Any]:
    kind, may_be_none = _plain(kind)
    if get_origin(kind) is tuple:
        return {"type": "array", "maxItems": _MANY, "items": _schema(get_args(kind)[0], limits)}
    if issubclass(kind, Message):
        return kind.schema()
    if kind is str:
        shape: dict[str, Any] = {"type": "string", "maxLength": limits.get("longest", 200)}
        shape |= {"pattern": f"^{limits['pattern']}$"} if limits.get("pattern") else {}
        shape |= {"enum": list(limits["choices"])} if limits.get("choices") else {}
    else:
        shape = dict(SHAPES[kind])
    return shape | ({"type": [shape["type"], "null"]} if may_be_none else {})
