"""Names in templates, looked up by what they are.

Django tries a name as a key, an attribute and an index, one exception after another, and hands what it finds through a
row of functions. Here the usual is done directly: a name of the context, a key of a dict, an attribute of an object, a
method without arguments, text. All else, and all that fails, is Django's own affair, from the start.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from django.template.base import FilterExpression, Variable, VariableNode, render_value_in_context
from django.template.context import Context
from django.utils.safestring import SafeData, SafeString, mark_safe

OTHER = object()
"""Nothing usual: neither callable nor with attributes, so that it stays what it is."""


class QuickVariable(Variable):
    """Made of a `Variable` that is no literal and is not translated."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        value = _look(context, self.lookups)
        return super().resolve(context) if value is OTHER else value


class PlainFilter(NamedTuple):
    """One that takes values alone."""

    function: Callable[..., Any]
    values: tuple[Any, ...]
    safe: bool
    """What it makes of safe text is safe."""


class PlainFilters(list[Any]):
    """Filters as Django keeps them; `each` the same, prepared."""

    def __init__(self, filters: list[Any]) -> None:
        super().__init__(filters)
        self.each = [_plain(function, arguments) for function, arguments in filters]


def is_plain(filters: list[Any]) -> bool:
    """Whether none of them asks the context for anything."""
    return not any(
        getattr(function, "needs_autoescape", False)
        or getattr(function, "expects_localtime", False)
        or any(is_variable for is_variable, _value in arguments)
        for function, arguments in filters
    )


def _plain(function: Callable[..., Any], arguments: list[Any]) -> PlainFilter:
    values = tuple(mark_safe(value) for _is_variable, value in arguments)
    return PlainFilter(function, values, getattr(function, "is_safe", False))


def is_literal(expression: FilterExpression) -> bool:
    """Without a name, a filter, or a translation."""
    if expression.filters:
        return False
    var = expression.var
    return not isinstance(var, Variable) or (var.lookups is None and not var.translate)


class QuickExpression(FilterExpression):
    """Made of a `FilterExpression`; its variable is a `QuickVariable`, its filters, if any, are `PlainFilters`."""

    __slots__ = ()

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        value = _look(context, self.var.lookups)
        return self.unusual(context, ignore_failures) if value is OTHER else self.filtered(value)

    def unusual(self, context: Context, ignore_failures: bool) -> Any:
        """Where nothing usual is found under the name: as Django has it, filters and all."""
        if ignore_failures and _is_absent(context, self.var.lookups[0]):
            return self.filtered(None)
        return super().resolve(context, ignore_failures)

    def filtered(self, value: object) -> Any:
        filters: Any = self.filters
        for function, values, safe in filters.each if filters else ():
            made = function(value, *values)
            value = mark_safe(made) if safe and isinstance(value, SafeData) else made
        return value


class QuickVariableNode(VariableNode):
    """Made of a `VariableNode`."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str:
            return escape(value) if context.autoescape else value
        return str(render_value_in_context(value, context))

    render_annotated = render


def _look(context: Context, lookups: Any) -> Any:
    try:
        return _usual(context, lookups)
    except Exception:  # Django decides which of them are silent
        return OTHER


def _usual(context: Context, lookups: tuple[str, ...]) -> Any:
    value = variable(context.dicts, lookups[0])
    for name in lookups[1:]:
        value = member(value, name)
    return value


def variable(layers: list[Any], name: str) -> Any:
    """A name of the context."""
    for layer in reversed(layers):
        if name in layer:
            value = layer[name]
            return _called(value) if callable(value) else value
    return OTHER


def member(value: Any, name: str) -> Any:
    """A key of a dict, an attribute of an object."""
    kind = type(value)
    if kind is dict:
        value = value.get(name, OTHER)
    else:
        value = OTHER if hasattr(kind, "__getitem__") else getattr(value, name, OTHER)
    return _called(value) if callable(value) else value


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    return OTHER if getattr(value, "alters_data", False) else value()


def _is_absent(context: Context, name: str) -> bool:
    return name not in context and not hasattr(context, name)
