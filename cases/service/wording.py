"""How things are called, in the language of the reader; and how what a person has typed is read."""

from cases.law.calendar import local_day
from cases.law.titles import title
from cases.letters.mail import words
from cases.models.person import BEFORE_BIRTH
from cases.programmes.nomad.papers.changes import sentence as corrected
from cases.values import letters, moments
from cases.values.dates import in_words
from cases.values.questions import shown as shown_answer
from cases.values.questions import words as question_words
from cases.values.wording import OWN, WHY

__all__ = [
    "BEFORE_BIRTH",
    "OWN",
    "WHY",
    "corrected",
    "in_words",
    "letters",
    "local_day",
    "moments",
    "question_words",
    "shown_answer",
    "title",
    "words",
]
