"""How a log line looks: structlog's and everybody else's alike, each with the request id it belongs to."""

import logging
from collections.abc import Sequence

import structlog
from structlog.types import Processor

SHARED: Sequence[Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


class PlainRefusals(logging.Filter):
    """A refused request is one line: its traceback tells nothing, and hides those that do."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True


def formatter(shape: str = "text") -> logging.Formatter:
    """`shape` is "text" for people or "json" for a collector."""
    # Plain: the pretty one takes a second a line, and prints local variables, which are people's data.
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    last: list[Processor] = [console]
    if shape == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(processors=[remove, *last], foreign_pre_chain=list(SHARED))


def configure() -> None:
    """Sends `structlog.get_logger()` through the standard library's handlers, so that one setting rules all lines."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
