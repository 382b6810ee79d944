"""Index of the settings. What may differ from place to place comes from the environment (or a `.env` file)."""

from dnr.settings.base import *
from dnr.settings.apps import *
from dnr.settings.i18n import *
from dnr.settings.storage import *
from dnr.settings.queue import *
from dnr.settings.security import *
from dnr.settings.eds import *
from dnr.settings.backup import *
from dnr.settings.oidc import *
from dnr.settings.api import *
from dnr.settings.health import *
from dnr.settings.ledger import *
from dnr.settings.reporting import *
from dnr.settings.gateways import *
from dnr.settings.desks import *
from dnr.settings.demo import *
