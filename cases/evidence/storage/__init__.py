"""The files of a case as they are stored: parts of a document, limits, removal of drafts, verification.

`parts` what a document is made of; `limits` how much one case may keep; `tidying` what goes after a time; `verifying`
whether stored files are still what was stored; `scanning` whether they hold a virus, and who may be opened; `halves`
what has come of a file so far. A programme's `filing` is the door
through which documents come.
"""
