"""The text of a function that draws a template: its lines, what they name, and how expressions are written in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any, cast

from django.template.base import FilterExpression, VariableDoesNotExist, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import TemplateLiteral
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dnr.rendering.lookups import OTHER, QuickExpression, is_literal, named, step


class Source:
    """`depth`: of the next line; `at`: the line of the template that it is written of; `constants`: what the lines
    name, by its name."""

    def __init__(self) -> None:
        self.depth, self.at, self.constants = 0, 1, dict[str, Any]()
        self._lines, self._names = list[tuple[str, int]](), 0

    def function(self, name: str, file: str) -> Callable[..., Any]:
        """What the lines define. A fault in it names `file` and the template's line, as in a module of Python."""
        tree = ast.parse("\n".join(text for text, _at in self._lines))
        parts: Iterator[Any] = ast.walk(tree)
        for part in parts:
            if hasattr(part, "lineno"):
                part.lineno = part.end_lineno = self._lines[part.lineno - 1][1]
                part.col_offset = part.end_col_offset = 0
        names: dict[str, Any] = NAMES | self.constants
        exec(compile(tree, file, "exec"), names)  # of templates, which are code as well
        return names[name]  # type: ignore[no-any-return]

    def line(self, text: str) -> None:
        self._lines.append(("    " * self.depth + text, self.at))

    @contextmanager
    def within(self, head: str) -> Iterator[None]:
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1

    def fresh(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def value(self, expression: FilterExpression, ignore: bool = False) -> str:
        """The name under which the next lines have it. `ignore`: as `resolve` takes it."""
        value = self.fresh()
        if is_literal(expression):
            return self.constant(expression.resolve(Context()))
        if type(expression) is not QuickExpression:
            self.line(f"{value} = {self.constant(expression.resolve)}(context, {ignore})")
            return value
        self._look_up(value, expression.var.lookups)
        with self.within(f"if {value} is OTHER:"):
            self.line(f"{value} = {self.constant(expression.unusual)}(context, {ignore})")
        if expression.filters:
            with self.within("else:"):
                self.line(f"{value} = {self.constant(expression.filtered)}({value})")
        return value

    def _look_up(self, value: str, names: Sequence[str]) -> None:
        with self.within("try:"):
            self.line(f"{value} = named(dicts, {names[0]!r})")
            for name in names[1:]:
                self.line(f"{value} = step({value}, {name!r})")
        with self.within("except Exception:"):  # Django decides which of them are silent
            self.line(f"{value} = OTHER")

    def condition(self, token: Any) -> str:
        """Of {% if %}, as a whole: what is not there is false."""
        if not isinstance(token, TemplateLiteral):
            return self._operation(token)
        value, literal = self.fresh(), cast(FilterExpression, token.value)
        with self.within("try:"):
            self.line(f"{value} = {self.value(literal, ignore=True)}")
        with self.within("except VariableDoesNotExist:"):
            self.line(f"{value} = None")
        return value

    def _operation(self, token: Any) -> str:
        """A part of a condition; an operation that fails is false."""
        if isinstance(token, TemplateLiteral):
            return self.value(cast(FilterExpression, token.value), ignore=True)
        value = self.fresh()
        with self.within("try:"):
            first = self._operation(token.first)
            if token.id == "not":
                self.line(f"{value} = not {first}")
            elif token.id in ("and", "or"):
                self.line(f"{value} = {first}")
                with self.within(f"if {'' if token.id == 'and' else 'not '}{first}:"):
                    self.line(f"{value} = {self._operation(token.second)}")
            else:
                self.line(f"{value} = {first} {token.id} {self._operation(token.second)}")
        with self.within("except Exception:"):
            self.line(f"{value} = False")
        return value


# ------------------------------------------------------------------------------------------------ what the lines call


def shown(value: object, context: Context, auto: bool) -> str:
    if type(value) is str:
        return escape(value) if auto else value
    return str(render_value_in_context(value, context))


def sized(values: Any) -> Any:
    """What a loop goes through."""
    if values is None:
        return ()
    return values if hasattr(values, "__len__") else list(values)


def count_turn(loop: dict[str, Any], turn: int, count: int) -> None:
    loop["counter0"], loop["counter"] = turn, turn + 1
    loop["revcounter"], loop["revcounter0"] = count - turn, count - turn - 1
    loop["first"], loop["last"] = turn == 0, turn == count - 1


def unpacked(names: Sequence[str], item: Any) -> dict[str, Any]:
    """By the names of a loop that has several; the error is Django's."""
    try:
        number = len(item)
    except TypeError:
        number = 1
    if number != len(names):
        raise ValueError(f"Need {len(names)} values to unpack in for loop; got {number}. ")
    return dict(zip(names, item, strict=True))


NAMES: dict[str, Any] = {
    "OTHER": OTHER,
    "SafeString": SafeString,
    "VariableDoesNotExist": VariableDoesNotExist,
    "conditional_escape": conditional_escape,
    "count_turn": count_turn,
    "get_language": get_language,
    "named": named,
    "shown": shown,
    "sized": sized,
    "step": step,
    "unpacked": unpacked,
}
