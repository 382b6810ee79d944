"""Quicker nodes and expressions in the place of Django's, in a template that has just been read."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.base import FilterExpression, NodeList, Variable, VariableNode
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import TranslateNode

from dnr.rendering.addresses import QuickURLNode
from dnr.rendering.constant import merge_constant
from dnr.rendering.including import QuickIncludeNode, names_its_template
from dnr.rendering.lookups import PlainFilters, QuickExpression, QuickVariable, QuickVariableNode, is_plain


def prepare(nodes: NodeList) -> None:
    """In place: the nodes themselves stay, for other nodes may name them."""
    for node in nodes:
        if isinstance(node, TranslateNode):  # it changes its variable each time
            continue
        if type(node) is VariableNode:
            node.__class__ = QuickVariableNode
        elif type(node) is URLNode and not node.kwargs:
            node.__class__ = QuickURLNode
        elif type(node) is IncludeNode and names_its_template(node):
            node.__class__ = QuickIncludeNode
        for part in _parts(vars(node)):
            if isinstance(part, NodeList):
                prepare(part)
            else:
                _quicken(part)
    nodes[:] = merge_constant(nodes)


def _parts(value: object) -> Iterator[NodeList | FilterExpression | Variable]:
    """What a node holds of its children and expressions, wherever it keeps them."""
    if isinstance(value, NodeList | FilterExpression | Variable):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _parts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part)
    elif isinstance(value, TokenBase):  # a condition
        yield from _parts(vars(value))


def _quicken(part: FilterExpression | Variable) -> None:
    if type(part) is FilterExpression:
        for _function, arguments in part.filters:
            for is_variable, value in arguments:
                if is_variable:
                    _quicken(value)
        if isinstance(part.var, Variable):
            _quicken(part.var)
        if type(part.var) is QuickVariable and is_plain(part.filters):
            part.filters = PlainFilters(part.filters)
            part.__class__ = QuickExpression
    elif type(part) is Variable and part.lookups is not None and not part.translate and part.lookups != _SUPER:
        part.__class__ = QuickVariable


_SUPER = ("block", "super")
"""It draws: where that fails, it must not be tried twice."""
