"""JSON as the API takes it: an object in UTF-8, each name once, nothing a database could not keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from cases.api.problems import Problem
from cases.gateways.jsontext import parse_json

DEPTH = 32
"""Levels of nesting: far more than any contract has, far fewer than the parser's stack."""


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return parse(stream.read())


def parse(raw: bytes) -> dict[str, Any]:
    """The object in `raw`. Raises Problem 400 "malformed_json", or 422 "invalid" where it is JSON of another shape."""
    try:
        data = parse_json(raw)
        _check(data, "", DEPTH)
    except (ValueError, RecursionError) as error:  # what is no UTF-8 is a ValueError too
        raise Problem(400, "malformed_json", _reason(error)) from None
    if not isinstance(data, dict):
        raise Problem(422, "invalid", errors=[{"pointer": "", "detail": "An object is expected."}])
    return data


def _reason(error: Exception) -> str:
    """Where it broke, never the text around it."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}."
    return "Nested too deeply." if isinstance(error, RecursionError) else str(error).split(":")[0][:200]


def _check(value: object, pointer: str, left: int) -> None:
    """NUL is refused by PostgreSQL, a lone surrogate by UTF-8; 1e999 would come back as no number at all."""
    if left == 0:
        raise RecursionError
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ValueError("A text with a character that is none (NUL or a lone surrogate).")
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("A number beyond all bounds.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name, pointer, left - 1)
            _check(inner, pointer, left - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, pointer, left - 1)
