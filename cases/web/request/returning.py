"""A page that was opened to change one thing leads straight back to the page of the check (`?back=`)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

BACK, UNFOLD = "back", "unfold"


def back_of(request: HttpRequest) -> str:
    """The page to go back to, "" where none was named, or one of another site."""
    wanted = request.GET.get(BACK, "")
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else ""


def back_query(request: HttpRequest) -> str:
    """For the addresses of the forms of a page, so that what they save leads back; "" where there is nothing to lead
    back to."""
    back = back_of(request)
    return f"?{query(back)}" if back else ""


def query(back: str) -> str:
    return urlencode({BACK: back})


def page_address(page: str, anchor: str = "", back: str = "") -> str:
    """To `page`, and from it to `back`; to a place on `back` itself the anchor alone."""
    if anchor and page == back:
        return f"#{anchor}"
    return page + (f"?{query(back)}" if back and back != page else "") + (f"#{anchor}" if anchor else "")


def redirect_back(request: HttpRequest, to: str, *args: object, anchor: str = "") -> HttpResponseRedirect:
    """Redirect to where the person came from to change this, else to the page of this name or address."""
    back = back_of(request)
    if not back:
        return redirect(to, *args)
    return redirect(f"{back}#{anchor}" if anchor else back)


def unfolded(request: HttpRequest) -> str:
    """What the page unfolds: the form of the thing to be changed."""
    return request.GET.get(UNFOLD, "")
