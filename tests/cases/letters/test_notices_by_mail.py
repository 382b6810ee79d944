"""What goes to a mailbox: which notices, under which subject, with which link; the mail of the day; what comes back."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.law.calendar import ALMATY, local_day
from cases.letters import bounces, digest, weighing
from cases.letters.mail import send, words
from cases.models import Case, Notice, NoticeText, User
from cases.models.noticetext import forget_texts
from cases.outbox import draining
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db
PROGRESS = "register"
"""A step that the person need not act upon."""


@pytest.fixture
def case(settings: Any) -> Case:
    settings.PUBLIC_URL = "https://dnr.example"
    return people.case_in(State.CHECKS)


def notice(case: Case, what: str = PROGRESS, **changed: Any) -> Notice:
    rest = {"case": case, "user": case.person.user, "what": what, "at": people.after(case)} | changed
    return Notice.objects.create(**rest)


def wishes(case: Case, mails: str, language: str = "en") -> None:
    User.objects.filter(pk=case.person.user.pk).update(mails=mails, language=language)


def mailed(row: Notice, now: datetime | None = None) -> list[Any]:
    mail.outbox.clear()
    send(row.pk, now or row.at)
    return list(mail.outbox)


# ------------------------------------------------------------------------------------------------ subject and link


def test_the_subject_names_what_happened_and_the_link_leads_to_the_case(case: Case) -> None:
    for language in ("ru", "kk", "en"):
        wishes(case, User.MAILS_ALL, language)
        (message,) = mailed(notice(case))
        with translation.override(language):
            first = words(notice(case)).split(".")[0]
        assert message.subject == f"{case.number}: {first}"
        assert f"https://dnr.example{reverse('egov:cabinet:case', args=[case.pk])}" in message.body
    officer = notice(case, "queue", user=people.officer(), facts={"overdue": 1, "tomorrow": 2})
    assert reverse("con:officer:case", args=[case.pk]) in mailed(officer)[0].body


def test_a_subject_is_a_whole_sentence_in_a_line() -> None:
    assert weighing.subject("Your package came back.\nBring it.", "N-1") == "N-1: Your package came back"
    assert weighing.subject("Срок истекает 5 июня 2026 г. Поспешите.", "") == "Срок истекает 5 июня 2026 г. Поспешите"
    assert len(weighing.subject("word " * 90, "")) <= weighing.LONGEST


def test_an_english_reader_reads_what_a_letter_says() -> None:
    case = people.case_in(State.PRELIMINARY_REFUSED)
    row = Notice.objects.filter(case=case, user=case.person.user, letter__isnull=False).select_related("letter").last()
    assert row and row.letter
    wishes(case, User.MAILS_IMPORTANT)
    Notice.objects.filter(pk=row.pk).update(mailed_at=None)
    body = mailed(row)[0].body
    english = row.letter.facts["grounds"][0]["en"]
    assert row.letter.number in body and f"Ground: {english}" in body and "What holds is the letter itself" in body
    with people.at(people.after(case)):
        client = Client(headers={"accept-language": "en"})
        client.cookies["django_language"] = "en"
        client.force_login(case.person.user)
        page = client.get(reverse("egov:cabinet:case", args=[case.pk])).text
    assert "What it says, in English" in page
    wishes(case, User.MAILS_IMPORTANT, "kk")
    Notice.objects.filter(pk=row.pk).update(mailed_at=None)
    assert english not in mailed(row)[0].body


# ------------------------------------------------------------------------------------------------ what is wanted


def test_of_progress_only_who_wants_all_gets_a_mail_and_all_of_it_stands_in_the_cabinet(case: Case) -> None:
    rows = {}
    for mails, sent in ((User.MAILS_ALL, 1), (User.MAILS_IMPORTANT, 0), (User.MAILS_DIGEST, 0)):
        wishes(case, mails)
        rows[mails] = notice(case)
        assert len(mailed(rows[mails])) == sent, mails
    ways = [Notice.objects.get(pk=row.pk).way for row in rows.values()]
    assert ways == [Notice.AT_ONCE, Notice.CABINET, Notice.DIGEST]
    client = Client(headers={"accept-language": "en"})
    client.force_login(case.person.user)
    assert client.get(reverse("egov:cabinet:notices")).text.count("The checks begin") >= 3


@pytest.mark.parametrize("what", ["return_for_rework", "move_hearing", "reminder", "message", "file_application"])
def test_what_asks_or_decides_is_mailed_at_once_whatever_is_wanted(case: Case, what: str) -> None:
    facts = {"term": "decision", "day": "2026-06-10"}
    for mails in (User.MAILS_IMPORTANT, User.MAILS_DIGEST):
        wishes(case, mails)
        assert len(mailed(notice(case, what, facts=facts))) == 1


def test_a_whole_walk_mails_what_matters() -> None:
    """By the notices that a whole way to the card leaves."""
    case = people.case_in(State.CARD_ISSUED)
    rows = list(Notice.objects.filter(user=case.person.user, case=case).select_related("case", "user"))
    important = [row for row in rows if weighing.matters(row)]
    assert 0 < len(important) < len(rows) * 0.75, (len(important), len(rows))
    assert {row.what for row in rows} - {row.what for row in important} >= {PROGRESS}


def test_the_wish_is_set_under_my_data(case: Case) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(case.person.user)
    page = client.get(reverse("accounts:profile"))
    assert "only what asks something of me" in page.text
    user = User.objects.get(pk=case.person.user.pk)
    sent = {"language": user.language, "mails": "digest", "base": page.context["base"]}
    assert client.post(reverse("accounts:profile"), sent).status_code == 302
    assert User.objects.get(pk=user.pk).mails == "digest"
    sent |= {"base": client.get(reverse("accounts:profile")).context["base"], "mails": "never"}
    assert client.post(reverse("accounts:profile"), sent).status_code == 422
    assert User.objects.get(pk=user.pk).mails == "digest"
    staff = Client()
    staff.force_login(people.officer())
    assert 'name="mails"' not in staff.get(reverse("accounts:profile")).text


# ------------------------------------------------------------------------------------------------ the mail of the day


def test_the_rest_of_a_day_comes_in_a_single_mail_the_next_morning(case: Case) -> None:
    draining.drain_effects(people.after(case))  # what the way here has left
    wishes(case, User.MAILS_DIGEST)
    rows = [notice(case), notice(case, "record_knb_answer")]
    for row in rows:
        assert mailed(row) == []
    morning = datetime.combine(local_day(rows[0].at) + timedelta(days=1), time(9), ALMATY)
    assert digest.send_due(morning - timedelta(minutes=1)) == 0
    assert digest.send_due(morning) == 1
    draining.drain_effects(morning)
    (message,) = mail.outbox
    assert message.subject == "The portal: 2 notices" and message.body.count(case.number) == 2
    assert digest.send_due(morning + timedelta(minutes=1)) == 0
    draining.drain_effects(morning + timedelta(minutes=1))
    assert len(mail.outbox) == 1


# ------------------------------------------------------------------------------------------------ what comes back


def report(pk: Any, action: str = "failed", status: str = "5.1.1") -> bytes:
    return f"""From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; x@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{pk}@dnr.example>
Subject: News

--b--
""".encode()


def test_mail_that_comes_back_is_on_the_notice_in_the_cabinet_and_before_the_office(case: Case) -> None:
    wishes(case, User.MAILS_ALL)
    row = notice(case)
    mailed(row)
    parsed = bounces.read_report(report(row.pk))
    assert parsed and parsed.why == "smtp; 550 5.1.1 no such user"
    bounces.record(parsed, people.after(case))
    assert Notice.objects.get(pk=row.pk).bounce == parsed.why
    with people.at(people.after(case)):
        client, desk = Client(headers={"accept-language": "en"}), Client()
        client.force_login(case.person.user)
        assert "Mail to you came back" in client.get(reverse("egov:cabinet:home")).text
        desk.force_login(people.officer())
        page = desk.get(reverse("con:officer:case", args=[case.pk])).text
    assert "почта вернулась" in page or "пошта қайтып келді" in page


@pytest.mark.parametrize(
    "raw", [b"", b"\\xff\\xfe", b"Subject: hello\\n\\nwords", b"Content-Type: multipart/report\\n\\n"]
)
def test_what_is_no_report_changes_nothing(case: Case, raw: bytes) -> None:
    row = notice(case)
    assert bounces.read_report(raw) is None
    assert bounces.read_report(report(row.pk, action="delayed", status="4.4.1")) is None
    assert bounces.read_report(report("0" * 8)) is None
    other = bounces.read_report(report(case.pk))
    assert other and bounces.record(other, people.after(case)) is None
    assert not User.objects.filter(mail_failed_at__isnull=False).exists()


def test_the_command_takes_a_report_from_the_mail_system(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    row = notice(case)
    Notice.objects.filter(pk=row.pk).update(mailed_to=case.person.user.email)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(row.pk))))
    call_command("take_bounce", stdout=io.StringIO())
    assert User.objects.get(pk=case.person.user.pk).mail_failed_at


@pytest.mark.parametrize(("code", "kept"), [(550, True), (451, False)])
def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(
    case: Case, monkeypatch: pytest.MonkeyPatch, code: int, kept: bool
) -> None:
    wishes(case, User.MAILS_ALL)

    def refuses(self: Any, fail_silently: bool = False) -> int:
        raise SMTPRecipientsRefused({"x@example.org": (code, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuses)
    row = notice(case)
    if kept:
        send(row.pk, row.at)
    else:
        with pytest.raises(SMTPRecipientsRefused):
            send(row.pk, row.at)
    row = Notice.objects.get(pk=row.pk)
    assert (row.bounced_at is not None, row.mailed_at is not None) == (kept, kept)


# ------------------------------------------------------------------------------------------------ another's words


def test_an_administrator_writes_the_sentence_and_looks_at_it_first(case: Case) -> None:
    admin = Client(headers={"accept-language": "en"})
    admin.force_login(people.administrator())
    texts = {"text_ru": "Дело принято.", "text_kk": "Іс қабылданды.", "text_en": "We have your case. Wait."}
    page = admin.post(reverse("admin:cases_noticetext_preview"), texts).text
    assert "DNR-…: We have your case" in page and "Іс қабылданды." in page and not NoticeText.objects.exists()
    sent = texts | {"what": PROGRESS, "active": "on", "_confirmed": "1"}
    assert admin.post(reverse("admin:cases_noticetext_add"), sent).status_code == 302
    wishes(case, User.MAILS_ALL)
    (message,) = mailed(notice(case))
    assert message.subject == f"{case.number}: We have your case" and "We have your case. Wait." in message.body
    NoticeText.objects.update(active=False)
    forget_texts()
    assert "The checks begin" in mailed(notice(case))[0].body


def test_a_text_names_no_fact_that_the_notice_has_not(case: Case) -> None:
    admin = Client(headers={"accept-language": "en"})
    admin.force_login(people.administrator())
    sent = {"what": "reminder", "active": "on", "text_ru": "%(term)s", "text_kk": "%(day)s", "text_en": "%(sum)s 100 %"}
    answer = admin.post(reverse("admin:cases_noticetext_add"), sent)
    assert answer.status_code == 200 and "This notice has no sum. It has: day, term." in answer.text
    assert admin.post(reverse("admin:cases_noticetext_add"), sent | {"text_en": "100 %: %(term)s"}).status_code == 200
    sent |= {"text_en": "100 %: %(term)s", "_confirmed": "1"}
    assert admin.post(reverse("admin:cases_noticetext_add"), sent).status_code == 302
    wishes(case, User.MAILS_ALL)
    row = notice(case, "reminder", facts={"term": "decision", "day": "2026-06-10"})
    assert "100 %: " in mailed(row)[0].body
