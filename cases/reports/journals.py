"""Journals of the auditor as lists that can be exported: who read what, who signed in or failed to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from axes.models import AccessFailureLog, AccessLog
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Role
from cases.models import ReadLog, SignIn, User
from cases.models.readlog import READ
from cases.models.signature import STATUSES
from cases.models.signin import SIGN_IN_WAYS
from cases.reports import lists
from cases.reports.caselists import CaseList, NoSuchListError
from cases.reports.narrowing import ADDRESS, CASE, LABELS, SINCE, WHO, Narrowing, names_for
from cases.reports.sheets import Cell

JournalColumns = Mapping[str, tuple[str | Promise, Callable[[Any], Cell]]]


def _moment(at: datetime | None) -> Cell:
    """By the clock of Almaty, which a table sorts and filters; a spreadsheet knows no zones."""
    return None if at is None else localtime(at).replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True, slots=True)
class JournalSource:
    """One journal, as its page in the administration shows it."""

    model: type[Model]
    narrows: Mapping[str, str]
    """Its columns, by the names of `narrowing`."""
    columns: JournalColumns
    joins: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What it is narrowed by besides: the words of each value, by the name of the column."""


def _columns(model: type[Model], *names: str, **more: tuple[str | Promise, Callable[[Any], Cell]]) -> JournalColumns:
    """Texts of the rows as they are, by the names of the fields; `more` first."""
    plain = {name: (_label(model, name), _text(name)) for name in names}
    return more | plain


def _label(model: type[Model], name: str) -> str | Promise:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field.verbose_name


def _text(name: str) -> Callable[[Any], Cell]:
    return lambda row: str(getattr(row, name) or "")


def _of_user() -> JournalColumns:
    return {
        "user": (_("Who"), lambda row: str(row.user)),
        "email": (_("e-mail"), lambda row: row.user.email),
        "role": (_("role"), lambda row: row.user.get_role_display()),
    }


def _attempted(model: type[Model], **more: tuple[str | Promise, Callable[[Any], Cell]]) -> JournalColumns:
    when = {"at": (_("when"), lambda row: _moment(row.attempt_time))}
    return _columns(model, "username", "ip_address", "path_info", "user_agent", **when, **more)


OF_ATTEMPTS = {WHO: "username", SINCE: "attempt_time", ADDRESS: "ip_address,path_info"}
JOURNALS = {
    "readings": JournalSource(
        ReadLog,
        {WHO: "user", SINCE: "at", ADDRESS: "address,case", CASE: "case"},
        {
            "at": (_("when"), lambda row: _moment(row.at)),
            "case": (_("Case"), lambda row: row.case.number),
            **_of_user(),
            "what": (_("what"), lambda row: row.in_words),
            **_columns(ReadLog, "address", "ref"),
        },
        joins=("case", "user"),
        choices={"what": READ},
    ),
    "sign_ins": JournalSource(
        SignIn,
        {WHO: "user", SINCE: "at", ADDRESS: "address"},
        {
            "at": (_("when"), lambda row: _moment(row.at)),
            **_of_user(),
            "way": (_("way"), lambda row: row.get_way_display()),
            **_columns(SignIn, "address", "certificate_serial", "certificate_name"),
            "status": (_("certificate status"), lambda row: row.get_certificate_status_display()),
        },
        joins=("user",),
        choices={"way": dict(SIGN_IN_WAYS), "certificate_status": dict(STATUSES)},
    ),
    "sessions": JournalSource(
        AccessLog,
        OF_ATTEMPTS,
        _attempted(AccessLog, until=(_("signed out"), lambda row: _moment(row.logout_time))),
    ),
    "failures": JournalSource(
        AccessFailureLog,
        OF_ATTEMPTS,
        _attempted(
            AccessFailureLog, locked=(_("locked out"), lambda row: str(_("yes") if row.locked_out else _("no")))
        ),
        choices={"locked_out": {"1": _("yes"), "0": _("no")}},
    ),
}


@dataclass(frozen=True, slots=True)
class JournalList:
    """Rows of a journal, the newest first; an export takes it like a list of cases."""

    words: str
    journal: JournalSource
    rows: QuerySet[Any]
    about: ClassVar[Promise] = _("The journal as it stood at %(moment)s, the newest first.")

    @property
    def sheet(self) -> str | Promise:
        return self.journal.model._meta.verbose_name_plural or ""

    def keys(self, most: int) -> list[Any]:
        return list(self.rows.order_by("-id").values_list("pk", flat=True)[:most])

    def rows_of(self, keys: Sequence[Any], user: User) -> list[Any]:
        by_key = {row.pk: row for row in self.rows.filter(pk__in=keys).select_related(*self.journal.joins)}
        return [by_key[key] for key in keys if key in by_key]


def open_exported(source: str, filters: Mapping[str, str], user: User) -> CaseList | JournalList:
    """A list of cases, or a journal. Raises NoSuchListError, also for what is narrowed by a word that says nothing."""
    journal = JOURNALS.get(source)
    if journal is None:
        return lists.open_list(source, filters, user)
    if user.role != Role.AUDITOR:
        raise NoSuchListError(source)
    return _narrowed(journal, {name: value for name, value in filters.items() if name != "source" and value})


def _narrowed(journal: JournalSource, filters: Mapping[str, str]) -> JournalList:
    names = names_for(journal.narrows)
    chosen = {name: value for name, value in filters.items() if name in journal.choices}
    typed = {name: filters[name].strip() for name in names if name in filters}
    condition = Narrowing(journal.narrows, typed).condition()
    unknown = filters.keys() - {*names, *journal.choices}
    if condition is None or unknown or any(value not in journal.choices[name] for name, value in chosen.items()):
        raise NoSuchListError(filters)
    parts = [str(journal.model._meta.verbose_name_plural).capitalize()]
    parts += [f"{LABELS[name]}: {value}" for name, value in typed.items()]
    fields = journal.model._meta
    parts += [
        f"{str(fields.get_field(name).verbose_name).capitalize()}: {journal.choices[name][value]}"  # type: ignore[union-attr]
        for name, value in chosen.items()
    ]
    return JournalList("; ".join(parts), journal, journal.model._default_manager.filter(condition, **chosen))
