"""The files of a case as they are stored: parts of a document, limits, removal of drafts, verification.

`parts` what a document is made of; `limits` how much one case may keep; `tidying` what goes after a time; `verifying`
whether stored files are still what was stored. A programme's `filing` is the door
through which documents come.
"""
