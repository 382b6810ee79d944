"""A signature after its day: verified again whatever happened since, asked again until the authority has answered."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from structlog.testing import capture_logs

from cases.eds import EdsError, storing
from cases.eds.base import Purpose, Revocation, Status, Verified
from cases.eds.revocation.findings import NEVER_ISSUED, RevocationFinding
from cases.eds.verify import verify
from cases.engine import performing
from cases.evidence.signatures import StillUncheckedError, Tally, recheck, verify_stored
from cases.models import Case, Effect, Event, Notice, Signature, SignatureCheck, User
from cases.outbox import effects, waits
from demo import cms
from tests import keys, people
from tests.cases.engine import ways
from tests.outbox import run_effect

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STEP = "file_application"


@pytest.fixture
def case() -> Case:
    return people.case_in("petition_signed")


@pytest.fixture
def silent(settings: Any) -> None:
    """Nobody says anything of revocation."""
    settings.EDS_REVOCATION = []


def filed(case: Case, **faults: Any) -> Signature:
    """The application of `case` filed with a certificate of this kind (`Authority.issue`)."""
    now = ways.ready_at(case, STEP)
    return step_signed(case, STEP, now, given(case, now, **faults))


def step_signed(case: Case, name: str, now: datetime, signature: Verified | None) -> Signature:
    ways.take(case, name, now, signature=signature)
    return Signature.objects.get(case=case, step=name)


def given(case: Case, now: datetime, **faults: Any) -> Verified:
    user = case.person.user
    content = performing.sheet(case, STEP, user, now).content
    made = cms.sign(keys.of(user, **faults), content, now)
    return verify(made, content, Purpose.PERSON, now, iin=user.signing_iin)


def valid_around(now: datetime) -> dict[str, Any]:
    return {"not_before": now - DAY, "not_after": now + DAY}


def altered(row: Signature, **changed: Any) -> Signature:
    """The same row with something changed behind the portal's back: its own door refuses."""
    fields = {f.attname: getattr(row, f.attname) for f in Signature._meta.concrete_fields if f.attname != "id"}
    return Signature.objects.bulk_create([Signature(**(fields | changed))])[0]


def verified(now: datetime, chunk: int = 500) -> tuple[Tally, dict[Any, str]]:
    tally = Tally()
    return tally, {row.pk: why for row, why in verify_stored(now, tally, chunk)}


def learnt(row: Signature, status: Status, now: datetime, **facts: Any) -> None:
    storing.check(row, Revocation(status, "crl", now, **facts), now).save(force_insert=True)


# ------------------------------------------------------------------------------------------- every stored signature


@pytest.mark.database
def test_it_finds_every_sound_signature_good(case: Case) -> None:
    filed(case)
    number = Signature.objects.count()
    tally, bad = verified(people.after(case), chunk=2)
    assert number == 3 and (tally, bad) == (Tally(good=number), {})


def test_it_finds_an_altered_sheet(case: Case) -> None:
    row = filed(case)
    worse = altered(row, sheet=row.sheet.replace(case.number, "KZ-0"))
    tally, bad = verified(row.at)
    assert bad == {worse.pk: str(EdsError("wrong_content"))} and tally.bad == 1


def _flipped(raw: bytes) -> bytes:
    """Another last byte: it stands in the signature itself."""
    return raw[:-1] + bytes([raw[-1] ^ 1])


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte of the signature": (_flipped, "signature"),
    "cut off": (lambda raw: raw[:-1], "not_cms"),
    "nothing": (lambda raw: b"", "empty"),
}


@pytest.mark.parametrize(("spoil", "code"), ALTERED.values(), ids=ALTERED)
def test_it_finds_an_altered_cms(case: Case, spoil: Callable[[bytes], bytes], code: str) -> None:
    row = filed(case)
    worse = altered(row, value=base64.b64encode(spoil(row.cms)).decode())
    assert verified(row.at)[1] == {worse.pk: str(EdsError(code))}


@pytest.mark.parametrize("changed", [{"value": "no Base64!"}, {"revocation": "?"}])
def test_it_goes_on_past_a_row_that_makes_no_sense(case: Case, changed: dict[str, str]) -> None:
    row = filed(case)
    worse = altered(row, **changed)
    bare = altered(row)
    tally, bad = verified(row.at)
    assert list(bad) == [worse.pk] and bare.pk not in bad
    assert tally.good == Signature.objects.count() - 1


def test_it_judges_by_the_moment_it_came(case: Case) -> None:
    """The certificate has expired since; the signature holds. Had it come later, it would not."""
    now = ways.ready_at(case, STEP)
    row = filed(case, **valid_around(now))
    assert verified(now + 400 * DAY)[1] == {}
    late = altered(row, at=now + 2 * DAY)
    assert list(verified(now + 400 * DAY)[1]) == [late.pk]


@pytest.mark.database
def test_it_remembers_what_was_learnt_of_revocation_since(case: Case) -> None:
    row = filed(case)
    learnt(row, Status.REVOKED, row.at + DAY, revoked_at=row.at - DAY)
    tally, bad = verified(row.at + 2 * DAY)
    assert bad == {row.pk: str(EdsError("revoked", day=(row.at - DAY).date()))} and tally.bad == 1
    learnt(row, Status.GOOD, row.at + 2 * DAY)
    assert verified(row.at + 3 * DAY)[1] == {}, "the newest word counts"


def test_a_certificate_revoked_later_takes_nothing_from_the_signature(case: Case) -> None:
    row = filed(case)
    learnt(row, Status.REVOKED_LATER, row.at + DAY, revoked_at=row.at + MINUTE)
    assert verified(row.at + 2 * DAY)[1] == {}


def test_it_counts_the_unchecked_apart_until_they_are_checked(case: Case, silent: None) -> None:
    row = filed(case)
    assert (verified(row.at)[0].unchecked, verified(row.at)[0].bad) == (1, 0)
    learnt(row, Status.GOOD, row.at + DAY)
    assert verified(row.at + DAY)[0].unchecked == 0


def test_it_asks_nobody(case: Case, settings: Any) -> None:
    row = filed(case)
    settings.EDS_REVOCATION = ["tests.cases.evidence.test_signatures.asked"]
    assert verified(row.at)[1] == {}


def asked(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("a responder was asked")


def test_the_command_says_that_all_hold(case: Case) -> None:
    filed(case)
    out = StringIO()
    call_command("verify_signatures", stdout=out)
    assert "3 hold, 0 hold but their revocation was never checked, 0 do not." in out.getvalue()


def test_the_command_names_each_that_does_not_hold_and_fails(case: Case) -> None:
    row = filed(case)
    worse = altered(row, sheet="{}")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 signatures do not hold"):
        call_command("verify_signatures", stdout=out, stderr=err)
    assert err.getvalue().split()[:3] == [str(worse.pk), STEP, f"{row.at:%Y-%m-%d}:"]
    assert "3 hold" in out.getvalue()


# ------------------------------------------------------------------------------------------- asked again


def says(monkeypatch: pytest.MonkeyPatch, settings: Any, **finding: Any) -> None:
    """From now on the authority answers: nothing of revocation, or that it was revoked (`revoked_at`)."""
    settings.EDS_REVOCATION = ["tests.cases.evidence.test_signatures.answer"]
    monkeypatch.setattr("tests.cases.evidence.test_signatures.answer", _answering(**finding))


def _answering(source: str = "ocsp", known_at: datetime | None = None, **facts: Any) -> Any:
    return lambda certificate, issuer, *, at, now: RevocationFinding(source, known_at or now, b"DER", **facts)


def answer(*args: Any, **kwargs: Any) -> RevocationFinding | None:
    return None


@pytest.fixture
def unchecked(case: Case, silent: None) -> Signature:
    """A signature of a case whose application was filed while nobody answered."""
    return filed(case)


def errand(row: Signature) -> Effect:
    return Effect.objects.get(kind="revocation", ref=row.pk)


def test_an_unchecked_signature_is_asked_about_again_soon(unchecked: Signature) -> None:
    assert (unchecked.revocation, errand(unchecked).state) == ("unchecked", "pending")
    assert errand(unchecked).next_at == unchecked.at + MINUTE
    assert Case.objects.get(pk=unchecked.case_id).state == "registration"


def test_the_answer_that_it_is_good_is_kept_with_its_evidence(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    says(monkeypatch, settings)
    now = unchecked.at + 2 * MINUTE
    assert run_effect(errand(unchecked).pk, now)
    kept = SignatureCheck.objects.filter(signature=unchecked).order_by("-id")[0]
    assert (kept.status, kept.source, kept.at, base64.b64decode(kept.evidence)) == ("good", "ocsp", now, b"DER")
    assert errand(unchecked).state == "done"
    assert not Event.objects.filter(case=unchecked.case_id, step="signature_revoked").exists()


def test_a_list_younger_than_the_signature_is_waited_for(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    says(monkeypatch, settings, source="crl", known_at=unchecked.at)
    soon, next_day = unchecked.at + 2 * MINUTE, unchecked.at + 2 * DAY
    assert not run_effect(errand(unchecked).pk, soon)
    assert errand(unchecked).state == "pending"
    assert SignatureCheck.objects.filter(signature=unchecked, status="good").count() == 1
    says(monkeypatch, settings, source="crl")
    assert run_effect(errand(unchecked).pk, next_day)


def revoked(row: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any, times: int = 1) -> datetime:
    """The authority answers that the certificate was revoked two days before it signed; returns when it was asked."""
    says(monkeypatch, settings, revoked_at=row.at - 2 * DAY, reason="key_compromise")
    now = row.at + 2 * MINUTE
    for number in range(times):
        recheck(row.pk, now + number * MINUTE)
    return now


def test_a_certificate_revoked_before_raises_the_alarm(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    officer = people.officer()
    with capture_logs() as logs:
        now = revoked(unchecked, monkeypatch, settings)
    event = Event.objects.get(case=unchecked.case_id, step="signature_revoked")
    assert (event.at, event.facts["step"], event.facts["day"]) == (now, STEP, f"{unchecked.at - 2 * DAY:%Y-%m-%d}")
    notice = Notice.objects.get(what="signature_revoked")
    assert (notice.user, notice.case_id) == (officer, unchecked.case_id)
    assert [log["log_level"] for log in logs] == ["error"]
    assert unchecked.iin not in str(logs) and unchecked.subject_name not in str(logs)


def test_the_alarm_keeps_what_the_authority_stated(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    now = revoked(unchecked, monkeypatch, settings)
    kept = SignatureCheck.objects.get(signature=unchecked, status="revoked")
    assert (kept.source, kept.at, kept.revoked_at) == ("ocsp", now, unchecked.at - 2 * DAY)
    assert (kept.reason, base64.b64decode(kept.evidence)) == ("key_compromise", b"DER")


def test_the_alarm_leaves_the_step_to_people(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    revoked(unchecked, monkeypatch, settings)
    assert Case.objects.get(pk=unchecked.case_id).state == "registration"
    ways.sound(unchecked.case)


@pytest.mark.database
def test_the_alarm_comes_once_however_often_it_is_asked(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    people.officer()
    revoked(unchecked, monkeypatch, settings, times=3)
    assert Event.objects.filter(step="signature_revoked").count() == 1
    assert Notice.objects.filter(what="signature_revoked").count() == 1
    assert SignatureCheck.objects.filter(signature=unchecked, status="revoked").count() == 3


def test_the_alarm_is_looked_up_by_the_id_of_the_request_that_brought_the_signature(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    people.officer()
    says(monkeypatch, settings, revoked_at=unchecked.at - 2 * DAY)
    Effect.objects.filter(pk=errand(unchecked).pk).update(request_id="applicant-0001")
    run_effect(errand(unchecked).pk, unchecked.at + 2 * MINUTE)
    assert Event.objects.get(step="signature_revoked").request_id == "applicant-0001"
    notice = Notice.objects.get(what="signature_revoked")
    assert Effect.objects.get(kind="mail", ref=notice.pk).request_id == "applicant-0001"


def test_the_alarm_is_mailed_with_the_step_and_the_day(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    officer = people.officer()
    now = revoked(unchecked, monkeypatch, settings)
    run_effect(Effect.objects.get(kind="mail", ref=Notice.objects.get(what="signature_revoked").pk).pk, now)
    assert mail.outbox[0].to == [officer.email]
    assert str(ways.STEPS[STEP].label) in mail.outbox[0].body


def test_the_alarm_stands_on_the_pages_of_the_case(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any, client: Any
) -> None:
    now = revoked(unchecked, monkeypatch, settings)
    with people.at(now):
        client.force_login(people.officer(), backend=settings.AUTHENTICATION_BACKENDS[-1])
        answer = client.get(reverse("con:officer:case", args=[unchecked.case_id]))
    assert [signature.row.pk for signature in answer.context["fallen"]] == [unchecked.pk]
    assert 'class="note note-error" role="alert"' in answer.content.decode()


@pytest.mark.parametrize("waits_on", ["officer", "applicant"])
def test_the_alarm_goes_to_the_desk_where_the_case_lies(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any, waits_on: str
) -> None:
    """Where nobody of the staff has it, to those who sign."""
    everybody = [people.officer(), people.officer("almaty"), people.signer(), people.clerk()]
    Case.objects.filter(pk=unchecked.case_id).update(waits_on=waits_on)
    revoked(unchecked, monkeypatch, settings)
    users = User.objects.filter(pk__in=Notice.objects.filter(what="signature_revoked").values("user"))
    assert [user.pk for user in users] == [everybody[0 if waits_on == "officer" else 2].pk]


def test_a_number_never_issued_raises_the_alarm(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    says(monkeypatch, settings, revoked_at=NEVER_ISSUED, reason="certificate_hold")
    recheck(unchecked.pk, unchecked.at + MINUTE)
    assert Event.objects.filter(case=unchecked.case_id, step="signature_revoked").count() == 1
    assert list(verified(unchecked.at)[1].values()) == [str(EdsError("never_issued"))]


def test_a_certificate_revoked_after_it_signed_is_noted_without_alarm(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    says(monkeypatch, settings, revoked_at=unchecked.at + MINUTE)
    recheck(unchecked.pk, unchecked.at + 2 * MINUTE)
    assert SignatureCheck.objects.filter(signature=unchecked).order_by("-id")[0].status == "revoked_later"
    assert not Event.objects.filter(step="signature_revoked").exists()


def test_while_nobody_answers_it_is_asked_again_and_in_the_end_given_up(unchecked: Signature) -> None:
    with pytest.raises(StillUncheckedError):
        recheck(unchecked.pk, unchecked.at + MINUTE)
    tries = 0
    while errand(unchecked).state == "pending":
        assert not run_effect(errand(unchecked).pk, errand(unchecked).next_at)
        tries += 1
    assert (tries, errand(unchecked).state) == (len(waits.EFFECTS) + 1, "dead")
    assert errand(unchecked).error.startswith("StillUncheckedError")
    assert SignatureCheck.objects.get(signature=unchecked).status == "unchecked", "never silently good"


def test_who_was_given_up_stands_in_the_administrators_list_and_can_be_asked_again(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any, client: Any
) -> None:
    Effect.objects.filter(pk=errand(unchecked).pk).update(state="dead", error="StillUncheckedError: 1")
    client.force_login(people.administrator(), backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert "StillUncheckedError" in client.get("/admin/cases/effect/?state=dead").content.decode()
    says(monkeypatch, settings)
    effects.retry(errand(unchecked), unchecked.at + DAY)
    assert run_effect(errand(unchecked).pk, unchecked.at + DAY)


def test_a_signature_spoilt_since_is_no_good_news(
    unchecked: Signature, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    worse = altered(unchecked, sheet="{}")
    says(monkeypatch, settings)
    with pytest.raises(EdsError):
        recheck(worse.pk, unchecked.at + DAY)
    assert not SignatureCheck.objects.filter(signature=worse).exists()


def test_where_the_setting_says_wait_nothing_is_taken_unchecked(case: Case, silent: None, settings: Any) -> None:
    settings.EDS_UNCHECKED = "wait"
    now = ways.ready_at(case, STEP)
    with ways.nothing_written(), pytest.raises(EdsError) as error:
        given(case, now)
    assert error.value.code == "revocation_waits"
    assert Case.objects.get(pk=case.pk).state == "petition_signed"


def test_where_the_setting_says_wait_what_is_checked_is_taken(case: Case, settings: Any) -> None:
    settings.EDS_UNCHECKED = "wait"
    assert filed(case).revocation == "good"
