"""What every stage may use of the case it is part of."""

from __future__ import annotations

from typing import Any

from django.db import models

from cases.engine.steps import Act
from cases.law.calendar import local_day
from cases.programmes.nomad import answered, particulars


class StageModel(models.Model):
    """A step sets fields and asks for records; `perform()` writes both in one transaction."""

    class Meta:
        abstract = True

    def record(self, model: str, **fields: Any) -> None:
        """Ask for a row of `cases.<model>` belonging to this case, written with the step."""
        self.__dict__.setdefault("records", []).append((model, fields))

    def change(self, row: Any, **fields: Any) -> None:
        """Ask that a row of this case holds these values from the step on; its history keeps the former ones."""
        self.__dict__.setdefault("changes", []).append((row, fields))

    def remark(self, **facts: Any) -> None:
        """Facts that the step itself finds out, for its event and its notice; they go before what it was told."""
        self.__dict__.setdefault("remarks", {}).update(facts)

    def put_document_right(self, kind: str, said: dict[str, Any], reason: str) -> None:
        """The row holds what the official has seen, so all who look at it see that; the event and the notice say what
        was there before. Not the day of upload: the file is the same."""
        document = self.dossier.documents[kind]
        changed = particulars.differences(kind, document, said)
        self.change(document, **{one["field"]: one["now"] for one in changed})
        self.remark(kind=kind, document=document.pk, changed=changed, said=None, reason=reason)

    def share_answers(self, act: Act) -> None:
        """One set of data: the person is from now on what the signed анкета says, even where its answers were kept
        while they were typed and never saved by hand."""
        answers = self.questionnaire.get("answers", {})
        changed = answered.changes(self.person, self.dossier.questions_of(local_day(act.now)), answers)
        if changed:
            self.change(self.person, **answered.columns(changed))
            self.remark(profile=list(changed))

    dossier: Any
    person: Any
    questionnaire: dict[str, Any]
