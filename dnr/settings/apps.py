"""Which apps, middleware and templates make the portal."""

from importlib.util import find_spec
from typing import Any

from dnr.settings.base import BASE_DIR, PREPARED_TEMPLATES
from dnr.settings.reporting import TRACES_URL

INSTALLED_APPS = [
    "dnr.apps.DnrConfig",
    "cases.apps.CasesConfig",
    "hub",
    "egov",
    "con",
    # A production install does not have them.
    *(app for app in ("demo", "bench") if find_spec(app)),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Above staticfiles: `runserver` then serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Below our own apps: TemplatesSetting falls back to its templates.
    "django.forms",
    "simple_history",
    "django_q",
    "django_htmx",
    "django_include_bootstrap",
    "lucide",
    "axes",
    "csp",
    # The staff's second factor. Recovery codes are our own (`cases.models.RecoveryCodes`): otp_static keeps them plain.
    "django_otp",
    "django_otp.plugins.otp_totp",
    # The API for machines and its document.
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "dnr.middleware.RequestIdMiddleware",
    *(["dnr.tracing.TracingMiddleware"] if TRACES_URL else []),
    "dnr.middleware.RequestCountMiddleware",
    # Above all that asks for the host's name or for TLS.
    "dnr.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "dnr.compression.PageCompressionMiddleware",
    # Outside of all that would read a body or answer with a page; for /api/ alone.
    "cases.api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Above csrf, which reads the body, and below locale: a refusal is a page in the reader's language.
    "dnr.middleware.NotReceivedMiddleware",
    "dnr.middleware.RequestSizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Last, as axes asks: it turns a refused sign-in into the lock-out answer.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "dnr.rendering.Loader" if PREPARED_TEMPLATES else "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            # Each one runs on every page: a new one has to be worth it.
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dnr.context.portal",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
