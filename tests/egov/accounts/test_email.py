"""An applicant's e-mail: confirmed by its mailbox, changed with the word of both; nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from cases.accounts import addresses
from cases.engine import clock
from cases.letters.mail import send
from cases.models import EmailClaim, Notice, User
from cases.models.emailclaim import entered_address
from cases.outbox import draining, writing
from tests import keys, people
from tests.egov.accounts.sign_in.visitor import NEW

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=2), timedelta(days=1)
OTHER = "other@example.org"
CABINET = reverse_lazy("egov:cabinet:home")


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    settings.EDS_REVOCATION = []
    settings.PUBLIC_URL = "https://dnr.example"
    cache.clear()


@pytest.fixture
def browser(client: Client) -> Client:
    people.reference()
    client.cookies["django_language"] = "en"
    return client


def sure(**person: Any) -> User:
    user = people.applicant(language="en", **person)
    User.objects.filter(pk=user.pk).update(email_confirmed_at=timezone.now())
    user.refresh_from_db()
    return user


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def letters() -> dict[str, str]:
    """What lies in the mailboxes: the path of the newest link by address, "" where the letter has none."""
    draining.drain_effects(timezone.now())
    letters_by_address = {}
    for message in mail.outbox:
        link = re.search(r"https://dnr\.example(/email/\S+)", str(message.body))
        letters_by_address[message.to[0]] = link[1] if link else ""
    return letters_by_address


def ask(client: Client, email: str = OTHER) -> Any:
    return client.post("/profile/email/", {"email": email})


def opened(client: Client, email: str, iin: str = NEW) -> User:
    keys.sign_in(client, keys.individual(iin))
    response = client.post("/sign-in/new/", {"email": email, "language": "en"})
    assert response.status_code == 302
    return User.objects.get(person__iin=iin)


# ------------------------------------------------------------------------------------------------ a new account


def test_a_new_account_asks_its_mailbox_and_is_marked_until_it_answers(browser: Client) -> None:
    user = opened(browser, OTHER)
    assert "not confirmed" in browser.get("/profile/").content.decode()
    assert "not confirmed" in browser.get(CABINET).content.decode()
    link = letters()[OTHER]
    assert "button" in Client().get(link).content.decode()
    assert not fresh(user).email_is_sure  # a mail scanner has only looked
    assert "is confirmed" in Client().post(link, {"confirm": "1"}, headers={"accept-language": "en"}).content.decode()
    assert fresh(user).email_is_sure
    assert "not confirmed" not in browser.get(CABINET).content.decode()


def test_a_link_may_be_pressed_twice(browser: Client) -> None:
    user = opened(browser, OTHER)
    link = letters()[OTHER]
    first = Client().post(link, {"confirm": "1"}).status_code
    user.refresh_from_db()
    confirmed = user.email_confirmed_at
    assert (first, Client().post(link, {"confirm": "1"}).status_code, Client().get(link).status_code) == (200,) * 3
    user.refresh_from_db()
    assert user.email_confirmed_at == confirmed


@pytest.mark.parametrize("token", ["x", "x:y:z", "a" * 500, "WyIiLCJuZXciXQ:1xyz:abc"])
def test_a_link_that_is_none_of_ours_says_so(browser: Client, token: str) -> None:
    response = browser.get(f"/email/{token}/")
    assert response.status_code == 410 and "not valid any more" in response.content.decode()
    assert browser.post(f"/email/{token}/", {"confirm": "1"}).status_code == 410


def test_a_link_ends_after_a_week(browser: Client) -> None:
    user = opened(browser, OTHER)
    link = letters()[OTHER]
    with people.at(timezone.now() + 8 * DAY):
        assert Client().post(link, {"confirm": "1"}).status_code == 410
    user.refresh_from_db()
    assert user.email_confirmed_at is None


def test_the_letter_goes_again_but_not_at_once_and_not_for_ever(browser: Client) -> None:
    opened(browser, OTHER)
    first, now = letters()[OTHER], timezone.now()
    assert "not long ago" in browser.post("/profile/email/again/", follow=True).content.decode()
    for number in range(1, 6):
        with people.at(now + number * MINUTE):
            browser.post("/profile/email/again/")
    with people.at(now + 20 * MINUTE):
        assert "not long ago" in browser.post("/profile/email/again/", follow=True).content.decode()
        assert letters() and len(mail.outbox) == 6 - 4  # letters replaced before they left are not sent
        Client().post(first, {"confirm": "1"})  # the first letter is as good as the last
    assert User.objects.get(person__iin=NEW).email_is_sure


# ------------------------------------------------------------------------------------------------ nobody learns


def test_an_address_that_somebody_has_looks_like_any_other(browser: Client) -> None:
    known = sure()
    taken = keys_page(browser, known.email.upper(), "900101300017")
    free = keys_page(Client(headers={"accept-language": "en"}), OTHER, "931002451325")
    assert taken.replace(known.email.upper(), "@") == free.replace(OTHER, "@")


def keys_page(client: Client, email: str, iin: str) -> str:
    """What the newcomer sees, without what is theirs alone."""
    client.cookies["django_language"] = "en"
    opened(client, email, iin)
    page = client.get("/profile/").content.decode()
    match = re.search(r'<section class="panel" aria-labelledby="email-title">.*?</section>', page, re.S)
    assert match
    return re.sub(r'value="\w{64}"', "", match[0])


def test_only_the_mailbox_is_informed_that_its_address_is_in_use(browser: Client) -> None:
    known = sure()
    user = opened(browser, known.email)
    assert letters() == {known.email: ""}
    assert "already belongs to another account" in str(mail.outbox[0].body)
    known.refresh_from_db()
    assert known.email_is_sure and not user.mailbox


def test_who_only_typed_an_address_in_loses_it_to_its_owner(browser: Client) -> None:
    squatter = people.applicant(email=OTHER)
    user = opened(browser, OTHER)
    assert not user.mailbox
    Client().post(letters()[OTHER], {"confirm": "1"})
    user.refresh_from_db()
    squatter.refresh_from_db()
    assert (user.email, user.email_is_sure, squatter.mailbox) == (OTHER, True, "")


def test_nothing_is_mailed_to_an_account_without_a_mailbox(browser: Client) -> None:
    known = sure()
    user = opened(browser, known.email)
    notice = Notice.objects.create(user=user, what="staff_access", at=timezone.now())
    writing.enqueue(timezone.now(), [("mail", notice.pk)])
    letters()
    assert [message.to for message in mail.outbox] == [[known.email]]


# ------------------------------------------------------------------------------------------------ a change


def asked(browser: Client, email: str = OTHER) -> tuple[User, dict[str, str]]:
    user = sure()
    browser.force_login(user)
    assert ask(browser, email).status_code == 302
    return user, letters()


def test_a_change_needs_the_word_of_both(browser: Client) -> None:
    user, links = asked(browser)
    old = user.email
    assert set(links) == {old, OTHER}
    Client().post(links[OTHER], {"confirm": "1"})
    user.refresh_from_db()
    assert user.email == old
    Client().post(links[old], {"confirm": "1"})
    user.refresh_from_db()
    assert (user.email, user.email_is_sure) == (OTHER, True)
    letters()
    assert mail.outbox[-1].to == [OTHER] and "now goes to this address" in str(mail.outbox[-1].body)


def test_the_former_mailbox_can_stop_it(browser: Client) -> None:
    user, links = asked(browser)
    old = user.email
    assert "is stopped" in Client(headers={"accept-language": "en"}).post(links[old], {"stop": "1"}).content.decode()
    Client().post(links[OTHER], {"confirm": "1"})
    with people.at(timezone.now() + 8 * DAY):
        clock.sweep(timezone.now())
    user.refresh_from_db()
    assert user.email == old


def test_a_lost_mailbox_holds_nobody_up_for_ever(browser: Client) -> None:
    user, links = asked(browser)
    old = user.email
    Client().post(links[OTHER], {"confirm": "1"})
    assert clock.sweep(timezone.now() + 6 * DAY).chores["readdressed"] == 0
    assert clock.sweep(timezone.now() + 8 * DAY).chores["readdressed"] == 1
    user.refresh_from_db()
    assert user.email == OTHER != old


def test_a_silent_new_mailbox_gets_nothing(browser: Client) -> None:
    user, links = asked(browser)
    Client().post(links[user.email], {"confirm": "1"})
    assert clock.sweep(timezone.now() + 30 * DAY).chores["readdressed"] == 0


def test_a_link_of_the_new_mailbox_stops_nothing(browser: Client) -> None:
    _user, links = asked(browser)
    Client().post(links[OTHER], {"stop": "1"})
    assert EmailClaim.objects.get().state == EmailClaim.OPEN


def test_a_later_change_replaces_an_earlier_change(browser: Client) -> None:
    user, links = asked(browser)
    with people.at(timezone.now() + MINUTE):
        ask(browser, "third@example.org")
        assert Client().post(links[OTHER], {"confirm": "1"}).status_code == 410
    user.refresh_from_db()
    assert user.email != OTHER


def test_an_unconfirmed_address_is_not_asked_about_its_successor(browser: Client) -> None:
    user = people.applicant(language="en")
    browser.force_login(user)
    ask(browser)
    links = letters()
    assert set(links) == {OTHER}
    page = browser.get("/profile/").content.decode()
    assert OTHER in page and user.email not in page, "where the letter went, and not where it did not"
    Client().post(links[OTHER], {"confirm": "1"})
    user.refresh_from_db()
    assert user.email == OTHER


@pytest.mark.parametrize("email", ["", "no address", f"{'a' * 300}@example.org", "own"])
def test_a_change_says_what_is_wrong(browser: Client, email: str) -> None:
    user = sure()
    browser.force_login(user)
    response = ask(browser, user.email if email == "own" else email)
    assert response.status_code == 422 and response.context["form"].errors["email"]
    assert not EmailClaim.objects.exists()


def test_a_change_to_an_address_in_use_says_nothing_of_it_and_never_comes(browser: Client) -> None:
    known = people.applicant(email=OTHER)
    User.objects.filter(pk=known.pk).update(email_confirmed_at=timezone.now())
    user, links = asked(browser, OTHER)
    assert links[OTHER] == ""
    Client().post(links[user.email], {"confirm": "1"})
    clock.sweep(timezone.now() + 30 * DAY)
    known.refresh_from_db()
    assert known.email == OTHER


def test_an_administrators_change_is_confirmed_by_the_mailbox_too(browser: Client) -> None:
    user = sure()
    User.objects.filter(pk=user.pk).update(mail_failed_at=timezone.now())
    browser.force_login(people.administrator())
    page = browser.get(f"/admin/cases/user/{user.pk}/change/")
    form = page.context["adminform"].form
    data = {k: form.initial.get(k) or "" for k in form.fields} | {"email": OTHER, "is_active": "on"}
    assert browser.post(f"/admin/cases/user/{user.pk}/change/", data).status_code == 302
    user.refresh_from_db()
    assert user.email == OTHER and not user.email_is_sure
    assert user.mail_failed_at is None, "of the former address"
    Client().post(letters()[OTHER], {"confirm": "1"})
    user.refresh_from_db()
    assert user.email_is_sure


def test_staff_are_not_asked(browser: Client) -> None:
    browser.force_login(people.officer())
    assert browser.get("/profile/email/").status_code == 403
    assert "not confirmed" not in browser.get("/profile/").content.decode()


def test_an_officer_sees_that_the_address_is_not_confirmed(browser: Client) -> None:
    case = people.case_in("registration")
    with people.at(people.after(case)):
        browser.force_login(people.officer())
        assert (
            "not confirmed by its mailbox" in browser.get(reverse("con:officer:case", args=[case.pk])).content.decode()
        )


# ------------------------------------------------------------------------------------------------ before any is sure


def unsure(first: str, *later: str) -> User:
    """An account with no confirmed address: opened with the first, the others named since, an hour apart."""
    user = people.applicant(email=first, language="en")
    start = timezone.now()
    for hours, email in enumerate((first, *later)):
        addresses.request_change(user, email, start + hours * people.HOUR)
    return user


def mailed(user: User) -> list[str]:
    """To whom a notice goes."""
    notice = Notice.objects.create(user=user, what="staff_access", at=timezone.now())
    send(notice.pk, timezone.now())
    notice.refresh_from_db()
    assert [notice.mailed_to or ""] == [to for message in mail.outbox for to in message.to] or not mail.outbox
    return [to for message in mail.outbox for to in message.to]


def test_mail_goes_to_the_address_named_last_where_none_was_ever_confirmed() -> None:
    user = unsure("first.typo@example.org", OTHER)
    assert mailed(user) == [OTHER] and entered_address(user) == OTHER


def test_a_confirmed_address_keeps_the_mail_until_the_new_address_has_taken_over() -> None:
    user = sure()
    addresses.request_change(user, OTHER, timezone.now())
    assert mailed(user) == [user.email] and entered_address(user) == user.email


def test_mail_goes_to_nobody_where_the_address_named_last_is_another_accounts() -> None:
    user = unsure("first.typo@example.org", people.applicant(email=OTHER).email)
    assert mailed(user) == []
