"""Work at the desks of the staff."""

from dnr.settings.base import env

#: On: while a colleague works on a case, only he, or who stands in for him, takes its steps (decisions/owners.md).
DNR_OWNER_ONLY = env.bool("DNR_OWNER_ONLY", default=False)
