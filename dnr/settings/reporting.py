"""What is reported of faults and of slowness, and to whom; see docs/operations/monitoring.md."""

from dnr.settings.base import env

#: The address (DSN) of a Sentry of the agency: where in the code a fault happened and under which request id, and
#: nothing of people. It is asked through `DNR_OUTBOUND_PROXY`. [none]
SENTRY_DSN = env.str("DNR_SENTRY_DSN", default="")
#: How this installation is called there.
SENTRY_ENVIRONMENT = env.str("DNR_SENTRY_ENVIRONMENT", default="production")
#: Where traces go (OpenTelemetry, OTLP over HTTP): `https://collector.agency.kz:4318/v1/traces`; nothing of people.
#: Headers, authorities and proxies of it by the variables of OpenTelemetry (`OTEL_EXPORTER_OTLP_…`). [none]
TRACES_URL = env.str("DNR_TRACES_URL", default="")
#: The share of requests and jobs that are traced, 0 to 1.
TRACES_SHARE = env.float("DNR_TRACES_SHARE", default=0.1)
#: Milliseconds from which on a statement to the database is written to the log, without its values. 0: never.
SLOW_STATEMENT_MS = env.int("DNR_SLOW_STATEMENT_MS", default=0)
