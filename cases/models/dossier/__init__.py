"""All that belongs to a case, each kind loaded once. Requirements and pages read it; nobody writes through it."""

from cases.models.dossier.checks import ChecksRead
from cases.models.dossier.consents import ConsentsRead
from cases.models.dossier.decided import DecisionsRead
from cases.models.dossier.package import PackageRead
from cases.models.dossier.returns import ReturnsRead


class Dossier(ConsentsRead, ChecksRead, DecisionsRead, PackageRead, ReturnsRead):
    """Reads of one case at one moment; make a new one after a write."""
