"""What every page of the admin shares: lists that stay fast, no bulk actions, and pages that only show."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cases.admin import render
from cases.admin.tabs import MergingForm, merging_form
from cases.engine.writing import audit
from cases.law.actors import Role
from cases.models import Case, Person, User
from cases.reports.searching import any_of
from cases.values import days
from cases.web.request import typed_input
from cases.web.request.callers import address
from cases.web.request.moment import moment

SAFE = ("GET", "HEAD")
CAP = 1000
"""Rows that a list counts and pages through at most: twenty pages. Rows beyond are found by number or filter."""
PAGE = 50
IN_WORDS = {"edition": "edition_display", "petition_edition": "petition_edition_display"}
"""Fields that hold a key, by what displays them."""


def signed_in(request: HttpRequest) -> User:
    """Who works in the admin: none of its pages opens to a stranger."""
    return cast(User, request.user)


def administrator(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") == Role.ADMINISTRATOR


def auditor(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") == Role.AUDITOR


class AtLeast(int):
    """A count that stopped at the cap, and says so when it is printed."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class CappedPaginator(Paginator):
    """Never counts a growing set: one statement of at most CAP rows, whatever the size of the table."""

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        rows: Any = self.object_list
        count = rows.order_by().values("pk")[: CAP + 1].count()
        return AtLeast(CAP) if count > CAP else count

    def page(self, number: int | str) -> Any:
        """The keys of the page first, out of an index alone; then its rows. Sorting whole rows costs ten times that."""
        page = super().page(number)
        rows: Any = self.object_list
        if isinstance(rows, QuerySet):
            first = (page.number - 1) * self.per_page
            keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
            page.object_list = rows.filter(pk__in=keys)
        return page


class PortalAdmin(admin.ModelAdmin):
    """Rights come from `cases.models.permissions` through `User.has_perm`; nothing is done to many rows at once."""

    actions: Any = None
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = PAGE
    list_max_show_all = 0
    save_on_top = False

    class Media:
        css: ClassVar[Any] = {"all": ["dnr/admin.css"]}

    exact: tuple[str, ...] = ()
    """Fields found by their whole value. A search never reads a table from end to end."""

    @admin.display(description=gettext_lazy("edition"), ordering="edition")
    def edition_display(self, row: Any) -> str:
        return render.order_number(row.edition)

    @admin.display(description=gettext_lazy("edition of the petition"))
    def petition_edition_display(self, row: Any) -> str:
        return render.order_number(row.petition_edition)

    def get_list_display(self, request: HttpRequest) -> Any:
        return [IN_WORDS.get(str(name), name) for name in super().get_list_display(request)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Joined here and not by the list alone, so that the page of one row has its relations too."""
        render.begin()
        rows = super().get_queryset(request)
        joins = self.list_select_related
        return rows.select_related(*joins) if isinstance(joins, tuple) else rows

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A year 99999999 in a crafted address is a wrong filter, which the list says, and no fault. PostgreSQL takes
        no NUL in a text, and would fail."""
        if any("\x00" in value for name in request.GET for value in (name, *request.GET.getlist(name))):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **options: object) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(db_field, models.DateField):
            field.validators.append(days.ensure_stored_day)
        return field

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if "\x00" in object_id:
            return None
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method in SAFE or not connection.in_atomic_block:
            return row
        # Of two who save at once the second waits, and compares with what the first has written (`tabs`).
        self.model._default_manager.select_for_update().only("pk").get(pk=row.pk)
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **options: object
    ) -> type[forms.ModelForm[Any]]:
        form = super().get_form(request, obj, change=change, **options)
        return merging_form(form) if change else form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: models.Model | None = None,
    ) -> HttpResponse:
        form = getattr(context.get("adminform"), "form", None)
        if isinstance(form, MergingForm) and self.has_change_permission(request, obj):
            context["base"] = form.stored()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().changeform_view(request, object_id, form_url, extra_context)
        typed_input.confirm(request, response)
        return response

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.exact

    def get_search_results(self, request: HttpRequest, rows: QuerySet[Any], term: str) -> tuple[QuerySet[Any], bool]:
        text = term.strip()
        return (rows.filter(self.search(text)) if text else rows), False

    def search(self, text: str) -> Q:
        return any_of(self.exact, text)


class ReadOnlyAdmin(PortalAdmin):
    """Displays and never writes, whatever rights a role may get one day. Reading a case file is remembered."""

    ordering: ClassVar[Any] = ("-id",)
    sortable_by: ClassVar[Any] = ()
    hidden: tuple[str, ...] = ()
    displayed: tuple[str, ...] = ()
    """Methods displayed as well, below the fields."""

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        fields = [f.name for f in self.model._meta.fields if f.name not in self.hidden and not f.primary_key]
        return [*(IN_WORDS.get(name, name) for name in fields), *self.displayed]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return self.get_fields(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method not in SAFE and not self.get_actions(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: models.Model | None = None,
    ) -> HttpResponse:
        remember(request, obj, self.opts.model_name or "")
        return super().render_change_form(request, context, add, change, form_url, obj)


def remember(request: HttpRequest, obj: models.Model | None, what: str) -> None:
    """Write who read what of whose case; a person's data belong to each of the person's cases."""
    for case in _cases_of(obj):
        audit.record_reading(case, request.user, what, moment(request), ref=str(obj.pk), address=address(request))  # type: ignore[union-attr, arg-type]


MOST_CASES = 50


def _cases_of(obj: models.Model | None) -> list[Case]:
    if isinstance(obj, Case):
        return [obj]
    if isinstance(obj, Person):
        return list(Case.objects.filter(person=obj).order_by("-id")[:MOST_CASES])
    case = getattr(obj, "case", None)
    return [case] if isinstance(case, Case) else []
