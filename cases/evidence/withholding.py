"""What a copy of a case leaves out that may be given to the other side: the answers of those bodies whose answers stay
between them and the office (`Names.withheld`: КНБ), with the questions, papers and signatures that belong to them.

What is left out keeps its place in the log: the proof has its leaf and nothing of the row. The key of a row has 62
random bits and is left out too, so nobody finds by trying what the row says; who gets the whole archive can compare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from cases.engine.steps import STEPS
from cases.law import names
from cases.models import Case, Document, DocumentPart, Letter, Signature

COLLEAGUES = frozenset({"cases.casenote", "cases.draftedact", "cases.waitingcorrection"})
"""Words of colleagues among themselves: what they say of such an answer nobody can sift."""
TO_THE_PERSON = frozenset({"cases.letter", "cases.decision"})
"""What their facts say of such an answer the person has read."""
NAMING = ("kind", "what", "system", "step", "subject")
"""Columns that say what a row is about."""

Table = tuple[type[Model], str]
"""A table, and its way to the case."""


@dataclass(frozen=True)
class Withheld:
    """What is left out of one archive."""

    cases: Sequence[Case]
    tables: Sequence[Table]

    @cached_property
    def words(self) -> frozenset[str]:
        """Names of such checks, of the systems that answer them, of steps, papers and letters that are about them."""
        checks = frozenset(names.WITHHELD)
        systems = {names.system_of(check) for check in checks}
        about = [step for step in STEPS.values() if step.subject in checks or _asks(step.asks, systems)]
        papers = {paper for step in about for paper in (step.paper, step.letter) if paper}
        return checks | systems | papers | {step.name for step in about}

    @cached_property
    def keys(self) -> frozenset[UUID | str]:
        """Keys of such rows, and the sums of their files."""
        rows = [row for model, way in self.tables for row in self._of(model, way)]
        mine = {row.pk for row in rows if self._names_it(type(row), columns(row))}
        written = {text for key in mine if isinstance(key, UUID) for text in (key.hex, str(key))}
        return frozenset(mine | written | self._sums(mine))

    @property
    def bodies(self) -> str:
        """Whose answers, in words."""
        return ", ".join(str(names.label("checks", name)) for name in sorted(names.WITHHELD))

    def is_withheld(self, model: type[Model], key: object, facts: Mapping[str, Any]) -> bool:
        """`facts`: the columns of the row, all or those of one leaf."""
        links = (value for value in facts.values() if isinstance(value, UUID | str))
        return key in self.keys or any(link in self.keys for link in links) or self._names_it(model, facts)

    def _of(self, model: type[Model], way: str) -> Sequence[Model]:
        return list(model._default_manager.filter(**{f"{way}__in": [case.pk for case in self.cases]}))

    def _names_it(self, model: type[Model], facts: Mapping[str, Any]) -> bool:
        label = model._meta.label_lower
        if label in COLLEAGUES or any(facts.get(name) in self.words for name in NAMING if _is_word(facts.get(name))):
            return True
        if label in TO_THE_PERSON:
            return False
        inside = [value for value in facts.values() if isinstance(value, dict | list)]
        return self._inside(inside) or (label == "cases.signature" and self._inside(_read(facts.get("sheet", ""))))

    def _inside(self, value: object) -> bool:
        if isinstance(value, Mapping | list):
            return any(self._inside(item) for item in (value.values() if isinstance(value, Mapping) else value))
        return _is_word(value) and value in self.words

    def _sums(self, keys: set[Any]) -> set[str]:
        """Of files, and of signed sheets, that nothing else of these cases has."""
        documents = Document.objects.filter(case__in=self.cases)
        mine = documents.filter(pk__in=keys)
        signed = Signature.objects.filter(pk__in=keys).values_list("sha256", flat=True)
        letters = Letter.objects.filter(pk__in=keys).values_list("files", flat=True)
        printed = {sha256 for files in letters for sha256 in files.values()}
        return {*signed, *printed} | (_files(mine) - _files(documents.exclude(pk__in=keys)))


def columns(row: Model) -> dict[str, Any]:
    """All of a row, as they are stored."""
    return {field.attname: field.value_from_object(row) for field in row._meta.fields}


def _files(documents: Any) -> set[str]:
    parts = DocumentPart.objects.filter(document__in=documents)
    sums = (documents.values_list("blob_id", flat=True), *(parts.values_list(n, flat=True) for n in _OF_PARTS))
    return {sha256 for those in sums for sha256 in those if sha256}


_OF_PARTS = ("blob_id", "original_id")


def _is_word(value: object) -> bool:
    return isinstance(value, str)


def _asks(questions: Sequence[str], systems: set[str]) -> bool:
    return any(question.partition(".")[0] in systems for question in questions)


def _read(sheet: str) -> object:
    try:
        return json.loads(sheet)
    except ValueError:  # from before there were sheets of facts
        return None
