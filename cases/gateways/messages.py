"""What every request and answer of the contracts has in common: a frozen pydantic model, read strictly.

Days are ISO 8601, moments carry their offset, money is text with two decimals. What comes from outside is a message or
`Malformed`, with every fault and its JSON pointer (RFC 6901).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    field_validator,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from cases.gateways.errors import Fault, Malformed

_DAY = r"(19|20|21)\d\d-\d\d-\d\d"
_MOMENT = _DAY + r"T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)"
_MONEY = r"\d{1,10}\.\d\d"
_NO_TEXT = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff]")
"""NUL is more than PostgreSQL takes, half a pair of UTF-16 more than UTF-8 can write."""
_MOST_ENTRIES = 500
_LONGEST_POINTER_PART = 40

_DETAILS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "model_type": "must be an object",
    "tuple_type": "must be a list",
    "too_long": f"must be a list of at most {_MOST_ENTRIES}",
}
"""By the type of pydantic's error, where its own text mentions Python. No text of its quotes the value."""


def _from_text(pattern: str, what: str, make: Callable[[str], Any]) -> BeforeValidator:
    """Of text, which must match `pattern` as a whole, make the value; what is no text is left to the strict type."""

    def read(value: object) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if re.fullmatch(pattern, value, re.ASCII):
                return make(value)
        except ValueError:
            pass
        raise PydanticCustomError("format", "must be {what}", {"what": what})

    return BeforeValidator(read)


def _text_shape(pattern: str, **more: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", **more})


Day = Annotated[date, _from_text(_DAY, "a day as YYYY-MM-DD", date.fromisoformat), _text_shape(_DAY, format="date")]
Moment = Annotated[
    datetime,
    _from_text(_MOMENT, "a moment as ISO 8601 with its offset", datetime.fromisoformat),
    PlainSerializer(datetime.isoformat),
    _text_shape(_MOMENT, format="date-time"),
]
Money = Annotated[
    Decimal,
    _from_text(_MONEY, "an amount as text with two decimals", Decimal),
    PlainSerializer("{:.2f}".format),
    _text_shape(_MONEY),
]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Entries = Field(strict=False, max_length=_MOST_ENTRIES)
"""Of a tuple: JSON has only lists."""


def choice(*values: str) -> GetPydanticSchema:
    """For text; unlike `Literal` of values that stand elsewhere."""
    return GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema(list(values)))


class Message(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    def to_json(self) -> dict[str, Any]:
        """Members in the order of declaration; those that are None stay out."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises Malformed with all faults."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise Malformed([Fault(_pointer(fault), _detail(fault)) for fault in faults])

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema (2020-12, as OpenAPI 3.1 takes it) of what `from_json` accepts. Not to be changed: it is
        cached."""
        return _json_schema(cls)

    @field_validator("*")
    @classmethod
    def _is_text(cls, value: object) -> Any:
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and _NO_TEXT.search(text) for text in texts):
            raise PydanticCustomError("no_text", "holds characters that are no text")
        return value


def _pointer(fault: ErrorDetails) -> str:
    return "".join(f"/{_escaped(str(part))}" for part in fault["loc"])


def _escaped(name: str) -> str:
    escaped = name[:_LONGEST_POINTER_PART].encode("unicode_escape").decode()  # controls too: PostgreSQL takes no NUL
    return escaped.replace("~", "~0").replace("/", "~1")


def _detail(fault: ErrorDetails) -> str:
    return _DETAILS.get(fault["type"], fault["msg"])


class _Published(GenerateJsonSchema):
    """Without titles and defaults, which say what the names and the words say already; null as a second type."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        shape = super().model_schema(schema)
        shape.pop("title", None)
        return shape

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        shape = self.generate_inner(schema["schema"])
        return shape | {"type": [shape["type"], "null"]}


@cache
def _json_schema(kind: type[Message]) -> dict[str, Any]:
    shape = kind.model_json_schema(schema_generator=_Published)
    whole: dict[str, Any] = _inlined(shape, shape.pop("$defs", {}))
    return whole


def _inlined(shape: object, parts: dict[str, Any]) -> Any:
    """`shape` with the messages inside it where they stand, not behind references."""
    if isinstance(shape, list):
        return [_inlined(part, parts) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        return _inlined(parts[shape["$ref"].rpartition("/")[2]], parts)
    return {name: _inlined(part, parts) for name, part in shape.items()}
