"""{% url %}, by addresses that are found once."""

from __future__ import annotations

from html import escape

from django.template.context import Context
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch

from cases.web.request.links import address


class QuickURLNode(URLNode):
    """Made of a `URLNode` without named arguments."""

    def render(self, context: Context) -> str:
        arguments = [argument.resolve(context) for argument in self.args]
        try:
            url = address(self.view_name.resolve(context), *arguments, current_app=_current_app(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            url = ""
        if self.asvar is None:
            return escape(url) if context.autoescape else url
        context[self.asvar] = url
        return ""


def _current_app(context: Context) -> str | None:
    """As Django finds it."""
    request = getattr(context, "request", None)
    try:
        return request.current_app  # type: ignore[union-attr, no-any-return]
    except AttributeError:
        return getattr(getattr(request, "resolver_match", None), "namespace", None)
