"""The package at ЦОН and its originals on their way (п. 20–22)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Subquery
from django.utils.functional import cached_property

from cases.law.titles import LIST_RULES
from cases.models.courierregistry import RegistryItem
from cases.models.dispatch import Dispatch
from cases.models.dossier.reads import Reads
from cases.models.handback import Handback
from cases.models.packageitem import PackageItem
from cases.models.waybillmove import WaybillMove


class PackageRead(Reads):
    @cached_property
    def dispatch(self) -> Dispatch | None:
        """How the originals travel, by the newest record (п. 21)."""
        return Dispatch.objects.filter(case=self.case).order_by("-id").first()

    @cached_property
    def closed_registry(self) -> str:
        """Number of the courier's registry that is closed and waits with this package in it; "" where there is none."""
        rows = RegistryItem.objects.filter(case=self.case, state=RegistryItem.LISTED, registry__closed_at__isnull=False)
        return rows.values_list("registry__number", flat=True).first() or ""

    @cached_property
    def handbacks(self) -> list[Handback]:
        """The originals to be returned, and returned, the newest first."""
        return list(Handback.objects.filter(case=self.case).order_by("-id"))

    @property
    def handed_over_at(self) -> datetime | None:
        """When the courier got the originals, whatever of the record was put right later."""
        return Dispatch.objects.filter(case=self.case).order_by("id").values_list("at", flat=True).first()

    @cached_property
    def waybill_moves(self) -> list[WaybillMove]:
        """Where the originals are, as the courier reports, the latest by its own time first; of the waybill that
        stands."""
        standing = Dispatch.objects.filter(case=self.case).order_by("-id").values("waybill")[:1]
        rows = WaybillMove.objects.filter(case=self.case, waybill=Subquery(standing))
        return list(rows.order_by("-moved_at", "-id")[:20])

    @cached_property
    def package_items(self) -> list[PackageItem]:
        rows = PackageItem.objects.filter(case=self.case, round=self.case.package_round)
        return list(rows.select_related("by").order_by("-id"))

    def item(self, kind: str, list_key: str) -> PackageItem | None:
        """The clerk's newest word on a kind; on a list that is compared again, nothing that was recorded before it."""
        since = self.case.state_since if list_key in LIST_RULES[self.case.programme].compared_again else None
        return next((i for i in self.package_items if i.kind == kind and (not since or i.at >= since)), None)

    def stale(self, item: PackageItem) -> bool:
        """The copy was replaced after the clerk compared it with the original."""
        document = self.documents.get(item.kind)
        return bool(document and document.uploaded_at > item.at)

    def accepted(self, kind: str, list_key: str) -> bool:
        item = self.item(kind, list_key)
        return bool(item and item.accepted and not self.stale(item))

    def recorded_wrong(self, kind: str, list_key: str) -> bool:
        item = self.item(kind, list_key)
        return bool(item and not item.accepted and not self.stale(item))
