"""Text that follows from the language alone: put together once for each language, not once for each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.template.base import FilterExpression, Node, TextNode, TokenType, Variable
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import get_language

_SILENT = (CommentNode, LoadNode)


class ConstantNode(Node):
    """Neighbours in a template that say the same on every page of a language."""

    child_nodelists = ()

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self.texts = dict[tuple[str | None, bool], str]()

    def render(self, context: Context) -> str:
        key = get_language(), context.autoescape
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = "".join([str(node.render(context)) for node in self._nodes])
        return text

    render_annotated = render


def merge_constant(nodes: Iterable[Node]) -> list[Node]:
    """The same with constant neighbours as one node, and without those that say nothing."""
    rows = list[Node]()
    for constant, group in groupby((n for n in nodes if not isinstance(n, _SILENT)), _is_constant):
        neighbours = list(group)
        rows += [_merged(neighbours)] if constant else neighbours
    return rows


def _merged(nodes: Sequence[Node]) -> Node:
    texts = [node.s for node in nodes if isinstance(node, TextNode)]
    node: Any = TextNode("".join(texts)) if len(texts) == len(nodes) else ConstantNode(nodes)
    node.token, node.origin = nodes[0].token, nodes[0].origin
    return node  # type: ignore[no-any-return]


def _is_constant(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        return node.asvar is None and _is_literal(node.filter_expression) and _is_literal(node.message_context)
    if isinstance(node, BlockTranslateNode):
        words = all(token.token_type == TokenType.TEXT for token in node.singular)
        alone = node.asvar is None and not node.plural and not node.extra_context
        return words and alone and _is_literal(node.message_context)
    if isinstance(node, SimpleNode):
        arguments = [*node.args, *node.kwargs.values()]
        by_language = getattr(node.func, "by_language_alone", False) and node.target_var is None
        return by_language and all(map(_is_literal, arguments))
    return isinstance(node, TextNode)


def _is_literal(value: object) -> bool:
    """Of an expression in a template, or of what takes its place."""
    if isinstance(value, FilterExpression):
        return not value.filters and _is_literal(value.var)
    return value.lookups is None if isinstance(value, Variable) else True
