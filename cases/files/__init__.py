"""Uploaded files: inspected, cleaned, stored by the hash of their content.

`inspect` takes an upload and gives a CleanFile or raises BadFile, nothing else; `store` keeps a CleanFile and gives its
path; `open_stored` opens that path again; `join` makes one PDF of several. What a person should know of an accepted
file, in words: `cases.files.notices.sentences`. No model is touched here.
"""

from cases.files.inspection import CleanFile, inspect, join, own_file
from cases.files.refusals import BadFile
from cases.files.storing import open_stored, store

__all__ = ["BadFile", "CleanFile", "inspect", "join", "open_stored", "own_file", "store"]
