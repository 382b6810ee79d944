"""Display tags: dates, terms and icons in words. Cheap enough for lists: nothing here queries the database."""

from cases.templatetags.dnr.days import in_minutes, in_words, iso_moment, last_day, moment_in_words
from cases.templatetags.dnr.icons import TONE_ICONS, icon
from cases.templatetags.dnr.left import URGENCY_ICONS, time_left_tag
from cases.templatetags.dnr.library import register
from cases.templatetags.dnr.numbers import code_groups, file_size
from cases.templatetags.dnr.states import paragraph_words, stage_path, state_tag
from cases.templatetags.dnr.terms import by_when, why_words

__all__ = [
    "TONE_ICONS",
    "URGENCY_ICONS",
    "by_when",
    "code_groups",
    "file_size",
    "icon",
    "in_minutes",
    "in_words",
    "iso_moment",
    "last_day",
    "moment_in_words",
    "paragraph_words",
    "register",
    "stage_path",
    "state_tag",
    "time_left_tag",
    "why_words",
]
