"""What staff read of a case besides its steps: documents, checks, data, answers, returns, letters, duties."""

from cases.web.case_file.page import PageExtras, context, documents, recorded
from cases.web.case_file.papers import correct_url, papers
from cases.web.case_file.sections import act_set_aside, interview_before, returned_documents

__all__ = [
    "PageExtras",
    "act_set_aside",
    "context",
    "correct_url",
    "documents",
    "interview_before",
    "papers",
    "recorded",
    "returned_documents",
]
