"""A portal on scratch files that asks ИБД over http at DNR_CRASH_URL, and one of whose workers may be killed."""

import os

from tests.crash.settings import *  # noqa: F403

GATEWAYS = {
    "ibd": {
        "transport": "http", "url": os.environ.get("DNR_CRASH_URL", ""), "key_id": "portal", "secret": "s3cret",
        "timeout": 30.0,
    }
}  # fmt: skip
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("tests.")]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# The tables as the models are: what migrations make is tested elsewhere.
MIGRATION_MODULES = {"cases": None}
