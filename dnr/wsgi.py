"""Where a WSGI server comes in."""

import codecs
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dnr.settings")

_django = get_wsgi_application()

from dnr import receiving  # noqa: E402  # it needs the apps


def refuse_strangers() -> None:
    """A demo does not start on a database that has other people, whatever server runs it; see `dnr.checks.demo`."""
    if not settings.DEMO_ASKED_AT_START:
        return
    from dnr.checks import demo

    faults = demo(None, databases=["default"])
    connections.close_all()  # this process may be about to fork
    for fault in faults:
        sys.exit(f"{fault.msg}\n{fault.hint}")


refuse_strangers()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, with whole bodies alone, and without the parameters of a Content-Type that are not of this world.

    It decodes forms and addresses by any codec of Python that is named there: some give half a surrogate pair, which
    neither a database nor a page can hold, others are for no text at all, and it falls over them outside of every view.
    Our pages are UTF-8, and so is what browsers send from them.
    """
    kind = environ.get("CONTENT_TYPE", "")
    if not in_utf8(kind):
        environ["CONTENT_TYPE"] = kind.partition(";")[0]
    receiving.receive(environ)
    return _django(environ, start_response)


def in_utf8(content_type: str) -> bool:
    """Whether it can be read, and names UTF-8 or no charset."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except (ValueError, LookupError):
        return False
