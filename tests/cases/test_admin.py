"""Django admin: what each role may open, that nothing can be written which should not, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from cases import permissions
from cases.admin.base import AtLeast, CappedPaginator
from cases.models import (
    Attempt,
    Bar,
    Breaker,
    CalendarDay,
    Case,
    Check,
    City,
    Consent,
    Deadline,
    Discrepancy,
    Dispatch,
    Document,
    DutyRate,
    EditionPeriod,
    Effect,
    Event,
    Exchange,
    Ground,
    Letter,
    Payment,
    Person,
    QuestionnaireForm,
    ReadLog,
    ReturnedDocument,
    Signature,
    SignIn,
    User,
    WaybillMove,
    Webhook,
    WebhookDelivery,
)
from cases.models.user import trace_of
from cases.models.workcalendar import work_calendar
from cases.states import Role, State
from tests import people
from tests.cases.api.machines import machine

pytestmark = pytest.mark.django_db

REGISTRY: dict[str, Any] = {model._meta.label_lower: model for model in admin.site._registry}
LABELS = sorted(REGISTRY)
LIST_BUDGET, PAGE_BUDGET = 8, 15


@pytest.fixture
def auditor(client: Client) -> Client:
    client.force_login(people.auditor())
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(people.administrator())
    return client


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[quote(arg) for arg in args])


# ------------------------------------------------------------------------------------------------ who may what


def test_every_registered_model_is_in_the_table_of_permissions_and_the_other_way_round() -> None:
    assert set(REGISTRY) == permissions.EVERYTHING


def test_every_model_of_a_case_file_is_a_record() -> None:
    of_a_case = {m._meta.label_lower for m in REGISTRY.values() if any(f.name == "case" for f in m._meta.fields)}
    # An administrator sees exchanges, too, and of them no contents: tests/cases/gateways/test_admin_pages.py.
    # Nor whose case a machine's call or a webhook's delivery was about: tests/cases/api/test_keeping.py.
    assert of_a_case - {"cases.exchange", "cases.apicall", "cases.webhookdelivery"} <= permissions.RECORDS


def _hook() -> Webhook:
    client = machine(now=timezone.now()).client
    return Webhook.objects.create(client=client, url="https://partner.example/", events=["letter.ready"])


def an_exchange() -> Exchange:
    found: Exchange = Exchange.objects.all()[0]
    return found


OTHERS: dict[str, Any] = {
    "cases.apiclient": lambda: machine(now=timezone.now()),
    "cases.apikey": lambda: machine(now=timezone.now()),
    "cases.apicall": lambda: machine(now=timezone.now()).get("/api/v1/cases/"),
    "cases.webhook": _hook,
    "cases.webhookdelivery": lambda: WebhookDelivery.objects.create(
        webhook=_hook(), event="letter.ready", ref=City.history.latest().pk, created_at=timezone.now()
    ),
    "axes.accesslog": lambda: AccessLog.objects.create(username="a@example.org", ip_address="127.0.0.1"),
    "axes.accessattempt": lambda: AccessAttempt.objects.create(
        username="a@example.org", ip_address="127.0.0.1", failures_since_start=1
    ),
    "axes.accessfailurelog": lambda: AccessFailureLog.objects.create(username="a@example.org", ip_address="127.0.0.1"),
    "admin.logentry": lambda: LogEntry.objects.create(
        user=people.administrator(), content_type=ContentType.objects.get_for_model(City), object_id="astana",
        object_repr="Astana", action_flag=CHANGE, change_message="[]",
    ),
    "cases.readlog": lambda: ReadLog.objects.create(
        case=Case.objects.all()[0], user=people.auditor(), what="case", at=timezone.now()
    ),
    "cases.attempt": lambda: Attempt.objects.create(
        exchange=an_exchange(), at=timezone.now(), milliseconds=1, outcome="ok", sent_sha256="0" * 64
    ),
    "cases.breaker": lambda: Breaker.objects.create(system="ibd"),
    "cases.discrepancy": lambda: Discrepancy.objects.create(
        exchange=an_exchange(), case=Case.objects.all()[0], what="ibd", by_hand={}, by_system={},
        raised_at=timezone.now(),
    ),
    "cases.waybillmove": lambda: WaybillMove.objects.create(
        case=Case.objects.all()[0], waybill="W-1", status="accepted", moved_at=timezone.now(), at=timezone.now()
    ),
    "cases.signin": lambda: SignIn.objects.create(user=people.auditor(), at=timezone.now(), way="eds"),
    "django_q.schedule": lambda: Schedule.objects.create(name="x", func="cases.clock.sweep_job"),
    "django_q.ormq": lambda: OrmQ.objects.create(key="dnr", payload="", lock=timezone.now()),
    "django_q.failure": lambda: Task.objects.create(
        id="1" * 32, name="x", func="x", started=timezone.now(), stopped=timezone.now(), success=False, result="no"
    ),
}  # fmt: skip


def a_row(label: str) -> Any:
    """Some row of the model; the cases of every state have left one of each record."""
    people.administrator()
    if label in OTHERS:
        OTHERS[label]()
    row = REGISTRY[label]._default_manager.order_by("pk").first()
    assert row is not None, f"no {label} to look at"
    return row


def verdicts(client: Client, label: str, row: Any) -> dict[str, bool]:
    """What the pages let this person do: a refusal is 403, whatever else is allowed."""
    model = REGISTRY[label]
    answers = {
        "view": client.get(url(model, "changelist")).status_code,
        "open": client.get(url(model, "change", row.pk)).status_code,
        "add": client.get(url(model, "add")).status_code,
        "change": client.post(url(model, "change", row.pk), {}).status_code,
        "delete": client.post(url(model, "delete", row.pk), {}).status_code,
    }
    assert set(answers.values()) <= {200, 302, 403}, answers
    return {verb: status != 403 for verb, status in answers.items()}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_pages_allow_what_the_table_says(client: Client, every_case: Any, role: Role, label: str) -> None:
    verbs = permissions.GRANTS[role].get(label, frozenset())
    row = a_row(label)
    client.force_login(people._staff(role))
    wanted = {verb: verb in verbs for verb in ("view", "add", "change", "delete")}
    assert verdicts(client, label, row) == wanted | {"open": "view" in verbs}


@pytest.mark.parametrize("who", ["screener", "signer", "officer", "clerk"])
def test_nobody_else_enters(client: Client, who: str) -> None:
    client.force_login(getattr(people, who)())
    for label in LABELS:
        assert client.get(url(REGISTRY[label], "changelist")).status_code == 302


def test_an_applicant_does_not_enter(client: Client) -> None:
    client.force_login(people.applicant())
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("label", sorted(permissions.RECORDS))
def test_records_are_read_only_in_code_too(rf: Any, label: str) -> None:
    """Even if a role were given every right by mistake."""
    request = rf.get("/")
    request.user = type("Almighty", (), {"has_perm": lambda *a: True, "role": Role.AUDITOR, "is_active": True})()
    page = admin.site.get_model_admin(REGISTRY[label])
    allowed = page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request)
    assert not any(allowed)
    assert page.get_actions(request) == {}


def test_sending_again_is_the_only_action(rf: Any) -> None:
    request = rf.get("/")
    request.user = people.administrator()
    assert {label for label in LABELS if admin.site.get_model_admin(REGISTRY[label]).get_actions(request)} == {
        "cases.apikey",
        "cases.effect",
        "cases.exchange",
        "cases.webhookdelivery",
    }


@pytest.mark.parametrize("page", ["index", "app_list"])
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_index_opens_in_both_languages(auditor: Client, page: str, language: str) -> None:
    auditor.cookies["django_language"] = language
    assert auditor.get(reverse(f"admin:{page}", args=["cases"] if page == "app_list" else [])).status_code == 200


# ------------------------------------------------------------------------------------------------ what it costs


def statements(client: Client, address: str) -> int:
    client.get(address)  # content types and catalogues are read once a process
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(address)
    assert response.status_code == 200
    return len(found)


@pytest.mark.parametrize("label", sorted(permissions.RECORDS | {"cases.effect", "cases.user"}))
def test_a_list_takes_few_statements(auditor: Client, every_case: Any, label: str) -> None:
    assert statements(auditor, url(REGISTRY[label], "changelist")) <= LIST_BUDGET


def test_the_case_list_takes_as_many_statements_for_one_case_as_for_many(auditor: Client, every_case: Any) -> None:
    many = statements(auditor, url(Case, "changelist"))
    one = statements(auditor, url(Case, "changelist") + f"?id__exact={every_case[State.KNB].pk}")
    assert many == one <= LIST_BUDGET


@pytest.mark.parametrize("state", [State.PETITION_DRAFT, State.FINAL_REVIEW, State.CARD_ISSUED])
def test_a_case_page_stays_within_its_budget(auditor: Client, every_case: Any, state: State) -> None:
    assert statements(auditor, url(Case, "change", every_case[state].pk)) <= PAGE_BUDGET


def test_a_list_never_counts_its_table(auditor: Client, every_case: Any) -> None:
    for label in sorted(permissions.RECORDS):
        with CaptureQueriesContext(connection) as found:
            auditor.get(url(REGISTRY[label], "changelist"))
        counts = [q["sql"] for q in found if "COUNT(" in q["sql"]]
        assert all("LIMIT 1001" in sql for sql in counts), (label, counts)
        assert not [q for q in found if "DISTINCT" in q["sql"]], label


def test_the_paginator_stops_at_its_cap(monkeypatch: Any, every_case: Any) -> None:
    monkeypatch.setattr("cases.admin.base.CAP", 3)
    count = CappedPaginator(Case.objects.order_by("-id"), 2).count
    assert (int(count), str(count), type(count)) == (3, "3+", AtLeast)


# ------------------------------------------------------------------------------------------------ reading


def test_opening_a_case_is_remembered(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    auditor.get(url(Case, "change", case.pk))
    last = ReadLog.objects.filter(case=case).latest("id")
    assert (last.user, last.what, last.ref) == (people.auditor(), "case", str(case.pk))


@pytest.mark.parametrize("model", [Event, Deadline, Document, Letter, Payment, Signature, Check, Consent])
def test_opening_a_record_is_remembered_on_its_case(auditor: Client, every_case: Any, model: Any) -> None:
    row = model.objects.order_by("-id").first()
    auditor.get(url(model, "change", row.pk))
    last = ReadLog.objects.latest("id")
    assert (last.case_id, last.what, last.ref) == (row.case_id, model._meta.model_name, str(row.pk))


def test_opening_a_person_is_remembered_on_the_persons_cases(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    auditor.get(url(Person, "change", case.person_id))
    assert ReadLog.objects.filter(case=case, what="person").exists()


def test_looking_at_the_history_is_remembered(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    assert auditor.get(url(Case, "history", case.pk)).status_code == 200
    assert ReadLog.objects.filter(case=case, what="history").exists()


def test_a_case_page_shows_what_belongs_to_it(auditor: Client, every_case: Any) -> None:
    case = every_case[State.CARD_ISSUED]
    page = auditor.get(url(Case, "change", case.pk)).content.decode()
    document = Document.objects.filter(case=case, current=True)[0]
    letter = Letter.objects.filter(case=case)[0]
    assert reverse("cases:document", args=[case.pk, document.pk]) in page
    assert letter.number in page
    assert case.person.iin not in page  # masked
    assert "Specimen" in page  # an answer of the questionnaire


def test_a_deadline_shows_its_proof_in_words(auditor: Client, every_case: Any) -> None:
    row = Deadline.objects.filter(case=every_case[State.KNB], key="register")[0]
    auditor.cookies["django_language"] = "ru"
    page = auditor.get(url(Deadline, "change", row.pk)).content.decode()
    assert "день события, не считается" in page


def test_a_signature_shows_its_sheet_and_its_certificate(auditor: Client, every_case: Any) -> None:
    row = Signature.objects.filter(case=every_case[State.KNB])[0]
    page = unescape(auditor.get(url(Signature, "change", row.pk)).content.decode())
    assert row.sheet in page
    assert row.serial in page and "DEMO" in page


SEARCHES = {
    "number": lambda case: case.number.lower(),
    "preliminary number": lambda case: case.preliminary_number,
    "number in ИС МП": lambda case: case.mp_number,
    "IIN": lambda case: case.person.iin,
    "surname": lambda case: case.person.surname[:4].lower(),
}


@pytest.mark.parametrize("by", SEARCHES)
def test_a_case_is_found(auditor: Client, every_case: Any, by: str) -> None:
    case = every_case[State.GRANTED]
    response = auditor.get(url(Case, "changelist"), {"q": SEARCHES[by](case)})
    assert case in response.context["cl"].result_list


def test_a_part_of_a_number_finds_nothing(auditor: Client, every_case: Any) -> None:
    assert not auditor.get(url(Case, "changelist"), {"q": "HUB-2026"}).context["cl"].result_list


def test_every_list_can_be_searched_without_an_error(auditor: Client, every_case: Any) -> None:
    for label in LABELS:
        for text in ("HUB-2026-00001", "' OR 1=1 --", "\x00", "127.0.0.1", "990101300005"):
            response = auditor.get(url(REGISTRY[label], "changelist"), {"q": text})
            assert response.status_code in (200, 302, 403), (label, text)


def test_records_of_one_case_are_listed(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    response = auditor.get(url(Event, "changelist"), {"q": case.number})
    assert {row.case_id for row in response.context["cl"].result_list} == {case.pk}


# ------------------------------------------------------------------------------------------------ history


WITH_HISTORY = sorted(label for label, model in REGISTRY.items() if hasattr(model, "history"))


@pytest.mark.parametrize("label", WITH_HISTORY)
def test_every_version_can_be_looked_at_and_none_restored(auditor: Client, every_case: Any, label: str) -> None:
    model = REGISTRY[label]
    a_row(label)
    version = model.history.order_by("-history_date").first()
    pk = getattr(version, model._meta.pk.attname)
    page = reverse(f"admin:cases_{model._meta.model_name}_simple_history", args=[quote(pk), version.pk])
    before = model.history.count()
    assert auditor.get(url(model, "history", pk)).status_code == 200
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, {}).status_code == 403
    assert auditor.post(url(model, "history", pk), {}).status_code == 403
    assert model.history.count() == before


def test_an_administrator_cannot_restore_either(administrator: Client) -> None:
    city = City.objects.get(pk="astana")
    version = City.history.filter(code="astana").latest()
    page = reverse("admin:cases_city_simple_history", args=[city.pk, version.pk])
    assert administrator.post(page, {"name_ru": "x"}).status_code == 403


def test_the_history_names_each_changed_field(auditor: Client, every_case: Any) -> None:
    auditor.cookies["django_language"] = "en"
    page = auditor.get(url(Case, "history", every_case[State.KNB].pk)).content.decode()
    assert "Review by the ministry &rarr; Petition signed" in page and "Sign the petition" in page


def test_the_history_of_an_account_tells_no_password(auditor: Client) -> None:
    user = people.officer()
    old = user.password
    user.set_password("another-long-password")
    user.save()
    page = auditor.get(url(User, "history", user.pk)).content.decode()
    assert "•••" in page
    assert old not in page and user.password not in page


def test_no_version_of_an_account_holds_its_password() -> None:
    user = people.officer()
    user.set_password("another-long-password")
    user.save()
    newest, before = user.history.order_by("-history_id")[:2]
    assert user.password not in (newest.password, before.password)
    assert newest.password != before.password, "that it was changed is seen"
    assert newest.password == trace_of(user.password)


# ------------------------------------------------------------------------------------------------ accounts

NEW = {
    "email": "new.officer@example.org", "full_name": "Officer New", "role": "officer", "city": "almaty",
    "language": "kk", "password1": "a-long-and-odd-one", "password2": "a-long-and-odd-one",
}  # fmt: skip


def test_an_administrator_opens_an_account_that_can_sign_in(administrator: Client) -> None:
    assert administrator.post(url(User, "add"), NEW).status_code == 302
    assert Client().login(username=NEW["email"], password=NEW["password1"], request=_request())


def _request() -> Any:
    from django.http import HttpRequest

    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    return request


@pytest.mark.parametrize(
    "wrong",
    [
        {"city": ""},
        {"role": "applicant"},
        {"role": "screener"},
        {"password2": "other"},
        {"email": "AUDITOR@example.org"},
    ],
)
def test_a_wrong_account_is_refused_with_the_form_as_it_was_filled(administrator: Client, wrong: Any) -> None:
    people.auditor()
    response = administrator.post(url(User, "add"), NEW | wrong)
    assert response.status_code == 200 and response.context["errors"]
    assert not User.objects.filter(full_name=NEW["full_name"]).exists()


def test_nobody_changes_their_own_role(administrator: Client) -> None:
    me = people.administrator()
    sent = {"email": me.email, "full_name": me.full_name, "language": "ru", "role": "auditor"}
    assert administrator.post(url(User, "change", me.pk), sent).status_code == 302
    me.refresh_from_db()
    assert (me.role, me.is_active) == (Role.ADMINISTRATOR, True)


def test_an_applicant_stays_an_applicant(administrator: Client) -> None:
    user = people.applicant()
    sent = {"email": user.email, "full_name": user.full_name, "language": "ru", "role": "officer", "city": "astana",
            "is_active": "on"}  # fmt: skip
    assert administrator.post(url(User, "change", user.pk), sent).status_code == 302
    user.refresh_from_db()
    assert user.role == Role.APPLICANT


def test_an_administrator_moves_and_closes_an_account(administrator: Client) -> None:
    user = people.officer()
    sent = {"email": user.email, "full_name": user.full_name, "language": "ru", "role": "clerk", "city": "almaty"}
    assert administrator.post(url(User, "change", user.pk), sent).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.city_id, user.is_active) == (Role.CLERK, "almaty", False)


def test_an_administrator_resets_a_password(administrator: Client) -> None:
    user = people.officer()
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert administrator.get(page).status_code == 200
    sent = {"password1": "brand-new-password-1", "password2": "brand-new-password-1"}
    assert administrator.post(page, sent).status_code == 302
    user.refresh_from_db()
    assert user.check_password("brand-new-password-1")


def test_an_auditor_resets_no_password(auditor: Client) -> None:
    assert auditor.post(reverse("admin:auth_user_password_change", args=[people.officer().pk]), {}).status_code == 403


def test_an_administrator_sees_no_person_behind_an_account(administrator: Client) -> None:
    user = people.applicant(surname="Unmistakable")
    User.objects.filter(pk=user.pk).update(full_name="A. B.")
    for page in ("change", "history"):
        assert "Unmistakable" not in administrator.get(url(User, page, user.pk)).content.decode()


def test_every_change_of_an_account_is_in_its_history(administrator: Client) -> None:
    administrator.post(url(User, "add"), NEW)
    version = User.history.filter(email=NEW["email"]).latest()
    assert version.history_user == people.administrator()


# ------------------------------------------------------------------------------------------------ reference data

DAY = {"date": "2026-11-23", "kind": "moved_day_off", "name_ru": "А", "name_kk": "Ә", "name_en": "", "source": "order"}


def test_a_day_off_counts_at_once(administrator: Client) -> None:
    day = timezone.datetime(2026, 11, 23).date()  # type: ignore[attr-defined]
    assert work_calendar().day(day).working
    assert administrator.post(url(CalendarDay, "add"), DAY).status_code == 302
    assert not work_calendar().day(day).working
    row = CalendarDay.objects.get(date=day)
    administrator.post(url(CalendarDay, "delete", row.pk), {"post": "yes"})
    assert work_calendar().day(day).working


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "worked_weekend"}, "date"), ({"date": "2026-11-22"}, "date"), ({"source": ""}, "source"),
     ({"date": "2026-12-16"}, "date")],
)  # fmt: skip
def test_a_wrong_calendar_day_is_refused(administrator: Client, wrong: Any, field: str) -> None:
    response = administrator.post(url(CalendarDay, "add"), DAY | wrong)
    assert field in response.context["adminform"].form.errors


def test_an_edition_ends_after_it_begins(administrator: Client) -> None:
    sent = {"intake_from": "2026-05-07", "intake_until": "2026-05-06", "note": ""}
    response = administrator.post(url(EditionPeriod, "change", "order_2026_241"), sent)
    assert "intake_until" in response.context["adminform"].form.errors


def test_a_duty_is_more_than_nothing(administrator: Client) -> None:
    sent = {"kind": "prp", "rate": "0", "index": "4400", "valid_from": "2027-01-01", "source": "x"}
    assert "rate" in administrator.post(url(DutyRate, "add"), sent).context["adminform"].form.errors
    assert administrator.post(url(DutyRate, "add"), sent | {"rate": "4"}).status_code == 302


def test_the_code_of_a_ground_is_fixed_once_it_is_in_use(administrator: Client) -> None:
    ground = Ground.objects.filter(kind="rework")[0]
    sent = {"code": "other-code", "kind": "final", "article": "1", "text_ru": "а", "text_kk": "ә", "text_en": ""}
    assert administrator.post(url(Ground, "change", ground.pk), sent).status_code == 302
    changed = Ground.objects.get(pk=ground.pk)
    assert (changed.code, changed.kind, changed.text_ru, changed.active) == (ground.code, "rework", "а", False)


def test_a_questionnaire_is_copied_to_a_new_version(administrator: Client) -> None:
    old = QuestionnaireForm.objects.all()[0]
    import json

    sent = {"version": "official-1", "valid_from": "2026-12-01", "source": "adilet", "fields": json.dumps(old.fields)}
    assert administrator.post(url(QuestionnaireForm, "add"), sent).status_code == 302
    assert QuestionnaireForm.objects.get(pk="official-1").fields == old.fields


@pytest.mark.parametrize("fields", ["[]", "{", '[{"key": "x"}]', '[{"key": "X 1", "type": "text"}]', '"text"'])
def test_a_wrong_questionnaire_is_refused(administrator: Client, fields: str) -> None:
    sent = {"version": "wrong", "valid_from": "2026-12-01", "source": "x", "fields": fields}
    response = administrator.post(url(QuestionnaireForm, "add"), sent)
    assert response.status_code == 200 and "fields" in response.context["adminform"].form.errors
    assert fields.replace('"', "&quot;") in response.content.decode()


# ------------------------------------------------------------------------------------------------ operations


def dead_effect() -> Effect:
    now = timezone.now()
    return Effect.objects.create(
        kind="mail", ref=Case.objects.values_list("pk", flat=True)[0], state="dead", attempts=8, next_at=now,
        error="refused", created_at=now - timedelta(days=3),
    )  # fmt: skip


def test_a_given_up_effect_is_sent_again(administrator: Client, every_case: Any) -> None:
    effect = dead_effect()
    page = url(Effect, "changelist")
    assert effect in administrator.get(page).context["cl"].result_list
    administrator.post(page, {"action": "send_again", "_selected_action": [str(effect.pk)]})
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("pending", 0)
    assert LogEntry.objects.filter(object_id=str(effect.pk)).exists()


def test_an_auditor_sends_nothing_again(auditor: Client, every_case: Any) -> None:
    effect = dead_effect()
    sent = {"action": "send_again", "_selected_action": [str(effect.pk)]}
    assert auditor.post(url(Effect, "changelist"), sent).status_code == 403
    effect.refresh_from_db()
    assert effect.state == "dead"


def test_given_up_effects_come_first(administrator: Client, every_case: Any) -> None:
    dead_effect()
    assert {e.state for e in administrator.get(url(Effect, "changelist")).context["cl"].result_list} == {"dead"}


def test_no_page_writes_styles_or_scripts_into_itself(auditor: Client, every_case: Any) -> None:
    """The content security policy would drop them."""
    case = every_case[State.CARD_ISSUED]
    pages = [url(Case, "changelist"), url(Case, "change", case.pk), url(Case, "history", case.pk)]
    pages += [url(Deadline, "change", Deadline.objects.all()[0].pk), reverse("admin:index")]
    for page in pages:
        text = auditor.get(page).content.decode()
        assert "style=" not in text and "<script>" not in text and "onclick" not in text, page


def test_samples_exist_of_every_record(every_case: Any) -> None:
    """Guards the matrix above: a case in every state leaves a row of each kind."""
    for model in (Bar, Consent, Dispatch, ReturnedDocument):
        assert model._default_manager.exists()


def test_the_words_named_for_translation_are_those_of_django() -> None:
    """An upgrade that rewords one would bring English back into the Kazakh pages."""
    from pathlib import Path

    import django
    import polib

    from cases.admin import words

    contrib = Path(django.__file__).parent / "contrib"
    known: set[str] = set()
    for app in ("admin", "auth", "contenttypes"):
        known |= {e.msgid for e in polib.pofile(str(contrib / app / "locale/en/LC_MESSAGES/django.po"))}
    assert not set(words.DJANGO) - known


@pytest.mark.parametrize("query", ["opened_at__year=99999999", "opened_at__gte=never", "state=%00"])
def test_a_crafted_filter_is_refused_and_no_fault(auditor: Client, query: str) -> None:
    assert auditor.get(f"{reverse('admin:cases_case_changelist')}?{query}").status_code in (200, 302)
