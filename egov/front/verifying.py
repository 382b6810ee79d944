"""/verify/: whether a letter is authentic, by its code or by its file. Open to all; nothing of the person is visible.

In the browser `static/dnr/verify.js` takes the SHA-256 of the file and asks for `file_answer`; the file stays where it
is. Without script, or where the page did not come over https, the file is sent, hashed as it streams in and dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from cases.law.calendar import local_day
from cases.service.queries import Genuine, letter_by_code, letter_by_file
from cases.web.request.moment import moment
from egov.front import fingerprints
from egov.front.codes import clean_code, clean_sha256, whole_code
from egov.front.forms import FileForm, LetterCodeForm
from egov.front.pace import paced

AUTHENTIC, ALTERED, UNKNOWN, FALLEN = "authentic", "altered", "unknown", "fallen"
SIGNED = ("bundle", "signature")
FILE_IDS = "file_%s"
"""The page has two forms, both with a code."""


@dataclass(frozen=True, slots=True)
class LetterCheck:
    state: str
    """One of the four above."""
    letter: Genuine | None = None
    other: bool = False
    """Authentic, but not the letter whose code was entered (`asked`)."""
    asked: str = ""
    sort: str = ""

    @property
    def status(self) -> int:
        return 200 if self.letter else 404


@csrf_exempt  # checked below: the body must not be read before our own handler is ready for it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """The page of the two forms; with a well-formed code the address of the letter, so that it can be bookmarked."""
    if request.method == "POST":
        fingerprints.take_fingerprint(request)
        return _file_sent(request)
    form = LetterCodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("front:verify_code", form.cleaned_data["code"])
    return _page(request, form=form)


@csrf_protect
@paced
def _file_sent(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES, auto_id=FILE_IDS)
    if not form.is_valid():
        return _page(request, status=422, file_form=form, has_errors=True)
    file = form.cleaned_data["file"]
    return _answered(request, answer(file.sha256, file.code or form.cleaned_data["code"], file.sort), name=file.name)


@require_safe
@never_cache
@paced
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """One indexed read. What is no code at all never reaches the database."""
    wanted = whole_code(code)
    letter = letter_by_code(wanted) if wanted else None
    state = (FALLEN if letter.fallen else AUTHENTIC) if letter else UNKNOWN
    displayed = wanted or clean_code(code) or code
    return _answered(request, LetterCheck(state, letter, asked=wanted), code=displayed, by_code=True)


@require_safe
@never_cache
@paced
def verify_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """The answer to a checksum; `?code=`: the mark in the file or the code of the page, `?sort=`: what the file is."""
    digest = clean_sha256(sha256)
    if not digest:
        return _page(request, status=400, bad_checksum=True)
    sort = request.GET.get("sort", "")
    code = whole_code(request.GET.get("code", ""))
    return _answered(request, answer(digest, code, sort if sort in SIGNED else ""))


def answer(sha256: str, code: str, sort: str = "") -> LetterCheck:
    """`code`: of the letter that the file is meant to be, "" when none is named."""
    letter = letter_by_file(sha256)
    if letter:
        state = FALLEN if letter.fallen else AUTHENTIC
        return LetterCheck(state, letter, other=bool(code) and letter.code != code, asked=code)
    wanted = letter_by_code(code) if code and sort not in SIGNED else None
    return LetterCheck(ALTERED if wanted else UNKNOWN, wanted, asked=code, sort=sort)


def _answered(request: HttpRequest, answer: LetterCheck, **context: object) -> HttpResponse:
    letter = answer.letter
    context |= {"answer": answer, "letter": letter, "section": "verify"}
    context["over"] = bool(letter and letter.valid_until and letter.valid_until < local_day(moment(request)))
    if request.htmx:  # type: ignore[attr-defined]
        return _unlisted(render(request, "egov/front/_verify_answer.html", context))
    context |= {"form": LetterCodeForm(), "file_form": _file_form(answer.asked)}
    return _unlisted(render(request, "egov/front/verified.html", context, status=answer.status))


def _page(request: HttpRequest, status: int = 200, **context: object) -> HttpResponse:
    context = {"form": LetterCodeForm(), "file_form": _file_form(""), "section": "verify"} | context
    return _unlisted(render(request, "egov/front/verify.html", context, status=status))


def _file_form(code: str) -> FileForm:
    return FileForm(initial={"code": code}, auto_id=FILE_IDS)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
