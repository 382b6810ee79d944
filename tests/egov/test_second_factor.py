"""The staff: a password opens nothing but the way to the code; setting the code up, losing it, resetting it."""

from __future__ import annotations

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.demo import door as demo
from cases.demo.password import PASSWORD as KNOWN
from cases.models import RecoveryCodes, SignIn, User
from cases.signing_in import factor
from cases.states import Role
from tests import keys, people

pytestmark = pytest.mark.django_db
CODE, EDS = "/sign-in/code/", "/sign-in/eds/"
IIN = "900101300017"


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    """Outside the demo, with nobody asked about revocation, and no attempt of another test counted."""
    settings.DEMO = False
    settings.EDS_REVOCATION = []
    cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def code_of(device: Any, ahead: int = 0) -> str:
    """What the telephone shows now, or that many half minutes later."""
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = timezone.now().timestamp() + ahead * device.step
    return f"{clock.token():06d}"


def wrong_code(device: Any) -> str:
    near = {code_of(device, ahead) for ahead in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def with_factor(user: User) -> tuple[Any, list[str]]:
    """A telephone and recovery codes for this account."""
    device = TOTPDevice.objects.create(user=user, name="TOTP", confirmed=True)
    return device, factor.new_codes(user)


def password(client: Client, user: User, **other: str) -> Any:
    return client.post("/sign-in/", {"username": user.email, "password": people.PASSWORD} | other)


def signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def errors(response: Any) -> str:
    return str(response.context["form"].errors)


# ------------------------------------------------------------------------------------------------ the password alone

STAFF = ["screener", "officer", "clerk", "auditor", "administrator"]
DESKS = {
    "screener": "hub:screening:home", "officer": "con:officer:home", "clerk": "con:clerk:home",
    "auditor": "admin:index", "administrator": "admin:index", "signer": "hub:signing:home",
}  # fmt: skip


@pytest.mark.parametrize("who", STAFF)
def test_a_password_signs_nobody_in(browser: Client, who: str) -> None:
    user = getattr(people, who)()
    assert password(browser, user).headers["Location"] == CODE
    assert not signed_in(browser)
    assert browser.get(reverse(DESKS[who])).status_code == 302


@pytest.mark.parametrize(
    ("who", "setting"), [(people.applicant, "eds"), (people.applicant, "both"), (people.signer, "eds")]
)
@pytest.mark.parametrize("known", [False, True])
def test_a_right_password_of_who_needs_an_eds_is_as_good_as_a_wrong_one(
    browser: Client, settings: Any, who: Any, setting: str, known: bool
) -> None:
    settings.SIGNER_SIGN_IN, settings.DEMO = setting, known
    user = who()
    user.set_password(KNOWN if known else people.PASSWORD)
    user.save()
    response = browser.post("/sign-in/", {"username": user.email, "password": KNOWN if known else people.PASSWORD})
    assert response.status_code == 422 and "do not match" in errors(response)
    assert "half_way" not in browser.session


def test_the_demos_password_opens_nothing_outside_the_demo(browser: Client) -> None:
    user = people.officer()
    user.set_password(KNOWN)
    user.save()
    assert browser.post("/sign-in/", {"username": user.email, "password": KNOWN}).status_code == 422


@pytest.mark.parametrize("url", [CODE, EDS])
def test_nobody_comes_to_the_second_step_without_the_first(browser: Client, url: str) -> None:
    assert browser.get(url).headers["Location"] == "/sign-in/"
    assert browser.post(CODE, {"code": "123456"}).headers["Location"] == "/sign-in/"


def test_a_password_is_good_for_ten_minutes(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/sign-in/"
    assert not signed_in(browser)


@pytest.mark.parametrize("change", [{"password": "x"}, {"is_active": False}, {"role": Role.SIGNER}])
def test_what_changes_meanwhile_ends_the_half_way(browser: Client, change: dict[str, Any]) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    User.objects.filter(pk=device.user.pk).update(**change)
    browser.post(CODE, {"code": code_of(device)})
    assert not signed_in(browser)


def test_the_sign_in_page_begins_from_the_beginning(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    browser.get("/sign-in/")
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/sign-in/"


# ------------------------------------------------------------------------------------------------ the code


@pytest.mark.parametrize("who", STAFF)
def test_password_and_code_lead_to_the_desk(browser: Client, who: str) -> None:
    device, _codes = with_factor(getattr(people, who)())
    password(browser, device.user)
    session = browser.session.session_key
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == reverse(DESKS[who])
    assert signed_in(browser) == str(device.user.pk)
    assert browser.session.session_key != session and "half_way" not in browser.session
    assert SignIn.objects.get(user=device.user).way == "password+totp"


def test_the_way_on_leads_back_to_the_page_asked_for(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user, next="/profile/")
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/profile/"


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcd-efgh-ijkl-mnop", "0" * 39])
def test_a_code_that_is_none_is_refused(browser: Client, typed: str) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    response = browser.post(CODE, {"code": typed})
    assert response.status_code == 422 and errors(response)
    assert not signed_in(browser)


def test_a_code_with_a_blank_in_it_is_taken(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    code = code_of(device)
    browser.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(browser)


def test_a_code_is_taken_once(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    code = code_of(device)
    password(browser, device.user)
    browser.post(CODE, {"code": code})
    thief = Client(headers={"accept-language": "en"})
    password(thief, device.user)
    assert "used already" in errors(thief.post(CODE, {"code": code}))
    assert not signed_in(thief)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_code_is_taken_once_by_two_at_once() -> None:
    device, codes = with_factor(people.officer())
    for typed in (code_of(device), codes[0]):
        assert sorted(at_once(device.user, typed)) == [False, True]


def at_once(user: User, typed: str) -> list[bool]:
    together = Barrier(2)

    def come(_number: int) -> bool:
        together.wait(10)
        try:
            return bool(factor.check(user, typed, timezone.now()))
        except (factor.CodeError, factor.TooManyCodesError):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(come, range(2)))


def test_a_code_of_somebody_else_is_refused(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    other, _codes = with_factor(people.clerk())
    password(browser, device.user)
    browser.post(CODE, {"code": code_of(other)})
    assert not signed_in(browser)


def test_wrong_codes_are_slowed_down_more_and_more(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    wrong, now = wrong_code(device), timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for wait in (1, 2, 4, 8):
            assert browser.post(CODE, {"code": wrong}).status_code == 422
            assert browser.post(CODE, {"code": code_of(device)}).status_code == 429
            clock.shift(wait)
    assert not signed_in(browser)


def test_the_wait_is_told_in_seconds(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    TOTPDevice.objects.filter(pk=device.pk).update(
        throttling_failure_count=6, throttling_failure_timestamp=timezone.now()
    )
    password(browser, device.user)
    response = browser.post(CODE, {"code": code_of(device)})
    assert response.status_code == 429 and re.search(r"Try again in 3[12] seconds", errors(response))


# ------------------------------------------------------------------------------------------------ recovery codes


def test_a_recovery_code_opens_once(browser: Client) -> None:
    device, codes = with_factor(people.officer())
    password(browser, device.user)
    browser.post(CODE, {"code": f" {codes[3].upper().replace('-', ' ')} "})
    assert signed_in(browser)
    assert SignIn.objects.get(user=device.user).way == "password+recovery"
    assert factor.codes_left(device.user) == 9
    thief = Client()
    password(thief, device.user)
    thief.post(CODE, {"code": codes[3]})
    assert not signed_in(thief)


def test_recovery_codes_are_not_kept_readable() -> None:
    _device, codes = with_factor(people.officer())
    kept = str(RecoveryCodes.objects.values_list("hashes", flat=True)[0])
    assert len(set(codes)) == 10 and all(len(code) == 19 for code in codes)
    assert not any(part in kept for code in codes for part in (code, code.replace("-", "")))


def test_new_recovery_codes_take_a_fresh_code(browser: Client) -> None:
    device, old = with_factor(people.officer())
    browser.force_login(device.user)
    assert browser.post("/profile/recovery-codes/", {"code": wrong_code(device)}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        page = browser.post("/profile/recovery-codes/", {"code": code_of(device)}).content.decode()
    new = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", page)
    assert len(new) == 10 and not set(new) & set(old)
    with pytest.raises(factor.CodeError):
        factor.check(device.user, old[0], timezone.now())


# ------------------------------------------------------------------------------------------------ setting it up


def secret_on(page: str) -> str:
    found = re.search(r'translate="no">([A-Z2-7 ]+)</span>', page)
    assert found, page
    return base64.b32decode(found.group(1).replace(" ", "")).hex()


def test_the_first_sign_in_sets_the_code_up(browser: Client) -> None:
    user = people.officer()
    password(browser, user, next="/profile/")
    page = browser.get(CODE).content.decode()
    device = TOTPDevice(key=secret_on(page))
    assert 'src="data:image/svg+xml' in unescape(page)
    response = browser.post(CODE, {"code": code_of(device)})
    codes = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", response.content.decode())
    assert len(codes) == 10 and 'href="/profile/"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert signed_in(browser) == str(user.pk)
    assert factor.check(user, codes[0], timezone.now()) == factor.RECOVERY


def test_a_wrong_first_code_sets_nothing_up(browser: Client) -> None:
    user = people.officer()
    password(browser, user)
    page = browser.get(CODE).content.decode()
    again = browser.post(CODE, {"code": wrong_code(TOTPDevice(key=secret_on(page)))})
    assert again.status_code == 422
    assert secret_on(again.content.decode()) == secret_on(page)
    assert factor.device(user) is None and not signed_in(browser)


def test_a_secret_seen_before_does_not_become_the_factor(browser: Client) -> None:
    """Who knew the password may have looked at the page before its owner came."""
    user, other = people.officer(), Client()
    password(other, user)
    seen = TOTPDevice(key=secret_on(other.get(CODE).content.decode()))
    password(browser, user)
    mine = secret_on(browser.get(CODE).content.decode())
    assert mine != seen.key
    other.post(CODE, {"code": code_of(seen)})
    assert not signed_in(other) and factor.device(user) is None


def test_of_two_who_know_the_password_the_quicker_one_has_set_it_up() -> None:
    user = people.officer()
    late, device = factor.begin(user), TOTPDevice.objects.create(user=user, name="TOTP", confirmed=True)
    with pytest.raises(factor.CodeError):
        factor.confirm(user, late.pk, code_of(late), timezone.now(), first=True)
    assert factor.device(user).pk == device.pk


def test_who_has_a_factor_is_not_asked_to_set_it_up_by_password_alone(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    page = browser.get(CODE).content.decode()
    assert "data:image" not in page
    assert TOTPDevice.objects.filter(user=device.user).count() == 1


def test_another_telephone_takes_a_code_of_the_first(browser: Client) -> None:
    device, old_codes = with_factor(people.officer())
    browser.force_login(device.user)
    new = TOTPDevice(key=secret_on(browser.get("/profile/second-factor/").content.decode()))
    bare = browser.post("/profile/second-factor/", {"code": code_of(new)})
    assert bare.status_code == 422 and factor.device(device.user).pk == device.pk
    browser.post("/profile/second-factor/", {"code": code_of(new), "present": code_of(device)})
    assert factor.device(device.user).key == new.key
    assert TOTPDevice.objects.filter(user=device.user).count() == 1
    with pytest.raises(factor.CodeError):
        factor.check(device.user, old_codes[0], timezone.now())


def test_a_slip_in_the_new_code_does_not_ask_for_the_spent_one_again(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    browser.force_login(device.user)
    new = TOTPDevice(key=secret_on(browser.get("/profile/second-factor/").content.decode()))
    slip = browser.post("/profile/second-factor/", {"code": wrong_code(new), "present": code_of(device)})
    assert slip.status_code == 422 and "present" not in slip.context["form"].fields
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        browser.post("/profile/second-factor/", {"code": code_of(new)})
    assert factor.device(device.user).key == new.key


@pytest.mark.parametrize("url", ["/profile/second-factor/", "/profile/recovery-codes/"])
def test_applicants_have_no_second_factor(browser: Client, url: str) -> None:
    browser.force_login(people.applicant())
    assert browser.get(url).status_code == 403


def test_the_profile_tells_the_ways_to_sign_in(browser: Client) -> None:
    device, codes = with_factor(people.officer())
    factor.check(device.user, codes[0], timezone.now())
    browser.force_login(device.user)
    page = browser.get("/profile/").content.decode()
    assert "Recovery codes left" in page and '<dd class="nums">9</dd>' in page


# ------------------------------------------------------------------------------------------------ signers


@pytest.fixture
def signer(settings: Any) -> User:
    settings.SIGNER_SIGN_IN = "both"
    user = people.signer()
    User.objects.filter(pk=user.pk).update(iin=IIN)
    user.refresh_from_db()
    return user


def to_the_eds(client: Client, user: User) -> str:
    """Password and code are given; the challenge of the third step."""
    device, _codes = with_factor(user)
    password(client, user)
    assert client.post(CODE, {"code": code_of(device)}).headers["Location"] == EDS
    assert not signed_in(client)
    return keys.challenge(client, EDS)


def test_a_signer_comes_in_by_all_three(browser: Client, signer: User) -> None:
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, keys.answer(keys.of(signer), asked), asked)
    assert response.headers["Location"] == reverse(DESKS["signer"])
    row = SignIn.objects.get(user=signer)
    assert row.way == "password+totp+eds" and row.certificate_serial


def test_a_signers_third_step_takes_the_same_persons_key_only(browser: Client, signer: User) -> None:
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, keys.answer(keys.of(people.applicant()), asked), asked)
    assert response.context["error"].code == "other_iin" and not signed_in(browser)


def test_a_signer_without_an_iin_is_told_whom_to_ask(browser: Client, signer: User) -> None:
    User.objects.filter(pk=signer.pk).update(iin="")
    asked = to_the_eds(browser, signer)
    response = keys.send(browser, "AAAA", asked)
    assert response.context["error"].code == "account_without_iin" and not signed_in(browser)


def test_a_signers_key_alone_does_not_do_where_both_are_asked(browser: Client, signer: User) -> None:
    response = keys.sign_in(browser, keys.of(signer))
    assert response.context["error"].code == "password_first" and not signed_in(browser)


def test_a_signers_first_sign_in_sets_up_the_code_and_goes_on_to_the_eds(browser: Client, signer: User) -> None:
    password(browser, signer)
    device = TOTPDevice(key=secret_on(browser.get(CODE).content.decode()))
    page = browser.post(CODE, {"code": code_of(device)}).content.decode()
    assert f'href="{EDS}"' in page and not signed_in(browser)


# ------------------------------------------------------------------------------------------------ no back door


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admins_own_door_leads_to_the_sign_in_page(browser: Client, method: str) -> None:
    user = people.administrator()
    said = {"username": user.email, "password": people.PASSWORD, "next": "/admin/"}
    response = getattr(browser, method)("/admin/login/?next=/admin/cases/city/", said)
    assert response.headers["Location"].startswith("/sign-in/?next=/admin/")
    assert not signed_in(browser)


def test_the_admins_door_leads_to_no_other_site(browser: Client) -> None:
    assert browser.get("/admin/login/?next=https://evil.example/").headers["Location"] == "/sign-in/?next=/admin/"


def test_who_has_no_business_in_the_admin_is_told_and_not_sent_round(browser: Client) -> None:
    browser.force_login(people.clerk())
    assert browser.get("/admin/", follow=True).status_code == 403


def test_only_our_own_pages_take_a_password() -> None:
    """No view of Django's or a package's signs anybody in; the admin's change-password asks who is in already."""
    from django.contrib.auth.views import LoginView

    found = [view for view in views(get_resolver()) if issubclass(getattr(view, "view_class", object), LoginView)]
    assert found == []
    assert admin.site.login.__module__ == "cases.admin.door"


def views(resolver: Any) -> Any:
    for entry in resolver.url_patterns:
        yield from views(entry) if hasattr(entry, "url_patterns") else [entry.callback]


def test_one_place_calls_login() -> None:
    from django.conf import settings

    files = [p for app in ("cases", "hub", "egov", "con", "dnr") for p in (settings.BASE_DIR / app).rglob("*.py")]
    found = [p.name for p in files if re.search(r"(?<![.\w])login\(", p.read_text())]
    assert found == ["door.py"]


# ------------------------------------------------------------------------------------------------ the administrator


def changed(user: User, **other: str) -> dict[str, str]:
    facts = {"email": user.email, "full_name": user.full_name, "role": user.role, "language": user.language}
    return facts | {"city": user.city_id or "", "iin": user.iin, "is_active": "on"} | other


def user_page(user: User) -> str:
    return reverse("admin:cases_user_change", args=[user.pk])


def test_an_administrator_resets_a_second_factor_and_it_is_remembered(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    user = User.objects.get(pk=device.user.pk)
    browser.force_login(people.administrator())
    assert "reset_second_factor" in browser.get(user_page(user)).content.decode()
    assert browser.post(user_page(user), changed(user, reset_second_factor="on")).status_code == 302
    assert factor.device(user) is None and factor.codes_left(user) == 0
    assert "Reset the second factor" in LogEntry.objects.latest("id").get_change_message()
    assert user.history.latest().history_change_reason == "second factor reset"


def test_without_the_tick_nothing_is_reset(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    user = User.objects.get(pk=device.user.pk)
    browser.force_login(people.administrator())
    assert browser.post(user_page(user), changed(user)).status_code == 302
    assert factor.device(user) is not None


def test_an_auditor_sees_the_factor_and_the_sign_ins_and_changes_nothing(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    browser.force_login(people.auditor())
    page = browser.get(user_page(device.user)).content.decode()
    assert "second factor" in page.lower() and "reset_second_factor" not in page and device.key not in page
    browser.post(user_page(device.user), changed(people.officer(), reset_second_factor="on"))
    assert factor.device(device.user) is not None


def test_nobody_sees_the_secrets_in_the_admin() -> None:
    assert TOTPDevice not in admin.site._registry and RecoveryCodes not in admin.site._registry


@pytest.mark.parametrize(
    ("iin", "good"), [(IIN, True), ("", True), ("900101300018", False), ("90010130001", False), ("x" * 12, False)]
)
def test_an_iin_of_the_staff_has_right_digits(browser: Client, iin: str, good: bool) -> None:
    browser.force_login(people.administrator())
    user = people.officer()
    assert browser.post(user_page(user), changed(user, iin=iin)).status_code == (302 if good else 200)
    assert people.officer().iin == (iin if good else user.iin)


def test_an_iin_stands_on_one_account(browser: Client) -> None:
    User.objects.filter(pk=people.clerk().pk).update(iin=IIN)
    browser.force_login(people.administrator())
    user = people.officer()
    assert browser.post(user_page(user), changed(user, iin=IIN)).status_code == 200
    assert people.officer().iin != IIN


def test_sign_ins_are_found_by_address_mail_and_certificate(browser: Client) -> None:
    user = people.officer()
    SignIn.objects.create(user=user, at=timezone.now(), way="eds", address="10.0.0.7", certificate_serial="abc1")
    browser.force_login(people.auditor())
    for text, rows in (("10.0.0.7", 1), (user.email, 1), ("ABC1", 1), ("10.0.0.8", 0), ("a@b.c", 0), ("ff", 0)):
        page = browser.get(reverse("admin:cases_signin_changelist"), {"q": text}).content.decode()
        assert page.count('class="field-way"') == rows, text


# ------------------------------------------------------------------------------------------------ the demo


@pytest.fixture
def visited(settings: Any) -> User:
    settings.DEMO = True
    user = people.officer()
    user.email = "officer.astana@example.org"
    user.set_password(KNOWN)
    user.save()
    return user


def told(page: str) -> str:
    found = re.search(r'class="code-told nums">(\d{6})<', page)
    return found.group(1) if found else ""


def test_the_demo_tells_the_code_and_each_code_once(visited: User) -> None:
    for _one in range(5):
        client = Client()
        client.post("/sign-in/", {"username": visited.email, "password": KNOWN})
        client.post(CODE, {"code": told(client.get(CODE).content.decode())})
        assert signed_in(client) == str(visited.pk)


def test_outside_the_demo_no_code_is_told_or_made(browser: Client, settings: Any, visited: User) -> None:
    demo.prepare(visited)
    settings.DEMO = False
    visited.set_password(people.PASSWORD)
    visited.save()
    password(browser, visited)
    assert not told(browser.get(CODE).content.decode())
    assert demo.code(visited, timezone.now()) == ""
    factor.reset(visited)
    demo.prepare(visited)
    assert factor.device(visited) is None


@pytest.mark.parametrize("change", [{"email": "a.person@ministry.example"}, {"password": people.PASSWORD}])
def test_a_real_account_in_a_demo_is_told_nothing(browser: Client, visited: User, change: dict[str, str]) -> None:
    visited.email = change.get("email", visited.email)
    visited.set_password(people.PASSWORD)
    visited.save()
    device, _codes = with_factor(visited)
    password(browser, visited)
    assert not told(browser.get(CODE).content.decode())
    assert device.tolerance == 1
