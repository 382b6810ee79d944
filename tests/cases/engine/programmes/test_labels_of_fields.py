"""A field has the label of the fact of its name: a form writes another one alone, and those are listed here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.forms import StepForm
from cases.engine.programmes.programme import form_of
from cases.engine.steps import STEPS
from cases.engine.steps.facts import StepFacts, fact, frozen, words_of
from cases.fields.day import DayField
from cases.fields.text import TextLine
from cases.models import Case, User

OWN = {
    "Arrived": ["Day on which the applicant came to the migration service"],
    "Brought on": ["Day on which the originals were brought"],
    "Came with the package on": ["Day on which the applicant came with the package"],
    "Crossed the border on": ["Day of entry into Kazakhstan (UIS Berkut), if known"],
    "Day and hour of the hearing": ["Day and hour at which the applicant can be heard (Astana time)"],
    "Documents sent": ["Documents that go to the national security bodies"],
    "Given back on": ["Day on which the originals were given back"],
    "Handed on to": ["Higher body, in Russian"],
    "Handed on to (in Kazakh)": ["Higher body, in Kazakh"],
    "Held on": ["Held on (Astana time)", "When the hearing began (Astana time)"],
    "How the arrival is known": ["How the arrival in time is known", "Where you were, and how it can be seen"],
    "Language of the proceedings": ["Language of the complaint"],
    "Note": ["Note for the file"],
    "Objection": ["What you object to, and why"],
    "Place or link of the hearing": ["Link of the video meeting, or the place"],
    "Reasons": [
        "Explanation for the applicant, in Russian",
        "General remark in Russian (if any)",
        "Note",
        "Reason",
        "Reasons for the record",
    ],
    "Reasons in Kazakh": [
        "Explanation for the applicant, in Kazakh",
        "General remark in Kazakh (if any)",
        "Reasons in Kazakh",
    ],
    "Received on": ["Day on which the originals came", "Day on which the writing came"],
    "Recording": ["Link of the recording"],
    "Reference number": ["Number of the answer"],
    "To be done by": ["Day by which it has to be done"],
    "Until": ["When it ended (Astana time)"],
    "Was there on": ["Day on which you entered Kazakhstan or came to the migration service"],
    "What becomes of it": ["Another case of the person"],
    "What is set aside (in Kazakh)": ["What is set aside, in Kazakh"],
    "What stands (in Kazakh)": ["What stands, in Kazakh"],
    "What was decided (in Kazakh)": ["What was decided, in Kazakh"],
    "Why it comes after its last day": ["Why the complaint comes after its last day"],
    "Why it is corrected": ["Why a verdict differs from what is recorded", "Why it differs from what is recorded"],
    "Why the hour was moved": ["Reasons in Russian"],
    "Why the hour was moved, in Kazakh": ["Reasons in Kazakh"],
    "Why the interview is moved": ["Reasons in Russian"],
    "Why the interview is moved, in Kazakh": ["Reasons in Kazakh"],
}
"""What a form asks where the history says it in other words: the label of the fact → those of the forms."""
IN_TWO_LANGUAGES = (" in Russian", ", in Russian")
"""What a form adds to the label where it asks the same in Kazakh beside."""


def test_a_form_repeats_no_label_of_a_fact_and_each_of_its_own_is_listed() -> None:
    own: dict[str, set[str]] = defaultdict(set)
    with override("en"):
        for step in STEPS.values():
            fields, words = form_of(step).base_fields, words_of(step.facts)
            for name in fields.keys() & words.keys():
                if fields[name].label is not None:
                    own[str(words[name].label)].add(str(fields[name].label))
    for label, others in own.items():
        others.difference_update(label + end for end in IN_TWO_LANGUAGES)
    assert {label: sorted(others) for label, others in own.items() if others} == OWN


@frozen
class Came(StepFacts):
    came_on: str = fact(_("Arrived"))
    text: str = fact(_("Remarks"))


class CameForm(StepForm):
    came_on = DayField()
    text = TextLine(label=_("Note"))


def test_a_field_without_a_label_has_that_of_its_fact_in_the_language_of_the_page() -> None:
    step = replace(next(iter(STEPS.values())), facts=Came, form="")
    with override("ru"):
        form = CameForm(case=Case(), step=step, user=User(), now=datetime(2026, 3, 2, tzinfo=UTC))
        assert str(form["came_on"].label) == gettext("Arrived") != "Arrived"
        assert str(form["text"].label) == gettext("Note")
