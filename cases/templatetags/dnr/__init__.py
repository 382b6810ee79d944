"""Display tags: dates, terms and icons in words. Cheap enough for lists: nothing here queries the database."""

from cases.templatetags.dnr import days, icons, left, numbers, states, terms
from cases.templatetags.dnr.library import register

__all__ = ["days", "icons", "left", "numbers", "register", "states", "terms"]
