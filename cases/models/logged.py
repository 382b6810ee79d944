"""Rows whose leaf of the log is written with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models

from cases.models import leaves
from cases.models.leafkinds import FACETS, Table


class Logged(models.Model):
    """A row whose leaf is written with it, in one message to the database."""

    class Meta:
        abstract = True

    in_log = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not (self.in_log and self._state.adding):
            super().save(*args, **kwargs)
            return
        from cases.models.writes import Writes

        if self.pk is None:  # as Django itself does where it saves
            self.pk = self._meta.pk.get_pk_value_on_save(self)
        writes = Writes()
        writes.insert([self])
        writes.send()


def leaf_after_save(
    sender: Table, instance: models.Model, created: bool, update_fields: Collection[str] | None = None, **_facts: object
) -> None:
    """Of tables whose rows may change; connected by `cases.apps`. Whoever saves them is in a transaction."""
    fields = sender._meta.concrete_fields
    only = {f.attname for f in fields if update_fields is None or {f.name, f.attname} & set(update_fields)}
    leaves.add_rows([instance], None if created else only)


def leaf_after_delete(sender: Table, instance: models.Model, **_facts: object) -> None:
    leaves.add_gone(sender, [instance.pk])


def connect() -> None:
    for name in FACETS:
        model = apps.get_model("cases", name)
        models.signals.post_save.connect(leaf_after_save, sender=model, dispatch_uid=f"leaf {name}")
        models.signals.post_delete.connect(leaf_after_delete, sender=model, dispatch_uid=f"gone {name}")
