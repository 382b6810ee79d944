"""The versions of the анкета. A new one is a draft, made from another and edited question by question; once it has a
day, it asks what it asks, and a later one is made.

versions.py   the list of versions, and the page of one
kinds.py, questionform.py   what a question can be, and one as a form
editing.py    the questions of a draft: changed, added, moved, dropped
rules.py      what the pilot says of them
previews.py   a version as an applicant will see it, on a page and as a paper
"""

from cases.admin.questionnaires.versions import QuestionnaireFormAdmin

__all__ = ["QuestionnaireFormAdmin"]
