"""The API for machines: what it takes, whom it believes, and how its document is drawn. See docs/decisions/api.md."""

from typing import Any

from dnr.settings.base import DEMO, env
from dnr.settings.storage import MIB

# A whole request under /api/. What is larger is refused by its Content-Length, unread.
API_MAX_BYTES = 1 * MIB
#: Calls a minute that one address may send to `/api/` without proving who it is.
API_STRANGERS = env.int("DNR_API_STRANGERS", default=60)
#: Attempts a minute, of all addresses of strangers together, to call `/api/` or to sign in by password.
# Each leaves rows (`cases.web.request.stranger_limit`).
STRANGERS_A_MINUTE = env.int("DNR_STRANGERS_A_MINUTE", default=600)

#: Networks into which webhooks may go, also over http; otherwise they go over https to public addresses alone. [none]
API_WEBHOOK_NETWORKS = env.list("DNR_API_WEBHOOK_NETWORKS", default=["127.0.0.0/8"] if DEMO else [])
#: Seconds for the delivery of a webhook, the look-up of the name included; a worker waits meanwhile.
API_WEBHOOK_TIMEOUT = env.float("DNR_API_WEBHOOK_TIMEOUT", default=5.0)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["cases.api.authentication.SignedRequest"],
    "DEFAULT_PERMISSION_CLASSES": ["cases.api.access.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["cases.api.throttling.ClientRate"],
    "DEFAULT_PARSER_CLASSES": ["cases.api.body.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "cases.api.schema.ScopedSchema",
    "EXCEPTION_HANDLER": "cases.api.problems.handler",
    # OPTIONS would tell what a view is made of.
    "DEFAULT_METADATA_CLASS": None,
    # No ?format= and no suffixes: one way to ask.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "DNR: API for outside systems",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "cases.api.schema.finish"],
    "ENUM_NAME_OVERRIDES": {"CaseState": "cases.webhooks.partners.known_states"},
}
