"""Every type of page: who looks at it, when, where. One table for axe, for the widths and for the screenshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Model
from django.test import Client, override_settings
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases import letters
from cases.accounts import addresses, helping, naming, passwords
from cases.accounts.helping import inviting
from cases.accounts.passwords import links
from cases.eds.base import EdsError
from cases.engine import performing
from cases.engine.people import colleagues
from cases.engine.performing import reviewing
from cases.engine.rulings import RulingFacts, remedies
from cases.engine.terms import calendar_changes
from cases.engine.terms.recounting import ChangedDay
from cases.law.actors import Actor, Role
from cases.law.calendar import ALMATY
from cases.models import (
    ApiCall,
    ApiClient,
    ApiKey,
    Assignment,
    Attempt,
    Breaker,
    BulkAction,
    CalendarDay,
    Case,
    CaseNote,
    CourierRegistry,
    Deadline,
    Delegation,
    Discrepancy,
    Document,
    DraftedAct,
    EmailClaim,
    Exchange,
    Export,
    Helper,
    InterviewCriterion,
    InterviewRule,
    Letter,
    Person,
    QuestionnaireForm,
    ReadLog,
    SecondApproval,
    Signature,
    SignatureCheck,
    SigningItem,
    StepDraft,
    User,
    Webhook,
    WebhookDelivery,
)
from cases.programmes.complaint.facts import ComplaintText
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.nomad import filing
from cases.programmes.nomad.facts import CheckCorrection, DocumentCorrection, PetitionSignature
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.petitions import rules
from cases.programmes.nomad.states import DESKS, State
from cases.reports import exporting
from cases.service import registries
from cases.workload import absences, bulk, counts, presence, taking
from cases.workload.signatures import delegating, many
from demo import signing, walk
from demo.components.views import LAST_RESORT
from tests import keys, people
from tests.browser.outside import JOINED, STANDS, Stand
from tests.cases.engine import ways

S = State
Staff = Callable[[], User]


class World:
    """Cases brought to their states on demand, each once a test."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.users: dict[str, User] = {}
        self.stands: dict[str, Stand] = {}
        self.links: dict[str, str] = {}
        self.claim: EmailClaim

    def stand(self, name: str) -> Stand:
        if name not in self.stands:
            self.stands[name] = STANDS[name]()
        return self.stands[name]

    def case(self, state: str, prepared: bool = True) -> Case:
        key = f"{state} {prepared}"
        if key not in self.cases:
            self.cases[key] = people.case_in(state, prepared=prepared)
        return self.cases[key]

    def owner(self, state: str, prepared: bool = True) -> User:
        user = self.case(state, prepared).person.user
        assert user is not None
        return user

    def changing_address(self) -> User:
        """Who has asked for another address, and whose former mailbox is asked too."""
        user = self.newcomer()
        User.objects.filter(pk=user.pk).update(email_confirmed_at=people.START)
        Person.objects.filter(user=user).update(born_on=None, born_in="1980")
        user.refresh_from_db()
        claim = addresses.waiting(user)
        self.claim = claim or addresses.request_change(user, "new.address@example.org", people.START)
        return user

    def corrected(self) -> Case:
        """A case in which an officer has corrected what the applicant said of two documents."""
        if "corrected" not in self.cases:
            case = people.case_in(S.CHECKS)
            record = case.dossier.documents["criminal_record"]
            held = {"issued_on": record.issued_on, "legalisation": "consular", "legalisation_note": ""}
            passport = {"expires_on": date(2033, 5, 4), "no_end": False}
            corrected: dict[str, Any] = {"passport": passport, "criminal_record": held}
            for hours, (kind, data) in enumerate(corrected.items()):
                now, why = people.after(case) + hours * people.HOUR, "В форме указано не то, что на документе."
                facts = DocumentCorrection(kind=kind, recorded=data, reason=why)
                case = performing.perform(case.pk, "correct_document", people.officer(), now, facts)
            self.cases["corrected"] = case
        return self.cases["corrected"]

    def reviewed(self) -> Case:
        """Two documents looked at: one accepted, one marked as to be returned."""
        if "reviewed" not in self.cases:
            case, me = people.case_in(S.REGISTRATION), people.officer()
            now, words = people.after(case), {"ground": "illegible", "text": "Печать на копии не читается."}
            held = case.dossier.documents
            for kind, verdict in (("photo", "accepted"), ("criminal_record", "returned")):
                given = words if verdict == "returned" else {}
                reviewing.record_review(case.pk, me, now, kind, verdict, seen=str(held[kind].pk), **given)
            self.cases["reviewed"] = case
        return self.cases["reviewed"]

    def drafted(self) -> DraftedAct:
        """A return that the officer has drafted; a colleague approves it."""
        if "drafted" not in self.cases:
            case, now = people.case_in(S.REGISTRATION), date(2026, 1, 1)
            asked = SecondApproval.objects.create(step="return_for_rework", valid_from=now, source="Приказ № 7")
            self.cases["drafted"] = ways.take(case, "return_for_rework")
            asked.delete()
        return DraftedAct.objects.get(case=self.cases["drafted"])

    def approver(self) -> User:
        facts = {"full_name": "Ерлан Сейтқалиев", "role": "officer", "city": people.officer().city}
        email = "erlan@example.org"
        return User.objects.filter(email=email).first() or User.objects.create_user(email, None, **facts)

    def heard(self) -> Case:
        """A hearing in which all that can be said was: a request, an objection with its file, another hour, a protocol,
        and a proposal before it that was dropped."""
        if "heard" not in self.cases:
            case = people.case_in(S.FINAL_HEARING)
            for name in ("object_to_refusal", "drop_final_refusal", "propose_final_refusal", "ask_hearing"):
                case = ways.take(ways.fresh(case), name)
            owner, now = case.person.user, people.after(case)
            assert owner
            name, data = people.specimen("medical")
            with override_settings(DNR_FILES_CAGED=False):
                filing.attach(case.pk, owner, now, "objection", BytesIO(data), name)
            for name in ("object_to_refusal", "move_hearing", "record_hearing"):
                case = ways.take(ways.fresh(case), name)
            self.cases["heard"] = ways.fresh(case)
        return self.cases["heard"]

    def with_courier(self) -> CourierRegistry:
        """A package that waits at ЦОН, one in the registry that is being filled, and a registry handed over."""
        clerk = people.clerk()
        if not CourierRegistry.objects.exists():
            for number in range(2):
                case, self.cases["at the centre"] = people.case_in(S.DISPATCH), people.case_in(S.DISPATCH)
                now = people.after(case)
                registries.put_in(clerk, [(case.pk, 24)], now)
                row = registries.open_registry(clerk)
                assert row is not None
                if not number:
                    registries.close(row, clerk, "Казпочта", "KZ-7194-26", now)
                    row.refresh_from_db()
                    registries.hand_over(row, clerk, now)
        return CourierRegistry.objects.filter(closed_at__isnull=False).latest("id")

    def courier_at(self) -> datetime:
        self.with_courier()
        return people.after(self.cases["at the centre"])

    def noted(self) -> CaseNote:
        case, words = self.case(S.CHECKS), "Телефон заявителя изменился, звонить после обеда."
        mine = CaseNote.objects.filter(case=case).first()
        return mine or colleagues.add_note(case, people.officer(), people.after(case), words)

    def admitted(self) -> str:
        self.case(S.ADMITTED)
        return reverse("hub:screening:home")

    def registry_being_filled(self) -> str:
        self.with_courier()
        return reverse("con:clerk:registry", args=[CourierRegistry.objects.get(closed_at=None).pk])

    def as_it_came(self) -> str:
        """A page of the file that came beside what was kept of it."""
        case = self.case(S.REGISTRATION)
        there = reverse("con:officer:case", args=[case.pk])
        return f"{there}?doc={case.dossier.documents['criminal_record'].pk}&beside=original"

    def renewed(self) -> str:
        """A document attached again, beside what it has replaced."""
        case = self.case(S.REWORK)
        before = Document.objects.get(case=case, current=False)
        there = reverse("con:officer:case", args=[case.pk])
        return f"{there}?doc={case.dossier.documents[before.kind].pk}&beside={before.pk}"

    def password_link(self) -> str:
        if "password" not in self.links:
            invited = passwords.invite(people.officer(), people.administrator(), people.START)
            made = links.make_link(invited.pk, people.START)
            assert made is not None
            self.links["password"] = reverse("accounts:password_link", args=[made[1]])
        return self.links["password"]

    def doubted(self) -> Case:
        """Approved, and КНБ's answer has turned against the permit since."""
        if "doubted" not in self.cases:
            case = people.case_in(S.ARRIVED)
            ways.knb_letter(case, people.after(case))
            facts = CheckCorrection(
                kind="knb",
                clear=False,
                reference="12/3-77",
                answered_on=people.local_day(people.after(case)),
                reason="Поступило новое письмо органа.",
            )
            self.cases["doubted"] = performing.perform(
                case, "correct_check", people.officer(), people.after(case), facts
            )
        return self.cases["doubted"]

    def complained(self) -> Case:
        """A complaint about a refused permit before the head; a ruling on another case waits for a second head."""
        if "complained" not in self.cases:
            about = people.case_in(S.FINAL_REFUSED)
            letter = Letter.objects.get(case=about, kind="final_refusal")
            assert about.person.user
            now, me = people.after(about), about.person.user
            case = open_complaint(letter.pk, me, now)
            text = ComplaintText(text="Сведения, на которые ссылается отказ, относятся к другому лицу.")
            given = signing.signature(case.pk, "file_complaint", me, now, text)
            self.cases["complained"] = performing.perform(case.pk, "file_complaint", me, now, text, signature=given)
            self.cases["ruled"] = ruled = people.case_in(S.LAPSED)
            words: Any = {"document": "Решение", "number": "7194-26-00-4/118", "body": "СМАС города Астаны"}
            people.attach(ruled, people.head(), "ruling", people.after(ruled))
            ruling = RulingFacts(kind="court", ruled_on=people.local_day(people.after(ruled)), **words)
            performing.perform(ruled.pk, "record_ruling", people.head(), people.after(ruled), ruling)
        return self.cases["complained"]

    def shared_out(self) -> Case:
        """Handed over with a note to the officer; a colleague has it open, another is absent; the work is counted."""
        if "shared out" not in self.cases:
            case, me, now = self.case(S.CHECKS), people.officer(), people.after(self.case(S.CHECKS))
            facts = {"role": me.role, "city_id": me.city_id}
            bolat, dana = (
                User.objects.create_user(f"{name}@example.org", None, full_name=full, **facts)
                for name, full in (("bolat", "Үлгібаев Болат"), ("dana", "Үлгібаева Дана"))
            )
            taking.take(case.pk, bolat, now)
            note = "Ответ ИБД запрошен письмом № 12/3-77, ждём до пятницы."
            taking.hand_over(case.pk, bolat, me, note, now + people.HOUR)
            days = absences.Days(people.local_day(now), people.local_day(now) + people.DAY * 5)
            absences.enter(people.head(), dana.pk, days, bolat.pk, now)
            presence.visit(case, bolat, now + people.HOUR)
            presence.visit(case, bolat, now + people.HOUR, "record_check")
            keys = [case.pk, self.case(S.KNB).pk, self.case(S.FINAL_REVIEW).pk]
            bulk.begin(people.head(), "assign", keys, {"to": str(me.pk), "note": ""}, now + people.HOUR)
            counts.count(now + people.HOUR)
            self.cases["shared out"] = case
        return self.cases["shared out"]

    def shared_at(self) -> datetime:
        self.shared_out()
        return Assignment.objects.latest("at").at

    def shared_queue(self) -> str:
        self.shared_out()
        return reverse("con:officer:home")

    def without_originals(self) -> Case:
        """Back in its final review by a ruling, when the originals had been given back."""
        if "without originals" not in self.cases:
            self.cases["without originals"] = ways.brought_back(S.FINAL_REVIEW, "return_originals")
        return self.cases["without originals"]

    def complainant(self) -> User:
        user = self.complained().person.user
        assert user is not None
        return user

    def begun_petition(self) -> str:
        """The page of a signature, its form filled by a draft: the sheet is one press from there."""
        case = self.case(S.MINISTRY_REVIEW)
        typed = {"typed": True, "data": {"profession": ["Инженер-программист"]}, "at": people.after(case)}
        StepDraft.objects.get_or_create(typed, user=people.signer(), case=case, step="sign_petition")
        return reverse("cases:step", args=[case.pk, "sign_petition"])

    def many_sheets(self) -> str:
        """Three petitions chosen to be signed at a sitting: one is signed, of one the signature was no good."""
        if "many" not in self.links:
            cases = [self.case(S.MINISTRY_REVIEW), *(people.case_in(S.MINISTRY_REVIEW) for _each in range(2))]
            now, facts = max(people.after(case) for case in cases), {}
            for case in cases:
                facts[case.pk] = PetitionSignature(profession="Разработчик программного обеспечения")
            session = many.begin(people.signer(), "sign_petition", facts, now)
            items = dict(session.items.values_list("case", "pk"))
            ways.take(cases[1], "sign_petition", now)
            SigningItem.objects.filter(pk=items[cases[1].pk]).update(state=SigningItem.DONE, at=now)
            many.failed(SigningItem.objects.get(pk=items[cases[2].pk]), EdsError("other_iin"), now)
            self.links["many"] = reverse("hub:signing:sheets", args=[session.pk])
        return self.links["many"]

    def delegated(self) -> datetime:
        """One delegation holds, one is withdrawn; whoever signs by it has an account."""
        me, now = people.signer(), people.after(self.case(S.MINISTRY_REVIEW))
        if not Delegation.objects.exists():
            facts = {"role": me.role, "signs_by_delegation": True}
            deputy = User.objects.create_user("deputy@example.org", None, full_name="Қуанышбаева Айгүл", **facts)
            today = people.local_day(now)
            terms = delegating.DelegationTerms(today, today + 10 * people.DAY, "04-2/118", today - people.DAY)
            delegating.withdraw(me, delegating.delegate(me, deputy.pk, terms, now).pk, now)
            delegating.delegate(me, deputy.pk, terms, now)
        return now

    def recurring(self) -> datetime:
        """Interview times that come again, days without any, and a booked interview on what has become a day off."""
        case = self.case(S.INTERVIEW)
        now, me = people.after(case), people.screener()
        if not InterviewRule.objects.exists():
            today = people.local_day(now)
            hours: Any = {"begins": time(14), "ends": time(16), "minutes": 30}
            days: Any = {"first": today + 7 * people.DAY, "last": today + 27 * people.DAY}
            link = "https://meet.example.org/interview"
            rules.add_rule(
                me, rules.Recurring(weekdays=(2, 4), capacity=1, interviewers=(me.pk,), link=link, **hours, **days), now
            )
            rules.block(me, None, today + 14 * people.DAY, today + 15 * people.DAY, "Переезд в другое здание", now)
        return now

    def scored(self) -> Case:
        """Before its interview, with criteria of the reference data."""
        names = {
            "experience": ("Опыт работы по заявленной профессии", "Мәлімделген кәсіп бойынша жұмыс тәжірибесі"),
            "projects": ("Участие в проектах", "Жобаларға қатысуы"),
        }
        for place, (code, (ru, kk)) in enumerate(names.items()):
            given = {"name_ru": ru, "name_kk": kk, "name_en": ru, "most": 5, "position": place, "source": "Приказ № 12"}
            InterviewCriterion.objects.get_or_create(stage="interview", code=code, defaults=given)
        return self.case(S.INTERVIEW)

    def last_day(self) -> date:
        """Of the term of the case that was sent back."""
        return Deadline.objects.filter(case=self.case(S.REWORK), key="rework").latest("id").last_day

    def day_off(self) -> str:
        """The form of a day of the calendar, filled in: a day off on the last day of a term."""
        day = {"date": self.last_day().isoformat(), "kind": "day_off", "name_ru": "Құрбан айт", "name_kk": "Құрбан айт"}
        return f"{reverse('admin:cases_calendarday_add')}?{urlencode(day | {'source': 'Приказ № 1'})}"

    def with_moved_term(self) -> User:
        """Whose term a changed calendar has moved."""
        if "moved" not in self.users:
            _declare_off(self.last_day(), people.after(self.case(S.REWORK)))
            self.users["moved"] = self.owner(S.REWORK)
        return self.users["moved"]

    def screener_at_the_end(self) -> User:
        for state in (S.SCREENING, S.ADMITTED, S.INTERVIEW):
            self.case(state, False)
        return people.screener()

    def head_at_the_end(self) -> User:
        """A return that outlives the order, and a petition that is signed too late, named by the department."""
        if "at the end" not in self.users:
            people.case_in(S.REWORK, start=ENDING - 6 * people.DAY)
            again = people.case_in(S.ADMITTED, start=ENDING - 3 * people.DAY)
            type(again).objects.filter(pk=again.pk).update(city="astana")
        return self.users.setdefault("at the end", people.head())

    def misnamed(self) -> User:
        user = self.newcomer()
        parts = {"surname": "De la Cruz", "given_names": "Juan De", "patronymic": ""}
        if "misnamed" not in self.users:
            why = "The certificate has one word of the surname, the passport has three."
            naming.request_correction(user, parts, why, people.START)
        return self.users.setdefault("misnamed", user)

    def link(self, side: str) -> str:
        return reverse("accounts:address", args=[addresses.token(self.claim, side)])

    def helped(self) -> Case:
        """A petition that is signed, whose person has a helper, an invitation that waits, and a helper of before."""
        if "helped" not in self.cases:
            case, emails = people.case_in(S.PETITION_SIGNED), ("lawyer@example.org", "sister@example.org")
            owner, now = case.person.user, people.after(case)
            assert owner
            for email in emails:
                helper = people.applicant(f"helper.{email}")
                row = helping.invite(case.pk, owner, now, email, Helper.FILL)
                helping.accept(_token(row, now), helper, now)
            helping.end_help(case.pk, row.pk, owner, now)
            helping.keep_late(case.pk, helper, {"address": "Дели, 1"}, now)
            self.cases["helped"] = case
            self.invited = _token(helping.invite(case.pk, owner, now, "uncle@example.org", Helper.SEE), now)
        return self.cases["helped"]

    def invitation(self) -> str:
        self.helped()
        return reverse("egov:helping:invitation", args=[self.invited])

    def helper(self) -> User:
        self.helped()
        return User.objects.get(email="helper.lawyer@example.org")

    def newcomer(self) -> User:
        return self.users.setdefault("newcomer", people.applicant())

    def known_by_certificate(self) -> Client:
        """Somebody whose first signature has held and who has no account yet."""
        client = Client()
        keys.sign_in(client, keys.individual("900101300017"))
        return client

    def half_way(self, user: User) -> Client:
        """Whose password was right and who owes the code."""
        client = Client()
        client.post(reverse("accounts:sign_in"), {"username": user.email, "password": people.PASSWORD})
        return client

    def with_telephone(self, user: User) -> User:
        TOTPDevice.objects.get_or_create(user=user, name="TOTP", confirmed=True)
        return user

    def letter(self, state: str, printed: bool = True) -> Letter:
        """The newest letter of the case in `state`, printed or still waiting for the worker."""
        row = Letter.objects.filter(case=self.case(state)).order_by("-id")[0]
        if printed and not row.files:
            letters.render_and_store(row.pk, people.after(self.case(state)))
            row.refresh_from_db()
        return row

    def old_petition(self) -> Case:
        """A petition signed under the order of 2025, its application not filed yet."""
        if "old petition" not in self.cases:
            self.cases["old petition"] = people.case_in(S.PETITION_SIGNED, start=people.START_2025, prepared=False)
        return self.cases["old petition"]

    def payment(self) -> str:
        """The code of a payment that the gateway is still asked for."""
        case = self.case(S.PETITION_SIGNED, prepared=False)
        return paying.start_payment(case.pk, case.person.user, people.after(case), "prp").code


@dataclass(frozen=True)
class Page:
    """`who` None: anybody; `at`: the portal's time; `status`: of the answer; `came`: who is not in yet.

    `gateways`: the setting; `press`: what is pressed on the page that opens, before it is looked at. `ours` False: in
    Django's admin, which is for desks; its looks are Django's, so axe is not asked. `several`: it shows several states
    of a landmark side by side, so their names are not unique. `press`: what is clicked one after the other, with ">>"
    between; the last leads to the page. `language`: the only one that it has, as a stand-in of the demo.
    """

    key: str
    path: Callable[[World], str]
    who: Callable[[World], User] | None = None
    at: Callable[[World], datetime] = lambda world: people.START
    status: int = 200
    came: Callable[[World], Client] | None = None
    gateways: Mapping[str, Any] = field(default_factory=dict)
    press: str = ""
    ours: bool = True
    several: bool = False
    language: str = ""

    def __str__(self) -> str:
        return self.key


def _public(key: str, name: str, *args: Any, status: int = 200, query: str = "") -> Page:
    return Page(key, lambda w: reverse(name, args=args) + query, status=status)


def _mine(key: str, state: str, name: str, *args: Any, prepared: bool = True, query: str = "") -> Page:
    """A page of the applicant's own case."""
    return Page(
        key,
        lambda w: reverse(name, args=[w.case(state, prepared).pk, *args]) + query,
        lambda w: w.owner(state, prepared),
        lambda w: people.after(w.case(state, prepared)),
    )


def _token(row: Helper, now: datetime) -> str:
    made = inviting.make_link(row.pk, now)
    assert made
    return made[1]


def _helped(
    key: str,
    name: str,
    rest: Callable[[World], object] | None = None,
    who: Callable[[World], User] = lambda w: w.helped().person.user,  # type: ignore[return-value]
) -> Page:
    """A page about help in a case: its person's, or the helper's."""
    return Page(
        key,
        lambda w: reverse(name, args=[w.helped().pk, *([rest(w)] if rest else ())]),
        who,
        lambda w: people.after(w.helped()),
    )


def _complained_later(world: World) -> datetime:
    return people.after(world.complained()) + 3 * people.DAY


def _complaint(name: str, key: str, who: Callable[[World], User], *args: Any) -> Page:
    """A page of the complaint."""
    return Page(key, lambda w: reverse(name, args=[w.complained().pk, *args]), who, _complained_later)


def _ruled(world: World) -> str:
    world.complained()
    return reverse("cases:step", args=[world.cases["ruled"].pk, "execute_ruling"])


QUEUE = {"source": "queue", "programme": "nomad"}


def _behind_figure(world: World) -> str:
    """What stands behind one number of the statistics."""
    world.case(S.FINAL_REFUSED)
    figure = {"source": "figure", "set": "application", "figure": "refused", "from": "2026-01-01", "to": "2026-12-31"}
    return f"{reverse('reports:list')}?{urlencode(figure)}"


def _export(world: World) -> str:
    """A list that the worker has not written yet."""
    officer, now = people.officer(), people.after(world.case(S.CHECKS))
    mine = Export.objects.filter(user=officer).first()
    export = mine or exporting.request_export(officer, "queue", QUEUE, ["person"], Export.XLSX, now, "")
    return reverse("reports:export", args=[export.pk])


def _shared(key: str, name: str, who: Callable[[], User], of_case: bool = False, *args: Any) -> Page:
    def path(world: World) -> str:
        case = world.shared_out()
        return reverse(name, args=[case.pk, *args] if of_case else [])

    return Page(key, path, lambda w: who(), World.shared_at)


def _lead() -> User:
    """The clerk who leads the office of ЦОН, where the work is counted."""
    facts = {"full_name": "Сейдахметова Гүлнар", "role": Role.CLERK, "city_id": "astana", "leads_office": True}
    return User.objects.get_or_create(facts, email="lead@example.org")[0]


def _courier(name: str) -> Page:
    def path(world: World) -> str:
        row = world.with_courier()
        return reverse(name, args=[row.pk] if name.endswith("registry") else [])

    who = people.clerk if ":clerk:" in name else people.officer
    return Page(name.removeprefix("con:").replace(":", "-"), path, lambda w: who(), World.courier_at)


def _of(actor: Actor) -> Staff:
    makers: dict[str, Staff] = {
        Actor.SCREENER: people.screener,
        Actor.SIGNER: people.signer,
        Actor.OFFICER: people.officer,
        Actor.CLERK: people.clerk,
        Actor.HEAD: people.head,
    }
    return makers[actor]


def _desk(actor: Actor, state: str) -> Page:
    name = f"{DESKS[actor]}:home"
    return Page(
        f"desk-{actor}", lambda w: reverse(name), lambda w: _of(actor)(), lambda w: people.after(w.case(state, False))
    )


def _staff(actor: Actor, state: str, name: str = "", *args: Any, prepared: bool = True, shown: str = "") -> Page:
    """A case on a desk, or a page of it; `shown`: kind of the document in the viewer."""
    special = {"thread": name == "cases:thread", "bare": not prepared, "viewer": shown}
    key = "-".join([actor, state, *args, *(word for word, there in special.items() if there)])

    def path(world: World) -> str:
        case = world.case(state, prepared)
        query = f"?doc={case.dossier.documents[shown].pk}" if shown else ""
        return reverse(name or f"{DESKS[actor]}:case", args=[case.pk, *args]) + query

    return Page(key, path, lambda w: _of(actor)(), lambda w: people.after(w.case(state, prepared)))


def _proof(world: World, state: str, key: str) -> str:
    case = world.case(state)
    return reverse("cases:deadline", args=[case.pk, Deadline.objects.filter(case=case, key=key).latest("id").pk])


def _declare_off(day: date, now: datetime) -> None:
    """An administrator makes it a day off; the sweeps after it have counted all that runs again."""
    names = {"name_ru": "Құрбан айт", "name_kk": "Құрбан айт", "name_en": "Kurban Ait", "source": "Приказ № 1"}
    with transaction.atomic():
        CalendarDay.objects.create(date=day, kind="day_off", **names)
        calendar_changes.begin_change([ChangedDay(day, None, ("day_off", "Kurban Ait"))], None, now, "Приказ № 1")
    for passes in (1, 2):  # else the clock closes nothing of the cases that other pages bring
        calendar_changes.continue_changes(now + passes * calendar_changes.SETTLED)
    assert not calendar_changes.is_running()


def _last_day(world: World) -> str:
    """How the last day for a complaint was counted, with a day off declared since."""
    case = world.case(S.FINAL_REFUSED)
    letter = Letter.objects.get(case=case, kind="final_refusal")
    last = remedies.last_day(letter)
    if last and not letter.recounts.exists():
        _declare_off(last, people.after(case))
    return reverse("cases:last_day", args=[case.pk, letter.pk])


def _past(world: World, at: str) -> str:
    return reverse("cases:past", args=[world.case(S.FINAL_REVIEW).pk]) + f"?at={at}"


def _letter_code(world: World) -> str:
    return reverse("front:verify_code", args=[world.letter(S.PRELIMINARY_APPROVED, printed=False).code])


def _filed(world: World) -> str:
    case = world.case(S.REGISTRATION)
    return reverse("cases:filed", args=[case.pk, Signature.objects.get(case=case, step="file_application").pk])


def _signed_code(world: World) -> str:
    row = Letter.objects.get(case=world.case(S.PETITION_SIGNED), kind="petition")
    return reverse("front:verify_code", args=[row.code])


def _altered(world: World) -> str:
    row = Letter.objects.get(case=world.case(S.PETITION_SIGNED), kind="petition")
    return reverse("front:verify_file", args=["0" * 64]) + f"?code={row.code}"


def _interview_over(world: World) -> datetime:
    slot = world.case(S.INTERVIEW).slot
    assert slot is not None
    return slot.starts_at + people.HOUR


def _fallen(world: World) -> str:
    """A petition of whose signature it was learnt that the certificate had been revoked."""
    row = Signature.objects.get(case=world.case(S.PETITION_SIGNED), step="sign_petition")
    if not SignatureCheck.objects.filter(signature=row, status="revoked").exists():
        SignatureCheck.objects.create(
            signature=row, at=row.at, status="revoked", source="ocsp", revoked_at=row.at, reason="key_compromise"
        )
    return reverse("hub:signing:case", args=[row.case_id])


def _letter_file(world: World, code: str = "") -> str:
    """The address of the answer to a file: the letter's own, or one that bears its code and differs."""
    row = world.letter(S.PRELIMINARY_APPROVED)
    sha256 = "0" * 64 if code else row.files["ru"]
    return reverse("front:verify_file", args=[sha256]) + (f"?code={row.code}" if code else "")


def _pending(world: World) -> str:
    row = world.letter(S.LAPSED, printed=False)
    return reverse("cases:letter", args=[row.case_id, row.pk, "ru"])


def _printed(world: World) -> str:
    world.letter(S.PRELIMINARY_APPROVED)
    return reverse("egov:cabinet:case", args=[world.case(S.PRELIMINARY_APPROVED).pk])


def _payment(key: str, **more: Any) -> Page:
    return Page(
        key,
        lambda w: reverse("egov:payment:demo", args=[w.payment()]),
        lambda w: w.owner(S.PETITION_SIGNED, False),
        lambda w: people.after(w.case(S.PETITION_SIGNED, False)),
        **more,
    )


_after = lambda state: lambda w: people.after(w.case(state))  # noqa: E731

LATE = people.START.replace(year=2027)
ENDING = datetime(2026, 12, 30, 10, tzinfo=ALMATY)
"""When no order of the pilot takes filings any more."""


PUBLIC = (
    _public("home", "front:home"),
    _public("order", "front:order"),
    _public("compare", "front:compare"),
    _public("dates", "front:dates"),
    _public("dates-wrong", "front:dates", query="?day=9999-12-31&stage=card", status=422),
    _public("prepare", "front:prepare"),
    _public("prepare-states", "front:prepare_states", query="?citizenship=DE&residence=GE"),
    _public("verify", "front:verify"),
    Page("verified", _letter_code, at=_after(S.PRELIMINARY_APPROVED)),
    Page("verified-signed", _signed_code, at=_after(S.PETITION_SIGNED)),
    Page("verified-altered", _altered, at=_after(S.PETITION_SIGNED)),
    _public("verified-unknown", "front:verify_code", "ABCDEFGHJKMN", status=404),
    _public("verified-unknown-file", "front:verify_file", "0" * 64, status=404),
    _public("accessibility", "front:accessibility"),
    Page("verified-file", _letter_file, at=_after(S.PRELIMINARY_APPROVED)),
    Page("verified-altered", lambda w: _letter_file(w, "its code"), at=_after(S.PRELIMINARY_APPROVED)),
    _public("verified-file-unknown", "front:verify_file", "0" * 64, status=404),
    _public("docs-inward", "api:docs"),
    _public("docs-outward", "api:gateways_docs"),
    _public("sign-in", "accounts:sign_in"),
    Page("mobile:waiting", lambda w: reverse("accounts:sign_in"), press="button[name=by_mobile]"),
    _public("password-forgotten", "accounts:password_forgotten"),
    Page("password-link", World.password_link),
    Page("new-account", lambda w: reverse("accounts:new_account"), came=World.known_by_certificate),
    Page("enrolment", lambda w: reverse("accounts:second_factor"), came=lambda w: w.half_way(people.officer())),
    Page(
        "code",
        lambda w: reverse("accounts:second_factor"),
        came=lambda w: w.half_way(w.with_telephone(people.screener())),
    ),
    Page("not-found", lambda w: "/no-such-page/", status=404),
    Page("forbidden", lambda w: reverse("con:officer:home"), World.newcomer, status=403),
)

APPLICANT = (
    _complaint("egov:complaints:case", "complaint", lambda w: w.complainant()),
    Page(
        "complaints",
        lambda w: reverse("egov:complaints:home"),
        lambda w: w.complainant(),
        _complained_later,
    ),
    _helped("who-helps", "egov:helping:people"),
    _helped(
        "helper-before",
        "egov:helping:helper",
        lambda w: Helper.objects.get(case=w.helped(), user__email="helper.sister@example.org").pk,
    ),
    _helped("helping-case", "egov:helping:case", who=lambda w: w.helper()),
    _helped("helping-fill", "egov:helping:fill", who=lambda w: w.helper()),
    _helped("helping-person", "egov:helping:person", who=lambda w: w.helper()),
    Page(
        "helping-questionnaire",
        lambda w: reverse("egov:application:questionnaire", args=[w.helped().pk]),
        lambda w: w.helper(),
        lambda w: people.after(w.helped()),
    ),
    Page(
        "helping-home", lambda w: reverse("egov:cabinet:home"), lambda w: w.helper(), lambda w: people.after(w.helped())
    ),
    Page("helping-invitation", lambda w: w.invitation(), at=lambda w: people.after(w.helped())),
    Page("cabinet-begin", lambda w: reverse("egov:cabinet:home"), World.newcomer),
    Page("profile", lambda w: reverse("accounts:profile"), World.newcomer),
    Page("held", lambda w: reverse("accounts:held"), lambda w: w.owner(S.CHECKS), _after(S.CHECKS)),
    Page(
        "held-draft", lambda w: reverse("accounts:held"), lambda w: w.owner(S.PETITION_DRAFT), _after(S.PETITION_DRAFT)
    ),
    Page(
        "service-history",
        lambda w: reverse("egov:cabinet:history"),
        lambda w: w.owner(S.CARD_ISSUED),
        _after(S.CARD_ISSUED),
    ),
    Page("profile-changing", lambda w: reverse("accounts:profile"), World.changing_address),
    Page("email", lambda w: reverse("accounts:email"), World.changing_address),
    Page("name", lambda w: reverse("accounts:name"), World.newcomer),
    Page("name-asked", lambda w: reverse("accounts:name"), World.misnamed),
    Page("address", lambda w: w.link(addresses.NEW), World.changing_address),
    Page("address-former", lambda w: w.link(addresses.FORMER), World.changing_address),
    *(
        Page(f"cabinet-{s}", lambda w: reverse("egov:cabinet:home"), partial(World.owner, state=s), _after(s))
        for s in (S.PETITION_INCOMPLETE, S.REWORK, S.ARRIVED, S.PRELIMINARY_REFUSED, S.ANNULLED)
    ),
    Page("begin-late", lambda w: reverse("egov:cabinet:home"), World.newcomer, lambda w: LATE),
    *(
        Page(f"begin-{key}", lambda w: reverse("egov:cabinet:home"), partial(World.owner, state=s), at)
        for key, s, at in (
            ("holder", S.CARD_ISSUED, _after(S.CARD_ISSUED)),
            ("file-late", S.PETITION_SIGNED, lambda w: LATE),
            ("unrecorded", S.ARRIVAL_REVIEW, _after(S.ARRIVAL_REVIEW)),
        )
    ),
    Page(
        "begin-other-order",
        lambda w: reverse("egov:application:home", args=[w.old_petition().pk]),
        lambda w: w.old_petition().person.user,
    ),
    Page("notices", lambda w: reverse("egov:cabinet:notices"), lambda w: w.owner(S.REWORK), _after(S.REWORK)),
    _mine("my-case-refused", S.PRELIMINARY_REFUSED, "egov:cabinet:case"),
    Page(
        "my-case-heard",
        lambda w: reverse("egov:cabinet:case", args=[w.heard().pk]),
        lambda w: w.heard().person.user,
        lambda w: people.after(w.heard()),
    ),
    _mine("object", S.FINAL_HEARING, "cases:step", "object_to_refusal"),
    _mine("hearing-papers", S.FINAL_HEARING, "cases:hearing_papers", "objection"),
    _mine("my-case-signed", S.PETITION_SIGNED, "egov:cabinet:case"),
    _mine("my-case-checked", S.CHECKS, "egov:cabinet:case"),
    _mine("my-case-granted", S.GRANTED, "egov:cabinet:case"),
    Page("my-case-approved", _printed, lambda w: w.owner(S.PRELIMINARY_APPROVED), _after(S.PRELIMINARY_APPROVED)),
    _mine("my-case-issued", S.CARD_ISSUED, "egov:cabinet:case"),
    _mine("consent", S.PETITION_DRAFT, "hub:petition:consent", prepared=False),
    _mine("decline-consent", S.PETITION_DRAFT, "cases:step", "decline_consent"),
    _mine("petition", S.PETITION_DRAFT, "hub:petition:tasks"),
    _mine("petition-check", S.PETITION_DRAFT, "hub:petition:check"),
    _mine("petition-back", S.PETITION_INCOMPLETE, "hub:petition:tasks", prepared=False),
    _mine("petition-back-check", S.PETITION_INCOMPLETE, "hub:petition:check"),
    _mine("petition-sign", S.PETITION_DRAFT, "cases:step", "submit_petition"),
    _mine("slot", S.SLOT_CHOICE, "cases:step", "book_interview"),
    _mine("my-case-interview", S.INTERVIEW, "egov:cabinet:case"),
    _mine("rebook", S.INTERVIEW, "cases:step", "rebook"),
    _mine("cancel-interview", S.INTERVIEW, "cases:step", "cancel_interview"),
    _mine("withdraw", S.SCREENING, "cases:step", "withdraw"),
    _mine("application-empty", S.PETITION_SIGNED, "egov:application:home", prepared=False),
    _mine("application", S.PETITION_SIGNED, "egov:application:home"),
    _mine("application-check", S.PETITION_SIGNED, "egov:application:check", prepared=False),
    _mine("application-sign", S.PETITION_SIGNED, "cases:step", "file_application"),
    _mine("questionnaire", S.PETITION_SIGNED, "egov:application:questionnaire"),
    Page("filed", _filed, lambda w: w.owner(S.REGISTRATION), _after(S.REGISTRATION)),
    _mine("application-rework", S.REWORK, "egov:application:home", prepared=False),
    _payment("payment"),
    Page("my-proof", lambda w: _proof(w, S.REWORK, "rework"), lambda w: w.owner(S.REWORK), _after(S.REWORK)),
    Page("my-proof-moved", lambda w: _proof(w, S.REWORK, "rework"), World.with_moved_term, _after(S.REWORK)),
    Page("cabinet-ending", lambda w: reverse("egov:cabinet:home"), lambda w: w.owner(S.SCREENING), lambda w: ENDING),
    _mine("my-messages", S.KNB, "cases:thread"),
    _mine("consent-sign", S.ARRIVED, "cases:step", "sign_consent"),
    _mine("consent-withdraw", S.CHECKS, "cases:step", "withdraw_processing"),
    _mine("my-case-originals", S.FINAL_REFUSED, "egov:cabinet:case"),
    Page("letter-pending", _pending, lambda w: w.owner(S.LAPSED), _after(S.LAPSED), status=503),
)

A = Actor
STAFF = (
    Page("own-password", lambda w: reverse("accounts:password"), lambda w: people.officer()),
    Page("ways-in", lambda w: reverse("accounts:profile"), lambda w: w.with_telephone(people.screener())),
    Page("new-telephone", lambda w: reverse("accounts:renew"), lambda w: w.with_telephone(people.screener())),
    Page("new-codes", lambda w: reverse("accounts:recovery_codes"), lambda w: w.with_telephone(people.screener())),
    _desk(A.SCREENER, S.SCREENING),
    _desk(A.SIGNER, S.MINISTRY_REVIEW),
    _desk(A.OFFICER, S.FINAL_REVIEW),
    _desk(A.CLERK, S.REGISTERED),
    Page(
        "queue-filters", lambda w: reverse("con:officer:home") + "?filters=1", lambda w: people.officer(),
        _after(S.FINAL_REVIEW),
    ),
    Page(
        "queue-found",
        lambda w: f"{reverse('con:officer:home')}?q={w.case(S.FINAL_REVIEW).person.surname}",
        lambda w: people.officer(), _after(S.FINAL_REVIEW),
    ),
    Page(
        "queue-to-whom", World.shared_queue, lambda w: people.officer(), World.shared_at,
        press="input[name=case] >> #many-verb option[value=hand_over] >> #many button[type=submit]",
    ),
    Page(
        "viewer-versions", World.renewed, lambda w: people.officer(), _after(S.REWORK),
    ),
    Page("viewer-original", World.as_it_came, lambda w: people.officer(), _after(S.REGISTRATION)),
    Page(
        "letters-of-many", World.admitted,
        lambda w: people.screener(), _after(S.ADMITTED),
        press="input[name=case] >> #many-verb option[value=invite] >> #many button[type=submit]",
    ),
    Page(
        "answers", lambda w: reverse("cases:answers", args=[w.stand("answered").case.pk]), lambda w: people.officer(),
        lambda w: w.stand("answered").at, gateways=JOINED,
    ),
    Page(
        "note-struck", lambda w: reverse("cases:strike_note", args=[w.noted().case_id, w.noted().pk]),
        lambda w: people.officer(), _after(S.CHECKS),
    ),
    Page("clerk-find", lambda w: reverse("con:clerk:find"), lambda w: people.clerk()),
    _courier("con:clerk:courier"),
    _courier("con:clerk:registry"),
    Page("clerk-registry-open", World.registry_being_filled, lambda w: people.clerk(), World.courier_at),
    _courier("con:officer:arrivals"),
    _courier("con:officer:courier"),
    _courier("con:officer:registry"),
    Page(
        "clerk-originals", lambda w: reverse("con:clerk:originals"), lambda w: people.clerk(), _after(S.FINAL_REFUSED)
    ),
    Page(
        "interviews", lambda w: reverse("hub:interviews:calendar"), lambda w: people.screener(), _after(S.INTERVIEW)
    ),
    Page("ending", lambda w: reverse("hub:ending:petitions"), World.screener_at_the_end, lambda w: ENDING),
    Page("ending-in-a-city", lambda w: reverse("hub:ending:petitions"), World.head_at_the_end, lambda w: ENDING),
    _staff(A.SCREENER, S.SCREENING),
    _staff(A.SCREENER, S.SCREENING, "cases:step", "return_petition"),
    _staff(A.SCREENER, S.SCREENING, "cases:step", "propose_screening_refusal"),
    _staff(A.SCREENER, S.SCREENING, "cases:step", "correct_petition_document"),
    _staff(A.SCREENER, S.PETITION_INCOMPLETE),
    _staff(A.SCREENER, S.INTERVIEW),
    Page(
        "interview-protocol",
        lambda w: reverse("cases:step", args=[w.case(S.INTERVIEW).pk, "record_interview"]),
        lambda w: people.screener(),
        _interview_over,
    ),
    _staff(A.SCREENER, S.INTERVIEW, "cases:step", "reopen_calendar"),
    _staff(A.SIGNER, S.MINISTRY_REVIEW, shown="cv"),
    _staff(A.SIGNER, S.MINISTRY_REVIEW, "cases:step", "sign_petition"),
    Page(
        "signer-sheet", World.begun_petition, lambda w: people.signer(), _after(S.MINISTRY_REVIEW),
        press=".case-side form .btn-primary",
    ),
    Page("reading", lambda w: reverse("hub:signing:reading"), lambda w: people.signer(), _after(S.MINISTRY_REVIEW)),
    Page("many-sheets", World.many_sheets, lambda w: people.signer(), _after(S.MINISTRY_REVIEW)),
    Page("delegations", lambda w: reverse("hub:signing:delegations"), lambda w: people.signer(), World.delegated),
    Page("interview-rules", lambda w: reverse("hub:interviews:rules"), lambda w: people.screener(), World.recurring),
    Page(
        "interview-scores", lambda w: reverse("cases:step", args=[w.scored().pk, "record_interview"]),
        lambda w: people.screener(), _interview_over,
    ),
    Page("signature-fallen", _fallen, lambda w: people.signer(), _after(S.PETITION_SIGNED)),
    _staff(A.OFFICER, S.REGISTRATION),
    _staff(A.OFFICER, S.CHECKS, "cases:step", "record_withdrawal"),
    Page(
        "withdrawal-paper",
        lambda w: reverse("cases:step_paper", args=[w.case(S.CHECKS).pk, "record_withdrawal"]),
        lambda w: people.officer(),
        _after(S.CHECKS),
    ),
    Page(
        "officer-doubted", lambda w: reverse("con:officer:home"), lambda w: people.officer(),
        lambda w: people.after(w.doubted()),
    ),
    _staff(A.OFFICER, S.FINAL_REFUSED),
    _staff(A.OFFICER, S.FINAL_REFUSED, "cases:step", "return_originals"),
    Page("originals", lambda w: reverse("con:officer:originals"), lambda w: people.officer(), _after(S.FINAL_REFUSED)),
    _staff(A.OFFICER, S.REGISTRATION, "cases:step", "return_for_rework"),
    _staff(A.OFFICER, S.REGISTRATION, shown="photo"),
    Page(
        "officer-reviewed",
        lambda w: f"{reverse('con:officer:case', args=[w.reviewed().pk])}"
        f"?doc={w.reviewed().dossier.documents['criminal_record'].pk}",
        lambda w: people.officer(), lambda w: people.after(w.reviewed()),
    ),
    Page(
        "review", lambda w: reverse("cases:review", args=[w.reviewed().pk, "criminal_record"]),
        lambda w: people.officer(), lambda w: people.after(w.reviewed()),
    ),
    Page(
        "drafted", lambda w: reverse("cases:drafted", args=[w.drafted().case_id, w.drafted().pk]),
        World.approver, lambda w: people.after(w.drafted().case),
    ),
    _staff(A.OFFICER, S.CHECKS, prepared=False),
    Page(
        "officer-corrected", lambda w: reverse("con:officer:case", args=[w.corrected().pk]), lambda w: people.officer(),
        lambda w: people.after(w.corrected()),
    ),
    Page(
        "correct-document",
        lambda w: reverse("cases:step", args=[w.corrected().pk, "correct_document"]) + "?kind=criminal_record",
        lambda w: people.officer(), lambda w: people.after(w.corrected()),
    ),
    Page(
        "cabinet-corrected", lambda w: reverse("egov:cabinet:case", args=[w.corrected().pk]),
        lambda w: w.corrected().person.user, lambda w: people.after(w.corrected()),
    ),
    _staff(A.OFFICER, S.KNB),
    Page(
        "officer-history", lambda w: reverse("con:officer:case", args=[w.case(S.KNB).pk]) + "#history",
        lambda w: people.officer(), _after(S.KNB),
    ),
    Page(
        "officer-person", lambda w: reverse("con:officer:case", args=[w.case(S.KNB).pk]) + "#person",
        lambda w: people.officer(), _after(S.KNB),
    ),
    _staff(A.OFFICER, S.KNB, "cases:thread"),
    _staff(A.OFFICER, S.PRELIMINARY_DECISION, "cases:step", "propose_preliminary_refusal"),
    Page(
        "officer-heard", lambda w: reverse("con:officer:case", args=[w.heard().pk]), lambda w: people.officer(),
        lambda w: people.after(w.heard()),
    ),
    Page(
        "refuse-heard", lambda w: reverse("cases:step", args=[w.heard().pk, "refuse_final"]),
        lambda w: people.officer(), lambda w: walk.may_decide_at(w.heard()),
    ),
    _staff(A.OFFICER, S.PRELIMINARY_HEARING, "cases:step", "move_hearing"),
    _staff(A.OFFICER, S.PRELIMINARY_HEARING, "cases:step", "record_hearing"),
    _staff(A.OFFICER, S.PRELIMINARY_DECISION, "cases:step", "correct_check"),
    _staff(A.OFFICER, S.FINAL_REVIEW),
    _staff(A.OFFICER, S.FINAL_REVIEW, "cases:step", "compare_originals"),
    _staff(A.OFFICER, S.LAPSED),
    _staff(A.OFFICER, S.ARRIVAL_REVIEW),
    _staff(A.OFFICER, S.ARRIVAL_REVIEW, "cases:step", "lapse"),
    Page(
        "claim-arrival", lambda w: reverse("cases:step", args=[w.case(S.ARRIVAL_REVIEW).pk, "claim_arrival"]),
        partial(World.owner, state=S.ARRIVAL_REVIEW), _after(S.ARRIVAL_REVIEW),
    ),
    Page(
        "desk-unrecorded", lambda w: f"{reverse('con:officer:home')}?state={w.case(S.ARRIVAL_REVIEW).state}",
        lambda w: people.officer(), _after(S.ARRIVAL_REVIEW),
    ),
    _shared("office-head", "con:head:home", people.head),
    _shared("office-work", "con:head:work", people.head),
    _shared("office-absences", "cases:absences", people.head),
    _shared("office-own-absences", "cases:absences", people.officer),
    _shared("office-notices", "cases:notices", people.officer),
    Page("clerk-office", lambda w: reverse("con:clerk:office"), lambda w: _lead(), World.courier_at),
    _shared("office-case", "con:officer:case", people.officer, True),
    _shared("office-head-case", "con:head:case", people.head, True),
    _shared("office-hand-over", "cases:owner", people.officer, True, "hand_over"),
    _shared("office-step", "cases:step", people.officer, True, "record_check"),
    Page(
        "office-many", lambda w: reverse("cases:bulk_result", args=[w.shared_out() and BulkAction.objects.get().pk]),
        lambda w: people.head(), World.shared_at,
    ),
    Page("desk-head", lambda w: reverse("con:head:home"), lambda w: people.head(), _complained_later),
    Page(
        "statistics", lambda w: reverse("reports:statistics") + "?period=this_year", lambda w: people.head(),
        _complained_later,
    ),
    Page(
        "statistics-bad", lambda w: reverse("reports:statistics") + "?from=2026-07-01&to=x", lambda w: people.signer(),
        _after(S.FINAL_REFUSED),
    ),
    Page("behind-figure", _behind_figure, lambda w: people.head(), _after(S.FINAL_REFUSED)),
    Page(
        "export-ask", lambda w: f"{reverse('reports:ask')}?{urlencode(QUEUE)}", lambda w: people.officer(),
        _after(S.CHECKS),
    ),
    Page("export", _export, lambda w: people.officer(), _after(S.CHECKS)),
    Page("exports", lambda w: _export(w) and reverse("reports:exports"), lambda w: people.officer(), _after(S.CHECKS)),
    _staff(A.HEAD, S.FINAL_REFUSED),
    _staff(A.HEAD, S.FINAL_REFUSED, "cases:step", "record_ruling"),
    _complaint("con:complaints:case", "complaint-head", lambda w: people.head()),
    _complaint("cases:step", "complaint-hand-on", lambda w: people.head(), "hand_on_complaint"),
    _complaint("cases:step", "complaint-satisfy-in-part", lambda w: people.head(), "satisfy_in_part"),
    _complaint("cases:step", "complaint-satisfy", lambda w: people.head(), "satisfy_complaint"),
    Page("complaints-head", lambda w: reverse("con:complaints:home"), lambda w: people.head(), _complained_later),
    Page(
        "execute-ruling", lambda w: _ruled(w), lambda w: people.head("astana.2"), _complained_later,
    ),
    _staff(A.HEAD, S.CARD_ISSUED, "cases:step", "record_ruling"),
    Page(
        "originals-away", lambda w: reverse("con:officer:case", args=[w.without_originals().pk]),
        lambda w: people.officer(), lambda w: people.after(w.without_originals()),
    ),
    _staff(A.CLERK, S.ARRIVED),
    _staff(A.CLERK, S.INTAKE, prepared=False),
    _staff(A.CLERK, S.INTAKE, "cases:step", "return_package"),
    _staff(A.CLERK, S.DISPATCH),
    _staff(A.CLERK, S.REGISTERED, prepared=False),
    _staff(A.CLERK, S.CARD_ISSUED),
    Page(
        "proof", lambda w: _proof(w, S.PRELIMINARY_DECISION, "decision"), lambda w: people.officer(),
        _after(S.PRELIMINARY_DECISION),
    ),
    Page("last-day", _last_day, lambda w: w.case(S.FINAL_REFUSED).person.user, _after(S.FINAL_REFUSED)),
    Page("past", lambda w: _past(w, "2026-06-10T12:00"), lambda w: people.head(), _after(S.FINAL_REVIEW)),
    Page("past-wrong", lambda w: _past(w, "3026-06-20"), lambda w: people.head(), _after(S.FINAL_REVIEW), status=422),
)  # fmt: skip


def _stand(name: str, **more: Any) -> Page:
    """The officer's page of a case as it stands with the outside systems."""
    return Page(
        f"systems-{name}",
        lambda w: reverse("con:officer:case", args=[w.stand(name).case.pk]),
        lambda w: people.officer(),
        lambda w: w.stand(name).at,
        gateways={} if name == "by_hand" else JOINED,
        **more,
    )


def _differs(world: World) -> str:
    stand = world.stand("discrepancy")
    return reverse("cases:discrepancy", args=[stand.case.pk, stand.discrepancy.pk])


def _at_stand(name: str) -> Callable[[World], datetime]:
    return lambda w: w.stand(name).at


HERE = {"psh": {"transport": "http", "url": "http://127.0.0.1:9/psh", "key_id": "k", "secret": "s"}}
"""The stand-in for ПШЭП is joined, and does not answer."""


OUTSIDE = (
    *(_stand(name) for name in STANDS if name != "given_up"),
    Page("discrepancy", _differs, lambda w: people.officer(), _at_stand("discrepancy"), gateways=JOINED),
    Page(
        "discrepancy-errors",
        _differs,
        lambda w: people.officer(),
        _at_stand("discrepancy"),
        status=422,
        gateways=JOINED,
        press="main form button[type=submit]",
    ),
    _payment("payment-joined", gateways=HERE),
    _payment("payment-unheard", gateways=HERE, press="button[value=pay]"),
    _payment("payment-left", press="button[value=cancel]"),
    Page(
        "my-case-waybill",
        lambda w: reverse("egov:cabinet:case", args=[w.stand("on_the_way").case.pk]),
        lambda w: w.stand("on_the_way").case.person.user,
        _at_stand("on_the_way"),
        gateways=JOINED,
    ),
)


def _plain(name: str, _world: World) -> str:
    return reverse("demo:plain_page", args=[name])


def _admin(model: type[Model], who: Staff, query: str = "", newest: bool = False, key: str = "") -> Page:
    """A list of the admin, or the newest of its rows."""
    name = model._meta.model_name

    def path(world: World) -> str:
        world.stand("given_up")
        rows: Any = model._default_manager
        if newest:
            return reverse(f"admin:cases_{name}_change", args=[rows.latest("pk").pk])
        return reverse(f"admin:cases_{name}_changelist") + query

    label = f"admin-{key or name}{'-one' if newest else ''}"
    return Page(label, path, lambda w: who(), _at_stand("given_up"), gateways=JOINED, ours=False)


def _lists(who: Staff, *models: type[Model]) -> Iterator[Page]:
    for model in models:
        yield from (_admin(model, who), _admin(model, who, newest=True))


def _draft(name: str, *args: str) -> Page:
    """Of a draft of the анкета."""

    def path(world: World) -> str:
        newest = people.questionnaire(people.START)
        draft, _is_new = QuestionnaireForm.objects.get_or_create(
            version="draft", defaults={"source": newest.source, "fields": newest.fields}
        )
        return reverse(f"admin:cases_questionnaireform_{name}", args=[draft.pk, *args])

    return Page(f"admin-{name}", path, lambda w: people.administrator(), ours=name == "page")


ADMIN = (
    _draft("copy"),
    _draft("questions"),
    _draft("question", "passport_issued_on"),
    _draft("page", "kk"),
    Page(
        "calendar-confirm",
        World.day_off,
        lambda w: people.administrator(),
        _after(S.REWORK),
        press="[name=_save]",
        ours=False,
    ),
    _admin(Exchange, people.administrator, key="dead-letters"),
    _admin(Exchange, people.administrator, "?state=all"),
    _admin(Exchange, people.administrator, newest=True, key="exchange-without-contents"),
    _admin(Exchange, people.auditor, newest=True),
    *_lists(people.administrator, Breaker, ApiClient, ApiKey, Webhook, WebhookDelivery),
    *_lists(people.auditor, Attempt, ApiCall, Discrepancy),
    _admin(ReadLog, people.auditor),
    _admin(Case, people.auditor, newest=True),
    Page(
        "admin-staff-file", lambda w: reverse("admin:cases_user_import"), lambda w: people.administrator(), ours=False
    ),
    Page("admin-index", lambda w: reverse("admin:index"), lambda w: people.administrator(), ours=False),
    Page("admin-unconfirmed", lambda w: reverse("admin:unconfirmed"), lambda w: people.administrator(), ours=False),
)

DEMO = (
    Page("components", lambda w: reverse("demo:components"), lambda w: people.officer(), several=True),
    Page("telephone", lambda w: reverse("demo:telephone"), ours=False, language="en"),
    *(Page(f"plain-{name}", partial(_plain, name), lambda w: people.officer()) for name in LAST_RESORT),
)

PAGES = {"public": PUBLIC, "applicant": APPLICANT, "staff": STAFF, "outside": OUTSIDE, "admin": ADMIN, "demo": DEMO}
