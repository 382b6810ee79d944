"""{% include %} of a template that is named in so many words: found once in a process."""

from __future__ import annotations

from typing import Any

from django.template.loader_tags import IncludeNode, construct_relative_path
from django.utils.safestring import SafeString

from dnr.rendering.lookups import is_literal


def names_its_template(node: IncludeNode) -> bool:
    return is_literal(node.template) and isinstance(node.template.var, str)


class QuickIncludeNode(IncludeNode):
    """Made of an `IncludeNode` that names its template. Both lie in the same loader, and go with it."""

    _held: Any = None

    def render(self, context: Any) -> SafeString:
        template = self._held
        if template is None:
            name = construct_relative_path(str(self.origin.template_name), str(self.template.var))
            template = self._held = context.template.engine.get_template(name)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return template.render(context.new(values))  # type: ignore[no-any-return]
        layers, states, outer = context.dicts, context.render_context, context.render_context.template
        depth = len(layers)
        layers.append(values)
        states.push()
        states.template = template
        try:
            # As `Template.render` draws it within another template.
            return template._render(context)  # type: ignore[no-any-return]
        finally:
            states.template = outer
            states.pop()
            del layers[depth:]
