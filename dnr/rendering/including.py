"""{% include %} of a template that is named in so many words: found once in a process."""

from __future__ import annotations

from django.template.base import Template
from django.template.context import Context
from django.template.loader_tags import IncludeNode, construct_relative_path

from dnr.rendering.lookups import is_literal


def names_its_template(node: IncludeNode) -> bool:
    return is_literal(node.template) and isinstance(node.template.var, str)


class QuickIncludeNode(IncludeNode):
    """Made of an `IncludeNode` that names its template. Both lie in the same loader, and go with it."""

    _found: Template | None = None

    def render(self, context: Context) -> str:
        template = self._found
        if template is None:
            name = construct_relative_path(self.origin.template_name, self.template.var)
            template = self._found = context.template.engine.get_template(name)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return template.render(context.new(values))
        layers, states, outer = context.dicts, context.render_context, context.render_context.template
        depth = len(layers)
        layers.append(values)
        states.push()
        states.template = template
        try:
            return template._render(context)  # as `Template.render` draws it within another template
        finally:
            states.template = outer
            states.pop()
            del layers[depth:]
