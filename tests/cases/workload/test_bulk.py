"""Many cases at once: each by itself, with what came of it; what broke off is gone on with."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import clock
from cases.law.errors import NotFoundError
from cases.models import Assignment, BulkAction, BulkItem, Case, Slot, StepDraft, User
from cases.programmes.nomad.states import State
from cases.workload import absences, bulk, taking
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague, refusal
from tests.desks import text
from tests.lists import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> list[Case]:
    return [people.case_in(State.REGISTRATION) for _number in range(3)]


def test_each_case_has_its_result_and_its_reason(waiting: list[Case], client: Client) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(waiting[-1])
    head = people.head("astana")
    User.objects.filter(pk=head.pk).update(language="kk")
    assert refusal(lambda: taking.release(waiting[2].pk, head, now)).endswith("it is in the queue already.")
    taking.take(waiting[0].pk, bolat, now)
    ways.take(waiting[1], "return_for_rework")
    client.force_login(head)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    keys = [str(case.pk) for case in waiting] + ["nonsense", str(uuid4())]
    with people.at(people.after(ways.fresh(waiting[1]))):
        given = {"verb": "assign", "case": keys, "to": str(bolat.pk), "next": reverse("con:head:work")}
        answer = client.post(reverse("cases:bulk"), given)
        action = BulkAction.objects.get()
        assert answer["Location"] == reverse("cases:bulk_result", args=[action.pk])
        shown = client.get(answer["Location"]).content.decode()
    states = dict(BulkItem.objects.values_list("case", "state"))
    assert [states[case.pk] for case in waiting] == ["refused", "refused", "done"]
    assert "Bolat уже ведёт это дело" in shown
    assert "больше не ожидает вашего участка" in shown
    assert "1 дело выполнено, 2 не выполнено." in shown
    assert all(f"{case.pk}/" in shown and case.number in shown for case in waiting)
    assert action.done_at is not None
    listed = client.get(reverse("cases:bulk"))
    assert answer["Location"] in listed.content.decode() and "1 дело выполнено, 2 не выполнено." in str(
        listed.context["rows"]
    )
    assert shown.count('name="case"') == 2, "those not done can be tried again"
    assert [row.user for row in Assignment.objects.filter(case=waiting[2])] == [bolat]
    client.force_login(officer)
    assert client.get(answer["Location"]).status_code == 404, "of who asked for it alone"
    assert client.get(reverse("cases:bulk")).context["rows"] == []


def test_a_note_that_is_too_long_is_refused_once_and_kept(waiting: list[Case], client: Client) -> None:
    client.force_login(people.head("astana"))
    given = {"verb": "assign", "case": [case.pk for case in waiting], "to": str(people.officer().pk)}
    with people.at(people.after(waiting[-1])):
        answer = client.post(reverse("cases:bulk"), given | {"note": "Ж" * 1001})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Ж" * 1001 in page
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(("verb", "to", "why"), [("assign", "", taking.NOBODY), ("hand_over", "x", taking.NO_WORDS)])
def test_what_all_of_them_lack_is_asked_for_and_the_choice_is_kept(
    waiting: list[Case], client: Client, verb: str, to: str, why: Any
) -> None:
    client.force_login(people.head("astana") if verb == "assign" else people.officer())
    keys = [str(case.pk) for case in waiting]
    with people.at(people.after(waiting[-1])):
        given = {"verb": verb, "case": keys, "to": to and str(colleague("Bolat").pk), "note": " "}
        answer = client.post(reverse("cases:bulk"), given)
    page = answer.content.decode()
    assert answer.status_code == 422 and all(f'value="{key}"' in page for key in keys)
    assert [*answer.context["form"].errors] == ["note" if to else "to"]
    with translation.override("ru"):
        assert str(why) in page
    assert not BulkAction.objects.exists()


def test_the_note_for_many_is_a_draft_until_it_is_sent(waiting: list[Case], client: Client) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(waiting[-1])
    for case in waiting:
        taking.take(case.pk, officer, now)
    client.force_login(officer)
    asked = {"verb": "hand_over", "case": [str(case.pk) for case in waiting]}
    typed = {"to": str(bolat.pk), "note": "Ответ ждём до пятницы."}
    with people.at(now):
        page = client.post(reverse("cases:bulk"), asked)
        saved = client.post(page.context["typed_url"], asked | typed, headers={"accept": "application/json"}).json()
        again = client.post(reverse("cases:bulk"), asked).content.decode()
        assert typed["note"] in again and f'value="{saved["draft"]}"' in again
        wrong = client.post(reverse("cases:bulk"), asked | {"to": "", "note": "Иначе", "draft": saved["draft"]})
        assert wrong.status_code == 422 and "Иначе" in wrong.content.decode()
        client.post(reverse("cases:bulk"), asked | typed | {"draft": saved["draft"]})
    assert Assignment.objects.filter(user=bolat, note=typed["note"]).count() == len(waiting)
    assert not StepDraft.objects.exists()


def test_a_head_is_asked_to_whom_on_a_page_that_keeps_what_is_typed(waiting: list[Case], client: Client) -> None:
    bolat, absent = colleague("Bolat"), colleague("Absent")
    now = people.after(waiting[-1])
    absences.enter(absent, absent.pk, absences.Days(now.date(), now.date()), None, now)
    client.force_login(people.head("astana"))
    asked = {"verb": "assign", "case": [str(case.pk) for case in waiting]}
    with people.at(now):
        bar = client.get(reverse("con:head:work")).content.decode()
        assert 'id="many"' in bar and 'name="note"' not in bar
        page = client.post(reverse("cases:bulk"), asked)
        assert page.status_code == 200 and page.context["typed_url"]
        gone = client.post(reverse("cases:bulk"), asked | {"to": str(absent.pk), "note": "Срочно"})
        assert gone.status_code == 422 and "Срочно" in gone.content.decode()
        with translation.override("ru"):
            assert str(taking.NOT_AMONG) in gone.content.decode()
        client.post(reverse("cases:bulk"), asked | {"to": str(bolat.pk), "note": ""})
    assert Assignment.objects.filter(user=bolat, ended_at=None).count() == len(waiting)


def test_what_may_not_be_done_to_a_case_may_not_be_done_to_many(waiting: list[Case]) -> None:
    keys, now = [case.pk for case in waiting], people.after(waiting[-1])
    with pytest.raises(NotFoundError):
        bulk.begin(people.officer(), "assign", keys, {}, now)
    with pytest.raises(NotFoundError):
        bulk.begin(people.head("astana"), "take", keys, {}, now)
    assert refusal(lambda: bulk.begin(people.officer("almaty"), "take", keys, {}, now)) == "Choose at least one case."
    too_many = [uuid4() for _number in range(1001)]
    assert refusal(lambda: bulk.begin(people.officer(), "take", too_many, {}, now)) == "Choose 1000 cases at most."
    assert not BulkAction.objects.exists()


def test_more_than_a_page_is_the_workers_and_goes_on_where_it_broke_off(
    waiting: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, now = people.officer(), people.after(waiting[-1])
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    action = bulk.begin(officer, "take", [case.pk for case in waiting], {}, now)
    assert not Assignment.objects.exists()
    take = taking.take

    def breaks(pk: Any, *given: Any) -> Any:
        if pk == waiting[1].pk:
            raise KeyboardInterrupt  # the worker dies
        return take(pk, *given)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(taking, "take", breaks)
        bulk.run_items(action, now)
    assert list(action.items.order_by("id").values_list("state", flat=True)) == ["done", "waits", "waits"]
    assert clock.sweep(now, outbox=False).chores["many"] == 2
    assert list(action.items.values_list("state", flat=True)) == ["done"] * 3
    assert Assignment.objects.count() == 3
    assert clock.sweep(now, outbox=False).chores["many"] == 0


def test_all_of_a_filtered_list_goes_at_once_and_its_number_is_seen_before(
    waiting: list[Case], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list has two pages; what it leaves out stays."""
    bolat, here = colleague("Bolat"), reverse("con:head:work")
    rows = [*waiting, *crowd(waiting[-1], 24)]
    other = crowd(people.case_in(State.CHECKS), 1)[0]
    client.force_login(people.head("astana"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    with people.at(people.after(waiting[-1])):
        shown = client.get(here, {"state": "registration"})
        sent = {"verb": "assign", "all": "1", "list": shown.context["whole_list"], "to": str(bolat.pk), "next": here}
        assert len(shown.context["rows"]) == 25 and 'name="all"' in shown.content.decode()
        assert 'name="all"' not in client.get(here, {"state": "checks"}).content.decode(), "one page has boxes enough"
        asked = client.post(reverse("cases:bulk"), sent)
        assert "Выбрано 27 дел." in " ".join(asked.content.decode().split()) and not BulkAction.objects.exists()
        done = client.post(reverse("cases:bulk"), {"verb": "assign", "case": asked.context["cases"], "to": sent["to"]})
        plain = client.post(reverse("cases:bulk"), sent | {"verb": "release"})
        assert "Выбрано 27 дел." in " ".join(plain.content.decode().split())
        monkeypatch.setattr(bulk, "MOST", 26)
        refused = client.post(reverse("cases:bulk"), sent, follow=True)
        assert "В этом списке больше 26 дел." in refused.content.decode()
        assert client.post(reverse("cases:bulk"), sent | {"list": "programme=none"}).status_code == 404
    action = BulkAction.objects.get()
    assert done["Location"] == reverse("cases:bulk_result", args=[action.pk])
    items = set(action.items.values_list("case", flat=True))
    assert items == {case.pk for case in rows} and other.pk not in items
    assert set(action.items.values_list("state", flat=True)) == {"waits"}, "the worker's, as more than a page is"


def test_a_case_that_fails_does_not_stop_the_others(waiting: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    officer, now, take = people.officer(), people.after(waiting[-1]), taking.take

    def fails(pk: Any, *given: Any) -> Any:
        case = take(pk, *given)
        if pk == waiting[1].pk:
            raise RuntimeError("a defect")
        return case

    monkeypatch.setattr(taking, "take", fails)
    action = bulk.begin(officer, "take", [case.pk for case in waiting], {}, now)
    states = list(action.items.order_by("id").values_list("state", flat=True))
    assert states == ["done", "refused", "done"]
    assert not Assignment.objects.filter(case=waiting[1]).exists(), "nothing half done"


def test_without_a_case_the_list_is_shown_again(client: Client) -> None:
    client.force_login(people.head("astana"))
    here = reverse("con:head:work") + "?owner=nobody"
    assert client.post(reverse("cases:bulk"), {"verb": "assign", "next": here})["Location"] == here
    away = {"verb": "assign", "next": "https://example.org/"}
    assert client.post(reverse("cases:bulk"), away)["Location"] == reverse("con:head:home")
    assert client.post(reverse("cases:bulk"), {"verb": "nothing"}).status_code == 404


def test_an_officer_confirms_receipt_of_many_from_the_own_list(client: Client) -> None:
    cases = [people.case_in(State.IN_TRANSIT) for _number in range(2)]
    moved = people.case_in(State.IN_TRANSIT)
    ways.take(moved, "receive_originals")
    client.force_login(people.officer())
    with people.at(people.after(ways.fresh(moved))):
        desk = client.get(reverse("con:officer:home")).content.decode()
        assert f'value="{cases[0].pk}"' in desk and 'value="receive_originals"' in desk
        keys = [str(case.pk) for case in (*cases, moved)]
        shown = client.post(reverse("cases:bulk"), {"verb": "receive_originals", "case": keys})
        left_out = [row for row in shown.context["rows"] if not row.chosen]
        assert [row.case for row in left_out] == [moved] and left_out[0].why in text(shown)
        assert text(shown).count(" checked") == len(cases) and not BulkAction.objects.exists(), "before the step"
        sent = {"verb": "receive_originals", "seen": "1", "case": keys}
        answer = client.post(reverse("cases:bulk"), sent, follow=True)
    assert [ways.fresh(case).state for case in cases] == [State.FINAL_REVIEW] * 2
    assert BulkItem.objects.get(case=moved).state == "refused" and BulkItem.objects.get(case=moved).words
    assert moved.number in answer.content.decode()


def test_invitations_to_many_are_refused_in_words_without_free_times_and_go_out_with_them() -> None:
    cases, screener = [people.case_in(State.ADMITTED, prepared=False) for _number in range(2)], people.screener()
    keys, now = [case.pk for case in cases], people.after(cases[-1])
    Slot.objects.filter(case__isnull=True).delete()
    action = bulk.begin(screener, "invite", keys, {}, now)
    assert [(item.state, bool(item.words)) for item in action.items.all()] == [("refused", True)] * 2
    assert [ways.fresh(case).state for case in cases] == [State.ADMITTED] * 2
    ways.free_slot(now)
    again = bulk.begin(screener, "invite", keys, {}, now)
    assert [(item.state, item.words) for item in again.items.all()] == [("done", "")] * 2
    assert [ways.fresh(case).state for case in cases] == [State.SLOT_CHOICE] * 2


def test_before_many_are_invited_each_letter_can_be_seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [people.case_in(State.ADMITTED, prepared=False) for _number in range(2)]
    now, keys = people.after(cases[-1]), [str(case.pk) for case in cases]
    ways.free_slot(now)
    client.force_login(people.screener())
    monkeypatch.setattr("cases.web.step.preview.letters.draft", lambda letter, lang: f"%PDF {lang}".encode())
    given = {"verb": "invite", "case": keys}
    with people.at(now):
        shown = client.post(reverse("cases:bulk"), given).content.decode()
        assert not BulkAction.objects.exists()
        for case in cases:
            there = reverse("cases:step", args=[case.pk, "invite"])
            assert shown.count(f'formaction="{there}"') == 2
            for language in ("ru", "kk"):
                assert client.post(there, given | {"preview": language}).content == f"%PDF {language}".encode()
        client.post(reverse("cases:bulk"), given | {"seen": "1"})
    assert [ways.fresh(case).state for case in cases] == [State.SLOT_CHOICE] * 2


def test_a_step_of_another_role_or_with_facts_of_its_own_is_no_verb() -> None:
    case = people.case_in(State.IN_TRANSIT)
    for user, verb in ((people.clerk(), "receive_originals"), (people.officer(), "refuse_final")):
        with pytest.raises(NotFoundError):
            bulk.begin(user, verb, [case.pk], {}, people.after(case))


def test_to_whom_is_asked_where_the_list_has_not(waiting: list[Case], client: Client) -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    client.force_login(officer)
    keys = [str(case.pk) for case in waiting]
    with people.at(people.after(waiting[-1])):
        taking.take(waiting[0].pk, officer, people.after(waiting[-1]))
        page = client.post(reverse("cases:bulk"), {"verb": "hand_over", "case": keys})
        assert page.status_code == 200 and all(key in page.content.decode() for key in keys)
        assert [row.chosen for row in page.context["rows"]].count(True) == 1, "nobody works on the others"
        assert client.post(reverse("cases:bulk"), {"verb": "", "case": keys}).status_code == 302
        assert not BulkAction.objects.exists()
        given = {"verb": "hand_over", "case": keys, "to": str(bolat.pk), "note": "The papers are on your desk."}
        client.post(reverse("cases:bulk"), given)
    assert dict(BulkItem.objects.values_list("case", "state"))[waiting[0].pk] == "done"
