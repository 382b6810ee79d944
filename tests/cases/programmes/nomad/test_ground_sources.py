"""Where the wording of a ground comes from, and whether anybody has compared it with the law."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine.steps import STEPS, actors_of_grounds
from cases.engine.steps.errors import NotMetError
from cases.models import Ground, Letter
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db
LAW = "изложено по публикациям"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_official_reads_at_the_choice_that_nobody_has_compared_it(language: str) -> None:
    case = people.case_in("preliminary_decision")
    case = ways.take(case, "correct_check", kind="ibd", clear=False, text="Wanted by another state.")
    ground = Ground.objects.get(kind="preliminary", code="art49-01b")
    with people.at(people.after(case)), translation.override(language):
        marked = f"({ground.article.split(' / ')[language == 'kk']}) – {gettext('unconfirmed')}"
        client, page = signed_in(people.officer(), language), step_url(case, "propose_preliminary_refusal")
        asked = text(client.get(page))
        assert marked in asked and LAW in asked
        assert f"{ground} (" in asked
        Ground.objects.filter(code__startswith="art49").update(confirmed=True)
        assert marked not in text(client.get(page)) and LAW not in text(client.get(page))


def test_no_letter_says_so() -> None:
    case = people.case_in("preliminary_refused")
    grounds = Letter.objects.get(case=case, kind="preliminary_refusal").facts["grounds"]
    assert grounds and all(gettext("unconfirmed") not in str(ground) for ground in grounds)


def test_each_ground_has_its_source_and_those_of_the_law_are_unconfirmed() -> None:
    people.reference()
    rows = list(Ground.objects.all())
    assert all(row.source for row in rows)
    unconfirmed = {row.code for row in rows if not row.confirmed}
    assert unconfirmed == {row.code for row in rows if row.code.startswith("art49-")} | {"no-translation"}


def test_nobody_confirms_a_ground_without_its_source() -> None:
    people.reference()
    ground = Ground.objects.get(kind="final", code="art49-02")
    administrator = signed_in(people.administrator())
    sent = {"article": ground.article, "text_ru": ground.text_ru, "text_kk": ground.text_kk, "confirmed": "on"}
    answer = administrator.post(url(Ground, "change", ground.pk), sent)
    assert "source" in answer.context["adminform"].form.errors
    listed = text(administrator.get(reverse("admin:unconfirmed")))
    assert f"{url(Ground, 'changelist')}?confirmed__exact=0" in listed and LAW in listed


def test_grounds_loaded_before_learn_their_source_and_what_was_changed_stays_unconfirmed() -> None:
    people.reference()
    Ground.objects.update(source="", confirmed=False)
    own = Ground.objects.create(kind="final", code="own", article="1", text_ru="а", text_kk="ә")
    Ground.objects.filter(kind="rework", code="other").update(text_ru="Иначе.")
    import_module("cases.migrations.0067_sources_of_grounds").name_the_sources(apps, None)
    known = {(row.kind, row.code): row for row in Ground.objects.all()}
    assert known["petition", "incomplete"].confirmed and "241/НҚ" in known["petition", "incomplete"].source
    assert LAW in known["final", "art49-15"].source and not known["final", "art49-15"].confirmed
    assert "под рукой нет" in known["final", "art49-07"].source
    assert (known["rework", "other"].source, known["rework", "other"].confirmed) == ("", False)
    assert (known["final", "own"].pk, known["final", "own"].source) == (own.pk, "")


def test_each_ground_knows_who_may_rest_an_act_on_it() -> None:
    people.reference()
    for row in Ground.objects.all():
        naming = {step.by.value for step in STEPS.values() if step.grounds == row.kind}
        assert row.actors and set(row.actors.split()) == naming


def test_a_ground_of_another_actor_is_neither_offered_nor_taken() -> None:
    case = people.case_in("screening")
    code = people.free_ground("petition")
    Ground.objects.filter(kind="petition", code=code).update(actors="signer")
    with translation.override("en"), pytest.raises(NotMetError, match="not in use"):
        ways.take(case, "propose_screening_refusal", grounds=[code])
    with people.at(people.after(case)):
        page = text(signed_in(people.screener()).get(step_url(case, "propose_screening_refusal")))
        assert f'value="{code}"' not in page
    Ground.objects.filter(kind="petition", code=code).update(actors="")
    assert ways.take(ways.fresh(case), "propose_screening_refusal", grounds=[code]).state == "ministry_review"


def test_an_administrator_leaves_a_ground_to_those_alone_whose_steps_name_it() -> None:
    people.reference()
    ground = Ground.objects.get(kind="final", code="housing-term")
    administrator = signed_in(people.administrator(), "ru")
    sent = {"article": ground.article, "text_ru": ground.text_ru, "text_kk": ground.text_kk, "active": "on"}
    answer = administrator.post(url(Ground, "change", ground.pk), sent | {"actors": "clerk"})
    assert "actors" in answer.context["adminform"].form.errors
    assert actors_of_grounds("petition") == ["screener", "signer"]
    listed = text(administrator.get(url(Ground, "changelist"), {"kind__exact": "petition"}))
    with translation.override("ru"):
        assert gettext("Ministry signer") in listed
