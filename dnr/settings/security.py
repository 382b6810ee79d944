"""Who may come in and what a browser may do with our pages."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from dnr.settings.base import PUBLIC_URL, VAR, env
from dnr.settings.eds import EDS_NCALAYER_URL


def secret_key(path: Path) -> str:
    """The key stored in `path`, made at the first call. Web and worker may come at once: link() lets one of them
    win."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


#: Django's key: sessions, links in mail. [made once, kept in `DNR_VAR`]
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key(VAR / "secret_key")
#: Keys of before, by comma, that are still taken: of the worker, until the leaves of the log that were written under
#: them have their places
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

#: Host names the portal answers to, by comma; that of `PUBLIC_URL` always is one. [this machine]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
_public = urlsplit(PUBLIC_URL)
if _public.hostname and _public.hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, _public.hostname]
CSRF_FAILURE_VIEW = "dnr.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

#: Networks of our own proxies, by comma: behind them `X-Forwarded-For` tells who calls, and `X-Forwarded-Proto`
#: whether by TLS.
# The caller's address is the last one of X-Forwarded-For that is not theirs.
TRUSTED_PROXIES = env.list("DNR_TRUSTED_PROXIES", default=[])

#: On where TLS ends in front of the portal: secure cookies, HSTS, http redirected.
# Whether a request came by TLS is what X-Forwarded-Proto says, and gunicorn believes
# it of TRUSTED_PROXIES alone (gunicorn.conf.py).
HTTPS = env.bool("DNR_HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "cases.User"
LOGIN_URL = "accounts:sign_in"
AUTHENTICATION_BACKENDS = [
    # First, as axes asks: it stops a locked-out person before a password is looked at.
    "axes.backends.AxesStandaloneBackend",
    # The demo's password opens nothing outside the demo.
    "cases.accounts.demo_password.KnownPassword",
    # It opens the way to the second factor, and to nobody whose role comes in by ЭЦП alone.
    "cases.accounts.signing_in.backends.StaffPassword",
    "cases.accounts.signing_in.backends.CertificateBackend",
]
#: How the ministry's signers come in: `eds`, by ЭЦП alone, or `both`, by password, code and ЭЦП of the same person.
SIGNER_SIGN_IN = env.str("DNR_SIGNER_SIGN_IN", default="eds")
if SIGNER_SIGN_IN not in ("eds", "both"):
    raise ImproperlyConfigured("DNR_SIGNER_SIGN_IN is either eds or both")
# The name before the account in the application on the telephone.
OTP_TOTP_ISSUER = "DNR"
# Telephones keep time by the network. A drift that is followed would widen what is accepted.
OTP_TOTP_SYNC = False
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

# One person from one household: a stranger can not lock somebody else out from afar.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Django's sign-in form calls the field so whatever the model's own field is; without it axes counts by address alone.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "cases.web.request.callers.account"
AXES_CLIENT_IP_CALLABLE = "cases.web.request.callers.household"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_COOLOFF_MESSAGE = _("Too many attempts to sign in. Please try again in 15 minutes.")
AXES_LOCKOUT_TEMPLATE = "egov/accounts/locked.html"
AXES_VERBOSE = False
AXES_ALLOWED_CORS_ORIGINS = ""

# No inline script or style anywhere. blob: shows a picture before it is sent; data: carries Bootstrap's own icons.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        # The one address outside the portal: the program with the reader's own keys, on the reader's own computer.
        "connect-src": [SELF, EDS_NCALAYER_URL],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
