"""What the pilot says of its анкета: what a question may consist of, which are read, how it is filled in."""

from __future__ import annotations

from cases.programmes.nomad.forms.questionnaire import AnswersForm
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.reference.needed import need_of, sentences, unmet
from cases.programmes.nomad.reference.questionnaire import MOST_FIELDS, OF_TYPES, check_schema, schema_problems

__all__ = [
    "MOST_FIELDS",
    "NOMAD",
    "OF_TYPES",
    "AnswersForm",
    "check_schema",
    "need_of",
    "schema_problems",
    "sentences",
    "unmet",
]
