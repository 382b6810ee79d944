"""By which words a case is searched: one row a case, written with what it repeats, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from cases.models.person import SORTED_BY
from cases.models.user import NO_MAILBOX
from cases.values import search_keys
from cases.values.names import joined
from cases.values.series_numbers import spellings

if TYPE_CHECKING:
    from cases.models.case import Case
    from cases.models.person import Person

GetModel = Callable[[str, str], Any]
NUMBERS = ("number", "preliminary_number", "permit_number", "mp_number")
"""Fields of a case that are numbers by which people know it."""


class SearchEntry(models.Model):
    """The words by which a case is searched. In small letters and digits between blanks, so that the beginning and the
    end of a word can be matched."""

    case = models.OneToOneField(
        "cases.Case", models.CASCADE, primary_key=True, related_name="search", verbose_name=_("case")
    )
    person = models.TextField(_("words of the person"), db_default="")
    """Names as they sound, former ones too, and the person's numbers and address."""
    numbers = models.TextField(_("numbers of the case"), db_default="")
    """Those of the case itself."""

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")

    def __str__(self) -> str:
        return str(self.pk)


def write_entries(cases: Sequence[Case], model: GetModel = apps.get_model) -> None:
    """New entries, or other words in those that are there. `model`: a migration has its own."""
    known = mail_and_former_names({case.person_id for case in cases}, model)
    rows = [
        model("cases", "SearchEntry")(
            case_id=case.pk, person=person_words(case.person, *known[case.person_id]), numbers=numbers(case)
        )
        for case in cases
    ]
    fields = {"update_fields": ["person", "numbers"], "unique_fields": ["case"]}
    model("cases", "SearchEntry").objects.bulk_create(rows, update_conflicts=True, **fields)


def rebuild(model: GetModel = apps.get_model, chunk: int = 1000) -> int:
    """All entries, and the names by which lists are sorted. Gives the number of cases."""
    cases, after, done = model("cases", "Case").objects.select_related("person").defer("questionnaire"), None, 0
    cases = cases.order_by("pk")
    while batch := list((cases if after is None else cases.filter(pk__gt=after))[:chunk]):
        with transaction.atomic():
            write_entries(batch, model)
            for case in batch:
                if case.sort_name != (name := sort_name(case.person)):
                    cases.filter(pk=case.pk).update(sort_name=name)
        after, done = batch[-1].pk, done + len(batch)
    return done


def sort_name(person: Person) -> str:
    return search_keys.sort_key(person.surname, person.given_names, person.patronymic)[:SORTED_BY]


def person_changed(person: Person) -> None:
    """In the transaction that changed the person, its account's address or its names."""
    words = person_words(person, *mail_and_former_names([person.pk], apps.get_model)[person.pk])
    SearchEntry.objects.filter(case__person=person).exclude(person=words).update(person=words)


def mail_and_former_names(persons: Collection[UUID], model: GetModel) -> dict[UUID, tuple[list[str], list[str]]]:
    """By person: the addresses of its mail that are known, and the names it had before. Three statements."""
    known: dict[UUID, tuple[list[str], list[str]]] = {pk: ([], []) for pk in persons}
    users = model("cases", "User").objects.filter(person__in=known).values_list("pk", "person", "email")
    claims = model("cases", "EmailClaim").objects.filter(user__in=[pk for pk, *_rest in users]).order_by("id")
    last = dict(claims.values_list("user", "email"))
    for pk, person, email in users:
        mail = dict.fromkeys((email, last.get(pk, email)))
        known[person][0].extend(address for address in mail if not address.endswith(NO_MAILBOX))
    corrected = model("cases", "NameCorrection").objects.filter(person__in=known, state="accepted").order_by("id")
    for person, was in corrected.values_list("person", "was"):
        known[person][1].append(" ".join(map(str, was.values())))
    return known


def person_words(person: Person, mail: Sequence[str] = (), former: Sequence[str] = ()) -> str:
    sounds = [
        reading
        for name in (joined(person.surname, person.given_names, person.patronymic), *former)
        for word in search_keys.words(name)
        for reading in search_keys.readings(word)
    ]
    codes = [
        normalised_number(person.iin),
        normalised_number(person.passport_number),
        search_keys.digits(person.phone),
        *map(str.lower, mail),
    ]
    return _joined([*sounds, *codes])


def numbers(case: Case) -> str:
    return _joined([normalised_number(getattr(case, name)) for name in NUMBERS])


def normalised_number(text: str) -> str:
    """A number as it is stored here: small letters, no blanks, one kind of hyphen."""
    return spellings(text)[0].lower()


def _joined(words: Iterable[str]) -> str:
    return f" {' '.join(dict.fromkeys(word for word in words if word))} "


def cases_without_entry() -> models.QuerySet[Any]:
    """Cases without an entry: nobody finds them."""
    return apps.get_model("cases", "Case").objects.filter(search=None)


# ------------------------------------------------------------------------------------------------ the index

INDEX = "searchentry_words"


def create_index(refused: Callable[[str], object]) -> None:
    """Of parts of words, in PostgreSQL by its extension pg_trgm. SQLite reads the column: it has no such index.

    Where the extension cannot be made the search works as it does there, and `refused` is called with the reason.
    """
    if is_indexed():
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            table = SearchEntry._meta.db_table
            columns = "person gin_trgm_ops, numbers gin_trgm_ops"
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON {table} USING gin ({columns})")
    except DatabaseError as error:
        refused(f"pg_trgm: {error}".strip())


def is_indexed() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        return any(c["index"] for name, c in _constraints(cursor).items() if name == INDEX)


def _constraints(cursor: Any) -> dict[str, Any]:
    constraints: dict[str, Any] = connection.introspection.get_constraints(cursor, SearchEntry._meta.db_table)
    return constraints
