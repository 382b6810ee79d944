"""Work at the desks of the staff."""

from dnr.settings.base import env

#: On: while a colleague works on a case, only he, or who stands in for him, takes its steps (decisions/owners.md).
DNR_OWNER_ONLY = env.bool("DNR_OWNER_ONLY", default=False)

#: What decides over people (duty rates, grounds, the calendar, roles, IINs of the staff) one administrator enters and
#: another confirms. Where there is one administrator only, changes hold at once, and the journal says so.
DNR_FOUR_EYES = env.bool("DNR_FOUR_EYES", default=True)
