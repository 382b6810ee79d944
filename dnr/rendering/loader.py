"""The loader of the settings: each template is read once in a process, and prepared."""

from __future__ import annotations

from typing import Any

from django.template.base import Template
from django.template.loaders import base, cached

from dnr.rendering.preparing import prepare


class _Preparing(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if not self.engine.debug:  # its error page shows the nodes as they were written
            prepare(template.nodelist)
        return template


class Loader(cached.Loader, _Preparing):
    """Django's cached loader, over one that prepares."""
