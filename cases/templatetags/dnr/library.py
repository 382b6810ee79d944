"""Where all of them register."""

from __future__ import annotations

from django import template

register = template.Library()
