"""Lists of nodes as functions, written once: Django walks from node to node and from expression to expression.

The nodes stay where they are, for whoever looks for them; of what is not written here, the function asks the node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode, WithNode
from django.template.library import SimpleNode
from django.utils.safestring import SafeString

from dnr.rendering.constant import ConstantNode
from dnr.rendering.lookups import QuickVariableNode
from dnr.rendering.source import Source

DEEPEST = 14
"""Blocks within blocks: Python takes twenty."""


class QuickNodeList(NodeList):
    """Made of a `NodeList` when its template has been prepared."""

    _parts: Callable[[Context], list[str]] | None = None

    def render(self, context: Context) -> SafeString:
        parts = self._parts
        if parts is None:
            parts = self._parts = _function(self)
        return SafeString("".join(parts(context)))


def _function(nodes: NodeList) -> Callable[[Context], list[str]]:
    source = Source()
    with source.within("def drawn(context):"):
        source.line("found, dicts, auto = [], context.dicts, context.autoescape")
        source.line("add, tongue = found.append, (get_language(), auto)")
        _write_all(source, nodes)
        source.line("return found")
    return source.function("drawn", next((str(n.origin) for n in nodes if hasattr(n, "origin")), "<template>"))


def _write_all(source: Source, nodes: Sequence[Node]) -> None:
    if source.depth > DEEPEST:
        source.line(f"add({source.constant(nodes)}.render(context))")
        return
    for node in nodes:
        if node.token is not None:
            source.at = node.token.lineno or source.at
        _WRITERS.get(type(node), _ask)(source, node)
    if not nodes:
        source.line("pass")


def _ask(source: Source, node: Node) -> None:
    plain = type(node).render_annotated is Node.render_annotated  # which but names the node of a fault
    source.line(f"add({source.constant(node.render if plain else node.render_annotated)}(context))")


def _text(source: Source, node: TextNode) -> None:
    source.line(f"add({node.s!r})")


def _constant(source: Source, node: ConstantNode) -> None:
    name = source.constant(node)
    source.line(f"add({name}.texts.get(tongue) or {name}.render(context))")


def _variable(source: Source, node: VariableNode) -> None:
    value = source.value(node.filter_expression)
    source.line(f"add({value} if type({value}) is SafeString else shown({value}, context, auto))")


def _tag(source: Source, node: SimpleNode) -> None:
    given = ["context"] if node.takes_context else []
    given += [source.value(argument) for argument in node.args]
    given += [f"**{{{key!r}: {source.value(argument)}}}" for key, argument in node.kwargs.items()]
    drawn = f"{source.constant(node.func)}({', '.join(given)})"
    if node.target_var is not None:
        source.line(f"context[{node.target_var!r}] = {drawn}")
    else:
        source.line(f"add(conditional_escape({drawn}) if auto else {drawn})")


# ---------------------------------------------------------------------------- with lists of their own


def _if(source: Source, node: IfNode) -> None:
    _branches(source, node.conditions_nodelists, source.at)


def _branches(source: Source, branches: Sequence[tuple[Any, NodeList]], at: int) -> None:
    source.at = at
    condition, nodes = branches[0]
    if condition is None:
        _write_all(source, nodes)
        return
    with source.within(f"if {source.condition(condition)}:"):
        _write_all(source, nodes)
    if branches[1:]:
        with source.within("else:"):
            if source.depth > DEEPEST:
                source.line(f"add({source.constant(IfNode(list(branches[1:])))}.render(context))")
            else:
                _branches(source, branches[1:], at)


def _with(source: Source, node: WithNode) -> None:
    values = [f"{key!r}: {source.value(value)}" for key, value in node.extra_context.items()]
    with _layer(source, f"{{{', '.join(values)}}}"):
        _write_all(source, node.nodelist)


def _for(source: Source, node: Any) -> None:
    loop, items, count = source.fresh(), source.fresh(), source.fresh()
    source.line(f"{loop} = {{'parentloop': context['forloop'] if 'forloop' in context else {{}}}}")
    with _layer(source, "{}"):
        source.line(f"{items} = sized({source.value(node.sequence, ignore=True)})")
        source.line(f"{count} = len({items})")
        with source.within(f"if {count} < 1:"):
            _write_all(source, node.nodelist_empty)
        with source.within("else:"):
            source.line(f"context['forloop'] = {loop}")
            _turns(source, node, loop, f"reversed({items})" if node.is_reversed else items, count)


def _turns(source: Source, node: Any, loop: str, items: str, count: str) -> None:
    turn, item = source.fresh(), source.fresh()
    with source.within(f"for {turn}, {item} in enumerate({items}):"):
        source.line(f"count_turn({loop}, {turn}, {count})")
        if len(node.loopvars) == 1:
            source.line(f"context[{node.loopvars[0]!r}] = {item}")
            _write_all(source, node.nodelist_loop)
            return
        source.line(f"dicts.append(unpacked({source.constant(tuple(node.loopvars))}, {item}))")
        _write_all(source, node.nodelist_loop)
        source.line("dicts.pop()")


class _layer:
    """What is written within has one more layer of the context, which is taken off in any case."""

    def __init__(self, source: Source, values: str) -> None:
        self.source, self.depth, self.values = source, source.fresh(), values

    def __enter__(self) -> None:
        self.source.line(f"{self.depth} = len(dicts)")
        self.source.line(f"dicts.append({self.values})")
        self.source.line("try:")
        self.source.depth += 1

    def __exit__(self, *error: object) -> None:
        self.source.depth -= 1
        self.source.line("finally:")
        self.source.line(f"    del dicts[{self.depth}:]")


_WRITERS: dict[type[Node], Callable[[Source, Any], None]] = {
    TextNode: _text,
    ConstantNode: _constant,
    QuickVariableNode: _variable,
    SimpleNode: _tag,
    IfNode: _if,
    WithNode: _with,
    ForNode: _for,
}
