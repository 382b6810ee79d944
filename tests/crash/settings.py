"""A portal on scratch files whose mail and steps can be held in the middle by a lock the test owns."""

from dnr.settings import *  # noqa: F403
from dnr.settings.apps import INSTALLED_APPS
from dnr.settings.eds import EDS_KEYS
from dnr.settings.queue import Q_CLUSTER
from dnr.settings.storage import PLAIN_STATIC, STORAGES

EDS_ANCHORS = [EDS_KEYS / "anchors"]
EDS_REVOCATION = ["demo.register.find"]
EDS_MINISTRY_BIN = "241000000301"
DNR_FILES_CAGED = False
INSTALLED_APPS = [*INSTALLED_APPS, "tests.crash.holding.HoldingConfig"]
# The tables as the models are: what migrations make is tested elsewhere.
MIGRATION_MODULES = {"cases": None}
EMAIL_BACKEND = "tests.crash.holding.Mail"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES |= {"staticfiles": {"BACKEND": PLAIN_STATIC}}

Q_CLUSTER |= {"workers": 1, "timeout": 30, "retry": 60, "poll": 0.1, "bulk": 1, "scheduler": False}
